package emulator_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// allow is an identity policy of one statement.
func allow(action, resource string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"` + resource + `"}]}`
}

func TestCallerPolicy(t *testing.T) {
	t.Parallel()
	const events = "arn:aws:events:us-east-1:123456789012:"
	b := start(t)
	limit := func(documents ...string) {
		t.Helper()
		if err := b.SetCallerPolicy("AKIDTEST", documents...); err != nil {
			t.Fatal(err)
		}
	}
	put := func(bus string, tags ...ebtypes.Tag) error {
		_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("r"), EventBusName: aws.String(bus), EventPattern: aws.String(`{"a":[1]}`), Tags: tags})
		return err
	}
	must(t, 0, put("default"))

	limit(allow("events:PutRule", events+"rule/builds/*"))
	refused(t, put("default"), "AccessDeniedException", "User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: events:PutRule "+
		"on resource: arn:aws:events:us-east-1:123456789012:rule/r because no identity-based policy allows the events:PutRule action")
	refused(t, put("builds"), "ResourceNotFoundException") // allowed; the bus is not there

	// Tags in the request, and a role that is handed over, are asked for as well.
	limit(allow("events:PutRule", "*"))
	must(t, 0, put("default"))
	refused(t, put("default", ebtypes.Tag{Key: aws.String("a"), Value: aws.String("b")}), "AccessDeniedException",
		"User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: events:TagResource on resource: "+events+"rule/r because no identity-based policy allows the events:TagResource action")
	limit(allow("events:PutTargets", "*"))
	target := func() error {
		_, err := b.events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String("r"), Targets: []ebtypes.Target{{
			Id: aws.String("m"), Arn: aws.String("arn:aws:states:us-east-1:123456789012:stateMachine:m"), RoleArn: aws.String("arn:aws:iam::123456789012:role/m"),
		}}})
		return err
	}
	refused(t, target(), "AccessDeniedException")
	pass := func(service string) string {
		return `{"Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"` + service + `"}}}}`
	}
	limit(allow("events:PutTargets", "*"), pass("states.amazonaws.com"))
	refused(t, target(), "AccessDeniedException")
	limit(allow("events:PutTargets", "*"), pass("events.amazonaws.com"))
	refused(t, target(), "ValidationException") // allowed; the role is not there

	// What knows no resources needs "*"; who the caller is needs nothing.
	limit(allow("logs:DescribeLogGroups", groupARN))
	_, err := b.logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})
	refused(t, err, "AccessDeniedException")
	must(t, 0, func() error {
		_, err := b.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		return err
	}())

	// Without a policy the caller may do everything again.
	limit()
	must(t, 0, put("default"))
	if err := b.SetCallerPolicy("AKIDTEST", `{"Statement":[]}`); err == nil {
		t.Error("a policy without a statement was taken")
	}
	calls := b.Calls()
	if last := calls[len(calls)-1].Accesses; len(last) != 1 || last[0].Action != "events:PutRule" || last[0].Resource != events+"rule/r" {
		t.Errorf("recorded: %+v", last)
	}
}
