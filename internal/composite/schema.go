package composite

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// Descriptions are the parts of the descriptions of attributes that differ between
// resources. ChangedParts and Deletion are appended to a sentence, and may be empty.
type Descriptions struct{ Region, ChangedParts, Deletion string }

// Attributes are those of Model that all resources have alike, without those of the
// roles.
func (r *Resource[M, P, E]) Attributes(ctx context.Context, differing Descriptions) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                   schema.StringAttribute{Computed: true, MarkdownDescription: "The name of the " + r.Kind.Named + "."},
		awsresource.RegionName: awsresource.RegionAttribute(differing.Region),
		"changed_parts": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "What was changed or deleted on AWS outside of Terraform and is not shown by other attributes" + differing.ChangedParts + ". The next apply repairs it, which empties the list.",
		},
		"tags":     awsresource.TagsAttribute(),
		"tags_all": awsresource.TagsAllAttribute(),
		"timeouts": awsresource.TimeoutsAttribute(ctx, timeouts.Opts{
			Create: true, Update: true, Delete: true,
			CreateDescription: "How long a creation may take, such as `30s` or `10m`. Defaults to 5 minutes.",
			UpdateDescription: "How long an update may take. Defaults to 5 minutes.",
			DeleteDescription: "How long a deletion may take" + differing.Deletion + ". Defaults to 5 minutes.",
		}),
	}
}
