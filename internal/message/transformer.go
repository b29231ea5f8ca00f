package message

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"time"
)

// Transformer is an input transformer of EventBridge: a template, and the JSON
// paths that its placeholders stand for, by name.
type Transformer struct {
	Paths    map[string]string
	Template string
}

// The variables that a template may use without declaring them (user guide,
// eb-transform-target-input). The last two are JSON objects.
const (
	ruleARN       = "aws.events.rule-arn"
	ruleName      = "aws.events.rule-name"
	ingestionTime = "aws.events.event.ingestion-time"
	eventObject   = "aws.events.event"
	eventJSON     = "aws.events.event.json"
)

var (
	textVariables   = []string{ruleARN, ruleName, ingestionTime}
	objectVariables = []string{eventObject, eventJSON}
)

// placeholder finds "<name>" in a template.
var placeholder = regexp.MustCompile(`<([A-Za-z0-9_.\-]+)>`)

// Event is an event on its way to a target.
type Event struct {
	// JSON is the whole event.
	JSON []byte
	// RuleARN and RuleName tell which rule matched it.
	RuleARN, RuleName string
	// Ingested is when EventBridge got it.
	Ingested time.Time
}

// errInvalid reports that a target gets nothing, because what would be sent is
// not JSON.
var errInvalid = errors.New("not valid JSON")

// Select returns the part of an event that an input path leads to. It is an
// empty object if the event does not have it.
func (e Event) Select(text string) ([]byte, error) {
	content, err := decodeJSON(e.JSON)
	if err != nil {
		return nil, errInvalid
	}
	path, ok := ParsePath(text)
	if !ok {
		return []byte("{}"), nil
	}
	found, ok := path.find(content)
	if !ok {
		return []byte("{}"), nil
	}
	return encodeJSON(found), nil
}

// Render returns what the transformer makes of an event. A value that stands
// alone in a JSON template keeps its type, and the JSON is sent without spaces. In a string its text is inserted
// unescaped, so that a quote in it breaks the JSON; an object or a list loses its
// own quotes there. A path that the event does not have leaves nothing. The
// result is returned along with errInvalid, too.
func (t Transformer) Render(e Event) ([]byte, error) {
	content, err := decodeJSON(e.JSON)
	if err != nil {
		return nil, errInvalid
	}
	variables := e.variables(content)
	for name, text := range t.Paths {
		path, _ := ParsePath(text)
		if found, ok := path.find(content); ok {
			variables[name] = found
		}
	}
	out := fill(t.Template, variables)
	if !t.IsJSON() {
		return out, nil
	}
	var compact bytes.Buffer
	if json.Compact(&compact, out) != nil {
		return out, errInvalid
	}
	return compact.Bytes(), nil
}

// IsJSON reports whether the template makes a JSON object or list, rather than
// text.
func (t Transformer) IsJSON() bool {
	text := strings.TrimSpace(t.Template)
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
}

// Undeclared returns the first placeholder that is neither declared nor one of
// EventBridge's own. The whole event can only be used in a JSON object.
func (t Transformer) Undeclared() (name string, found bool) {
	for _, m := range placeholder.FindAllStringSubmatch(t.Template, -1) {
		if _, declared := t.Paths[m[1]]; !declared && (!isVariable(m[1]) || m[1] == eventJSON && !t.IsJSON()) {
			return m[1], true
		}
	}
	return "", false
}

// Sample fills every placeholder with a string.
func (t Transformer) Sample() []byte {
	variables := map[string]any{}
	for _, m := range placeholder.FindAllStringSubmatch(t.Template, -1) {
		variables[m[1]] = "x"
	}
	return fill(t.Template, variables)
}

func (e Event) variables(content any) map[string]any {
	withoutDetail := map[string]any{}
	if object, ok := content.(map[string]any); ok {
		for name, v := range object {
			if name != "detail" {
				withoutDetail[name] = v
			}
		}
	}
	return map[string]any{
		ruleARN: e.RuleARN, ruleName: e.RuleName, ingestionTime: e.Ingested.UTC().Format(time.RFC3339),
		eventObject: withoutDetail, eventJSON: content,
	}
}

func fill(template string, variables map[string]any) []byte {
	var out bytes.Buffer
	quoted := false
	for at := 0; at < len(template); {
		if m := placeholder.FindStringSubmatchIndex(template[at:]); m != nil && m[0] == 0 {
			if v, ok := variables[template[at+m[2]:at+m[3]]]; ok {
				out.Write(placed(v, quoted))
			}
			at += m[1]
			continue
		}
		switch c := template[at]; {
		case c == '\\' && at+1 < len(template):
			out.WriteString(template[at : at+2])
			at += 2
			continue
		case c == '"':
			quoted = !quoted
		}
		out.WriteByte(template[at])
		at++
	}
	return out.Bytes()
}

func placed(v any, quoted bool) []byte {
	text, isText := v.(string)
	switch {
	case !quoted:
		return encodeJSON(v)
	case isText:
		return []byte(text)
	}
	return bytes.ReplaceAll(encodeJSON(v), []byte(`"`), nil)
}
