package emulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Statuses of an execution.
const (
	executionSucceeded = "SUCCEEDED"
	executionFailed    = "FAILED"
	executionTimedOut  = "TIMED_OUT"
	executionAborted   = "ABORTED"
)

// Execution is a run of a state machine.
type Execution struct {
	ARN             string
	StateMachineARN string
	Name            string
	Status          string // SUCCEEDED, FAILED, TIMED_OUT or ABORTED
	Input, Output   string // JSON; no output unless it succeeded
	Error, Cause    string // why it did not succeed
	Started         time.Time
	// Rule or Schedule is the ARN of what started it; both are "" for an API call.
	Rule, Schedule string
	// States are those it entered, in their order.
	States []string
	// Retries is how often a state was tried again, and Waited how long Step
	// Functions would have waited for retries and in Wait states.
	Retries int
	Waited  time.Duration
	// History is the number of events in its history, and LargestAssign the size
	// of all that one state assigned.
	History, LargestAssign int
}

// stopped is when it ended.
func (x *Execution) stopped() time.Time { return x.Started.Add(x.Waited) }

// gone reports whether Step Functions has forgotten it.
func (x *Execution) gone(now time.Time) bool { return now.Sub(x.stopped()) > executionRetention }

// Limits of Standard executions.
const (
	executionRetention = 90 * 24 * time.Hour
	maxHistory         = 25000
)

// Executions lists the executions in all regions of the default account, in
// the order of their start within a region. ARNs of state machines narrow the list.
func (e *Emulator) Executions(machines ...string) []Execution {
	e.mu.Lock()
	defer e.mu.Unlock()
	var keys []stateKey
	for key := range e.store.states {
		if key.service == "states" && key.account == e.account {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, compareKeys)
	var out []Execution
	for _, key := range keys {
		st := statesIn(e.store, key.account, key.region)
		for _, x := range st.executions {
			if len(machines) == 0 || slices.Contains(machines, x.StateMachineARN) {
				x.States = slices.Clone(x.States)
				out = append(out, x)
			}
		}
	}
	return out
}

// FailedExecutions lists the executions that did not succeed.
func (e *Emulator) FailedExecutions(machines ...string) []Execution {
	return slices.DeleteFunc(e.Executions(machines...), func(x Execution) bool { return x.Status == executionSucceeded })
}

func registerExecutions(s *jsonService) {
	writes(s, "StartExecution", startExecution)
	writes(s, "StartSyncExecution", startSyncExecution)
	reads(s, "DescribeExecution", describeExecution)
	reads(s, "ListExecutions", listExecutions)
}

type startExecutionInput struct {
	ARN          *string `json:"stateMachineArn" aws:"required,len=1..256"`
	Name         *string `json:"name" aws:"len=1..80"`
	Input        *string `json:"input" aws:"len=..262144"`
	TraceHeader  *string `json:"traceHeader" aws:"len=0..256"`
	IncludedData *string `json:"includedData" aws:"enum=ALL_DATA|METADATA_ONLY"`
}

// startable finds the state machine to run, and checks name and input.
func (c *call) startable(in *startExecutionInput) (*sfnState, *stateMachine, error) {
	st, m, err := c.machine(*in.ARN)
	if err != nil {
		return nil, nil, err
	}
	input := "{}"
	if in.Input != nil {
		input = *in.Input
	}
	switch {
	case m.Status == machineDeleting:
		return nil, nil, failf("StateMachineDeleting", "State Machine is being deleted: '%s'", m.ARN)
	case in.Name != nil && badMachineName.MatchString(*in.Name):
		return nil, nil, failf("InvalidName", "Invalid Name: '%s'", *in.Name)
	case !json.Valid([]byte(input)):
		return nil, nil, failf("InvalidExecutionInput", "Invalid State Machine Execution Input: 'the input is not valid JSON'")
	}
	in.Input = &input
	return st, m, nil
}

type startExecutionOutput struct {
	ARN     string `json:"executionArn"`
	Started *epoch `json:"startDate"`
}

func startExecution(c *call, in *startExecutionInput) (*startExecutionOutput, error) {
	st, m, err := c.startable(in)
	if err != nil {
		return nil, err
	}
	if existing := st.named(m, value(in.Name)); existing != nil {
		if existing.Input != *in.Input {
			return nil, failf("ExecutionAlreadyExists", "Execution Already Exists: '%s'", existing.ARN)
		}
		return &startExecutionOutput{ARN: existing.ARN, Started: epochOf(existing.Started)}, nil
	}
	x := c.execute(st, m, *in.Input, value(in.Name), "")
	return &startExecutionOutput{ARN: x.ARN, Started: epochOf(x.Started)}, nil
}

// named finds an execution of a standard state machine by name; names of
// express executions may be used again.
func (s *sfnState) named(m *stateMachine, name string) *Execution {
	if m.Type != machineStandard || name == "" {
		return nil
	}
	at := slices.IndexFunc(s.executions, func(x Execution) bool { return x.StateMachineARN == m.ARN && x.Name == name })
	if at < 0 {
		return nil
	}
	return &s.executions[at]
}

type startSyncExecutionOutput struct {
	ARN     string  `json:"executionArn"`
	Machine string  `json:"stateMachineArn"`
	Name    string  `json:"name"`
	Started *epoch  `json:"startDate"`
	Stopped *epoch  `json:"stopDate"`
	Status  string  `json:"status"`
	Error   *string `json:"error,omitempty"`
	Cause   *string `json:"cause,omitempty"`
	Input   string  `json:"input"`
	Output  *string `json:"output,omitempty"`
}

func startSyncExecution(c *call, in *startExecutionInput) (*startSyncExecutionOutput, error) {
	st, m, err := c.startable(in)
	if err != nil {
		return nil, err
	}
	if m.Type != machineExpress {
		return nil, failf("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
	}
	x := c.execute(st, m, *in.Input, value(in.Name), "")
	return x.output(), nil
}

func (x *Execution) output() *startSyncExecutionOutput {
	return &startSyncExecutionOutput{
		ARN: x.ARN, Machine: x.StateMachineARN, Name: x.Name, Started: epochOf(x.Started), Stopped: epochOf(x.stopped()), Status: x.Status,
		Error: pointer(x.Error), Cause: pointer(x.Cause), Input: x.Input, Output: pointer(x.Output),
	}
}

type describeExecutionInput struct {
	ARN *string `json:"executionArn" aws:"required,len=1..256"`
}

// describeExecution gives an execution of a standard state machine; those of
// express ones cannot be described.
func describeExecution(c *call, in *describeExecutionInput) (*startSyncExecutionOutput, error) {
	arn, ok := parseARN(*in.ARN)
	if !ok || arn.service != "states" || !strings.HasPrefix(arn.resource, "execution:") {
		return nil, failf("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: %s'", *in.ARN)
	}
	for _, x := range c.states().executions {
		if x.ARN == *in.ARN && !x.gone(c.now) {
			return x.output(), nil
		}
	}
	return nil, failf("ExecutionDoesNotExist", "Execution Does Not Exist: '%s'", *in.ARN)
}

type listExecutionsInput struct {
	MachineARN *string `json:"stateMachineArn" aws:"required,len=1..256"`
	Status     *string `json:"statusFilter" aws:"enum=RUNNING|SUCCEEDED|FAILED|TIMED_OUT|ABORTED|PENDING_REDRIVE"`
	MaxResults *int64  `json:"maxResults" aws:"range=0..1000"`
	NextToken  *string `json:"nextToken" aws:"len=1..3096"`
}

type listedExecution struct {
	ARN        string `json:"executionArn"`
	MachineARN string `json:"stateMachineArn"`
	Name       string `json:"name"`
	Status     string `json:"status"`
	Started    *epoch `json:"startDate"`
	Stopped    *epoch `json:"stopDate"`
}

type listExecutionsOutput struct {
	Executions []listedExecution `json:"executions"`
	NextToken  *string           `json:"nextToken,omitempty"`
}

// listExecutions lists the executions of a standard state machine, newest first.
func listExecutions(c *call, in *listExecutionsInput) (*listExecutionsOutput, error) {
	st, m, err := c.machine(*in.MachineARN)
	if err != nil {
		return nil, err
	}
	if m.Type == machineExpress {
		return nil, failf("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
	}
	var found []listedExecution
	for _, x := range slices.Backward(st.executions) {
		if x.StateMachineARN == m.ARN && (in.Status == nil || x.Status == *in.Status) && !x.gone(c.now) {
			found = append(found, listedExecution{x.ARN, m.ARN, x.Name, x.Status, epochOf(x.Started), epochOf(x.stopped())})
		}
	}
	slices.SortStableFunc(found, func(a, b listedExecution) int { return time.Time(*b.Started).Compare(time.Time(*a.Started)) })
	size := 100
	if n := value(in.MaxResults); n > 0 {
		size = int(n)
	}
	from, err := strconv.Atoi("0" + value(in.NextToken))
	if err != nil || from > len(found) {
		return nil, failf("InvalidToken", "Invalid Token: 'Invalid token'")
	}
	out := &listExecutionsOutput{Executions: append([]listedExecution{}, found[from:min(from+size, len(found))]...)}
	if from+size < len(found) {
		out.NextToken = pointer(strconv.Itoa(from + size))
	}
	return out, nil
}
