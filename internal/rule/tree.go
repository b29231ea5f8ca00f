package rule

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// node is a field of the catalog as an attribute of a typed rule.
type node struct {
	// attribute is the attribute's name. It is the field's name wherever that
	// can be one.
	attribute string
	field     *catalog.Field
	// children are the attributes of an object.
	children []*node
}

// taken are the names that no field can have as an attribute: Terraform's own.
// The common attributes of a rule come on top.
var taken = []string{"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"}

// nodes are the attributes for the fields of one object. reserved are names
// that are used for something else there.
func nodes(fields []*catalog.Field, reserved []string) []*node {
	used := map[string]bool{}
	for _, name := range reserved {
		used[name] = true
	}
	var out []*node
	for _, field := range fields {
		n := &node{attribute: attributeName(field.Name), field: field}
		if used[n.attribute] {
			n.attribute = "detail_" + n.attribute
		}
		for i := 2; used[n.attribute]; i++ {
			n.attribute = fmt.Sprintf("detail_%s_%d", attributeName(field.Name), i)
		}
		used[n.attribute] = true
		if field.Kind == catalog.Object {
			n.children = nodes(field.Fields, nil)
			if len(n.children) == 0 {
				continue
			}
		}
		out = append(out, n)
	}
	return out
}

var notInAttributes = regexp.MustCompile(`[^a-z0-9]+`)

// attributeName is the name of a field as Terraform writes names: lower case,
// words parted by underscores.
func attributeName(field string) string {
	var b strings.Builder
	var before rune
	for _, r := range field {
		if unicode.IsUpper(r) && (unicode.IsLower(before) || unicode.IsDigit(before)) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
		before = r
	}
	name := strings.Trim(notInAttributes.ReplaceAllString(b.String(), "_"), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "field_" + name
	}
	return name
}

func (n *node) schema() schema.Attribute {
	switch n.field.Kind {
	case catalog.Object:
		return schema.DynamicAttribute{Optional: true, MarkdownDescription: n.description() + "\n" + n.members(1)}
	case catalog.Bool:
		return schema.DynamicAttribute{Optional: true, MarkdownDescription: n.description()}
	case catalog.Map:
		return schema.MapAttribute{ElementType: matchertype.Type, Optional: true, MarkdownDescription: n.description()}
	default:
		return schema.MapAttribute{ElementType: matchertype.Type.ElemType, Optional: true, MarkdownDescription: n.description()}
	}
}

func nodeSchemas(children []*node) map[string]schema.Attribute {
	out := make(map[string]schema.Attribute, len(children))
	for _, child := range children {
		out[child.attribute] = child.schema()
	}
	return out
}

// longEnum is the number of values from which on a description does not list
// an enumeration any more.
const longEnum = 30

func (n *node) description() string {
	f := n.field
	text := strings.TrimSpace(f.Description)
	if text == "" {
		text = "`detail." + strings.Join(f.Path, ".") + "` of the event."
	} else if last, _ := lastRune(text); last != '.' {
		text += "."
	}
	switch f.Kind {
	case catalog.Enum:
		if len(f.Enum) > longEnum {
			text += fmt.Sprintf(" One of %d documented values.", len(f.Enum))
		} else if len(f.Enum) > 1 {
			text += " One of " + prose.CodeOr(f.Enum) + "."
		}
	case catalog.Object:
		return text + " An object" + n.example() + " with these fields:"
	case catalog.Bool:
		return text + " `true`, `false` or a matcher."
	case catalog.Map:
		if f.Open {
			return text + " A map from key to matcher, of values of any shape; a key with dots is the path of a nested value."
		}
		return text + " A map from key to matcher."
	}
	return text + " Matcher of kind " + string(f.Kind) + "."
}

// example is how an object is written, with one of its fields.
func (n *node) example() string {
	for _, preferred := range []string{"state", "status", "type", "slug", "name", ""} {
		for _, child := range n.children {
			plain := child.field.Kind != catalog.Object && child.field.Kind != catalog.Bool && child.field.Kind != catalog.Map
			if plain && (preferred == "" || child.attribute == preferred) {
				return fmt.Sprintf(", such as `%s = { %s = { %s = [\"...\"] } }`,", n.attribute, child.attribute, matcher.Operators(child.field.Kind)[0])
			}
		}
	}
	return ""
}

// members lists the fields of an object as Markdown.
func (n *node) members(depth int) string {
	var b strings.Builder
	for _, child := range n.children {
		fmt.Fprintf(&b, "\n%s- `%s`: %s", strings.Repeat("  ", depth), child.attribute, child.description())
		if child.field.Kind == catalog.Object {
			b.WriteString(child.members(depth + 1))
		}
	}
	return b.String()
}

func lastRune(text string) (rune, bool) {
	runes := []rune(text)
	if len(runes) == 0 {
		return 0, false
	}
	return runes[len(runes)-1], true
}

// leaf is what a path below detail leads to: a field, and for a map the key
// in it.
type leaf struct {
	matcher.Field
	node *node
	// key is the key in a map field, with dots where an event nests.
	key string
}

func (n *node) leaf() *leaf {
	return &leaf{node: n, Field: matcher.Field{Name: n.name(), Kind: n.field.Kind, Format: n.field.Format}}
}

// name is the field's path below detail, as events have it.
func (n *node) name() string { return strings.Join(n.field.Path, ".") }

// find is the leaf at a path below detail, or nil if the catalog documents none.
func find(children []*node, path []string) *leaf {
	for _, n := range children {
		if n.field.Name != path[0] {
			continue
		}
		rest := path[1:]
		switch {
		case n.field.Kind == catalog.Map && len(rest) > 0:
			key := strings.Join(rest, ".")
			return &leaf{node: n, key: key, Field: matcher.Field{Name: n.name() + "." + key, Kind: n.keyKind()}}
		case len(rest) == 0:
			return n.leaf()
		case n.field.Kind == catalog.Object:
			return find(n.children, rest)
		}
		return nil
	}
	return nil
}

// keyKind is the kind of the values of a map.
func (n *node) keyKind() catalog.Kind {
	if n.field.Open {
		return catalog.Anything
	}
	return catalog.Text
}

// paths are the paths below detail that a matcher can be given for.
func paths(children []*node) []string {
	var out []string
	for _, n := range children {
		if n.field.Kind == catalog.Object {
			out = append(out, paths(n.children)...)
			continue
		}
		out = append(out, n.name())
	}
	return out
}
