package metric

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Where are conditions on an event: from field path to matcher. The fields are
// ANDed; the operators and values of one field are ORed.
type Where map[string]map[string][]string

// MatcherField is the field at a path of the event, as matchers know it. Of one that no
// detail-type of the metric documents nothing is known.
func (s Spec) MatcherField(c *catalog.Catalog, path string) matcher.Field {
	for _, name := range s.DetailTypes {
		if d := c.DetailType(name); d != nil {
			if found, ok := resolve(d, strings.Split(path, ".")); ok {
				return found.matcherField(path)
			}
		}
	}
	return matcher.Field{Name: path, Kind: catalog.Anything}
}

func (r resolved) matcherField(path string) matcher.Field {
	field := matcher.Field{Name: path, Kind: r.kind()}
	if r.key == "" {
		field.Format = r.field.Format
	}
	return field
}

// SameWhere reports whether two metrics have the same conditions.
func (s Spec) SameWhere(other Spec) bool {
	return maps.EqualFunc(s.Where, other.Where, func(a, b map[string][]string) bool { return maps.EqualFunc(a, b, slices.Equal) })
}

// conditions are those of the fields, in the order of their paths.
func (s Spec) conditions(c *catalog.Catalog) []fieldConditions {
	var out []fieldConditions
	for _, path := range slices.Sorted(maps.Keys(s.Where)) {
		reading := matcher.Read(s.MatcherField(c, path), s.Where[path])
		if len(reading.Conditions) > 0 {
			out = append(out, fieldConditions{path, reading})
		}
	}
	return out
}

type fieldConditions struct {
	path string
	matcher.Reading
}

// where checks the matcher of a field.
func (k *checker) where(path string, given map[string][]string) {
	at := []string{"where", path}
	found := k.field(at, path)
	field := k.spec.MatcherField(k.catalog, path)
	given = maps.Clone(given)
	if given[matcher.CIDR] != nil && slices.Contains(matcher.Operators(field.Kind), matcher.CIDR) {
		delete(given, matcher.CIDR)
		k.add(Invalid, append(at, matcher.CIDR), "Unsupported operator", "A metric does not support `cidr`, because neither JSONata nor CloudWatch Logs compares IP addresses. Use `cidr` with `%s` in the rule.", path)
	}
	for _, f := range matcher.Read(field, given).Findings {
		severity := Invalid
		if f.Severity == pattern.Warning {
			severity = Doubtful
		}
		k.add(severity, placeOf(path, f.Place), f.Summary, "%s", f.Detail)
	}
	for _, operator := range []string{matcher.Equals, matcher.NotEquals} {
		for i, value := range given[operator] {
			k.enumeration(placeOf(path, matcher.Place{Operator: operator, Index: i}), path, value, found)
		}
	}
}

// placeOf is the place of a finding about a matcher.
func placeOf(path string, place matcher.Place) []string {
	at := []string{"where", path}
	if place.Operator != "" {
		at = append(at, place.Operator)
	}
	if place.Index != matcher.Whole {
		at = append(at, strconv.Itoa(place.Index))
	}
	return at
}

// enumeration reports a value that no selected event can have.
func (k *checker) enumeration(at []string, path, value string, found []resolved) {
	var documented []string
	for _, f := range found {
		if f.key != "" || len(f.field.Enum) == 0 {
			return
		}
		documented = append(documented, f.field.Enum...)
	}
	if len(found) == 0 || slices.Contains(documented, value) {
		return
	}
	slices.Sort(documented)
	documented = slices.Compact(documented)
	nearest, _ := prose.Nearest(value, documented)
	k.add(Undocumented, at, "Undocumented value", "`%s` is never %q in these events.%s The documented values are %s.", path, value, prose.DidYouMean(nearest), prose.CodeAnd(documented))
}
