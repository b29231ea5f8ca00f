package target

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	eventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// The limits of an input transformer (service model events 2015-10-07).
const (
	maxTemplateLength = 8192
	maxPathLength     = 256
	maxPaths          = 100
)

// eventTime is when the event happened, a time that CloudWatch Logs understands.
const eventTime = "$.time"

// ingestionTime is the one variable of EventBridge that is a time.
const ingestionTime = "aws.events.event.ingestion-time"

// The variables that EventBridge fills in by itself and that are text, and
// those that are whole JSON objects (user guide, eb-transform-target-input).
var (
	textVariables   = []string{"aws.events.rule-arn", "aws.events.rule-name", ingestionTime}
	objectVariables = []string{"aws.events.event", "aws.events.event.json"}
)

// message is what a log target writes in place of the whole event: a text with
// JSON paths in angle brackets, and the path of the time.
type message struct{ text, timestamp string }

// part is a piece of a message's text: literal text, or what stood between
// angle brackets.
type part struct {
	text        string
	placeholder bool
}

// split takes a message's text apart. open is where a bracket is never closed,
// -1 if nowhere.
func split(text string) (parts []part, open int) {
	at := 0
	for {
		start := strings.IndexByte(text[at:], '<')
		if start < 0 {
			break
		}
		start += at
		end := strings.IndexByte(text[start:], '>')
		if end < 0 {
			return parts, start
		}
		end += start
		if start > at {
			parts = append(parts, part{text: text[at:start]})
		}
		parts = append(parts, part{text: text[start+1 : end], placeholder: true})
		at = end + 1
	}
	if at < len(text) {
		parts = append(parts, part{text: text[at:]})
	}
	return parts, -1
}

// transformer is the input transformer that makes the message: exactly the two
// text keys that CloudWatch Logs takes. A message that is one placeholder and
// nothing else gets the value itself, which EventBridge then escapes, unless
// the value is a number or a boolean: those have to be in quotes to be text.
func (m message) transformer() *eventbridge.InputTransformer {
	names := newVariables()
	time := names.placeholder(m.timestamp)
	parts, _ := split(m.text)
	var value string
	if len(parts) == 1 && parts[0].placeholder {
		value = names.placeholder(parts[0].text)
		if !writesText(parts[0].text) {
			value = `"` + value + `"`
		}
	} else {
		var b strings.Builder
		b.WriteByte('"')
		for _, p := range parts {
			if p.placeholder {
				b.WriteString(names.placeholder(p.text))
			} else {
				b.WriteString(escaped(p.text))
			}
		}
		b.WriteByte('"')
		value = b.String()
	}
	return &eventbridge.InputTransformer{
		InputPathsMap: names.paths,
		InputTemplate: aws.String(`{"timestamp": ` + time + `, "message": ` + value + `}`),
	}
}

// variables names the paths of an input transformer.
type variables struct {
	paths  map[string]string // from name to path
	byPath map[string]string
}

func newVariables() variables {
	return variables{paths: map[string]string{}, byPath: map[string]string{}}
}

// placeholder is how a path or a variable of EventBridge is written in the
// template.
func (v variables) placeholder(text string) string {
	if !strings.HasPrefix(text, "$") {
		return "<" + text + ">"
	}
	name, ok := v.byPath[text]
	if !ok {
		base := variableName(text)
		name = base
		for i := 2; v.paths[name] != ""; i++ {
			name = base + "_" + strconv.Itoa(i)
		}
		v.paths[name], v.byPath[text] = text, name
	}
	return "<" + name + ">"
}

// variableName makes a readable name from a path: detail_build_number from
// $.detail.build.number.
func variableName(path string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
			return r
		default:
			return '_'
		}
	}, path), "_")
	if name == "" {
		return "value"
	}
	return name
}

// escaped is text as it stands between the quotes of a JSON text.
func escaped(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // a string
	}
	quoted := strings.TrimSuffix(b.String(), "\n")
	return quoted[1 : len(quoted)-1]
}

// messageOf reads an input transformer back. It reports false for one that
// writes anything but the two text keys, or writes them in another way than
// transformer does.
func messageOf(remote *eventbridge.InputTransformer) (message, bool) {
	values, ok := templateValues(aws.ToString(remote.InputTemplate))
	if !ok || len(values) != 2 {
		return message{}, false
	}
	text, ok := values["message"]
	if !ok {
		return message{}, false
	}
	time, ok := values["timestamp"]
	if !ok {
		return message{}, false
	}
	timestamp, found := strings.CutPrefix(resolve(time.text, remote.InputPathsMap), "<")
	if !found || time.quoted {
		return message{}, false
	}
	m := message{text: resolve(text.text, remote.InputPathsMap), timestamp: strings.TrimSuffix(timestamp, ">")}
	parts, open := split(m.text)
	whole := len(parts) == 1 && parts[0].placeholder
	bare := whole && writesText(parts[0].text)
	return m, open < 0 && text.quoted == !bare
}

// templateValue is a value of a template's JSON object.
type templateValue struct {
	text   string // with placeholders by their names
	quoted bool
}

// templateValues reads a template that is a JSON object of texts and bare
// placeholders.
func templateValues(template string) (map[string]templateValue, bool) {
	var b strings.Builder
	inText, skip := false, false
	for i := 0; i < len(template); i++ {
		c := template[i]
		switch {
		case skip:
			skip = false
		case inText && c == '\\':
			skip = true
		case c == '"':
			inText = !inText
		case !inText && c == '<':
			end := strings.IndexByte(template[i:], '>')
			if end < 0 {
				return nil, false
			}
			// A bare placeholder becomes an object, which a text is never taken for.
			b.WriteString(`{"bare": "` + escaped(template[i:i+end+1]) + `"}`)
			i += end
			continue
		}
		b.WriteByte(c)
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal([]byte(b.String()), &raw) != nil {
		return nil, false
	}
	values := make(map[string]templateValue, len(raw))
	for key, value := range raw {
		var text string
		var placeholder struct{ Bare string }
		switch {
		case json.Unmarshal(value, &text) == nil:
			values[key] = templateValue{text: text, quoted: true}
		case json.Unmarshal(value, &placeholder) == nil:
			values[key] = templateValue{text: placeholder.Bare}
		default:
			return nil, false
		}
	}
	return values, true
}

// resolve puts the paths into the placeholders of a text.
func resolve(text string, paths map[string]string) string {
	parts, open := split(text)
	if open >= 0 {
		return text
	}
	var b strings.Builder
	for _, p := range parts {
		switch path, ok := paths[p.text]; {
		case !p.placeholder:
			b.WriteString(p.text)
		case ok:
			b.WriteString("<" + path + ">")
		default:
			b.WriteString("<" + p.text + ">")
		}
	}
	return b.String()
}

// sameTransformer says whether two input transformers are equal.
func sameTransformer(a, b *eventbridge.InputTransformer) bool {
	if a == nil || b == nil {
		return a == b
	}
	return aws.ToString(a.InputTemplate) == aws.ToString(b.InputTemplate) && maps.Equal(a.InputPathsMap, b.InputPathsMap)
}

// checkSize checks the finished transformer against the limits of EventBridge.
func (m message) checkSize() (detail string) {
	finished := m.transformer()
	if length := len(aws.ToString(finished.InputTemplate)); length > maxTemplateLength {
		return fmt.Sprintf("The finished template has %d characters; EventBridge takes %d at most.", length, maxTemplateLength)
	}
	if count := len(finished.InputPathsMap); count > maxPaths {
		return fmt.Sprintf("The message takes %d different values from the event; EventBridge takes %d at most.", count, maxPaths)
	}
	return ""
}

// isVariable says whether the text names a variable that EventBridge fills in.
func isVariable(text string) bool {
	return slices.Contains(textVariables, text) || slices.Contains(objectVariables, text)
}
