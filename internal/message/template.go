package message

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// part is a piece of a text: literal text, or what stands in the angle brackets
// of a placeholder.
type part struct {
	text        string
	placeholder bool
}

// escapedBracket finds the escapes that Terraform's jsonencode writes for
// <, > and &, and an escaped backslash, which is none of them.
var escapedBracket = regexp.MustCompile(`\\\\|\\u003[cC]|\\u003[eE]|\\u0026`)

// unescape returns a text with the characters that jsonencode escapes although
// JSON does not ask for it.
func unescape(text string) string {
	return escapedBracket.ReplaceAllStringFunc(text, func(found string) string {
		switch strings.ToLower(found) {
		case `\u003c`:
			return "<"
		case `\u003e`:
			return ">"
		case `\u0026`:
			return "&"
		}
		return found
	})
}

// split takes a text apart. open is where a bracket is never closed, -1 if
// there is none.
func split(text string) (parts []part, open int) {
	text = unescape(text)
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

// join is the text that split takes apart.
func join(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.placeholder {
			b.WriteString("<" + p.text + ">")
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// isWhole reports whether a text is one placeholder and nothing else.
func isWhole(parts []part) bool { return len(parts) == 1 && parts[0].placeholder }

// isVariable reports whether the text names a variable of EventBridge's own.
func isVariable(text string) bool {
	return slices.Contains(textVariables, text) || slices.Contains(objectVariables, text)
}

// member is a member of the JSON object that a template makes.
type member struct {
	parts  []part
	quoted bool
}

// stand-ins of placeholders while a template is decoded, from Unicode's private
// use area; a template that has them itself is not one that can be read.
const (
	standInOpen  = "\ue000"
	standInClose = "\ue001"
)

// members parses a template that makes a JSON object of strings and values that
// are one placeholder each. It returns false for any other.
func (t Transformer) members() (map[string]member, bool) {
	if strings.ContainsAny(t.Template, standInOpen+standInClose) {
		return nil, false
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal(t.withStandIns(func(name string) string { return name }), &raw) != nil {
		return nil, false
	}
	members := make(map[string]member, len(raw))
	for name, value := range raw {
		var text string
		var bare map[string]string
		switch {
		case json.Unmarshal(value, &text) == nil && string(value) != "null":
			members[name] = member{parts: splitStandIns(text), quoted: true}
		case json.Unmarshal(value, &bare) == nil && bare[standInOpen] != "":
			members[name] = member{parts: splitStandIns(bare[standInOpen])}
		default:
			return nil, false
		}
	}
	return members, true
}

// withStandIns is the template as JSON, with what resolve makes of the names of
// placeholders. A placeholder outside of a string becomes an object.
func (t Transformer) withStandIns(resolve func(name string) string) []byte {
	var b strings.Builder
	quoted := false
	for at := 0; at < len(t.Template); {
		if m := placeholder.FindStringSubmatchIndex(t.Template[at:]); m != nil && m[0] == 0 {
			standIn := standInOpen + resolve(t.Template[at+m[2]:at+m[3]]) + standInClose
			if !quoted {
				standIn = `{"` + standInOpen + `":"` + standIn + `"}`
			}
			b.WriteString(standIn)
			at += m[1]
			continue
		}
		c := t.Template[at]
		switch {
		case c == '\\' && at+1 < len(t.Template):
			b.WriteByte(c)
			at++
		case c == '"':
			quoted = !quoted
		}
		b.WriteByte(t.Template[at])
		at++
	}
	return []byte(b.String())
}

func splitStandIns(text string) []part {
	var parts []part
	for i, piece := range strings.Split(text, standInOpen) {
		name, rest, found := strings.Cut(piece, standInClose)
		if i > 0 && found {
			parts = append(parts, part{text: name, placeholder: true})
			piece = rest
		}
		if piece != "" {
			parts = append(parts, part{text: piece})
		}
	}
	return parts
}
