package partner

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// marks makes and knows the marks of unfinished creations.
type marks interface {
	NewMark() string
	LeftBehind(mark string) bool
}

// listTags reads the tags of a bus, and apart from them the mark of an
// unfinished creation.
func (k keeper) listTags(ctx context.Context, busARN string) (tags map[string]string, mark string, err error) {
	tags, err = k.tags(busARN).List(ctx)
	mark = tags[awsresource.CreationMark]
	delete(tags, awsresource.CreationMark)
	return tags, mark, err
}

// markOf reads the mark of a bus that is there before its creation. A bus whose
// tags can't be read counts as one without.
func (k keeper) markOf(ctx context.Context, busARN string) string {
	_, mark, err := k.listTags(ctx, busARN)
	if err != nil {
		return ""
	}
	return mark
}

// unmark removes the mark of a creation that is complete.
func (k keeper) unmark(ctx context.Context, busARN string) error {
	return k.tags(busARN).Remove(ctx, []string{awsresource.CreationMark})
}

// warnLeftBehind tells that a bus was there already, and why it is gone on with.
func warnLeftBehind(name string, where place) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Event bus left behind by an interrupted run", fmt.Sprintf(
		"The event bus %q was already in %s, with the tag %q that the provider gives a bus until Terraform has written it down. "+
			"It is managed by this resource from now on. If another run of Terraform is creating it just now, remove it from one of the two.",
		name, where, awsresource.CreationMark))
}

// warnMarkLeft tells that the mark could not be removed.
func warnMarkLeft(name string, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Tag left on the event bus", fmt.Sprintf(
		"The event bus %q is complete, but the tag %q that it bears while it is created could not be removed: %s\n\nIt does no harm; remove it by hand.",
		name, awsresource.CreationMark, err))
}
