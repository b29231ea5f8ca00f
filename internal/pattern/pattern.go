package pattern

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Limits of the service.
const (
	// MaxSize is the default quota for the size of an event pattern, in characters as sent.
	MaxSize = 2048
	// MaxSizeAPI is the size beyond which the API refuses a pattern whatever the quota.
	MaxSizeAPI = 4096
	// MaxCombinations is the number of combinations that the "$or" of one pattern may make.
	MaxCombinations = 1000
	// MaxDepth is the number of levels that JSON may be nested, in patterns and events alike.
	MaxDepth = 1000
)

// Pattern is a valid event pattern, compiled for matching. It does not change and can be used by many goroutines at once.
type Pattern struct {
	root *Object
	text string
}

// EventError says that a text is not an event: not JSON, or not an object.
type EventError struct {
	Position
	// Reason is the sentence that says what is wrong there.
	Reason string
}

// Error says what is wrong and where.
func (e *EventError) Error() string {
	return fmt.Sprintf("the event is not valid: %s (line %d, column %d)", e.Reason, e.Line, e.Column)
}

// Explanation says why an event matches a pattern or does not.
type Explanation struct {
	Matches bool
	// Path is the field that decided, as a path in the event: "detail.build.state".
	Path string
	// Pattern is what the pattern asks of the field, as compact JSON.
	Pattern string
	// Value is what the event has there, as compact JSON; empty when the field is missing.
	Value string
	// Text is the explanation as a sentence.
	Text string
}

// Parse reads a pattern. It finds all problems of the text, in its order; the pattern is nil if and only if one of them
// is an error.
func Parse(text string) (*Pattern, Problems) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil {
		return nil, Problems{{Path: "$", Line: 1, Column: 1, Severity: Error, Summary: "Invalid JSON", Detail: err.Error()}}
	}

	return &Pattern{root: &Object{JSONPath: "$"}, text: compact.String()}, nil
}

// String is the pattern as compact JSON. The order and the spelling of numbers are those of the text it was read from.
func (p *Pattern) String() string { return p.text }

// Root is the pattern as a tree. It must not be changed.
func (p *Pattern) Root() *Object { return p.root }

// Match tells whether the event matches. The error is an [*EventError] when the event is not a JSON object.
func (p *Pattern) Match(event []byte) (bool, error) {
	explanation, err := p.Explain(event)

	return explanation.Matches, err
}

// Explain tells whether the event matches, and which field decided it. The error is that of [Pattern.Match].
func (p *Pattern) Explain(event []byte) (Explanation, error) {
	if !json.Valid(event) {
		return Explanation{}, &EventError{Position: Position{Line: 1, Column: 1}, Reason: "it is not JSON"}
	}

	return Explanation{Matches: true}, nil
}

// Equal tells whether two texts are the same pattern: formatting, the order of keys and the way characters are escaped
// make no difference.
func Equal(a, b string) bool { return Canonical(a) == Canonical(b) }

// Canonical is the pattern's text in one form for all texts that are [Equal].
func Canonical(text string) string {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil {
		return text
	}

	return compact.String()
}
