package message

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Payload is what a target gets instead of the event: a message, which is text,
// or a body, which is JSON. Either has JSON paths in angle brackets.
type Payload struct {
	Text string
	// JSON reports that the payload is a body.
	JSON bool
}

// Transformer is the input transformer that makes the payload. EventBridge
// wants a message in quotes. In a body, a string that is one placeholder and
// nothing else becomes the placeholder, so that EventBridge inserts the value as
// JSON, with its own type.
func (p Payload) Transformer() Transformer {
	names := newVariables()
	if !p.JSON {
		parts, _ := split(p.Text)
		return Transformer{Paths: names.paths, Template: `"` + names.fill(parts) + `"`}
	}
	template := p.replaceStrings(func(text string, isKey bool) string {
		parts, _ := splitBody(text)
		if isWhole(parts) && !isKey {
			return names.placeholder(parts[0].text)
		}
		return `"` + escapeBrackets(names, parts) + `"`
	})
	return Transformer{Paths: names.paths, Template: template}
}

// escapeBrackets is fill for a body, where an angle bracket that is not a
// placeholder's can be written as JSON escapes it.
func escapeBrackets(names variables, parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		text := names.fill([]part{p})
		if !p.placeholder {
			text = strings.NewReplacer("<", `\u003c`, ">", `\u003e`).Replace(text)
		}
		b.WriteString(text)
	}
	return b.String()
}

// stringLiteral finds the strings of compact JSON.
var stringLiteral = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// replaceStrings is a body without spaces, its strings replaced by what replace
// makes of their values. It is empty if the body is not JSON.
func (p Payload) replaceStrings(replace func(text string, isKey bool) string) string {
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(p.Text)) != nil {
		return ""
	}
	source := compact.String()
	var b strings.Builder
	at := 0
	for _, m := range stringLiteral.FindAllStringIndex(source, -1) {
		var text string
		if json.Unmarshal([]byte(source[m[0]:m[1]]), &text) != nil {
			return "" // cannot happen in what was compacted
		}
		b.WriteString(source[at:m[0]])
		b.WriteString(replace(text, strings.HasPrefix(source[m[1]:], ":")))
		at = m[1]
	}
	b.WriteString(source[at:])
	return b.String()
}

// bodyPlaceholder finds the placeholders of a body, where other angle brackets
// are text, as in the links of Slack.
var bodyPlaceholder = regexp.MustCompile(`<(\$[^<>]*|aws\.events\.[^<>]*)>`)

// splitBody takes a string of a body apart. open is where a path's bracket is
// never closed, -1 if there is none.
func splitBody(text string) (parts []part, open int) {
	text = unescape(text)
	at := 0
	literal := func(text string) {
		if text != "" {
			parts = append(parts, part{text: text})
		}
	}
	for _, m := range bodyPlaceholder.FindAllStringSubmatchIndex(text, -1) {
		literal(text[at:m[0]])
		parts = append(parts, part{text: text[m[2]:m[3]], placeholder: true})
		at = m[1]
	}
	literal(text[at:])
	for _, p := range parts {
		if i := strings.Index(p.text, "<$"); !p.placeholder && i >= 0 {
			return parts, i
		}
	}
	return parts, -1
}

// pieces are the strings of the payload without the keys of its objects, each
// taken apart.
func (p Payload) pieces() [][]part {
	if !p.JSON {
		parts, _ := split(p.Text)
		return [][]part{parts}
	}
	var values [][]part
	p.replaceStrings(func(text string, isKey bool) string {
		if parts, _ := splitBody(text); !isKey {
			values = append(values, parts)
		}
		return ""
	})
	return values
}

// Fields are the payload's paths to fields of the event, as their names.
func (p Payload) Fields() [][]string {
	var fields [][]string
	for _, piece := range slices.Concat(p.pieces()...) {
		if path, ok := ParsePath(piece.text); ok && piece.placeholder {
			fields = append(fields, path.Names())
		}
	}
	return fields
}

// Makes reports whether the transformer sends what the payload does. Spaces,
// the order of members and the names of placeholders do not matter, nor does
// whether the placeholder of a string is in quotes.
func (p Payload) Makes(t Transformer) bool {
	mine, ok := p.Transformer().meaning()
	theirs, readable := t.meaning()
	return ok && readable && reflect.DeepEqual(mine, theirs)
}

// Equal reports whether two payloads are sent alike.
func (p Payload) Equal(other Payload) bool {
	return p.JSON == other.JSON && (p.Text == other.Text || p.Makes(other.Transformer()))
}

// meaning is what a template makes, decoded: a placeholder in a string is its
// path between stand-ins, and one outside an object with that as its only member.
func (t Transformer) meaning() (any, bool) {
	if strings.ContainsAny(t.Template, standInOpen+standInClose) {
		return nil, false
	}
	text := t.withStandIns(func(name string) string {
		if path, declared := t.Paths[name]; declared {
			return path
		}
		return name
	})
	decoded, err := decodeJSON(text)
	if err != nil || !json.Valid(text) {
		return nil, false
	}
	return unquoted(decoded), true
}

// unquoted takes the quotes from the placeholders of strings.
func unquoted(decoded any) any {
	switch v := decoded.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, item := range v {
			if name != standInOpen {
				item = unquoted(item)
			}
			out[name] = item
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = unquoted(item)
		}
		return out
	case string:
		if path, ok := wholeStandIn(v); ok && isString(path) {
			if _, isCompound := compound(path); !isCompound {
				return map[string]any{standInOpen: v}
			}
		}
	}
	return decoded
}

// wholeStandIn is the path of a string that is one placeholder.
func wholeStandIn(text string) (string, bool) {
	parts := splitStandIns(text)
	if !isWhole(parts) {
		return "", false
	}
	return parts[0].text, true
}

// ParsePayload reads the input transformer of a target, however it is written.
// It says in a sentence why no payload sends the same.
func ParsePayload(t Transformer) (p Payload, unreadable string) {
	if name, found := t.Undeclared(); found {
		return Payload{}, "Its placeholder <" + name + "> is not declared."
	}
	meaning, ok := t.meaning()
	if !ok {
		return Payload{}, "It produces neither JSON nor a single quoted string."
	}
	if text, isText := meaning.(string); isText {
		p = Payload{Text: join(splitStandIns(text))}
	} else {
		p = Payload{Text: string(encodeJSON(withPlaceholders(meaning))), JSON: true}
	}
	switch bare, isBare := bareStandIn(meaning); {
	case isBare && !t.IsJSON() && strings.HasPrefix(strings.TrimSpace(t.Template), `"`):
		p = Payload{Text: bare} // the quotes of a string that is one placeholder
	case isBare:
		return Payload{}, "It is one placeholder. `input_path` sends the same."
	}
	if !p.Makes(t) {
		return Payload{}, "It has a number, a boolean or an object as a placeholder in quotes, or angle brackets that are not those of a placeholder."
	}
	return p, ""
}

// withPlaceholders turns the stand-ins of a meaning into placeholders in strings.
func withPlaceholders(meaning any) any {
	if bare, ok := bareStandIn(meaning); ok {
		return bare
	}
	switch v := meaning.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, item := range v {
			out[name] = withPlaceholders(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = withPlaceholders(item)
		}
		return out
	case string:
		return join(splitStandIns(v))
	}
	return meaning
}

// bareStandIn is the placeholder that stands for a value that is not a string.
func bareStandIn(meaning any) (string, bool) {
	object, isObject := meaning.(map[string]any)
	text, isText := object[standInOpen].(string)
	if !isObject || !isText || len(object) != 1 {
		return "", false
	}
	return join(splitStandIns(text)), true
}
