package logfilter

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Selector names a field of a JSON message: $.a.b, $.a[0], $.a[*], $.['a.b'].
type Selector struct {
	steps []step
}

// step goes to a property, an element, or any element.
type step struct {
	name  string
	index int
	kind  stepKind
}

type stepKind int

const (
	property stepKind = iota
	element
	anyElement
)

// ParseSelector reads a selector. The error is an [*Error].
func ParseSelector(text string) (*Selector, error) {
	s, rest, err := scanSelector(text)
	if err == nil && rest != "" {
		err = failf("Invalid character(s) in term '%s'", text)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// scanSelector reads a selector at the beginning of text and gives what follows.
func scanSelector(text string) (*Selector, string, error) {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return nil, "", failf("Invalid selector '%s': it must start with '$.'", word(text))
	}
	s := &Selector{}
	for rest != "" {
		switch {
		case strings.HasPrefix(rest, ".['"):
			name, after, closed := strings.Cut(rest[3:], "']")
			if !closed || name == "" || strings.ContainsAny(name, "'\"") {
				return nil, "", failf("Invalid character(s) in term '%s'", text[:len(text)-len(rest)+2])
			}
			s.steps, rest = append(s.steps, step{name: name}), after
		case rest[0] == '.':
			n := nameLength(rest[1:])
			if n == 0 {
				return nil, "", failf("Invalid character(s) in term '%s'", text[:min(len(text), len(text)-len(rest)+2)])
			}
			s.steps, rest = append(s.steps, step{name: rest[1 : 1+n]}), rest[1+n:]
		case rest[0] == '[':
			inside, after, closed := strings.Cut(rest[1:], "]")
			index, err := strconv.ParseUint(inside, 10, 31)
			switch {
			case !closed || len(s.steps) == 0 || err != nil && inside != "*":
				return nil, "", failf("Invalid character(s) in term '%s'", text[:len(text)-len(rest)+1])
			case inside == "*":
				s.steps = append(s.steps, step{kind: anyElement})
			default:
				s.steps = append(s.steps, step{kind: element, index: int(index)}) //nolint:gosec // 31 bits
			}
			rest = after
		default:
			return finished(s, text, rest)
		}
	}
	return finished(s, text, rest)
}

func finished(s *Selector, text, rest string) (*Selector, string, error) {
	if len(s.steps) == 0 {
		return nil, "", failf("Invalid selector '%s': it must start with '$.'", word(text))
	}
	return s, rest, nil
}

// nameLength is how far a name goes that can be written plainly.
func nameLength(text string) int {
	n := strings.IndexFunc(text, func(r rune) bool { return !isAlphanumeric(r) && r != '-' && r != '_' })
	if n < 0 {
		return len(text)
	}
	return n
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// word is a text up to its first space, for a message.
func word(text string) string {
	if fields := strings.Fields(text); len(fields) > 0 {
		return fields[0]
	}
	return ""
}

// String writes the selector.
func (s *Selector) String() string {
	var b strings.Builder
	b.WriteByte('$')
	for _, step := range s.steps {
		switch {
		case step.kind == element:
			b.WriteString("[" + strconv.Itoa(step.index) + "]")
		case step.kind == anyElement:
			b.WriteString("[*]")
		case nameLength(step.name) == len(step.name):
			b.WriteString("." + step.name)
		default:
			b.WriteString(".['" + step.name + "']")
		}
	}
	return b.String()
}

// Equal reports whether two selectors name the same field.
func (s *Selector) Equal(other *Selector) bool { return slices.Equal(s.steps, other.steps) }

// Text is what the selector names in a message, as text. ok is false when it is
// not there, or is null, an object or a list.
func (s *Selector) Text(message string) (text string, ok bool) {
	document, ok := decode(message)
	if !ok {
		return "", false
	}
	return s.text(document)
}

func (s *Selector) text(document any) (string, bool) {
	for _, found := range s.find(document) {
		switch v := found.(type) {
		case string:
			return v, true
		case json.Number:
			return v.String(), true
		case bool:
			return strconv.FormatBool(v), true
		}
	}
	return "", false
}

// find gives what the selector names: nothing, one value, or several with [*].
func (s *Selector) find(document any) []any {
	found := []any{document}
	for _, step := range s.steps {
		var next []any
		for _, value := range found {
			switch v := value.(type) {
			case map[string]any:
				if child, ok := v[step.name]; ok && step.kind == property {
					next = append(next, child)
				}
			case []any:
				switch {
				case step.kind == anyElement:
					next = append(next, v...)
				case step.kind == element && step.index < len(v):
					next = append(next, v[step.index])
				}
			}
		}
		found = next
	}
	return found
}

// decode reads a message that is one JSON object or list.
func decode(message string) (any, bool) {
	trimmed := strings.TrimSpace(message)
	if !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") {
		return nil, false
	}
	decoder := json.NewDecoder(strings.NewReader(trimmed))
	decoder.UseNumber()
	var out any
	if decoder.Decode(&out) != nil {
		return nil, false
	}
	_, err := decoder.Token()
	return out, errors.Is(err, io.EOF)
}
