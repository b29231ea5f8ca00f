package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Typed makes the typed rules: a resource for each family of the catalog, whose
// attributes are the family's fields.
func Typed(c *catalog.Catalog) []func() resource.Resource {
	families := c.Families()
	out := make([]func() resource.Resource, 0, len(families))
	for _, family := range families {
		out = append(out, newRule(defineTyped(c, family)))
	}
	return out
}

// The attributes of a typed rule other than the fields and those of every rule.
const (
	attrDetailTypes = "detail_types"
	attrSource      = "source"
	attrAnyOf       = "any_of"
	attrExtra       = "extra_detail_pattern"
)

// typed is the kind of rule that is made of the catalog's fields.
type typed struct {
	known *catalog.Catalog
	fam   *catalog.Family
	nodes []*node
}

func newTyped(known *catalog.Catalog, family *catalog.Family) *typed {
	t := &typed{known: known, fam: family}
	reserved := append([]string{attrPattern, attrDetailTypes, attrSource, attrAnyOf, attrExtra}, taken...)
	for name := range commonAttributes(t) {
		reserved = append(reserved, name)
	}
	t.nodes = nodes(family.Fields, reserved)
	return t
}

func (t *typed) typeName() string { return t.fam.ResourceName }

func (t *typed) catalog() *catalog.Catalog { return t.known }

func (t *typed) family() *catalog.Family { return t.fam }

func (t *typed) onDefaultBus() bool { return t.fam.Source.DefaultBus }

func (t *typed) description() string {
	bus := "Create it on the partner event bus of the event source: `event_bus_name` of an `eventbridge_partner_event_source_association`."
	if t.fam.Source.DefaultBus {
		bus = fmt.Sprintf("Its events arrive on the default event bus, with `source` `%s`.", t.fam.Source.EnvelopeSource)
	}
	text := strings.TrimSpace(t.fam.Description)
	if text != "" && !strings.HasSuffix(text, ".") {
		text += "."
	}
	return fmt.Sprintf("A rule for %s: %s. %s %s\n\n"+
		"Each documented field is an attribute. Its value is a *matcher*, a map from operator to values: "+
		"`{ equals = [\"failed\"], prefix = [\"release/\"] }`. Fields are ANDed; the values and operators of one field are ORed. "+
		"See the [guide to matchers](../guides/matchers.md) for the operators of each kind of field. "+
		"`terraform validate` reports misspelled fields, operators that the field does not have, and values outside an enumeration.",
		t.fam.Title, prose.CodeAnd(t.fam.DetailTypeNames()), text, bus)
}

func (t *typed) attributes() map[string]schema.Attribute {
	out := nodeSchemas(t.nodes)
	out[attrDetailTypes] = schema.ListAttribute{
		ElementType: types.StringType,
		Optional:    true,
		Computed:    true,
		Default:     listdefault.StaticValue(listOf(t.fam.DetailTypeNames())),
		MarkdownDescription: "The detail-types to match: " + prose.CodeAnd(t.fam.DetailTypeNames()) +
			". All of them by default. The order makes no difference.",
		Validators: []validator.List{listvalidator.SizeAtLeast(1), listvalidator.UniqueValues()},
	}
	source := schema.ListAttribute{
		ElementType:         types.StringType,
		Optional:            true,
		MarkdownDescription: "Values of the event's `source` to match. On a partner event bus all events have the same source, so none is needed.",
		Validators: []validator.List{
			listvalidator.SizeAtLeast(1), listvalidator.UniqueValues(), listvalidator.ValueStringsAre(stringvalidator.LengthBetween(1, 256)),
		},
	}
	if t.fam.Source.EnvelopeSource != "" {
		source.Computed = true
		source.Default = listdefault.StaticValue(listOf([]string{t.fam.Source.EnvelopeSource}))
		source.MarkdownDescription = fmt.Sprintf("Values of the event's `source` to match. `[\"%s\"]` by default.", t.fam.Source.EnvelopeSource)
	}
	out[attrSource] = source
	out[attrAnyOf] = schema.DynamicAttribute{
		Optional: true,
		MarkdownDescription: "A list of groups. At least one of them has to match, in addition to all other attributes (`$or` in the event pattern). " +
			"A group is a map from the path of a field below `detail` to its matcher; all of its matchers have to match: " +
			"`[{ \"" + t.examplePath() + "\" = { equals = [\"...\"] } }, ...]`. A boolean field also takes `true` or `false`. " +
			"A single group is ANDed with the rest; groups that are null or empty are ignored.",
	}
	object, _, _ := strings.Cut(t.examplePath(), ".")
	out[attrExtra] = schema.StringAttribute{
		CustomType: patterntype.Type{},
		Optional:   true,
		MarkdownDescription: "More of the event pattern as JSON, for what the other attributes do not reach: the object below `detail`, such as " +
			"`jsonencode({ " + object + " = { new_field = [\"value\"] } })`. It is merged with the other attributes and must not set a field that they set.",
	}
	return out
}

func (t *typed) inputs() []string {
	out := []string{attrSource, attrDetailTypes}
	for _, n := range t.nodes {
		out = append(out, n.attribute)
	}
	return append(out, attrAnyOf, attrExtra)
}

// examplePath is the path of some field in an object, for the documentation.
func (t *typed) examplePath() string {
	nested := slices.DeleteFunc(paths(t.nodes), func(p string) bool { return !strings.Contains(p, ".") })
	for _, p := range nested {
		if strings.HasSuffix(p, "state") || strings.HasSuffix(p, "type") || strings.HasSuffix(p, "status") {
			return p
		}
	}
	if len(nested) == 0 {
		return "object.field"
	}
	return nested[0]
}
