package asl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// Limits of a run.
const (
	// MaxData is the size of an input and an output, in bytes (Step Functions
	// developer guide, "Service quotas").
	MaxData = 262144
	// maxSteps ends a machine that runs in circles.
	maxSteps = 5000
)

// Environment is what a run needs from outside.
type Environment struct {
	// Evaluate evaluates a JSONata expression.
	Evaluate func(expression string, variables map[string]any) (jsonata.Result, error)
	// Task does the work of a Task state. The resource is an ARN.
	Task func(resource string, arguments any) (any, *Failure)
	// Context is $states.context; State is added to it.
	Context map[string]any
	// Now gives the time.
	Now func() time.Time
	// MaxHistory ends a run whose history has more events; 0 is no limit.
	MaxHistory int
}

// Failure is an error of a state.
type Failure struct {
	Error, Cause string
	// Stopped is true if somebody stopped the run: nothing retries or catches it.
	Stopped  bool
	fromTask bool
}

// Outcome is how a run ended.
type Outcome struct {
	// Output is what the run gave, when Failure is nil.
	Output any
	// Failure is why the run failed, or nil.
	Failure *Failure
	// TimedOut is true when the run did not come to an end.
	TimedOut bool
	// Visited are the states in the order in which they were entered.
	Visited []string
	// Retries is how often a state was tried again, and Waited how long that
	// and Wait states would have taken.
	Retries int
	Waited  time.Duration
	// History is the number of events in the history of a Standard execution.
	History int
	// LargestAssign is the size of all that one state assigned, in bytes.
	LargestAssign int
}

type run struct {
	env       Environment
	variables map[string]any
	outcome   Outcome
}

// Run takes an input, a value decoded from JSON, through the states.
func (m *Machine) Run(input any, env Environment) Outcome {
	r := &run{env: env, variables: map[string]any{}}
	r.outcome.History = 2 // that it started and that it ended
	current := m.states[m.startAt]
	for range maxSteps {
		r.outcome.Visited = append(r.outcome.Visited, current.name)
		output, next, failure := r.attempt(current, input)
		if env.MaxHistory > 0 && r.outcome.History > env.MaxHistory {
			failure = &Failure{Error: ErrorRuntime, Cause: fmt.Sprintf("The execution reached the maximum number of history events (%d).", env.MaxHistory)}
		}
		if failure != nil {
			r.outcome.Failure = failure
			return r.outcome
		}
		if next == "" {
			r.outcome.Output = output
			return r.outcome
		}
		input, current = output, m.states[next]
	}
	r.outcome.TimedOut = true
	r.outcome.Failure = &Failure{Error: ErrorTimeout, Cause: "The state machine does not come to an end."}
	return r.outcome
}

// attempt enters a state, again as its retriers say, and hands an error that is
// left to its catchers.
func (r *run) attempt(s *state, input any) (output any, next string, failure *Failure) {
	tries := make([]int, len(s.retriers))
	r.outcome.History++ // that the state was entered; leaving it is one, too
	for total := 0; ; total++ {
		scope := r.scope(s, input, total)
		if s.kind == typeTask {
			r.outcome.History += 3 // scheduled, started, and succeeded or failed
		}
		output, next, failure = r.enter(s, scope)
		if failure == nil {
			r.outcome.History++
			return output, next, nil
		}
		again := false
		for i, retrier := range s.retriers {
			if !matches(retrier.errors, failure) {
				continue
			}
			if again = tries[i] < retrier.max; again {
				r.outcome.Retries++
				r.outcome.Waited += retrier.delay(tries[i])
				tries[i]++
			}
			break
		}
		if !again {
			return r.caught(s, scope, failure)
		}
	}
}

func (r *run) caught(s *state, scope *scope, failure *Failure) (any, string, *Failure) {
	for _, c := range s.catchers {
		if !matches(c.errors, failure) {
			continue
		}
		r.outcome.History++
		scope.states["errorOutput"] = map[string]any{fieldError: failure.Error, fieldCause: failure.Cause}
		output, err := r.leave(scope, c.fields, scope.states["errorOutput"])
		if err != nil {
			return nil, "", err
		}
		return output, c.next, nil
	}
	return nil, "", failure
}

// scope is what the expressions of a state see.
type scope struct {
	run    *run
	state  *state
	states map[string]any // $states
}

func (r *run) scope(s *state, input any, tries int) *scope {
	context := maps.Clone(r.env.Context)
	if context == nil {
		context = map[string]any{}
	}
	context["State"] = map[string]any{
		"Name": s.name, "EnteredTime": r.env.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "RetryCount": tries,
	}
	return &scope{run: r, state: s, states: map[string]any{"input": input, "context": context}}
}

func runtimeFailure(format string, args ...any) *Failure {
	return &Failure{Error: ErrorRuntime, Cause: fmt.Sprintf(format, args...)}
}

// tooLarge reports whether a value is more than a state may take, give or assign.
func tooLarge(value any) bool { return sizeOf(value) > MaxData }

// sizeOf is the size of a value as JSON, in bytes.
func sizeOf(value any) int {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return MaxData + 1
	}
	return buffer.Len() - 1 // without the line break
}
