package logsquery

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func describe(name, id string) string {
	if name == "" {
		return fmt.Sprintf("saved query with the ID %q", id)
	}
	return fmt.Sprintf("saved query %q", name)
}

// toCreate is the query for what all resources share. AWS allows several
// queries with one name, so id is that of the namesake, if there is one.
func (r *queryResource) toCreate(name, id string) awsresource.Object {
	return awsresource.Object{
		Kind: "saved query", Name: describe(name, ""), Attribute: path.Root("name"), Type: "eventbridge_logs_query", ID: id,
		Key: r.Meta.AWS.Region() + " " + name, Otherwise: "If it does not belong to this configuration, choose another name.",
	}
}
