package message

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// The limits of an input transformer (service model events 2015-10-07).
const (
	maxTemplateLength = 8192
	maxPaths          = 100
)

// EventTime is the path of the time of an event, which CloudWatch Logs
// understands.
const EventTime = "$.time"

// Log is what a log target writes instead of the whole event: a text with JSON
// paths in angle brackets, and the path of the time.
type Log struct{ Text, Timestamp string }

// Transformer is the input transformer that makes the message, with exactly the
// two string members that CloudWatch Logs takes. A text that is one placeholder
// and nothing else becomes the value itself, which EventBridge then escapes,
// unless the value is a number or a boolean, which needs quotes to be a string.
func (l Log) Transformer() Transformer {
	names := newVariables()
	timestamp := names.placeholder(l.Timestamp)
	parts, _ := split(l.Text)
	var value string
	if isWhole(parts) && isString(parts[0].text) {
		value = names.placeholder(parts[0].text)
	} else {
		value = `"` + names.fill(parts) + `"`
	}
	return Transformer{Paths: names.paths, Template: `{"timestamp": ` + timestamp + `, "message": ` + value + `}`}
}

// Equal reports whether two messages make the same input transformer.
func (l Log) Equal(other Log) bool { return l.Transformer().equal(other.Transformer()) }

func (t Transformer) equal(other Transformer) bool {
	return t.Template == other.Template && maps.Equal(t.Paths, other.Paths)
}

// ParseLog parses the input transformer of a log target, however it is written.
// It returns why, in a sentence, if no Log makes the same log events. lost says
// why the transformer makes log events that CloudWatch Logs refuses, although
// the Log's own does not; it is empty if they are the same.
func ParseLog(t Transformer) (l Log, lost, unreadable string) {
	members, problem := parseObject(t)
	if problem != "" {
		return Log{}, "", problem
	}
	timestamp := members["timestamp"].parts
	if !isWhole(timestamp) {
		return Log{}, "", "Its `timestamp` is not one placeholder."
	}
	message := members["message"]
	if len(message.parts) == 0 {
		return Log{}, "", "Its `message` is empty."
	}
	l = Log{Text: join(message.parts), Timestamp: timestamp[0].text}
	if same, open := split(l.Text); open >= 0 || !slices.Equal(same, message.parts) {
		return Log{}, "", "Its `message` has angle brackets that are not those of a placeholder."
	}
	if isWhole(message.parts) {
		path := message.parts[0].text
		switch kind, isCompound := compound(path); {
		case isCompound:
			return Log{}, "", "Its `message` is " + kind + "."
		case !message.quoted && !isString(path):
			lost = "Its `message` is a number or a boolean, and CloudWatch Logs takes strings only."
		}
	}
	return l, lost, ""
}

// parseObject parses a template that is a JSON object with the two members
// `timestamp` and `message`, whose placeholders become their paths.
func parseObject(t Transformer) (map[string]member, string) {
	members, ok := t.members()
	if !ok {
		return nil, "It does not produce a JSON object whose members are strings."
	}
	names := slices.Sorted(maps.Keys(members))
	if !slices.Equal(names, []string{"message", "timestamp"}) {
		return nil, "CloudWatch Logs accepts exactly `timestamp` and `message`, but it produces " + prose.CodeAnd(names) + "."
	}
	for _, m := range members {
		for i, p := range m.parts {
			if !p.placeholder {
				continue
			}
			path, declared := t.Paths[p.text]
			if !declared && !isVariable(p.text) {
				return nil, "Its placeholder <" + p.text + "> is not declared."
			}
			if declared {
				m.parts[i].text = path
			}
		}
	}
	return members, ""
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

// fill is a text as it stands between the quotes of a template's string.
func (v variables) fill(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.placeholder {
			b.WriteString(v.placeholder(p.text))
		} else {
			quoted := encodeJSON(p.text)
			b.Write(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
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
	switch {
	case name == "":
		return "value"
	case strings.HasPrefix(strings.ToLower(name), "aws"): // reserved
		return "value_" + name
	}
	return name
}
