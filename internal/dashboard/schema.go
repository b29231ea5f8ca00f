package dashboard

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

var _ awsresource.Resource = (*dashboardResource)(nil)

type dashboardResource struct{ awsresource.Base }

// New is the resource eventbridge_dashboard: a CloudWatch dashboard of metrics,
// rules and saved queries.
func New() resource.Resource { return &dashboardResource{} }

func (*dashboardResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_dashboard"
}

const (
	defaultPeriod = 300
	minPeriod     = 60
	maxPeriod     = 86400
	defaultStart  = "-P1D"
)

var (
	dashboardName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	startTime     = regexp.MustCompile(`^-P(\d+[YMWD])*(T(\d+[HMS])+)?$|^\d{4}-\d\d-\d\dT`)
)

func (*dashboardResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	list := func(description string, each ...validator.String) schema.ListAttribute {
		return schema.ListAttribute{
			Optional: true, Computed: true, ElementType: types.StringType, MarkdownDescription: description, // computed for an import
			Validators: []validator.List{listvalidator.NoNullValues(), listvalidator.UniqueValues(), listvalidator.ValueStringsAre(each...)},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A CloudWatch dashboard of the metrics, rules and saved queries of this provider, laid out for reading, and of your own widgets. " +
			"Counts are bars, all other metrics are lines of the median (`p50`) and of the 90th percentile (`p90`). " +
			"Metrics with dimensions are found by a search, so that new pipelines and queues appear automatically.\n\n" +
			"Dashboards belong to the whole account and not to a region. A dashboard that already exists is never overwritten.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "Name of the dashboard. It is also the import ID.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the dashboard, 1 to 255 letters, digits, `-` and `_`. It is unique in the account. Changing it creates a new dashboard.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, 255), stringvalidator.RegexMatches(dashboardName, "must have letters, digits, - and _ only")),
				},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"metrics":   list("Metrics to show, in this order: the `dashboard` of each `eventbridge_metric` and `eventbridge_log_metric`. Failed executions of their state machines are shown as well."),
			"rule_arns": list("ARNs of rules to show, in this order: events matched, delivered to targets, and failed.", awsresource.RuleARN()),
			"queries":   list("Saved queries to show as tables, in this order: the `dashboard` of each `eventbridge_logs_query`. Each runs whenever the dashboard is opened or refreshed."),
			"widgets": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Your own widgets, a JSON array in CloudWatch's [format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html), shown below the others. " +
					"`y` counts from below them.",
			},
			"period": schema.Int64Attribute{
				Optional: true, Computed: true, Default: int64default.StaticInt64(defaultPeriod),
				MarkdownDescription: "Period of the metrics in seconds, a multiple of 60. Defaults to `300`.",
				Validators:          []validator.Int64{int64validator.Between(minPeriod, maxPeriod), multipleOf60{}},
			},
			"start": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(defaultStart),
				MarkdownDescription: "Start of the time that the dashboard shows: a period up to now, such as `-PT3H` or `-P7D`, or a time in ISO 8601. Defaults to `-P1D`.",
				Validators:          []validator.String{stringvalidator.RegexMatches(startTime, "must be a period such as -PT3H or -P7D, or a time such as 2026-11-29T00:00:00Z")},
			},
			"body": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The dashboard as JSON. It is known in the plan if all its parts are.",
			},
			"arn": schema.StringAttribute{
				Computed: true, MarkdownDescription: "ARN of the dashboard.", PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"tags":     awsresource.TagsAttribute(),
			"tags_all": awsresource.TagsAllAttribute(),
		},
	}
}

// multipleOf60 validates a period.
type multipleOf60 struct{}

func (multipleOf60) Description(context.Context) string { return "must be a multiple of 60" }

func (v multipleOf60) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v multipleOf60) ValidateInt64(ctx context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if seconds := req.ConfigValue.ValueInt64(); seconds > minPeriod && seconds%minPeriod != 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid period", "A period "+v.Description(ctx)+" seconds.")
	}
}
