package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// What is said about names that an event does not have.

const beyondCatalog = " A field that is not documented can be reached with `" + attrExtra + "`."

// unknownMember reports a name that an object does not have.
func (e *expander) unknownMember(at path.Path, n *node, name string) {
	object := strings.Join(n.field.Path, ".")
	known := make([]string, 0, len(n.children))
	for _, child := range n.children {
		known = append(known, child.attribute)
	}
	if slices.Contains(operators, name) {
		e.diags.AddAttributeError(at, "Matcher on an object",
			fmt.Sprintf("`%s` is an object, and `%s` is an operator. EventBridge compares the fields of an object: %s. To ask whether the object itself is null or missing, use `%s`, or `%s` with its path.",
				object, name, prose.CodeAnd(known), attrExtra, attrAnyOf))
		return
	}
	e.diags.AddAttributeError(at, "Unknown field",
		fmt.Sprintf("`%s` has no documented field `%s`.%s The fields of `%s` are %s.%s", object, name, e.suggestMember(n, name, known), object, prose.CodeAnd(known), beyondCatalog))
}

// suggestMember asks for the attribute that was probably meant instead of an
// unknown one of an object.
func (e *expander) suggestMember(n *node, name string, known []string) string {
	nearest := e.typed.fam.Suggest(append(slices.Clone(n.field.Path), name)...)
	if nearest == name {
		return fmt.Sprintf(" `%s` stands beside `%s`, not in it.", name, n.attribute)
	}
	if below, inside := strings.CutPrefix(nearest, strings.Join(n.field.Path, ".")+"."); inside {
		nearest = below
		for _, child := range n.children {
			if child.field.Name == below {
				nearest = child.attribute
			}
		}
	} else if word, near := prose.Nearest(name, known); near {
		nearest = word
	}
	return prose.DidYouMean(nearest)
}

// unknownField reports a path of a group that no event has.
func (e *expander) unknownField(at path.Path, name string) {
	known := paths(e.typed.nodes)
	hint := prose.DidYouMean(e.typed.fam.Suggest(strings.Split(strings.TrimPrefix(name, "detail."), ".")...))
	if hint == "" {
		hint = " The documented ones are " + prose.CodeAnd(known) + "."
	}
	e.diags.AddAttributeError(at, "Unknown field", fmt.Sprintf("`%s` is not the path of a documented field below `detail`.%s%s", name, hint, beyondCatalog))
}

// keyIsMissing reports an operator where a map field has its keys.
func (e *expander) keyIsMissing(at path.Path, n *node, key string, value attr.Value) bool {
	_, isList := items(unwrap(value))
	if !isList || !slices.Contains(operators, key) {
		return false
	}
	name := strings.Join(n.field.Path, ".")
	e.diags.AddAttributeError(at.AtMapKey(key), "Matcher without key",
		fmt.Sprintf("`%s` is a map from key to matcher, and `%s` is an operator. Put the key before the matcher: `%s = { \"key\" = { %s = [...] } }`.", name, key, n.attribute, key))
	return true
}
