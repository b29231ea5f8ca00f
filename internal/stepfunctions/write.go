package stepfunctions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// Object is a JSON object of a definition.
type Object map[string]any

// Literal is a string as a JSONata string. JSONata reads the escapes of JSON. The
// percent sign is escaped too, so that no string can end the expression.
func Literal(text string) string {
	return strings.ReplaceAll(JSON(text), "%", `\u0025`)
}

// Expression is a JSONata expression as a value of a definition.
func Expression(text string) string { return "{% " + text + " %}" }

// Text is a string as a value of a definition that is never evaluated.
func Text(text string) string {
	if strings.HasPrefix(text, "{%") {
		return Expression(Literal(text))
	}
	return text
}

// JSON is a value as JSON, in which <, > and & are written as they are. The value
// consists of strings, numbers, booleans, lists, maps and structs of them.
func JSON(value any) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "" // such a value can always be encoded
	}
	return strings.TrimSuffix(buffer.String(), "\n")
}

// Same reports whether two definitions are the same JSON.
func Same(a, b string) bool {
	var left, right any
	if json.Unmarshal([]byte(a), &left) != nil || json.Unmarshal([]byte(b), &right) != nil {
		return a == b
	}
	return reflect.DeepEqual(left, right)
}

// mark begins the comment of a state machine that a resource type created; what
// it was made from follows as JSON.
func mark(resourceType string) string {
	return "Created by " + resourceType + " of terraform-provider-eventbridge: "
}

// Comment is the comment of a definition that a resource type makes from a value.
func Comment(resourceType string, spec any) string { return mark(resourceType) + JSON(spec) }

// Spec reads what a definition was made from, and reports whether the resource
// type made it.
func Spec(definition, resourceType string, into any) bool {
	var outer struct{ Comment string }
	if err := json.Unmarshal([]byte(definition), &outer); err != nil {
		return false
	}
	text, found := strings.CutPrefix(outer.Comment, mark(resourceType))
	return found && json.Unmarshal([]byte(text), into) == nil
}

// maxSize is the size of a definition (service model stepfunctions 2016-11-23,
// CreateStateMachine).
const maxSize = 1024 * 1024

// CheckSize says what is wrong with the size of a definition, or "".
func CheckSize(definition string) string {
	if n := utf8.RuneCountInString(definition); n > maxSize {
		return fmt.Sprintf("The definition of the state machine has %d characters, and Step Functions allows %d.", n, maxSize)
	}
	return ""
}
