package target

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

type serviceTargetModel struct {
	model

	ARN              types.String `tfsdk:"arn"`
	RoleARN          types.String `tfsdk:"role_arn"`
	Message          types.String `tfsdk:"message"`
	Body             types.String `tfsdk:"body"`
	Input            types.String `tfsdk:"input"`
	InputPath        types.String `tfsdk:"input_path"`
	MessageGroupID   types.String `tfsdk:"message_group_id"`
	PartitionKeyPath types.String `tfsdk:"partition_key_path"`
	Headers          types.Map    `tfsdk:"headers"`
	QueryParameters  types.Map    `tfsdk:"query_parameters"`
	PathValues       types.List   `tfsdk:"path_values"`
}

func (m *serviceTargetModel) setDefaults(config serviceTargetModel) {
	if !m.TargetID.IsUnknown() || !config.TargetID.IsNull() || m.ARN.IsUnknown() {
		return
	}
	if s, parsed, found := serviceOf(m.ARN.ValueString()); found {
		name := s.nameIn(parsed)
		if len(name) > maxIDLength || !idCharacters.MatchString(name) {
			name = defaultID(name)
		}
		m.TargetID = types.StringValue(name)
	}
}

func (m *serviceTargetModel) expand(config serviceTargetModel) ebtypes.Target {
	target := m.model.expand(config.model)
	target.Arn, target.RoleArn = aws.String(m.ARN.ValueString()), known(m.RoleARN)
	target.Input, target.InputPath = known(m.Input), known(m.InputPath)
	if payload, ok := m.payload(); ok {
		made := payload.Transformer()
		target.InputTransformer = &ebtypes.InputTransformer{InputPathsMap: made.Paths, InputTemplate: aws.String(made.Template)}
	}
	if group := known(m.MessageGroupID); group != nil {
		target.SqsParameters = &ebtypes.SqsParameters{MessageGroupId: group}
	}
	if path := known(m.PartitionKeyPath); path != nil {
		target.KinesisParameters = &ebtypes.KinesisParameters{PartitionKeyPath: path}
	}
	headers, query, values := texts(m.Headers.Elements()), texts(m.QueryParameters.Elements()), m.pathValues()
	if len(headers)+len(query)+len(values) > 0 {
		target.HttpParameters = &ebtypes.HttpParameters{HeaderParameters: headers, QueryStringParameters: query, PathParameterValues: values}
	}
	return target
}

// known is a string that is set, and nil for any other.
func known(value types.String) *string {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	return aws.String(value.ValueString())
}

// texts are the known strings of a map; nil if there are none.
func texts(elements map[string]attr.Value) map[string]string {
	var out map[string]string
	for name, element := range elements {
		if text, ok := element.(types.String); ok && !text.IsUnknown() && !text.IsNull() {
			if out == nil {
				out = map[string]string{}
			}
			out[name] = text.ValueString()
		}
	}
	return out
}

func (m *serviceTargetModel) pathValues() []string {
	var values []string
	for _, element := range m.PathValues.Elements() {
		if text, ok := element.(types.String); ok && !text.IsUnknown() && !text.IsNull() {
			values = append(values, text.ValueString())
		}
	}
	return values
}

// payload is what is sent instead of the event, if a message or body is set.
func (m *serviceTargetModel) payload() (message.Payload, bool) {
	if text := known(m.Message); text != nil {
		return textPayload.of(*text), true
	}
	if text := known(m.Body); text != nil {
		return jsonPayload.of(*text), true
	}
	return message.Payload{}, false
}

func (m *serviceTargetModel) flatten(k key, target ebtypes.Target, prior serviceTargetModel) {
	*m = serviceTargetModel{
		model: k.flatten(target, prior.model),
		ARN:   types.StringPointerValue(target.Arn), RoleARN: types.StringPointerValue(target.RoleArn), InputPath: types.StringPointerValue(target.InputPath),
		Input: types.StringPointerValue(target.Input), Headers: types.MapNull(types.StringType), QueryParameters: types.MapNull(types.StringType),
		PathValues: types.ListNull(types.StringType),
	}
	if input := known(prior.Input); input != nil && target.Input != nil && message.SameJSON(*input, *target.Input) {
		m.Input = prior.Input
	}
	if sqs := target.SqsParameters; sqs != nil {
		m.MessageGroupID = types.StringPointerValue(sqs.MessageGroupId)
	}
	if kinesis := target.KinesisParameters; kinesis != nil {
		m.PartitionKeyPath = types.StringPointerValue(kinesis.PartitionKeyPath)
	}
	if http := target.HttpParameters; http != nil {
		m.Headers, m.QueryParameters = textMap(http.HeaderParameters), textMap(http.QueryStringParameters)
		if len(http.PathParameterValues) > 0 {
			values := make([]attr.Value, len(http.PathParameterValues))
			for i, text := range http.PathParameterValues {
				values[i] = types.StringValue(text)
			}
			m.PathValues = types.ListValueMust(types.StringType, values)
		}
	}
	if target.InputTransformer != nil {
		m.flattenPayload(transformerOf(target), prior)
	}
}

// flattenPayload keeps what the state has if it makes the same. Of a transformer
// that no payload makes, see inspectServiceTarget.
func (m *serviceTargetModel) flattenPayload(on message.Transformer, prior serviceTargetModel) {
	before, had := prior.payload()
	read, unreadable := message.ParsePayload(on)
	switch {
	case had && (unreadable != "" || before.Makes(on)):
		m.Message, m.Body = prior.Message, prior.Body
	case unreadable != "":
	case read.JSON:
		m.Body = types.StringValue(read.Text)
	default:
		m.Message = types.StringValue(read.Text)
	}
}

func transformerOf(target ebtypes.Target) message.Transformer {
	t := target.InputTransformer
	return message.Transformer{Paths: t.InputPathsMap, Template: aws.ToString(t.InputTemplate)}
}

// textMap is null for an empty map.
func textMap(from map[string]string) types.Map {
	if len(from) == 0 {
		return types.MapNull(types.StringType)
	}
	elements := make(map[string]attr.Value, len(from))
	for name, text := range from {
		elements[name] = types.StringValue(text)
	}
	return types.MapValueMust(types.StringType, elements)
}

// inspectServiceTarget names the settings of other services, and a template that
// neither `message` nor `body` makes.
func inspectServiceTarget(target ebtypes.Target) (unsupported, lost string) {
	others := map[string]bool{
		"ecs_target": target.EcsParameters != nil, "batch_target": target.BatchParameters != nil, "redshift_target": target.RedshiftDataParameters != nil,
		"run_command_targets": target.RunCommandParameters != nil, "sagemaker_pipeline_target": target.SageMakerPipelineParameters != nil, "appsync_target": target.AppSyncParameters != nil,
	}
	maps.DeleteFunc(others, func(_ string, has bool) bool { return !has })
	if len(others) > 0 {
		return fmt.Sprintf("It has settings that this resource does not have: %s.", prose.CodeAnd(slices.Sorted(maps.Keys(others)))), ""
	}
	if target.InputTransformer == nil {
		return "", ""
	}
	on := transformerOf(target)
	if _, unreadable := message.ParsePayload(on); unreadable != "" {
		return fmt.Sprintf("Its input template is %s\n%s", cmp.Or(on.Template, "empty."), unreadable), ""
	}
	return "", ""
}
