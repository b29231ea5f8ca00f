package emulator

import (
	"encoding/xml"
	"slices"
	"strings"
	"time"
)

// Managed policies are here as far as a role can carry them: attached, or as
// its permissions boundary.
func registerManagedPolicies(s *queryService) {
	formWrites(s, "CreatePolicy", createPolicy)
	formReads(s, "GetPolicy", getPolicy)
	formReads(s, "GetPolicyVersion", getPolicyVersion)
	formWrites(s, "DeletePolicy", deletePolicy)
	formWrites(s, "AttachRolePolicy", attachRolePolicy)
	formWrites(s, "DetachRolePolicy", detachRolePolicy)
	formReads(s, "ListAttachedRolePolicies", listAttachedRolePolicies)
	formWrites(s, "PutRolePermissionsBoundary", putRolePermissionsBoundary)
	formWrites(s, "DeleteRolePermissionsBoundary", deleteRolePermissionsBoundary)
}

// iamManagedPolicy is a managed policy with its one version.
type iamManagedPolicy struct {
	Name, Path, ID, ARN string
	Document            string
	Parsed              *policyDocument
	Created             time.Time
}

// managedByAWS are those of AWS's own policies whose content the emulator
// knows. Any other policy of AWS can be attached, and allows nothing here.
var managedByAWS = map[string]string{
	"AdministratorAccess":          allowing("*"),
	"PowerUserAccess":              allowing("events:*", "states:*", "cloudwatch:*", "logs:*"),
	"CloudWatchFullAccess":         allowing("cloudwatch:*", "logs:*"),
	"CloudWatchFullAccessV2":       allowing("cloudwatch:*", "logs:*"),
	"CloudWatchAgentServerPolicy":  allowing("cloudwatch:PutMetricData", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
	"AWSStepFunctionsFullAccess":   allowing("states:*"),
	"AmazonEventBridgeFullAccess":  allowing("events:*"),
	"CloudWatchLogsFullAccess":     allowing("logs:*"),
	"CloudWatchEventsFullAccess":   allowing("events:*"),
	"CloudWatchLogsReadOnlyAccess": allowing("logs:Describe*", "logs:Get*", "logs:List*"),
}

func allowing(actions ...string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["` + strings.Join(actions, `","`) + `"],"Resource":"*"}]}`
}

// managedPolicy finds a policy by ARN: one of the account, or any of AWS's.
func (c *call) managedPolicy(arn string) (*iamManagedPolicy, bool) {
	parsed, ok := parseARN(arn)
	path, isPolicy := strings.CutPrefix(parsed.resource, "policy/")
	if !ok || parsed.service != "iam" || !isPolicy {
		return nil, false
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	if parsed.account != "aws" {
		policy := iamIn(c.store, parsed.account).policies[arn]
		return policy, policy != nil
	}
	policy := &iamManagedPolicy{Name: name, Path: "/" + strings.TrimSuffix(path, name), ARN: arn, ID: "ANPAEMULATORPOLICY00", Document: managedByAWS[name]}
	if policy.Document == "" {
		policy.Document = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"emulator:Unknown","Resource":"*"}]}`
	}
	policy.Parsed, _ = parseIdentityPolicy(policy.Document) // our own text
	return policy, true
}

type createPolicyInput struct {
	PolicyName     *string `aws:"required,len=1..128,re=sessionName"`
	Path           *string `aws:"len=1..512,re=rolePath"`
	PolicyDocument *string `aws:"required,len=1..131072,re=policyText"`
	Description    *string `aws:"len=..1000"`
}

type policyElement struct {
	PolicyName       string
	PolicyID         string `xml:"PolicyId"`
	Arn              string
	Path             string
	DefaultVersionID string `xml:"DefaultVersionId"`
	AttachmentCount  int
	IsAttachable     bool
	CreateDate       string
	UpdateDate       string
}

type policyResult struct {
	XMLName xml.Name
	Policy  policyElement
}

func (c *call) policyResult(p *iamManagedPolicy) *policyResult {
	created := p.Created.UTC().Format(time.RFC3339)
	out := &policyResult{XMLName: xml.Name{Local: c.operation + "Result"}, Policy: policyElement{
		PolicyName: p.Name, PolicyID: p.ID, Arn: p.ARN, Path: p.Path, DefaultVersionID: "v1", IsAttachable: true,
		CreateDate: created, UpdateDate: created,
	}}
	for _, role := range c.iam().roles {
		if slices.Contains(role.Attached, p.ARN) {
			out.Policy.AttachmentCount++
		}
	}
	return out
}

func createPolicy(c *call, in *createPolicyInput) (any, error) {
	st := c.iam()
	parsed, err := parseIdentityPolicy(*in.PolicyDocument)
	if err != nil {
		return nil, err
	}
	if sizeWithoutSpace(*in.PolicyDocument) > maxManagedPolicySize {
		return nil, iamConflict("LimitExceeded", "Cannot exceed quota for PolicySize: %d", maxManagedPolicySize)
	}
	policy := &iamManagedPolicy{
		Name: *in.PolicyName, Path: "/", ID: "ANPA" + randomText(17), Document: *in.PolicyDocument, Parsed: parsed, Created: c.now,
	}
	if in.Path != nil {
		policy.Path = *in.Path
	}
	policy.ARN = "arn:" + partitionOf(c.region) + ":iam::" + st.account + ":policy" + policy.Path + policy.Name
	for _, other := range st.policies {
		if strings.EqualFold(other.Name, policy.Name) {
			return nil, iamConflict("EntityAlreadyExists", "A policy called %s already exists. Duplicate names are not allowed.", policy.Name)
		}
	}
	st.policies[policy.ARN] = policy
	return c.policyResult(policy), nil
}

type policyARNInput struct {
	PolicyArn *string `aws:"required,len=20..2048"`
}

func (c *call) wantedPolicy(arn string) (*iamManagedPolicy, error) {
	policy, ok := c.managedPolicy(arn)
	if !ok {
		return nil, noSuchEntity("Policy %s was not found.", arn)
	}
	return policy, nil
}

func getPolicy(c *call, in *policyARNInput) (any, error) {
	policy, err := c.wantedPolicy(*in.PolicyArn)
	if err != nil {
		return nil, err
	}
	return c.policyResult(policy), nil
}

type getPolicyVersionInput struct {
	PolicyArn *string `aws:"required,len=20..2048"`
	VersionID *string `json:"VersionId" aws:"required,len=1.."`
}

type getPolicyVersionResult struct {
	XMLName          xml.Name `xml:"GetPolicyVersionResult"`
	Document         string   `xml:"PolicyVersion>Document"`
	VersionID        string   `xml:"PolicyVersion>VersionId"`
	IsDefaultVersion bool     `xml:"PolicyVersion>IsDefaultVersion"`
	CreateDate       string   `xml:"PolicyVersion>CreateDate"`
}

func getPolicyVersion(c *call, in *getPolicyVersionInput) (any, error) {
	policy, err := c.wantedPolicy(*in.PolicyArn)
	if err != nil {
		return nil, err
	}
	if *in.VersionID != "v1" {
		return nil, noSuchEntity("Policy %s version %s does not exist or is not attachable.", *in.PolicyArn, *in.VersionID)
	}
	return &getPolicyVersionResult{
		Document: encodePolicy(policy.Document), VersionID: "v1", IsDefaultVersion: true, CreateDate: policy.Created.UTC().Format(time.RFC3339),
	}, nil
}

func deletePolicy(c *call, in *policyARNInput) (any, error) {
	st := c.iam()
	policy := st.policies[*in.PolicyArn]
	if policy == nil {
		return nil, noSuchEntity("Policy %s was not found.", *in.PolicyArn)
	}
	for _, role := range st.roles {
		if slices.Contains(role.Attached, policy.ARN) || role.Boundary == policy.ARN {
			return nil, iamConflict("DeleteConflict", "Cannot delete a policy attached to entities.")
		}
	}
	delete(st.policies, policy.ARN)
	return nil, nil //nolint:nilnil // no result element
}
