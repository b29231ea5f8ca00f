package metricsink

import (
	"context"
	"maps"
	"strings"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

var _ awsresource.Resource = (*metricResource)(nil)

const (
	typeName = "eventbridge_metric"
	// rolePolicyName is the name of the one inline policy of a role.
	rolePolicyName = "eventbridge-metric"
)

type metricResource struct {
	composite.MachineOnly[metricModel, *metricModel]
}

// New returns the resource eventbridge_metric: a CloudWatch metric that a
// Step Functions state machine computes from events, with its two roles.
func New() resource.Resource { return newResource() }

func newResource() *metricResource {
	r := &metricResource{}
	r.MachineType = sfntypes.StateMachineTypeExpress
	r.Define(composite.Kind[metricModel, composite.Parts]{
		Type: typeName, Named: "state machine", PolicyName: rolePolicyName, Grant: r.grant, ParseID: parseID,
		Validate: validate, Plan: r.plan, CompletePlan: r.completePlan,
		Collision: r.collision, Flatten: r.flatten,
	}, r.adopt)
	return r
}

func (*metricResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_metric"
}

func (r *metricResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A CloudWatch metric computed from events, including exact durations, without code: an Express state machine in Step Functions " +
			"that extracts the value from an event and calls `PutMetricData` with the time of the event, and its two IAM roles. " +
			"An `eventbridge_metric_target` sends a rule's events to it; many rules can share one metric.\n\n" +
			"Nothing is published, and nothing fails, for events of other detail-types and events without a value (a null or missing timestamp, a negative duration). " +
			"Dimension values are converted to ASCII (`_` for other characters) and cut to 1,024 characters; an empty or missing dimension is omitted.\n\n" +
			"EventBridge starts a state machine at least once for each event, so in rare cases a metric counts an event twice. " +
			"CloudWatch rejects data points older than two weeks, for example from the replay of an archive: the execution fails. " +
			"The [guide to metrics](../guides/metrics.md) lists the presets, and compares this resource with cheaper ways to count.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Name of the state machine, 1 to 80 letters, digits, `-` and `_`. By default it is derived from the metric when it is created, and is kept. " +
					"Changing it forces a new state machine.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, statemachine.MaxName), stringvalidator.RegexMatches(statemachine.NameForm, "may contain letters, digits, - and _ only")),
				},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()},
			},
			"preset": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "A predefined metric, one of `" + strings.Join(metric.Presets(), "`, `") + "`. The [guide to metrics](../guides/metrics.md#presets) describes them. " +
					"An attribute that is set replaces the whole value of the preset.",
				Validators: []validator.String{awsresource.OneOf(metric.Presets()...)},
			},
			"detail_types": schema.SetAttribute{
				Optional: true, Computed: true, ElementType: types.StringType,
				MarkdownDescription: "The detail-types of the events that count, such as `[\"Job Started\"]`. Nothing is published for other events. Required without `preset`.",
				Validators:          metricspec.DetailTypesValidators(),
			},
			"where": metricspec.WhereAttribute(),
			"namespace": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Namespace of the metric, 1 to 255 ASCII characters; it cannot start with `AWS/`. The execution role may only publish to this namespace. Required without `preset`.",
			},
			"metric_name": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Name of the metric, 1 to 255 ASCII characters. Required without `preset`.",
			},
			"unit": metricspec.UnitAttribute("`Seconds` for a duration, which `Milliseconds` and `Microseconds` convert, `Count` for a count, and `None` for a field"),
			"storage_resolution": schema.Int64Attribute{
				Optional: true, Computed: true,
				MarkdownDescription: "`60` keeps one value per minute, `1` one per second (high resolution, for alarms with periods of 10 and 30 seconds). Defaults to `60`.",
				Validators:          []validator.Int64{int64validator.OneOf(1, 60)},
			},
			"dimensions": schema.MapAttribute{
				Optional: true, Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Up to 30 dimensions, a map from name to value. A value is the path of an event field, such as `detail.pipeline.slug`, or a field of the envelope such as `account` or `region`; " +
					"`queue` for the queue of a job or an agent; or a constant after an equals sign, such as `=production`. " +
					"Every combination of values is billed as a separate metric. A metric with `Pipeline` and `Queue` cannot be read by `Pipeline` alone; create a second one for that.",
			},
			"count_events": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "`true` publishes a 1 for each event. Exactly one of `count_events`, `field` and `duration` is required.",
			},
			"field": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Path of a field of the event whose number is published, such as `detail.job.exit_status`.",
			},
			"duration": schema.SingleNestedAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Publishes the time between two fields of the event. Buildkite's timestamps have whole seconds, so durations are exact to the second.",
				Attributes: map[string]schema.Attribute{
					"from": schema.StringAttribute{Required: true, MarkdownDescription: "Path of the start time, such as `detail.job.runnable_at`."},
					"to":   schema.StringAttribute{Required: true, MarkdownDescription: "Path of the end time, such as `detail.job.started_at`."},
				},
			},
			patterntype.CatalogCheckName: patterntype.CatalogCheckAttribute(),
			"dashboard":                  metricspec.DashboardAttribute(),
			"state_machine_arn": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ARN of the state machine, for `eventbridge_metric_target`.",
			},
		},
	}
	maps.Copy(resp.Schema.Attributes, r.Attributes(ctx, composite.Descriptions{Region: "the provider's region; it must be the region of the rules that send events to it", Deletion: ": AWS first waits for running executions"}))
	maps.Copy(resp.Schema.Attributes, servicerole.Schema("the metric and its state machine", execution, invocation))
}

// The kinds of roles.
var (
	execution = servicerole.Kind{
		Name: "execution", Principal: statemachine.Principal,
		Use: "Step Functions publishes the metric. It needs `cloudwatch:PutMetricData`",
	}
	invocation = servicerole.Kind{
		Name: "invocation", Principal: servicerole.EventBridge,
		Use: "EventBridge starts the state machine. It needs `states:StartExecution`",
	}
)
