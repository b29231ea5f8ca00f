package stepfunctions

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
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
