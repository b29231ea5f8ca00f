package target

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	eventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// awsTarget is the resource of hashicorp/aws that is a target of any kind.
const awsTarget = "aws_cloudwatch_event_target"

// awsTargetVersion is the newest version of its state that is known; it has
// been that since version 3 of hashicorp/aws.
const awsTargetVersion = 1

// notMoved is how each error of a move ends.
const notMoved = "Nothing was moved or changed."

// movedTarget is what is read of the state of an aws_cloudwatch_event_target.
// Blocks are lists in it, and what is not set is null, "" or an empty list.
type movedTarget struct {
	ARN              string `json:"arn"`
	DeadLetterConfig []struct {
		ARN string `json:"arn"`
	} `json:"dead_letter_config"`
	EventBusName     string `json:"event_bus_name"` // a name or an ARN; missing in version 0
	Input            string `json:"input"`
	InputPath        string `json:"input_path"`
	InputTransformer []struct {
		InputPaths    map[string]string `json:"input_paths"`
		InputTemplate string            `json:"input_template"`
	} `json:"input_transformer"`
	Region      string `json:"region"` // from version 6 of hashicorp/aws on
	RetryPolicy []struct {
		MaximumEventAgeInSeconds *int32 `json:"maximum_event_age_in_seconds"`
		MaximumRetryAttempts     *int32 `json:"maximum_retry_attempts"`
	} `json:"retry_policy"`
	RoleARN  string `json:"role_arn"`
	Rule     string `json:"rule"`
	TargetID string `json:"target_id"`
}

// MoveState takes over a target of hashicorp/aws, if it is one of this kind.
func (r *targetResource[M, P]) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: r.move}}
}

func (r *targetResource[M, P]) move(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	from, problem := r.kind.movedFrom(req)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	key, problem := from.key()
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	var prior, state M
	*P(&prior).shared() = key.reference()
	P(&state).flatten(key, from.target(), prior)
	resp.Diagnostics.Append(resp.TargetState.Set(ctx, &state)...)
	resp.Diagnostics.Append(key.identity().Set(ctx, resp.TargetIdentity)...)
}

// movedFrom is the target in a state that is moved from.
func (s sink) movedFrom(req resource.MoveStateRequest) (from movedTarget, problem diag.Diagnostic) {
	switch {
	case !awsresource.IsAWSProvider(req.SourceProviderAddress) || req.SourceTypeName != awsTarget:
		return from, diag.NewErrorDiagnostic("Unsupported move", fmt.Sprintf(
			"The resource is %s of the provider %s, which can't become an %s. Only an %s of hashicorp/aws can, if it sends to a %s. Remove the `moved` block. %s",
			req.SourceTypeName, req.SourceProviderAddress, s.typeName, awsTarget, s.name, notMoved))
	case req.SourceSchemaVersion > awsTargetVersion:
		return from, unreadable(fmt.Sprintf("It has version %d, and this version of the provider knows it up to version %d.", req.SourceSchemaVersion, awsTargetVersion))
	case req.SourceRawState == nil || json.Unmarshal(req.SourceRawState.JSON, &from) != nil || from.ARN == "" || from.Rule == "" || from.TargetID == "":
		return from, unreadable("It has no `arn`, `rule` or `target_id`, or not in the form that hashicorp/aws 5 and 6 write them.")
	case !s.takes(from.ARN):
		return from, diag.NewErrorDiagnostic("Move of a target of another kind", fmt.Sprintf(
			"The target %q of rule %q sends to %s, which is no %s. It can be managed as %s. Change or remove the `moved` block. %s",
			from.TargetID, from.Rule, from.ARN, s.name, resourceFor(from.ARN), notMoved))
	}
	return from, nil
}

func unreadable(why string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unreadable state of the target", fmt.Sprintf(
		"The state of the %s can't be read. %s Use a newer version of this provider, or a `removed` block with `lifecycle { destroy = false }` and an `import` block "+
			"instead of `moved`. %s", awsTarget, why, notMoved))
}

// key takes from the sink's ARN what the state says nothing of: a sink is in the
// account of its rule, and in its region.
func (t movedTarget) key() (key, diag.Diagnostic) {
	to, err := arn.Parse(t.ARN)
	k := key{id: t.TargetID, rule: awsclient.RuleARN{
		Partition: to.Partition, Region: cmp.Or(t.Region, to.Region), Account: to.AccountID,
		Bus: awsclient.BusName(t.EventBusName), Name: t.Rule,
	}}
	if err != nil || !k.valid() {
		return k, unreadable(fmt.Sprintf("Event bus %q, rule %q and target %q are not all names.", t.EventBusName, t.Rule, t.TargetID))
	}
	return k, nil
}

// target is the target as EventBridge has it.
func (t movedTarget) target() eventbridge.Target {
	out := eventbridge.Target{
		Id: aws.String(t.TargetID), Arn: aws.String(t.ARN),
		RoleArn: textOrNil(t.RoleARN), Input: textOrNil(t.Input), InputPath: textOrNil(t.InputPath),
	}
	for _, queue := range t.DeadLetterConfig {
		out.DeadLetterConfig = &eventbridge.DeadLetterConfig{Arn: textOrNil(queue.ARN)}
	}
	for _, transformer := range t.InputTransformer {
		out.InputTransformer = &eventbridge.InputTransformer{InputPathsMap: transformer.InputPaths, InputTemplate: aws.String(transformer.InputTemplate)}
	}
	for _, retry := range t.RetryPolicy {
		out.RetryPolicy = &eventbridge.RetryPolicy{MaximumRetryAttempts: retry.MaximumRetryAttempts}
		if age := aws.ToInt32(retry.MaximumEventAgeInSeconds); age != 0 {
			out.RetryPolicy.MaximumEventAgeInSeconds = aws.Int32(age)
		}
	}
	return out
}

func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return aws.String(text)
}
