package emulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// newLambdaService makes as much of AWS Lambda as a function's resource policy
// takes: a function exists once it has a permission, and runs no code.
func newLambdaService() service {
	policy := regexp.MustCompile(`^/2015-03-31/functions/(?P<FunctionName>[^/]+)/policy$`)
	s := &restService{
		jsonService: jsonService{prefix: "lambda", invalidCode: "InvalidParameterValueException", operations: map[string]operation{}},
		routes:      []restRoute{{http.MethodGet, policy, "GetPolicy"}, {http.MethodPost, policy, "AddPermission"}},
	}
	writes(&s.jsonService, "AddPermission", addFunctionPermission)
	reads(&s.jsonService, "GetPolicy", getFunctionPolicy)
	return s
}

// lambdaState is Lambda in one region of one account.
type lambdaState struct {
	account, region string
	functions       map[string]*function // by ARN, with its qualifier
}

// function is what is known of a function.
type function struct {
	Statements  []map[string]any
	policy      *policyDocument
	Invocations []string
}

func (s *lambdaState) snapshot() state {
	out := *s
	out.functions = maps.Clone(s.functions)
	return &out
}

func lambdaIn(s *store, account, region string) *lambdaState {
	return stateOf(s, stateKey{"lambda", account, region}, func(key stateKey) *lambdaState {
		return &lambdaState{account: key.account, region: key.region, functions: map[string]*function{}}
	})
}

// functionARN is the ARN of a function that is named or given by ARN.
func (c *call) functionARN(name, qualifier *string) string {
	arn := value(name)
	if _, isARN := parseARN(arn); !isARN {
		arn = arnOf("lambda", c.region, c.account, "function:"+arn)
	}
	if value(qualifier) != "" {
		arn += ":" + *qualifier
	}
	return arn
}

// functionAt finds a function by its ARN; nil if it has no permission.
func (s *store) functionAt(arn string) (*lambdaState, *function) {
	parsed, _ := parseARN(arn)
	st := lambdaIn(s, parsed.account, parsed.region)
	return st, st.functions[arn]
}

type addFunctionPermissionInput struct {
	FunctionName  *string `aws:"required"`
	Qualifier     *string `aws:""`
	StatementID   *string `json:"StatementId" aws:"required"`
	Action        *string `aws:"required"`
	Principal     *string `aws:"required"`
	SourceArn     *string `aws:""`
	SourceAccount *string `aws:""`
}

type addFunctionPermissionOutput struct{ Statement string }

// addFunctionPermission adds a statement to a function's policy.
func addFunctionPermission(c *call, in *addFunctionPermissionInput) (*addFunctionPermissionOutput, error) {
	arn := c.functionARN(in.FunctionName, in.Qualifier)
	statement := map[string]any{
		"Sid": *in.StatementID, "Effect": "Allow", "Action": *in.Action, "Resource": arn,
		"Principal": map[string]string{"AWS": *in.Principal},
	}
	if strings.Contains(*in.Principal, ".") {
		statement["Principal"] = map[string]string{"Service": *in.Principal}
	}
	conditions := map[string]any{}
	if in.SourceArn != nil {
		conditions["ArnLike"] = map[string]string{"AWS:SourceArn": *in.SourceArn}
	}
	if in.SourceAccount != nil {
		conditions["StringEquals"] = map[string]string{"AWS:SourceAccount": *in.SourceAccount}
	}
	if len(conditions) > 0 {
		statement["Condition"] = conditions
	}
	st, known := c.store.functionAt(arn)
	changed := &function{}
	if known != nil {
		*changed = *known
	}
	changed.Statements = append(slices.Clone(changed.Statements), statement)
	parsed, err := parseResourcePolicy(changed.document())
	if err != nil {
		return nil, err
	}
	changed.policy = parsed
	st.functions[arn] = changed
	text, err := json.Marshal(statement)
	return &addFunctionPermissionOutput{string(text)}, err
}

func (f *function) document() string {
	text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Id": "default", "Statement": f.Statements})
	if err != nil {
		return "" // maps of strings
	}
	return string(text)
}

type getFunctionPolicyInput struct {
	FunctionName *string `aws:"required"`
	Qualifier    *string `aws:""`
}

type getFunctionPolicyOutput struct {
	Policy     string
	RevisionID string `json:"RevisionId"`
}

func getFunctionPolicy(c *call, in *getFunctionPolicyInput) (*getFunctionPolicyOutput, error) {
	_, f := c.store.functionAt(c.functionARN(in.FunctionName, in.Qualifier))
	if f == nil {
		err := notFound("The resource you requested does not exist.")
		err.Status = http.StatusNotFound
		return nil, err
	}
	return &getFunctionPolicyOutput{f.document(), "1"}, nil
}

// deliverToFunction notes what a function is invoked with.
func deliverToFunction(d *delivery) *deliveryError {
	arn := *d.target.Arn
	st, f := d.call.store.functionAt(arn)
	if f == nil {
		f = &function{}
	}
	if failure := d.call.mayDeliver(d, "lambda:InvokeFunction", arn, f.policy); failure != nil {
		return failure
	}
	changed := *f
	changed.Invocations = append(slices.Clone(f.Invocations), string(d.payload))
	st.functions[arn] = &changed
	return nil
}
