package buildkite_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/buildkite"
)

const query = `query ($organization: ID!, $from: DateTime, $first: Int!, $after: String, $full: Boolean!) {
	organization(slug: $organization) { slug graphql_id: id
		auditEvents(first: $first, after: $after, occurredAtFrom: $from) { pageInfo { hasNextPage endCursor }
			edges { node { uuid occurred_at: occurredAt data @include(if: $full) actor { name } subject { name }
				context { type: __typename ... on AuditWebContext { request_ip: requestIpAddress session: sessionUserUuid } ... on AuditAPIContext { token: requestApiAccessTokenUuid } } } } } } }`

type api struct {
	*buildkite.Fake
	t   *testing.T
	url string
	now time.Time
}

func serve(t *testing.T) *api {
	t.Helper()
	a := &api{t: t, now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	a.Fake = buildkite.New("my-org", "s3cret", func() time.Time { return a.now })
	server := httptest.NewServer(a.Fake)
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

func (a *api) post(path, token string, body any) (int, string, http.Header) {
	a.t.Helper()
	text, _ := json.Marshal(body)
	request, _ := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.url+path, strings.NewReader(string(text)))
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return response.StatusCode, string(answer), response.Header
}

type values = map[string]any

func (a *api) ask(query string, variables values) (int, string, http.Header) {
	a.t.Helper()
	return a.post("/v1", "s3cret", values{"query": query, "variables": variables})
}

// TestPages reads events of one time, page by page, while another one shows up.
func TestPages(t *testing.T) {
	t.Parallel()
	a := serve(t)
	events := buildkite.Invent(7, a.now.Add(-time.Hour), a.now)
	for i := range events {
		events[i].OccurredAt = a.now.Add(-time.Minute)
	}
	events[3].Visible = a.now.Add(time.Minute)
	events[5].Actor, events[5].Context, events[5].Data = nil, nil, nil
	a.Add(events...)
	var after any
	got := []string{}
	for pages := 1; ; pages++ {
		status, text, _ := a.ask(query, values{"organization": "my-org", "first": 3, "after": after, "full": true})
		var answer struct {
			Data struct {
				Organization struct {
					AuditEvents struct {
						PageInfo struct {
							HasNextPage bool
							EndCursor   string
						}
						Edges []struct{ Node struct{ UUID string } }
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(text), &answer); err != nil || status != 200 {
			t.Fatal(status, text)
		}
		list := answer.Data.Organization.AuditEvents
		for _, edge := range list.Edges {
			got = append(got, edge.Node.UUID[12:13])
		}
		if after = list.PageInfo.EndCursor; !list.PageInfo.HasNextPage {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		a.now = a.now.Add(time.Minute) // the fourth is visible now
	}
	if strings.Join(got, "") != "6543210" {
		t.Errorf("got %v", got)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	a := serve(t)
	events := buildkite.Invent(2, a.now.Add(-time.Hour), a.now)
	events[1].Actor, events[1].Context = nil, nil
	a.Add(events...)
	good := values{"organization": "my-org", "first": 10, "full": false}
	with := func(name string, value any) values {
		out := values{}
		for k, v := range good {
			out[k] = v
		}
		out[name] = value
		return out
	}
	for name, test := range map[string]struct {
		query     string
		variables values
		status    int
		want      string
	}{
		"an event without actor":  {query, good, 200, `"node":{"actor":null,"context":null,"occurred_at":"2026-11-01T11:30:00.000Z","subject":{"name":"deploy"}`},
		"a context":               {query, good, 200, `"context":{"request_ip":"192.0.2.1","session":null,"type":"AuditWebContext"}`},
		"with data":               {query, with("full", true), 200, `"data":{"name":["before","after 1"]}`},
		"from a time on":          {query, with("from", "2026-11-01T11:30:00.000Z"), 200, `"hasNextPage":false`},
		"another organization":    {query, with("organization", "other"), 200, `{"data":{"organization":null}}`},
		"a variable is missing":   {query, with("first", nil), 200, `variable $first was provided invalid value`},
		"too many":                {query, with("first", 501), 200, "`first` must be between 1 and 500"},
		"not a cursor":            {query, with("after", "x"), 200, `\"x\" is not a valid cursor`},
		"not a time":              {query, with("from", "yesterday"), 200, `is not a DateTime`},
		"a misspelled field":      {strings.Replace(query, "occurredAt ", "occuredAt ", 1), good, 200, `field 'occuredAt' doesn't exist on type 'AuditEvent'`},
		"a field of another type": {strings.Replace(query, "sessionUserUuid", "agentUuid", 1), good, 200, `field 'agentUuid' doesn't exist on type 'AuditWebContext'`},
		"an object without":       {strings.Replace(query, "actor { name }", "actor", 1), good, 200, `field 'actor' must have selections`},
		"an unknown argument":     {strings.Replace(query, "(first:", "(limit:", 1), good, 200, `doesn't accept argument 'limit'`},
		"an unknown variable":     {strings.Replace(query, "$full)", "$all)", 1), good, 200, `variable $all is used but not declared`},
		"syntax":                  {strings.Replace(query, "} }", "}", 1), good, 200, `parse error: unexpected end`},
		"too complex":             {strings.Replace(query, "slug graphql_id", strings.Repeat("a: auditEvents { edges { node { actor { id } subject { id } context { __typename } } } } ", 30)+"slug graphql_id", 1), good, 200, `which exceeds max complexity of 50000`},
	} {
		t.Run(name, func(t *testing.T) {
			b := serve(t)
			b.Add(events...)
			if status, text, _ := b.ask(test.query, test.variables); status != test.status || !strings.Contains(text, test.want) {
				t.Errorf("got %d %s, want %s", status, text, test.want)
			}
		})
	}
	if status, text, _ := a.post("/v1", "other", values{}); status != 401 || !strings.Contains(text, "Authentication") {
		t.Error(status, text)
	}
	for want, answer := range map[string]buildkite.Answer{
		`429 {"errors"`: buildkite.RateLimited, `503 {`: buildkite.Unavailable, `200 {"errors"`: buildkite.Failed,
		`200 {"data":{"organization":null}}`: buildkite.NoOrganization, `200 {"data":{"organization":{"uuid":"u","graphql_id":"g","slug":"s","auditEvents":null}}}`: buildkite.NoAuditLog,
	} {
		a.SetAnswer(func() *buildkite.Answer { return &answer })
		if status, text, _ := a.ask(query, good); !strings.HasPrefix(fmt.Sprint(status, " ", text), want) {
			t.Errorf("got %d %s, want %s", status, text, want)
		}
	}
}

// Twelve full pages in five minutes take the points of a user.
func TestPoints(t *testing.T) {
	t.Parallel()
	a := serve(t)
	full := values{"organization": "my-org", "first": 100, "full": true}
	for i := range 13 {
		status, text, headers := a.ask(query, full)
		if i == 12 {
			if status != 429 || !strings.Contains(text, "try again in 300 seconds") {
				t.Errorf("page 13: %d %s", status, text)
			}
		} else if status != 200 || headers.Get("RateLimit-Complexity-Requested") != "403" {
			t.Errorf("page %d: %d %s %v", i+1, status, text, headers)
		}
	}
	a.now = a.now.Add(5 * time.Minute)
	if status, _, _ := a.ask(query, full); status != 200 {
		t.Errorf("after five minutes: %d", status)
	}
	if requests, events := a.Requests(); requests != 14 || events != 0 {
		t.Errorf("%d requests, %d events", requests, events)
	}
}

func TestPortals(t *testing.T) {
	t.Parallel()
	a := serve(t)
	for slug, plain := range map[string]bool{"audit": false, "plain": true} {
		if err := a.AddPortal(slug, "p0rtal", query, plain); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.AddPortal("bad", "p0rtal", "query {", false); err == nil {
		t.Error("a query that is not one is stored")
	}
	good := values{"organization": "my-org", "first": 1, "full": true}
	for i, test := range []struct {
		slug, token, want string
	}{
		{"audit", "p0rtal", `200 {"data":{"organization":{"auditEvents":{"edges":[]`},
		{"plain", "p0rtal", `200 {"organization":{"auditEvents":{"edges":[]`},
		{"audit", "s3cret", `401 `},
		{"other", "p0rtal", `404 `},
	} {
		if status, text, _ := a.post("/organizations/my-org/portals/"+test.slug, test.token, good); !strings.HasPrefix(fmt.Sprint(status, " ", text), test.want) {
			t.Errorf("%d: got %d %s", i, status, text)
		}
	}
	for range 199 {
		_, _, _ = a.post("/organizations/my-org/portals/audit", "p0rtal", good)
	}
	if status, text, _ := a.post("/organizations/my-org/portals/audit", "p0rtal", good); status != 429 {
		t.Error(status, text)
	}
}
