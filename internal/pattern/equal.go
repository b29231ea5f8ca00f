package pattern

import (
	"slices"
	"strings"
)

// Equal reports whether two patterns are the same. Formatting, the order of keys, the way characters are escaped and the spelling of a
// number make no difference, nor does the order of a list whose elements are ORed, or a repeated element in it: none of them
// changes what matches. Text after a pattern does, because the service may be stricter than its engine.
func (p *Pattern) Equal(other *Pattern) bool {
	return p == other || p != nil && other != nil && (p.text == other.text && p.rest == other.rest || p.canonical() == other.canonical())
}

// canonicalText is one text for all patterns that are equal: keys and lists sorted, numbers in one spelling.
func (p *Pattern) canonicalText() string {
	return string(p.root.appendCanonical(nil)) + p.rest
}

func (o *Object) appendCanonical(to []byte) []byte {
	last := make(map[string]int, len(o.Fields))
	for i, field := range o.Fields {
		last[field.Name] = i
	}

	fields := make([]*Field, 0, len(o.Fields))

	for i, field := range o.Fields {
		// An object that comes twice adds to the first one, as does a "$or", so both stay. Of a leaf the last one counts.
		if last[field.Name] == i || !field.IsLeaf() {
			fields = append(fields, field)
		}
	}

	slices.SortStableFunc(fields, func(a, b *Field) int { return strings.Compare(a.Name, b.Name) })

	to = append(to, '{')

	for i, field := range fields {
		if i > 0 {
			to = append(to, ',')
		}

		to = append(appendQuoted(to, field.Name), ':')

		switch {
		case field.Object != nil:
			to = field.Object.appendCanonical(to)
		case field.Or != nil:
			to = appendSet(to, len(field.Or), func(i int) string { return string(field.Or[i].appendCanonical(nil)) })
		default:
			to = appendSet(to, len(field.Conditions), func(i int) string { return field.Conditions[i].canonical() })
		}
	}

	return append(to, '}')
}

// appendSet appends a list whose order and repetitions do not count.
func appendSet(to []byte, n int, element func(int) string) []byte {
	elements := make([]string, 0, n)
	for i := range n {
		elements = append(elements, element(i))
	}

	slices.Sort(elements)
	to = append(to, '[')
	to = append(to, strings.Join(slices.Compact(elements), ",")...)

	return append(to, ']')
}

func (c Condition) canonical() string {
	c.Values, c.Bounds = slices.Clone(c.Values), slices.Clone(c.Bounds)

	for i := range c.Values {
		if v := &c.Values[i]; v.Kind == KindNumber {
			v.Text = canonicalNumber(v.Text)
		}
	}

	for i := range c.Bounds {
		c.Bounds[i].Number = canonicalNumber(c.Bounds[i].Number)
	}

	// Positions do not count.
	slices.SortFunc(c.Values, func(a, b Value) int { return strings.Compare(a.JSON(), b.JSON()) })
	c.Values = slices.CompactFunc(c.Values, func(a, b Value) bool { return a.Kind == b.Kind && a.Text == b.Text })

	return c.JSON()
}

// canonicalNumber is one spelling for all numbers that EventBridge takes to be equal.
func canonicalNumber(text string) string {
	number, fits := parseNumber([]byte(text))
	if !fits {
		return text
	}

	return numberID(number)
}
