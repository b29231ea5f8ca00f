package function

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
)

var _ function.Function = (*render)(nil)

// NewRender makes the function `render(template, event)`, which gives what a
// target sends for an event.
func NewRender() function.Function { return &render{} }

type render struct{}

func (*render) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "render"
}

func (*render) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "What a target sends for an event",
		MarkdownDescription: "Returns what EventBridge sends to a target for an event, for `terraform test` and `terraform console`. It makes no call to AWS.\n\n" +
			"Missing paths, objects, quotes and EventBridge's variables are treated as the input transformer of EventBridge does. " +
			"`<aws.events.event.ingestion-time>` is the `time` of the event. It is an error if the result would not be valid JSON, because EventBridge would not deliver the event.",
		Parameters: []function.Parameter{
			function.DynamicParameter{
				Name: "template",
				MarkdownDescription: "An `eventbridge_target` or `eventbridge_log_target`, or an object with some of their attributes, such as `{ body = jsonencode({ id = \"<$.id>\" }) }`; " +
					"or a string: a JSON object or list is a `body`, anything else a `message`.",
			},
			function.StringParameter{
				Name:                "event",
				MarkdownDescription: "The whole event as JSON, such as the result of `sample_event`.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (*render) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var template types.Dynamic
	var text string
	resp.Error = function.ConcatFuncErrors(resp.Error, req.Arguments.Get(ctx, &template, &text))
	if resp.Error != nil {
		return
	}
	value, err := toGo(template)
	if errors.Is(err, errUnknown) {
		resp.Error = function.ConcatFuncErrors(resp.Error, resp.Result.Set(ctx, types.StringUnknown()))
		return
	}
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, sentence(err.Error(), ""))
		return
	}
	settings, ok := targetSettings(value)
	if !ok {
		resp.Error = function.NewArgumentFuncError(0, "the template is neither a target nor a string")
		return
	}
	var envelope struct{ Time time.Time }
	if err := json.Unmarshal([]byte(text), &envelope); err != nil {
		resp.Error = function.NewArgumentFuncError(1, "the event is not a JSON object with a time in ISO 8601: "+err.Error())
		return
	}
	out, problem := settings.render(message.Event{
		JSON: []byte(text), RuleARN: settings["rule_arn"], RuleName: settings["rule_arn"][strings.LastIndexByte(settings["rule_arn"], '/')+1:], Ingested: envelope.Time,
	})
	if problem != "" {
		resp.Error = function.NewArgumentFuncError(0, problem)
		return
	}
	resp.Error = function.ConcatFuncErrors(resp.Error, resp.Result.Set(ctx, out))
}

// settings are the attributes of a target that are set.
type settings map[string]string

// targetSettings reads the attributes of a target, or a string as one of them.
func targetSettings(value any) (settings, bool) {
	switch value := value.(type) {
	case string:
		var decoded any
		if json.Unmarshal([]byte(value), &decoded) == nil {
			switch decoded.(type) {
			case map[string]any, []any:
				return settings{"body": value}, true
			}
		}
		return settings{"message": value}, true
	case map[string]any:
		out := settings{}
		for name, item := range value {
			if text, ok := item.(string); ok {
				out[name] = text
			}
		}
		return out, true
	}
	return nil, false
}

// render is what the target sends, or what is wrong with that.
func (s settings) render(event message.Event) (out, problem string) {
	var rendered []byte
	var err error
	payload := message.Payload{Text: s["message"]}
	switch {
	case s["input"] != "":
		return s["input"], ""
	case s["input_path"] != "":
		rendered, err = event.Select(s["input_path"])
	case s["message"] != "" && s["log_group_arn"] != "":
		timestamp := s["timestamp"]
		if timestamp == "" {
			timestamp = message.EventTime
		}
		rendered, err = message.Log{Text: s["message"], Timestamp: timestamp}.Transformer().Render(event)
	case s["body"] != "":
		payload = message.Payload{Text: s["body"], JSON: true}
		fallthrough
	case s["message"] != "":
		if findings := payload.Check(); len(findings) > 0 {
			return "", strings.TrimRight(findings[0].Summary+": "+findings[0].Detail, ".")
		}
		rendered, err = payload.Transformer().Render(event)
	default:
		return string(event.JSON), ""
	}
	if err != nil {
		return "", "EventBridge would not deliver the event, because what the target sends would not be valid JSON: " + string(rendered)
	}
	return string(rendered), ""
}
