package emulator_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestAPIDestination sends an event to a server on this machine, and loses those
// that it refuses to a dead-letter queue.
func TestAPIDestination(t *testing.T) {
	t.Parallel()
	type request struct{ method, uri, authorization, team, body string }
	var got []request
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = append(got, request{r.Method, r.URL.RequestURI(), r.Header.Get("Authorization"), r.Header.Get("X-Team"), string(body)})
		w.WriteHeader(status)
	}))
	defer server.Close()

	bed := start(t)
	bed.SetConnectionDelay(emulator.ConnectionDelay{Describes: 2})
	ctx := context.Background()
	events, roles := bed.events, iam.NewFromConfig(bed.config(region))

	role := ok[*iam.CreateRoleOutput](t)(roles.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("invoke"), AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)}))
	conn := ok[*eventbridge.CreateConnectionOutput](t)(events.CreateConnection(ctx, &eventbridge.CreateConnectionInput{
		Name: aws.String("chat"), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey,
		AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("Bearer hidden")},
			InvocationHttpParameters: &ebtypes.ConnectionHttpParameters{
				HeaderParameters:      []ebtypes.ConnectionHeaderParameter{{Key: aws.String("X-Team"), Value: aws.String("of the connection")}},
				QueryStringParameters: []ebtypes.ConnectionQueryStringParameter{{Key: aws.String("sig"), Value: aws.String("hidden too"), IsValueSecret: true}},
				BodyParameters:        []ebtypes.ConnectionBodyParameter{{Key: aws.String("key"), Value: aws.String("k")}},
			},
		},
	}))
	if conn.ConnectionState != ebtypes.ConnectionStateCreating {
		t.Errorf("a new connection is %s", conn.ConnectionState)
	}
	var described *eventbridge.DescribeConnectionOutput
	for range 3 {
		described = ok[*eventbridge.DescribeConnectionOutput](t)(events.DescribeConnection(ctx, &eventbridge.DescribeConnectionInput{Name: aws.String("chat")}))
	}
	if described.ConnectionState != ebtypes.ConnectionStateAuthorized || described.AuthParameters.InvocationHttpParameters.QueryStringParameters[0].Value != nil || !strings.Contains(aws.ToString(described.SecretArn), ":secret:events!connection/chat/") {
		t.Errorf("got %+v", described)
	}
	destination := ok[*eventbridge.CreateApiDestinationOutput](t)(events.CreateApiDestination(ctx, &eventbridge.CreateApiDestinationInput{
		Name: aws.String("chat"), ConnectionArn: conn.ConnectionArn, HttpMethod: ebtypes.ApiDestinationHttpMethodPost, InvocationEndpoint: aws.String(server.URL + "/rooms/*/send?a=1"),
	}))
	ok[*eventbridge.PutRuleOutput](t)(events.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("all"), EventPattern: aws.String(`{"source":["me"]}`)}))
	target := ebtypes.Target{
		Id: aws.String("chat"), Arn: destination.ApiDestinationArn, RoleArn: role.Role.Arn,
		DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:123456789012:dead")},
		InputTransformer: &ebtypes.InputTransformer{InputPathsMap: map[string]string{"n": "$.detail.n"}, InputTemplate: aws.String(`{"text":<n>}`)},
		HttpParameters: &ebtypes.HttpParameters{
			PathParameterValues: []string{"general"}, HeaderParameters: map[string]string{"X-Team": "of the target"}, QueryStringParameters: map[string]string{"b": "2"},
		},
	}
	ok[*eventbridge.PutTargetsOutput](t)(events.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("all"), Targets: []ebtypes.Target{target}}))
	publish := func() {
		ok[*eventbridge.PutEventsOutput](t)(events.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{
			{Source: aws.String("me"), DetailType: aws.String("A"), Detail: aws.String(`{"n":"x \"y\""}`)},
		}}))
	}
	codes := func() (out []string) {
		for _, failed := range bed.DeadLetters("arn:aws:sqs:us-east-1:123456789012:dead") {
			out = append(out, failed.Code)
		}
		return out
	}
	publish() // the role may not call the destination
	ok[*iam.PutRolePolicyOutput](t)(roles.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String("invoke"), PolicyName: aws.String("a"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"events:InvokeApiDestination","Resource":"` + aws.ToString(destination.ApiDestinationArn) + `"}]}`)}))
	publish()
	if want := (request{"POST", "/rooms/general/send?a=1&b=2&sig=hidden+too", "Bearer hidden", "of the connection", `{"key":"k","text":"x \"y\""}`}); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	status = http.StatusForbidden
	publish()
	ok[*eventbridge.DeauthorizeConnectionOutput](t)(events.DeauthorizeConnection(ctx, &eventbridge.DeauthorizeConnectionInput{Name: aws.String("chat")}))
	publish()
	if got := strings.Join(codes(), " "); got != "NO_PERMISSIONS ERROR_FROM_TARGET NO_PERMISSIONS" {
		t.Errorf("dead letters: %s", got)
	}
	ok[*eventbridge.DeleteApiDestinationOutput](t)(events.DeleteApiDestination(ctx, &eventbridge.DeleteApiDestinationInput{Name: aws.String("chat")}))
	ok[*eventbridge.DeleteConnectionOutput](t)(events.DeleteConnection(ctx, &eventbridge.DeleteConnectionInput{Name: aws.String("chat")}))
	var gone error
	for range 4 {
		_, gone = events.DescribeConnection(ctx, &eventbridge.DescribeConnectionInput{Name: aws.String("chat")})
	}
	if gone == nil || bed.Inventory().Connections+bed.Inventory().APIDestinations > 0 {
		t.Error("something is left")
	}
	if _, err := events.CreateApiDestination(ctx, &eventbridge.CreateApiDestinationInput{Name: aws.String("chat"), ConnectionArn: conn.ConnectionArn, HttpMethod: "POST", InvocationEndpoint: aws.String("http://example.com")}); err == nil {
		t.Error("http is accepted")
	}
	for _, call := range bed.Calls() {
		if strings.Contains(fmt.Sprint(call.Input), "hidden") {
			t.Errorf("a secret is recorded: %v", call.Input)
		}
	}
}
