package emulator

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxEntries is the size of a PutEvents request, 1 MB.
const maxEntries = 1 << 20

func registerPutEvents(s *jsonService) {
	writes(s, "PutEvents", putEvents)
	writes(s, "PutPartnerEvents", putPartnerEvents)
	reads(s, "TestEventPattern", testEventPattern)
}

type putEventsEntry struct {
	Time         *epoch
	Source       *string
	Resources    []string `aws:"item(len=..2048)"`
	DetailType   *string
	Detail       *string
	EventBusName *string `aws:"len=1..1600,re=plainBusOrARN"`
	TraceHeader  *string `aws:"len=1..500"`
}

type putEventsInput struct {
	Entries    []putEventsEntry `aws:"required,len=1..10"`
	EndpointID *string          `json:"EndpointId" aws:"len=1..50,re=endpointID"`
}

type putEventsResult struct {
	EventID      *string `json:"EventId,omitempty"`
	ErrorCode    *string `json:",omitempty"`
	ErrorMessage *string `json:",omitempty"`
}

type putEventsOutput struct {
	FailedEntryCount int
	Entries          []putEventsResult
}

func (o *putEventsOutput) fail(err *apiError) {
	o.FailedEntryCount++
	o.Entries = append(o.Entries, putEventsResult{ErrorCode: &err.Code, ErrorMessage: &err.Message})
}

// putEvents publishes the customer's own events. A bus that does not exist
// takes them in silence, as AWS does; a partner bus cannot be named.
func putEvents(c *call, in *putEventsInput) (*putEventsOutput, error) {
	if size := sizeOf(in.Entries); size > maxEntries {
		return nil, invalid("Total size of the entries in the request is over the limit.")
	}
	st := c.events()
	out := &putEventsOutput{Entries: []putEventsResult{}}
	for i, entry := range in.Entries {
		failure := c.partialFailure(strconv.Itoa(i))
		if failure == nil {
			failure = checkEventEntry(entry)
		}
		if failure != nil {
			out.fail(failure)
			continue
		}
		event := newEvent(c, entry, c.account)
		if bus, err := st.bus(entry.EventBusName); err == nil {
			c.deliver(st, bus, event)
		}
		out.Entries = append(out.Entries, putEventsResult{EventID: &event.ID})
	}
	return out, nil
}

func sizeOf(entries []putEventsEntry) int {
	total := 0
	for _, e := range entries {
		total += len(value(e.Source)) + len(value(e.DetailType)) + len(value(e.Detail))
		if e.Time != nil {
			total += 14
		}
		for _, r := range e.Resources {
			total += len(r)
		}
	}
	return total
}

func checkEventEntry(e putEventsEntry) *apiError {
	argument := func(name, reason string) *apiError {
		return failf("InvalidArgument", "Parameter %s is not valid. Reason: %s", name, reason)
	}
	switch {
	case value(e.Source) == "":
		return argument("Source", "Source is a required argument.")
	case strings.HasPrefix(*e.Source, "aws."):
		return failf("NotAuthorizedForSourceException", "Not authorized for the source.")
	}
	return checkEventContent(e, argument)
}

func checkEventContent(e putEventsEntry, argument func(name, reason string) *apiError) *apiError {
	switch {
	case value(e.DetailType) == "":
		return argument("DetailType", "DetailType is a required argument.")
	case utf8.RuneCountInString(*e.DetailType) > 128:
		return argument("DetailType", "DetailType is too long, it can have 128 characters.")
	case value(e.Detail) == "":
		return argument("Detail", "Detail is a required argument.")
	case !isJSONObject(*e.Detail):
		return failf("MalformedDetail", "Detail is malformed.")
	}
	return nil
}

func isJSONObject(text string) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal([]byte(text), &object) == nil && object != nil
}

type putPartnerEventsEntry struct {
	Time       *epoch
	Source     *string  `aws:"len=1..256,re=sourceName"`
	Resources  []string `aws:"item(len=..2048)"`
	DetailType *string
	Detail     *string
}

type putPartnerEventsInput struct {
	Entries []putPartnerEventsEntry `aws:"required,len=1..20"`
}

// putPartnerEvents publishes a partner's events to the account that the source
// was offered to. While the source is pending they are accepted and go nowhere.
func putPartnerEvents(c *call, in *putPartnerEventsInput) (*putEventsOutput, error) {
	out := &putEventsOutput{Entries: []putEventsResult{}}
	for i, sent := range in.Entries {
		entry := putEventsEntry{Time: sent.Time, Source: sent.Source, Resources: sent.Resources, DetailType: sent.DetailType, Detail: sent.Detail}
		failure := c.partialFailure(strconv.Itoa(i))
		if failure == nil {
			failure = checkPartnerEntry(entry)
		}
		if failure != nil {
			out.fail(failure)
			continue
		}
		source, err := c.partnerSource(*entry.Source)
		if err != nil {
			out.fail(asAPIError(err))
			continue
		}
		event := newEvent(c, entry, source.Account)
		c.deliverPartner(source, event)
		out.Entries = append(out.Entries, putEventsResult{EventID: &event.ID})
	}
	return out, nil
}

func checkPartnerEntry(e putEventsEntry) *apiError {
	argument := func(name, reason string) *apiError {
		return failf("InvalidArgument", "Parameter %s is not valid. Reason: %s", name, reason)
	}
	if value(e.Source) == "" {
		return argument("Source", "Source is a required argument.")
	}
	return checkEventContent(e, argument)
}

// deliverPartner takes a partner's event to the bus of its source, when the
// source is active.
func (c *call) deliverPartner(source *eventSource, e *event) {
	st := eventsIn(c.store, source.Account, c.region, c.now)
	if bus := st.buses[source.Name]; bus != nil && source.State == stateActive {
		c.deliver(st, bus, e)
	}
}

// event is an event as rules match it and targets get it.
type event struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       string          `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`

	passed bool // from another event bus
}

func newEvent(c *call, e putEventsEntry, account string) *event {
	at := c.now
	if e.Time != nil {
		at = time.Time(*e.Time)
	}
	return &event{
		Version: "0", ID: c.emulator.newUUID(), DetailType: value(e.DetailType), Source: value(e.Source),
		Account: account, Time: at.UTC().Format("2006-01-02T15:04:05Z"), Region: c.region,
		Resources: append([]string{}, e.Resources...), Detail: json.RawMessage(value(e.Detail)),
	}
}

type testEventPatternInput struct {
	EventPattern *string `aws:"required,len=..4096"`
	Event        *string `aws:"required"`
}

type testEventPatternOutput struct {
	Result bool
}

// testEventPattern reports whether an event matches a pattern, with the compiler
// of PutRule.
func testEventPattern(_ *call, in *testEventPatternInput) (*testEventPatternOutput, error) {
	compiled, err := compilePattern(*in.EventPattern)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(*in.Event), &fields) != nil || fields == nil {
		return nil, invalid("Parameter Event is not valid.")
	}
	for _, name := range []string{"id", "account", "source", "time", "region", "resources", "detail-type"} {
		if _, ok := fields[name]; !ok {
			return nil, invalid("Parameter Event is not valid. Reason: %s is a required argument.", name)
		}
	}
	matched, err := compiled.Match([]byte(*in.Event))
	if err != nil {
		return nil, invalid("Parameter Event is not valid.")
	}
	return &testEventPatternOutput{Result: matched}, nil
}
