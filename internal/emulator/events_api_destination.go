package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

func registerAPIDestinations(s *jsonService) {
	writes(s, "CreateApiDestination", createAPIDestination)
	reads(s, "DescribeApiDestination", describeAPIDestination)
	writes(s, "UpdateApiDestination", updateAPIDestination)
	writes(s, "DeleteApiDestination", deleteAPIDestination)
	reads(s, "ListApiDestinations", listAPIDestinations)
}

// apiDestination is an HTTP endpoint that rules can send to.
type apiDestination struct {
	Name, ARN, Description string
	ConnectionARN          string
	Endpoint, Method       string
	Rate                   int64
	Created, Modified      time.Time
}

func (s *eventsState) apiDestination(name string) (*apiDestination, error) {
	found := s.destinations[name]
	if found == nil {
		return nil, notFound("ApiDestination %s does not exist.", name)
	}
	return found, nil
}

type createAPIDestinationInput struct {
	Name                         *string `aws:"required,len=1..64,re=ruleName"`
	Description                  *string `aws:"len=..512"`
	ConnectionArn                *string `aws:"required,len=1..1600"`
	InvocationEndpoint           *string `aws:"required,len=1..2048,re=endpoint"`
	HttpMethod                   *string `aws:"required,enum=POST|GET|HEAD|OPTIONS|PUT|PATCH|DELETE"` //nolint:revive // the name in the service model
	InvocationRateLimitPerSecond *int64  `aws:"range=1.."`
}

type apiDestinationOutput struct {
	ApiDestinationArn   string //nolint:revive // the name in the service model
	ApiDestinationState string //nolint:revive // the name in the service model
	CreationTime        *epoch
	LastModifiedTime    *epoch
}

// output is what every operation answers. A destination is inactive while its
// connection is not authorized.
func (s *eventsState) output(d *apiDestination) apiDestinationOutput {
	state := "INACTIVE"
	if conn := s.connectionOf(d.ConnectionARN); conn != nil && conn.State == connectionAuthorized {
		state = "ACTIVE"
	}
	return apiDestinationOutput{d.ARN, state, epochOf(d.Created), epochOf(d.Modified)}
}

func createAPIDestination(c *call, in *createAPIDestinationInput) (*apiDestinationOutput, error) {
	st, name := c.events(), *in.Name
	if st.destinations[name] != nil {
		return nil, failf("ResourceAlreadyExistsException", "ApiDestination %s already exists.", name)
	}
	d := &apiDestination{
		Name: name, ARN: arnOf("events", c.region, c.account, "api-destination/"+name+"/"+c.emulator.newUUID()),
		Rate: 300, Created: c.now,
	}
	return c.putAPIDestination(st, d, &updateAPIDestinationInput{
		Name: in.Name, Description: in.Description, ConnectionArn: in.ConnectionArn, InvocationEndpoint: in.InvocationEndpoint,
		HttpMethod: in.HttpMethod, InvocationRateLimitPerSecond: in.InvocationRateLimitPerSecond,
	})
}

type updateAPIDestinationInput struct {
	Name                         *string `aws:"required,len=1..64,re=ruleName"`
	Description                  *string `aws:"len=..512"`
	ConnectionArn                *string `aws:"len=1..1600"`
	InvocationEndpoint           *string `aws:"len=1..2048,re=endpoint"`
	HttpMethod                   *string `aws:"enum=POST|GET|HEAD|OPTIONS|PUT|PATCH|DELETE"` //nolint:revive // the name in the service model
	InvocationRateLimitPerSecond *int64  `aws:"range=1.."`
}

func updateAPIDestination(c *call, in *updateAPIDestinationInput) (*apiDestinationOutput, error) {
	st := c.events()
	d, err := st.apiDestination(*in.Name)
	if err != nil {
		return nil, err
	}
	changed := *d
	return c.putAPIDestination(st, &changed, in)
}

// putAPIDestination stores a destination with what is given.
func (c *call) putAPIDestination(st *eventsState, d *apiDestination, in *updateAPIDestinationInput) (*apiDestinationOutput, error) {
	for to, given := range map[*string]*string{&d.Description: in.Description, &d.ConnectionARN: in.ConnectionArn, &d.Endpoint: in.InvocationEndpoint, &d.Method: in.HttpMethod} {
		if given != nil {
			*to = *given
		}
	}
	if in.InvocationRateLimitPerSecond != nil {
		d.Rate = *in.InvocationRateLimitPerSecond
	}
	if st.connectionOf(d.ConnectionARN) == nil {
		return nil, notFound("Connection %s does not exist.", d.ConnectionARN)
	}
	if endpoint, err := url.Parse(d.Endpoint); err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && !isLoopback(d.Endpoint) {
		return nil, invalid("Parameter InvocationEndpoint is not valid. Reason: It must be an HTTPS URL.")
	}
	d.Modified = c.now
	st.destinations[d.Name] = d
	out := st.output(d)
	return &out, nil
}

type describedAPIDestination struct {
	apiDestinationOutput

	Name                         string
	Description                  string `json:",omitempty"`
	ConnectionArn                string
	InvocationEndpoint           string
	HttpMethod                   string //nolint:revive // the name in the service model
	InvocationRateLimitPerSecond int64
}

func (s *eventsState) describe(d *apiDestination) *describedAPIDestination {
	return &describedAPIDestination{s.output(d), d.Name, d.Description, d.ConnectionARN, d.Endpoint, d.Method, d.Rate}
}

func describeAPIDestination(c *call, in *connectionNameInput) (*describedAPIDestination, error) {
	d, err := c.events().apiDestination(*in.Name)
	if err != nil {
		return nil, err
	}
	return c.events().describe(d), nil
}

func deleteAPIDestination(c *call, in *connectionNameInput) (*struct{}, error) {
	st := c.events()
	if _, err := st.apiDestination(*in.Name); err != nil {
		return nil, err
	}
	delete(st.destinations, *in.Name)
	return &struct{}{}, nil
}

type listAPIDestinationsInput struct {
	NamePrefix    *string `aws:"len=1..64,re=ruleName"`
	ConnectionArn *string `aws:"len=1..1600"`
	NextToken     *string `aws:"len=1..2048"`
	Limit         *int64  `aws:"range=1..100"`
}

type listAPIDestinationsOutput struct {
	ApiDestinations []*describedAPIDestination //nolint:revive // the name in the service model
	NextToken       *string                    `json:",omitempty"`
}

func listAPIDestinations(c *call, in *listAPIDestinationsInput) (*listAPIDestinationsOutput, error) {
	st := c.events()
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(st.destinations)), func(name string) bool {
		return !strings.HasPrefix(name, value(in.NamePrefix)) || in.ConnectionArn != nil && st.destinations[name].ConnectionARN != *in.ConnectionArn
	})
	names, next, err := eventsPage(c, names, func(name string) string { return name }, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listAPIDestinationsOutput{ApiDestinations: []*describedAPIDestination{}, NextToken: next}
	for _, name := range names {
		found := st.describe(st.destinations[name])
		found.Description = "" // lists leave it out
		out.ApiDestinations = append(out.ApiDestinations, found)
	}
	return out, nil
}

// httpRequest is a call that EventBridge or Step Functions makes with a
// connection.
type httpRequest struct {
	method, url    string
	headers, query map[string]string
	body           []byte
}

type httpAnswer struct {
	status  int
	headers http.Header
	body    []byte
}

// answer makes the call with a connection; of parameters with the same name, that
// of the connection wins. Without a handler for its host it goes to a server of
// this machine.
func (r httpRequest) answer(conn *connection, handler http.Handler) (*httpAnswer, error) {
	endpoint, err := url.Parse(r.url)
	if err != nil {
		return nil, err
	}
	if handler == nil && !isLoopback(r.url) {
		return nil, fmt.Errorf("the emulator calls addresses of this machine only, not %s", endpoint.Host)
	}
	query := endpoint.Query()
	for name, text := range r.query {
		query.Set(name, text)
	}
	for _, p := range conn.Parameters.QueryStringParameters {
		query.Set(value(p.Key), value(p.Value))
	}
	endpoint.RawQuery = query.Encode()
	ctx, cancel := context.WithTimeout(context.Background(), loopbackTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, r.method, endpoint.String(), bytes.NewReader(withFields(r.body, conn.Parameters.BodyParameters)))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("User-Agent", "Amazon/EventBridge/ApiDestinations")
	for name, text := range r.headers {
		request.Header.Set(name, text)
	}
	for _, p := range conn.Parameters.HeaderParameters {
		request.Header.Set(value(p.Key), value(p.Value))
	}
	request.Header.Set(conn.KeyName, conn.KeyValue)
	if handler != nil {
		written := &writtenAnswer{headers: http.Header{}, status: http.StatusOK}
		handler.ServeHTTP(written, request)
		return &httpAnswer{written.status, written.headers, written.body.Bytes()}, nil
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it was read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return &httpAnswer{response.StatusCode, response.Header, body}, nil
}

// writtenAnswer is what a handler of this process answers.
type writtenAnswer struct {
	headers http.Header
	status  int
	body    bytes.Buffer
}

func (a *writtenAnswer) Header() http.Header { return a.headers }

func (a *writtenAnswer) WriteHeader(status int) { a.status = status }

func (a *writtenAnswer) Write(text []byte) (int, error) { return a.body.Write(text) }

// withFields adds fields to a body that is a JSON object.
func withFields(body []byte, fields []httpParameter) []byte {
	var object map[string]json.RawMessage
	if len(fields) == 0 || json.Unmarshal(body, &object) != nil {
		return body
	}
	for _, field := range fields {
		text, err := json.Marshal(value(field.Value))
		if err != nil {
			return body // never: a string
		}
		object[value(field.Key)] = text
	}
	out, err := json.Marshal(object)
	if err != nil {
		return body // never: valid JSON
	}
	return out
}

// httpTargetParameters are what a target adds to the request.
type httpTargetParameters struct {
	PathParameterValues   []string          `json:",omitempty"`
	HeaderParameters      map[string]string `json:",omitempty" aws:"len=..100,key(len=..512),val(len=..512)"`
	QueryStringParameters map[string]string `json:",omitempty" aws:"len=..100,key(len=..512),val(len=..512)"`
}
