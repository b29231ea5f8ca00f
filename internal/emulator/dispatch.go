package emulator

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// maxBody is the most a request may carry; CloudWatch Logs takes 1 MiB of events.
const maxBody = 16 << 20

// service is one AWS service: it knows its requests, its operations and how its
// answers and errors are written.
type service interface {
	// name is the service's prefix in IAM actions, such as "events".
	name() string
	// claims reports whether a request is for the service, and for which operation.
	claims(r *http.Request, body []byte) (operation string, ok bool)
	// operation finds an operation by name.
	operation(name string) (operation, bool)
	// summary is the input as it is recorded, before secrets are taken out.
	summary(body []byte) map[string]any
	// writeResult writes what the operation gave.
	writeResult(w http.ResponseWriter, c *call, out any)
	// writeError writes an error as the service does.
	writeError(w http.ResponseWriter, c *call, err *apiError)
}

// operation is one thing a service can do.
type operation struct {
	// read is true when the operation changes nothing; stale reads apply to it.
	read bool
	// unsigned is true when the operation needs no credentials.
	unsigned bool
	run      func(c *call, body []byte) (any, error)
}

// call is one request while it is handled.
type call struct {
	emulator  *Emulator
	store     *store
	service   string
	operation string
	region    string
	account   string
	accessKey string
	caller    identity
	requestID string
	now       time.Time
	partial   *Fault // the partial failure that was injected, or nil
	accesses  []Access
}

// credentialScope finds access key, region and service in a SigV4 signature.
var credentialScope = regexp.MustCompile(`Credential=([^/,\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request`)

// ServeHTTP answers one request of an AWS client.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r)
	if err != nil {
		http.Error(w, "reading the request: "+err.Error(), http.StatusBadRequest)
		return
	}
	if r.URL.Path == serviceEventsPath {
		e.publishPosted(w, r, body)
		return
	}
	svc, name, found := e.route(r, body)
	if !found {
		e.refuseUnknown(w, r)
		return
	}
	if rest, ok := svc.(interface {
		input(r *http.Request, body []byte) []byte
	}); ok {
		body = rest.input(r, body)
	}

	c, effect := e.admit(r, svc, name, body)
	wait(r, effect.delay)
	if effect.cutBefore {
		e.record(svc, c, body, &apiError{Code: "ConnectionCut"}, true)
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	out, failure := e.perform(svc, c, body, effect)
	wait(r, effect.delayAnswer)
	if effect.cutAfter {
		panic(http.ErrAbortHandler)
	}
	if effect.rewrite != nil || effect.cutBody {
		held := &heldAnswer{ResponseWriter: w}
		defer held.send(effect)
		w = held
	}
	w.Header().Set("X-Amzn-RequestId", c.requestID)
	if failure != nil {
		svc.writeError(w, c, failure)
		return
	}
	svc.writeResult(w, c, out)
}

// wait pauses, and ends the request when the caller has gone meanwhile.
func wait(r *http.Request, pause time.Duration) {
	if pause == 0 {
		return
	}
	select {
	case <-time.After(pause):
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

func (e *Emulator) route(r *http.Request, body []byte) (service, string, bool) {
	for _, svc := range e.services {
		if name, ok := svc.claims(r, body); ok {
			return svc, name, true
		}
	}
	return nil, "", false
}

// admit finds out who calls from where, and which faults the call meets.
func (e *Emulator) admit(r *http.Request, svc service, name string, body []byte) (*call, effect) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sequence++
	c := &call{
		emulator:  e,
		service:   svc.name(),
		operation: name,
		region:    DefaultRegion,
		requestID: e.newUUID(),
	}
	authorization := r.Header.Get("Authorization")
	if m := credentialScope.FindStringSubmatch(authorization); m != nil {
		c.accessKey, c.region = m[1], m[2]
	}
	if set := r.Header.Get("X-Amz-Region-Set"); set != "" && !strings.Contains(set, "*") {
		c.region, _, _ = strings.Cut(set, ",")
	}
	c.caller = e.identify(c.accessKey)
	c.account = c.caller.account
	return c, e.meetFaults(c, Call{
		Service: c.service, Operation: name, Region: c.region, AccessKey: c.accessKey, Input: redact(svc.summary(body)),
	})
}

// perform runs the operation under the lock, or gives the error it meets.
func (e *Emulator) perform(svc service, c *call, body []byte, effect effect) (any, *apiError) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c.now = e.clock()
	c.store = e.store
	c.partial = effect.partial

	out, failure := e.run(svc, c, body, effect)
	e.recordLocked(svc, c, body, failure, effect.any)
	return out, failure
}

func (e *Emulator) run(svc service, c *call, body []byte, effect effect) (any, *apiError) {
	op, ok := svc.operation(c.operation)
	if !ok {
		return nil, &apiError{
			Code:    "UnknownOperationException",
			Message: fmt.Sprintf("The emulator does not know the operation %s:%s.", c.service, c.operation),
		}
	}
	if !op.unsigned {
		if c.accessKey == "" {
			return nil, &apiError{Code: "MissingAuthenticationTokenException", Message: "Request is missing Authentication Token", Status: http.StatusForbidden}
		}
		if e.expired {
			return nil, &apiError{Code: "ExpiredTokenException", Message: "The security token included in the request is expired"}
		}
	}
	c.accesses = c.accessesOf(svc.summary(body))
	if effect.err != nil {
		return nil, effect.err
	}
	if failure := c.authorize(); failure != nil {
		return nil, failure
	}
	forget := func() {}
	switch {
	case op.read && (effect.staleWrites > 0 || effect.staleFor > 0):
		c.store = e.past(effect.staleWrites, effect.staleFor)
	case !op.read:
		forget = e.remember()
	}
	out, err := op.run(c, body)
	if err != nil {
		forget()
		return nil, asAPIError(err)
	}
	return out, nil
}

func (e *Emulator) refuseUnknown(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", jsonContentType)
	w.WriteHeader(http.StatusNotFound)
	writeJSON(w, map[string]string{
		"__type": "UnknownOperationException",
		"message": fmt.Sprintf("The emulator speaks %s on this endpoint; it does not know %s %s with target %q.",
			e.serviceNames(), r.Method, r.URL.Path, r.Header.Get("X-Amz-Target")),
	})
}

// serviceNames lists what the emulator speaks, as IAM prefixes.
func (e *Emulator) serviceNames() string {
	var names []string
	for _, svc := range e.services {
		if !slices.Contains(names, svc.name()) {
			names = append(names, svc.name())
		}
	}
	return strings.Join(names, ", ")
}

func readBody(r *http.Request) ([]byte, error) {
	reader := io.LimitReader(r.Body, maxBody)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(reader)
		if err != nil {
			return nil, err
		}
		reader = io.LimitReader(unzipped, maxBody)
	}
	var buffer bytes.Buffer
	_, err := buffer.ReadFrom(reader)
	return buffer.Bytes(), err
}
