package auditlog

import (
	"context"
	"fmt"
	"maps"
	"regexp"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

var _ awsresource.Resource = (*auditLogResource)(nil)

const (
	typeName = "eventbridge_buildkite_audit_log"
	// rolePolicyName is the name of the one inline policy of each role.
	rolePolicyName  = "eventbridge-buildkite-audit-log"
	defaultBus      = "default"
	defaultInterval = 5
	defaultLate     = 10
	mostMinutes     = 1440
	// maxName is that of a schedule and of a connection (service models scheduler
	// 2021-06-30 and events 2015-10-07). A state machine takes 80.
	maxName = 64
	maxSlug = 200
	// maxToken is what a connection takes, less "Bearer ".
	maxToken = connection.MaxSecret - len(bearer)
	bearer   = "Bearer "
)

var slugForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

// source is what the catalog says of the events.
func source() *catalog.Source { return catalog.Default().Source("buildkiteauditlog") }

type auditLogResource struct {
	composite.MachineResource[auditLogModel, *auditLogModel, existing]
}

// New is the resource eventbridge_buildkite_audit_log: a state machine that reads
// Buildkite's audit log on a schedule.
func New() resource.Resource { return newResource() }

func newResource() *auditLogResource {
	r := &auditLogResource{}
	r.MachineType = sfntypes.StateMachineTypeStandard
	r.Kind = composite.Kind[auditLogModel, existing]{
		Type: typeName, Named: "state machine", PolicyName: rolePolicyName, Grant: r.grant, ParseID: parseID,
		Validate: auditLogModel.validate, Plan: r.plan, CompletePlan: r.completePlan,
		Objects: r.objects, Apply: r.apply, Read: r.read, None: existing.none, Inspect: r.inspect, Retire: r.retire, Remove: r.remove,
		Flatten: r.flatten, Changes: r.changes,
	}
	return r
}

func (*auditLogResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_buildkite_audit_log"
}

// The kinds of roles.
var (
	execution = servicerole.Kind{
		Name: "execution", Principal: statemachine.Principal,
		Use: "Step Functions reads the audit log and publishes its events. The [guide to permissions](../guides/permissions.md#policies-that-the-provider-writes) shows its policy",
	}
	invocation = servicerole.Kind{
		Name: "invocation", Principal: schedulerPrincipal,
		Use: "EventBridge Scheduler starts the state machine. It needs `states:StartExecution`, and `sqs:SendMessage` on the queue in `dead_letter_arn`",
	}
)

func (r *auditLogResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the audit log of a Buildkite organization through Buildkite's GraphQL API, and publishes each of its events on an event bus in the form of the partner's `Audit Event Logged`. " +
			"There is no code to run: [EventBridge Scheduler](https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html) starts a Standard state machine of Step Functions every few minutes, which continues where its last successful run ended.\n\n" +
			"A [partner event source](partner_event_source_association.md) pushes audit events sooner and costs less. Use this resource for what it cannot deliver: " +
			"the time before the event source existed, the time of an outage, and a trail in which no event may be missing. Both can be used together: the copies of an event have the same `detail.event.uuid`.\n\n" +
			"Every event is published at least once. Typed rules, metrics and saved queries for audit events work on these events too: " +
			"set `source = [eventbridge_buildkite_audit_log.this.event_source]` in a rule on the same event bus.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Name of the state machine, of the schedule and of the connection, 1 to 64 letters, digits, `-` and `_`. Defaults to `buildkite-audit-log-` and the organization. Changing it replaces the resource.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, maxName), stringvalidator.RegexMatches(statemachine.NameForm, "may contain letters, digits, - and _ only")),
				},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"organization": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Slug of the Buildkite organization, as in the URL of its pages. Changing it replaces the resource.",
				Validators:          slugValidators(),
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
					resp.RequiresReplace = !req.StateValue.IsNull() // It is null after an import of what an interrupted run has left.
				}, replaces, replaces)},
			},
			"portal": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Slug of the [portal](https://buildkite.com/docs/apis/portals) in which [the query](#the-token) is saved. The token must then be that of the portal. " +
					"By default the query is sent with each request, and the token must be that of a user, with access to GraphQL.",
				Validators: slugValidators(),
			},
			"backfill_start_time": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Time of the first event to read, in RFC 3339, such as `2026-01-01T00:00:00Z`. It must not be in the future. " +
					"By default, reading starts at the time of creation. Changing it starts over from the new time; what was published before is published again.",
				Validators: []validator.String{pastValidator{}},
			},
			"api_token_wo": schema.StringAttribute{
				Optional: true, WriteOnly: true, Sensitive: true,
				MarkdownDescription: fmt.Sprintf("The API token, up to %d characters, without `Bearer`. [Which token](#the-token) explains the choice. It is kept in a connection of EventBridge. Exactly one of `api_token_wo` and `connection_arn` is required.", maxToken),
				Validators:          []validator.String{awsresource.InTurn(connection.SecretValidator("API token", maxToken), bareTokenValidator{})},
			},
			"api_token_wo_version": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Version of the token. Required with `api_token_wo`. To rotate the token, change `api_token_wo` and this number: Terraform cannot see that a write-only argument has changed.",
			},
			"connection_arn": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "ARN of a connection that sends the header `Authorization: Bearer <token>`. By default the resource creates the connection from `api_token_wo`.",
				Validators:          []validator.String{awsresource.ARN("events", "connection/")},
			},
			"event_bus_name": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(defaultBus),
				MarkdownDescription: "Name or ARN of the event bus that the events are published on. Defaults to `default`. A partner event bus does not accept events. An event bus of another account must allow the execution role to publish.",
				Validators:          []validator.String{awsresource.InTurn(awsresource.EventBus(), publishedBusValidator{})},
			},
			"event_source": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: fmt.Sprintf("The `source` of the published events, up to 256 characters. It must not begin with `aws.`. Defaults to `%s` and the organization.", source().SourcePrefix),
				Validators:          []validator.String{awsresource.EventSource()},
			},
			"event_types": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "The types of audit events to read, such as `SSO_PROVIDER_UPDATED`; the [event reference](../guides/events-buildkite-audit.md) has all of them. By default all are read. " +
					"A changed list applies from the next run on. With `portal`, select the types in the query of the portal.",
				Validators: []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(eventTypeValidator{})},
			},
			"interval_minutes": schema.Int64Attribute{
				Optional: true, Computed: true, Default: int64default.StaticInt64(defaultInterval),
				MarkdownDescription: "How often the audit log is read, 1 to 1,440 minutes. Defaults to 5. It decides [what the resource costs](../guides/costs.md#pulling-the-audit-log).",
				Validators:          []validator.Int64{int64validator.Between(1, mostMinutes)},
			},
			"late_minutes": schema.Int64Attribute{
				Optional: true, Computed: true, Default: int64default.StaticInt64(defaultLate),
				MarkdownDescription: "How long after it occurred an event may appear in the audit log and still be published, 1 to 1,440 minutes. Defaults to 10. Each run reads this period again, and publishes only what is new.",
				Validators:          []validator.Int64{int64validator.Between(1, mostMinutes)},
			},
			"enabled": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
				MarkdownDescription: "Whether the schedule is enabled. Defaults to `true`. If it is enabled again within 90 days, reading continues where it ended.",
			},
			"failure_log_group_arn": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "ARN of a log group that receives the error of each failed run, without events. With a name that starts with `/aws/vendedlogs/` it needs no resource policy. " +
					"A plan warns if the newest runs failed, with or without a log group.",
				Validators: []validator.String{awsresource.LogGroupARN()},
			},
			"dead_letter_arn": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ARN of an SQS standard queue that receives a message if EventBridge Scheduler could not start a run. The next run reads what the one before did not.",
				Validators:          []validator.String{awsresource.DeadLetterQueue()},
			},
			"kms_key_arn": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "ARN of the KMS key that encrypts the definition and the history of the state machine. The history contains audit events for 90 days. By default a key that AWS owns. " +
					"To encrypt the token with your own key, create the connection elsewhere and set `connection_arn`.",
				Validators: []validator.String{awsresource.ARN("kms", "key/")},
			},
			"connection_name": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Name of the connection that this resource creates. Null if `connection_arn` is set.",
			},
			"start_time": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The time from which the audit log is read: `backfill_start_time`, or the time of creation.",
			},
			"definition": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The definition of the state machine in Amazon States Language, as JSON. It does not contain the token.",
			},
			"state_machine_arn": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ARN of the state machine.",
			},
			"schedule_name": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Name of the schedule, in the group `default`.",
			},
		},
	}
	maps.Copy(resp.Schema.Attributes, r.Attributes(ctx, composite.Descriptions{Region: "the provider's region", Deletion: ": AWS first waits for a run in progress"}))
	maps.Copy(resp.Schema.Attributes, servicerole.Schema("everything", execution, invocation))
}

const replaces = "If the value of this attribute changes, Terraform will destroy and recreate the resource."

func slugValidators() []validator.String {
	return []validator.String{awsresource.InTurn(
		stringvalidator.LengthBetween(1, maxSlug),
		stringvalidator.RegexMatches(slugForm, "must be a slug: lower-case letters, digits, - and _, as in the URLs of Buildkite"),
	)}
}
