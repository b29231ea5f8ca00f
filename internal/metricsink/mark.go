package metricsink

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// creationLog makes and knows what tells an unfinished creation: the mark on the
// object, and where that can't be set a note on this machine.
type creationLog interface {
	NewMark() string
	LeftBehind(mark string) bool
	Creating(object string)
	CreationFailed(object string, err error)
	Interrupted(object string) bool
}

var _ creationLog = (*awsresource.Meta)(nil)

// leftBehind says whether a role or a state machine was left by a run that was
// killed: it bears the mark of one, or one was about to make it without a mark,
// and it is as it was to be (same).
func leftBehind(log creationLog, note, mark string, same bool) bool {
	if mark != "" {
		return log.LeftBehind(mark)
	}
	if !same || !log.Interrupted(note) {
		return false
	}
	log.Creating(note) // until the state has it
	return true
}

// create makes a role or a state machine by means of call, with its tags and the
// mark of an unfinished creation, or else with a note on this machine; mark is ""
// then.
func create(log creationLog, note string, tags map[string]string, call func(tags map[string]string) error) (mark string, err error) {
	return awsresource.CreateMarked(tags, log.NewMark(), func(tags map[string]string) error {
		if _, marked := tags[awsresource.CreationMark]; marked {
			return call(tags)
		}
		log.Creating(note)
		err := call(tags)
		if err != nil {
			log.CreationFailed(note, err)
		}
		return err
	})
}

// unmark takes the marks of an unfinished creation off, once Terraform has
// written the metric down.
func (r *metricResource) unmark(ctx context.Context, now pieces, private awsresource.PrivateState) diag.Diagnostics {
	var diags diag.Diagnostics
	pending := false
	for _, piece := range r.marked(now) {
		later, err := r.Meta.Unmark(ctx, piece.unmark)
		pending = pending || later || err != nil
		if err != nil {
			diags.AddWarning("Tag left behind", fmt.Sprintf("The %s is complete, but the tag %q that it bears while it is created could not be removed: %s\n\n"+
				"It does no harm. The next plan or apply tries again.", piece.name, awsresource.CreationMark, err))
		}
	}
	return append(diags, awsresource.NoteMark(ctx, private, pending)...)
}

// unmarkLeft takes off the marks that a killed run left on a metric which is in
// the state. What fails is tried again by the next reading.
func (r *metricResource) unmarkLeft(ctx context.Context, now pieces, private awsresource.PrivateState) diag.Diagnostics {
	for _, piece := range r.marked(now) {
		if piece.unmark(ctx) != nil {
			return nil
		}
	}
	return awsresource.NoteMark(ctx, private, false)
}

// markedPiece is a piece that bears the mark of an unfinished creation.
type markedPiece struct {
	name   string
	unmark func(context.Context) error
}

func (r *metricResource) marked(now pieces) []markedPiece {
	var out []markedPiece
	for _, role := range []*role{now.execution, now.invocation} {
		if role != nil && role.mark != "" {
			out = append(out, markedPiece{fmt.Sprintf("role %q", role.name), func(ctx context.Context) error {
				return r.roles().untag(ctx, role.name, []string{awsresource.CreationMark})
			}})
		}
	}
	if made := now.machine; made != nil && made.mark != "" {
		out = append(out, markedPiece{fmt.Sprintf("state machine %q", made.name), func(ctx context.Context) error {
			return r.machines().untag(ctx, made.arn, []string{awsresource.CreationMark})
		}})
	}
	return out
}
