package awsresource

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ReadList reads the configuration of a list, and switches the list to its region,
// a member of config. It reports whether the list can go on; otherwise stream has
// the errors.
func (b *Base) ReadList(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream, config any, region *types.String) bool {
	diags := req.Config.Get(ctx, config)
	if !diags.HasError() {
		diags.Append(b.In(*region)...)
	}
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return false
	}
	return true
}

// StreamList answers the request of a list resource with the results, up to its
// limit or to the first error.
func StreamList(req list.ListRequest, stream *list.ListResultsStream, results iter.Seq[list.ListResult]) {
	stream.Results = func(push func(list.ListResult) bool) {
		count := int64(0)
		for result := range results {
			if count++; !push(result) || result.Diagnostics.HasError() || count == req.Limit {
				return
			}
		}
	}
}
