package provider_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// printer collects the sections of the surface.
type printer struct{ strings.Builder }

func (p *printer) section(title string, lines []string) {
	fmt.Fprintf(p, "\n%s\n", title)
	for _, line := range lines {
		fmt.Fprintf(p, "  %s\n", line)
	}
}

func (p *printer) sections(kind string, of map[string][]string) {
	for _, name := range sorted(of) {
		p.section(kind+" "+name, of[name])
	}
}

// attribute is what attributes of all kinds of schemas have.
type attribute interface {
	GetType() attr.Type
	IsRequired() bool
	IsOptional() bool
	IsComputed() bool
	IsSensitive() bool
	GetDeprecationMessage() string
}

// attributeLines are the lines of a schema's attributes in the order of their
// names, nested ones below theirs.
func attributeLines[A any](ctx context.Context, attributes map[string]A) []string {
	return linesOf(ctx, reflect.ValueOf(attributes))
}

func linesOf(ctx context.Context, attributes reflect.Value) []string {
	byName := map[string]reflect.Value{}
	for _, key := range attributes.MapKeys() {
		byName[key.String()] = reflect.ValueOf(attributes.MapIndex(key).Interface())
	}
	var lines []string
	for _, name := range sorted(byName) {
		value := byName[name]
		a, ok := value.Interface().(attribute)
		if !ok {
			panic(fmt.Sprintf("%s is a %s, which is no attribute", name, value.Type()))
		}
		nested, mode := nestedAttributes(value)
		kind := mode
		if mode == "" {
			kind = typeText(ctx, a.GetType())
		}
		lines = append(lines, name+": "+strings.Join(append([]string{kind + flags(a, value)}, behavior(ctx, value)...), "; "))
		if mode != "" {
			for _, line := range linesOf(ctx, nested) {
				lines = append(lines, name+"."+line)
			}
		}
	}
	return lines
}

// nestedAttributes are the attributes below a nested attribute, and how they
// are nested; "" where the attribute has none.
func nestedAttributes(value reflect.Value) (reflect.Value, string) {
	if attributes := value.FieldByName("Attributes"); attributes.IsValid() {
		return attributes, "object"
	}
	object := value.FieldByName("NestedObject")
	if !object.IsValid() {
		return reflect.Value{}, ""
	}
	kind := strings.ToLower(strings.TrimSuffix(value.Type().Name(), "NestedAttribute"))
	return object.FieldByName("Attributes"), kind + " of objects"
}

func flags(a attribute, value reflect.Value) string {
	var text string
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"required", a.IsRequired()}, {"optional", a.IsOptional()}, {"computed", a.IsComputed()},
		{"sensitive", a.IsSensitive()}, {"write-only", isWriteOnly(value)}, {"deprecated", a.GetDeprecationMessage() != ""},
	} {
		if flag.set {
			text += ", " + flag.name
		}
	}
	return text
}

func isWriteOnly(value reflect.Value) bool {
	a, ok := value.Interface().(interface{ IsWriteOnly() bool })
	return ok && a.IsWriteOnly()
}

// behavior is what an attribute's default, plan modifiers and validators say
// of themselves.
func behavior(ctx context.Context, value reflect.Value) []string {
	var said []string
	if d := value.FieldByName("Default"); d.IsValid() && !d.IsNil() {
		said = append(said, describe(ctx, d))
	}
	for _, field := range []string{"PlanModifiers", "Validators"} {
		list := value.FieldByName(field)
		if !list.IsValid() {
			continue
		}
		for i := range list.Len() {
			said = append(said, describe(ctx, list.Index(i)))
		}
	}
	return said
}

// shorter says in few words what the framework's plan modifiers say at length.
var shorter = map[string]string{
	describePlan(stringplanmodifier.RequiresReplace()):             "a change makes a new one",
	describePlan(stringplanmodifier.UseStateForUnknown()):          "never changes",
	describePlan(stringplanmodifier.RequiresReplaceIfConfigured()): "a configured change makes a new one",
	describePlan(stringplanmodifier.UseNonNullStateForUnknown()):   "never changes once known",
}

func describePlan(modifier planmodifier.String) string {
	return modifier.Description(context.Background())
}

func describe(ctx context.Context, value reflect.Value) string {
	describer, ok := value.Interface().(interface{ Description(context.Context) string })
	if !ok {
		panic(fmt.Sprintf("%s does not describe itself", value.Type()))
	}
	text := strings.Join(strings.Fields(describer.Description(ctx)), " ")
	if short, ok := shorter[text]; ok {
		return short
	}
	return plainer.Replace(text)
}

// plainer says in fewer words what the validators of others say at length.
var plainer = strings.NewReplacer(
	"must be a string containing a sequence of decimal numbers, each with optional fraction and a unit suffix, such as \"300ms\", \"-1.5h\" or \"2h45m\". "+
		"Valid time units are \"ns\", \"us\" (or \"µs\"), \"ms\", \"s\", \"m\", \"h\".", "must be a duration",
	"Ensure that if an attribute is set, also these are set:", "only together with",
	"Ensure that if an attribute is set, these are not set:", "not together with",
	"Ensure that one and only one attribute from this collection is set:", "exactly one of it and",
	"element value must satisfy all validations:", "each element",
	"string length must be", "length",
	"UTF-8 character count must be", "characters",
	"value must be one of:", "one of",
	"value must be ", "",
	"value defaults to", "default",
)

// typeText is a type as Terraform writes it, such as `map(list(string))`.
func typeText(ctx context.Context, t attr.Type) string { return terraformType(t.TerraformType(ctx)) }

func terraformType(t tftypes.Type) string {
	switch t := t.(type) {
	case tftypes.List:
		return "list(" + terraformType(t.ElementType) + ")"
	case tftypes.Set:
		return "set(" + terraformType(t.ElementType) + ")"
	case tftypes.Map:
		return "map(" + terraformType(t.ElementType) + ")"
	case tftypes.Object:
		var fields []string
		for _, name := range sorted(t.AttributeTypes) {
			fields = append(fields, name+": "+terraformType(t.AttributeTypes[name]))
		}
		return "object(" + strings.Join(fields, ", ") + ")"
	}
	switch {
	case t.Is(tftypes.String):
		return "string"
	case t.Is(tftypes.Number):
		return "number"
	case t.Is(tftypes.Bool):
		return "bool"
	}
	return "dynamic"
}

func sorted[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

// TestSurfaceLines shows that whatever of an attribute a user can notice is in
// its line.
func TestSurfaceLines(t *testing.T) {
	t.Parallel()
	got := attributeLines(t.Context(), map[string]schema.Attribute{
		"name":   schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
		"arn":    schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
		"secret": schema.StringAttribute{Optional: true, Sensitive: true, WriteOnly: true, DeprecationMessage: "old"},
		"active": schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(true)},
		"match":  schema.MapAttribute{Optional: true, ElementType: types.ListType{ElemType: types.StringType}},
		"log":    schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{"level": schema.Int64Attribute{Required: true}}},
		"roles": schema.ListNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{"any": schema.DynamicAttribute{Optional: true}},
		}},
	})
	want := []string{
		"active: bool, optional, computed; default true",
		"arn: string, computed; never changes",
		"log: object, optional",
		"log.level: number, required",
		"match: map(list(string)), optional",
		"name: string, required; a change makes a new one",
		"roles: list of objects, optional",
		"roles.any: dynamic, optional",
		"secret: string, optional, sensitive, write-only, deprecated",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
