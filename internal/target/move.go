package target

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// awsTarget is the resource of hashicorp/aws that is a target of any kind.
const awsTarget = "aws_cloudwatch_event_target"

// awsTargetVersion is the newest version of its state that is known; it has
// been that since version 3 of hashicorp/aws.
const awsTargetVersion = 1

// notMoved is how each error of a move ends.
const notMoved = "Nothing was moved or changed."

// movedTarget has the attributes of an aws_cloudwatch_event_target that are used.
// Blocks are lists, and what is not set is null, "" or an empty list.
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

	HTTPTarget []struct {
		Headers map[string]string `json:"header_parameters"`
		Query   map[string]string `json:"query_string_parameters"`
		Path    []string          `json:"path_parameter_values"`
	} `json:"http_target"`
	KinesisTarget []struct {
		Path *string `json:"partition_key_path"`
	} `json:"kinesis_target"`
	SQSTarget []struct {
		Group *string `json:"message_group_id"`
	} `json:"sqs_target"`

	// Of these it only matters whether there are any.
	AppSyncTarget           []any `json:"appsync_target"`
	BatchTarget             []any `json:"batch_target"`
	ECSTarget               []any `json:"ecs_target"`
	RedshiftTarget          []any `json:"redshift_target"`
	RunCommandTargets       []any `json:"run_command_targets"`
	SageMakerPipelineTarget []any `json:"sagemaker_pipeline_target"`
}

// MoveState moves a target of hashicorp/aws, if it is of this kind, and one of
// this provider at another address.
func (r *targetResource[M, P]) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{awsresource.MoveSameType(r.kind.typeName()), {StateMover: r.move}}
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
	if unsupported, _ := r.kind.inspect(from.target()); unsupported != "" {
		resp.Diagnostics.Append(unsupportedInput(key, r.kind.typeName(), unsupported, notMoved))
		return
	}
	var prior, state M
	*P(&prior).shared() = key.reference()
	P(&state).flatten(key, from.target(), prior)
	resp.Diagnostics.Append(resp.TargetState.Set(ctx, &state)...)
	resp.Diagnostics.Append(key.identity().Set(ctx, resp.TargetIdentity)...)
}

// movedFrom is the target in the state that is moved.
func (d destination) movedFrom(req resource.MoveStateRequest) (from movedTarget, problem diag.Diagnostic) {
	switch {
	case !awsresource.IsAWSProvider(req.SourceProviderAddress) || req.SourceTypeName != awsTarget:
		return from, diag.NewErrorDiagnostic("Unsupported move", fmt.Sprintf(
			"An %[1]s of the provider %[2]s cannot become an %[3]s. Only an %[4]s of hashicorp/aws that sends to a %[5]s can. Remove the `moved` block. %[6]s",
			req.SourceTypeName, req.SourceProviderAddress, d.typeName(), awsTarget, d.name, notMoved))
	case req.SourceSchemaVersion > awsTargetVersion:
		return from, unreadable(fmt.Sprintf("It has schema version %d, and this version of the provider supports versions up to %d.", req.SourceSchemaVersion, awsTargetVersion))
	case req.SourceRawState == nil || json.Unmarshal(req.SourceRawState.JSON, &from) != nil || from.ARN == "" || from.Rule == "" || from.TargetID == "":
		return from, unreadable("It has no `arn`, `rule` or `target_id` in the form that hashicorp/aws 5 and 6 write.")
	case !d.accepts(from.ARN):
		return from, diag.NewErrorDiagnostic("Unsupported move", fmt.Sprintf(
			"The target %q of rule %q sends to %s, which is not a %s. %s Change or remove the `moved` block. %s",
			from.TargetID, from.Rule, from.ARN, d.name, elsewhere("It can be managed", from.ARN), notMoved))
	}
	return from, nil
}

func unreadable(why string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unreadable state", fmt.Sprintf(
		"The state of the %s cannot be read. %s Use a newer version of this provider, or a `removed` block with `lifecycle { destroy = false }` and an `import` block "+
			"instead of `moved`. %s", awsTarget, why, notMoved))
}

// key takes from other ARNs what the state does not have. Account and region of
// the rule are those of its event bus, its account that of the role; otherwise they
// are those of the destination.
func (t movedTarget) key() (key, diag.Diagnostic) {
	to, err := arn.Parse(t.ARN)
	bus, _ := arn.Parse(t.EventBusName)
	role, _ := arn.Parse(t.RoleARN)
	k := key{id: t.TargetID, rule: awsclient.RuleARN{
		Partition: to.Partition, Region: cmp.Or(t.Region, bus.Region, to.Region), Account: cmp.Or(bus.AccountID, role.AccountID, to.AccountID),
		Bus: awsclient.BusName(t.EventBusName), Name: t.Rule,
	}}
	if k.rule.Region == "" {
		return k, unreadable("It does not contain the region of the rule.")
	}
	if err != nil {
		return k, unreadable(fmt.Sprintf("%q is not an ARN.", t.ARN))
	}
	if problem := k.problem(); problem != "" {
		return k, unreadable(prose.Sentence(problem))
	}
	return k, nil
}

// target returns the target as EventBridge stores it.
func (t movedTarget) target() ebtypes.Target {
	out := ebtypes.Target{
		Id: aws.String(t.TargetID), Arn: aws.String(t.ARN),
		RoleArn: textOrNil(t.RoleARN), Input: textOrNil(t.Input), InputPath: textOrNil(t.InputPath),
	}
	for _, queue := range t.DeadLetterConfig {
		out.DeadLetterConfig = &ebtypes.DeadLetterConfig{Arn: textOrNil(queue.ARN)}
	}
	for _, transformer := range t.InputTransformer {
		out.InputTransformer = &ebtypes.InputTransformer{InputPathsMap: transformer.InputPaths, InputTemplate: aws.String(transformer.InputTemplate)}
	}
	for _, retry := range t.RetryPolicy {
		out.RetryPolicy = &ebtypes.RetryPolicy{MaximumRetryAttempts: retry.MaximumRetryAttempts}
		if age := aws.ToInt32(retry.MaximumEventAgeInSeconds); age != 0 {
			out.RetryPolicy.MaximumEventAgeInSeconds = aws.Int32(age)
		}
	}
	t.addParameters(&out)
	return out
}

// addParameters adds what only some services have.
func (t movedTarget) addParameters(out *ebtypes.Target) {
	for _, http := range t.HTTPTarget {
		out.HttpParameters = &ebtypes.HttpParameters{HeaderParameters: http.Headers, QueryStringParameters: http.Query, PathParameterValues: http.Path}
	}
	for _, kinesis := range t.KinesisTarget {
		out.KinesisParameters = &ebtypes.KinesisParameters{PartitionKeyPath: kinesis.Path}
	}
	for _, sqs := range t.SQSTarget {
		out.SqsParameters = &ebtypes.SqsParameters{MessageGroupId: sqs.Group}
	}
	switch {
	case len(t.AppSyncTarget) > 0:
		out.AppSyncParameters = &ebtypes.AppSyncParameters{}
	case len(t.BatchTarget) > 0:
		out.BatchParameters = &ebtypes.BatchParameters{}
	case len(t.ECSTarget) > 0:
		out.EcsParameters = &ebtypes.EcsParameters{}
	case len(t.RedshiftTarget) > 0:
		out.RedshiftDataParameters = &ebtypes.RedshiftDataParameters{}
	case len(t.RunCommandTargets) > 0:
		out.RunCommandParameters = &ebtypes.RunCommandParameters{}
	case len(t.SageMakerPipelineTarget) > 0:
		out.SageMakerPipelineParameters = &ebtypes.SageMakerPipelineParameters{}
	}
}

func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return aws.String(text)
}
