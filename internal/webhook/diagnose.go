package webhook

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func describe(m webhookModel) string {
	return fmt.Sprintf("%s %q", partDestination, m.Name.ValueString())
}

func (m webhookModel) destinationObject() awsresource.Object {
	return awsresource.Object{
		Kind: partDestination, Name: describe(m), Attribute: path.Root("name"), Type: typeName, ID: m.Name.ValueString(),
		Otherwise: "If it does not belong to this configuration, choose another `name`. " +
			"The objects created so far are in Terraform's state: the next apply replaces them, or a destroy deletes them.",
	}
}
