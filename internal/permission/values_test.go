package permission_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// value turns arguments into a value of a type, null if nothing is given.
func value(t *testing.T, typ tftypes.Type, given any) tftypes.Value {
	t.Helper()
	if given == tftypes.UnknownValue {
		return tftypes.NewValue(typ, given)
	}
	switch of := typ.(type) {
	case tftypes.Object:
		members, _ := given.(config)
		if given == nil {
			return tftypes.NewValue(typ, nil)
		}
		attributes := map[string]tftypes.Value{}
		for name, attribute := range of.AttributeTypes {
			attributes[name] = value(t, attribute, members[name])
		}
		for name := range members {
			if _, known := of.AttributeTypes[name]; !known {
				t.Fatalf("there is no attribute %q", name)
			}
		}
		return tftypes.NewValue(typ, attributes)
	case tftypes.Map:
		members, _ := given.(config)
		if given == nil {
			return tftypes.NewValue(typ, nil)
		}
		elements := map[string]tftypes.Value{}
		for name, element := range members {
			elements[name] = value(t, of.ElementType, element)
		}
		return tftypes.NewValue(typ, elements)
	case tftypes.List:
		return sequence(t, typ, of.ElementType, given)
	case tftypes.Set:
		return sequence(t, typ, of.ElementType, given)
	}
	if typ.Is(tftypes.DynamicPseudoType) && given != nil {
		return literal(t, given)
	}
	return tftypes.NewValue(typ, given)
}

// literal is a value whose type follows from it, as that of a literal does.
func literal(t *testing.T, given any) tftypes.Value {
	t.Helper()
	switch given := given.(type) {
	case config:
		types, attributes := map[string]tftypes.Type{}, map[string]tftypes.Value{}
		for name, member := range given {
			attributes[name] = literal(t, member)
			types[name] = attributes[name].Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, attributes)
	case []string:
		types, elements := make([]tftypes.Type, len(given)), make([]tftypes.Value, len(given))
		for i, element := range given {
			types[i], elements[i] = tftypes.String, tftypes.NewValue(tftypes.String, element)
		}
		return tftypes.NewValue(tftypes.Tuple{ElementTypes: types}, elements)
	}
	t.Fatalf("%T is no literal here", given)
	return tftypes.Value{}
}

func sequence(t *testing.T, typ, of tftypes.Type, given any) tftypes.Value {
	t.Helper()
	if given == nil {
		return tftypes.NewValue(typ, nil)
	}
	elements := []tftypes.Value{}
	switch given := given.(type) {
	case []string:
		for _, element := range given {
			elements = append(elements, value(t, of, element))
		}
	case []config:
		for _, element := range given {
			elements = append(elements, value(t, of, element))
		}
	default:
		t.Fatalf("%T is no list here", given)
	}
	return tftypes.NewValue(typ, elements)
}

func dynamic(t *testing.T, typ tftypes.Type, of tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	out, err := tfprotov6.NewDynamicValue(typ, of)
	if err != nil {
		t.Fatal(err)
	}
	return &out
}

func attributesOf(t *testing.T, typ tftypes.Type, of *tfprotov6.DynamicValue) map[string]tftypes.Value {
	t.Helper()
	whole, err := of.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	attributes := map[string]tftypes.Value{}
	if whole.IsNull() {
		return attributes
	}
	if err := whole.As(&attributes); err != nil {
		t.Fatal(err)
	}
	return attributes
}

// propose is what Terraform proposes as the new state: the configuration, and
// what it says nothing about as it was where the provider computes it.
func propose(t *testing.T, schema *tfprotov6.Schema, configured tftypes.Value, prior *tfprotov6.DynamicValue) tftypes.Value {
	t.Helper()
	given := map[string]tftypes.Value{}
	if err := configured.As(&given); err != nil {
		t.Fatal(err)
	}
	attributes := maps.Clone(given) // As gives away its own
	before := attributesOf(t, schema.ValueType(), prior)
	for _, attribute := range schema.Block.Attributes {
		if old, ok := before[attribute.Name]; ok && attribute.Computed && attributes[attribute.Name].IsNull() {
			attributes[attribute.Name] = old
		}
	}
	return tftypes.NewValue(schema.ValueType(), attributes)
}
