package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
)

// HandleHTTPS answers the HTTPS requests that state machines send to a host, such
// as "graphql.buildkite.com". No request leaves this machine: a host without a
// handler can't be reached. handler is called under the emulator's lock and must
// not call it.
func (e *Emulator) HandleHTTPS(host string, handler http.Handler) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.workflow.hosts = with(e.workflow.hosts, host, handler)
}

// forbiddenHeaders are some of those that a definition must not set: credentials
// belong into the connection.
var forbiddenHeaders = []string{"Authorization", "Connection", "Content-Length", "Cookie", "Host", "Range", "User-Agent"}

// invokeHTTP is the HTTP Task. Its errors are those of the user guide of Step
// Functions, "Call HTTPS APIs".
func (c *call) invokeHTTP(m *stateMachine, role *iamRole, arguments any) (any, *asl.Failure) {
	in, _ := arguments.(map[string]any)
	endpoint, err := url.Parse(textIn(in, "ApiEndpoint"))
	method, headers := textIn(in, "Method"), textsIn(in, "Headers")
	for _, name := range forbiddenHeaders {
		for given := range headers {
			if strings.EqualFold(given, name) {
				return nil, &asl.Failure{Error: asl.ErrorRuntime, Cause: "The header " + given + " is not allowed in Headers."}
			}
		}
	}
	if err != nil || endpoint.Scheme != "https" || endpoint.Host == "" || method == "" {
		return nil, &asl.Failure{Error: asl.ErrorRuntime, Cause: "ApiEndpoint must be an HTTPS URL, and Method is required."}
	}
	of := serviceCall{
		service: "states", operation: "InvokeHTTPEndpoint", errors: "States.Http", resource: m.ARN, input: in,
		conditions: map[string]string{"states:httpendpoint": endpoint.String(), "states:httpmethod": method},
	}
	var unusable *asl.Failure
	result, failed := c.callService(m, role, of, func(inner *call) (any, *apiError) {
		var conn *connection
		if conn, unusable = inner.connectionOfTask(role, in); unusable != nil {
			return nil, &apiError{Code: unusable.Error}
		}
		request := httpRequest{method: method, url: endpoint.String(), headers: headers, query: textsIn(in, "QueryParameters")}
		if body, given := in["RequestBody"]; given {
			request.body = []byte(compactJSON(body))
		}
		answer, err := request.answer(conn, c.emulator.workflow.hosts[endpoint.Hostname()])
		if err != nil {
			return nil, failf("Socket", "%s", err)
		}
		if answer.status >= http.StatusMultipleChoices {
			return nil, failf(fmt.Sprintf("StatusCode.%d", answer.status), "%s", answer.body)
		}
		return answer.result(), nil
	})
	if unusable != nil && failed != nil && !failed.Stopped {
		failed = unusable
	}
	return result, failed
}

// connectionOfTask finds the connection of an HTTP Task, which the role has to
// let Step Functions read.
func (c *call) connectionOfTask(role *iamRole, in map[string]any) (*connection, *asl.Failure) {
	given, ok := in["InvocationConfig"].(map[string]any)
	if !ok {
		given, _ = in["Authentication"].(map[string]any)
	}
	unusable := func(code, cause string) *asl.Failure {
		return &asl.Failure{Error: "Events.ConnectionResource." + code, Cause: cause}
	}
	arn := textIn(given, "ConnectionArn")
	conn := c.events().connectionOf(arn)
	switch {
	case conn == nil:
		return nil, unusable("ResourceNotFound", "The connection "+arn+" does not exist.")
	case conn.State != connectionAuthorized:
		return nil, unusable("InvalidConnectionState", "The connection is in the state "+conn.State+".")
	}
	for action, resource := range map[string]string{
		"events:RetrieveConnectionCredentials": conn.ARN, "secretsmanager:GetSecretValue": conn.SecretARN, "secretsmanager:DescribeSecret": conn.SecretARN,
	} {
		if !c.may(role, action, resource, nil) {
			return nil, unusable("AccessDenied", notAllowed(role.ARN, action, resource))
		}
	}
	return conn, nil
}

func textsIn(in map[string]any, member string) map[string]string {
	out := map[string]string{}
	object, _ := in[member].(map[string]any)
	for name := range object {
		out[name] = textIn(object, name)
	}
	return out
}

// result is an answer as the output of an HTTP Task.
func (a *httpAnswer) result() map[string]any {
	headers := map[string]any{}
	for name, values := range a.headers {
		list := []any{}
		for _, value := range values {
			list = append(list, value)
		}
		headers[strings.ToLower(name)] = list
	}
	out := map[string]any{
		"StatusCode": json.Number(strconv.Itoa(a.status)), "StatusText": http.StatusText(a.status), "Headers": headers, "ResponseBody": string(a.body),
	}
	if strings.Contains(a.headers.Get("Content-Type"), "json") && json.Valid(a.body) {
		out["ResponseBody"] = asTree(json.RawMessage(a.body))
	}
	return out
}
