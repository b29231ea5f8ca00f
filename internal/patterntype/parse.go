package patterntype

import (
	"sync"
	"sync/atomic"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// Parse is [pattern.Parse] for texts that Terraform hands over: it reads each text
// once, although validation, plan and apply each get it again, some of them
// several times. The problems must not be changed.
func Parse(text string) (*pattern.Pattern, pattern.Problems) { return known.parse(text) }

// Equal reports whether two texts are the same pattern: formatting, the order of
// keys, the escaping of characters and the spelling of numbers make no
// difference. Texts that are not patterns are equal if they are the same.
func Equal(a, b string) bool {
	if a == b {
		return true
	}
	first, _ := Parse(a)
	if first == nil {
		return false
	}
	second, _ := Parse(b)
	return first.Equal(second)
}

// memo keeps the patterns that were read last, as far as their texts together
// stay below a bound: those of a few hundred rules.
type memo struct {
	bound int
	mutex sync.Mutex
	young map[string]*entry
	size  int // of the texts in young
	old   map[string]*entry
}

// entry is a text that is read once, by whoever asks for it first.
type entry struct {
	once     sync.Once
	pattern  *pattern.Pattern
	problems pattern.Problems
}

var known = memo{bound: 1 << 19}

// parses counts the texts that [Parse] has read, for tests.
var parses atomic.Int64

func (m *memo) parse(text string) (*pattern.Pattern, pattern.Problems) {
	e := m.entry(text)
	e.once.Do(func() {
		parses.Add(1)
		e.pattern, e.problems = pattern.Parse(text)
	})
	return e.pattern, e.problems
}

// entry finds the entry of a text, or makes one. When the young entries reach the
// bound they become the old ones, and those that nobody asked for since are dropped.
func (m *memo) entry(text string) *entry {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if e := m.young[text]; e != nil {
		return e
	}
	e := m.old[text]
	if e == nil {
		e = &entry{}
	}
	if len(text) > m.bound/8 {
		return e
	}
	if m.young == nil || m.size+len(text) > m.bound {
		m.old, m.young, m.size = m.young, make(map[string]*entry), 0
	}
	m.young[text] = e
	m.size += len(text)
	return e
}
