package buildkite

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Hosts of the API and of portals.
const (
	Host       = "graphql.buildkite.com"
	PortalHost = "portal.buildkite.com"
)

// Limits of the API (Buildkite documentation, "GraphQL API limits" and "Portals").
const (
	limitWindow        = 5 * time.Minute
	organizationPoints = 20000
	userPoints         = 5000
	queryPoints        = 50000
	portalRequests     = 200 // in a minute
	mostPerPage        = 500 // and what a page without `first` counts as
)

// Fake is the API of one organization. It is safe for concurrent use.
type Fake struct {
	organization, token string
	now                 func() time.Time

	mu      sync.Mutex
	events  []*Event // newest first
	answer  func() *Answer
	portals map[string]*portal
	spent   []spending
	// requests counts the requests so far, those with errors included.
	requests int
	// queried counts the events given so far.
	queried int
}

// portal is a stored query with its own token.
type portal struct {
	token string
	query *operation
	plain bool
	used  []time.Time
}

// spending is what a query cost, and when.
type spending struct {
	at     time.Time
	points int
}

// New is the API of an organization with one token. Its time is that of now, nil
// for the machine's.
func New(organization, token string, now func() time.Time) *Fake {
	if now == nil {
		now = time.Now
	}
	return &Fake{organization: organization, token: token, now: now, portals: map[string]*portal{}}
}

// Add adds events.
func (f *Fake) Add(events ...Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range events {
		f.events = append(f.events, &events[i])
	}
	slices.SortFunc(f.events, compare)
}

// Clear removes all events.
func (f *Fake) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events = nil
}

// AddPortal stores a query with a token, as an administrator does. The answers of
// a portal are wrapped in "data", or with plain they are not: Buildkite does not
// document it.
func (f *Fake) AddPortal(slug, token, query string, plain bool) error {
	parsed, err := parse(query)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.portals[slug] = &portal{token: token, query: parsed, plain: plain}
	return nil
}

// Answer is an answer in place of the API's own.
type Answer struct {
	Status int
	Body   string
}

// Answers of an API that fails.
var (
	RateLimited      = Answer{http.StatusTooManyRequests, `{"errors":[{"message":"You have used up your points. Please try again in 42 seconds"}]}`}
	Unavailable      = Answer{http.StatusServiceUnavailable, `{"message":"Service unavailable"}`}
	Failed           = Answer{http.StatusOK, `{"errors":[{"message":"Something went wrong","path":["organization"]}],"data":null}`}
	NoOrganization   = Answer{http.StatusOK, `{"data":{"organization":null}}`}
	NoAuditLog       = Answer{http.StatusOK, `{"data":{"organization":{"uuid":"u","graphql_id":"g","slug":"s","auditEvents":null}}}`}
	NotAuthenticated = Answer{http.StatusUnauthorized, `{"errors":[{"message":"Authentication required"}]}`}
)

// SetAnswer asks choose before each request for an answer in place of the API's
// own; nil leaves it to the API. choose must not call the fake.
func (f *Fake) SetAnswer(choose func() *Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = choose
}

// Requests is how many requests there were, those that failed included, and how
// many events were given.
func (f *Fake) Requests() (requests, events int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.requests, f.queried
}

// ServeHTTP answers a request for the API or for a portal.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	send := func(a Answer) {
		w.WriteHeader(a.Status)
		_, _ = io.WriteString(w, a.Body) // the client went away: nobody is left to tell
	}
	if err != nil || r.Method != http.MethodPost {
		send(Answer{http.StatusMethodNotAllowed, message("Use POST with a JSON body.")})
		return
	}
	if f.answer != nil {
		if instead := f.answer(); instead != nil {
			send(*instead)
			return
		}
	}
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if slug, found := strings.CutPrefix(r.URL.Path, "/organizations/"+f.organization+"/portals/"); found {
		send(f.callPortal(slug, token, body))
		return
	}
	if r.URL.Path != "/v1" {
		send(Answer{http.StatusNotFound, message("Not found")})
		return
	}
	if token != f.token {
		send(NotAuthenticated)
		return
	}
	send(f.query(w.Header(), body))
}

func message(text string) string { return toJSON(map[string]string{"message": text}) }

// graphqlErrors is how GraphQL reports errors: with success.
func graphqlErrors(texts ...string) Answer {
	list := make([]map[string]string, len(texts))
	for i, text := range texts {
		list[i] = map[string]string{"message": text}
	}
	return Answer{http.StatusOK, toJSON(map[string]any{"errors": list, "data": nil})}
}

func toJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return `{"errors":[{"message":"the fake can't write its answer"}]}`
	}
	return string(text)
}

// query answers a query of the API.
func (f *Fake) query(headers http.Header, body []byte) Answer {
	var request struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return Answer{http.StatusBadRequest, message("The body is not valid JSON.")}
	}
	parsed, err := parse(request.Query)
	if err != nil {
		return graphqlErrors(err.Error())
	}
	points, err := parsed.cost(request.Variables)
	switch {
	case err != nil:
		return graphqlErrors(err.Error())
	case points > queryPoints:
		return graphqlErrors(fmt.Sprintf("Query has complexity of %d, which exceeds max complexity of %d", points, queryPoints))
	}
	left, reset := f.left()
	headers.Set("RateLimit-Limit", strconv.Itoa(organizationPoints))
	headers.Set("RateLimit-Remaining", strconv.Itoa(max(0, left+organizationPoints-userPoints-points)))
	headers.Set("RateLimit-User-Remaining", strconv.Itoa(max(0, left-points)))
	headers.Set("RateLimit-Reset", strconv.Itoa(int(reset.Seconds())))
	headers.Set("RateLimit-Complexity-Requested", strconv.Itoa(points))
	if points > left {
		return Answer{http.StatusTooManyRequests, toJSON(map[string]any{"errors": []map[string]string{{
			"message": fmt.Sprintf("You have exceeded the limit of %d points. Please try again in %d seconds", userPoints, int(reset.Seconds())),
		}}})}
	}
	f.spent = append(f.spent, spending{f.now(), points})
	data, err := f.run(parsed, request.Variables)
	if err != nil {
		return graphqlErrors(err.Error())
	}
	return Answer{http.StatusOK, toJSON(map[string]any{"data": data})}
}

// left is how many points the user has, and when the first of those spent return.
func (f *Fake) left() (points int, reset time.Duration) {
	now := f.now()
	f.spent = slices.DeleteFunc(f.spent, func(s spending) bool { return now.Sub(s.at) >= limitWindow })
	points = userPoints
	for _, s := range f.spent {
		points -= s.points
	}
	if len(f.spent) > 0 {
		reset = limitWindow - now.Sub(f.spent[0].at)
	}
	return points, reset
}

// callPortal answers a call of a portal: the body has the variables.
func (f *Fake) callPortal(slug, token string, body []byte) Answer {
	p := f.portals[slug]
	if p == nil {
		return Answer{http.StatusNotFound, message("Not found")}
	}
	if token != p.token {
		return NotAuthenticated
	}
	now := f.now()
	p.used = slices.DeleteFunc(p.used, func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	if len(p.used) >= portalRequests {
		return Answer{http.StatusTooManyRequests, message("Too many requests. Please try again in 60 seconds")}
	}
	p.used = append(p.used, now)
	var variables map[string]any
	if err := json.Unmarshal(body, &variables); err != nil {
		return Answer{http.StatusBadRequest, message("The body is not valid JSON.")}
	}
	data, err := f.run(p.query, variables)
	switch {
	case err != nil:
		return graphqlErrors(err.Error())
	case p.plain:
		return Answer{http.StatusOK, toJSON(data)}
	}
	return Answer{http.StatusOK, toJSON(map[string]any{"data": data})}
}
