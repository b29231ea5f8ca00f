package buildkite

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Event is an audit event.
type Event struct {
	UUID, Type string
	OccurredAt time.Time
	// Visible is when the API begins to show it; zero means at once.
	Visible time.Time
	// Data is JSON of any shape, or nil.
	Data any
	// Actor and Subject may be nil.
	Actor, Subject *Party
	// Context may be nil.
	Context *Context
}

// Party is who acted, or what was acted on.
type Party struct{ Name, Type, UUID string }

// Context is where an action came from.
type Context struct {
	// Type is "AuditWebContext", "AuditAPIContext" or "AuditAgentAPIContext".
	Type string
	// Fields are those of the type, as GraphQL names them.
	Fields map[string]string
}

// compare orders events newest first, and by UUID within the same time.
func compare(a, b *Event) int {
	return cmp.Or(b.OccurredAt.Compare(a.OccurredAt), strings.Compare(b.UUID, a.UUID))
}

// cursor stands for an event among others.
func (e *Event) cursor() string {
	return base64.StdEncoding.EncodeToString([]byte(strconv.FormatInt(e.OccurredAt.UnixMicro(), 10) + "|" + e.UUID))
}

func eventAt(cursor string) (*Event, bool) {
	plain, err := base64.StdEncoding.DecodeString(cursor)
	micros, uuid, found := strings.Cut(string(plain), "|")
	n, parseErr := strconv.ParseInt(micros, 10, 64)
	return &Event{UUID: uuid, OccurredAt: time.UnixMicro(n)}, err == nil && parseErr == nil && found
}

// page is what a list of audit events asks for.
type page struct {
	first    int
	after    string
	from, to time.Time // zero: no bound
	types    []string
}

// list gives a page of the events that are visible now, newest first.
func (f *Fake) list(p page) (found []*Event, more bool, err error) {
	from := 0
	if p.after != "" {
		last, ok := eventAt(p.after)
		if !ok {
			return nil, false, fmt.Errorf("%q is not a valid cursor", p.after)
		}
		from, ok = slices.BinarySearchFunc(f.events, last, compare)
		if ok {
			from++
		}
	}
	now := f.now()
	for _, e := range f.events[from:] {
		switch {
		case !p.from.IsZero() && e.OccurredAt.Before(p.from):
			return found, false, nil
		case !p.to.IsZero() && e.OccurredAt.After(p.to), e.Visible.After(now), len(p.types) > 0 && !slices.Contains(p.types, e.Type):
			continue
		case len(found) == p.first:
			return found, true, nil
		}
		found = append(found, e)
	}
	return found, false, nil
}

// Invent makes n events of an invented organization, spread evenly over a time.
func Invent(n int, from, to time.Time) []Event {
	out := make([]Event, n)
	for i := range out {
		kind := inventedTypes[i%len(inventedTypes)]
		id := fmt.Sprintf("0193%04x-%04x-7%03x-8%03x-%012x", i>>16&0xffff, i&0xffff, i%0x1000, i%0xfff, i)
		out[i] = Event{
			UUID: id, Type: kind.event, OccurredAt: from.Add(to.Sub(from) * time.Duration(i) / time.Duration(n)).UTC(),
			Data:  map[string]any{"name": []string{"before", "after " + strconv.Itoa(i)}},
			Actor: &Party{Name: "Sam Kim", Type: "USER", UUID: "3d3c3bf0-7d58-4afe-8fe7-b3017d5504de"}, Subject: &Party{Name: kind.name, Type: kind.subject, UUID: id},
			Context: &Context{Type: "AuditWebContext", Fields: map[string]string{"requestIpAddress": "192.0.2.1", "requestUserAgent": `Mozilla/5.0 "Example"`}},
		}
	}
	return out
}

var inventedTypes = []struct{ event, subject, name string }{
	{"ORGANIZATION_UPDATED", "ORGANIZATION", "Example"},
	{"API_ACCESS_TOKEN_CREATED", "API_ACCESS_TOKEN", "deploy"},
	{"TEAM_MEMBER_CREATED", "TEAM_MEMBER", "Everyone"},
	{"PIPELINE_UPDATED", "PIPELINE", "my-pipeline"},
	{"SSO_PROVIDER_UPDATED", "SSO_PROVIDER", "Example SSO"},
}
