package emulator

import (
	"maps"
	"slices"
	"time"
)

// state is what one service holds in one region of one account.
//
// Objects inside a state are never changed once they are stored: a change
// stores a changed copy. A snapshot is therefore cheap, copying maps only.
type state interface {
	snapshot() state
}

type stateKey struct {
	service, account, region string
}

// store holds the states of all services.
type store struct {
	states map[stateKey]state
}

func newStore() *store { return &store{states: map[stateKey]state{}} }

func (s *store) snapshot() *store {
	out := newStore()
	for key, st := range s.states {
		out.states[key] = st.snapshot()
	}
	return out
}

// stateOf finds a state in the store, and makes it when it is not there yet.
func stateOf[T state](s *store, key stateKey, fresh func(stateKey) T) T {
	if st, ok := s.states[key].(T); ok {
		return st
	}
	st := fresh(key)
	s.states[key] = st
	return st
}

// moment is the store as it was just before a write.
type moment struct {
	until time.Time
	store *store
}

// past finds the store as it was some writes, or some time, ago. The emulator
// remembers from the moment a fault with stale reads was injected.
func (e *Emulator) past(writes int, age time.Duration) *store {
	index := len(e.history)
	if writes > 0 {
		index -= writes
	}
	if age > 0 {
		horizon := time.Now().Add(-age)
		for index > 0 && e.history[index-1].until.After(horizon) {
			index--
		}
	}
	index = max(index, 0)
	if index == len(e.history) {
		return e.store
	}
	return e.history[index].store
}

// remember keeps the store as it is before a write, while anyone may ask for it.
// What it returns is to be called when the write turned out to be none.
func (e *Emulator) remember() (forget func()) {
	if !e.hasStaleReads() {
		e.history = nil
		return func() {}
	}
	e.history = append(e.history, moment{until: time.Now(), store: e.store.snapshot()})
	return func() { e.history = e.history[:len(e.history)-1] }
}

func (e *Emulator) hasStaleReads() bool {
	return slices.ContainsFunc(e.faults, func(f *armedFault) bool { return f.isStale() })
}

// with returns a copy of m in which key has value.
func with[K comparable, V any](m map[K]V, key K, value V) map[K]V {
	out := maps.Clone(m)
	if out == nil {
		out = map[K]V{}
	}
	out[key] = value
	return out
}

// without returns a copy of m that lacks key.
func without[K comparable, V any](m map[K]V, key K) map[K]V {
	out := maps.Clone(m)
	delete(out, key)
	return out
}
