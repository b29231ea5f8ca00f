package logsquery

import (
	"context"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

var _ awsresource.Resource = (*queryResource)(nil)

type queryResource struct{ awsresource.Base }

// New returns the resource eventbridge_logs_query: a saved query of CloudWatch Logs
// Insights.
func New() resource.Resource { return &queryResource{} }

func (*queryResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_logs_query"
}

// Limits of the service model (logs 2014-03-28, PutQueryDefinition and
// StartQuery).
const (
	maxName       = 255
	maxQuery      = 10000
	maxParameters = 20
	maxGroups     = 50
)

var parameterName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (*queryResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A saved query of CloudWatch Logs Insights on log groups with events: one of the presets, or your own. " +
			"The console lists it under its name, and an `eventbridge_dashboard` shows its result.\n\n" +
			"A saved query costs nothing. AWS charges for the data that a query scans each time it runs. " +
			"CloudWatch Logs allows several saved queries with the same name. This resource creates none with a name that is already in use.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "ID of the saved query, a UUID that AWS chooses. It is also the import ID.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			awsresource.RegionName: awsresource.RegionAttribute("the provider's region; the log groups have to be in it"),
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the saved query, 1 to 255 characters. The console shows the parts between slashes as folders: `buildkite/failed-builds`.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxName)},
			},
			"log_group_names": schema.SetAttribute{
				Required: true, ElementType: types.StringType,
				MarkdownDescription: "Names of the log groups to query, 1 to 50, such as the `name` of an `eventbridge_log_group`. They must contain whole events: the target that writes to them must have no `message`.",
				Validators: []validator.Set{
					setvalidator.SizeBetween(1, maxGroups), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(awsresource.LogGroupName()...),
				},
			},
			"preset": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "A predefined query, one of `" + strings.Join(presetNames(), "`, `") + "`. See [Presets](#presets). Exactly one of `preset` and `query` is required.",
				Validators:          []validator.String{awsresource.OneOf(presetNames()...)},
			},
			"query": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "The query in Logs Insights QL, up to 10,000 characters. Enclose names with a hyphen in backticks: `` `detail-type` ``. With `preset`, it is the text of the preset, known in the plan.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxQuery)},
			},
			"dashboard": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The query as JSON, for `queries` of an `eventbridge_dashboard`. It is known in the plan.",
			},
			"parameters": schema.MapNestedAttribute{
				Optional: true,
				MarkdownDescription: "Parameters of `query`, up to 20, by name. The query refers to them as `{{name}}`, and the console asks for their values. " +
					"A name has letters, digits and underscores, and does not start with a digit.",
				Validators: []validator.Map{
					mapvalidator.SizeBetween(1, maxParameters),
					mapvalidator.KeysAre(stringvalidator.RegexMatches(parameterName, "must have letters, digits and underscores only, and not start with a digit")),
				},
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"default":     schema.StringAttribute{Optional: true, MarkdownDescription: "Default value."},
					"description": schema.StringAttribute{Optional: true, MarkdownDescription: "Description of the parameter."},
				}},
			},
		},
	}
}

func presetNames() []string {
	var names []string
	for _, query := range catalog.Default().Queries() {
		names = append(names, query.Name)
	}
	return names
}
