package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// maxGroupLength is the most characters of a message group (service model events
// 2015-10-07).
const maxGroupLength = 100

// serviceTarget is the kind that sends events to any service, by ARN.
func serviceTarget() kind[serviceTargetModel] {
	return kind[serviceTargetModel]{
		destination: anyService,
		description: "A target of a rule: sends the rule's events to an AWS service or an API destination, given by ARN: " + prose.Or(supported()) + ".\n\n" +
			"By default the whole event is sent. `message` and `body` build text or JSON from its values, `input` is a constant, and `input_path` selects a part of the event.\n\n" +
			"Creating it fails if the policy of the topic, queue or function does not let EventBridge in, because EventBridge would accept the target and drop every event silently. " +
			"A rule has at most five targets. An existing target is never overwritten.",
		idFrom:     "the name in `arn`",
		exampleID:  "alerts",
		attributes: serviceAttributes(),
		validate:   validateServiceTarget,
		review:     reviewServiceTarget,
		check:      checkServiceTarget,
		inspect:    inspectServiceTarget,
	}
}

// anyService is what an eventbridge_target sends to.
var anyService = destination{
	suffix:    "_target",
	name:      "supported destination",
	attribute: "arn",
	accepts: func(text string) bool {
		s, _, found := serviceOf(text)
		return found && s.Unsupported == ""
	},
	anywhere: func(text string) bool {
		s, _, _ := serviceOf(text)
		return s.Regions == "any"
	},
}

// inputs are the attributes of which one at most is set.
var inputs = []string{"message", "body", "input", "input_path"}

func serviceAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"arn": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "ARN of the destination. It is in the region of the rule, unless it is an event bus.",
			Validators:          []validator.String{destinationARN{}},
		},
		"role_arn": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "ARN of the role that EventBridge uses to send events, in the rule's account. Required for most services, and for a destination in another account. " +
				"Optional for topics, queues, functions and API Gateway in the same account, if their resource policy lets EventBridge in.",
			Validators: []validator.String{awsresource.ARN("iam", "role/")},
		},
		"message": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Text to send, with JSON paths in angle brackets, such as `Build <$.detail.build.number> of <$.detail.pipeline.slug> <$.detail.build.state>`. " +
				"`<aws.events.rule-name>`, `<aws.events.rule-arn>` and `<aws.events.event.ingestion-time>` are EventBridge's own variables. A missing path is replaced by an empty string. " +
				"EventBridge sends the text as a JSON string, in quotes.\n\n" +
				"EventBridge inserts values into text without escaping them: a quote, backslash or line break in a value breaks the string. Conflicts with `body`, `input` and `input_path`.",
			Validators:    []validator.String{stringvalidator.LengthAtLeast(1), checked{"must be text with JSON paths in angle brackets", textPayload.check}},
			PlanModifiers: []planmodifier.String{sameText{textPayload.same}},
		},
		"body": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "JSON to send, an object or a list, usually from `jsonencode`, with JSON paths in angle brackets in its strings. " +
				"A string that is one placeholder, such as `\"<$.detail.build.number>\"`, becomes the value itself: a number stays a number, an object an object, and text is escaped. " +
				"Inside a longer string values are not escaped. `<aws.events.event.json>` is the whole event, and `<aws.events.event>` the event without `detail`. " +
				"If the path of a value that stands alone is missing from an event, the JSON is invalid and the event is lost. " +
				"Other angle brackets are sent as they are, such as those of links for Slack. Conflicts with `message`, `input` and `input_path`.",
			Validators:    []validator.String{checked{"must be a JSON object or list", jsonPayload.check}},
			PlanModifiers: []planmodifier.String{sameText{jsonPayload.same}},
		},
		"input": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Constant JSON to send for every event, up to 8,192 characters. Conflicts with `message`, `body` and `input_path`.",
			Validators:          []validator.String{checked{"must be JSON", message.CheckInput}},
			PlanModifiers:       []planmodifier.String{sameText{message.SameJSON}},
		},
		"input_path": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "JSON path of the part of the event to send, such as `$.detail`. Conflicts with `message`, `body` and `input`.",
			Validators:          []validator.String{checked{"must be a JSON path", message.CheckPath}},
		},
		"message_group_id": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Message group ID of a FIFO queue, up to 100 characters. Required for FIFO queues, invalid for everything else.",
			Validators:          []validator.String{stringvalidator.LengthBetween(1, maxGroupLength)},
		},
		"partition_key_path": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "JSON path of the partition key of a Kinesis stream. By default the ID of the event.",
			Validators:          []validator.String{checked{"must be a JSON path", message.CheckPath}},
		},
		"headers": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Headers of the request to an API destination or API Gateway. A value may be a JSON path, such as `$.detail.build.id`.",
			Validators:          []validator.Map{mapvalidator.SizeAtLeast(1), mapvalidator.KeysAre(httpText(headerKey)), mapvalidator.ValueStringsAre(httpText(headerValue))},
		},
		"query_parameters": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Parameters in the query of the request to an API destination or API Gateway. A value may be a JSON path.",
			Validators:          []validator.Map{mapvalidator.SizeAtLeast(1), mapvalidator.KeysAre(httpText(queryKey)), mapvalidator.ValueStringsAre(httpText(queryValue))},
		},
		"path_values": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Values for the wildcards (`*`) in the endpoint of an API destination or the path of API Gateway, in their order. A value may be a JSON path.",
			Validators:          []validator.List{listvalidator.SizeAtLeast(1), listvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
		},
	}
}

// destinationARN accepts the ARN of a service that a target can send to.
type destinationARN struct{}

func (destinationARN) Description(context.Context) string { return "must be the ARN of a destination" }

func (v destinationARN) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (destinationARN) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	parsed, err := arn.Parse(text)
	s, _, found := serviceOf(text)
	switch {
	case awsresource.IsInvented(ctx, text):
	case err != nil || strings.ContainsAny(text, " \t\r\n"):
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid target ARN", fmt.Sprintf("%q is not an ARN, such as arn:aws:sns:us-east-1:123456789012:alerts.", text))
	case found && s.Unsupported != "":
		resp.Diagnostics.AddAttributeError(req.Path, "Unsupported target", fmt.Sprintf("%s is the ARN of an unsupported type of destination (%s). %s", text, s.Name, s.Unsupported))
	case found:
		if bus, onBus := strings.CutPrefix(parsed.Resource, "event-bus/"); onBus {
			if problem := awsresource.EventBusNameProblem(bus); problem != "" {
				resp.Diagnostics.AddAttributeError(req.Path, "Invalid target ARN", prose.Sentence(problem))
			}
		}
	default:
		detail := fmt.Sprintf("%s is not the ARN of a destination that this resource knows. It sends to: %s.", text, prose.Or(supported()))
		if examples := examplesOf(parsed.Service); len(examples) > 0 {
			detail = fmt.Sprintf("%s is not the ARN of a destination. An ARN of this service looks like %s.", text, prose.Or(examples))
		}
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid target ARN", detail+
			" For another service, use `aws_cloudwatch_event_target` of hashicorp/aws.")
	}
}

func examplesOf(name string) []string {
	var examples []string
	for _, s := range services() {
		if s.Service == name && s.Unsupported == "" {
			examples = append(examples, s.Example)
		}
	}
	return examples
}

// payloadKind checks and compares the payloads of one attribute.
type payloadKind struct{ json bool }

var textPayload, jsonPayload = payloadKind{}, payloadKind{json: true}

func (k payloadKind) of(text string) message.Payload {
	return message.Payload{Text: text, JSON: k.json}
}

func (k payloadKind) check(text string) []message.Finding { return k.of(text).Check() }

func (k payloadKind) same(a, b string) bool { return k.of(a).Equal(k.of(b)) }

// sameText keeps the value of the state if that of the configuration is sent
// alike.
type sameText struct{ same func(a, b string) bool }

func (sameText) Description(context.Context) string {
	return "values that produce the same input are equal"
}

func (m sameText) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (m sameText) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.StateValue.IsNull() || req.PlanValue.IsNull() || req.PlanValue.IsUnknown() {
		return
	}
	if m.same(req.StateValue.ValueString(), req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}
