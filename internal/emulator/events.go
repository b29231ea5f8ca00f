package emulator

import (
	"maps"
	"slices"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// Quotas and periods of EventBridge.
const (
	maxBuses          = 100
	maxRulesPerBus    = 300
	maxWildcardRules  = 30
	maxTargetsPerRule = 5
	maxTargetsPerCall = 10
	maxPatternSize    = 2048
	maxTags           = 50
	sourceLifetime    = 14 * 24 * time.Hour
	defaultBus        = "default"
)

func newEventsService() service {
	s := &jsonService{
		prefix: "events", targetPrefix: "AWSEvents", invalidCode: "ValidationException",
		operations: map[string]operation{},
	}
	registerBuses(s)
	registerSources(s)
	registerPartner(s)
	registerRules(s)
	registerTargets(s)
	registerEventTags(s)
	registerPutEvents(s)
	registerConnections(s)
	registerAPIDestinations(s)
	return s
}

// eventsState is EventBridge in one region of one account.
type eventsState struct {
	account, region string
	buses           map[string]*eventBus
	sources         map[string]*eventSource
	connections     map[string]*connection
	destinations    map[string]*apiDestination
	// failures are the events that targets did not get.
	failures []FailedInvocation
	// matched counts the events that a rule matched, by the rule's ARN.
	matched map[string]int
	// journeys are the ways of the events.
	journeys []Journey
}

// eventBus is a bus with its rules.
type eventBus struct {
	Name, ARN   string
	Description string
	KMSKey      string
	DeadLetter  string
	Log         *logConfig
	Source      string // the partner event source, or ""
	ManagedBy   string // the AWS service that it belongs to, or ""
	Created     time.Time
	Modified    time.Time
	Tags        map[string]string
	Rules       map[string]*eventRule
}

// eventRule is a rule with its targets, in the order they were put.
type eventRule struct {
	Name, ARN   string
	Bus         string
	Pattern     string
	Schedule    string
	State       string
	Description string
	RoleARN     string
	ManagedBy   string
	CreatedBy   string
	Tags        map[string]string
	Targets     []target
	compiled    *pattern.Pattern
}

// Event source states.
const (
	statePending = "PENDING"
	stateActive  = "ACTIVE"
	stateDeleted = "DELETED"
)

// eventSource is a partner event source as the customer and the partner share it.
type eventSource struct {
	Name, ARN string
	Account   string
	CreatedBy string
	State     string
	Created   time.Time
	Expires   time.Time // zero while the source is not pending
}

func (s *eventsState) snapshot() state {
	out := *s
	out.buses = maps.Clone(s.buses)
	out.sources = maps.Clone(s.sources)
	out.connections, out.destinations = maps.Clone(s.connections), maps.Clone(s.destinations)
	out.failures, out.matched, out.journeys = slices.Clone(s.failures), maps.Clone(s.matched), slices.Clip(s.journeys)
	return &out
}

// events is EventBridge in the caller's account and region, sources that
// expired by now gone.
func (c *call) events() *eventsState { return eventsIn(c.store, c.account, c.region, c.now) }

func eventsIn(s *store, account, region string, now time.Time) *eventsState {
	st := stateOf(s, stateKey{"events", account, region}, func(key stateKey) *eventsState {
		return &eventsState{
			account: key.account, region: key.region,
			sources: map[string]*eventSource{}, matched: map[string]int{},
			connections: map[string]*connection{}, destinations: map[string]*apiDestination{},
			buses: map[string]*eventBus{defaultBus: {
				Name: defaultBus, ARN: arnOf("events", key.region, key.account, "event-bus/"+defaultBus),
				Created: now, Modified: now,
			}},
		}
	})
	st.expire(now)
	return st
}

// expire ends the sources that were pending for two weeks.
func (s *eventsState) expire(now time.Time) {
	for name, source := range s.sources {
		if source.Expires.IsZero() || now.Before(source.Expires) {
			continue
		}
		s.endSource(name)
	}
}

// endSource takes a source away. While its bus exists, it stays to be seen as
// DELETED; without a bus nothing of it remains.
func (s *eventsState) endSource(name string) {
	source := *s.sources[name]
	source.State, source.Expires = stateDeleted, time.Time{}
	s.sources[name] = &source
	if s.buses[name] == nil {
		delete(s.sources, name)
	}
}

// changeBus stores a changed copy of a bus.
func (s *eventsState) changeBus(name string, change func(*eventBus)) {
	bus := *s.buses[name]
	change(&bus)
	s.buses[name] = &bus
}

// changeRule stores a changed copy of a rule.
func (s *eventsState) changeRule(bus, name string, change func(*eventRule)) {
	rule := *s.buses[bus].Rules[name]
	change(&rule)
	s.changeBus(bus, func(b *eventBus) { b.Rules = with(b.Rules, name, &rule) })
}

// changeSource stores a changed copy of a source.
func (s *eventsState) changeSource(name string, change func(*eventSource)) {
	source := *s.sources[name]
	change(&source)
	s.sources[name] = &source
}
