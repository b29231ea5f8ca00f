package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Call is one request that the emulator was sent.
type Call struct {
	Service   string // the IAM prefix, such as "events"
	Operation string // such as "PutRule"
	Region    string
	AccessKey string // the caller's access key id; the secret is never sent
	RequestID string
	Time      time.Time
	// Input is what was sent, with tokens and secrets taken out and very long
	// texts cut.
	Input map[string]any
	// Accesses are what IAM decided on before the call was carried out.
	Accesses []Access
	// Code is the error code that was answered, or "" when the call succeeded.
	Code string
	// Injected is true when a fault had a part in the answer.
	Injected bool
}

// Name is the call as an IAM action: "events:PutRule".
func (c Call) Name() string { return c.Service + ":" + c.Operation }

// Calls lists what was called since the start or the last [Emulator.ResetCalls],
// in the order in which the calls were answered.
func (e *Emulator) Calls() []Call {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.calls)
}

// CallCount counts the calls of one operation, "events:PutRule". "events:*"
// counts those of a service, "*" all.
func (e *Emulator) CallCount(op string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	prefix, wild := strings.CutSuffix(op, "*")
	if !wild {
		return e.callCount[op]
	}
	total := 0
	for name, n := range e.callCount {
		if strings.HasPrefix(name, prefix) {
			total += n
		}
	}
	return total
}

// CallCounts counts all calls, by operation.
func (e *Emulator) CallCounts() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.callCount)
}

// ResetCalls forgets the calls recorded so far.
func (e *Emulator) ResetCalls() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.calls = nil
	e.callCount = map[string]int{}
}

func (e *Emulator) record(svc service, c *call, body []byte, failure *apiError, injected bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c.now = e.clock()
	e.recordLocked(svc, c, body, failure, injected)
}

func (e *Emulator) recordLocked(svc service, c *call, body []byte, failure *apiError, injected bool) {
	done := Call{
		Service: c.service, Operation: c.operation, Region: c.region, AccessKey: c.accessKey,
		RequestID: c.requestID, Time: c.now, Input: redact(svc.summary(body)), Accesses: c.accesses, Injected: injected,
	}
	if failure != nil {
		done.Code = failure.Code
	}
	if e.observer != nil {
		e.observer(done)
	}
	e.calls = append(e.calls, done)
	e.callCount[done.Name()]++
}

// longest is how much of one text of an input is recorded.
const longest = 4096

// redact takes secrets out of an input: tokens that are credentials, and
// anything named or marked as a secret, or named a password. Paging tokens stay.
func redact(input map[string]any) map[string]any {
	out := make(map[string]any, len(input))
	for key, value := range input {
		if isSecret(key) || key == "Value" && input["IsValueSecret"] == true {
			out[key] = "(redacted)"
			continue
		}
		out[key] = shorten(value)
	}
	return out
}

func isSecret(key string) bool {
	lower := strings.ToLower(key)
	switch lower {
	case "webidentitytoken", "samlassertion", "tokencode", "sessiontoken", "apikeyvalue":
		return true
	}
	return strings.Contains(lower, "password") || strings.Contains(lower, "secretaccesskey") || strings.Contains(lower, "clientsecret")
}

func shorten(value any) any {
	switch v := value.(type) {
	case string:
		if len(v) > longest {
			return v[:longest] + "..."
		}
	case map[string]any:
		return redact(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = shorten(item)
		}
		return out
	}
	return value
}
