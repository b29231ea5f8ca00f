package pattern

import (
	"encoding/binary"
	"sort"
)

// solver finds out whether all tests of a sub-rule pass in the same elements of an event's arrays.
//
// It goes through the tests in the engine's order, that of their keys. A value that passes settles the elements it is in: later tests see
// only values in those, or in no array that was settled. So a field that is missing from an element counts as missing only where
// an earlier test has settled that element; that, too, is as in the engine. Where that leads nowhere the next value is
// tried. What failed once is remembered by the settled elements that matter to the tests that are left, which
// keeps the work in proportion to the event, not to the product of its arrays.
type solver struct {
	tests []test
	// settled are the elements that values have settled, each with all those around it.
	settled []int32
	// verdicts holds for each value of each test whether it passes: 0 is not known, 1 yes, 2 no.
	verdicts []byte
	starts   []int
	steps    int
	failed   map[string]struct{}
	key      []byte
}

// stepsBeforeMemory is how many steps go by before the solver begins to remember: most events need few.
const stepsBeforeMemory = 64

func (s *solver) solve(r *reading, tests []test) bool {
	s.tests, s.settled, s.steps = tests, s.settled[:0], 0
	s.starts = s.starts[:0]

	total := 0
	for i := range tests {
		s.starts = append(s.starts, total)
		total += len(r.fields[tests[i].field].values)
	}

	if cap(s.verdicts) < total {
		s.verdicts = make([]byte, total)
	}

	s.verdicts = s.verdicts[:total]
	clear(s.verdicts)

	solved := s.from(r, 0)
	s.failed = nil

	return solved
}

// from reports whether the tests from the i-th on can pass with what is settled.
func (s *solver) from(r *reading, i int) bool {
	if i == len(s.tests) {
		return true
	}

	s.steps++

	var memory string

	if s.steps > stepsBeforeMemory && len(s.settled) > 0 {
		memory = s.memory(r, i)
		if _, known := s.failed[memory]; known {
			return false
		}
	}

	if s.try(r, i) {
		return true
	}

	if memory != "" {
		if s.failed == nil {
			s.failed = map[string]struct{}{}
		}

		s.failed[memory] = struct{}{}
	}

	return false
}

func (s *solver) try(r *reading, i int) bool {
	t := &s.tests[i]
	f := &r.fields[t.field]

	if t.predicate.absent && s.next(r, f, 0) == len(f.values) && s.from(r, i+1) {
		return true
	}

	within := s.within(r, f)

	last := int32(-2)

	for at := s.next(r, f, 0); at < len(f.values); at = s.next(r, f, at+1) {
		v := &f.values[at]

		// Another value in the same place leads to the same.
		if v.member == last || within >= 0 && !r.holds(within, v.member) || !s.passes(t, i, v, at) {
			continue
		}

		last = v.member
		before := len(s.settled)
		s.settle(r, v.member)

		if s.from(r, i+1) {
			return true
		}

		s.settled = s.settled[:before]
	}

	return false
}

func (s *solver) passes(t *test, i int, v *value, at int) bool {
	verdict := &s.verdicts[s.starts[i]+at]
	if *verdict == 0 {
		*verdict = 2
		if t.predicate.match(v) {
			*verdict = 1
		}
	}

	return *verdict == 1
}

// settle adds the element and those around it.
func (s *solver) settle(r *reading, element int32) {
	for ; element >= 0; element = r.members[element].parent {
		for _, settled := range s.settled {
			if settled == element {
				return
			}
		}

		s.settled = append(s.settled, element)
	}
}

// holds reports whether an element is the outer one or within it.
func (r *reading) holds(outer, element int32) bool {
	return element >= outer && element <= r.members[outer].last
}

// within is the settled element that all values of a field must be in, or -1. The engine looks values up by one settled
// array that has the field at all, and overlooks those in no array, which only an event with repeated or dotted names has.
func (s *solver) within(r *reading, f *fieldValues) int32 {
	within := int32(-1)

	for _, element := range s.settled {
		if element > within && r.appears(f, r.arrays[r.members[element].array]) {
			within = element
		}
	}

	return within
}

// appears reports whether the field has a value in the array.
func (r *reading) appears(f *fieldValues, array span) bool {
	if !f.inArrays {
		return false
	}

	if f.ordered {
		at := f.search(0, array.first)

		return at < len(f.values) && f.values[at].member <= array.last
	}

	for i := range f.values {
		if member := f.values[i].member; member >= array.first && member <= array.last {
			return true
		}
	}

	return false
}

// search is the first value from a place on whose element is at least the given one. The values must be ordered.
func (f *fieldValues) search(from int, element int32) int {
	return from + sort.Search(len(f.values)-from, func(i int) bool { return f.values[from+i].member >= element })
}

// next is the first value from a place on that is in the settled elements, as far as their arrays concern it.
func (s *solver) next(r *reading, f *fieldValues, from int) int {
	if !f.inArrays {
		return from
	}

next:
	for from < len(f.values) {
		for element := f.values[from].member; element >= 0; element = r.members[element].parent {
			array := r.members[element].array

			for _, settled := range s.settled {
				if settled == element || r.members[settled].array != array {
					continue
				}

				switch {
				case !f.ordered:
					from++
				case element < settled:
					from = f.search(from+1, settled)
				default:
					from = f.search(from+1, r.arrays[array].last+1)
				}

				continue next
			}
		}

		return from
	}

	return from
}

// memory names what matters to the tests from the i-th on: how many there are, and the settled elements of arrays that they have
// values in.
func (s *solver) memory(r *reading, i int) string {
	s.key = binary.AppendUvarint(s.key[:0], uint64(i))

	for _, element := range s.settled {
		for j := i; j < len(s.tests); j++ {
			if r.appears(&r.fields[s.tests[j].field], r.arrays[r.members[element].array]) {
				s.key = binary.AppendUvarint(s.key, uint64(element))

				break
			}
		}
	}

	return string(s.key)
}
