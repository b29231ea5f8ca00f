package pattern

import (
	"errors"
	"fmt"
	"sync"
)

// value is one scalar of an event at a path that a pattern names.
type value struct {
	// text is the unescaped string, or the number or literal as spelt.
	text []byte
	// start and end are its place in the event.
	start, end int
	kind       ValueKind
	// broken reports that the text has half of a surrogate pair in it.
	broken bool
	// number is the value of a number that can be compared.
	number     float64
	comparable bool
	// member is the innermost array element that holds the value, none when below zero. Elements that are scalars
	// themselves do not count.
	member int32
}

// member is one element of an array of the event that is an object or an array.
type member struct {
	array int32
	// parent is the element around the array, below zero for none.
	parent int32
	// last is the last element within this one. Elements are numbered in the order of the text.
	last int32
}

// span is the first and last element of an array, and of the arrays within it.
type span struct {
	first, last int32
}

// fieldValues are the values of an event at one path.
type fieldValues struct {
	values []value
	// ordered reports that the values' members never fall, so that they can be searched.
	ordered bool
	// inArrays reports that one of them is within an element of an array.
	inArrays bool
}

// reading is the work space for one event. It is used again and again.
type reading struct {
	scanner
	depth   int
	fields  []fieldValues
	touched []int32
	members []member
	arrays  []span
	// arena holds unescaped strings.
	arena []byte
	// emptyNames reports that an empty name counts as a step; see [usesEmptyNames].
	emptyNames bool
	solver     solver
}

var readings = sync.Pool{New: func() any { return &reading{} }}

// read reads an event and keeps the values at the fields of the trie.
func (r *reading) read(event []byte, root *trie, fields int, emptyNames bool) error {
	for _, field := range r.touched {
		r.fields[field].values = r.fields[field].values[:0]
	}

	for len(r.fields) < fields {
		r.fields = append(r.fields, fieldValues{})
	}

	r.src, r.pos, r.depth = event, 0, 0
	r.touched, r.members, r.arrays, r.arena = r.touched[:0], r.members[:0], r.arrays[:0], r.arena[:0]
	r.emptyNames = emptyNames

	if c := r.at(); c != '{' {
		return newEventError(event, &syntaxError{offset: r.pos, reason: eventStart(r.src[r.pos:])})
	}

	if err := r.object(root, -1); err != nil {
		return newEventError(event, err)
	}

	return nil
}

func eventStart(text []byte) string {
	if len(text) == 0 {
		return "the text is empty; an event is a JSON object"
	}

	return "an event is a JSON object and must begin with `{`, not with " + quoteFound(text)
}

// release gives the work space back, unless one large event made it too large to be kept.
func (r *reading) release() {
	if r.reusable() {
		readings.Put(r)
	}
}

// reusable lets go of the event, and reports whether the work space is small enough to be kept.
func (r *reading) reusable() bool {
	const keep = 1 << 16

	r.src = nil

	values := 0
	for _, field := range r.touched {
		values += cap(r.fields[field].values)
	}

	return values <= keep && cap(r.arena) <= keep && cap(r.members) <= keep
}

func (r *reading) enter() error {
	r.depth++
	if r.depth > maxDepth {
		return r.fail(r.pos, "the JSON is nested more than %d levels deep", maxDepth)
	}

	r.pos++

	return nil
}

// object reads an object from its brace. The trie is nil when nothing below counts.
func (r *reading) object(t *trie, in int32) error {
	if err := r.enter(); err != nil {
		return err
	}

	if r.at() == '}' {
		r.pos++
		r.depth--

		return nil
	}

	for {
		if r.at() != '"' {
			return r.unexpected("a key in quotes")
		}

		next, err := r.key(t)
		if err != nil {
			return err
		}

		if r.at() != ':' {
			return r.unexpected("a colon")
		}

		r.pos++

		if err := r.value(next, in); err != nil {
			return err
		}

		switch r.at() {
		case ',':
			r.pos++
		case '}':
			r.pos++
			r.depth--

			return nil
		default:
			return r.unexpected("a comma or a closing brace")
		}
	}
}

func (r *reading) key(t *trie) (*trie, error) {
	start := r.pos

	name, escaped, err := r.str()
	if err != nil {
		return nil, err
	}

	if len(name) > maxNameLength {
		return nil, r.fail(start, "the key has %d characters; at most %d are read", len(name), maxNameLength)
	}

	if t == nil {
		return nil, nil
	}

	if escaped {
		name = r.unescape(name)
	}

	if !r.emptyNames && skipsEmptyName(name) {
		return nil, nil
	}

	return t.step(name), nil
}

func (r *reading) unescape(raw []byte) []byte {
	from := len(r.arena)
	r.arena = appendUnescaped(r.arena, raw)

	return r.arena[from:len(r.arena):len(r.arena)]
}

// value reads any value.
func (r *reading) value(t *trie, in int32) error {
	if t != nil && t.isLeaf() && t.field < 0 {
		t = nil
	}

	c := r.at()
	start := r.pos

	switch {
	case c == '"':
		raw, escaped, err := r.str()
		if err != nil {
			return err
		}

		if t != nil && t.field >= 0 {
			if escaped {
				raw = r.unescape(raw)
			}

			r.keep(t.field, value{
				text: raw, start: start, end: r.pos, kind: KindText, member: in, broken: escaped && hasHalf(raw),
			})
		}
	case c == '{':
		if t != nil && t.isLeaf() {
			t = nil
		}

		return r.object(t, in)
	case c == '[':
		return r.array(t, in)
	case c == '-' || isDigit(c):
		text, err := r.number()
		if err != nil {
			return err
		}

		if t != nil && t.field >= 0 {
			number, fits := parseNumber(text)
			r.keep(t.field, value{
				text: text, start: start, end: r.pos, kind: KindNumber, member: in, number: number, comparable: fits,
			})
		}
	default:
		kind, err := r.literal()
		if err != nil {
			return err
		}

		if t != nil && t.field >= 0 {
			r.keep(t.field, value{text: r.src[start:r.pos], start: start, end: r.pos, kind: kind, member: in})
		}
	}

	return nil
}

func (r *reading) keep(field int32, v value) {
	f := &r.fields[field]

	if len(f.values) == 0 {
		r.touched = append(r.touched, field)
		f.ordered, f.inArrays = true, v.member >= 0
	} else {
		f.ordered = f.ordered && f.values[len(f.values)-1].member <= v.member
		f.inArrays = f.inArrays || v.member >= 0
	}

	f.values = append(f.values, v)
}

// array reads an array from its bracket.
func (r *reading) array(t *trie, in int32) error {
	if err := r.enter(); err != nil {
		return err
	}

	if r.at() == ']' {
		r.pos++
		r.depth--

		return nil
	}

	id := int32(-1)

	if t != nil {
		id = int32(len(r.arrays))
		r.arrays = append(r.arrays, span{first: int32(len(r.members)), last: -1})
	}

	for {
		inner := in

		if c := r.at(); t != nil && (c == '{' || c == '[') {
			inner = int32(len(r.members))
			r.members = append(r.members, member{array: id, parent: in})
		}

		if err := r.value(t, inner); err != nil {
			return err
		}

		if inner != in {
			r.members[inner].last = int32(len(r.members)) - 1
		}

		switch r.at() {
		case ',':
			r.pos++
		case ']':
			r.pos++
			r.depth--

			if id >= 0 {
				r.arrays[id].last = int32(len(r.members)) - 1
			}

			return nil
		default:
			return r.unexpected("a comma or a closing bracket")
		}
	}
}

// EventError reports that a text is not an event: not JSON, or not an object.
type EventError struct {
	Position
	// Reason is the sentence that says what is wrong there, without a full stop.
	Reason string
}

// Error says what is wrong and where.
func (e *EventError) Error() string {
	return fmt.Sprintf("the event is not valid at line %d, column %d: %s", e.Line, e.Column, e.Reason)
}

func newEventError(event []byte, err error) error {
	var fault *syntaxError
	if !errors.As(err, &fault) {
		return err
	}

	return &EventError{Position: positionAt(event, fault.offset), Reason: fault.reason}
}

// positionAt is the line and column of an offset.
func positionAt(text []byte, offset int) Position {
	return advance(Position{Line: 1, Column: 1}, text[:min(offset, len(text))])
}
