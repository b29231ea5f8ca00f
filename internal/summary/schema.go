package summary

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"strings"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

var _ awsresource.Resource = (*summaryResource)(nil)

const (
	typeName = "eventbridge_devops_agent_summary"
	// rolePolicyName is the name of the one inline policy of each role.
	rolePolicyName = "eventbridge-devops-agent-summary"
	defaultName    = "devops-agent-summary"
	defaultBus     = "default"
	defaultSource  = "devops-agent.summary"
)

type summaryResource struct {
	composite.MachineOnly[summaryModel, *summaryModel]
}

// New is the resource eventbridge_devops_agent_summary: a state machine that
// publishes the summary of an AWS DevOps Agent investigation.
func New() resource.Resource { return newResource() }

func newResource() *summaryResource {
	r := &summaryResource{}
	r.MachineType = sfntypes.StateMachineTypeExpress
	r.Define(composite.Kind[summaryModel, composite.Parts]{
		Type: typeName, Named: "state machine", PolicyName: rolePolicyName, Grant: r.grant, ParseID: parseID,
		Plan: r.plan, CompletePlan: r.completePlan,
		Flatten: r.flatten,
	}, r.adopt)
	return r
}

func (*summaryResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_devops_agent_summary"
}

var (
	busForm = regexp.MustCompile(`^[.\-_A-Za-z0-9]+$`)
)

// The kinds of roles.
var (
	execution = servicerole.Kind{
		Name: "execution", Principal: statemachine.Principal,
		Use: "Step Functions reads the journal and publishes the event. It needs `aidevops:ListJournalRecords` and `events:PutEvents`",
	}
	invocation = servicerole.Kind{
		Name: "invocation", Principal: servicerole.EventBridge,
		Use: "EventBridge starts the state machine. It needs `states:StartExecution`",
	}
)

// agentSpaceID accepts the ID of an agent space, which becomes part of an ARN in
// the policy of the execution role.
type agentSpaceID struct{}

func (agentSpaceID) Description(context.Context) string {
	return "must be the ID of an agent space, of letters, digits, - and _"
}

func (v agentSpaceID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v agentSpaceID) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	id := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || statemachine.NameForm.MatchString(id) {
		return
	}
	detail := fmt.Sprintf("%q is not the ID of an agent space, which has letters, digits, - and _ only, such as 8f6187a7-0388-4926-8217-3a0fe32f757c.", id)
	if _, inARN, isARN := strings.Cut(id, ":agentspace/"); isARN {
		detail = fmt.Sprintf("%q is an ARN. The ID of the agent space is %q.", id, inARN)
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid agent space ID", detail)
}

func (r *summaryResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Delivers the summary of [AWS DevOps Agent](https://docs.aws.amazon.com/devopsagent/latest/userguide/about-aws-devops-agent.html) investigations and mitigations, with no code to run. " +
			"An `Investigation Completed` event says that an investigation ended; its summary says why. This resource is an Express state machine of Step Functions that takes the event, " +
			"finds the summary in the journal of the agent space, and publishes an `Investigation Summary` or `Mitigation Summary` event with its text.\n\n" +
			"An `eventbridge_target` sends the events of an `eventbridge_devops_agent_investigation_rule` or `eventbridge_devops_agent_mitigation_rule` to it. " +
			"A rule on the published events sends the text on, to an `eventbridge_webhook` for example.\n\n" +
			"For other events, and for events without a summary, nothing is published and nothing fails.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(defaultName),
				MarkdownDescription: "Name of the state machine, 1 to 80 letters, digits, `-` and `_`. Defaults to `devops-agent-summary`. Changing it replaces the state machine.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, statemachine.MaxName), stringvalidator.RegexMatches(statemachine.NameForm, "may contain letters, digits, - and _ only")),
				},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"agent_space_ids": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "IDs of the agent spaces whose journals the state machine may read, at least one. By default all of the account and region.",
				Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(agentSpaceID{})},
			},
			"event_bus_name": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(defaultBus),
				MarkdownDescription: "Name of the event bus that the summary is published on, in the same account and region. Defaults to `default`. A partner event bus does not accept events.",
				Validators: []validator.String{
					awsresource.InTurn(awsresource.EventBusName(), stringvalidator.RegexMatches(busForm, "must not be a partner event bus, which does not accept events of others")),
				},
			},
			"event_source": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(defaultSource),
				MarkdownDescription: "The `source` of the published events, up to 256 characters. It must not begin with `aws.`. Defaults to `devops-agent.summary`.",
				Validators:          []validator.String{awsresource.EventSource()},
			},
			"state_machine_arn": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ARN of the state machine, for the `arn` of `eventbridge_target`.",
			},
		},
	}
	maps.Copy(resp.Schema.Attributes, r.Attributes(ctx, composite.Descriptions{Region: "the provider's region; it must be the region of the agent space", Deletion: ": AWS first waits for running executions"}))
	maps.Copy(resp.Schema.Attributes, servicerole.Schema("the state machine", execution, invocation))
}
