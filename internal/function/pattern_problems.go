package function

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

var _ function.Function = (*patternProblems)(nil)

// NewPatternProblems returns the function `pattern_problems(pattern)`, which
// lists everything that is wrong with an event pattern.
func NewPatternProblems() function.Function { return &patternProblems{} }

type patternProblems struct{}

var problemType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"path":     types.StringType,
	"line":     types.Int64Type,
	"column":   types.Int64Type,
	"summary":  types.StringType,
	"detail":   types.StringType,
	"severity": types.StringType,
}}

// problem is one element of the function's answer.
func problem(p pattern.Problem) attr.Value {
	return types.ObjectValueMust(problemType.AttrTypes, map[string]attr.Value{
		"path":     types.StringValue(p.Path),
		"line":     types.Int64Value(int64(p.Line)),
		"column":   types.Int64Value(int64(p.Column)),
		"summary":  types.StringValue(p.Summary),
		"detail":   types.StringValue(p.Detail),
		"severity": types.StringValue(p.Severity.String()),
	})
}

func (*patternProblems) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "pattern_problems"
}

func (*patternProblems) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Problems in an event pattern",
		MarkdownDescription: "Lists the problems in an event pattern, in the order of its text. The list is empty if there are none.\n\n" +
			"Each element has `path` (the JSON path, such as `$.detail.build.state[0]`), `line` and `column` (from 1), `summary`, `detail`, and `severity`: " +
			"`error` if EventBridge refuses the pattern, `warning` if EventBridge accepts it but it is unlikely to do what was meant: a field that no event has at its top level, " +
			"a condition that always or never matches, an asterisk, operator or path in a plain value. The documented events of a source are not considered.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "pattern",
				MarkdownDescription: "The string to check. Any string is allowed.",
			},
		},
		Return: function.ListReturn{ElementType: problemType},
	}
}

func (*patternProblems) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	resp.Error = function.ConcatFuncErrors(resp.Error, req.Arguments.Get(ctx, &text))
	if resp.Error != nil {
		return
	}
	_, found := pattern.Parse(text)
	problems := make([]attr.Value, len(found))
	for i, p := range found {
		problems[i] = problem(p)
	}
	// A pattern can have ten thousands of problems. Result.Set would look at
	// each by reflection, which takes several times as long.
	resp.Result = function.NewResultData(types.ListValueMust(problemType, problems))
}
