package summary

import (
	"context"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/journal"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

type summaryList struct{ summaryResource }

var (
	_ list.ListResource              = (*summaryList)(nil)
	_ list.ListResourceWithConfigure = (*summaryList)(nil)
)

// NewList returns the list resource eventbridge_devops_agent_summary.
func NewList() list.ListResource { return &summaryList{} }

// listModel is the configuration of the list.
type listModel struct {
	Region     types.String `tfsdk:"region"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (*summaryList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the state machines of a region that `eventbridge_devops_agent_summary` has created. Each express state machine takes one call; `name_prefix` saves calls.",
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: awsresource.ListRegionAttribute(),
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The beginning of the names of the state machines, such as `devops-agent-`. By default all are listed.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxName)},
			},
		},
	}
}

// List lists state machines page by page, as long as Terraform wants more.
func (l *summaryList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if !l.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for machine, diags := range l.machineOwner().List(ctx, sfntypes.StateMachineTypeExpress, config.NamePrefix.ValueString(), req.IncludeResource) {
			if diags.HasError() {
				yield(list.ListResult{Diagnostics: diags})
				return
			}
			if _, ours, _ := journal.SpecOf(machine.Definition, l.Meta.AWS.Partition()); ours && !yield(l.result(ctx, req, machine)) {
				return
			}
		}
	})
}

func (l *summaryList) result(ctx context.Context, req list.ListRequest, machine *statemachine.Machine) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = machine.Name
	state := emptySummary(machine.Name)
	if req.IncludeResource {
		now := existing{machine: machine}
		diags := l.adopt(ctx, &state, machine)
		if !diags.HasError() {
			now.roles, diags = l.roleOwner(state, false).Read(ctx, state.roles())
		}
		if diags.HasError() {
			return list.ListResult{Diagnostics: diags}
		}
		state = l.flatten(now, state)
		result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
	}
	state.StateMachineARN = types.StringValue(machine.ARN)
	result.Diagnostics.Append(l.identify(ctx, state, result.Identity)...)
	return result
}

// emptySummary is a resource of which only the name is known.
func emptySummary(name string) summaryModel {
	wait := map[string]attr.Type{"create": types.StringType, "update": types.StringType, "delete": types.StringType}
	return summaryModel{
		Name: types.StringValue(name), AgentSpaceIDs: types.SetNull(types.StringType), ChangedParts: types.ListNull(types.StringType),
		Tags: types.MapNull(types.StringType), TagsAll: types.MapNull(types.StringType), Timeouts: timeouts.Value{Object: types.ObjectNull(wait)},
	}
}
