package emulator

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Fault is something that goes wrong on purpose. Service, Operation and Match
// choose calls; After, Times and Rate choose among those; the rest says what
// happens. Faults that only delay combine with others; of the faults that
// decide an answer, the one injected first wins.
type Fault struct {
	// Service is the IAM prefix, such as "events"; "" means any.
	Service string
	// Operation is the operation's name, such as "PutRule"; "" means any.
	Operation string
	// Match chooses calls more closely, by region, access key or input. It must
	// not call the emulator.
	Match func(Call) bool

	// After lets this many chosen calls pass first: 2 means from the third on.
	After int
	// Times ends the fault after it happened this often; 0 means never.
	Times int
	// Rate is the share of calls the fault happens to, 0 to 1; 0 means all.
	Rate float64
	// Seed makes the draws of Rate repeatable.
	Seed uint64

	// Code answers with this AWS error code, such as "ThrottlingException".
	Code string
	// Message goes with Code; without it the usual words of AWS are used.
	Message string
	// Status is the HTTP status; by default it follows from Code. A status from
	// 500 on without a Code answers with InternalException.
	Status int

	// Delay waits before the call is handled, or until the caller gives up: an
	// hour is a call that hangs.
	Delay time.Duration
	// DelayAnswer waits after the call took effect: the caller is not told yet.
	DelayAnswer time.Duration
	// CutConnection closes the connection before anything happened.
	CutConnection bool
	// CutAfter closes the connection after the call took effect: the answer is lost.
	CutAfter bool
	// CutBody closes the connection in the middle of the answer's body.
	CutBody bool
	// StopRun stops the run of the state machine that made the call, which takes
	// effect.
	StopRun bool
	// Rewrite changes the answer's body, whatever protocol it is in. See
	// [SetMember] and [DropMember].
	Rewrite func(body []byte) []byte
	// StaleReads answers reads with the state of this many writes ago, at most
	// that at the time of the injection.
	StaleReads int
	// StaleFor answers reads with the state of this long ago, by the machine's
	// clock, at most that at the time of the injection.
	StaleFor time.Duration
	// PartialFailure makes the entries of PutTargets, RemoveTargets, PutEvents
	// and PutPartnerEvents fail, inside an answer with status 200, with Code and
	// Message (by default ConcurrentModificationException).
	PartialFailure bool
	// PartialIDs limits PartialFailure to these target ids, or for events to
	// these positions, "0" first; empty means all.
	PartialIDs []string
}

type armedFault struct {
	Fault
	random *rand.Rand
	seen   int
	fired  int
}

// effect is what the faults do to one call.
type effect struct {
	any         bool
	delay       time.Duration
	delayAnswer time.Duration
	err         *apiError
	cutBefore   bool
	cutAfter    bool
	cutBody     bool
	rewrite     func([]byte) []byte
	stopRun     bool
	staleWrites int
	staleFor    time.Duration
	partial     *Fault
}

// Inject arms a fault until remove is called, or it happened f.Times times.
func (e *Emulator) Inject(f Fault) (remove func()) {
	armed := &armedFault{Fault: f, random: rand.New(rand.NewPCG(f.Seed, 1))} //nolint:gosec // repeatable on purpose
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.hasStaleReads() {
		e.history = nil // what is remembered begins with the injection
	}
	e.faults = append(e.faults, armed)
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.faults = slices.DeleteFunc(e.faults, func(other *armedFault) bool { return other == armed })
	}
}

// ClearFaults removes all faults.
func (e *Emulator) ClearFaults() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults = nil
}

func (e *Emulator) meetFaults(c *call, sent Call) effect {
	var met effect
	for _, f := range e.faults {
		if !f.happensTo(sent) {
			continue
		}
		met.any = true
		met.delay += f.Delay
		met.delayAnswer += f.DelayAnswer
		if f.isStale() {
			met.staleWrites, met.staleFor = f.StaleReads, f.StaleFor
		}
		if f.Rewrite != nil {
			met.rewrite = f.Rewrite
		}
		switch {
		case f.CutConnection:
			met.cutBefore = true
		case f.CutAfter:
			met.cutAfter = true
		case f.CutBody:
			met.cutBody = true
		case f.StopRun:
			met.stopRun = true
		case f.PartialFailure:
			met.partial = &f.Fault
		case f.Code != "" || f.Status != 0:
			met.err = f.failure(c)
		default:
			continue // a delay, a stale read or a rewritten body leaves room for other faults
		}
		break
	}
	return met
}

func (f *armedFault) happensTo(sent Call) bool {
	switch {
	case f.Service != "" && f.Service != sent.Service,
		f.Operation != "" && f.Operation != sent.Operation,
		f.Match != nil && !f.Match(sent),
		f.Times > 0 && f.fired >= f.Times:
		return false
	}
	f.seen++
	if f.seen <= f.After {
		return false
	}
	if f.Rate > 0 && f.Rate < 1 && f.random.Float64() >= f.Rate {
		return false
	}
	f.fired++
	return true
}

func (f *armedFault) isStale() bool { return f.StaleReads > 0 || f.StaleFor > 0 }

func (f *armedFault) failure(c *call) *apiError {
	err := &apiError{Code: f.Code, Message: f.Message, Status: f.Status}
	if err.Code == "" {
		err.Code = "InternalException"
	}
	if err.Message == "" {
		err.Message = usualMessage(err.Code, c)
	}
	return err
}

// usualMessage is what AWS says with an error code that any operation may give.
func usualMessage(code string, c *call) string {
	switch code {
	case "ThrottlingException", "Throttling", "TooManyRequestsException":
		return "Rate exceeded"
	case "AccessDeniedException", "AccessDenied":
		return fmt.Sprintf("User: %s is not authorized to perform: %s:%s because no identity-based policy allows the %s:%s action",
			c.caller.arn(c.region), c.service, c.operation, c.service, c.operation)
	case "ExpiredTokenException", "ExpiredToken":
		return "The security token included in the request is expired"
	case "UnrecognizedClientException", "InvalidClientTokenId":
		return "The security token included in the request is invalid."
	case "ConcurrentModificationException":
		return "There is concurrent modification on a rule, target, archive, or replay."
	case "OperationAbortedException":
		return "Multiple concurrent requests to update the same resource were in conflict."
	case "OperationDisabledException":
		return "The operation you are attempting is not available in this region."
	case "ResourceNotFoundException":
		return "An entity that you specified does not exist."
	case "ResourceAlreadyExistsException":
		return "The resource you are trying to create already exists."
	case "LimitExceededException":
		return "The requested resource exceeds the maximum number allowed."
	case "InvalidStateException":
		return "The specified state is not a valid state for an event source."
	case "ManagedRuleException":
		return "This rule was created by an Amazon Web Services service on behalf of your account."
	case "ValidationException", "InvalidParameterException":
		return "A parameter of the request is not valid."
	case "ServiceUnavailableException":
		return "The service cannot complete the request."
	}
	return "The service met an internal error and could not complete the request (" + code + ")."
}

// partialFailure is the injected failure of one entry of a request with many, or nil.
func (c *call) partialFailure(id string) *apiError {
	if c.partial == nil || len(c.partial.PartialIDs) > 0 && !slices.Contains(c.partial.PartialIDs, id) {
		return nil
	}
	code := c.partial.Code
	if code == "" {
		code = "ConcurrentModificationException"
	}
	message := c.partial.Message
	if message == "" {
		message = usualMessage(code, c)
	}
	return &apiError{Code: code, Message: message}
}
