package awsresource

import (
	"context"

	datasourcetimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// timeoutsText describes the attribute `timeouts`, which its module does not.
const timeoutsText = "The maximum time for each operation."

// TimeoutsAttribute is the attribute `timeouts` of a resource.
func TimeoutsAttribute(ctx context.Context, opts timeouts.Opts) schema.Attribute {
	attribute := timeouts.Attributes(ctx, opts)
	if object, ok := attribute.(schema.SingleNestedAttribute); ok {
		object.MarkdownDescription = timeoutsText
		return object
	}
	return attribute
}

// DataTimeoutsAttribute is the attribute `timeouts` of a data source.
func DataTimeoutsAttribute(ctx context.Context, opts datasourcetimeouts.Opts) datasourceschema.Attribute {
	attribute := datasourcetimeouts.AttributesWithOpts(ctx, opts)
	if object, ok := attribute.(datasourceschema.SingleNestedAttribute); ok {
		object.MarkdownDescription = timeoutsText
		return object
	}
	return attribute
}
