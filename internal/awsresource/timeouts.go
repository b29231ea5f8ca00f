package awsresource

import (
	"context"
	"fmt"
	"time"

	datasourcetimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// TimeoutsName is the name of the attribute `timeouts`.
const TimeoutsName = "timeouts"

// OperationTimeout bounds each operation, its repeated calls included, where the
// user cannot set or has not set `timeouts`. ListTimeout bounds a list, which may
// take a call for each rule of a region.
const (
	OperationTimeout = 5 * time.Minute
	ListTimeout      = 15 * time.Minute
)

// WithBound bounds an operation that no `timeouts` bounds.
func WithBound(ctx context.Context) (context.Context, context.CancelFunc) {
	return withLimit(ctx, &limitError{limit: OperationTimeout})
}

// WithListBound bounds a list.
func WithListBound(ctx context.Context) (context.Context, context.CancelFunc) {
	return withLimit(ctx, &limitError{limit: ListTimeout})
}

// WithTimeout bounds an operation by what `timeouts` says about it, such as "create".
func WithTimeout(ctx context.Context, limit time.Duration, operation string) (context.Context, context.CancelFunc) {
	return withLimit(ctx, &limitError{limit: limit, setting: TimeoutsName + "." + operation})
}

func withLimit(ctx context.Context, limit *limitError) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit.limit, limit)
}

// limitError reports that the time for an operation ran out.
type limitError struct {
	limit time.Duration
	// setting is the argument that sets the limit, or "" if none does.
	setting string
}

func (e *limitError) Error() string {
	return fmt.Sprintf("the operation did not end within its limit of %s", e.limit)
}

func (e *limitError) Unwrap() error { return context.DeadlineExceeded }

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
