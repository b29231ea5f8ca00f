package emulator

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

func registerLogPolicies(s *jsonService) {
	writes(s, "PutResourcePolicy", putResourcePolicy)
	reads(s, "DescribeResourcePolicies", describeResourcePolicies)
	writes(s, "DeleteResourcePolicy", deleteResourcePolicy)
}

// Scopes of a resource policy.
const (
	scopeAccount  = "ACCOUNT"
	scopeResource = "RESOURCE"
)

// describedPolicy is a resource policy as Logs gives it.
type describedPolicy struct {
	PolicyName      *string `json:"policyName,omitempty"`
	PolicyDocument  string  `json:"policyDocument"`
	LastUpdatedTime int64   `json:"lastUpdatedTime"`
	PolicyScope     string  `json:"policyScope"`
	ResourceARN     *string `json:"resourceArn,omitempty"`
	RevisionID      *string `json:"revisionId,omitempty"`
}

func (p *logPolicy) described() describedPolicy {
	out := describedPolicy{
		PolicyName: pointer(p.Name), PolicyDocument: p.Document, LastUpdatedTime: p.Updated.UnixMilli(), PolicyScope: scopeAccount,
	}
	if p.Group != "" {
		out.PolicyScope, out.ResourceARN, out.RevisionID = scopeResource, &p.Group, &p.Revision
	}
	return out
}

type putResourcePolicyInput struct {
	PolicyName         *string `json:"policyName"`
	PolicyDocument     *string `json:"policyDocument" aws:"len=1..51200"`
	ResourceARN        *string `json:"resourceArn"`
	ExpectedRevisionID *string `json:"expectedRevisionId" aws:"len=1.."`
}

type putResourcePolicyOutput struct {
	ResourcePolicy describedPolicy `json:"resourcePolicy"`
	RevisionID     *string         `json:"revisionId,omitempty"`
}

// putResourcePolicy creates or replaces a policy: by name for the whole
// account, or the one policy of a log group, where the revision that is
// replaced has to be named.
//
// The sources disagree on a policy name together with resourceArn: the service
// model calls the name required, the AWS provider's authors found that only one
// of the two is taken. Here a group's policy may have a name and needs none; a
// client does best to send none.
func putResourcePolicy(c *call, in *putResourcePolicyInput) (*putResourcePolicyOutput, error) {
	st := c.logs()
	if value(in.PolicyName) == "" && in.ResourceARN == nil {
		return nil, invalidParameter("Policy name cannot be empty")
	}
	if value(in.PolicyDocument) == "" {
		return nil, invalidParameter("Policy document cannot be empty")
	}
	parsed, err := parsePolicy(*in.PolicyDocument)
	if err != nil {
		return nil, asParseError(err)
	}
	policy := &logPolicy{Name: value(in.PolicyName), Document: *in.PolicyDocument, Parsed: parsed, Updated: c.now}
	if in.ResourceARN != nil {
		err = st.putGroupPolicy(c, policy, *in.ResourceARN, in.ExpectedRevisionID)
	} else {
		err = st.putAccountPolicy(policy, in.ExpectedRevisionID)
	}
	if err != nil {
		return nil, err
	}
	return &putResourcePolicyOutput{ResourcePolicy: policy.described(), RevisionID: pointer(policy.Revision)}, nil
}

// asParseError words what is wrong with a policy document.
func asParseError(err error) error {
	if errors.Is(err, errPrincipal) {
		return invalidParameter("Could not convert to persistable policy.")
	}
	return invalidParameter("Error occurred while parsing accessPolicy: %v", err)
}

func (s *logsState) putAccountPolicy(policy *logPolicy, expected *string) error {
	switch {
	case expected != nil:
		return invalidParameter("expectedRevisionId is supported only together with resourceArn.")
	case len(policy.Document) > maxAccountPolicySize:
		return failf("LimitExceededException", "Resource limit exceeded.")
	case s.policies[policy.Name] == nil && len(s.policies) >= maxAccountPolicies:
		return failf("LimitExceededException", "Resource limit exceeded.")
	}
	s.policies[policy.Name] = policy
	return nil
}

func (s *logsState) putGroupPolicy(c *call, policy *logPolicy, arn string, expected *string) error {
	group, err := s.policyGroup(arn)
	if err != nil {
		return err
	}
	existing := group.Policy
	if existing != nil && existing.Name != "" && policy.Name != "" && existing.Name != policy.Name {
		return failf("LimitExceededException", "Resource limit exceeded.")
	}
	if err := checkRevision(existing, expected); err != nil {
		return err
	}
	policy.Group, policy.Revision = s.groupARN(group.Name), c.emulator.newUUID()
	s.changeGroup(group.Name, func(g *logGroup) { g.Policy = policy })
	return nil
}

// checkRevision holds that who changes a group's policy knows its revision.
func checkRevision(existing *logPolicy, expected *string) error {
	switch {
	case existing == nil && expected != nil:
		return notFound("There is no resource policy with the revision %s.", *expected)
	case existing == nil:
		return nil
	case expected == nil:
		return invalidParameter("expectedRevisionId is required to change the resource policy of %s.", existing.Group)
	case *expected != existing.Revision:
		return failf("OperationAbortedException", "The resource policy of %s was changed since revision %s.", existing.Group, *expected)
	}
	return nil
}

// policyGroup finds the group that a resource-scoped policy is for, by its ARN
// without ":*".
func (s *logsState) policyGroup(text string) (*logGroup, error) {
	arn, ok := parseARN(text)
	name, isGroup := strings.CutPrefix(arn.resource, "log-group:")
	if !ok || arn.service != "logs" || !isGroup || strings.Contains(name, ":") {
		return nil, invalidParameter("The resourceArn %s is not the ARN of a log group.", text)
	}
	if arn.region != s.region || arn.account != s.account {
		return nil, notFound("The specified log group does not exist.")
	}
	return s.group(name)
}

type describeResourcePoliciesInput struct {
	NextToken   *string `json:"nextToken" aws:"len=1.."`
	Limit       *int64  `json:"limit" aws:"range=1..50"`
	ResourceARN *string `json:"resourceArn"`
	PolicyScope *string `json:"policyScope" aws:"enum=ACCOUNT|RESOURCE"`
}

type describeResourcePoliciesOutput struct {
	ResourcePolicies []describedPolicy `json:"resourcePolicies"`
	NextToken        *string           `json:"nextToken,omitempty"`
}

func describeResourcePolicies(c *call, in *describeResourcePoliciesInput) (*describeResourcePoliciesOutput, error) {
	policies, err := c.logs().wantedPolicies(in.ResourceARN, value(in.PolicyScope))
	if err != nil {
		return nil, err
	}
	policies, next, err := logsPage(c, policies, func(p *logPolicy) string { return p.Group + "\n" + p.Name }, in.NextToken, in.Limit, 50)
	if err != nil {
		return nil, err
	}
	out := &describeResourcePoliciesOutput{ResourcePolicies: []describedPolicy{}, NextToken: next}
	for _, policy := range policies {
		out.ResourcePolicies = append(out.ResourcePolicies, policy.described())
	}
	return out, nil
}

// wantedPolicies lists the policies of the account, or of one group, or of all
// groups. Without a scope an ARN asks for its group's, and nothing for the account's.
func (s *logsState) wantedPolicies(arn *string, scope string) ([]*logPolicy, error) {
	if arn != nil {
		if scope == scopeAccount {
			return nil, invalidParameter("resourceArn is supported only for the policy scope RESOURCE.")
		}
		group, err := s.policyGroup(*arn)
		if err != nil {
			return nil, err
		}
		if group.Policy == nil {
			return nil, nil
		}
		return []*logPolicy{group.Policy}, nil
	}
	var out []*logPolicy
	if scope == scopeResource {
		for _, name := range s.groupNames(func(g *logGroup) bool { return g.Policy != nil }) {
			out = append(out, s.groups[name].Policy)
		}
		return out, nil
	}
	for _, name := range slices.Sorted(maps.Keys(s.policies)) {
		out = append(out, s.policies[name])
	}
	return out, nil
}

type deleteResourcePolicyInput struct {
	PolicyName         *string `json:"policyName"`
	ResourceARN        *string `json:"resourceArn"`
	ExpectedRevisionID *string `json:"expectedRevisionId" aws:"len=1.."`
}

func deleteResourcePolicy(c *call, in *deleteResourcePolicyInput) (*nothing, error) {
	st := c.logs()
	name := value(in.PolicyName)
	if in.ResourceARN == nil {
		if name == "" {
			return nil, invalidParameter("Policy name cannot be empty")
		}
		if st.policies[name] == nil {
			return nil, notFound("Policy with name [%s] does not exist", name)
		}
		delete(st.policies, name)
		return &nothing{}, nil
	}
	group, err := st.policyGroup(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	if group.Policy == nil || name != "" && group.Policy.Name != name {
		return nil, notFound("The log group %s has no such resource policy.", group.Name)
	}
	if err := checkRevision(group.Policy, in.ExpectedRevisionID); err != nil {
		return nil, err
	}
	st.changeGroup(group.Name, func(g *logGroup) { g.Policy = nil })
	return &nothing{}, nil
}
