package pull

import (
	"encoding/json"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// Spec is what one customer's events are read with. It is part of the definition,
// as JSON, so that a definition can be read back.
type Spec struct {
	// Organization is whose events are read.
	Organization string `json:"organization"`
	// Portal is the slug of a portal that holds the query, if the token is a
	// portal's. Otherwise the query is sent.
	Portal string `json:"portal,omitempty"`
	// EventTypes are the types of events to read; none means all.
	EventTypes []string `json:"event_types,omitempty"`
	// Start is the time that reading begins at, in milliseconds since 1970. A run
	// whose predecessor began at another time begins again.
	Start int64 `json:"start"`
	// Backfill says that the customer has set Start; otherwise it is the time at
	// which reading was set up.
	Backfill bool `json:"backfill,omitempty"`
	// LateMinutes is how long after it occurred an event may become visible.
	LateMinutes int64 `json:"late_minutes"`
	// ConnectionARN is the EventBridge connection with the token.
	ConnectionARN string `json:"connection_arn"`
	// EventBus is the name or the ARN of the event bus that events are published
	// to, and EventSource their `source`.
	EventBus    string `json:"event_bus"`
	EventSource string `json:"event_source"`
}

// MaxEventTypes is how many EventTypes a Spec may have: with as many of the longest,
// the definition stays below 20,000 characters.
const MaxEventTypes = 150

// mark begins the comment of a definition of this package; the Spec follows.
const mark = "Pulled by terraform-provider-eventbridge: "

// SpecOf reads the Spec of a definition. The second answer is false if this
// package did not write it, the third if somebody has changed it since.
func SpecOf(definition string, source *catalog.Source, partition string) (spec Spec, ours, intact bool) {
	var outer struct{ Comment string }
	if json.Unmarshal([]byte(definition), &outer) != nil {
		return Spec{}, false, false
	}
	text, found := strings.CutPrefix(outer.Comment, mark)
	if !found || json.Unmarshal([]byte(text), &spec) != nil {
		return Spec{}, false, false
	}
	if spec.Portal == "" {
		spec.EventTypes = typesIn(definition, source)
	}
	return spec, true, stepfunctions.Same(spec.Definition(source, partition), definition)
}

// comment is the Spec as the comment has it. The types of events are in the query
// already, and a definition is to stay short.
func (s Spec) comment() string {
	if s.Portal == "" {
		s.EventTypes = nil
	}
	return mark + stepfunctions.JSON(s)
}

// typesIn reads the types of events in the query of a definition.
func typesIn(definition string, source *catalog.Source) []string {
	var outer struct {
		States struct {
			Ask struct {
				Arguments struct{ RequestBody struct{ Query string } }
			}
		}
	}
	if json.Unmarshal([]byte(definition), &outer) != nil {
		return nil
	}
	before, after, _ := strings.Cut(source.Pull.TypeFilter, "{types}")
	_, rest, found := strings.Cut(outer.States.Ask.Arguments.RequestBody.Query, before)
	types, _, closed := strings.Cut(rest, after)
	if !found || !closed {
		return nil
	}
	return strings.Fields(types)
}

// Query is the GraphQL query, with the types of events in it.
func (s Spec) Query(source *catalog.Source) string {
	filter := ""
	if len(s.EventTypes) > 0 {
		filter = strings.Replace(source.Pull.TypeFilter, "{types}", strings.Join(s.EventTypes, " "), 1)
	}
	return strings.Replace(source.Pull.Query.String(), "{filter}", filter, 1)
}

// Endpoint is the URL that is called.
func (s Spec) Endpoint(source *catalog.Source) string {
	if s.Portal == "" {
		return source.Pull.Endpoint
	}
	return strings.NewReplacer("{organization}", s.Organization, "{portal}", s.Portal).Replace(source.Pull.PortalEndpoint)
}
