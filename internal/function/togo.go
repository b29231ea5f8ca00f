package function

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// errUnknown says that a part of a value is not known yet.
var errUnknown = errors.New("a part of the value is not known yet")

// toGo is a value of any type as encoding/json takes it. Numbers keep all
// their digits.
func toGo(value attr.Value) (any, error) {
	if value.IsUnknown() {
		return nil, errUnknown
	}
	if value.IsNull() {
		return nil, nil
	}
	switch value := value.(type) {
	case types.Dynamic:
		return toGo(value.UnderlyingValue())
	case types.String:
		return value.ValueString(), nil
	case types.Bool:
		return value.ValueBool(), nil
	case types.Number:
		if number := value.ValueBigFloat(); number.IsInt() {
			return json.Number(number.Text('f', 0)), nil
		}
		return json.Number(value.ValueBigFloat().Text('g', -1)), nil
	case types.Object:
		return toObject(value.Attributes())
	case types.Map:
		return toObject(value.Elements())
	case types.List:
		return toList(value.Elements())
	case types.Set:
		return toList(value.Elements())
	case types.Tuple:
		return toList(value.Elements())
	}
	return nil, fmt.Errorf("a value of type %T cannot be part of an event", value)
}

func toObject(attributes map[string]attr.Value) (any, error) {
	out := make(map[string]any, len(attributes))
	for name, attribute := range attributes {
		value, err := toGo(attribute)
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}

func toList(elements []attr.Value) (any, error) {
	out := make([]any, 0, len(elements))
	for _, element := range elements {
		value, err := toGo(element)
		if err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	return out, nil
}

// sentence is a text as Terraform shows it about an argument: it puts a full
// stop after it, so the text has none, and does not end with a question. What
// follows a question says where to look.
func sentence(text, look string) string {
	if strings.HasSuffix(text, "?") {
		text += " " + look
	}
	return strings.TrimRight(text, ".")
}
