package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func (c *clients) describe(t *testing.T) (*sfn.DescribeStateMachineOutput, error) {
	t.Helper()
	return c.states.DescribeStateMachine(t.Context(), &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(machineARN)})
}

func TestStateMachineLifecycle(t *testing.T) {
	t.Parallel()
	c := startMetrics(t, emulator.WithClock(at("2026-01-02T03:04:05Z")))
	c.machine(t)
	m := got[*sfn.DescribeStateMachineOutput](t)(c.describe(t))
	equal(t, "definition", *m.Definition, waitDefinition)
	equal(t, "inventory", c.Inventory(), emulator.Inventory{Roles: 2, RolePolicies: 2, StateMachines: 1})
	equal(t, "rest", fmt.Sprintf("%s %s %s %s %t %s", m.Type, m.Status, *m.RoleArn, m.LoggingConfiguration.Level, m.TracingConfiguration.Enabled, m.EncryptionConfiguration.Type),
		"EXPRESS ACTIVE "+executor+" OFF false AWS_OWNED_KEY")
	if m.RevisionId != nil {
		t.Errorf("revision of a new state machine: %s", *m.RevisionId)
	}
	list := got[*sfn.ListStateMachinesOutput](t)(c.states.ListStateMachines(t.Context(), &sfn.ListStateMachinesInput{}))
	equal(t, "listed", *list.StateMachines[0].StateMachineArn, machineARN)

	again := machineInput()
	again.RoleArn = aws.String("arn:aws:iam::123456789012:role/other")
	again.Tags = []sfntypes.Tag{{Key: aws.String("ignored"), Value: aws.String("")}}
	out := got[*sfn.CreateStateMachineOutput](t)(c.states.CreateStateMachine(t.Context(), again))
	equal(t, "the same again", *out.StateMachineArn, machineARN)
	equal(t, "its role stays", *got[*sfn.DescribeStateMachineOutput](t)(c.describe(t)).RoleArn, executor)
	again.Type = sfntypes.StateMachineTypeStandard
	_, err := c.states.CreateStateMachine(t.Context(), again)
	refused(t, err, "StateMachineAlreadyExists", "State Machine Already Exists: '"+machineARN+"'")

	changed := strings.Replace(waitDefinition, "JobWait", "Wait", 1)
	first := got[*sfn.UpdateStateMachineOutput](t)(c.states.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(machineARN), Definition: &changed}))
	second := got[*sfn.UpdateStateMachineOutput](t)(c.states.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(machineARN), RoleArn: aws.String(executor)}))
	if first.RevisionId == nil || *first.RevisionId == *second.RevisionId {
		t.Error("an update makes no new revision")
	}
	m = got[*sfn.DescribeStateMachineOutput](t)(c.describe(t))
	equal(t, "new definition", *m.Definition, changed)
	equal(t, "revision", *m.RevisionId, *second.RevisionId)
	_, err = c.states.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(machineARN)})
	refused(t, err, "MissingRequiredParameter")
	_, err = c.states.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(machineARN), Definition: aws.String("{}")})
	refused(t, err, "InvalidDefinition", "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /, SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'")

	arn := aws.String(machineARN)
	_, err = c.states.TagResource(t.Context(), &sfn.TagResourceInput{ResourceArn: arn, Tags: []sfntypes.Tag{{Key: aws.String("a"), Value: aws.String("1")}, {Key: aws.String("b"), Value: aws.String("2")}}})
	must(t, 0, err)
	_, err = c.states.UntagResource(t.Context(), &sfn.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"a"}})
	must(t, 0, err)
	tags := got[*sfn.ListTagsForResourceOutput](t)(c.states.ListTagsForResource(t.Context(), &sfn.ListTagsForResourceInput{ResourceArn: arn})).Tags
	equal(t, "tags", fmt.Sprint(len(tags))+*tags[0].Key+*tags[0].Value, "1b2")

	_, err = c.states.DeleteStateMachine(t.Context(), &sfn.DeleteStateMachineInput{StateMachineArn: arn})
	must(t, 0, err)
	_, err = c.describe(t)
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+machineARN+"'")
	_, err = c.states.DeleteStateMachine(t.Context(), &sfn.DeleteStateMachineInput{StateMachineArn: arn})
	must(t, 0, err)
	_, err = c.states.ListTagsForResource(t.Context(), &sfn.ListTagsForResourceInput{ResourceArn: arn})
	refused(t, err, "ResourceNotFound")
}

func TestStateMachinesThatAreRefused(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.machine(t)
	logs := func(level sfntypes.LogLevel, arns ...string) *sfntypes.LoggingConfiguration {
		out := &sfntypes.LoggingConfiguration{Level: level}
		for _, arn := range arns {
			out.Destinations = append(out.Destinations, sfntypes.LogDestination{CloudWatchLogsLogGroup: &sfntypes.CloudWatchLogsLogGroup{LogGroupArn: &arn}})
		}
		return out
	}
	const cannot = "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role."
	x := strings.Repeat("x", 80)
	for name, test := range map[string]struct {
		change        func(*sfn.CreateStateMachineInput)
		code, message string
	}{
		"longest name":  {func(in *sfn.CreateStateMachineInput) { in.Name = &x }, "", ""},
		"name too long": {func(in *sfn.CreateStateMachineInput) { in.Name = aws.String(x + "x") }, "ValidationException", "1 validation error detected: Value '" + x + "x' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80"},
		"name":          {func(in *sfn.CreateStateMachineInput) { in.Name = aws.String("a/b") }, "InvalidName", "Invalid Name: 'a/b'"},
		"unusual name":  {func(in *sfn.CreateStateMachineInput) { in.Name = aws.String("a.b+é") }, "", ""},
		"unusual name with logs": {func(in *sfn.CreateStateMachineInput) {
			in.Name, in.LoggingConfiguration = aws.String("a.b"), logs(sfntypes.LogLevelError, groupARN+":*")
		}, "InvalidName", "Invalid Name: 'a.b'"},
		"definition":      {func(in *sfn.CreateStateMachineInput) { in.Definition = aws.String("x") }, "InvalidDefinition", "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: Invalid JSON: invalid character 'x' looking for beginning of value'"},
		"role's ARN":      {func(in *sfn.CreateStateMachineInput) { in.RoleArn = aws.String("executor") }, "InvalidArn", "Invalid Role Arn: 'executor'"},
		"role of others":  {func(in *sfn.CreateStateMachineInput) { in.RoleArn = aws.String("arn:aws:iam::999988887777:role/r") }, "AccessDeniedException", "Cross-account pass role is not allowed."},
		"no such role":    {func(in *sfn.CreateStateMachineInput) { in.RoleArn = aws.String(executor + "2") }, "AccessDeniedException", cannot},
		"another service": {func(in *sfn.CreateStateMachineInput) { in.RoleArn = aws.String(invoker) }, "AccessDeniedException", cannot},
		"no destination":  {func(in *sfn.CreateStateMachineInput) { in.LoggingConfiguration = logs(sfntypes.LogLevelError) }, "InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination."},
		"destination's ARN": {func(in *sfn.CreateStateMachineInput) {
			in.LoggingConfiguration = logs(sfntypes.LogLevelError, groupARN)
		}, "InvalidLoggingConfiguration",
			"Invalid Logging Configuration: Log Destination must be the ARN of a log group, with ':*' at its end."},
		"log group missing": {func(in *sfn.CreateStateMachineInput) {
			in.LoggingConfiguration = logs(sfntypes.LogLevelError, groupARN+":*")
		}, "AccessDeniedException",
			"The state machine IAM Role is not authorized to access the Log Destination"},
		"reserved tag": {func(in *sfn.CreateStateMachineInput) {
			in.Tags = []sfntypes.Tag{{Key: aws.String("aws:x"), Value: aws.String("")}}
		}, "ValidationException", "Tag keys starting with 'aws:' are reserved for system use: aws:x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := machineInput()
			in.Name = aws.String("new")
			test.change(in)
			_, err := c.states.CreateStateMachine(t.Context(), in)
			if test.code == "" {
				must(t, 0, err)
				return
			}
			refused(t, err, test.code, test.message)
		})
	}
}

func TestStateMachineIsDeletedSlowly(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.machine(t)
	c.SetMachineDeletion(emulator.MachineDeletion{Describes: 2, For: time.Minute})
	_, err := c.states.DeleteStateMachine(t.Context(), &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(machineARN)})
	must(t, 0, err)
	equal(t, "status", got[*sfn.DescribeStateMachineOutput](t)(c.describe(t)).Status, sfntypes.StateMachineStatusDeleting)
	_, err = c.states.CreateStateMachine(t.Context(), machineInput())
	refused(t, err, "StateMachineDeleting", "State Machine is being deleted: '"+machineARN+"'")
	_, err = c.states.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(machineARN), RoleArn: aws.String(executor)})
	refused(t, err, "StateMachineDeleting")
	equal(t, "status by the clock", got[*sfn.DescribeStateMachineOutput](t)(c.describe(t)).Status, sfntypes.StateMachineStatusDeleting)
	c.Advance(time.Minute)
	_, err = c.describe(t)
	refused(t, err, "StateMachineDoesNotExist")
	_, err = c.states.CreateStateMachine(t.Context(), machineInput())
	must(t, 0, err)
}

func TestNewRoleIsNotKnownYet(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.SetRolePropagation(emulator.RolePropagation{Uses: 2})
	c.role(t, "executor", trustStates)
	for range 2 {
		_, err := c.states.CreateStateMachine(t.Context(), machineInput())
		refused(t, err, "AccessDeniedException")
	}
	_, err := c.states.CreateStateMachine(t.Context(), machineInput())
	must(t, 0, err)

	c.SetRolePropagation(emulator.RolePropagation{For: 10 * time.Second})
	c.role(t, "invoker", trustEvents)
	c.putRule(t, "default", "r", anyPattern)
	refused(t, c.target(t), "ValidationException", "Provided role '"+invoker+"' cannot be assumed by principal 'events.amazonaws.com'.")
	c.Advance(10 * time.Second)
	must(t, 0, c.target(t))
}

func TestRoleOfOneObject(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	conditional := func(arn string) string {
		return strings.Replace(trustStates, `"Action"`, `"Condition":{"StringEquals":{"aws:SourceAccount":"`+account+`"},"ArnLike":{"aws:SourceArn":"`+arn+`"}},"Action"`, 1)
	}
	c.role(t, "executor", conditional("arn:aws:states:us-east-1:123456789012:stateMachine:other*"))
	_, err := c.states.CreateStateMachine(t.Context(), machineInput())
	refused(t, err, "AccessDeniedException")
	_, err = c.iam.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("executor"), PolicyDocument: aws.String(conditional("arn:aws:states:us-east-1:123456789012:stateMachine:wait"))})
	must(t, 0, err)
	_, err = c.states.CreateStateMachine(t.Context(), machineInput())
	must(t, 0, err)

	c.putRule(t, "default", "r", anyPattern)
	for rule, refusal := range map[string]bool{"other": true, "r": false} {
		trust := strings.Replace(trustEvents, `"Action"`, `"Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:123456789012:rule/`+rule+`"}},"Action"`, 1)
		_, _ = c.iam.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: aws.String("invoker")}) // may not be there yet
		c.role(t, "invoker", trust)
		if err := c.target(t); (err != nil) != refusal {
			t.Errorf("a role for the rule %s: %v", rule, err)
		}
	}
}
