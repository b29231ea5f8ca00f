package jsonata

import (
	"encoding/json"
	"strings"

	"github.com/dop251/goja"
)

// result turns what JavaScript gave into Go.
func (m *machine) result(value goja.Value) (Result, error) {
	if value == nil || goja.IsUndefined(value) {
		return Result{}, nil
	}
	if object, ok := value.(*goja.Object); ok && isFunction(object) {
		return Result{Defined: true, Kind: "function"}, nil
	}
	written, err := m.text(goja.Undefined(), value)
	if err != nil {
		return Result{}, m.explain(err)
	}
	if goja.IsUndefined(written) {
		return Result{}, nil
	}
	decoder := json.NewDecoder(strings.NewReader(written.String()))
	decoder.UseNumber()
	out := Result{Defined: true}
	if err := decoder.Decode(&out.Value); err != nil {
		return Result{}, err
	}
	out.Kind = kindOf(out.Value)
	return out, nil
}

// isFunction knows the functions of JavaScript and those that an expression defines.
func isFunction(object *goja.Object) bool {
	if _, ok := goja.AssertFunction(object); ok {
		return true
	}
	for _, mark := range []string{"_jsonata_lambda", "_jsonata_function"} {
		if flag := object.Get(mark); flag != nil && flag.ToBoolean() {
			return true
		}
	}
	return false
}

// kindOf names the type of a value decoded from JSON.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number, float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}
