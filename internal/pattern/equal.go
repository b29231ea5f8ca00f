package pattern

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Equal tells whether two texts are the same pattern. Formatting, the order of keys and the way characters are escaped make no
// difference, nor does the order of a list whose elements are ORed, or a repeated element in it: none of them changes what
// matches. The spelling of a number does: 1 and 1.0 are different texts, though EventBridge takes them to be equal, and a change
// from one to the other may be meant.
//
// The texts need not be valid patterns. Those that are not JSON are equal when they are the same text.
func Equal(a, b string) bool { return a == b || Canonical(a) == Canonical(b) }

// Canonical is one text for all texts that are [Equal]: compact, keys sorted, only those characters escaped that have to be. A
// repeated key keeps its last value. A text that is not JSON is given back as it is.
func Canonical(text string) string {
	tree, end, err := readTree([]byte(text))
	if err != nil || !utf8.ValidString(text) || strings.Trim(text[end:], " \t\r\n") != "" {
		return text
	}

	return string(tree.appendCanonical(nil, false))
}

// appendCanonical appends the node. Ordered tells that it is the list of a numeric, whose order counts.
func (n *node) appendCanonical(to []byte, ordered bool) []byte {
	switch n.kind {
	case nodeObject:
		return n.appendMembers(to)
	case nodeArray:
		elements := make([]string, 0, len(n.elements))
		for _, element := range n.elements {
			elements = append(elements, string(element.appendCanonical(nil, false)))
		}

		if !ordered {
			slices.Sort(elements)
			elements = slices.Compact(elements)
		}

		to = append(to, '[')
		to = append(to, strings.Join(elements, ",")...)

		return append(to, ']')
	case nodeString:
		return appendQuoted(to, n.text)
	default:
		return append(to, n.text...)
	}
}

func (n *node) appendMembers(to []byte) []byte {
	last := make(map[string]int, len(n.members))
	for i, member := range n.members {
		last[member.name] = i
	}

	members := make([]*pair, 0, len(n.members))

	for i, member := range n.members {
		// An object that comes twice adds to the first one, as does a "$or", so both stay.
		if last[member.name] == i || member.value.kind == nodeObject || member.name == wordOr {
			members = append(members, member)
		}
	}

	slices.SortStableFunc(members, func(a, b *pair) int { return strings.Compare(a.name, b.name) })

	to = append(to, '{')

	for i, member := range members {
		if i > 0 {
			to = append(to, ',')
		}

		to = append(appendQuoted(to, member.name), ':')
		to = member.value.appendCanonical(to, member.name == wordNumeric)
	}

	return append(to, '}')
}
