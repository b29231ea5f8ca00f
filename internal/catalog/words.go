package catalog

import (
	"fmt"
	"strings"
)

// maxListed is the number of names up to which a message lists them all.
const maxListed = 30

// code puts a name into backticks.
func code(name string) string { return "`" + name + "`" }

// listOr is "`a`", "`a` or `b`", "`a`, `b` or `c`".
func listOr(names []string) string { return list(names, "or") }

// listAnd is "`a`", "`a` and `b`", "`a`, `b` and `c`".
func listAnd(names []string) string { return list(names, "and") }

func list(names []string, last string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = code(name)
	}
	return join(quoted, last)
}

func join(parts []string, last string) string {
	switch n := len(parts); n {
	case 0:
		return ""
	case 1:
		return parts[0]
	default:
		return strings.Join(parts[:n-1], ", ") + " " + last + " " + parts[n-1]
	}
}

// documentedValues lists an enumeration, or the beginning of a long one.
func documentedValues(values []string) string {
	if len(values) > maxListed {
		return fmt.Sprintf("%d values are documented, such as %s", len(values), listAnd(values[:3]))
	}
	return "Documented " + areAll(values)
}

// areAll is "is `a`" or "are `a` and `b`".
func areAll(names []string) string {
	if len(names) == 1 {
		return "is " + code(names[0])
	}
	return "are " + listAnd(names)
}

// didYouMean is a question with a blank before it, or nothing.
func didYouMean(nearest string) string {
	if nearest == "" {
		return ""
	}
	return " Did you mean " + code(nearest) + "?"
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
		return "a text"
	case ID:
		return "an id, which is a text"
	case Enum:
		return "one of a list of texts"
	case Time:
		return "a time, which is a text"
	case IP:
		return "an IP address, which is a text"
	case TextList:
		return "a list of texts"
	case Bool, Number, Map:
		return "a " + string(k)
	default:
		return "an " + string(k)
	}
}

// a says what the field's values are.
func (f *Field) a() string {
	if f.Format == NumberText {
		return "a number written as text"
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
