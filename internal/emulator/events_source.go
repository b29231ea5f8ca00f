package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

func registerSources(s *jsonService) {
	reads(s, "DescribeEventSource", describeEventSource)
	reads(s, "ListEventSources", listEventSources)
	writes(s, "ActivateEventSource", activateEventSource)
	writes(s, "DeactivateEventSource", deactivateEventSource)
}

// customerSource is a partner event source as the customer sees it.
type customerSource struct {
	Arn            string
	CreatedBy      string
	CreationTime   *epoch
	ExpirationTime *epoch `json:",omitempty"`
	Name           string
	State          string
}

func (s *eventSource) forCustomer() customerSource {
	return customerSource{
		Arn: s.ARN, CreatedBy: s.CreatedBy, CreationTime: epochOf(s.Created), ExpirationTime: epochUnlessZero(s.Expires),
		Name: s.Name, State: s.State,
	}
}

func epochUnlessZero(t time.Time) *epoch {
	if t.IsZero() {
		return nil
	}
	return epochOf(t)
}

type sourceNameInput struct {
	Name *string `aws:"required,len=1..256,re=sourceName"`
}

func (s *eventsState) source(name string) (*eventSource, error) {
	source := s.sources[name]
	if source == nil {
		return nil, notFound("Event source %s does not exist.", name)
	}
	return source, nil
}

func describeEventSource(c *call, in *sourceNameInput) (*customerSource, error) {
	source, err := c.events().source(*in.Name)
	if err != nil {
		return nil, err
	}
	out := source.forCustomer()
	return &out, nil
}

type listEventSourcesInput struct {
	NamePrefix *string `aws:"len=1..256,re=sourcePrefix"`
	NextToken  *string `aws:"len=1..2048"`
	Limit      *int64  `aws:"range=1..100"`
}

type listEventSourcesOutput struct {
	EventSources []customerSource
	NextToken    *string `json:",omitempty"`
}

func listEventSources(c *call, in *listEventSourcesInput) (*listEventSourcesOutput, error) {
	st := c.events()
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(st.sources)), func(name string) bool {
		return !strings.HasPrefix(name, value(in.NamePrefix))
	})
	names, next, err := eventsPage(c, names, func(name string) string { return name }, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listEventSourcesOutput{EventSources: []customerSource{}, NextToken: next}
	for _, name := range names {
		out.EventSources = append(out.EventSources, st.sources[name].forCustomer())
	}
	return out, nil
}

// activateEventSource reverses a deactivation. Only a source that has a bus and
// is pending can be activated.
func activateEventSource(c *call, in *sourceNameInput) (*nothing, error) {
	st := c.events()
	source, err := st.source(*in.Name)
	if err != nil {
		return nil, err
	}
	if source.State != statePending || st.buses[source.Name] == nil {
		return nil, invalidSourceState(source)
	}
	st.activate(source.Name)
	return &nothing{}, nil
}

// deactivateEventSource stops an active source; it expires two weeks from now.
func deactivateEventSource(c *call, in *sourceNameInput) (*nothing, error) {
	st := c.events()
	source, err := st.source(*in.Name)
	if err != nil {
		return nil, err
	}
	if source.State != stateActive {
		return nil, invalidSourceState(source)
	}
	st.changeSource(source.Name, func(s *eventSource) { s.State, s.Expires = statePending, c.now.Add(sourceLifetime) })
	return &nothing{}, nil
}

func (s *eventsState) activate(name string) {
	s.changeSource(name, func(source *eventSource) { source.State, source.Expires = stateActive, time.Time{} })
}

func invalidSourceState(source *eventSource) error {
	return failf("InvalidStateException", "The specified state is not a valid state for event source %s: it is %s.", source.Name, source.State)
}
