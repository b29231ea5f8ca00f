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

const (
	// refreshAge is how old a listing may be that answers a refresh. A plan of
	// hundreds of rules reads them within it.
	refreshAge = 30 * time.Second
	// lookAge is how old a look before a creation may be, so that several creations
	// share it. What another process creates after the look is overwritten.
	lookAge = 100 * time.Millisecond
	// occupiedAge is how old such a look may be at most, after many in a row.
	occupiedAge = 10 * time.Second
	// consistencyWindow is how long EventBridge may go on answering as before a write;
	// the API reference says "a short period of time".
	consistencyWindow = 10 * time.Second
	// pageSize is the most rules or targets that one call lists.
	pageSize = 100
)

// rulesAPI is the part of the EventBridge API used by the reader.
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
	api rulesAPI
	now func() time.Time

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
	pages  []time.Time         // when they were read, lately
	denied bool                // the caller may not list
	// missing says that neither the bus nor one of its rules was found.
	missing bool
}

// listing is what ListRules said; next is set where it said that there is more.
type listing struct {
	asked time.Time
	rules map[string]ebtypes.Rule
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
		api: api, now: time.Now,
		buses: map[string]*busRules{}, targets: map[ruleKey]*ruleTargets{},
	}
}

// Find returns the rule of that name on the bus as it is on AWS now. It
// answers from a listing of the bus until this process writes to the bus, and
// describes the rule afterwards, or where the caller may not list. It returns a
// *NotFoundError where the rule or its bus is not there.
func (r *Rules) Find(ctx context.Context, bus, name string) (*ebtypes.Rule, error) {
	bus = BusName(bus)
	b := r.bus(bus)
	b.ask(name)
	if b.mayList(name) {
		found, err := r.list(ctx, b, bus, r.within(refreshAge))
		switch {
		case IsAccessDenied(err):
			b.deny()
		case IsNotFound(err):
			// The listing may be behind the creation of the bus. One look for a rule
			// is enough to find out, whatever the number of rules.
			if b.isMissing() {
				return nil, noRule(bus, name, err)
			}
			rule, err := r.describe(ctx, b, bus, name)
			if IsNotFound(err) {
				b.miss()
			}
			return rule, err
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
// before a rule is created, because PutRule silently overwrites. It answers from
// a listing that was just read, together with this process's own writes. The more
// pages were read lately, the older the listing may be, so that hundreds of rules
// take a few listings. It returns a *NotFoundError where the bus is not there.
func (r *Rules) Occupied(ctx context.Context, bus, name string) (bool, error) {
	return r.occupied(ctx, bus, name, (*busRules).occupiedAge)
}

// WasOccupied is Occupied for a plan, which creates nothing: the listing may be as
// old as that of a refresh.
func (r *Rules) WasOccupied(ctx context.Context, bus, name string) (bool, error) {
	return r.occupied(ctx, bus, name, func(*busRules) time.Duration { return refreshAge })
}

func (r *Rules) occupied(ctx context.Context, bus, name string, age func(*busRules) time.Duration) (bool, error) {
	bus = BusName(bus)
	b := r.bus(bus)
	b.ask(name)
	last, noted := b.note(name)
	if noted && last.present {
		return true, nil
	}
	if !b.isDenied() {
		found, err := r.list(ctx, b, bus, r.within(age(b)))
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
	first := func(ctx context.Context, usable fresh) (*listing, error) {
		return b.firstPage.do(ctx, usable, func(ctx context.Context) (*listing, error) { return r.page(ctx, bus, nil) })
	}
	if b.onlyOne() {
		found, err := first(ctx, usable)
		if err != nil || found.next == "" || b.onlyOne() {
			return found, err
		}
	}
	return b.whole.do(ctx, usable, func(ctx context.Context) (*listing, error) {
		// The whole is as old as its first page.
		found, err := r.all(ctx, bus, func(ctx context.Context) (*listing, error) { return first(ctx, r.within(lookAge)) })
		if isStaleToken(err) { // The first page was remembered for longer than its token lives.
			found, err = r.all(ctx, bus, func(ctx context.Context) (*listing, error) { return r.page(ctx, bus, nil) })
		}
		return found, err
	})
}

// all lists all pages; first has the first of them.
func (r *Rules) all(ctx context.Context, bus string, first func(context.Context) (*listing, error)) (*listing, error) {
	found := &listing{rules: map[string]ebtypes.Rule{}}
	pages := Pages(func(token *string) ([]ebtypes.Rule, *string, error) {
		look := first
		if token != nil {
			look = func(ctx context.Context) (*listing, error) { return r.page(ctx, bus, token) }
		}
		page, err := look(ctx)
		if err != nil {
			return nil, nil, err
		}
		if token == nil {
			found.asked = page.asked
		}
		return slices.Collect(maps.Values(page.rules)), &page.next, nil
	})
	for rule, err := range pages {
		if err != nil {
			return nil, err
		}
		found.rules[aws.ToString(rule.Name)] = rule
	}
	return found, nil
}

// page lists one page.
func (r *Rules) page(ctx context.Context, bus string, token *string) (*listing, error) {
	found := &listing{asked: r.now(), rules: map[string]ebtypes.Rule{}}
	r.bus(bus).readPage(found.asked)
	out, err := r.api.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: aws.String(bus), Limit: aws.Int32(pageSize), NextToken: token})
	if err != nil {
		return nil, err
	}
	for _, rule := range out.Rules {
		found.rules[aws.ToString(rule.Name)] = rule
	}
	found.next = aws.ToString(out.NextToken)
	return found, nil
}

// describe asks for one rule. One that is not found is asked for again for some
// seconds, longer if this process created it a moment ago, and not at all if this
// process deleted it.
func (r *Rules) describe(ctx context.Context, b *busRules, bus, name string) (*ebtypes.Rule, error) {
	pause := missingPause
	for looks := 1; ; looks++ {
		rule, err := r.describeOnce(ctx, bus, name)
		last, noted := b.note(name)
		created := noted && last.created && r.now().Sub(last.at) <= consistencyWindow
		if !IsNotFound(err) || noted && !last.present || looks >= missingLooks && !created {
			return rule, err
		}
		if Sleep(ctx, pause) != nil {
			return nil, &TimeoutError{Err: context.Cause(ctx), Last: err}
		}
		pause *= 2
	}
}

func (r *Rules) describeOnce(ctx context.Context, bus, name string) (*ebtypes.Rule, error) {
	out, err := r.api.DescribeRule(ctx, &eventbridge.DescribeRuleInput{EventBusName: aws.String(bus), Name: aws.String(name)})
	if IsNotFound(err) {
		return nil, noRule(bus, name, err)
	}
	if err != nil {
		return nil, err
	}
	return &ebtypes.Rule{
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

// occupiedAge is how old a listing may be that reports whether a name is free.
func (b *busRules) occupiedAge() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	pages := len(b.pages)
	return min(occupiedAge, time.Duration(2*pages*pages)*lookAge)
}

func (b *busRules) readPage(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages = append(slices.DeleteFunc(b.pages, func(read time.Time) bool { return at.Sub(read) > occupiedAge }), at)
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

func (b *busRules) isMissing() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.missing
}

func (b *busRules) miss() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.missing = true
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
	b.wrote, b.missing = true, false
}
