package servicerole

import (
	"cmp"
	"context"
	"fmt"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// EventBridge is the service that delivers events, and assumes invocation roles.
const EventBridge = "events.amazonaws.com"

// The names of roles (service model iam 2010-05-08).
const (
	maxName     = 64
	defaultPath = "/"
)

var (
	validName = regexp.MustCompile(`^[\w+=,.@-]+$`)
	validPath = regexp.MustCompile(`^/([!-~]+/)?$`)
)

// Kind describes the purpose of one role of a resource.
type Kind struct {
	// Name is how attributes call the role, such as "invocation".
	Name string
	// Principal is the service that assumes it, such as "events.amazonaws.com".
	Principal string
	// Use completes "ARN of the role with which ...".
	Use string
}

// Schema returns the attributes of roles of these kinds: `<kind>_role_arn` and
// `<kind>_role_name` of each, `role_path` and `permissions_boundary_arn`. replaced
// names what is replaced if a role gets another name, such as "the metric".
func Schema(replaced string, kinds ...Kind) map[string]schema.Attribute {
	out := map[string]schema.Attribute{
		"role_path": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(defaultPath),
			MarkdownDescription: fmt.Sprintf("Path of the roles that this resource creates, such as `/eventbridge/`. Defaults to `/`. Changing it replaces %s.", replaced),
			Validators: []validator.String{
				awsresource.InTurn(stringvalidator.LengthBetween(1, 512), stringvalidator.RegexMatches(validPath, "has to begin and end with a slash")),
			},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"permissions_boundary_arn": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "ARN of the IAM policy that is the permissions boundary of the roles that this resource creates.",
			Validators:          []validator.String{awsresource.ARN("iam", "policy/")},
		},
	}
	for _, kind := range kinds {
		out[kind.Name+"_role_arn"] = schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: fmt.Sprintf("ARN of the role with which %s. Its trust policy must allow `%s`. By default the resource creates the role, with no permission beyond that. "+
				"If `%s_role_name` is set as well, this must be the ARN of that role.", kind.Use, kind.Principal, kind.Name),
			Validators: []validator.String{awsresource.ARN("iam", "role/")},
		}
		out[kind.Name+"_role_name"] = schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: fmt.Sprintf("Name of the %[1]s role that this resource creates, 1 to 64 characters. By default it is derived from `name` and the region, because roles are global. "+
				"Null if the role is given by `%[1]s_role_arn`. Changing it replaces %[2]s.", kind.Name, replaced),
			Validators: []validator.String{
				awsresource.InTurn(stringvalidator.LengthBetween(1, maxName), stringvalidator.RegexMatches(validName, "may contain letters, digits and _ + = , . @ - only")),
			},
		}
	}
	return out
}

// Attributes point to the attributes of roles in the model of a resource.
type Attributes struct {
	Path, Boundary *types.String
	Roles          []Attribute
}

// Attribute points to the attributes of one role.
type Attribute struct {
	Kind      Kind
	Name, ARN *types.String
}

// arnPath and namePath are where the configuration has the role.
func (a Attribute) arnPath() path.Path  { return path.Root(a.Kind.Name + "_role_arn") }
func (a Attribute) namePath() path.Path { return path.Root(a.Kind.Name + "_role_name") }

// Creates reports whether the resource creates any role.
func (a Attributes) Creates() bool {
	for _, role := range a.Roles {
		if !role.Name.IsNull() || role.ARN.IsNull() {
			return true
		}
	}
	return false
}

// Uncreated sets the attributes to those of roles that do not exist yet.
func (a Attributes) Uncreated() {
	for _, role := range a.Roles {
		*role.Name = types.StringNull()
		if role.ARN.IsUnknown() {
			*role.ARN = types.StringNull()
		}
	}
}

// Validate refuses settings of roles that the resource does not create. A role
// with a name is created; the ARN of the same role may be set as well, because
// configuration that Terraform generates for an import has both.
func (a Attributes) Validate() diag.Diagnostics {
	var diags diag.Diagnostics
	seen := map[string]bool{}
	for _, role := range a.Roles {
		name := role.Name.ValueString()
		if name == "" || a.Path.IsUnknown() {
			continue
		}
		if seen[name] {
			diags.AddAttributeError(role.namePath(), "Duplicate role name",
				fmt.Sprintf("Two roles have the name %q. Each is for one service and one purpose: give them different names.", name))
		}
		seen[name] = true
		beside, err := arn.Parse(role.ARN.ValueString())
		if own := "role" + cmp.Or(a.Path.ValueString(), defaultPath) + name; err == nil && beside.Resource != own {
			diags.AddAttributeError(role.arnPath(), "Conflicting role arguments", fmt.Sprintf(
				"`%[1]s_role_arn` is the ARN of %[2]s, and `%[1]s_role_name` asks for a role that this resource creates, %[3]s. Remove one of the two.", role.Kind.Name, beside.Resource, own))
		}
	}
	if a.Creates() {
		return diags
	}
	for _, setting := range []struct {
		name  string
		value *types.String
	}{{"permissions_boundary_arn", a.Boundary}, {"role_path", a.Path}} {
		if !setting.value.IsNull() && setting.value.ValueString() != defaultPath {
			diags.AddAttributeError(path.Root(setting.name), "Setting has no effect",
				fmt.Sprintf("The configuration sets the ARN of every role, so this resource creates none and `%s` has no effect. Remove it.", setting.name))
		}
	}
	return diags
}

// CheckAccount refuses the ARN of a role that is to be created, if it is of
// another account.
func (a Attributes) CheckAccount(ctx context.Context, meta *awsresource.Meta) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, role := range a.Roles {
		account := awsresource.AccountOf(role.ARN.ValueString())
		if role.Name.IsNull() || account == "" {
			continue
		}
		own, err := meta.AWS.AccountID(ctx)
		if err != nil {
			return append(diags, awsresource.Diagnose("the account", "looking up", err, "Nothing was changed."))
		}
		if own != "" && own != account {
			diags.AddAttributeError(role.arnPath(), "Role in another account", fmt.Sprintf(
				"`%[1]s_role_arn` belongs to account %[2]s, and the role that `%[1]s_role_name` asks for would be created in account %[3]s. Remove `%[1]s_role_arn`. Nothing was changed.", role.Kind.Name, account, own))
		}
	}
	return diags
}

// Plan plans names and ARNs of the roles. The default names follow from the name
// of the owner; region is "" while it is not known. It returns the attributes
// because of which the resource is replaced.
func (a Attributes) Plan(config, state Attributes, owner, oldOwner types.String, region string) (replaced path.Paths) {
	moved := !state.Path.IsNull() && !a.Path.Equal(*state.Path)
	for i, role := range a.Roles {
		given, old := config.Roles[i], state.Roles[i]
		*role.ARN, *role.Name = planned(role.Kind.Name, region, owner, oldOwner, given, old)
		if moved && given.ARN.IsNull() {
			*role.ARN = types.StringUnknown()
		}
		if !old.Name.IsNull() && role.Name.ValueString() != "" && !old.Name.Equal(*role.Name) {
			replaced = append(replaced, role.namePath())
		}
	}
	return replaced
}

func planned(kind, region string, owner, oldOwner types.String, given, old Attribute) (roleARN, name types.String) {
	if !given.ARN.IsNull() {
		return *given.ARN, *given.Name // A name beside it is that of the same role, see Validate.
	}
	switch {
	case !given.Name.IsNull():
		name = *given.Name
	case !old.Name.IsNull() && owner.Equal(oldOwner):
		name = *old.Name
	case owner.IsUnknown() || region == "":
		name = types.StringUnknown()
	default:
		name = types.StringValue(defaultName(owner.ValueString(), region, kind))
	}
	if !old.Name.IsNull() && name.Equal(*old.Name) && !old.ARN.IsNull() {
		return *old.ARN, name
	}
	return types.StringUnknown(), name
}

// defaultName is the default name of a role. Roles are global, so that the region
// is part of it.
func defaultName(owner, region, kind string) string {
	whole := owner + "-" + region + "-" + kind
	if len(whole) <= maxName {
		return whole
	}
	suffix := "-" + awsresource.Hash(whole) + "-" + kind
	return whole[:maxName-len(suffix)] + suffix
}
