package partner

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ImportState accepts the identity, or as ID the name of the event source, with
// `@<region>` if that is not the provider's, or the ARN of the bus or the source.
func (r *associationResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	name, account, ok := r.named(ctx, req, resp)
	if !ok {
		return
	}
	k := newManager(r.Meta)
	bus, err := k.confirmBus(ctx, name)
	if err != nil {
		resp.Diagnostics.Append(k.diagnose(ctx, busObject(name), "looking for", err, "Nothing was imported."))
		return
	}
	if bus == nil {
		resp.Diagnostics.AddError("Event bus not found", fmt.Sprintf(
			"There is no event bus %q in %s, so nothing was imported.\n\n"+
				"If it is in another region, append `@<region>` to the import ID, or set `region` in the identity. "+
				"If it was never created, remove the import: an apply creates it once the partner has created the event source.",
			name, k.place.withAccount(ctx)))
		return
	}
	if isManaged(bus) {
		resp.Diagnostics.Append(k.diagManaged(bus, "Nothing was imported."))
		return
	}
	// The account was compared already where the provider may ask for its own.
	if own := awsresource.AccountOf(aws.ToString(bus.Arn)); account != "" && own != "" && account != own {
		resp.Diagnostics.AddError("Import from another account", fmt.Sprintf(
			"The import names account %s, but the event bus of the provider's account is %q. Nothing was imported. "+
				"Use a provider configured for account %[1]s (`provider = eventbridge.ALIAS` in the import block).", account, aws.ToString(bus.Arn)))
		return
	}
	imported := associationModel{ID: textOrNull(name), EventBusARN: textOrNull(aws.ToString(bus.Arn)), Region: r.Meta.Region()}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), imported.ID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, namePath, imported.ID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), imported.Region)...)
	resp.Diagnostics.Append(imported.identity().Set(ctx, resp.Identity)...)
}

// named is the bus that an import names, and the account if it names one. It
// switches the resource to the region of the bus.
func (r *associationResource) named(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) (name, account string, ok bool) {
	identity, by, diags := r.ImportByIdentity(ctx, req, identityName)
	resp.Diagnostics.Append(diags...)
	if by {
		name, account = identity.Keys[identityName], identity.Account
		if wrong := checkName(name); wrong != "" && !resp.Diagnostics.HasError() {
			resp.Diagnostics.AddError("Invalid identity", "The `name` is the name of the partner event source. "+wrong)
		}
		return name, account, !resp.Diagnostics.HasError()
	}
	name, diags = r.ImportByID(ctx, req)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return "", "", false
	}
	if fromARN, _, found := nameInARN(name); found {
		account = awsresource.AccountOf(name)
		name = fromARN
	}
	if wrong := checkName(name); wrong != "" {
		resp.Diagnostics.AddError("Invalid import ID",
			"The import ID is the name of the partner event source, optionally followed by `@<region>`, or the ARN of its event bus. "+wrong)
		return "", "", false
	}
	return name, account, true
}

// identityName is the key of the identity: the name of the event source.
const identityName = "name"

// IdentitySchema describes the identity of an association.
func (r *associationResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{
		identityName: "The name of the partner event source, which is the name of its event bus, such as " + exampleName + ".",
	})
}

// identity follows from what never changes of a bus. The account is not known
// before the bus was read.
func (m *associationModel) identity() awsresource.Identity {
	return awsresource.Identity{
		Account: awsresource.AccountOf(m.EventBusARN.ValueString()),
		Region:  m.regionOf().ValueString(),
		Keys:    map[string]string{identityName: m.ID.ValueString()},
	}
}

// regionOf is the region of the bus; null means the provider's. The state of a
// version of the provider without `region` has it in the ARN only.
func (m *associationModel) regionOf() types.String {
	if _, region, found := nameInARN(m.EventBusARN.ValueString()); found && m.Region.IsNull() {
		return types.StringValue(region)
	}
	return m.Region
}

// save writes the model to the state, and to the identity what follows from it.
func (m *associationModel) save(ctx context.Context, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	diags := state.Set(ctx, m)
	diags.Append(m.identity().Set(ctx, identity)...)
	return diags
}

// managerIn switches the resource to a region and returns a manager for it.
func (r *associationResource) managerIn(region types.String) (manager, diag.Diagnostics) {
	diags := r.In(region)
	return newManager(r.Meta), diags
}
