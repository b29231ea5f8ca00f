package function

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

var _ function.Function = (*matches)(nil)

// NewMatches returns the function `matches(pattern, event)`, which reports whether
// an event matches an event pattern, as EventBridge would find.
func NewMatches() function.Function { return &matches{} }

type matches struct{}

func (*matches) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "matches"
}

func (*matches) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Whether an event matches an event pattern",
		MarkdownDescription: "Reports whether an event matches an event pattern, by EventBridge's rules. " +
			"It makes no call to AWS. An invalid pattern or event is an error that contains the position. " +
			"Terraform passes every string in Unicode Normalization Form C, in which `e` and a combining accent are one character.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "pattern",
				CustomType:          patterntype.Type{},
				MarkdownDescription: "The event pattern as JSON, such as the `event_pattern` of a rule or the result of `jsonencode`.",
			},
			function.StringParameter{
				Name:                "event",
				MarkdownDescription: "The whole event as JSON, with its envelope (`source`, `detail-type`, `detail` and so on).",
			},
		},
		Return: function.BoolReturn{},
	}
}

func (*matches) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text patterntype.Value
	var event string
	resp.Error = function.ConcatFuncErrors(resp.Error, req.Arguments.Get(ctx, &text, &event))
	if resp.Error != nil {
		return
	}
	parsed, problems := patterntype.Parse(text.ValueString())
	if parsed == nil {
		resp.Error = function.NewArgumentFuncError(0, patterntype.ArgumentError(problems))
		return
	}
	result, err := parsed.Match([]byte(event))
	if err != nil {
		resp.Error = function.NewArgumentFuncError(1, eventError(err))
		return
	}
	resp.Error = function.ConcatFuncErrors(resp.Error, resp.Result.Set(ctx, result))
}

// eventError is what a function says about an argument that is not an event.
func eventError(err error) string {
	var at *pattern.EventError
	if errors.As(err, &at) {
		return fmt.Sprintf("the event is not a JSON object: %s (line %d, column %d)", at.Reason, at.Line, at.Column)
	}
	return fmt.Sprintf("the event cannot be read: %s", err)
}
