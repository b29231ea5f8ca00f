package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func (b *bed) tryTargets(t *testing.T, targets ...ebtypes.Target) (*eventbridge.PutTargetsOutput, error) {
	t.Helper()
	return b.events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String("r"), Targets: targets})
}

func logTarget(id string) ebtypes.Target {
	return ebtypes.Target{Id: &id, Arn: aws.String(groupARN)}
}

func TestTargetsAreKeptWhole(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.putRule(t, "default", "r", anyPattern)
	want := ebtypes.Target{
		Id: aws.String("one"), Arn: aws.String("arn:aws:firehose:us-east-1:123456789012:deliverystream/m"),
		RoleArn: aws.String("arn:aws:iam::123456789012:role/r"),
		InputTransformer: &ebtypes.InputTransformer{
			InputPathsMap: map[string]string{"t": "$.time", "d": "$.detail-type"}, InputTemplate: aws.String(`{"a":<t>,"b":"<d>"}`),
		},
		RetryPolicy:      &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(0), MaximumEventAgeInSeconds: aws.Int32(60)},
		DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:999988887777:dead")},
		EcsParameters:    &ebtypes.EcsParameters{TaskDefinitionArn: aws.String("task"), TaskCount: aws.Int32(2)},
	}
	must(t, 0, lastError(b.tryTargets(t, want)))
	list := ok[*eventbridge.ListTargetsByRuleOutput](t)(b.events.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: aws.String("r")}))
	got := list.Targets[0]
	equal(t, "template", *got.InputTransformer.InputTemplate, `{"a":<t>,"b":"<d>"}`)
	equal(t, "paths", fmt.Sprint(got.InputTransformer.InputPathsMap), "map[d:$.detail-type t:$.time]")
	equal(t, "attempts", *got.RetryPolicy.MaximumRetryAttempts, 0)
	equal(t, "age", *got.RetryPolicy.MaximumEventAgeInSeconds, 60)
	equal(t, "queue", *got.DeadLetterConfig.Arn, *want.DeadLetterConfig.Arn)
	equal(t, "role", *got.RoleArn, *want.RoleArn)
	equal(t, "task count", *got.EcsParameters.TaskCount, 2)

	// An id that is there is replaced, wholly.
	want.RetryPolicy, want.DeadLetterConfig = nil, nil
	must(t, 0, lastError(b.tryTargets(t, want)))
	list = ok[*eventbridge.ListTargetsByRuleOutput](t)(b.events.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: aws.String("r")}))
	if len(list.Targets) != 1 || list.Targets[0].RetryPolicy != nil || list.Targets[0].DeadLetterConfig != nil {
		t.Errorf("the target was not replaced: %+v", list.Targets)
	}
}

func lastError[T any](_ T, err error) error { return err }

func TestTargetLimits(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.putRule(t, "default", "r", anyPattern)
	must(t, 0, lastError(b.tryTargets(t, logTarget("1"), logTarget("2"), logTarget("3"), logTarget("4"), logTarget("5"))))
	must(t, 0, lastError(b.tryTargets(t, logTarget("3"))))
	refused(t, lastError(b.tryTargets(t, logTarget("6"))), "LimitExceededException")
	var many []ebtypes.Target
	for i := range 11 {
		many = append(many, logTarget(fmt.Sprint(i)))
	}
	refused(t, lastError(b.tryTargets(t, many...)), "ValidationException")
	refused(t, lastError(b.tryTargets(t, logTarget("1"), logTarget("1"))), "ValidationException", "More than one target with Id '1' is provided")
	refused(t, lastError(b.tryTargets(t, []ebtypes.Target{}...)), "ValidationException",
		"1 validation error detected: Value '[]' at 'targets' failed to satisfy constraint: Member must have length greater than or equal to 1")
	refused(t, lastError(b.tryTargets(t, logTarget("a b"))), "ValidationException",
		`1 validation error detected: Value 'a b' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`)
	page := ok[*eventbridge.ListTargetsByRuleOutput](t)(b.events.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: aws.String("r"), Limit: aws.Int32(3)}))
	equal(t, "first page", len(page.Targets), 3)
	page = ok[*eventbridge.ListTargetsByRuleOutput](t)(b.events.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: aws.String("r"), NextToken: page.NextToken}))
	equal(t, "second page", len(page.Targets), 2)
	equal(t, "its last", *page.Targets[1].Id, "5")
	_, err := b.events.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: aws.String("none")})
	refused(t, err, "ResourceNotFoundException")
}

func TestTargetsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.putRule(t, "default", "r", anyPattern)
	template := func(text string, paths map[string]string) *ebtypes.InputTransformer {
		return &ebtypes.InputTransformer{InputTemplate: &text, InputPathsMap: paths}
	}
	machine, queue := "arn:aws:states:us-east-1:123456789012:stateMachine:m", "arn:aws:sqs:us-east-1:123456789012:q"
	role := aws.String("arn:aws:iam::123456789012:role/r")
	const logForm = "InputTemplate for target 1 must have exactly the keys timestamp and message, both with text values."
	for name, test := range map[string]struct {
		target  ebtypes.Target
		message string
	}{
		"arn":         {ebtypes.Target{Arn: aws.String("here")}, "Parameter here is not valid. Reason: Provided Arn is not in correct format."},
		"role needed": {ebtypes.Target{Arn: &machine}, "RoleArn is required for target " + machine + "."},
		"role refused": {ebtypes.Target{Arn: aws.String(groupARN), RoleArn: role},
			"RoleArn is not supported for target " + groupARN + "."},
		"role form": {ebtypes.Target{Arn: &machine, RoleArn: aws.String("r")}, "Parameter r is not valid. Reason: Provided Arn is not in correct format."},
		"two inputs": {ebtypes.Target{Arn: &queue, Input: aws.String("{}"), InputPath: aws.String("$.detail")},
			"Only one of Input, InputPath, or InputTransformer must be provided for target 1."},
		"input":        {ebtypes.Target{Arn: &queue, Input: aws.String("{")}, "JSON syntax error in input for target 1."},
		"quoted path":  {ebtypes.Target{Arn: &queue, InputPath: aws.String("$.detail['key']")}, "InputPath for target 1 is invalid."},
		"path":         {ebtypes.Target{Arn: &queue, InputPath: aws.String("detail")}, "InputPath for target 1 is invalid."},
		"a map's path": {ebtypes.Target{Arn: &queue, InputTransformer: template(`"<a>"`, map[string]string{"a": "$['x']"})}, "InputPath for target 1 is invalid."},
		"undeclared": {ebtypes.Target{Arn: &queue, InputTransformer: template(`"<b>"`, map[string]string{"a": "$.x"})},
			"InputTemplate for target 1 contains invalid placeholder b."},
		"whole event in a text": {ebtypes.Target{Arn: &queue, InputTransformer: template(`"<aws.events.event.json>"`, nil)},
			"InputTemplate for target 1 contains invalid placeholder aws.events.event.json."},
		"log input":     {ebtypes.Target{Arn: aws.String(groupARN), Input: aws.String(`{}`)}, "Input and InputPath are not supported for target " + groupARN + "."},
		"log path":      {ebtypes.Target{Arn: aws.String(groupARN), InputPath: aws.String(`$.detail`)}, "Input and InputPath are not supported for target " + groupARN + "."},
		"log keys":      {ebtypes.Target{Arn: aws.String(groupARN), InputTransformer: template(`{"message":<m>}`, map[string]string{"m": "$.detail-type"})}, logForm},
		"log third key": {ebtypes.Target{Arn: aws.String(groupARN), InputTransformer: template(`{"timestamp":<m>,"message":<m>,"x":1}`, map[string]string{"m": "$.detail-type"})}, logForm},
		"log object":    {ebtypes.Target{Arn: aws.String(groupARN), InputTransformer: template(`{"timestamp":<m>,"message":{"a":<m>}}`, map[string]string{"m": "$.detail-type"})}, logForm},
		"log text":      {ebtypes.Target{Arn: aws.String(groupARN), InputTransformer: template(`"<m>"`, map[string]string{"m": "$.detail-type"})}, logForm},
		"fifo queue":    {ebtypes.Target{Arn: aws.String(groupARN), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String(queue + ".fifo")}}, "SQS FIFO is not supported by Dead Letter Queues"},
		"queue elsewhere": {ebtypes.Target{Arn: aws.String(groupARN), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:eu-west-1:123456789012:q")}},
			"The dead letter queue arn:aws:sqs:eu-west-1:123456789012:q of target 1 is not in the region of the rule."},
		"attempts": {ebtypes.Target{Arn: aws.String(groupARN), RetryPolicy: &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(186)}},
			"1 validation error detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 185"},
		"age": {ebtypes.Target{Arn: aws.String(groupARN), RetryPolicy: &ebtypes.RetryPolicy{MaximumEventAgeInSeconds: aws.Int32(59)}},
			"1 validation error detected: Value '59' at 'targets.1.member.retryPolicy.maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60"},
	} {
		t.Run(name, func(t *testing.T) {
			test.target.Id = aws.String("1")
			refused(t, lastError(b.tryTargets(t, test.target)), "ValidationException", test.message)
		})
	}
	if len(b.Rules(region, "default")[0].TargetIDs) != 0 {
		t.Error("a refused target was stored")
	}
}

func TestRemoveTargets(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.putRule(t, "default", "r", anyPattern)
	must(t, 0, lastError(b.tryTargets(t, logTarget("1"), logTarget("2"))))
	out := ok[*eventbridge.RemoveTargetsOutput](t)(b.events.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: aws.String("r"), Ids: []string{"1", "none"}}))
	equal(t, "failed entries", out.FailedEntryCount, 1)
	equal(t, "the one", *out.FailedEntries[0].TargetId, "none")
	equal(t, "its code", *out.FailedEntries[0].ErrorCode, "ResourceNotFoundException")
	equal(t, "what is left", strings.Join(b.Rules(region, "default")[0].TargetIDs, " "), "2")
	_, err := b.events.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: aws.String("none"), Ids: []string{"1"}})
	refused(t, err, "ResourceNotFoundException", "Rule none does not exist on EventBus default.")
}

func TestPartialFailures(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.putRule(t, "default", "r", anyPattern)
	b.Inject(emulator.Fault{Operation: "PutTargets", PartialFailure: true, PartialIDs: []string{"2"}, Times: 1})
	out := ok[*eventbridge.PutTargetsOutput](t)(b.tryTargets(t, logTarget("1"), logTarget("2")))
	equal(t, "failed entries", out.FailedEntryCount, 1)
	equal(t, "code", *out.FailedEntries[0].ErrorCode, "ConcurrentModificationException")
	equal(t, "stored", strings.Join(b.Rules(region, "default")[0].TargetIDs, " "), "1")
	out = ok[*eventbridge.PutTargetsOutput](t)(b.tryTargets(t, logTarget("2")))
	equal(t, "failed entries afterwards", out.FailedEntryCount, 0)

	b.Inject(emulator.Fault{Operation: "RemoveTargets", PartialFailure: true, Code: "InternalException", Message: "no"})
	removed := ok[*eventbridge.RemoveTargetsOutput](t)(b.events.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: aws.String("r"), Ids: []string{"1", "2"}}))
	equal(t, "failed entries", removed.FailedEntryCount, 2)
	equal(t, "message", *removed.FailedEntries[1].ErrorMessage, "no")
	equal(t, "stored", len(b.Rules(region, "default")[0].TargetIDs), 2)
}
