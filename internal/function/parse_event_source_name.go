package function

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

var _ function.Function = (*parseEventSourceName)(nil)

// NewParseEventSourceName returns the function `parse_event_source_name(name)`,
// which takes the name of a partner event source apart.
func NewParseEventSourceName() function.Function { return &parseEventSourceName{} }

type parseEventSourceName struct{}

// sourceName is the function's answer.
type sourceName struct {
	Partner      string `tfsdk:"partner"`
	Organization string `tfsdk:"organization"`
	ID           string `tfsdk:"id"`
}

func (*parseEventSourceName) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_event_source_name"
}

func (*parseEventSourceName) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "The parts of a partner event source's name",
		MarkdownDescription: "Splits the name of a partner event source, which is also the name of its partner event bus and the `source` of its events: " +
			"`aws.partner/buildkite.com/my-org/0106-187c-12cd4fe` has the `partner` `buildkite.com`, the `organization` `my-org` and the `id` `0106-187c-12cd4fe`. " +
			"The organization is empty if the partner's names have no such part.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "name",
				MarkdownDescription: "The name of the partner event source, not its ARN.",
			},
		},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"partner": types.StringType, "organization": types.StringType, "id": types.StringType,
		}},
	}
}

func (*parseEventSourceName) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var name string
	resp.Error = function.ConcatFuncErrors(resp.Error, req.Arguments.Get(ctx, &name))
	if resp.Error != nil {
		return
	}
	parts, err := catalog.ParseEventSourceName(name)
	if err != nil {
		text := err.Error()
		var wrong *catalog.EventSourceNameError
		if errors.As(err, &wrong) {
			text = "not the name of a partner event source: " + wrong.Reason
		}
		resp.Error = function.NewArgumentFuncError(0, sentence(text, "The data source `eventbridge_partner_event_sources` lists the existing names"))
		return
	}
	resp.Error = function.ConcatFuncErrors(resp.Error, resp.Result.Set(ctx, sourceName{Partner: parts.Partner, Organization: parts.Organization, ID: parts.ID}))
}
