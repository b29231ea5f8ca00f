package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

func TestAccountPolicies(t *testing.T) {
	t.Parallel()
	b := start(t)
	put := func(name, document string) error {
		return lastError(b.logs.PutResourcePolicy(t.Context(), &cloudwatchlogs.PutResourcePolicyInput{PolicyName: &name, PolicyDocument: &document}))
	}
	for i := range 10 {
		must(t, 0, put(fmt.Sprint("p", i), writePolicy))
	}
	refused(t, put("p10", writePolicy), "LimitExceededException")
	must(t, 0, put("p3", strings.Replace(writePolicy, "Allow", "Deny", 1)))
	refused(t, put("p3", strings.Replace(writePolicy, groupARN, groupARN+strings.Repeat("x", 5120), 1)), "LimitExceededException")
	listed := ok[*cloudwatchlogs.DescribeResourcePoliciesOutput](t)(b.logs.DescribeResourcePolicies(t.Context(), &cloudwatchlogs.DescribeResourcePoliciesInput{Limit: aws.Int32(4)}))
	equal(t, "first page", len(listed.ResourcePolicies), 4)
	policy := listed.ResourcePolicies[3]
	equal(t, "name", *policy.PolicyName, "p3")
	equal(t, "scope", policy.PolicyScope, logstypes.PolicyScopeAccount)
	equal(t, "document as sent", strings.Contains(*policy.PolicyDocument, "Deny"), true)
	must(t, 0, lastError(b.logs.DeleteResourcePolicy(t.Context(), &cloudwatchlogs.DeleteResourcePolicyInput{PolicyName: aws.String("p3")})))
	refused(t, lastError(b.logs.DeleteResourcePolicy(t.Context(), &cloudwatchlogs.DeleteResourcePolicyInput{PolicyName: aws.String("p3")})),
		"ResourceNotFoundException", "Policy with name [p3] does not exist")
	must(t, 0, put("p10", writePolicy))
}

func TestGroupPolicy(t *testing.T) {
	t.Parallel()
	b := start(t)
	arn := aws.String(groupARN)
	put := func(name, revision string) (*cloudwatchlogs.PutResourcePolicyOutput, error) {
		in := &cloudwatchlogs.PutResourcePolicyInput{ResourceArn: arn, PolicyDocument: aws.String(writePolicy)}
		if name != "" {
			in.PolicyName = &name
		}
		if revision != "" {
			in.ExpectedRevisionId = &revision
		}
		return b.logs.PutResourcePolicy(t.Context(), in)
	}
	refused(t, lastError(put("", "")), "ResourceNotFoundException", "The specified log group does not exist.")
	b.createGroup(t, groupName)
	first := ok[*cloudwatchlogs.PutResourcePolicyOutput](t)(put("mine", ""))
	equal(t, "scope", first.ResourcePolicy.PolicyScope, logstypes.PolicyScopeResource)
	equal(t, "resource", *first.ResourcePolicy.ResourceArn, groupARN)
	equal(t, "revisions", *first.RevisionId, *first.ResourcePolicy.RevisionId)

	refused(t, lastError(put("mine", "")), "InvalidParameterException")
	refused(t, lastError(put("mine", "wrong")), "OperationAbortedException")
	refused(t, lastError(put("other", *first.RevisionId)), "LimitExceededException")
	secondOne := ok[*cloudwatchlogs.PutResourcePolicyOutput](t)(put("", *first.RevisionId))
	if *secondOne.RevisionId == *first.RevisionId {
		t.Error("the revision did not change")
	}
	describe := func(in *cloudwatchlogs.DescribeResourcePoliciesInput) int {
		t.Helper()
		return len(ok[*cloudwatchlogs.DescribeResourcePoliciesOutput](t)(b.logs.DescribeResourcePolicies(t.Context(), in)).ResourcePolicies)
	}
	equal(t, "policies of the account", describe(nil), 0)
	equal(t, "policies of the group", describe(&cloudwatchlogs.DescribeResourcePoliciesInput{ResourceArn: arn}), 1)
	equal(t, "policies of all groups", describe(&cloudwatchlogs.DescribeResourcePoliciesInput{PolicyScope: logstypes.PolicyScopeResource}), 1)

	del := func(revision *string) error {
		return lastError(b.logs.DeleteResourcePolicy(t.Context(), &cloudwatchlogs.DeleteResourcePolicyInput{ResourceArn: arn, ExpectedRevisionId: revision}))
	}
	refused(t, del(nil), "InvalidParameterException")
	refused(t, del(first.RevisionId), "OperationAbortedException")
	must(t, 0, del(secondOne.RevisionId))
	refused(t, del(secondOne.RevisionId), "ResourceNotFoundException")
	equal(t, "policies of the group", describe(&cloudwatchlogs.DescribeResourcePoliciesInput{ResourceArn: arn}), 0)
	refused(t, lastError(put("", *first.RevisionId)), "ResourceNotFoundException")

	// A group takes its policy with it.
	must(t, 0, lastError(put("", "")))
	must(t, 0, lastError(b.logs.DeleteLogGroup(t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(groupName)})))
	b.createGroup(t, groupName)
	equal(t, "policies of the new group", describe(&cloudwatchlogs.DescribeResourcePoliciesInput{ResourceArn: arn}), 0)
}

func TestPoliciesThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.createGroup(t, groupName)
	for name, test := range map[string]struct{ from, to, message string }{
		"not JSON":        {`{"Version"`, `{"Version`, ""},
		"no statement":    {`"Statement"`, `"Statements"`, ""},
		"effect":          {`"Allow"`, `"Permit"`, `Error occurred while parsing accessPolicy: statement 1: the effect "Permit" is neither Allow nor Deny`},
		"no action":       {`"Action"`, `"Act"`, ""},
		"resource":        {`"` + groupARN, `"` + groupName, ""},
		"version":         {"2012-10-17", "2012-10-18", ""},
		"AWS principal":   {`"Service"`, `"AWS"`, "Could not convert to persistable policy."},
		"other principal": {`"Service"`, `"Services"`, ""},
		"condition":       {`"Effect":"Allow"`, `"Effect":"Allow","Condition":{"StringIs":{"a":"b"}}`, ""},
	} {
		document := strings.Replace(writePolicy, test.from, test.to, 1)
		for _, arn := range []*string{nil, aws.String(groupARN)} {
			err := lastError(b.logs.PutResourcePolicy(t.Context(), &cloudwatchlogs.PutResourcePolicyInput{
				PolicyName: aws.String("p"), PolicyDocument: &document, ResourceArn: arn,
			}))
			if test.message != "" {
				refused(t, err, "InvalidParameterException", test.message)
			} else {
				refused(t, err, "InvalidParameterException")
			}
			if err != nil && test.message == "" && !strings.Contains(err.Error(), "Error occurred while parsing accessPolicy") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	refused(t, lastError(b.logs.PutResourcePolicy(t.Context(), &cloudwatchlogs.PutResourcePolicyInput{
		ResourceArn: aws.String(groupARN + ":*"), PolicyDocument: aws.String(writePolicy),
	})), "InvalidParameterException")
	refused(t, lastError(b.logs.PutResourcePolicy(t.Context(), &cloudwatchlogs.PutResourcePolicyInput{PolicyDocument: aws.String(writePolicy)})), "InvalidParameterException")
}
