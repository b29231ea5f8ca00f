package pattern

import (
	"maps"
	"slices"
)

// The engine turns a pattern into sub-rules: one for each combination of "$or" branches, each a map from key to
// conditions. The text is read in its order, and where a key comes again, the last one counts.

// subrule is one combination, compiled. An event must pass all its tests.
type subrule struct {
	// tests are in the order in which the engine goes through the keys.
	tests []test
}

type test struct {
	field     int32
	predicate *predicate
}

// draft is a combination before it is compiled: the field that counts for each key, and the branches that were chosen.
type draft struct {
	fields   map[string]*Field
	branches []*Object
}

// countCombinations is the number of drafts an object makes, or a number over most when there are more than that.
func countCombinations(object *Object, most int) int {
	total := 1

	for _, field := range object.Fields {
		n := 1

		switch {
		case field.Object != nil:
			n = countCombinations(field.Object, most)
		case field.Or != nil:
			n = 0
			for _, branch := range field.Or {
				n = min(n+countCombinations(branch, most), most+1)
			}
		}

		total = min(total*max(n, 1), most+1)
	}

	return total
}

// expander makes the drafts of a pattern.
type expander struct {
	// replaced are the fields that a later one replaced in some combination, with the first such one.
	replaced map[*Field]*Field
}

func (e *expander) object(object *Object, drafts []draft) []draft {
	for _, field := range object.Fields {
		switch {
		case field.Object != nil:
			drafts = e.object(field.Object, drafts)
		case field.Or != nil:
			drafts = e.or(field, drafts)
		default:
			for _, d := range drafts {
				key := field.Key()
				if earlier := d.fields[key]; earlier != nil && e.replaced[earlier] == nil {
					e.replaced[earlier] = field
				}

				d.fields[key] = field
			}
		}
	}

	return drafts
}

func (e *expander) or(field *Field, drafts []draft) []draft {
	var all []draft

	for _, branch := range field.Or {
		copied := make([]draft, 0, len(drafts))
		for _, d := range drafts {
			copied = append(copied, draft{fields: maps.Clone(d.fields), branches: append(slices.Clip(d.branches), branch)})
		}

		all = append(all, e.object(branch, copied)...)
	}

	return all
}

// sortedKeys are the keys of a draft in the engine's order.
func (d draft) sortedKeys() []string { return slices.SortedFunc(maps.Keys(d.fields), keyLess) }

// machine is a model of the engine's states. It exists for one thing only: when the engine adds a sub-rule, it asks whether the same rule
// has it already, and its answer is too generous. It takes a sub-rule for a known one when an earlier one of the same pattern has the
// same keys and shares at least one value with it on every key. It then leaves it out, so that
// {"$or": [{"a": ["x"]}, {"a": ["x", "y"]}]} does not match {"a": "y"}. EventBridge is what it is; we do the same, and warn.
type machine struct {
	start *machineState
	steps int
}

type machineState struct {
	keys map[string]*machineKey
	// inner and final are the sub-rules that go through here, or end here, by value.
	inner, final map[string][]int
}

type machineKey struct {
	next map[string]*machineState
}

// maxMachineSteps keeps the model from going round for longer than it is worth.
const maxMachineSteps = 100000

func newMachineState() *machineState {
	return &machineState{keys: map[string]*machineKey{}, inner: map[string][]int{}, final: map[string][]int{}}
}

// fate is what becomes of a sub-rule.
type fate int

const (
	added fate = iota
	// doubtful sub-rules are lost at times.
	doubtful
	lost
)

// add reports whether the engine adds the sub-rule. What it may add is added here.
func (m *machine) add(id int, d draft) fate {
	keys := d.sortedKeys()
	values := make([][]string, 0, len(keys))

	for _, key := range keys {
		values = append(values, machineValues(d.fields[key].Conditions))
	}

	reached := make([][]*machineState, len(keys))

	same := m.walk(m.start, keys, values, reached)
	if len(same.always) > 0 {
		return lost
	}

	for i := range keys {
		for _, state := range reached[i] {
			for _, v := range values[i] {
				if i == len(keys)-1 {
					state.final[v] = append(state.final[v], id)
				} else {
					state.inner[v] = append(state.inner[v], id)
				}
			}
		}
	}

	if len(same.atTimes) > 0 {
		return doubtful
	}

	return added
}

// known are the earlier sub-rules that the engine takes a sub-rule for. Where a list leads to several states, the engine goes through
// them in no certain order, and the last one decides: always are those that any order leads to, atTimes those that one does.
type known struct{ always, atTimes []int }

// walk adds the states of a sub-rule's keys, and gives the earlier sub-rules that the engine takes to be the same.
func (m *machine) walk(from *machineState, keys []string, values [][]string, reached [][]*machineState) known {
	m.steps++

	states := from.follow(keys[0], values[0])
	for _, state := range states {
		if !slices.Contains(reached[0], state) {
			reached[0] = append(reached[0], state)
		}
	}

	var same known

	for i, state := range states {
		var found known

		if len(keys) == 1 {
			ids := state.known(state.final, values[0])
			found = known{always: ids, atTimes: ids}
		} else if m.steps < maxMachineSteps {
			ids := state.known(state.inner, values[0])
			found = m.walk(state, keys[1:], values[1:], reached[1:])
			found = known{always: common(found.always, ids), atTimes: common(found.atTimes, ids)}
		}

		if i == 0 || len(same.always) > 0 {
			same.always = found.always
		}

		same.atTimes = append(same.atTimes, found.atTimes...)
	}

	return same
}

// common are those ids that both lists have.
func common(a, b []int) []int {
	var both []int

	for _, id := range a {
		if slices.Contains(b, id) {
			both = append(both, id)
		}
	}

	return both
}

func (s *machineState) known(by map[string][]int, values []string) []int {
	var known []int
	for _, v := range values {
		known = append(known, by[v]...)
	}

	return known
}

// follow gives the states that the values of a key lead to, and makes those that are missing.
func (s *machineState) follow(key string, values []string) []*machineState {
	k := s.keys[key]
	if k == nil {
		k = &machineKey{next: map[string]*machineState{}}
		s.keys[key] = k
	}

	var (
		states []*machineState
		last   *machineState
	)

	for _, v := range values {
		state := k.next[v]

		if state == nil {
			if state = last; state == nil {
				state = newMachineState()
			}

			k.next[v] = state
		}

		last = state

		if !slices.Contains(states, state) {
			states = append(states, state)
		}
	}

	return states
}

// machineValues are texts that are the same for values that the engine takes to be the same. A number is two values: what it is worth,
// and how it is spelt.
func machineValues(conditions []Condition) []string {
	var values []string

	for _, c := range conditions {
		if c.Operator == OperatorEquals && c.Values[0].Kind == KindNumber {
			if number, fits := parseNumber([]byte(c.Values[0].Text)); fits {
				values = append(values, numberID(number))
			}
		}

		values = append(values, c.id())
	}

	return values
}
