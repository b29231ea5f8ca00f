package message

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// maxInputLength is the most characters of a constant input.
const maxInputLength = 8192

// Check checks a payload for what EventBridge refuses.
func (p Payload) Check() []Finding {
	var findings []Finding
	if p.JSON {
		if findings = p.checkJSON(); len(findings) > 0 {
			return findings
		}
	} else if _, open := split(p.Text); open >= 0 {
		return CheckText(p.Text)
	}
	for _, parts := range p.pieces() {
		for _, piece := range parts {
			if piece.placeholder {
				findings = append(findings, p.checkPlaceholder(piece.text, isWhole(parts))...)
			}
		}
	}
	if len(findings) > 0 {
		return findings
	}
	made := p.Transformer()
	if length := len([]rune(made.Template)); length > maxTemplateLength {
		return found("Input template too long", "The finished template has %d characters; EventBridge allows %d.", length, maxTemplateLength)
	}
	if count := len(made.Paths); count > maxPaths {
		return found("Too many paths", "The template takes %d different values from the event; EventBridge allows %d.", count, maxPaths)
	}
	return nil
}

func (p Payload) checkPlaceholder(text string, whole bool) []Finding {
	isObject := slices.Contains(objectVariables, text)
	switch {
	case p.JSON && whole && isObject:
		return nil
	case isObject && p.JSON:
		return found("Object inside a string", "<%s> is a JSON object, and its quotes would break the string around it. Make it the whole value: \"<%[1]s>\".", text)
	case isObject:
		return found("Object inside a string", "<%s> is a JSON object, which EventBridge inserts in JSON only. Use `body`, or send the whole event without `message`.", text)
	}
	return checkPlaceholder(text, false)
}

// checkJSON checks that a body is a JSON object or list, and its keys.
func (p Payload) checkJSON() []Finding {
	value, err := decodeJSON([]byte(p.Text))
	if err == nil && !json.Valid([]byte(p.Text)) {
		err = errors.New("there is more than one value")
	}
	if err != nil {
		return found("Invalid JSON", "`body` is not valid JSON: %s. Use `jsonencode`. A placeholder is in quotes even if its value is a number or an object, as in "+
			"{\"number\": \"<$.detail.build.number>\"}; the provider removes the quotes.", err)
	}
	switch value.(type) {
	case map[string]any, []any:
	case string:
		return found("Body is a string", "`body` is a JSON object or list. Use `message` for text.")
	default:
		return found("Body is a constant", "`body` is a JSON object or list. Use `input` for a constant.")
	}
	var findings []Finding
	p.replaceStrings(func(text string, isKey bool) string {
		parts, open := splitBody(text)
		switch {
		case isKey && (open >= 0 || slices.ContainsFunc(parts, func(p part) bool { return p.placeholder })):
			findings = append(findings, found("Placeholder as a key", "The key %q has a placeholder. EventBridge inserts values only, not the keys of an object.", unescape(text))...)
		case open >= 0:
			findings = append(findings, found("Unclosed placeholder", "The `<` before the path in %q is never closed. A placeholder is a JSON path in angle brackets, such as "+
				"<$.detail.build.number>.", unescape(text))...)
		}
		return ""
	})
	return findings
}

// Doubts reports what EventBridge accepts in a payload and is hardly meant.
func (p Payload) Doubts() []Finding {
	var findings []Finding
	var bare, unsafe, objects, unknown []string
	placeholders := 0
	for _, parts := range p.pieces() {
		for _, piece := range parts {
			switch {
			case !piece.placeholder:
				bare = append(bare, looksLikePlaceholder.FindAllString(piece.text, -1)...)
				if p.JSON {
					unknown = append(unknown, placeholder.FindAllString(piece.text, -1)...)
				}
				continue
			case len(parts) == 1 && p.JSON:
			default:
				if _, isCompound := compound(piece.text); isCompound {
					objects = append(objects, piece.text)
				} else if strings.HasPrefix(piece.text, "$") && isFreeText(piece.text) {
					unsafe = append(unsafe, piece.text)
				}
			}
			placeholders++
		}
	}
	instead := "Leave the value out, or send it alone with `input_path`."
	if p.JSON {
		instead = "Make the placeholder the whole value of a member: EventBridge then escapes it."
	}
	switch {
	case len(bare) > 0:
		findings = append(findings, found("Path without angle brackets",
			"EventBridge sends %s as plain text. Put a path in angle brackets to insert its value: <%s>.", prose.CodeAnd(bare), bare[0])...)
	case len(unknown) > 0:
		findings = append(findings, found("Unknown placeholder",
			"EventBridge sends %s as plain text. A placeholder is a JSON path in angle brackets, such as <$.detail.build.number>.", prose.CodeAnd(unknown))...)
	case placeholders == 0:
		findings = append(findings, found("Message without placeholders",
			"The same text is sent for every event. To insert a value of the event, write its JSON path in angle brackets, such as <$.detail-type>. Use `input` to send a constant.")...)
	}
	if text := strings.TrimSpace(unescape(p.Text)); !p.JSON && (strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") && json.Valid([]byte(p.Text))) {
		findings = append(findings, found("JSON in a message",
			"The message is JSON, and EventBridge sends it as one string, in quotes and with its own quotes escaped. Use `body` to send JSON.")...)
	}
	if len(unsafe) > 0 {
		findings = append(findings, found("Unescaped values",
			"EventBridge inserts values into a longer string without escaping them. If %s contains a quote, a backslash or a line break, the JSON breaks and the event may be lost. %s",
			prose.CodeOr(slices.Compact(unsafe)), instead)...)
	}
	if len(objects) > 0 {
		findings = append(findings, found("Object inside a string",
			"%s is an object or a list. Inside a longer string EventBridge inserts it without its quotes. %s", prose.CodeAnd(objects), instead)...)
	}
	return findings
}

// CheckInput checks a constant input.
func CheckInput(text string) []Finding {
	if !json.Valid([]byte(text)) {
		return found("Invalid JSON", "`input` is not valid JSON, which EventBridge requires. Use `jsonencode`; for text that is `jsonencode(\"text\")`.")
	}
	if length := len([]rune(text)); length > maxInputLength {
		return found("Input too long", "`input` has %d characters; EventBridge allows %d.", length, maxInputLength)
	}
	return nil
}

// DoubtInput reports what is hardly meant in a constant input.
func DoubtInput(text string) []Finding {
	var paths []string
	for _, path := range looksLikePlaceholder.FindAllString(unescape(text), -1) {
		if strings.Contains(unescape(text), "<"+path+">") && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	return found("Placeholder in a constant", "`input` is sent as it is for every event, with <%s> as plain text. To insert values of the event, use `body`, or `message` for text.", paths[0])
}

// CheckPath checks a path to a part of the event. The path $ is the whole event.
func CheckPath(path string) []Finding {
	if path == "$" {
		return nil
	}
	if !strings.HasPrefix(path, "$") {
		return found("Invalid JSON path", "%q is not a JSON path. A path starts with `$.`, such as $.detail.build.", path)
	}
	if detail := checkPath(path); detail != "" {
		return found("Invalid JSON path", "%s", detail)
	}
	return nil
}

// SameJSON reports whether two texts are the same JSON value.
func SameJSON(a, b string) bool {
	first, err := decodeJSON([]byte(a))
	second, other := decodeJSON([]byte(b))
	return err == nil && other == nil && string(encodeJSON(first)) == string(encodeJSON(second))
}
