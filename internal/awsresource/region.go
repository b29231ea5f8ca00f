package awsresource

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// RegionName is the name of the attribute for the region of an object.
const RegionName = "region"

// RegionAttribute is the attribute `region` of a resource; PlanRegion plans it.
// byDefault describes the default, such as "the provider's region".
func RegionAttribute(byDefault string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: "The AWS region to manage this resource in; by default " + byDefault + ". Changing it forces a new resource.",
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

// DataRegionAttribute is the attribute `region` of a data source.
func DataRegionAttribute() datasourceschema.StringAttribute {
	return datasourceschema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: "The AWS region to read from; by default the provider's region.",
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

// ListRegionAttribute is the attribute `region` of a list resource.
func ListRegionAttribute() listschema.StringAttribute {
	return listschema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "The AWS region to read from; by default the provider's region.",
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

// In switches a resource to a region for the rest of this operation; null,
// unknown and "" mean the provider's. The framework creates a resource value for
// each operation, so operations do not affect each other.
func (b *Base) In(region types.String) diag.Diagnostics {
	meta, diags := b.Meta.in(region.ValueString())
	b.Meta = meta
	return diags
}

// In switches a data source to a region, as Base.In does a resource.
func (b *DataBase) In(region types.String) diag.Diagnostics {
	meta, diags := b.Meta.in(region.ValueString())
	b.Meta = meta
	return diags
}

// in returns a Meta for another region. During validation there is no Meta.
func (m *Meta) in(region string) (*Meta, diag.Diagnostics) {
	if m == nil {
		return nil, nil
	}
	client, err := m.AWS.InRegion(region)
	if err != nil {
		return m, diag.Diagnostics{diagnoseRegion(err, region)}
	}
	there := *m
	there.AWS = client
	return &there, nil
}

func diagnoseRegion(err error, region string) diag.Diagnostic {
	at := path.Root(RegionName)
	var other *awsclient.PartitionError
	if errors.As(err, &other) {
		return diag.NewAttributeErrorDiagnostic(at, "Region in another AWS partition", fmt.Sprintf(
			"The region %s belongs to the AWS partition %s, and the provider's credentials to %s. No credentials are valid in both: "+
				"use a provider configured for that partition (`provider = eventbridge.ALIAS`). Nothing was changed.", region, other.Partition, other.Wanted))
	}
	return diag.NewAttributeErrorDiagnostic(at, "Unknown AWS region", fmt.Sprintf(
		"%q is not a region that this version of the provider knows. Regions look like us-east-1. "+
			"Set `skip_region_validation = true` on the provider if the region is new. Nothing was changed.", region))
}

// PlanRegion plans `region` and switches the resource to it. The default is
// follows if it is not null, such as the region in an ARN that the object belongs
// to, otherwise the provider's region. An object in another region is replaced.
// Call it first in ModifyPlan, but not in a destroy plan.
func (b *Base) PlanRegion(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, follows types.String) {
	var region types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(RegionName), &region)...)
	if resp.Diagnostics.HasError() || b.Meta == nil {
		return
	}
	switch {
	case !region.IsNull():
	case !follows.IsNull():
		region = follows
	case b.Meta.AWS.Usable():
		region = types.StringValue(b.Meta.AWS.Region())
	default: // The provider's own region is not known yet.
		resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(RegionName), &region)...)
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(RegionName), region)...)
	if !req.State.Raw.IsNull() {
		var was types.String
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(RegionName), &was)...)
		if !was.IsNull() && !was.Equal(region) {
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root(RegionName))
		}
	}
	resp.Diagnostics.Append(b.In(region)...)
}

// Region is the value of `region` for the region that the resource was switched to.
func (m *Meta) Region() types.String { return types.StringValue(m.AWS.Region()) }

// ImportID is the import ID of an object: its ID, followed by `@<region>` if it is
// not in the provider's region.
func (m *Meta) ImportID(id string) string {
	if m.AWS.Region() == m.AWS.Home() {
		return id
	}
	return id + "@" + m.AWS.Region()
}

// cutRegion splits `@<region>` off an import ID; the region is null if there is
// none. No ID of this provider contains an @.
func cutRegion(id string) (rest string, region types.String) {
	rest, after, found := strings.Cut(id, "@")
	if !found {
		return id, types.StringNull()
	}
	return rest, types.StringValue(after)
}
