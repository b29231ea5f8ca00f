package awsresource

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// identityAccount is the attribute of an identity with the account of the object.
const identityAccount = "account_id"

// Identity identifies an object: its account, its region and its own keys.
// Terraform 1.12 and later import by identity and show it in `terraform query`.
type Identity struct {
	// Account and Region may be "" in an identity to import; the provider's are
	// meant then.
	Account, Region string
	// Keys are the object's own names, such as "event_bus_name" and "name".
	Keys map[string]string
}

// identityVersion is the version of all identity schemas. It is not 0 because
// OpenTofu hands over the identity of the old type after a move from
// hashicorp/aws, whose version is 0, as if it were of the new type. Because the
// versions differ, it asks for an upgrade first.
const identityVersion = 1

// UpgradeIdentity drops identities of other resource types; see
// identityVersion. The next refresh sets the identity.
func (*Base) UpgradeIdentity(context.Context) map[int64]resource.IdentityUpgrader {
	return map[int64]resource.IdentityUpgrader{0: {IdentityUpgrader: func(ctx context.Context, _ resource.UpgradeIdentityRequest, resp *resource.UpgradeIdentityResponse) {
		nulls := map[string]tftypes.Value{}
		for name := range resp.Identity.Schema.GetAttributes() {
			nulls[name] = tftypes.NewValue(tftypes.String, nil)
		}
		resp.Identity.Raw = tftypes.NewValue(resp.Identity.Schema.Type().TerraformType(ctx), nulls)
	}}}
}

// IdentitySchema is the schema of an identity with these keys, each with its
// description.
func IdentitySchema(keys map[string]string) identityschema.Schema {
	attributes := map[string]identityschema.Attribute{
		identityAccount: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "The AWS account ID. By default the account of the provider's credentials.",
		},
		RegionName: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "The AWS region. By default the provider's region.",
		},
	}
	for name, description := range keys {
		attributes[name] = identityschema.StringAttribute{RequiredForImport: true, Description: description}
	}
	return identityschema.Schema{Version: identityVersion, Attributes: attributes}
}

// keys names the object's own names in a message.
func (i Identity) keys() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(i.Keys)) {
		parts = append(parts, fmt.Sprintf("%s = %q", name, i.Keys[name]))
	}
	return strings.Join(parts, ", ")
}

// Set writes the identity to the framework's response. It does nothing if the
// framework does not ask for one.
func (i Identity) Set(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil {
		return nil
	}
	values := maps.Clone(i.Keys)
	values[identityAccount], values[RegionName] = i.Account, i.Region
	var diags diag.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := types.StringNull()
		if values[name] != "" {
			value = types.StringValue(values[name])
		}
		diags.Append(identity.SetAttribute(ctx, path.Root(name), value)...)
	}
	return diags
}

// ReadIdentity is the identity that an import names, with these keys.
func ReadIdentity(ctx context.Context, identity *tfsdk.ResourceIdentity, keys ...string) (Identity, diag.Diagnostics) {
	read := Identity{Keys: map[string]string{}}
	var diags diag.Diagnostics
	get := func(name string) string {
		var value types.String
		diags.Append(identity.GetAttribute(ctx, path.Root(name), &value)...)
		return value.ValueString()
	}
	read.Account, read.Region = get(identityAccount), get(RegionName)
	for _, name := range keys {
		read.Keys[name] = get(name)
	}
	return read, diags
}

// AccountOf is the account in an ARN, or "".
func AccountOf(text string) string {
	parsed, err := arn.Parse(text)
	if err != nil {
		return ""
	}
	return parsed.AccountID
}

// AccountOf is the account in the first of the ARNs that has one, and asked of AWS
// only if none has. It may be "".
func (m *Meta) AccountOf(ctx context.Context, arns ...types.String) (string, error) {
	for _, known := range arns {
		if account := AccountOf(known.ValueString()); account != "" {
			return account, nil
		}
	}
	return m.AWS.AccountID(ctx)
}

// checkAccount reports an import from another account than that of the provider's
// credentials. It accepts "", and any account if the provider does not request
// its own.
func (m *Meta) checkAccount(ctx context.Context, object, account string) diag.Diagnostics {
	if account == "" {
		return nil
	}
	own, err := m.AWS.AccountID(ctx)
	switch {
	case err != nil:
		return diag.Diagnostics{Diagnose("the account", "asking AWS for", err, "Nothing was imported.")}
	case own != "" && own != account:
		return diag.Diagnostics{diag.NewErrorDiagnostic("Import from another account", fmt.Sprintf(
			"%s is in account %s, and the provider's credentials belong to account %s. Nothing was imported. "+
				"Use a provider configured for account %[2]s (`provider = eventbridge.ALIAS` in the import block).", object, account, own))}
	}
	return nil
}

// ImportByIdentity returns the identity that an import names, with these keys, and
// switches the resource to its region; false if the import names an ID. An
// identity of another account is an error.
func (b *Base) ImportByIdentity(ctx context.Context, req resource.ImportStateRequest, keys ...string) (Identity, bool, diag.Diagnostics) {
	if req.ID != "" || req.Identity == nil {
		return Identity{}, false, nil
	}
	named, diags := ReadIdentity(ctx, req.Identity, keys...)
	if diags.HasError() {
		return named, true, diags
	}
	if diags.Append(b.In(types.StringValue(named.Region))...); diags.HasError() {
		return named, true, diags
	}
	diags.Append(b.Meta.checkAccount(ctx, "The object with "+named.keys(), named.Account)...)
	return named, true, diags
}

// ImportByKey is ImportByIdentity for an identity with one key, or else ImportByID.
func (b *Base) ImportByKey(ctx context.Context, req resource.ImportStateRequest, key string) (value string, byIdentity bool, diags diag.Diagnostics) {
	named, byIdentity, diags := b.ImportByIdentity(ctx, req, key)
	if byIdentity {
		return named.Keys[key], true, diags
	}
	value, diags = b.ImportByID(ctx, req)
	return value, false, diags
}

// ImportByID returns the import ID without `@<region>` and switches the resource to
// that region, or to the region of the ARN that the ID is or starts with. The
// account of the ARN must be the caller's.
func (b *Base) ImportByID(ctx context.Context, req resource.ImportStateRequest) (rest string, diags diag.Diagnostics) {
	rest, region := cutRegion(req.ID)
	if !region.IsNull() && region.ValueString() == "" {
		diags.AddError("Missing region in import ID", fmt.Sprintf("%q ends with an @ but no region. Append the region, or remove the @ to use the provider's region. Nothing was imported.", req.ID))
		return rest, diags
	}
	if parsed, err := arn.Parse(rest); err == nil && parsed.Region != "" {
		if !region.IsNull() && region.ValueString() != parsed.Region {
			diags.AddError("Conflicting regions in import ID", fmt.Sprintf(
				"%[1]q has the region %[2]s after the @, but the ARN is in %[3]s. Remove `@%[2]s`. Nothing was imported.", req.ID, region.ValueString(), parsed.Region))
			return rest, diags
		}
		region = types.StringValue(parsed.Region)
	}
	if diags.Append(b.In(region)...); diags.HasError() {
		return rest, diags
	}
	diags.Append(b.Meta.checkAccount(ctx, strconv.Quote(rest), AccountOf(rest))...)
	return rest, diags
}
