package auditlog

import (
	"context"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

type auditLogList struct{ auditLogResource }

var (
	_ list.ListResource              = (*auditLogList)(nil)
	_ list.ListResourceWithConfigure = (*auditLogList)(nil)
)

// NewList is the list resource eventbridge_buildkite_audit_log.
func NewList() list.ListResource { return &auditLogList{} }

// listModel is the configuration of the list.
type listModel struct {
	Region     types.String `tfsdk:"region"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (*auditLogList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the state machines of a region that `eventbridge_buildkite_audit_log` has created. Each standard state machine takes one call; `name_prefix` saves calls.",
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: awsresource.ListRegionAttribute(),
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The beginning of the names of the state machines, such as `buildkite-audit-log-`. By default all are listed.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxName)},
			},
		},
	}
}

// List lists state machines page by page, as long as Terraform wants more.
func (l *auditLogList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if !l.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for machine, diags := range l.machineOwner().List(ctx, sfntypes.StateMachineTypeStandard, config.NamePrefix.ValueString(), false) {
			if diags.HasError() {
				yield(list.ListResult{Diagnostics: diags})
				return
			}
			if _, ours, _ := pull.SpecOf(machine.Definition, source(), l.Meta.AWS.Partition()); ours && !yield(l.result(ctx, req, machine)) {
				return
			}
		}
	})
}

func (l *auditLogList) result(ctx context.Context, req list.ListRequest, machine *statemachine.Machine) list.ListResult {
	result, state := req.NewListResult(ctx), emptyAuditLog(machine.Name)
	result.DisplayName, state.StateMachineARN = machine.Name, types.StringValue(machine.ARN)
	result.Diagnostics.Append(l.identify(ctx, state, result.Identity)...)
	if !req.IncludeResource {
		return result
	}
	now, whole, diags := l.read(ctx, state)
	if result.Diagnostics.Append(diags...); !diags.HasError() && !now.none() {
		result.Diagnostics.Append(result.Resource.Set(ctx, whole)...)
	}
	return result
}
