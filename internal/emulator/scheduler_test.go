package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// The trust policy of a schedule's role sees the group, not the schedule.
const trustScheduler = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"scheduler.amazonaws.com"},"Action":"sts:AssumeRole",
	"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012","aws:SourceArn":"arn:aws:scheduler:us-east-1:123456789012:schedule-group/default"}}}]}`

const (
	hourly      = "hourly"
	scheduleARN = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/" + hourly
	starter     = "arn:aws:iam::123456789012:role/starter"
)

func scheduleInput() *scheduler.CreateScheduleInput {
	return &scheduler.CreateScheduleInput{
		Name: aws.String(hourly), ScheduleExpression: aws.String("rate(60 minutes)"),
		FlexibleTimeWindow: &schedulertypes.FlexibleTimeWindow{Mode: schedulertypes.FlexibleTimeWindowModeOff},
		Target:             &schedulertypes.Target{Arn: aws.String(machineARN), RoleArn: aws.String(starter)},
	}
}

// scheduled makes what a schedule needs.
func scheduled(t *testing.T) (*clients, *scheduler.Client) {
	t.Helper()
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	c.role(t, "starter", trustScheduler)
	c.allow(t, "starter", mayStart)
	return c, scheduler.NewFromConfig(c.config(region))
}

func TestScheduleLifecycle(t *testing.T) {
	t.Parallel()
	c, client := scheduled(t)
	in := scheduleInput()
	in.ClientToken = aws.String("once")
	equal(t, "ARN", *got[*scheduler.CreateScheduleOutput](t)(client.CreateSchedule(t.Context(), in)).ScheduleArn, scheduleARN)
	equal(t, "inventory", c.Inventory(), emulator.Inventory{Roles: 1, RolePolicies: 1, Schedules: 1})
	equal(t, "the same call again", *got[*scheduler.CreateScheduleOutput](t)(client.CreateSchedule(t.Context(), in)).ScheduleArn, scheduleARN)
	_, err := client.CreateSchedule(t.Context(), scheduleInput())
	refused(t, err, "ConflictException", "Schedule hourly already exists.")

	s := got[*scheduler.GetScheduleOutput](t)(client.GetSchedule(t.Context(), &scheduler.GetScheduleInput{Name: aws.String(hourly), GroupName: aws.String("default")}))
	equal(t, "schedule", fmt.Sprint(*s.Arn, " ", *s.ScheduleExpression, " ", *s.ScheduleExpressionTimezone, " ", s.State, " ", s.ActionAfterCompletion, " ", *s.GroupName, " ", s.CreationDate.Format(time.RFC3339)),
		scheduleARN+" rate(60 minutes) UTC ENABLED NONE default "+metricNow)
	equal(t, "retries", fmt.Sprint(*s.Target.RetryPolicy.MaximumEventAgeInSeconds, *s.Target.RetryPolicy.MaximumRetryAttempts, s.Target.DeadLetterConfig), "86400 185 <nil>")

	_, err = client.UpdateSchedule(t.Context(), &scheduler.UpdateScheduleInput{
		Name: aws.String(hourly), ScheduleExpression: aws.String("rate(1 hour)"), State: schedulertypes.ScheduleStateDisabled, Description: aws.String("d"),
		FlexibleTimeWindow: &schedulertypes.FlexibleTimeWindow{Mode: schedulertypes.FlexibleTimeWindowModeFlexible, MaximumWindowInMinutes: aws.Int32(5)},
		KmsKeyArn:          aws.String("arn:aws:kms:us-east-1:123456789012:key/k"),
		Target: &schedulertypes.Target{Arn: aws.String(machineARN), RoleArn: aws.String(starter), RetryPolicy: &schedulertypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(0)},
			DeadLetterConfig: &schedulertypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:123456789012:dead")}},
	})
	must(t, 0, err)
	s = got[*scheduler.GetScheduleOutput](t)(client.GetSchedule(t.Context(), &scheduler.GetScheduleInput{Name: aws.String(hourly)}))
	equal(t, "updated", fmt.Sprint(*s.ScheduleExpression, s.State, *s.Description, *s.FlexibleTimeWindow.MaximumWindowInMinutes, *s.KmsKeyArn, *s.Target.RetryPolicy.MaximumRetryAttempts, *s.Target.DeadLetterConfig.Arn),
		"rate(1 hour)DISABLEDd5arn:aws:kms:us-east-1:123456789012:key/k0arn:aws:sqs:us-east-1:123456789012:dead")

	must(t, 0, ignore(client.DeleteSchedule(t.Context(), &scheduler.DeleteScheduleInput{Name: aws.String(hourly)})))
	_, err = client.GetSchedule(t.Context(), &scheduler.GetScheduleInput{Name: aws.String(hourly)})
	refused(t, err, "ResourceNotFoundException", "Schedule hourly does not exist.")
	_, err = client.DeleteSchedule(t.Context(), &scheduler.DeleteScheduleInput{Name: aws.String(hourly)})
	refused(t, err, "ResourceNotFoundException")
}

func TestSchedulesThatAreRefused(t *testing.T) {
	t.Parallel()
	c, client := scheduled(t)
	c.role(t, "other", strings.ReplaceAll(trustScheduler, "schedule-group/default", "schedule/default/hourly"))
	for name, test := range map[string]struct {
		change        func(*scheduler.CreateScheduleInput)
		code, message string
	}{
		"name":          {func(in *scheduler.CreateScheduleInput) { in.Name = aws.String("a b") }, "ValidationException", "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z\\-_.]+"},
		"name too long": {func(in *scheduler.CreateScheduleInput) { in.Name = aws.String(strings.Repeat("x", 65)) }, "ValidationException", ""},
		"expression":    {func(in *scheduler.CreateScheduleInput) { in.ScheduleExpression = aws.String("rate(0 minutes)") }, "ValidationException", "Invalid Schedule Expression rate(0 minutes)."},
		"timezone":      {func(in *scheduler.CreateScheduleInput) { in.ScheduleExpressionTimezone = aws.String("Mars/Base") }, "ValidationException", "Invalid Schedule Expression Timezone Mars/Base."},
		"window":        {func(in *scheduler.CreateScheduleInput) { in.FlexibleTimeWindow.MaximumWindowInMinutes = aws.Int32(1) }, "ValidationException", ""},
		"group":         {func(in *scheduler.CreateScheduleInput) { in.GroupName = aws.String("g") }, "ResourceNotFoundException", "Schedule group g does not exist."},
		"no ARN":        {func(in *scheduler.CreateScheduleInput) { in.Target.Arn = aws.String("machine") }, "ValidationException", "Provided Arn is not in correct format."},
		"an alias":      {func(in *scheduler.CreateScheduleInput) { in.Target.Arn = aws.String(machineARN + ":live") }, "ValidationException", "Provided Arn is not in correct format."},
		"role's ARN":    {func(in *scheduler.CreateScheduleInput) { in.Target.RoleArn = aws.String("starter") }, "ValidationException", ""},
		"role of others": {func(in *scheduler.CreateScheduleInput) {
			in.Target.RoleArn = aws.String("arn:aws:iam::999988887777:role/r")
		}, "AccessDeniedException", ""},
		"no such role": {func(in *scheduler.CreateScheduleInput) { in.Target.RoleArn = aws.String(starter + "2") }, "ValidationException", "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."},
		"trusts the schedule": {func(in *scheduler.CreateScheduleInput) {
			in.Target.RoleArn = aws.String("arn:aws:iam::123456789012:role/other")
		}, "ValidationException", "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."},
		"FIFO queue": {func(in *scheduler.CreateScheduleInput) {
			in.Target.DeadLetterConfig = &schedulertypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:123456789012:dead.fifo")}
		}, "ValidationException", ""},
		"key": {func(in *scheduler.CreateScheduleInput) { in.KmsKeyArn = aws.String("alias/k") }, "ValidationException", ""},
		"age": {func(in *scheduler.CreateScheduleInput) {
			in.Target.RetryPolicy = &schedulertypes.RetryPolicy{MaximumEventAgeInSeconds: aws.Int32(59)}
		}, "ValidationException", ""},
		"input": {func(in *scheduler.CreateScheduleInput) { in.Target.Input = aws.String("x") }, "ValidationException", ""},
	} {
		t.Run(name, func(t *testing.T) {
			in := scheduleInput()
			test.change(in)
			_, err := client.CreateSchedule(t.Context(), in)
			if test.message == "" {
				refused(t, err, test.code)
				return
			}
			refused(t, err, test.code, test.message)
		})
	}
	equal(t, "schedules", c.Inventory().Schedules, 0)
}

// A schedule that fires starts the state machine if its role lets it; what fails
// goes to the dead-letter queue.
func TestRunSchedule(t *testing.T) {
	t.Parallel()
	needJSONata(t)
	c, client := scheduled(t)
	c.role(t, "executor", trustStates)
	dead := c.createQueue(t, "dead", nil)
	in := scheduleInput()
	in.Target.DeadLetterConfig = &schedulertypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:123456789012:dead")}
	must(t, 0, ignore(client.CreateSchedule(t.Context(), in)))
	when := at("2026-11-21T10:00:00Z")()
	fails := func(want string) {
		t.Helper()
		if _, err := c.RunSchedule(region, hourly, when); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	fails("AWS.SFN.StateMachineDoesNotExistException")
	equal(t, "dead letters without permission", len(c.received(t, dead)), 0)
	c.allow(t, "starter", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["states:StartExecution","sqs:SendMessage"],"Resource":"*"}]}`)
	fails("AWS.SFN.StateMachineDoesNotExistException")
	equal(t, "dead letters", fmt.Sprint(c.received(t, dead)), "[AWS.SFN.StateMachineDoesNotExistException "+scheduleARN+"]")

	must(t, 0, ignore(c.states.CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
		Name: aws.String("wait"), RoleArn: aws.String(executor), Type: sfntypes.StateMachineTypeStandard,
		Definition: aws.String(`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed","Output":"{% $states.context.Execution.StartTime %}"}}}`),
	})))
	run, err := c.RunSchedule(region, hourly, when)
	must(t, 0, err)
	equal(t, "run", run.Status+" "+run.Output+" "+run.Schedule, `SUCCEEDED "2026-11-21T10:00:00.000Z" `+scheduleARN)
	c.allow(t, "starter", strings.Replace(mayStart, ":wait", ":other", 1))
	fails("does not allow states:StartExecution")
	disable := &scheduler.UpdateScheduleInput{Name: in.Name, ScheduleExpression: in.ScheduleExpression, FlexibleTimeWindow: in.FlexibleTimeWindow, Target: in.Target, State: schedulertypes.ScheduleStateDisabled}
	must(t, 0, ignore(client.UpdateSchedule(t.Context(), disable)))
	fails("is disabled")
	if _, err := c.RunSchedule(region, "other", when); err == nil {
		t.Error("a schedule that does not exist fires")
	}
}
