package partner

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ImportState takes the name of the event source, which is the name of the
// event bus, or the ARN of either.
func (r *associationResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	name := req.ID
	if fromARN, region, found := nameInARN(req.ID); found {
		if region != r.Meta.AWS.Region() {
			resp.Diagnostics.AddError("Import from another region", fmt.Sprintf(
				"%q is in region %s, and the provider works in %s. Configure the provider for the region of the event bus.", req.ID, region, r.Meta.AWS.Region()))
			return
		}
		name = fromARN
	}
	if wrong := checkName(name); wrong != "" {
		resp.Diagnostics.AddError("Invalid import ID", "The ID is the name of the partner event source, or the ARN of its event bus. "+wrong)
		return
	}
	k := newKeeper(r.Meta)
	bus, err := k.certainBus(ctx, name)
	if err != nil {
		resp.Diagnostics.Append(k.diagnose(ctx, busObject(name), "looking for", err, "Nothing was imported."))
		return
	}
	if bus == nil {
		resp.Diagnostics.AddError("Partner event bus not found", fmt.Sprintf(
			"There is no event bus %q in %s, so there is nothing to import. Apply creates it once the partner has created the event source.",
			name, k.place.withAccount(ctx)))
		return
	}
	if busARN := aws.ToString(bus.Arn); strings.Contains(req.ID, ":event-bus/") && req.ID != busARN {
		resp.Diagnostics.AddError("Import from another account", fmt.Sprintf(
			"%q was asked for, and the provider's credentials lead to %q. Configure the provider for the account of the event bus.", req.ID, busARN))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("event_source_name"), name)...)
}
