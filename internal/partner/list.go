package partner

import (
	"context"
	"iter"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// associationList is the list resource eventbridge_partner_event_source_association:
// the partner event buses of a region.
type associationList struct {
	awsresource.Base
}

var _ list.ListResourceWithConfigure = (*associationList)(nil)

// NewAssociationList returns the list resource
// eventbridge_partner_event_source_association.
func NewAssociationList() list.ListResource { return &associationList{} }

// associationListModel is the list resource's configuration.
type associationListModel struct {
	Region     types.String `tfsdk:"region"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (l *associationList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + associationType
}

func (l *associationList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the event buses of partner event sources in a region, in the order of their names. " +
			"Event sources without an event bus are not listed; the data source `eventbridge_partner_event_sources` finds those.",
		Attributes: map[string]schema.Attribute{
			"region": awsresource.ListRegionAttribute(),
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The beginning of the names, such as `aws.partner/buildkite.com/` for Buildkite. By default all partner event buses are listed.",
				Validators:          []validator.String{sourcePrefixValidator{}},
			},
		},
	}
}

// List lists the buses page by page, and reads each only if Terraform asks for
// the whole resource.
func (l *associationList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config associationListModel
	if !l.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	k := newManager(l.Meta)
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for bus, err := range partnerBuses(ctx, l.Meta.AWS.EventBridge(), config.NamePrefix.ValueString(), req.Limit) {
			if err != nil {
				yield(failed(k.diagnose(ctx, "partner event buses", "listing", err, "")))
				return
			}
			if result, there := l.result(ctx, k, req, bus); there && !yield(result) {
				return
			}
		}
	})
}

// partnerBuses are the partner event buses whose names have the prefix. Pages
// hold no more than limit, if that is above 0.
func partnerBuses(ctx context.Context, api awsclient.BusLister, prefix string, limit int64) iter.Seq2[ebtypes.EventBus, error] {
	if len(prefix) < len(catalog.PartnerPrefix) {
		prefix = catalog.PartnerPrefix // What is shorter is its beginning.
	}
	return func(yield func(ebtypes.EventBus, error) bool) {
		for bus, err := range awsclient.EventBuses(ctx, api, prefix, limit) {
			fits := err != nil || strings.HasPrefix(aws.ToString(bus.Name), prefix)
			if fits && !yield(bus, err) {
				return
			}
		}
	}
}

// result is a bus as Terraform lists it; there is false if the bus was deleted in
// the meantime.
func (l *associationList) result(ctx context.Context, k manager, req list.ListRequest, listed ebtypes.EventBus) (result list.ListResult, there bool) {
	result = req.NewListResult(ctx)
	result.DisplayName = aws.ToString(listed.Name)
	model := empty()
	model.ID, model.EventBusARN, model.Region = types.StringPointerValue(listed.Name), types.StringPointerValue(listed.Arn), l.Meta.Region()
	if !req.IncludeResource {
		result.Diagnostics.Append(model.identity().Set(ctx, result.Identity)...)
		return result, true
	}
	bus, err := k.findBus(ctx, result.DisplayName)
	if err != nil {
		return failed(k.diagnose(ctx, busObject(result.DisplayName), "reading", err, "")), true
	}
	if bus == nil {
		return result, false
	}
	found, problem := k.read(ctx, bus, true)
	if problem != nil {
		return failed(problem), true
	}
	result.Diagnostics.Append(model.flatten(ctx, found, l.Meta)...)
	result.Diagnostics.Append(result.Resource.Set(ctx, &model)...)
	result.Diagnostics.Append(model.identity().Set(ctx, result.Identity)...)
	return result, true
}

// failed is a result that only reports an error.
func failed(problem diag.Diagnostic) list.ListResult {
	return list.ListResult{Diagnostics: diag.Diagnostics{problem}}
}
