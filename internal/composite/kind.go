package composite

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// Resource is embedded by resources that consist of several objects. M is the
// model, and E what of the resource exists on AWS, its roles included.
type Resource[M any, P ModelOf[M], E any] struct {
	awsresource.Base
	Kind Kind[M, E]

	// planned is the plan whose objects are looked for, or nil.
	planned *M
}

// Kind is what is specific to a resource. Validate, Collision, Inspect and Retire may
// be nil.
type Kind[M, E any] struct {
	// Type is the full name of the resource type, and Named is what its name names,
	// such as "state machine".
	Type, Named string
	// PolicyName is the name of the one inline policy of each role, and Grant what
	// the role of a kind is for; see servicerole.Owner.
	PolicyName string
	Grant      func(m M, kind, account string) servicerole.Grant
	// ParseID reads the import ID, or the name in an identity. role is the ARN of an
	// invocation role that does not have its default name, or "".
	ParseID func(id string, identity bool) (name, role string, diags diag.Diagnostics)

	// Validate checks the configuration, apart from its roles, without AWS. It
	// ignores what is unknown.
	Validate func(config M) diag.Diagnostics
	// Plan plans what follows from other attributes, apart from roles and tags, and
	// checks it. state is zero for a new resource.
	Plan func(ctx context.Context, plan *M, config, state M) diag.Diagnostics
	// CompletePlan is Plan for what was unknown during the plan.
	CompletePlan func(plan *M, config, state M) diag.Diagnostics

	// Objects are what the resource creates in addition to its roles.
	Objects func(M) []awsresource.Object
	// Apply creates or updates everything other than the roles, whatever of it exists.
	Apply func(context.Context, *Change[M]) (E, diag.Diagnostics)
	// Collision may replace the errors if not even a role could be created.
	Collision func(ctx context.Context, plan M, account string, known diag.Diagnostics) diag.Diagnostics
	// Read reads every part. After an import, the state may have no more than the
	// name; Read then sets what tells which parts are the resource's.
	Read func(ctx context.Context, state *M) (E, diag.Diagnostics)
	// None reports whether nothing exists.
	None func(E) bool
	// Inspect warns, during a refresh, of what makes the resource useless.
	Inspect func(ctx context.Context, now E, m M) diag.Diagnostics
	// Retire deletes, after an update, what the resource created and the plan gives
	// from outside, apart from roles.
	Retire func(ctx context.Context, state, plan M) diag.Diagnostics
	// Remove deletes everything that the resource created.
	Remove func(ctx context.Context, state M) diag.Diagnostics

	// Flatten sets the attributes of m to what exists. m starts as prior, the state
	// or plan before; after an import it is what Read has set.
	Flatten func(now E, prior M, m *M)
	// Changes are what is on AWS not as it has to be, apart from what attributes
	// show.
	Changes func(now E, m M) []string
}

// Change is the creation or an update of a resource.
type Change[M any] struct {
	// Plan has the ARNs of the roles. Before is the state, zero for a new resource.
	Plan, Config, Before M
	// Saved is what Save saves. What is created is entered, and saved, before the
	// next call of AWS.
	Saved M
	Save  func() diag.Diagnostics
	// Roles are those that the resource created, as they are now.
	Roles   servicerole.Found
	Account string
	// Tagged reports whether the tags are managed, or were until now.
	Tagged bool
}

// RoleOwner is the resource as the owner of its roles. Without tagged, their tags
// are left alone.
func (r *Resource[M, P, E]) RoleOwner(m M, tagged bool) servicerole.Owner {
	shared := P(&m).Shared()
	return servicerole.Owner{
		Meta: r.Meta, Type: r.Kind.Type, ID: shared.Name.ValueString(), PolicyName: r.Kind.PolicyName, Tags: shared.tags(tagged),
		Grant: func(kind, account string) servicerole.Grant { return r.Kind.Grant(m, kind, account) },
	}
}

// ConnectionOwner is the resource as the owner of its connection.
func (r *Resource[M, P, E]) ConnectionOwner() connection.Owner {
	return connection.Owner{Meta: r.Meta, Type: r.Kind.Type}
}

// ReadRoles reads the roles that the resource created, as far as they exist.
func (r *Resource[M, P, E]) ReadRoles(ctx context.Context, m M) (servicerole.Found, diag.Diagnostics) {
	return r.RoleOwner(m, false).Read(ctx, P(&m).Roles())
}

// ImportRoles finds out which roles belong to a resource that is imported, or that is
// planned and exists. One whose ARN the state has may have another name than the
// default.
func (r *Resource[M, P, E]) ImportRoles(ctx context.Context, state *M) diag.Diagnostics {
	roles, names := P(state).Roles(), map[string]string{}
	for _, role := range roles.Roles {
		if arn := role.ARN.ValueString(); arn != "" {
			names[role.Kind.Name] = servicerole.NameIn(arn)
		}
	}
	if r.planned != nil {
		for _, role := range P(r.planned).Roles().Roles {
			names[role.Kind.Name] = role.Name.ValueString()
		}
	}
	return r.RoleOwner(*state, false).Import(ctx, roles, names)
}

// RoleChanges are the parts of the roles that are not as they have to be.
func (r *Resource[M, P, E]) RoleChanges(now servicerole.Found, m M, account string) []string {
	return r.RoleOwner(m, r.ManagesTags(m)).Changes(now, P(&m).Roles(), account)
}

// ManagesTags reports whether the tags are managed.
func (r *Resource[M, P, E]) ManagesTags(m M) bool {
	shared := P(&m).Shared()
	return r.Meta.ManagesTags(shared.Tags, shared.TagsAll)
}

// account is the account of the resource, asked of AWS only if no ARN tells it. It
// may be "".
func (r *Resource[M, P, E]) account(ctx context.Context, m M) (string, error) {
	return r.Meta.AccountOf(ctx, P(&m).ARNs()...)
}

// object is the whole resource, for what all resources share.
func (r *Resource[M, P, E]) object(m M) awsresource.Object {
	kind, name := strings.ReplaceAll(strings.TrimPrefix(r.Kind.Type, "eventbridge_"), "_", " "), P(&m).Shared().Name.ValueString()
	return awsresource.Object{Kind: kind, Name: fmt.Sprintf("%s %q", kind, name), Attribute: path.Root("name"), Type: r.Kind.Type, ID: name}
}

func (r *Resource[M, P, E]) objects(m M) []awsresource.Object {
	return append(r.Kind.Objects(m), r.RoleOwner(m, false).Objects(P(&m).Roles())...)
}
