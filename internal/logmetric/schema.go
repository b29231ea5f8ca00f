package logmetric

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

var _ awsresource.Resource = (*logMetricResource)(nil)

type logMetricResource struct{ awsresource.Base }

// New returns the resource eventbridge_log_metric: a metric filter that
// counts events in a log group.
func New() resource.Resource { return &logMetricResource{} }

func (*logMetricResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_log_metric"
}

// maxFilterName is the length of a filter's name (service model logs
// 2014-03-28); a derived one is much shorter.
const (
	maxFilterName        = 512
	maxDerivedFilterName = 128
)

var filterName = regexp.MustCompile(`^[^:*]+$`)

func (*logMetricResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	where := metricspec.WhereAttribute()
	where.Computed = false
	where.MarkdownDescription += " It is an error to use what metric filters do not support: comparisons that ignore case, an asterisk inside a string, the absence of a list element, an empty or missing list."
	resp.Schema = schema.Schema{
		MarkdownDescription: "A CloudWatch metric that counts events in a log group, or takes a number from them: a metric filter. It is the cheapest metric if the events are logged anyway " +
			"by an `eventbridge_log_target` without `message`. It has up to 3 dimensions and cannot compute durations; use an `eventbridge_metric` for those.\n\n" +
			"It counts events that arrive after it was created. An event without the field of a dimension is not counted. " +
			"Log groups of the class `INFREQUENT_ACCESS` have no metric filters, and a log group has at most 100. " +
			"The [guide to metrics](../guides/metrics.md) compares the ways to count.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "The log group and the filter, separated by a colon: `<log group>:<filter>`. It is also the import ID."},
			"name": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Name of the metric filter, 1 to 512 characters without `:` and `*`. By default it is derived from the metric when it is created, and is kept. Changing it forces a new filter.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, maxFilterName), stringvalidator.RegexMatches(filterName, "may contain any characters except : and *")),
				},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()},
			},
			awsresource.RegionName: awsresource.RegionAttribute("the provider's region; it must be the region of the log group"),
			"log_group_name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the log group with the events, such as the `name` of an `eventbridge_log_group`. Changing it forces a new filter.",
				Validators:          awsresource.LogGroupName(),
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"detail_types": schema.SetAttribute{
				Required: true, ElementType: types.StringType,
				MarkdownDescription: "The detail-types of the events that count, such as `[\"Job Finished\"]`.",
				Validators:          metricspec.DetailTypesValidators(),
			},
			"where": where,
			"namespace": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Namespace of the metric, 1 to 255 ASCII characters without `:`, `*` and `$`; it cannot start with `AWS/`.",
			},
			"metric_name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the metric, 1 to 255 ASCII characters without `:`, `*` and `$`.",
			},
			"unit": metricspec.UnitAttribute("`Count` for a count and `None` for a field"),
			"dimensions": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Up to 3 dimensions, a map from name to the path of an event field, such as `detail.pipeline.slug`. They are part of the filter pattern, as CloudWatch Logs requires. " +
					"Every combination of values is billed as a separate metric, and CloudWatch Logs disables a filter that has very many.",
			},
			"count_events": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "`true` publishes a 1 for each event. Exactly one of `count_events` and `field` is required.",
			},
			"field": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Path of a field of the event whose number is published, such as `detail.job.exit_status`.",
			},
			"default_value": schema.Float64Attribute{
				Optional:            true,
				MarkdownDescription: "The value for a minute in which events arrived but none was counted, usually `0`. Conflicts with `dimensions`.",
			},
			patterntype.CatalogCheckName: patterntype.CatalogCheckAttribute(),
			"dashboard":                  metricspec.DashboardAttribute(),
			"filter_pattern": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The filter pattern that the attributes produce. It is known in the plan.",
			},
		},
	}
}
