package target

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// targetResource is the resource of any kind of target.
type targetResource[M any, P modelOf[M]] struct {
	awsresource.Base
	kind kind[M]
}

type (
	logTargetResource     = targetResource[logTargetModel, *logTargetModel]
	metricTargetResource  = targetResource[metricTargetModel, *metricTargetModel]
	serviceTargetResource = targetResource[serviceTargetModel, *serviceTargetModel]
)

var (
	_ awsresource.Resource           = (*logTargetResource)(nil)
	_ resource.ResourceWithMoveState = (*logTargetResource)(nil)
)

// NewLogTarget returns the resource eventbridge_log_target: a target of a rule that
// sends events to a log group of CloudWatch Logs.
func NewLogTarget() resource.Resource { return &logTargetResource{kind: logTarget()} }

// NewMetricTarget returns the resource eventbridge_metric_target: a target of a rule
// that sends events to the state machine of a metric.
func NewMetricTarget() resource.Resource { return &metricTargetResource{kind: metricTarget()} }

// New is the resource eventbridge_target: a target of a rule that sends events to
// any service.
func New() resource.Resource { return &serviceTargetResource{kind: serviceTarget()} }

func (r *targetResource[M, P]) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + r.kind.suffix
}

func (r *targetResource[M, P]) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: r.kind.description,
		Attributes:          attributes(ctx, r.kind.idFrom, r.kind.attributes),
	}
}

// The limits of a target (service model events 2015-10-07).
const (
	maxIDLength  = 64
	maxAttempts  = 185
	minEventAge  = 60
	maxEventAge  = 86400
	targetsARule = 5
)

// idCharacters are those of a target's id (service model events 2015-10-07).
var idCharacters = regexp.MustCompile(`^[.\-_A-Za-z0-9]+$`)

// attributes returns those that all kinds of targets share, and those of one
// kind. idFrom says what the default of target_id is made from.
func attributes(ctx context.Context, idFrom string, ofKind map[string]schema.Attribute) map[string]schema.Attribute {
	shared := map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "`<event bus>/<rule>/<target id>`. It is also the import ID; append `@` and the region for a rule outside the provider's region.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		awsresource.RegionName: region(),
		"rule_arn": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "ARN of the rule: the `arn` of an `eventbridge_..._rule`. It determines the event bus, the rule's name and the region. " +
				"Changing it replaces the target.",
			Validators:    []validator.String{awsresource.RuleARN()},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"target_id": schema.StringAttribute{
			Optional: true,
			Computed: true,
			MarkdownDescription: "ID of the target within its rule, 1 to 64 characters: letters, digits, `.`, `-` and `_`. " +
				"By default it is made from " + idFrom + " when the target is created, and then kept. Changing it replaces the target.",
			Validators: []validator.String{
				awsresource.InTurn(stringvalidator.LengthBetween(1, maxIDLength), stringvalidator.RegexMatches(idCharacters, "may contain letters, digits and . - _ only")),
			},
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.UseStateForUnknown(),
				stringplanmodifier.RequiresReplace(),
			},
		},
		"retry_policy": schema.SingleNestedAttribute{
			Optional:            true,
			Computed:            true,
			Default:             objectdefault.StaticValue(defaultRetryPolicy()),
			MarkdownDescription: "How long EventBridge retries the delivery of an event. Only values set here are sent to AWS; all others are EventBridge's defaults.",
			Attributes: map[string]schema.Attribute{
				"maximum_retry_attempts": schema.Int64Attribute{
					Optional:            true,
					Computed:            true,
					Default:             int64default.StaticInt64(maxAttempts),
					MarkdownDescription: "Maximum number of retries of a failed delivery, 0 to 185. Defaults to 185.",
					Validators:          []validator.Int64{int64validator.Between(0, maxAttempts)},
				},
				"maximum_event_age_in_seconds": schema.Int64Attribute{
					Optional:            true,
					Computed:            true,
					Default:             int64default.StaticInt64(maxEventAge),
					MarkdownDescription: "Maximum age of an event in seconds, after which it is not retried, 60 to 86400 (a day). Defaults to 86400.",
					Validators:          []validator.Int64{int64validator.Between(minEventAge, maxEventAge)},
				},
			},
		},
		"dead_letter_arn": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "ARN of the standard SQS queue for events that could not be delivered, in the rule's region. " +
				"FIFO queues are not supported. The queue's policy must let `events.amazonaws.com` send messages to it; the apply warns if it does not.",
			Validators: []validator.String{awsresource.DeadLetterQueue()},
		},
		patterntype.CatalogCheckName: patterntype.CatalogCheckAttribute(),
		"timeouts": awsresource.TimeoutsAttribute(ctx, timeouts.Opts{
			Create: true, Update: true, Delete: true,
			CreateDescription: "How long the creation may take, such as `30s` or `10m`. Defaults to 5 minutes.",
			UpdateDescription: "How long an update may take. Defaults to 5 minutes.",
			DeleteDescription: "How long the deletion may take. Defaults to 5 minutes.",
		}),
	}
	for name, attribute := range ofKind {
		shared[name] = attribute
	}
	return shared
}

// region is the attribute `region`, which can only repeat that of rule_arn.
func region() schema.Attribute {
	attribute := awsresource.RegionAttribute("the region of `rule_arn`")
	attribute.MarkdownDescription = "The AWS region of the rule, by default that in `rule_arn`. Any other region is an error: a target is in the region of its rule."
	return attribute
}

var retryPolicyTypes = map[string]attr.Type{
	"maximum_retry_attempts":       types.Int64Type,
	"maximum_event_age_in_seconds": types.Int64Type,
}

func defaultRetryPolicy() types.Object { return retryPolicyValue(maxAttempts, maxEventAge) }

func retryPolicyValue(attempts, age int64) types.Object {
	return types.ObjectValueMust(retryPolicyTypes, map[string]attr.Value{
		"maximum_retry_attempts":       types.Int64Value(attempts),
		"maximum_event_age_in_seconds": types.Int64Value(age),
	})
}
