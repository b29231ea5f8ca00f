package awsclient

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// ruleKey names a rule; the bus is given by its name.
type ruleKey struct{ bus, name string }

// ruleTargets is what is known about the targets of one rule.
type ruleTargets struct {
	listed flight[targetListing]

	mu    sync.Mutex
	notes map[string]targetNote // this process's own writes, by target id
	// fresh says that this process created the rule, so that all of its targets
	// are in the notes.
	fresh bool
}

type targetListing struct {
	asked   time.Time
	targets map[string]ebtypes.Target
}

// targetNote is the last that this process did to a target; nil: removed it.
type targetNote struct {
	at     time.Time
	target *ebtypes.Target
}

// Targets returns the targets of the rule, sorted by id. A rule that this
// process created is known to have none but those this process put. It returns
// a *NotFoundError where the rule or its bus is not there.
func (r *Rules) Targets(ctx context.Context, bus, rule string) ([]ebtypes.Target, error) {
	return r.targetsWithin(ctx, bus, rule, refreshAge)
}

// TargetsNow is Targets before one is created: PutTargets silently overwrites, so
// it answers from a listing that was just read.
func (r *Rules) TargetsNow(ctx context.Context, bus, rule string) ([]ebtypes.Target, error) {
	return r.targetsWithin(ctx, bus, rule, lookAge)
}

func (r *Rules) targetsWithin(ctx context.Context, bus, rule string, age time.Duration) ([]ebtypes.Target, error) {
	bus = BusName(bus)
	t := r.targetsOf(bus, rule)
	if known, ok := t.known(); ok {
		return sorted(known), nil
	}
	found, err := t.listed.do(ctx, r.within(age), func(ctx context.Context) (targetListing, error) {
		return r.listTargets(ctx, bus, rule)
	})
	if IsNotFound(err) {
		return nil, noRule(bus, rule, err)
	}
	if err != nil {
		return nil, err
	}
	return sorted(t.over(found)), nil
}

// Target returns one target of the rule. One that a listing lacks is looked for
// again for some seconds, unless this process removed it. It returns a
// *NotFoundError if there is none.
func (r *Rules) Target(ctx context.Context, bus, rule, id string) (ebtypes.Target, error) {
	bus = BusName(bus)
	t := r.targetsOf(bus, rule)
	missing := &NotFoundError{What: fmt.Sprintf("target %q", id)}
	if n, ok := t.note(id); ok && n.target == nil {
		return ebtypes.Target{}, missing
	}
	usable := r.within(refreshAge)
	return RetryMissing(ctx, func() (ebtypes.Target, error) {
		known, ok := t.known()
		if !ok {
			found, err := t.listed.do(ctx, usable, func(ctx context.Context) (targetListing, error) { return r.listTargets(ctx, bus, rule) })
			looked := r.now()
			usable = func(asked time.Time) bool { return !asked.Before(looked) }
			if IsNotFound(err) {
				return ebtypes.Target{}, noRule(bus, rule, err)
			}
			if err != nil {
				return ebtypes.Target{}, err
			}
			known = t.over(found)
		}
		target, ok := known[id]
		if !ok {
			return ebtypes.Target{}, missing
		}
		return target, nil
	})
}

func (r *Rules) listTargets(ctx context.Context, bus, rule string) (targetListing, error) {
	found := targetListing{asked: r.now(), targets: map[string]ebtypes.Target{}}
	pages := Pages(func(token *string) ([]ebtypes.Target, *string, error) {
		out, err := r.api.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{
			EventBusName: aws.String(bus), Rule: aws.String(rule), Limit: aws.Int32(pageSize), NextToken: token,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.Targets, out.NextToken, nil
	})
	for target, err := range pages {
		if err != nil {
			return targetListing{}, err
		}
		found.targets[aws.ToString(target.Id)] = target
	}
	return found, nil
}

// WroteTarget notes that this process put the target.
func (r *Rules) WroteTarget(bus, rule string, target ebtypes.Target) {
	r.targetsOf(BusName(bus), rule).write(aws.ToString(target.Id), targetNote{at: r.now(), target: &target})
}

// DeletedTarget notes that this process removed the target.
func (r *Rules) DeletedTarget(bus, rule, id string) {
	r.targetsOf(BusName(bus), rule).write(id, targetNote{at: r.now()})
}

func (r *Rules) targetsOf(bus, rule string) *ruleTargets {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := ruleKey{bus, rule}
	t, ok := r.targets[key]
	if !ok {
		t = &ruleTargets{notes: map[string]targetNote{}}
		t.listed.now = r.now
		r.targets[key] = t
	}
	return t
}

// newTargets notes that the rule is new and has no targets.
func (r *Rules) newTargets(bus, rule string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.targets[ruleKey{bus, rule}] = &ruleTargets{fresh: true, notes: map[string]targetNote{}}
}

func (r *Rules) forgetTargets(bus, rule string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.targets, ruleKey{bus, rule})
}

func (t *ruleTargets) note(id string) (targetNote, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, ok := t.notes[id]
	return n, ok
}

func (t *ruleTargets) write(id string, n targetNote) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.notes[id] = n
}

// known are all targets of a rule that this process created.
func (t *ruleTargets) known() (map[string]ebtypes.Target, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.fresh {
		return nil, false
	}
	return t.applied(map[string]ebtypes.Target{}, time.Time{}), true
}

// over is the listing with this process's own writes over it, as far as the
// listing may be older than they are.
func (t *ruleTargets) over(found targetListing) map[string]ebtypes.Target {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.applied(maps.Clone(found.targets), found.asked)
}

// applied puts the notes over the targets that were asked for at that time.
// t.mu is held.
func (t *ruleTargets) applied(targets map[string]ebtypes.Target, asked time.Time) map[string]ebtypes.Target {
	for id, n := range t.notes {
		switch {
		case !asked.Before(n.at.Add(consistencyWindow)):
			// The listing is younger than the write and knows better.
		case n.target == nil:
			delete(targets, id)
		default:
			targets[id] = *n.target
		}
	}
	return targets
}

func sorted(targets map[string]ebtypes.Target) []ebtypes.Target {
	out := make([]ebtypes.Target, 0, len(targets))
	for _, id := range slices.Sorted(maps.Keys(targets)) {
		out = append(out, targets[id])
	}
	return out
}
