package servicerole

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// Owner is a resource as the owner of roles.
type Owner struct {
	Meta *awsresource.Meta
	// Type is the full name of the resource type, and ID imports the resource.
	Type, ID string
	// PolicyName is the name of the one inline policy of each role. By it an import
	// recognizes the roles that the resource created.
	PolicyName string
	// Grant is what the role of a kind is for in an account. The account is "" if
	// it is not known before the first role exists.
	Grant func(kind, account string) Grant
	// Tags are the tags of the roles, nil if they are left alone.
	Tags map[string]string
}

// Grant describes the purpose of a role.
type Grant struct {
	// Source is the ARN, or a pattern of ARNs, on whose behalf the service may
	// assume the role.
	Source string
	// Policy is the document of the inline policy.
	Policy string
}

// Found are the roles of a resource that exist, by kind.
type Found map[string]*Role

func (o Owner) roles() roles {
	return roles{api: o.Meta.AWS.IAM(), policy: o.PolicyName, pause: min(o.Meta.PollInterval, time.Second)}
}

// wanted is a role as it has to be.
func (o Owner) wanted(a Attributes, role Attribute, account string) Role {
	grant := o.Grant(role.Kind.Name, account)
	return Role{
		name: role.Name.ValueString(), path: a.Path.ValueString(), boundary: a.Boundary.ValueString(), Tags: o.Tags, maxSession: maxSession,
		description: awsresource.CreatedFor(o.Type), trust: trustPolicy(role.Kind.Principal, account, grant.Source), policy: grant.Policy,
	}
}

// trustPolicy lets a service assume the role for objects of this account only.
// Without an account, which is not known before the first role exists, it is for
// any.
func trustPolicy(service, account, source string) string {
	s := awsclient.Statement{Effect: "Allow", Principal: map[string][]string{"Service": {service}}, Action: []string{"sts:AssumeRole"}}
	if account != "" {
		s.Condition = map[string]map[string]string{
			"StringEquals": {"aws:SourceAccount": account},
			"ArnLike":      {"aws:SourceArn": source},
		}
	}
	return awsclient.PolicyText(s)
}

// Objects are the roles that the resource creates, to be claimed.
func (o Owner) Objects(a Attributes) []awsresource.Object {
	var out []awsresource.Object
	for _, role := range a.Roles {
		if !role.Name.IsNull() {
			out = append(out, o.object(role))
		}
	}
	return out
}

func (o Owner) object(role Attribute) awsresource.Object {
	return awsresource.Object{
		Kind: "role", Name: describe(role), Key: role.Name.ValueString(), Attribute: role.namePath(), Type: o.Type, ID: o.ID,
		Otherwise: fmt.Sprintf("If it does not belong to this configuration, choose another `%[1]s_role_name`, or set `%[1]s_role_arn` to its ARN to use the role without changes. "+
			"The objects created so far are in Terraform's state: the next apply replaces them, or a destroy deletes them.", role.Kind.Name),
	}
}

// ImportID imports the resource with its invocation role, the last one, which may
// not exist. It has the ARN of the role if that does not have its default name.
func (o Owner) ImportID(a Attributes, existing Found) string {
	kind := a.Roles[len(a.Roles)-1].Kind.Name
	role := existing[kind]
	if role == nil || NameIn(role.ARN) == defaultName(o.ID, o.Meta.AWS.Region(), kind) {
		return o.ID
	}
	return o.ID + "," + role.ARN
}

func describe(role Attribute) string { return fmt.Sprintf("role %q", role.Name.ValueString()) }

// Apply creates the roles of the plan that do not exist, and gets all of them to
// what they have to be. before are the attributes of the state. What exists is
// entered into saved, and save is called, before the next call of AWS. The answer
// has the account too, which the first role tells if it was not known.
func (o Owner) Apply(ctx context.Context, plan, before, saved Attributes, account string, save func() diag.Diagnostics) (Found, string, diag.Diagnostics) {
	found := Found{}
	var diags diag.Diagnostics
	for i, role := range plan.Roles {
		if role.Name.IsNull() {
			*saved.Roles[i].ARN = *role.ARN
			continue
		}
		failed := func(operation string, err error) diag.Diagnostics {
			return append(diags, awsresource.Diagnose(describe(role), operation, err, awsresource.Unfinished))
		}
		now, existing, err := o.roles().obtain(ctx, o.wanted(plan, role, account), before.Roles[i].Name.Equal(*role.Name), func(existing *Role) diag.Diagnostics {
			object := o.object(role)
			if all, unreadable := o.Read(awsclient.Once(ctx), plan); !unreadable.HasError() {
				object.ID = o.ImportID(plan, all)
			}
			return o.Meta.Existing(ctx, object, existing.compare(o.wanted(plan, role, awsresource.AccountOf(existing.ARN))))
		})
		if err != nil {
			return found, account, failed("creating", err)
		}
		if diags.Append(existing...); diags.HasError() {
			return found, account, diags
		}
		found[role.Kind.Name] = now
		*saved.Roles[i].Name, *saved.Roles[i].ARN = *role.Name, types.StringValue(now.ARN)
		if diags.Append(save()...); diags.HasError() {
			return found, account, diags
		}
		account = awsresource.AccountOf(now.ARN)
		if err := o.roles().configure(ctx, now, o.wanted(plan, role, account)); err != nil {
			return found, account, failed("setting up", err)
		}
	}
	return found, account, diags
}

// Read reads the roles that the resource created, as far as they exist.
func (o Owner) Read(ctx context.Context, a Attributes) (Found, diag.Diagnostics) {
	found := Found{}
	for _, role := range a.Roles {
		if role.Name.IsNull() {
			continue
		}
		now, err := awsclient.RetryMissing(ctx, func() (*Role, error) { return o.roles().find(ctx, role.Name.ValueString()) })
		if err != nil && !awsclient.IsNotFound(err) {
			return nil, diag.Diagnostics{awsresource.Diagnose(describe(role), "reading", err, "")}
		}
		if now != nil {
			found[role.Kind.Name] = now
		}
	}
	return found, nil
}

// Flatten sets the ARNs and the path to those of the roles that exist.
func (f Found) Flatten(a Attributes) {
	for _, role := range a.Roles {
		if now := f[role.Kind.Name]; now != nil {
			*role.ARN = types.StringValue(now.ARN)
			if now.path != a.Path.ValueString() {
				*a.Path = types.StringValue(now.path)
			}
		}
	}
}

// Changes are the parts of the roles that are not as they have to be.
func (o Owner) Changes(found Found, a Attributes, account string) []string {
	var out []string
	for _, role := range a.Roles {
		now := found[role.Kind.Name]
		switch {
		case role.Name.IsNull():
		case now == nil:
			out = append(out, role.Kind.Name+" role")
		default:
			for _, part := range now.differences(o.wanted(a, role, account)) {
				out = append(out, part+" of the "+role.Kind.Name+" role")
			}
		}
	}
	return out
}

// Import sets the attributes of a resource that is imported. named are the names,
// by kind, of roles that may not have their default name, or "" for one that is not
// the resource's. A role is the resource's
// if it has its policy, or was created for it by a run that did not get to the policy.
func (o Owner) Import(ctx context.Context, a Attributes, named map[string]string) diag.Diagnostics {
	*a.Path = types.StringValue(defaultPath)
	for _, role := range a.Roles {
		name, known := named[role.Kind.Name]
		switch {
		case !known:
			name = defaultName(o.ID, o.Meta.AWS.Region(), role.Kind.Name)
		case name == "":
			continue
		}
		now, err := o.roles().find(ctx, name)
		switch {
		case awsclient.IsNotFound(err):
		case err != nil:
			return diag.Diagnostics{awsresource.Diagnose(fmt.Sprintf("role %q", name), "reading", err, "Nothing was imported.")}
		case now.policy != "" || now.description == awsresource.CreatedFor(o.Type):
			*role.Name, *role.ARN = types.StringValue(name), types.StringValue(now.ARN)
			*a.Path, *a.Boundary = types.StringValue(now.path), awsresource.OptionalString(now.boundary)
		}
	}
	return nil
}

// CutARN separates what an import ID imports from the ARN of a role, which may
// follow behind a comma. ok is false if something else follows.
func CutARN(id string) (object, roleARN string, ok bool) {
	object, roleARN, given := strings.Cut(id, ",")
	parsed, err := arn.Parse(roleARN)
	return object, roleARN, !given || roleARN == "" || err == nil && parsed.Service == "iam" && strings.HasPrefix(parsed.Resource, "role/")
}

// NameIn is the name of the role in an ARN.
func NameIn(roleARN string) string { return roleARN[strings.LastIndexByte(roleARN, '/')+1:] }

// Delete deletes the roles that the resource created, in reverse order, except
// those that kept has too.
func (o Owner) Delete(ctx context.Context, a Attributes, kept ...Attributes) diag.Diagnostics {
	for i, role := range slices.Backward(a.Roles) {
		stays := slices.ContainsFunc(kept, func(k Attributes) bool { return !k.Roles[i].Name.IsNull() })
		if role.Name.IsNull() || stays {
			continue
		}
		err := o.roles().delete(ctx, role.Name.ValueString())
		switch {
		case awsclient.IsDeleteConflict(err):
			return diag.Diagnostics{diag.NewErrorDiagnostic("Role has other policies",
				fmt.Sprintf("The role %q was not deleted, because policies were added to it outside of Terraform. AWS returned: %s. Remove the policies and run Terraform again:\n\n"+
					"  aws iam list-role-policies --role-name '%[1]s'\n  aws iam list-attached-role-policies --role-name '%[1]s'\n\nThe role still exists.",
					role.Name.ValueString(), strings.TrimSuffix(awsclient.MessageOf(err), ".")))}
		case err != nil:
			return diag.Diagnostics{awsresource.Diagnose(describe(role), "deleting", err, "The role still exists. Run Terraform again to continue.")}
		}
	}
	return nil
}
