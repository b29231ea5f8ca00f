package auditlog

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// schedulerPrincipal is the service that assumes the invocation role.
const schedulerPrincipal = "scheduler.amazonaws.com"

// schedulesAPI is the part of the EventBridge Scheduler API used for schedules.
type schedulesAPI interface {
	CreateSchedule(context.Context, *scheduler.CreateScheduleInput, ...func(*scheduler.Options)) (*scheduler.CreateScheduleOutput, error)
	DeleteSchedule(context.Context, *scheduler.DeleteScheduleInput, ...func(*scheduler.Options)) (*scheduler.DeleteScheduleOutput, error)
	GetSchedule(context.Context, *scheduler.GetScheduleInput, ...func(*scheduler.Options)) (*scheduler.GetScheduleOutput, error)
	UpdateSchedule(context.Context, *scheduler.UpdateScheduleInput, ...func(*scheduler.Options)) (*scheduler.UpdateScheduleOutput, error)
}

var _ schedulesAPI = (*scheduler.Client)(nil)

// schedule is a schedule of the default group. Two are equal if AWS does the same
// for both.
type schedule struct {
	name, description, state, deadLetter string
	// expression is as AWS has it, unless it is a rate: then minutes is set.
	expression string
	minutes    int64
	// target, role and input are what is started.
	target, role, input string
	// maxAge and attempts are the retry policy.
	maxAge, attempts int32
	// window, after, key and others are what the resource leaves at its default.
	window, after, key string
	others             bool
}

// partSchedule is the schedule in changed_parts, if it is missing.
const partSchedule = "schedule"

const emptyInput = "{}"

// expandSchedule is the schedule as it has to be. A start that fails is tried again
// until the next one is due.
func (r *auditLogResource) expandSchedule(m auditLogModel) schedule {
	minutes := m.IntervalMinutes.ValueInt64()
	out := schedule{
		name: m.Name.ValueString(), description: description, minutes: minutes, deadLetter: m.DeadLetterARN.ValueString(),
		target: m.StateMachineARN.ValueString(), role: m.InvocationRoleARN.ValueString(), input: emptyInput,
		maxAge: int32(minutes * 60), attempts: 185, //nolint:gosec // at most a day
		state: string(schedulertypes.ScheduleStateDisabled), window: string(schedulertypes.FlexibleTimeWindowModeOff), after: string(schedulertypes.ActionAfterCompletionNone),
	}
	if m.Enabled.ValueBool() {
		out.state = string(schedulertypes.ScheduleStateEnabled)
	}
	return out
}

// flatten sets the attributes that show the schedule.
func (s schedule) flatten(m *auditLogModel) {
	m.Enabled, m.DeadLetterARN = types.BoolValue(s.state == string(schedulertypes.ScheduleStateEnabled)), awsresource.OptionalString(s.deadLetter)
	if s.minutes > 0 {
		m.IntervalMinutes = types.Int64Value(s.minutes)
	}
	if m.InvocationRoleName.IsNull() {
		m.InvocationRoleARN = types.StringValue(s.role)
	}
}

// changes are the parts of the schedule, other than what attributes show, that are not
// as they have to be. s may be nil.
func (s *schedule) changes(want schedule) []string {
	if s == nil {
		return []string{partSchedule}
	}
	var out []string
	for _, part := range []struct {
		name    string
		changed bool
	}{
		{"expression", s.minutes != want.minutes},
		{"target", s.target != want.target || s.input != want.input},
		{"role", s.role != want.role},
		{"retry policy", s.maxAge != want.maxAge || s.attempts != want.attempts},
		{"description", s.description != want.description},
		{"time window", s.window != want.window},
		{"settings", s.after != want.after || s.key != want.key || s.others},
	} {
		if part.changed {
			out = append(out, part.name+" of the schedule")
		}
	}
	return out
}

var rate = regexp.MustCompile(`^rate\((\d{1,9}) (minute|hour|day)s?\)$`)

// minutesOf are the minutes of a rate, or 0.
func minutesOf(expression string) int64 {
	found := rate.FindStringSubmatch(expression)
	if found == nil {
		return 0
	}
	n, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return 0
	}
	return n * map[string]int64{"minute": 1, "hour": 60, "day": 1440}[found[2]]
}

func rateOf(minutes int64) string {
	if minutes == 1 {
		return "rate(1 minute)"
	}
	return fmt.Sprintf("rate(%d minutes)", minutes)
}

func flattenSchedule(out *scheduler.GetScheduleOutput) schedule {
	found := schedule{
		name: aws.ToString(out.Name), description: aws.ToString(out.Description), state: string(out.State), after: string(out.ActionAfterCompletion), key: aws.ToString(out.KmsKeyArn),
		expression: aws.ToString(out.ScheduleExpression), target: aws.ToString(out.Target.Arn), role: aws.ToString(out.Target.RoleArn), input: aws.ToString(out.Target.Input),
		others: out.StartDate != nil || out.EndDate != nil,
	}
	if found.minutes = minutesOf(found.expression); found.minutes > 0 {
		found.expression = ""
	}
	if out.Target.DeadLetterConfig != nil {
		found.deadLetter = aws.ToString(out.Target.DeadLetterConfig.Arn)
	}
	if policy := out.Target.RetryPolicy; policy != nil {
		found.maxAge, found.attempts = aws.ToInt32(policy.MaximumEventAgeInSeconds), aws.ToInt32(policy.MaximumRetryAttempts)
	}
	if out.FlexibleTimeWindow != nil {
		found.window = string(out.FlexibleTimeWindow.Mode)
	}
	return found
}

func (s schedule) expandTarget() *schedulertypes.Target {
	out := &schedulertypes.Target{
		Arn: aws.String(s.target), RoleArn: aws.String(s.role), Input: aws.String(s.input),
		RetryPolicy: &schedulertypes.RetryPolicy{MaximumEventAgeInSeconds: aws.Int32(s.maxAge), MaximumRetryAttempts: aws.Int32(s.attempts)},
	}
	if s.deadLetter != "" {
		out.DeadLetterConfig = &schedulertypes.DeadLetterConfig{Arn: aws.String(s.deadLetter)}
	}
	return out
}

func describeSchedule(name string) string { return fmt.Sprintf("schedule %q", name) }

// scheduleObject is the schedule, to be claimed.
func scheduleObject(name string) awsresource.Object {
	return awsresource.Object{
		Kind: "schedule", Name: describeSchedule(name), Attribute: path.Root("name"), Type: typeName, ID: name,
		Otherwise: "If it does not belong to this configuration, choose another `name`. " +
			"The objects created so far are in Terraform's state: the next apply replaces them, or a destroy deletes them.",
	}
}

func (r *auditLogResource) schedules() schedulesAPI { return r.Meta.AWS.Scheduler() }

// lookForSchedule reads a schedule, and returns nil if there is none.
func (r *auditLogResource) lookForSchedule(ctx context.Context, name string) (*schedule, error) {
	found, err := r.findSchedule(ctx, name)
	if awsclient.IsNotFound(err) {
		return nil, nil //nolint:nilnil // nothing is there
	}
	return found, err
}

// findSchedule is lookForSchedule with an error of the class IsNotFound.
func (r *auditLogResource) findSchedule(ctx context.Context, name string) (*schedule, error) {
	out, err := r.schedules().GetSchedule(ctx, &scheduler.GetScheduleInput{Name: aws.String(name)})
	switch {
	case err != nil:
		return nil, err
	case out.Target == nil || out.State == "":
		return nil, &awsclient.IncompleteAnswerError{Operation: "Scheduler GetSchedule", Member: "the target or the state of the schedule"}
	}
	found := flattenSchedule(out)
	return &found, nil
}

// applySchedule creates or updates the schedule. mine says that it is known to be
// this resource's. save is called as soon as it exists.
func (r *auditLogResource) applySchedule(ctx context.Context, want schedule, mine bool, save func() diag.Diagnostics) (*schedule, diag.Diagnostics) {
	failed := func(operation string, err error) (*schedule, diag.Diagnostics) {
		var never *servicerole.NotAssumableError
		if errors.As(err, &never) || awsclient.IsRoleNotAssumable(err) {
			return nil, diag.Diagnostics{servicerole.NotAssumable(path.Root("invocation_role_arn"), want.role, schedulerPrincipal, describeSchedule(want.name), err, "", awsresource.Unfinished)}
		}
		return nil, diag.Diagnostics{awsresource.Diagnose(describeSchedule(want.name), operation, err, awsresource.Unfinished)}
	}
	now, err := r.lookForSchedule(ctx, want.name)
	if err != nil {
		return failed("reading", err)
	}
	if now == nil {
		err = servicerole.UntilAssumable(ctx, r.Meta, want.role, schedulerPrincipal, func() error {
			_, err := r.schedules().CreateSchedule(ctx, &scheduler.CreateScheduleInput{
				Name: aws.String(want.name), Description: aws.String(want.description), State: schedulertypes.ScheduleState(want.state), ScheduleExpression: aws.String(rateOf(want.minutes)),
				FlexibleTimeWindow: &schedulertypes.FlexibleTimeWindow{Mode: schedulertypes.FlexibleTimeWindowModeOff}, Target: want.expandTarget(),
			})
			return err
		})
		if err == nil {
			return &want, save()
		}
		var lookErr error
		if now, lookErr = r.lookForSchedule(ctx, want.name); now == nil || lookErr != nil {
			return failed("creating", err)
		}
		// It did not exist just before. If an answer was lost, it is the one that
		// was asked for; if the state knows it, the reads lag.
		mine = mine || awsclient.IsUncertain(err) && *now == want
	}
	var diags diag.Diagnostics
	if !mine {
		diags = r.Meta.Existing(ctx, scheduleObject(want.name), func(context.Context) (string, error) {
			if *now != want {
				return "its interval, state, target, retry policy or description differs from the configuration", nil
			}
			return "", nil
		})
	}
	if diags.HasError() {
		return nil, diags
	}
	if diags.Append(save()...); diags.HasError() || *now == want {
		return &want, diags
	}
	if err := servicerole.UntilAssumable(ctx, r.Meta, want.role, schedulerPrincipal, func() error {
		_, err := r.schedules().UpdateSchedule(ctx, &scheduler.UpdateScheduleInput{
			Name: aws.String(want.name), Description: aws.String(want.description), State: schedulertypes.ScheduleState(want.state), ScheduleExpression: aws.String(rateOf(want.minutes)),
			FlexibleTimeWindow: &schedulertypes.FlexibleTimeWindow{Mode: schedulertypes.FlexibleTimeWindowModeOff}, Target: want.expandTarget(),
		})
		return err
	}); err != nil {
		_, more := failed("updating", err)
		return nil, append(diags, more...)
	}
	return &want, diags
}

func (r *auditLogResource) deleteSchedule(ctx context.Context, name string) diag.Diagnostics {
	_, err := r.schedules().DeleteSchedule(ctx, &scheduler.DeleteScheduleInput{Name: aws.String(name)})
	if err == nil || awsclient.IsNotFound(err) {
		return nil
	}
	return diag.Diagnostics{awsresource.Diagnose(describeSchedule(name), "deleting", err, "Everything of the resource may still exist. Destroy again to continue.")}
}
