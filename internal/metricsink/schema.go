package metricsink

import (
	"context"
	"maps"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

var (
	_ resource.Resource                   = (*metricResource)(nil)
	_ resource.ResourceWithConfigure      = (*metricResource)(nil)
	_ resource.ResourceWithValidateConfig = (*metricResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*metricResource)(nil)
	_ resource.ResourceWithImportState    = (*metricResource)(nil)
)

type metricResource struct{ awsresource.Base }

// New returns the resource eventbridge_metric: a CloudWatch metric that a
// Step Functions state machine computes from events, with its two roles.
func New() resource.Resource { return &metricResource{} }

func (*metricResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_metric"
}

func (*metricResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A CloudWatch metric computed from events, true durations included, with no code to run: an Express state machine of Step Functions " +
			"that takes the value out of an event and calls `PutMetricData` with the event's own time, and the two IAM roles for it. " +
			"An `eventbridge_metric_target` sends a rule's events to it; many rules can share one metric.\n\n" +
			"Events of other detail-types, and those without a value (a time that is null or missing, a duration that runs backwards), publish nothing and fail nothing. " +
			"What the dimensions hold is made ASCII (`_` for each other character) and cut to 1,024 characters; a dimension that is blank or missing is left out.\n\n" +
			"EventBridge starts a state machine at least once for each event, so that a metric can count an event twice on rare occasions. " +
			"CloudWatch refuses points that are older than two weeks, as a replay from an archive may have: the run fails. " +
			"The [guide to metrics](../guides/metrics.md) lists the presets, and compares this with the cheaper ways to count.",
		Attributes: map[string]schema.Attribute{
			"id":                   schema.StringAttribute{Computed: true, MarkdownDescription: "The name of the state machine."},
			awsresource.RegionName: awsresource.RegionAttribute("the provider's region; the rules that feed it have to be in it"),
			"name": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Name of the state machine, 1 to 80 letters, digits, `-` and `_`. By default it is made from the metric when it is created, and stays. " +
					"Changing it makes a new state machine.",
				Validators: []validator.String{
					stringvalidator.LengthBetween(1, maxMachineName),
					stringvalidator.RegexMatches(machineName, "may hold letters, digits, - and _ only"),
				},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()},
			},
			"preset": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "A metric to start from, one of `" + strings.Join(metric.Presets(), "`, `") + "`. The [guide to metrics](../guides/metrics.md#presets) tells what each measures. " +
					"Each attribute that is set here replaces that of the preset as a whole.",
				Validators: []validator.String{stringvalidator.OneOf(metric.Presets()...)},
			},
			"detail_types": schema.SetAttribute{
				Optional: true, Computed: true, ElementType: types.StringType,
				MarkdownDescription: "The detail-types of the events that count, such as `[\"Job Started\"]`. Other events that a rule sends publish nothing. Required without `preset`.",
				Validators:          metricspec.DetailTypesValidators(),
			},
			"where": metricspec.WhereAttribute(),
			"namespace": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Namespace of the metric, 1 to 255 ASCII characters, not beginning with `AWS/`. The execution role may publish to it and to no other. Required without `preset`.",
			},
			"metric_name": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Name of the metric, 1 to 255 ASCII characters. Required without `preset`.",
			},
			"unit": metricspec.UnitAttribute("`Seconds` for a duration, which `Milliseconds` and `Microseconds` convert, `Count` for a count, and `None` for a field"),
			"storage_resolution": schema.Int64Attribute{
				Optional: true, Computed: true,
				MarkdownDescription: "`60` keeps one value a minute, `1` one a second (high resolution, which makes alarms of 10 and 30 seconds possible). Defaults to `60`.",
				Validators:          []validator.Int64{int64validator.OneOf(1, 60)},
			},
			"dimensions": schema.MapAttribute{
				Optional: true, Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Up to 30 dimensions, from name to value: the path of a field of the event, such as `detail.pipeline.slug`, or `account`, `region` and the like of its envelope; " +
					"`queue` for the queue of a job or an agent; or a constant with an equals sign in front, `=production`. " +
					"Every combination of values is billed as a metric of its own. A metric with `Pipeline` and `Queue` can't be read by `Pipeline` alone; make a second one for that.",
			},
			"count_events": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "`true` publishes a 1 for each event. Exactly one of `count_events`, `field` and `duration` makes the value.",
			},
			"field": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Path of a field of the event whose number is published, such as `detail.job.exit_status`.",
			},
			"duration": schema.SingleNestedAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Publishes the time between two fields of the event. Buildkite's times have whole seconds, so that a duration is exact to a second.",
				Attributes: map[string]schema.Attribute{
					"from": schema.StringAttribute{Required: true, MarkdownDescription: "Path of the field with the beginning, such as `detail.job.runnable_at`."},
					"to":   schema.StringAttribute{Required: true, MarkdownDescription: "Path of the field with the end, such as `detail.job.started_at`."},
				},
			},
			"failure_log_group_arn": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "ARN of a log group that gets the error of each run that failed, without the event. Its name should begin with `/aws/vendedlogs/`, which spares the log group's resource policy. " +
					"A run that fails shows in no metric of the rule and in no dead-letter queue, only here and in `ExecutionsFailed` of `AWS/States`.",
				Validators: []validator.String{awsresource.LogGroupARN()},
			},
			patterntype.CatalogCheckName: patterntype.CatalogCheckAttribute(),
			"definition": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The definition of the state machine in Amazon States Language, as JSON. It is known in the plan.",
			},
			"state_machine_arn": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ARN of the state machine, for `eventbridge_metric_target`.",
			},
			"changed_parts": schema.ListAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "What was changed or removed on AWS behind the provider's back, besides what other attributes show. The next apply puts it right and empties the list.",
			},
			"tags":     awsresource.TagsAttribute(),
			"tags_all": awsresource.TagsAllAttribute(),
			"timeouts": awsresource.TimeoutsAttribute(ctx, timeouts.Opts{
				Create: true, Update: true, Delete: true,
				CreateDescription: "How long creating may take, such as `30s` or `10m`. Defaults to 5 minutes.",
				UpdateDescription: "How long a change may take. Defaults to 5 minutes.",
				DeleteDescription: "How long deleting may take: AWS finishes running executions first. Defaults to 5 minutes.",
			}),
		},
	}
	maps.Copy(resp.Schema.Attributes, servicerole.Schema("the metric and its state machine", execution, invocation))
}

// The names of state machines (service model stepfunctions 2016-11-23). One that
// logs has letters, digits, - and _ in its name only.
const maxMachineName = 80

var machineName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// The kinds of roles.
var (
	execution = servicerole.Kind{
		Name: "execution", Principal: statemachine.Principal,
		Use: "Step Functions publishes the metric. It needs `cloudwatch:PutMetricData`",
	}
	invocation = servicerole.Kind{
		Name: "invocation", Principal: "events.amazonaws.com",
		Use: "EventBridge starts the state machine. It needs `states:StartExecution`",
	}
)
