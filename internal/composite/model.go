package composite

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// Model is embedded by the models of all these resources.
type Model struct {
	ID                     types.String   `tfsdk:"id"`
	Region                 types.String   `tfsdk:"region"`
	Name                   types.String   `tfsdk:"name"`
	InvocationRoleARN      types.String   `tfsdk:"invocation_role_arn"`
	InvocationRoleName     types.String   `tfsdk:"invocation_role_name"`
	RolePath               types.String   `tfsdk:"role_path"`
	PermissionsBoundaryARN types.String   `tfsdk:"permissions_boundary_arn"`
	ChangedParts           types.List     `tfsdk:"changed_parts"`
	Tags                   types.Map      `tfsdk:"tags"`
	TagsAll                types.Map      `tfsdk:"tags_all"`
	Timeouts               timeouts.Value `tfsdk:"timeouts"`
}

// ModelOf is what the model of a resource does, by pointer.
type ModelOf[M any] interface {
	*M
	// Shared is the part that all models have.
	Shared() *Model
	// Roles point to the attributes of the roles.
	Roles() servicerole.Attributes
	// ARNs are those that may tell the account of the resource.
	ARNs() []types.String
	// Uncreated makes a plan the state of a resource of which nothing exists yet,
	// apart from its roles.
	Uncreated()
}

// Shared is the model itself.
func (m *Model) Shared() *Model { return m }

// InvokedBy points to the attributes of an invocation role.
func (m *Model) InvokedBy(kind servicerole.Kind) servicerole.Attributes {
	return servicerole.Attributes{Path: &m.RolePath, Boundary: &m.PermissionsBoundaryARN, Roles: []servicerole.Attribute{
		{Kind: kind, Name: &m.InvocationRoleName, ARN: &m.InvocationRoleARN},
	}}
}

// tags are all tags, or nil if they are left alone.
func (m *Model) tags(tagged bool) map[string]string {
	if !tagged {
		return nil
	}
	return awsresource.TagMap(m.TagsAll)
}
