package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// beyondCatalog is what to do about a field that the catalog does not have.
const beyondCatalog = " To match a field that is not documented, use `" + attrExtra + "`."

// unknownMember reports a name that an object does not have. It reports whether
// the field may still be used.
func (e *expander) unknownMember(at path.Path, n *node, name string) bool {
	known := make([]string, 0, len(n.children))
	for _, child := range n.children {
		known = append(known, child.attribute)
	}
	if matcher.IsOperator(name) {
		e.diags.AddAttributeError(at, "Matcher on an object",
			fmt.Sprintf("`%s` is an object, and `%s` is an operator. EventBridge compares the fields of an object: %s. To match events in which the object itself is null, use `%s`, or `%s` with its path.",
				n.name(), name, prose.CodeAnd(known), attrExtra, attrAnyOf))
		return false
	}
	return e.undocumentedName(at, fmt.Sprintf("`%s` has no documented field `%s`.%s The fields of `%s` are %s.%s", n.name(), name, e.suggestMember(n, name, known), n.name(), prose.CodeAnd(known), beyondCatalog))
}

// undocumentedName reports a name that is not documented as catalog_check asks.
// It reports whether the field may still be used.
func (e *expander) undocumentedName(at path.Path, detail string) bool {
	diags := patterntype.CatalogDiagnostics(e.mode, catalog.Mistake, at, "Unknown field", detail)
	e.diags.Append(diags...)
	return !diags.HasError()
}

// suggestMember asks for the attribute that was probably meant instead of an
// unknown one of an object.
func (e *expander) suggestMember(n *node, name string, known []string) string {
	nearest := e.typed.fam.Suggest(append(slices.Clone(n.field.Path), name)...)
	if nearest == name {
		return fmt.Sprintf(" `%s` is next to `%s`, not inside it.", name, n.attribute)
	}
	if below, inside := strings.CutPrefix(nearest, n.name()+"."); inside {
		nearest = below
		for _, child := range n.children {
			if child.field.Name == below {
				nearest = child.attribute
			}
		}
	} else if word, near := prose.Nearest(name, known); near {
		nearest = word
	}
	return prose.DidYouMean(nearest) + e.typed.fam.Hint(append(slices.Clone(n.field.Path), name)...)
}

// unknownField reports a path of a group that no event has. It reports whether
// the field may still be used.
func (e *expander) unknownField(at path.Path, name string) bool {
	hint := prose.DidYouMean(e.typed.fam.Suggest(strings.Split(strings.TrimPrefix(name, "detail."), ".")...))
	if hint == "" {
		hint = " The documented paths are " + prose.CodeAnd(paths(e.typed.nodes)) + "."
	}
	e.undocumentedGroup = true
	return e.undocumentedName(at, fmt.Sprintf("`%s` is not the path of a documented field below `detail`.%s%s", name, hint, beyondCatalog))
}

// keyIsMissing reports an operator where a map field has its keys.
func (e *expander) keyIsMissing(at path.Path, n *node, key string, value attr.Value) bool {
	items, _, isList := matchertype.Items(value)
	if !isList || items == nil || !matcher.IsOperator(key) {
		return false
	}
	e.diags.AddAttributeError(at.AtMapKey(key), "Matcher without a key",
		fmt.Sprintf("`%s` is a map from key to matcher, and `%s` is an operator. Write the key before the matcher: `%s = { \"key\" = { %s = [...] } }`.", n.name(), key, n.attribute, key))
	return true
}
