package pattern

import (
	"maps"
	"slices"
)

// Pattern is a valid event pattern, compiled for matching. It does not change and can be used by many goroutines at once.
type Pattern struct {
	root     *Object
	text     string
	trie     *trie
	keys     []string
	subrules []subrule
	drafts   []draft
	// alternatives are all combinations; drafts are those that EventBridge's engine does not lose.
	alternatives []Alternative
	// rest is the text after the pattern, without white space around it.
	rest      string
	canonical func() string
	// emptyNames reports that empty names of an event count; see [usesEmptyNames].
	emptyNames bool
}

// String is the pattern as compact JSON. The order and the spelling of numbers are those of the text it was read from.
func (p *Pattern) String() string { return p.text }

// Root is the pattern as a tree. It must not be changed.
func (p *Pattern) Root() *Object { return p.root }

// Alternative is one of the combinations that the "$or" of a pattern make. A pattern without "$or" has one.
type Alternative struct {
	// Fields are the leaves of the combination, one for each path, in the order of the text.
	Fields []*Field
	// Branches are the chosen branches, the outer one first.
	Branches []*Object
}

// Alternatives are all combinations. An event that matches has everything that one of them asks for.
func (p *Pattern) Alternatives() []Alternative { return p.alternatives }

func alternatives(drafts []draft) []Alternative {
	all := make([]Alternative, 0, len(drafts))

	for _, d := range drafts {
		fields := slices.SortedFunc(maps.Values(d.fields), func(a, b *Field) int { return a.Position.Offset - b.Position.Offset })
		all = append(all, Alternative{Fields: fields, Branches: d.branches})
	}

	return all
}

// Match reports whether the event matches. The error is an [*EventError] when the event is not a JSON object. Text after the
// object is not looked at.
func (p *Pattern) Match(event []byte) (bool, error) {
	r, ok := readings.Get().(*reading)
	if !ok {
		r = &reading{}
	}

	defer r.release()

	if err := r.read(event, p.trie, len(p.keys), p.emptyNames); err != nil {
		return false, err
	}

	for i := range p.subrules {
		if r.matches(&p.subrules[i]) {
			return true, nil
		}
	}

	return false, nil
}
