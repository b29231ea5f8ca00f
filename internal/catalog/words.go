package catalog

import (
	"fmt"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// maxListed is the number of names up to which a message lists them all.
const maxListed = 30

// shown is a name or value of a pattern or of an override in backticks. It may be
// of any size.
func shown(text string) string { return prose.Code(prose.Shorten(text, maxShown)) }

// documentedValues lists an enumeration, or the beginning of a long one.
func documentedValues(values []string) string {
	if len(values) > maxListed {
		return fmt.Sprintf("%d values are documented, such as %s", len(values), prose.CodeAnd(values[:3]))
	}
	return documented("value", values)
}

// documented is "The documented value is `a`" or "The documented values are `a` and `b`".
func documented(noun string, names []string) string {
	if len(names) == 1 {
		return "The documented " + noun + " is " + prose.Code(names[0])
	}
	return "The documented " + noun + "s are " + prose.CodeAnd(names)
}

// fieldNames lists the names of fields for a message and for Nearest.
func fieldNames(fields []*Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// a puts the indefinite article before a kind.
func (k Kind) a() string {
	switch k {
	case Text:
		return "a string"
	case ID:
		return "an ID, which is a string"
	case Enum:
		return "one of a list of strings"
	case Time:
		return "a time, which is a string"
	case IP:
		return "an IP address, which is a string"
	case TextList:
		return "a list of strings"
	case Bool, Number, Map:
		return "a " + string(k)
	default:
		return "an " + string(k)
	}
}

// a says what the field's values are.
func (f *Field) a() string {
	if f.Format == NumberText {
		return "a number written as a string"
	}
	return f.Kind.a()
}

// json puts the indefinite article before the name of the JSON type.
func (k Kind) json() string {
	switch k {
	case Number, Bool, TextList, Map, Object:
		return k.a()
	default:
		return Text.a()
	}
}
