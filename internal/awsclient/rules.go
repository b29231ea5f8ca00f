package awsclient

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

const (
	// refreshAge is how old a listing may be that answers a refresh. A plan of
	// hundreds of rules reads them within it.
	refreshAge = 30 * time.Second
	// occupiedAge is how old a listing may be that reports whether a name is free.
	occupiedAge = 10 * time.Second
	// consistencyWindow is how long EventBridge may go on answering as before a write;
	// the API reference says "a short period of time".
	consistencyWindow = 10 * time.Second
	// pageSize is the most rules or targets that one call lists.
	pageSize = 100
)

// rulesAPI is what the reader needs of EventBridge.
type rulesAPI interface {
	DescribeRule(context.Context, *eventbridge.DescribeRuleInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeRuleOutput, error)
	ListRules(context.Context, *eventbridge.ListRulesInput, ...func(*eventbridge.Options)) (*eventbridge.ListRulesOutput, error)
	ListTargetsByRule(context.Context, *eventbridge.ListTargetsByRuleInput, ...func(*eventbridge.Options)) (*eventbridge.ListTargetsByRuleOutput, error)
}

// Rules answers for the rules and targets of event buses in as few calls as
// possible: a refresh of hundreds of rules lists their bus once instead of
// describing each. It has to be told of this process's own writes, so that what
// it remembers stays true. Buses are given by name or ARN.
type Rules struct {
	api   rulesAPI
	now   func() time.Time
	pause time.Duration // before a look for a rule that must be there is repeated

	mu      sync.Mutex
	buses   map[string]*busRules
	targets map[ruleKey]*ruleTargets
}

// busRules is what is known about the rules of one bus.
type busRules struct {
	firstPage flight[*listing]
	whole     flight[*listing]

	mu     sync.Mutex
	asked  map[string]struct{} // the names anyone asked for
	notes  map[string]note     // this process's own writes, by name
	wrote  bool                // listings do not answer Find any more
	denied bool                // the caller may not list
}

// listing is what ListRules said; next is set where it said that there is more.
type listing struct {
	asked time.Time
	rules map[string]types.Rule
	next  string
}

// note is the last that this process did to a rule.
type note struct {
	at      time.Time
	present bool
	created bool
}

func newRules(api rulesAPI) *Rules {
	return &Rules{
		api: api, now: time.Now, pause: 200 * time.Millisecond,
		buses: map[string]*busRules{}, targets: map[ruleKey]*ruleTargets{},
	}
}

// Find returns the rule of that name on the bus as it is on AWS now. It
// answers from a listing of the bus until this process writes to the bus, and
// describes the rule afterwards, or where the caller may not list. It returns a
// *NotFoundError where the rule or its bus is not there.
func (r *Rules) Find(ctx context.Context, bus, name string) (*types.Rule, error) {
	bus = BusName(bus)
	b := r.bus(bus)
	b.ask(name)
	if b.mayList(name) {
		found, err := r.list(ctx, b, bus, r.within(refreshAge))
		switch {
		case IsAccessDenied(err):
			b.deny()
		case IsNotFound(err):
			return nil, noRule(bus, name, err)
		case err != nil:
			return nil, err
		case b.mayList(name): // no write came in between
			if rule, ok := found.rules[name]; ok {
				return &rule, nil
			}
			// A listing may be behind: a rule is only taken for gone when
			// EventBridge says so about the rule itself.
			rule, err := r.describe(ctx, b, bus, name)
			if IsAccessDenied(err) && found.next == "" {
				return nil, noRule(bus, name, nil)
			}
			return rule, err
		}
	}
	return r.describe(ctx, b, bus, name)
}

// Occupied reports whether a rule of that name is on the bus. It is the look
// before a rule is created, because PutRule silently overwrites. It answers
// from a listing that is at most some seconds old together with this process's
// own writes. It returns a *NotFoundError where the bus is not there.
func (r *Rules) Occupied(ctx context.Context, bus, name string) (bool, error) {
	bus = BusName(bus)
	b := r.bus(bus)
	b.ask(name)
	last, noted := b.note(name)
	if noted && last.present {
		return true, nil
	}
	if !b.isDenied() {
		found, err := r.list(ctx, b, bus, r.within(occupiedAge))
		switch {
		case IsAccessDenied(err):
			b.deny()
		case IsNotFound(err):
			return false, &NotFoundError{What: fmt.Sprintf("event bus %q", bus), Err: err}
		case err != nil:
			return false, err
		default:
			_, listed := found.rules[name]
			if noted && found.asked.Before(last.at.Add(consistencyWindow)) {
				return false, nil // this process deleted it; the listing may be behind
			}
			if listed || found.next == "" {
				return listed, nil
			}
		}
	}
	_, err := r.describeOnce(ctx, bus, name)
	if IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Wrote notes that this process put the rule; created says that it was not
// there before.
func (r *Rules) Wrote(bus, name string, created bool) {
	bus = BusName(bus)
	r.bus(bus).write(name, note{at: r.now(), present: true, created: created})
	if created {
		r.newTargets(bus, name)
	}
}

// WroteHere reports whether this process put the rule and has not deleted it
// since.
func (r *Rules) WroteHere(bus, name string) bool {
	last, noted := r.bus(BusName(bus)).note(name)
	return noted && last.present
}

// Deleted notes that this process deleted the rule.
func (r *Rules) Deleted(bus, name string) {
	bus = BusName(bus)
	r.bus(bus).write(name, note{at: r.now()})
	r.forgetTargets(bus, name)
}

func (r *Rules) bus(name string) *busRules {
	r.mu.Lock()
	defer r.mu.Unlock()
	b, ok := r.buses[name]
	if !ok {
		b = &busRules{asked: map[string]struct{}{}, notes: map[string]note{}}
		b.firstPage.now, b.whole.now = r.now, r.now
		r.buses[name] = b
	}
	return b
}

func (r *Rules) within(age time.Duration) fresh {
	return func(asked time.Time) bool { return r.now().Sub(asked) <= age }
}

// list returns the bus's rules. While only one name was asked for it stops
// after the first page: a stack with one rule on a large bus need not page
// through everybody else's.
func (r *Rules) list(ctx context.Context, b *busRules, bus string, usable fresh) (*listing, error) {
	first := func(ctx context.Context) (*listing, error) {
		return b.firstPage.do(ctx, usable, func(ctx context.Context) (*listing, error) { return r.page(ctx, bus, nil) })
	}
	if b.onlyOne() {
		found, err := first(ctx)
		if err != nil || found.next == "" || b.onlyOne() {
			return found, err
		}
	}
	return b.whole.do(ctx, usable, func(ctx context.Context) (*listing, error) {
		found, err := first(ctx)
		for err == nil && found.next != "" {
			found, err = r.page(ctx, bus, found)
		}
		if !isStaleToken(err) {
			return found, err
		}
		// The first page was remembered for longer than its token lives.
		for found, err = r.page(ctx, bus, nil); err == nil && found.next != ""; {
			found, err = r.page(ctx, bus, found)
		}
		return found, err
	})
}

// page lists one page and adds it to a copy of what was listed so far.
func (r *Rules) page(ctx context.Context, bus string, before *listing) (*listing, error) {
	found := &listing{asked: r.now(), rules: map[string]types.Rule{}}
	input := &eventbridge.ListRulesInput{EventBusName: aws.String(bus), Limit: aws.Int32(pageSize)}
	if before != nil {
		found.asked, found.rules = before.asked, maps.Clone(before.rules)
		input.NextToken = aws.String(before.next)
	}
	out, err := r.api.ListRules(ctx, input)
	if err != nil {
		return nil, err
	}
	for _, rule := range out.Rules {
		found.rules[aws.ToString(rule.Name)] = rule
	}
	found.next = aws.ToString(out.NextToken)
	return found, nil
}

// describe asks for one rule. A rule that this process created a moment ago is
// asked for again until EventBridge knows it.
func (r *Rules) describe(ctx context.Context, b *busRules, bus, name string) (*types.Rule, error) {
	for pause := r.pause; ; pause *= 2 {
		rule, err := r.describeOnce(ctx, bus, name)
		last, noted := b.note(name)
		if !IsNotFound(err) || !noted || !last.created || r.now().Sub(last.at) > consistencyWindow {
			return rule, err
		}
		if Sleep(ctx, pause) != nil {
			return nil, &TimeoutError{Err: context.Cause(ctx), Last: err}
		}
	}
}

func (r *Rules) describeOnce(ctx context.Context, bus, name string) (*types.Rule, error) {
	out, err := r.api.DescribeRule(ctx, &eventbridge.DescribeRuleInput{EventBusName: aws.String(bus), Name: aws.String(name)})
	if IsNotFound(err) {
		return nil, noRule(bus, name, err)
	}
	if err != nil {
		return nil, err
	}
	return &types.Rule{
		Arn: out.Arn, Description: out.Description, EventBusName: out.EventBusName, EventPattern: out.EventPattern,
		ManagedBy: out.ManagedBy, Name: out.Name, RoleArn: out.RoleArn, ScheduleExpression: out.ScheduleExpression, State: out.State,
	}, nil
}

func noRule(bus, name string, err error) *NotFoundError {
	return &NotFoundError{What: fmt.Sprintf("rule %q on event bus %q", name, bus), Err: err}
}

func (b *busRules) ask(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked[name] = struct{}{}
}

func (b *busRules) onlyOne() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.asked) <= 1
}

// mayList reports whether a listing may answer for the rule as it is now.
func (b *busRules) mayList(name string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, noted := b.notes[name]
	return !b.denied && !b.wrote && !noted
}

func (b *busRules) isDenied() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.denied
}

func (b *busRules) deny() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.denied = true
}

func (b *busRules) note(name string) (note, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, ok := b.notes[name]
	return n, ok
}

func (b *busRules) write(name string, n note) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if before, ok := b.notes[name]; ok && n.present && before.present && before.created {
		n.created, n.at = true, before.at // an update of a rule of our own
	}
	b.notes[name] = n
	b.wrote = true
}
