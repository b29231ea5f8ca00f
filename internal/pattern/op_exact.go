package pattern

import "slices"

// An exact value: a string, number, true, false or null in a field's list.
//
// A string that is an IP address stands for that address in any spelling. A number equals every spelling of the same
// value. Everything else must be equal, character by character.

// exactNumber is a number of a list.
type exactNumber struct {
	text       string
	value      float64
	comparable bool
}

func (p *predicate) addExact(v Value) {
	switch v.Kind {
	case KindText:
		if block, ok := parseAddress(v.Text); ok {
			p.hasIP = true
			p.others = append(p.others, block)
		} else {
			p.texts = append(p.texts, v.Text)
		}
	case KindNumber:
		number, fits := parseNumber([]byte(v.Text))
		p.hasNumeric = p.hasNumeric || fits
		p.numbers = append(p.numbers, exactNumber{text: v.Text, value: number, comparable: fits})
	default:
		p.literals[v.Kind] = true
	}
}

func (p *predicate) matchText(v *value) bool {
	if p.textSet != nil {
		if _, found := p.textSet[string(v.text)]; found {
			return true
		}
	} else {
		for _, text := range p.texts {
			if len(text) == len(v.text) && text == string(v.text) {
				return true
			}
		}
	}

	// The engine compares addresses by their hexadecimal digits, and does not tell those from a number.
	if p.hasIP && len(p.numbers) > 0 {
		if digits, ok := addressDigits(v.text); ok {
			return slices.ContainsFunc(p.numbers, func(n exactNumber) bool { return n.text == digits })
		}
	}

	return false
}

func (p *predicate) matchNumber(v *value) bool {
	for i := range p.numbers {
		n := &p.numbers[i]
		if n.comparable && v.comparable && n.value == v.number || n.text == string(v.text) {
			return true
		}
	}

	return false
}
