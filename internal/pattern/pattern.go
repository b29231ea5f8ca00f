package pattern

// Pattern is a valid event pattern, compiled for matching. It does not change and can be used by many goroutines at once.
type Pattern struct {
	root     *Object
	text     string
	trie     *trie
	keys     []string
	subrules []subrule
	drafts   []draft
	// emptyNames tells that empty names of an event count; see [usesEmptyNames].
	emptyNames bool
}

// String is the pattern as compact JSON. The order and the spelling of numbers are those of the text it was read from.
func (p *Pattern) String() string { return p.text }

// Root is the pattern as a tree. It must not be changed.
func (p *Pattern) Root() *Object { return p.root }

// Alternatives are the combinations that the "$or" of the pattern make: an event matches when all fields of one of them match.
// Each has the field that counts for every key, in the order of the keys. A pattern without "$or" has one.
func (p *Pattern) Alternatives() [][]*Field {
	all := make([][]*Field, 0, len(p.drafts))

	for _, d := range p.drafts {
		fields := make([]*Field, 0, len(d))
		for _, key := range d.sortedKeys() {
			fields = append(fields, d[key])
		}

		all = append(all, fields)
	}

	return all
}

// Match tells whether the event matches. The error is an [*EventError] when the event is not a JSON object. Text after the
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
