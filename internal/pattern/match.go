package pattern

// matches reports whether the event that was read passes all tests of a sub-rule.
func (r *reading) matches(rule *subrule) bool {
	arrays := false

	for i := range rule.tests {
		t := &rule.tests[i]
		f := &r.fields[t.field]

		if !t.passes(f.values) {
			return false
		}

		arrays = arrays || f.inArrays
	}

	// Within arrays all tests must pass in the same elements.
	return !arrays || r.solver.solve(r, rule.tests)
}

// passes reports whether a test passes for some value, or for want of one, whatever elements of arrays they are in.
func (t *test) passes(values []value) bool {
	if len(values) == 0 {
		return t.predicate.absent
	}

	if t.predicate.present {
		return true
	}

	for i := range values {
		if t.predicate.match(&values[i]) {
			return true
		}
	}

	if !t.predicate.absent {
		return false
	}

	// All values are in arrays: the element that other tests settle on may have none.
	for i := range values {
		if values[i].member < 0 {
			return false
		}
	}

	return true
}

// Ignoring answers as Match does, but as if the conditions on some fields held for every event.
func (p *Pattern) Ignoring(ignored func(*Field) bool) func(event []byte) (bool, error) {
	drafts := make([]draft, 0, len(p.drafts))

	for _, d := range p.drafts {
		rest := draft{fields: make(map[string]*Field, len(d.fields))}

		for key, field := range d.fields {
			if !ignored(field) {
				rest.fields[key] = field
			}
		}

		drafts = append(drafts, rest)
	}

	var rest Pattern

	rest.build(drafts)

	return rest.Match
}
