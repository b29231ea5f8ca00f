package pattern

import (
	"math"
	"slices"
)

// fieldIndex finds, for a value of one field, the predicates that may pass. It holds only those that rules wait for.
type fieldIndex struct {
	texts    map[string][]int32
	numbers  map[float64][]int32
	literals [KindNull + 1][]int32
	// spelled are numbers that cannot be compared.
	spelled                  map[string][]int32
	prefixes, suffixes       affixes
	lowPrefixes, lowSuffixes affixes
	lowTexts                 map[string][]int32
	ranges                   rangeIndex
	// rest are tried for every value.
	rest []int32
}

// affixes are texts by their length and content.
type affixes struct {
	lengths []int
	texts   map[string][]int32
}

func (a *affixes) add(text string, predicate int32) {
	if a.texts == nil {
		a.texts = map[string][]int32{}
	}

	if i, known := slices.BinarySearch(a.lengths, len(text)); !known {
		a.lengths = slices.Insert(a.lengths, i, len(text))
	}

	a.texts[text] = append(a.texts[text], predicate)
}

// anchor chooses the predicate that each rule waits for.
func (s *Set) anchor() {
	s.indexes = make([]fieldIndex, s.fields)

	// How many rules ask for a text, and how many share a predicate.
	type fieldText struct {
		field int32
		text  string
	}

	asked, shared := map[fieldText]int{}, make([]int, len(s.predicates))
	numeric := make([]int, s.fields)

	for _, rule := range s.rules {
		for i, number := range rule.predicates {
			shared[number]++

			t := rule.tests[i]
			for _, text := range t.predicate.texts {
				asked[fieldText{t.field, text}]++
			}

			if t.predicate.hasNumeric {
				numeric[t.field]++
			}
		}
	}

	cost := func(t test, number int32) int {
		p := t.predicate

		switch {
		case p.absent:
			return math.MaxInt
		case p.present || slices.ContainsFunc(p.others, passesMost):
			return len(s.rules) + shared[number]
		case slices.Contains(p.literals[:], true):
			return len(s.rules) / 2
		}

		total := 0
		for _, text := range p.texts {
			total += asked[fieldText{t.field, text}]
		}

		if p.hasNumeric {
			total += numeric[t.field]/4 + 1
		}

		if len(p.others) > 0 {
			total += shared[number] + 2
		}

		return total
	}

	for i, rule := range s.rules {
		best, least := int32(-1), math.MaxInt

		for j, number := range rule.predicates {
			if c := cost(rule.tests[j], number); c < least {
				best, least = number, c
			}
		}

		if best < 0 {
			s.always = append(s.always, int32(i))

			continue
		}

		if len(s.predicates[best].waiting) == 0 {
			s.indexes[s.predicates[best].test.field].add(best, s.predicates[best].test.predicate)
		}

		s.predicates[best].waiting = append(s.predicates[best].waiting, int32(i))
	}

	for i := range s.indexes {
		s.indexes[i].ranges.build()
	}
}

func passesMost(m matcher) bool {
	_, most := m.(*anythingBut)

	return most
}

// add puts a predicate where every value that passes it finds it.
func (x *fieldIndex) add(number int32, p *predicate) {
	if p.present || p.hasIP {
		x.rest = append(x.rest, number)

		return
	}

	for _, text := range p.texts {
		if x.texts == nil {
			x.texts = map[string][]int32{}
		}

		x.texts[text] = append(x.texts[text], number)
	}

	for kind, wanted := range p.literals {
		if wanted {
			x.literals[kind] = append(x.literals[kind], number)
		}
	}

	for _, n := range p.numbers {
		if n.comparable {
			x.addNumber(n.value, number)

			continue
		}

		if x.spelled == nil {
			x.spelled = map[string][]int32{}
		}

		x.spelled[n.text] = append(x.spelled[n.text], number)
	}

	for _, other := range p.others {
		if !x.addOther(other, number) {
			x.rest = append(x.rest, number)

			return
		}
	}
}

func (x *fieldIndex) addNumber(value float64, number int32) {
	if x.numbers == nil {
		x.numbers = map[float64][]int32{}
	}

	x.numbers[value] = append(x.numbers[value], number)
}

// addOther is false for what no look-up finds. A text with a quote at its open end is such: it passes a shorter one, too.
func (x *fieldIndex) addOther(m matcher, number int32) bool {
	switch m := m.(type) {
	case prefixMatcher:
		if len(m) > 0 && m[len(m)-1] == '"' {
			return false
		}

		x.prefixes.add(string(m), number)
	case suffixMatcher:
		if len(m) > 0 && m[0] == '"' {
			return false
		}

		x.suffixes.add(string(m), number)
	case foldMatcher:
		text, plain := m.text.plain()
		if !plain {
			return false
		}

		if x.lowTexts == nil {
			x.lowTexts = map[string][]int32{}
		}

		x.lowTexts[text] = append(x.lowTexts[text], number)
	case foldPrefixMatcher:
		text, plain := m.text.plain()
		if !plain || text != "" && text[len(text)-1] == '"' {
			return false
		}

		x.lowPrefixes.add(text, number)
	case foldSuffixMatcher:
		text, plain := m.text.plain()
		if !plain || text != "" && text[0] == '"' {
			return false
		}

		x.lowSuffixes.add(text, number)
	case *wildcardMatcher:
		return x.addWildcard(m, number)
	case *numericMatcher:
		if m.low == m.high {
			x.addNumber(m.low, number)
		} else {
			x.ranges.add(m, number)
		}
	default:
		return false
	}

	return true
}

// addWildcard puts a wildcard under the text before its first asterisk, or after its last.
func (x *fieldIndex) addWildcard(m *wildcardMatcher, number int32) bool {
	first, last := m.parts[0], m.parts[len(m.parts)-1]

	switch {
	case first != "":
		x.prefixes.add(first, number)
	case last != "":
		x.suffixes.add(last, number)
	case len(m.parts) == 1:
		x.prefixes.add("", number)
	default:
		return false
	}

	return true
}

// lookUp wakes the predicates that a value may pass.
func (x *fieldIndex) lookUp(s *Set, run *setRun, v *value, matched []int) []int {
	if len(x.rest) > 0 {
		matched = s.wake(run, x.rest, matched)
	}

	switch v.kind {
	case KindText:
		text := v.text

		if x.texts != nil {
			matched = s.wake(run, x.texts[string(text)], matched)
		}

		if v.broken {
			text = questionMarks(text)
		}

		matched = x.prefixes.lookUpPrefix(s, run, text, matched)
		matched = x.suffixes.lookUpSuffix(s, run, text, matched)

		if x.lowTexts != nil || x.lowPrefixes.texts != nil || x.lowSuffixes.texts != nil {
			run.lower = appendLower(run.lower[:0], text)
			matched = s.wake(run, x.lowTexts[string(run.lower)], matched)
			matched = x.lowPrefixes.lookUpPrefix(s, run, run.lower, matched)
			matched = x.lowSuffixes.lookUpSuffix(s, run, run.lower, matched)
		}
	case KindNumber:
		if !v.comparable {
			return s.wake(run, x.spelled[string(v.text)], matched)
		}

		if x.numbers != nil {
			matched = s.wake(run, x.numbers[v.number], matched)
		}

		matched = x.ranges.lookUp(s, run, v.number, matched)
	default:
		matched = s.wake(run, x.literals[v.kind], matched)
	}

	return matched
}

func (a *affixes) lookUpPrefix(s *Set, run *setRun, text []byte, matched []int) []int {
	for _, length := range a.lengths {
		if length > len(text) {
			break
		}

		matched = s.wake(run, a.texts[string(text[:length])], matched)
	}

	return matched
}

func (a *affixes) lookUpSuffix(s *Set, run *setRun, text []byte, matched []int) []int {
	for _, length := range a.lengths {
		if length > len(text) {
			break
		}

		matched = s.wake(run, a.texts[string(text[len(text)-length:])], matched)
	}

	return matched
}

// appendLower appends the text with ASCII letters in lower case.
func appendLower(to, text []byte) []byte {
	for _, c := range text {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}

		to = append(to, c)
	}

	return to
}
