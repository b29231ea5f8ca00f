package awsresource

import (
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/list"
)

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
