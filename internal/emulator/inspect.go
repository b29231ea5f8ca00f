package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// The methods in this file look into the default account without HTTP. What
// they return is a copy.

// SourceState is the state of a partner event source, "PENDING", "ACTIVE" or
// "DELETED", and when it expires; "" when there is no such source.
func (e *Emulator) SourceState(region, name string) (state string, expires time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	source := e.localCall(region).events().sources[name]
	if source == nil {
		return "", time.Time{}
	}
	return source.State, source.Expires
}

// BusNames lists the event buses of a region, the default bus among them.
func (e *Emulator) BusNames(region string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Sorted(maps.Keys(e.localCall(region).events().buses))
}

// Rule is a rule as the emulator holds it.
type Rule struct {
	Name, ARN, Bus, EventPattern, ScheduleExpression, State, Description, RoleARN, ManagedBy string

	Tags      map[string]string
	TargetIDs []string
}

// Rules lists the rules of a bus, by name; none when there is no such bus.
func (e *Emulator) Rules(region, bus string) []Rule {
	e.mu.Lock()
	defer e.mu.Unlock()
	on := e.localCall(region).events().buses[bus]
	if on == nil {
		return nil
	}
	var out []Rule
	for _, name := range on.ruleNames(func(*eventRule) bool { return true }) {
		r := on.Rules[name]
		rule := Rule{
			Name: r.Name, ARN: r.ARN, Bus: r.Bus, EventPattern: r.Pattern, ScheduleExpression: r.Schedule, State: r.State,
			Description: r.Description, RoleARN: r.RoleARN, ManagedBy: r.ManagedBy, Tags: maps.Clone(r.Tags),
		}
		for _, t := range r.Targets {
			rule.TargetIDs = append(rule.TargetIDs, *t.Id)
		}
		out = append(out, rule)
	}
	return out
}

// LogEvent is one event in a log group.
type LogEvent struct {
	Stream    string
	Timestamp time.Time
	Message   string
}

// LogEvents lists what arrived in a log group, in the order of arrival within
// each stream and by time between streams.
func (e *Emulator) LogEvents(region, group string) []LogEvent {
	e.mu.Lock()
	defer e.mu.Unlock()
	held := e.localCall(region).logs().groups[group]
	if held == nil {
		return nil
	}
	var out []LogEvent
	for _, name := range slices.Sorted(maps.Keys(held.Streams)) {
		for _, logged := range held.Streams[name].Events {
			out = append(out, LogEvent{Stream: name, Timestamp: time.UnixMilli(logged.At).UTC(), Message: logged.Message})
		}
	}
	slices.SortStableFunc(out, func(a, b LogEvent) int { return a.Timestamp.Compare(b.Timestamp) })
	return out
}

// FailedInvocations lists what rules matched and targets did not get, in all
// regions; ruleARN limits it to one rule, "" means all.
func (e *Emulator) FailedInvocations(ruleARN string) []FailedInvocation {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []FailedInvocation
	for _, st := range e.allEvents() {
		for _, failure := range st.failures {
			if ruleARN == "" || failure.RuleARN == ruleARN {
				out = append(out, failure)
			}
		}
	}
	return out
}

// MatchedEvents counts, by rule ARN, how often a rule matched an event, as the
// metric of that name does.
func (e *Emulator) MatchedEvents() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := map[string]int{}
	for _, st := range e.allEvents() {
		for arn, n := range st.matched {
			out[arn] += n
		}
	}
	return out
}

func (e *Emulator) allEvents() []*eventsState {
	var out []*eventsState
	for _, st := range e.store.states {
		if events, ok := st.(*eventsState); ok {
			out = append(out, events)
		}
	}
	slices.SortFunc(out, func(a, b *eventsState) int {
		return strings.Compare(a.region+a.account, b.region+b.account)
	})
	return out
}

// Inventory counts what exists, over all accounts and regions. The default
// buses do not count.
type Inventory struct {
	EventBuses, EventSources, Rules, Targets   int
	LogGroups, LogStreams, LogResourcePolicies int
	Roles, RolePolicies, ManagedPolicies       int
	StateMachines, MetricFilters               int
	SavedQueries, Dashboards                   int
	Topics, Queues                             int
	Connections, APIDestinations               int
	Schedules                                  int
}

// IsEmpty reports whether nothing is left but partner event sources, which the
// partner owns.
func (i Inventory) IsEmpty() bool {
	i.EventSources = 0
	return i == Inventory{}
}

// Inventory counts what exists now.
func (e *Emulator) Inventory() Inventory {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out Inventory
	for _, st := range e.store.states {
		if counted, ok := st.(interface{ count(*Inventory) }); ok {
			counted.count(&out)
		}
	}
	return out
}

func (s *eventsState) count(to *Inventory) {
	to.EventBuses += len(s.buses) - 1
	to.EventSources += len(s.sources)
	to.Connections, to.APIDestinations = to.Connections+len(s.connections), to.APIDestinations+len(s.destinations)
	for _, bus := range s.buses {
		to.Rules += len(bus.Rules)
		for _, rule := range bus.Rules {
			to.Targets += len(rule.Targets)
		}
	}
}

func (s *dashboardsState) count(to *Inventory) { to.Dashboards += len(s.dashboards) }

func (s *logsState) count(to *Inventory) {
	to.SavedQueries += len(s.queries)
	to.LogGroups += len(s.groups)
	to.LogResourcePolicies += len(s.policies)
	for _, group := range s.groups {
		to.LogStreams += len(group.Streams)
		to.MetricFilters += len(group.Filters)
		if group.Policy != nil {
			to.LogResourcePolicies++
		}
	}
}
