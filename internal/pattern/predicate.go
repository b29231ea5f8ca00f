package pattern

// matcher is what an operator other than an exact value does with one value of an event.
type matcher interface {
	match(v *value) bool
}

// predicate is the compiled list of one field. A value passes when one of the conditions passes.
type predicate struct {
	// key is the field's path joined with dots.
	key string
	// absent reports that a missing field passes.
	absent bool
	// present reports that every value passes.
	present bool
	// hasNumeric reports that one of the conditions compares numbers, and hasIP that one of them compares IP addresses. Both
	// change how the engine reads a value.
	hasNumeric, hasIP bool

	texts    []string
	textSet  map[string]struct{}
	literals [KindNull + 1]bool
	numbers  []exactNumber
	others   []matcher
}

const manyTexts = 8

func newPredicate(key string, conditions []Condition) *predicate {
	p := &predicate{key: key}

	for i := range conditions {
		p.add(&conditions[i])
	}

	for _, other := range p.others {
		if block, ok := other.(*addressRange); ok {
			block.hasNumeric = p.hasNumeric
		}
	}

	if len(p.texts) > manyTexts {
		p.textSet = make(map[string]struct{}, len(p.texts))
		for _, text := range p.texts {
			p.textSet[text] = struct{}{}
		}
	}

	return p
}

// add compiles one condition, which is known to be valid.
func (p *predicate) add(c *Condition) {
	// Only exact values tell halves of surrogate pairs apart; see [questionMarks].
	if c.Operator != OperatorEquals && c.Operator != OperatorExactly {
		c = c.withQuestionMarks()
	}

	switch c.Operator {
	case OperatorEquals:
		p.addExact(c.Values[0])
	case OperatorExactly:
		p.texts = append(p.texts, c.Values[0].Text)
	case OperatorPrefix:
		p.others = append(p.others, prefixMatcher(c.Values[0].Text))
	case OperatorPrefixIgnoreCase:
		p.others = append(p.others, foldPrefixMatcher{newFolded(c.Values[0].Text)})
	case OperatorSuffix:
		p.others = append(p.others, suffixMatcher(c.Values[0].Text))
	case OperatorSuffixIgnoreCase:
		p.others = append(p.others, foldSuffixMatcher{newFolded(c.Values[0].Text)})
	case OperatorEqualsIgnoreCase:
		p.others = append(p.others, foldMatcher{newFolded(c.Values[0].Text)})
	case OperatorWildcard:
		p.others = append(p.others, newWildcardMatcher(c.Values[0].Text))
	case OperatorNumeric:
		p.hasNumeric = true
		p.others = append(p.others, newNumericMatcher(c.Bounds))
	case OperatorCIDR:
		if block, err := parseCIDR(c.Values[0].Text); err == nil {
			p.hasIP = true
			p.others = append(p.others, block)
		}
	case OperatorExists:
		if c.Values[0].Kind == KindTrue {
			p.present = true
		} else {
			p.absent = true
		}
	default:
		but := newAnythingBut(c)
		p.hasNumeric = p.hasNumeric || len(but.numbers) > 0
		p.others = append(p.others, but)
	}
}

// match reports whether a value passes.
func (p *predicate) match(v *value) bool {
	if p.present {
		return true
	}

	switch v.kind {
	case KindText:
		if p.matchText(v) {
			return true
		}
	case KindNumber:
		if p.matchNumber(v) {
			return true
		}
	default:
		if p.literals[v.kind] {
			return true
		}
	}

	if v.broken {
		v = &value{text: questionMarks(v.text), kind: KindText}
	}

	for _, other := range p.others {
		if other.match(v) {
			return true
		}
	}

	return false
}
