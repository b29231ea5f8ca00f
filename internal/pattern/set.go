package pattern

import (
	"slices"
	"sync"
)

// Set is many patterns that an event is matched against at once. It does not change once it is made and can be used by many
// goroutines at once.
//
// The event is read once, for all fields that any pattern names. Each combination of a pattern waits at one of its fields, the one that is
// least often met, in an index by value: so an event finds by look-up those few patterns whose rarest condition it meets, and only
// their other conditions are tried, each at most once however many patterns share it. The time depends on how many patterns come that far, and
// hardly on how many there are. The answers are exactly those of [Pattern.Match].
type Set struct {
	patterns []*Pattern
	trie     *trie
	fields   int
	indexes  []fieldIndex
	// predicates are the different conditions of all patterns.
	predicates []setPredicate
	rules      []setRule
	// always are rules that an event without any of their fields may match.
	always []int32
	// apart are patterns that are matched by themselves, because an empty name in their paths changes how an event is read.
	apart []int32
	runs  sync.Pool
}

type setPredicate struct {
	test test
	// waiting are the rules that wait for this one.
	waiting []int32
}

// setRule is one combination of one pattern.
type setRule struct {
	pattern    int32
	tests      []test
	predicates []int32
}

// setRun is the work space for one event and one set.
type setRun struct {
	reading reading
	// tried has for each predicate the number of the event it was last tried for, and passed whether it passed.
	tried  []uint32
	passed []bool
	// seen has for each predicate, and found for each pattern, the number of the event.
	seen, found []uint32
	event       uint32
	lower       []byte
}

// NewSet makes a set. [Set.Match] names the patterns by their index here.
func NewSet(patterns ...*Pattern) *Set {
	s := &Set{patterns: patterns, trie: newTrie()}
	fields, predicates := map[string]int32{}, map[string]int32{}

	for i, p := range patterns {
		if slices.ContainsFunc(p.keys, hasEmptyName) {
			s.apart = append(s.apart, int32(i))

			continue
		}

		for _, rule := range p.subrules {
			added := setRule{pattern: int32(i)}

			for _, t := range rule.tests {
				field, known := fields[t.predicate.key]
				if !known {
					field = int32(len(fields))
					fields[t.predicate.key] = field
					s.trie.insert(t.predicate.key, field)
				}

				number, known := predicates[t.predicate.id]
				if !known {
					number = int32(len(s.predicates))
					predicates[t.predicate.id] = number
					s.predicates = append(s.predicates, setPredicate{test: test{field: field, predicate: t.predicate}})
				}

				added.tests = append(added.tests, s.predicates[number].test)
				added.predicates = append(added.predicates, number)
			}

			s.rules = append(s.rules, added)
		}
	}

	s.fields = len(fields)
	s.anchor()
	s.runs.New = func() any { return s.newRun() }

	return s
}

func (s *Set) newRun() *setRun {
	return &setRun{
		tried: make([]uint32, len(s.predicates)), passed: make([]bool, len(s.predicates)),
		seen: make([]uint32, len(s.predicates)), found: make([]uint32, len(s.patterns)),
	}
}

// Len is the number of patterns.
func (s *Set) Len() int { return len(s.patterns) }

// Match appends to matched the index of each pattern that matches the event, in rising order. The error is that of
// [Pattern.Match].
func (s *Set) Match(event []byte, matched []int) ([]int, error) {
	run, ok := s.runs.Get().(*setRun)
	if !ok {
		run = s.newRun()
	}

	r := &run.reading

	defer func() {
		if r.reusable() {
			s.runs.Put(run)
		}
	}()

	if err := r.read(event, s.trie, s.fields, false); err != nil {
		return matched, err
	}

	if run.event++; run.event == 0 {
		clear(run.tried)
		clear(run.seen)
		clear(run.found)
		run.event = 1
	}

	before := len(matched)

	for _, rule := range s.always {
		matched = s.try(run, rule, matched)
	}

	for _, field := range r.touched {
		for i := range r.fields[field].values {
			matched = s.indexes[field].lookUp(s, run, &r.fields[field].values[i], matched)
		}
	}

	for _, i := range s.apart {
		matches, err := s.patterns[i].Match(event)
		if err != nil {
			return matched[:before], err
		}

		if matches {
			matched = append(matched, int(i))
		}
	}

	slices.Sort(matched[before:])

	return matched, nil
}

// wake tries the rules that wait for a predicate, if it passes.
func (s *Set) wake(run *setRun, predicates []int32, matched []int) []int {
	for _, number := range predicates {
		if run.seen[number] == run.event {
			continue
		}

		run.seen[number] = run.event

		if !s.passes(run, number) {
			continue
		}

		for _, rule := range s.predicates[number].waiting {
			matched = s.try(run, rule, matched)
		}
	}

	return matched
}

func (s *Set) passes(run *setRun, number int32) bool {
	if run.tried[number] != run.event {
		t := &s.predicates[number].test
		run.tried[number] = run.event
		run.passed[number] = t.passes(run.reading.fields[t.field].values)
	}

	return run.passed[number]
}

// try appends the pattern of a rule if the rule matches.
func (s *Set) try(run *setRun, number int32, matched []int) []int {
	rule := &s.rules[number]
	if run.found[rule.pattern] == run.event {
		return matched
	}

	arrays := false

	for i, predicate := range rule.predicates {
		if !s.passes(run, predicate) {
			return matched
		}

		arrays = arrays || run.reading.fields[rule.tests[i].field].inArrays
	}

	if arrays && !run.reading.solver.solve(&run.reading, rule.tests) {
		return matched
	}

	run.found[rule.pattern] = run.event

	return append(matched, int(rule.pattern))
}
