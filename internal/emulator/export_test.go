package emulator

import (
	"slices"
	"time"
)

// DeadLetters lists the failed invocations that went to a dead-letter queue.
func (e *Emulator) DeadLetters(queueARN string) []FailedInvocation {
	return slices.DeleteFunc(e.FailedInvocations(""), func(f FailedInvocation) bool { return f.DeadLetter != queueARN })
}

// Reset forgets every object, event, call and fault. Clock, account and
// credentials stay.
func (e *Emulator) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store = newStore()
	e.history = nil
	e.workflow.journals = nil
	e.faults = nil
	e.calls = nil
	e.callCount = map[string]int{}
}

// Now is the emulator's time.
func (e *Emulator) Now() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.clock()
}

// SetCredentialsExpired switches on and off that every signed request fails
// with the error of an expired session token.
func (e *Emulator) SetCredentialsExpired(expired bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.expired = expired
}

// Invocations lists what a function was invoked with.
func (e *Emulator) Invocations(functionARN string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, f := e.store.functionAt(functionARN)
	if f == nil {
		return nil
	}
	return slices.Clone(f.Invocations)
}
