package acctest

import (
	"encoding/json"
	"math/big"
	"reflect"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func (p *Protocol) resourceType(name string) tftypes.Type {
	p.t.Helper()
	typ, found := types()["managed "+name]
	if !found {
		p.t.Fatalf("the provider has no resource %s", name)
	}
	return typ
}

func (p *Protocol) identityType(name string) tftypes.Type {
	p.t.Helper()
	schema, found := identities().IdentitySchemas[name]
	if !found {
		p.t.Fatalf("%s has no identity", name)
	}
	return schema.ValueType()
}

// dynamic is an object with the attributes given and null for the rest.
func (p *Protocol) dynamic(typ tftypes.Type, given map[string]any) *tfprotov6.DynamicValue {
	p.t.Helper()
	return p.encode(p.value(typ, given))
}

func (p *Protocol) encode(value tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		p.t.Fatal(err)
	}
	return &encoded
}

// decode is the value that the provider answers with; null if there is none.
func (p *Protocol) decode(typ tftypes.Type, encoded *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	if encoded == nil {
		return tftypes.NewValue(typ, nil)
	}
	value, err := encoded.Unmarshal(typ)
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

// value is what is given as a value of a type; null for nil.
func (p *Protocol) value(typ tftypes.Type, given any) tftypes.Value {
	p.t.Helper()
	switch given {
	case nil:
		return tftypes.NewValue(typ, nil)
	case Unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	}
	switch of := typ.(type) {
	case tftypes.Object:
		members := p.members(given)
		values := map[string]tftypes.Value{}
		for name, attribute := range of.AttributeTypes {
			values[name] = p.value(attribute, members[name])
		}
		for name := range members {
			if _, known := of.AttributeTypes[name]; !known {
				p.t.Fatalf("there is no attribute %q", name)
			}
		}
		return tftypes.NewValue(typ, values)
	case tftypes.Map:
		values := map[string]tftypes.Value{}
		for key, member := range p.members(given) {
			values[key] = p.value(of.ElementType, member)
		}
		return tftypes.NewValue(typ, values)
	case tftypes.List:
		return tftypes.NewValue(typ, p.list(of.ElementType, given))
	case tftypes.Set:
		return tftypes.NewValue(typ, p.list(of.ElementType, given))
	}
	if typ.Is(tftypes.DynamicPseudoType) {
		return p.literal(given)
	}
	return tftypes.NewValue(typ, given)
}

// literal is a value whose type follows from it, as that of a literal does.
func (p *Protocol) literal(given any) tftypes.Value {
	p.t.Helper()
	switch reflect.ValueOf(given).Kind() {
	case reflect.Map:
		types, values := map[string]tftypes.Type{}, map[string]tftypes.Value{}
		for name, member := range p.members(given) {
			values[name] = p.value(tftypes.DynamicPseudoType, member)
			types[name] = values[name].Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, values)
	case reflect.Slice:
		values := p.list(tftypes.DynamicPseudoType, given)
		types := make([]tftypes.Type, len(values))
		for i, value := range values {
			types[i] = value.Type()
		}
		return tftypes.NewValue(tftypes.Tuple{ElementTypes: types}, values)
	case reflect.String:
		return tftypes.NewValue(tftypes.String, given)
	case reflect.Bool:
		return tftypes.NewValue(tftypes.Bool, given)
	default:
		return tftypes.NewValue(tftypes.Number, given)
	}
}

// members are those of a map of any type.
func (p *Protocol) members(given any) map[string]any {
	p.t.Helper()
	of := reflect.ValueOf(given)
	if of.Kind() != reflect.Map {
		p.t.Fatalf("%v is not a map", given)
	}
	members := map[string]any{}
	for key, member := range of.Seq2() {
		members[key.String()] = member.Interface()
	}
	return members
}

// list are the elements of a slice of any type.
func (p *Protocol) list(element tftypes.Type, given any) []tftypes.Value {
	p.t.Helper()
	of := reflect.ValueOf(given)
	if of.Kind() != reflect.Slice {
		p.t.Fatalf("%v is not a slice", given)
	}
	values := make([]tftypes.Value, of.Len())
	for i := range values {
		values[i] = p.value(element, of.Index(i).Interface())
	}
	return values
}

// plain is a value as a Go value; nil for what is null or unknown.
func plain(value tftypes.Value) any {
	if value.IsNull() || !value.IsKnown() {
		return nil
	}
	switch value := opened(value).(type) {
	case *big.Float:
		number, _ := value.Float64()
		return number
	case map[string]tftypes.Value:
		members := map[string]any{}
		for name, attribute := range value {
			members[name] = plain(attribute)
		}
		return members
	case []tftypes.Value:
		elements := make([]any, len(value))
		for i, element := range value {
			elements[i] = plain(element)
		}
		return elements
	default:
		return value
	}
}

// opened is what is in a value that is known and not null: a string, a bool, a
// *big.Float, or a map or a slice of values.
func opened(value tftypes.Value) any {
	switch typ := value.Type(); {
	case typ.Is(tftypes.String):
		return as[string](value)
	case typ.Is(tftypes.Bool):
		return as[bool](value)
	case typ.Is(tftypes.Number):
		number := as[big.Float](value)
		return &number
	case typ.Is(tftypes.Object{}), typ.Is(tftypes.Map{}):
		return as[map[string]tftypes.Value](value)
	default:
		return as[[]tftypes.Value](value)
	}
}

// attributes are those of an object; none if it is null.
func attributes(object tftypes.Value) map[string]tftypes.Value {
	return as[map[string]tftypes.Value](object)
}

func as[T any](value tftypes.Value) T {
	var into T
	must(value.As(&into))
	return into
}

// JSON is a value as JSON, to compare and to show.
func JSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
