package emulator_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func (b *bed) tryRule(t *testing.T, name string) error {
	t.Helper()
	_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: &name, EventPattern: aws.String(anyPattern)})
	return err
}

func TestFaultCodes(t *testing.T) {
	t.Parallel()
	b := start(t)
	for _, test := range []struct {
		fault         emulator.Fault
		code, message string
		status        int
	}{
		{emulator.Fault{Code: "ThrottlingException"}, "ThrottlingException", "Rate exceeded", 400},
		{emulator.Fault{Code: "AccessDeniedException", Operation: "PutRule"}, "AccessDeniedException",
			"User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: events:PutRule because no identity-based policy allows the events:PutRule action", 400},
		{emulator.Fault{Code: "ExpiredTokenException"}, "ExpiredTokenException", "The security token included in the request is expired", 400},
		{emulator.Fault{Status: 503}, "InternalException", "The service met an internal error and could not complete the request (InternalException).", 503},
		{emulator.Fault{Code: "InternalException"}, "InternalException", "The service met an internal error and could not complete the request (InternalException).", 500},
		{emulator.Fault{Service: "events", Code: "LimitExceededException", Message: "no more"}, "LimitExceededException", "no more", 400},
	} {
		remove := b.Inject(test.fault)
		err := b.tryRule(t, "r")
		refused(t, err, test.code, test.message)
		var response *awshttp.ResponseError
		if !errors.As(err, &response) || response.HTTPStatusCode() != test.status {
			t.Errorf("%+v: want status %d in %v", test.fault, test.status, err)
		}
		if response.ServiceRequestID() == "" {
			t.Error("the error has no request id")
		}
		remove()
		must(t, 0, b.tryRule(t, "r"))
	}
}

func TestFaultChoosesCalls(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.Inject(emulator.Fault{Operation: "PutRule", After: 1, Times: 2, Code: "ThrottlingException"})
	b.Inject(emulator.Fault{Service: "logs", Code: "ThrottlingException"})
	b.Inject(emulator.Fault{Match: func(c emulator.Call) bool { return c.Input["Name"] == "bad" }, Code: "InternalException"})
	outcome := ""
	for range 4 {
		if b.tryRule(t, "r") == nil {
			outcome += "+"
		} else {
			outcome += "-"
		}
	}
	equal(t, "outcome", outcome, "+--+")
	refused(t, b.tryRule(t, "bad"), "InternalException")
	b.ClearFaults()
	must(t, 0, b.tryRule(t, "bad"))
}

func TestFaultRateIsRepeatable(t *testing.T) {
	t.Parallel()
	outcomes := map[string]bool{}
	for range 2 {
		b := start(t)
		b.Inject(emulator.Fault{Operation: "PutRule", Rate: 0.3, Seed: 7, Code: "ThrottlingException"})
		outcome := ""
		for range 100 {
			if b.tryRule(t, "r") != nil {
				outcome += "-"
			} else {
				outcome += "+"
			}
		}
		if n := strings.Count(outcome, "-"); n < 15 || n > 45 {
			t.Errorf("%d of 100 calls failed, about 30 were asked for", n)
		}
		outcomes[outcome] = true
	}
	equal(t, "different outcomes", len(outcomes), 1)
}

func TestCutConnections(t *testing.T) {
	t.Parallel()
	b := start(t)
	cut := func(fault emulator.Fault) {
		t.Helper()
		fault.Times = 1
		b.Inject(fault)
		err := b.tryRule(t, "r")
		var api smithy.APIError
		if err == nil || errors.As(err, &api) {
			t.Fatalf("want a broken connection, got %v", err)
		}
	}
	cut(emulator.Fault{CutConnection: true})
	equal(t, "rules after a cut before", len(b.Rules(region, "default")), 0)
	cut(emulator.Fault{CutAfter: true})
	equal(t, "rules after a cut behind", len(b.Rules(region, "default")), 1)
	equal(t, "calls", b.CallCount("events:PutRule"), 2)
}

func TestRewrittenAnswers(t *testing.T) {
	t.Parallel()
	b := start(t)
	must(t, 0, b.tryRule(t, "r"))
	list := func(fault emulator.Fault) (*eventbridge.ListRulesOutput, error) {
		t.Helper()
		defer b.Inject(fault)()
		return b.events.ListRules(t.Context(), nil)
	}
	same := emulator.SetMember("NextToken", "again")
	equal(t, "token", aws.ToString(ok[*eventbridge.ListRulesOutput](t)(list(emulator.Fault{Rewrite: same})).NextToken), "again")
	equal(t, "rules", len(ok[*eventbridge.ListRulesOutput](t)(list(emulator.Fault{Rewrite: emulator.DropMember("Rules")})).Rules), 0)
	empty := func([]byte) []byte { return nil }
	equal(t, "rules", len(ok[*eventbridge.ListRulesOutput](t)(list(emulator.Fault{Rewrite: empty})).Rules), 0)

	_, err := list(emulator.Fault{Status: 503, Rewrite: func([]byte) []byte { return []byte("<html>") }})
	var response *awshttp.ResponseError
	if !errors.As(err, &response) || response.HTTPStatusCode() != 503 {
		t.Errorf("want status 503, got %v", err)
	}
	if _, err := list(emulator.Fault{CutBody: true}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("want a body cut short, got %v", err)
	}
	held, give := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer give()
	b.Inject(emulator.Fault{Delay: time.Hour})
	if _, err := b.events.ListRules(held, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("want a call that hangs, got %v", err)
	}
}

func TestDelay(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.Inject(emulator.Fault{Delay: 30 * time.Millisecond})
	b.Inject(emulator.Fault{Code: "ThrottlingException"})
	began := time.Now()
	refused(t, b.tryRule(t, "r"), "ThrottlingException")
	if took := time.Since(began); took < 30*time.Millisecond {
		t.Errorf("a delayed call took %v", took)
	}
}

func TestStaleReads(t *testing.T) {
	t.Parallel()
	b := start(t)
	must(t, 0, b.tryRule(t, "0"))
	remove := b.Inject(emulator.Fault{Operation: "ListRules", StaleReads: 2})
	seen := func() string {
		t.Helper()
		var names []string
		for _, rule := range ok[*eventbridge.ListRulesOutput](t)(b.events.ListRules(t.Context(), nil)).Rules {
			names = append(names, *rule.Name)
		}
		return strings.Join(names, "")
	}
	equal(t, "before any write", seen(), "0")
	must(t, 0, b.tryRule(t, "1"))
	equal(t, "one write later", seen(), "0")
	refused(t, b.tryRule(t, "not a name"), "ValidationException") // and no write
	must(t, 0, b.tryRule(t, "2"))
	equal(t, "two writes later", seen(), "0")
	must(t, 0, b.tryRule(t, "3"))
	equal(t, "three writes later", seen(), "01")
	equal(t, "what is really there", len(b.Rules(region, "default")), 4)
	remove()
	equal(t, "without the fault", seen(), "0123")

	b.Inject(emulator.Fault{Operation: "ListRules", StaleFor: time.Hour})
	must(t, 0, b.tryRule(t, "4"))
	equal(t, "an hour ago", seen(), "0123")
	b.ClearFaults()
	b.Inject(emulator.Fault{Operation: "ListRules", StaleFor: time.Nanosecond})
	must(t, 0, b.tryRule(t, "5"))
	equal(t, "a moment ago", seen(), "012345")
}

func TestExpiredCredentials(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithExpiredCredentials())
	refused(t, b.tryRule(t, "r"), "ExpiredTokenException")
	_, err := b.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	refused(t, err, "ExpiredToken", "The security token included in the request is expired")
	b.SetCredentialsExpired(false)
	must(t, 0, b.tryRule(t, "r"))
}

func TestRecording(t *testing.T) {
	t.Parallel()
	b := start(t)
	must(t, 0, b.tryRule(t, "r"))
	b.Inject(emulator.Fault{Operation: "ListRules", Code: "ThrottlingException"})
	_, _ = b.events.ListRules(t.Context(), nil)
	_, _ = b.sts.AssumeRoleWithWebIdentity(t.Context(), &sts.AssumeRoleWithWebIdentityInput{
		RoleArn: aws.String("arn:aws:iam::123456789012:role/r"), RoleSessionName: aws.String("session"), WebIdentityToken: aws.String("very-secret"),
	})
	calls := b.Calls()
	equal(t, "calls", len(calls), 3)
	equal(t, "name", calls[0].Name(), "events:PutRule")
	equal(t, "region", calls[0].Region, region)
	equal(t, "access key", calls[0].AccessKey, "AKIDTEST")
	equal(t, "input", calls[0].Input["EventPattern"], any(anyPattern))
	equal(t, "code", calls[1].Code, "ThrottlingException")
	equal(t, "injected", fmt.Sprint(calls[0].Injected, calls[1].Injected), "false true")
	if text := fmt.Sprint(calls[2]); strings.Contains(text, "very-secret") || !strings.Contains(text, "role/r") {
		t.Errorf("not redacted, or too much: %s", text)
	}
	equal(t, "events:PutRule", b.CallCount("events:PutRule"), 1)
	equal(t, "events:*", b.CallCount("events:*"), 2)
	equal(t, "*", b.CallCount("*"), 3)
	equal(t, "counts", fmt.Sprint(b.CallCounts()), "map[events:ListRules:1 events:PutRule:1 sts:AssumeRoleWithWebIdentity:1]")
	b.ResetCalls()
	equal(t, "calls after the reset", b.CallCount("*"), 0)
}

func TestRequestsThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	b := start(t)
	post := func(target, authorization, body string) (int, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url, strings.NewReader(body))
		must(t, request, err)
		request.Header.Set("X-Amz-Target", target)
		if authorization != "" {
			request.Header.Set("Authorization", authorization)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { must(t, 0, response.Body.Close()) }()
		text := make([]byte, 1000)
		n, _ := response.Body.Read(text)
		return response.StatusCode, string(text[:n])
	}
	const signed = "AWS4-HMAC-SHA256 Credential=AKID/20261120/eu-west-1/events/aws4_request, SignedHeaders=host, Signature=x"
	for _, test := range []struct {
		target, authorization, body, want string
		status                            int
	}{
		{"AWSEvents.CreateArchive", signed, "{}", "UnknownOperationException", 400},
		{"DynamoDB_20120810.GetItem", signed, "{}", "UnknownOperationException", 404},
		{"AWSEvents.ListRules", "", "{}", "MissingAuthenticationTokenException", 403},
		{"AWSEvents.ListRules", signed, "{", "SerializationException", 400},
		{"AWSEvents.ListRules", signed, `{"Limit":"x"}`, "SerializationException", 400},
		{"AWSEvents.ListRules", signed, `{"Limit":0}`, "ValidationException", 400},
		{"AWSEvents.ListRules", signed, ``, `{"Rules":[]}`, 200},
		{"AWSEvents.PutRule", signed, `{}`, "Value null at 'name' failed to satisfy constraint: Member must not be null", 400},
	} {
		status, body := post(test.target, test.authorization, test.body)
		if status != test.status || !strings.Contains(body, test.want) {
			t.Errorf("%s %s: got %d %s", test.target, test.body, status, body)
		}
	}
	equal(t, "region of the signature", b.Calls()[0].Region, "eu-west-1")
}

// Rules of many regions put at once end up apart and whole.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.Inject(emulator.Fault{Operation: "ListRules", StaleReads: 1})
	var group sync.WaitGroup
	for _, name := range []string{"us-east-1", "eu-west-1", "cn-north-1"} {
		client := eventbridge.NewFromConfig(b.config(name))
		for i := range 20 {
			group.Go(func() {
				_, err := client.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String(fmt.Sprint(i)), EventPattern: aws.String(anyPattern)})
				if err != nil {
					t.Error(err)
				}
				if _, err := client.ListRules(t.Context(), nil); err != nil {
					t.Error(err)
				}
				b.Calls()
				b.Inventory()
			})
		}
	}
	group.Wait()
	for _, name := range []string{"us-east-1", "eu-west-1", "cn-north-1"} {
		equal(t, "rules in "+name, len(b.Rules(name, "default")), 20)
	}
	equal(t, "partition", b.Rules("cn-north-1", "default")[0].ARN, "arn:aws-cn:events:cn-north-1:123456789012:rule/0")
}
