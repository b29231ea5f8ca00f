package emulator_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func TestRoleLifecycle(t *testing.T) {
	t.Parallel()
	c := startMetrics(t, emulator.WithClock(at("2026-01-02T03:04:05Z")))
	made := got[*iam.CreateRoleOutput](t)(c.iam.CreateRole(t.Context(), &iam.CreateRoleInput{
		RoleName: aws.String("executor"), Path: aws.String("/metrics/"), AssumeRolePolicyDocument: aws.String(trustStates),
		Description: aws.String("d"), MaxSessionDuration: aws.Int32(7200), PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/AdministratorAccess"),
		Tags: []iamtypes.Tag{{Key: aws.String("a"), Value: aws.String("1 2")}},
	}))
	equal(t, "ARN", *made.Role.Arn, "arn:aws:iam::123456789012:role/metrics/executor")
	role := got[*iam.GetRoleOutput](t)(c.iam.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("EXECUTOR")})).Role
	document, err := url.QueryUnescape(*role.AssumeRolePolicyDocument)
	must(t, 0, err)
	equal(t, "trust policy", document, trustStates)
	if *role.AssumeRolePolicyDocument == trustStates || strings.Contains(*role.AssumeRolePolicyDocument, "+") {
		t.Errorf("the policy is not percent-encoded: %s", *role.AssumeRolePolicyDocument)
	}
	equal(t, "path", *role.Path, "/metrics/")
	equal(t, "description", *role.Description, "d")
	equal(t, "session", *role.MaxSessionDuration, 7200)
	equal(t, "boundary", *role.PermissionsBoundary.PermissionsBoundaryArn, "arn:aws:iam::aws:policy/AdministratorAccess")
	equal(t, "tag", *role.Tags[0].Value, "1 2")
	equal(t, "created", role.CreateDate.UTC().String(), "2026-01-02 03:04:05 +0000 UTC")

	_, err = c.iam.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("Executor"), AssumeRolePolicyDocument: aws.String(trustStates)})
	refused(t, err, "EntityAlreadyExists", "Role with name Executor already exists.")

	name := aws.String("executor")
	_, err = c.iam.UpdateRole(t.Context(), &iam.UpdateRoleInput{RoleName: name, Description: aws.String("e")})
	must(t, 0, err)
	_, err = c.iam.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: name, PolicyDocument: aws.String(trustEvents)})
	must(t, 0, err)
	_, err = c.iam.DeleteRolePermissionsBoundary(t.Context(), &iam.DeleteRolePermissionsBoundaryInput{RoleName: name})
	must(t, 0, err)
	_, err = c.iam.TagRole(t.Context(), &iam.TagRoleInput{RoleName: name, Tags: []iamtypes.Tag{{Key: aws.String("b"), Value: aws.String("")}}})
	must(t, 0, err)
	_, err = c.iam.UntagRole(t.Context(), &iam.UntagRoleInput{RoleName: name, TagKeys: []string{"a"}})
	must(t, 0, err)
	role = got[*iam.GetRoleOutput](t)(c.iam.GetRole(t.Context(), &iam.GetRoleInput{RoleName: name})).Role
	equal(t, "description", *role.Description, "e")
	equal(t, "session back to an hour", *role.MaxSessionDuration, 3600)
	holds(t, "trust", *role.AssumeRolePolicyDocument, "events.amazonaws.com")
	if role.PermissionsBoundary != nil {
		t.Error("the boundary is still there")
	}
	tags := got[*iam.ListRoleTagsOutput](t)(c.iam.ListRoleTags(t.Context(), &iam.ListRoleTagsInput{RoleName: name})).Tags
	equal(t, "tags", fmt.Sprintf("%d %s=%q", len(tags), *tags[0].Key, *tags[0].Value), `1 b=""`)
	_, err = c.iam.DeleteRolePermissionsBoundary(t.Context(), &iam.DeleteRolePermissionsBoundaryInput{RoleName: name})
	refused(t, err, "NoSuchEntity")

	c.allow(t, "executor", mayPublish)
	inline := got[*iam.GetRolePolicyOutput](t)(c.iam.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: name, PolicyName: aws.String("main")}))
	document, err = url.QueryUnescape(*inline.PolicyDocument)
	must(t, 0, err)
	equal(t, "inline policy", document, mayPublish)
	_, err = c.iam.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name})
	refused(t, err, "DeleteConflict", "Cannot delete entity, must delete policies first.")
	names := got[*iam.ListRolePoliciesOutput](t)(c.iam.ListRolePolicies(t.Context(), &iam.ListRolePoliciesInput{RoleName: name}))
	equal(t, "policy names", fmt.Sprint(names.PolicyNames, names.IsTruncated), "[main] false")
	_, err = c.iam.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: name, PolicyName: aws.String("main")})
	must(t, 0, err)
	_, err = c.iam.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: name, PolicyName: aws.String("main")})
	refused(t, err, "NoSuchEntity", "The role policy with name main cannot be found.")

	managed := aws.String("arn:aws:iam::aws:policy/CloudWatchFullAccess")
	_, err = c.iam.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: name, PolicyArn: managed})
	must(t, 0, err)
	attached := got[*iam.ListAttachedRolePoliciesOutput](t)(c.iam.ListAttachedRolePolicies(t.Context(), &iam.ListAttachedRolePoliciesInput{RoleName: name}))
	equal(t, "attached", *attached.AttachedPolicies[0].PolicyName, "CloudWatchFullAccess")
	_, err = c.iam.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name})
	refused(t, err, "DeleteConflict", "Cannot delete entity, must detach all policies first.")
	_, err = c.iam.DetachRolePolicy(t.Context(), &iam.DetachRolePolicyInput{RoleName: name, PolicyArn: managed})
	must(t, 0, err)
	profiles := got[*iam.ListInstanceProfilesForRoleOutput](t)(c.iam.ListInstanceProfilesForRole(t.Context(), &iam.ListInstanceProfilesForRoleInput{RoleName: name}))
	equal(t, "instance profiles", len(profiles.InstanceProfiles), 0)
	_, err = c.iam.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name})
	must(t, 0, err)
	_, err = c.iam.GetRole(t.Context(), &iam.GetRoleInput{RoleName: name})
	refused(t, err, "NoSuchEntity", "The role with name executor cannot be found.")
}

func TestNewRolesThatAreRefused(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	long := strings.Repeat("x", 64)
	c.role(t, long, trustStates)
	statement := func(s string) string { return `{"Version":"2012-10-17","Statement":[` + s + `]}` }
	const mustMatch = "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy regular expression pattern: %s"
	for name, test := range map[string]struct {
		in            iam.CreateRoleInput
		code, message string
	}{
		"name too long":  {iam.CreateRoleInput{RoleName: aws.String(long + "x")}, "ValidationError", "1 validation error detected: Value '" + long + "x' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64"},
		"name":           {iam.CreateRoleInput{RoleName: aws.String("a b")}, "ValidationError", fmt.Sprintf(mustMatch, "a b", "roleName", `[\w+=,.@-]*`)},
		"path":           {iam.CreateRoleInput{Path: aws.String("metrics")}, "ValidationError", fmt.Sprintf(mustMatch, "metrics", "path", `(\x2F)|(\x2F[\x21-\x7E]+\x2F)`)},
		"description":    {iam.CreateRoleInput{Description: aws.String("猫")}, "ValidationError", fmt.Sprintf(mustMatch, "猫", "description", `[\x09\x0A\x0D\x20-\x7E\x{A1}-\x{FF}]*`)},
		"session":        {iam.CreateRoleInput{MaxSessionDuration: aws.Int32(3599)}, "ValidationError", "1 validation error detected: Value '3599' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600"},
		"boundary":       {iam.CreateRoleInput{PermissionsBoundary: aws.String("arn:aws:iam::123456789012:policy/none")}, "NoSuchEntity", "Scope ARN: arn:aws:iam::123456789012:policy/none does not exist or is not attachable."},
		"boundary's ARN": {iam.CreateRoleInput{PermissionsBoundary: aws.String("arn:aws:iam::123456789012:role/x")}, "ValidationError", "Value (arn:aws:iam::123456789012:role/x) passed in for ARN is invalid."},
		"reserved tag":   {iam.CreateRoleInput{Tags: []iamtypes.Tag{{Key: aws.String("aws:x"), Value: aws.String("")}}}, "InvalidInput", "Tag keys prefixed with aws: are reserved for system use."},
		"double tag":     {iam.CreateRoleInput{Tags: []iamtypes.Tag{{Key: aws.String("x"), Value: aws.String("")}, {Key: aws.String("X"), Value: aws.String("")}}}, "InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive."},
		"no JSON":        {iam.CreateRoleInput{AssumeRolePolicyDocument: aws.String("x")}, "MalformedPolicyDocument", "This policy contains invalid Json"},
		"resource":       {iam.CreateRoleInput{AssumeRolePolicyDocument: aws.String(statement(`{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole","Resource":"*"}`))}, "MalformedPolicyDocument", "Has prohibited field Resource"},
		"no principal":   {iam.CreateRoleInput{AssumeRolePolicyDocument: aws.String(statement(`{"Effect":"Allow","Action":"sts:AssumeRole"}`))}, "MalformedPolicyDocument", "Missing required field Principal"},
		"action":         {iam.CreateRoleInput{AssumeRolePolicyDocument: aws.String(statement(`{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"iam:PassRole"}`))}, "MalformedPolicyDocument", "AssumeRole policy may only specify STS AssumeRole actions."},
		"principal":      {iam.CreateRoleInput{AssumeRolePolicyDocument: aws.String(statement(`{"Effect":"Allow","Principal":{"Service":"states"},"Action":"sts:AssumeRole"}`))}, "MalformedPolicyDocument", `Invalid principal in policy: "SERVICE":"states"`},
		"too large":      {iam.CreateRoleInput{AssumeRolePolicyDocument: aws.String(statement(`{"Sid":"` + strings.Repeat("x", 2048) + `","Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}`))}, "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.in.RoleName == nil {
				test.in.RoleName = aws.String("r")
			}
			if test.in.AssumeRolePolicyDocument == nil {
				test.in.AssumeRolePolicyDocument = aws.String(trustStates)
			}
			_, err := c.iam.CreateRole(t.Context(), &test.in)
			refused(t, err, test.code, test.message)
		})
	}
}

func TestInlinePoliciesThatAreRefused(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.role(t, "r", trustStates)
	pad := func(n int) string {
		empty := `{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Action":"a:b","Resource":"*"}]}`
		return strings.Replace(empty, `"Sid":""`, `"Sid": "`+strings.Repeat("x", n-len(empty))+`"`, 1)
	}
	for name, test := range map[string]struct{ document, code, message string }{
		"largest":   {pad(10240), "", ""},
		"too large": {pad(10241), "LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role r"},
		"principal": {`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"a:b","Resource":"*"}]}`, "MalformedPolicyDocument", "Policy document should not specify a principal."},
		"resource":  {`{"Statement":[{"Effect":"Allow","Action":"a:b"}]}`, "MalformedPolicyDocument", "Policy statement must contain resources."},
		"action":    {`{"Statement":[{"Effect":"Allow","Resource":"*"}]}`, "MalformedPolicyDocument", "Policy statement must contain actions."},
		"vendor":    {`{"Statement":[{"Effect":"Allow","Action":"PutMetricData","Resource":"*"}]}`, "MalformedPolicyDocument", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."},
		"statement": {`{"Version":"2012-10-17"}`, "MalformedPolicyDocument", "Syntax errors in policy."},
	} {
		_, err := c.iam.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("r"), PolicyName: aws.String("p"), PolicyDocument: &test.document})
		if test.code == "" {
			must(t, 0, err)
			continue
		}
		t.Log(name)
		refused(t, err, test.code, test.message)
	}
	_, err := c.iam.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("none"), PolicyName: aws.String("p"), PolicyDocument: aws.String(mayPublish)})
	refused(t, err, "NoSuchEntity", "The role with name none cannot be found.")
}

func TestIAMIsGlobalAndPages(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	for i := range 3 {
		c.role(t, fmt.Sprintf("r%d", i), trustStates)
	}
	elsewhere := iam.NewFromConfig(c.config("eu-west-1"))
	first := got[*iam.ListRolesOutput](t)(elsewhere.ListRoles(t.Context(), &iam.ListRolesInput{MaxItems: aws.Int32(2)}))
	equal(t, "page", fmt.Sprint(len(first.Roles), first.IsTruncated), "2 true")
	second := got[*iam.ListRolesOutput](t)(elsewhere.ListRoles(t.Context(), &iam.ListRolesInput{MaxItems: aws.Int32(2), Marker: first.Marker}))
	equal(t, "last page", fmt.Sprintf("%s %t", *second.Roles[0].RoleName, second.IsTruncated), "r2 false")
}

func TestManagedPolicies(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	made := got[*iam.CreatePolicyOutput](t)(c.iam.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: aws.String("p"), PolicyDocument: aws.String(mayPublish)}))
	equal(t, "ARN", *made.Policy.Arn, "arn:aws:iam::123456789012:policy/p")
	c.role(t, "r", trustStates)
	_, err := c.iam.PutRolePermissionsBoundary(t.Context(), &iam.PutRolePermissionsBoundaryInput{RoleName: aws.String("r"), PermissionsBoundary: made.Policy.Arn})
	must(t, 0, err)
	_, err = c.iam.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: made.Policy.Arn})
	refused(t, err, "DeleteConflict")
	version := got[*iam.GetPolicyVersionOutput](t)(c.iam.GetPolicyVersion(t.Context(), &iam.GetPolicyVersionInput{PolicyArn: made.Policy.Arn, VersionId: made.Policy.DefaultVersionId}))
	holds(t, "document", *version.PolicyVersion.Document, "PutMetricData")
	_, err = c.iam.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: aws.String("r"), PolicyArn: aws.String("arn:aws:iam::123456789012:policy/none")})
	refused(t, err, "NoSuchEntity")
}
