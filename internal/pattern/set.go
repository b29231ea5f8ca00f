package pattern

type setRun struct{}

// Set is many patterns that an event is matched against at once.
type Set struct {
	patterns []*Pattern
}

// NewSet makes a set. [Set.Match] names the patterns by their index here.
func NewSet(patterns ...*Pattern) *Set { return &Set{patterns: patterns} }

// Len is the number of patterns.
func (s *Set) Len() int { return len(s.patterns) }

// Match appends to matched the index of each pattern that matches the event, in rising order. The error is that of
// [Pattern.Match].
func (s *Set) Match(event []byte, matched []int) ([]int, error) {
	for i, p := range s.patterns {
		matches, err := p.Match(event)
		if err != nil {
			return matched, err
		}

		if matches {
			matched = append(matched, i)
		}
	}

	return matched, nil
}
