package awsresource

import (
	"iter"

<<<<<<< HEAD
	"github.com/hashicorp/terraform-plugin-framework/list"
)

// StreamList answers the request of a list resource with the results, up to its
// limit or to the first error.
func StreamList(req list.ListRequest, stream *list.ListResultsStream, results iter.Seq[list.ListResult]) {
	stream.Results = func(push func(list.ListResult) bool) {
		count := int64(0)
		for result := range results {
			if count++; !push(result) || result.Diagnostics.HasError() || count == req.Limit {
=======
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
)

// StreamList answers a list resource: one result for each object, as long as
// Terraform wants more. result returns false for an object that is not listed.
// failed describes the error that ends the objects.
func StreamList[T any](
	req list.ListRequest, stream *list.ListResultsStream, objects iter.Seq2[T, error],
	failed func(error) diag.Diagnostic, result func(T) (list.ListResult, bool),
) {
	stream.Results = func(push func(list.ListResult) bool) {
		left := req.Limit
		for object, err := range objects {
			if err != nil {
				push(list.ListResult{Diagnostics: diag.Diagnostics{failed(err)}})
				return
			}
			found, listed := result(object)
			if !listed {
				continue
			}
			left--
			if !push(found) || found.Diagnostics.HasError() || left == 0 {
>>>>>>> main
				return
			}
		}
	}
}
