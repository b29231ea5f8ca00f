package emulator_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	region     = "us-east-1"
	account    = emulator.DefaultAccount
	sourceName = "aws.partner/buildkite.com/my-org/0106-187c"
	groupName  = "/aws/events/buildkite"
	groupARN   = "arn:aws:logs:us-east-1:123456789012:log-group:" + groupName
)

// bed is an emulator that listens, with clients of one region.
type bed struct {
	*emulator.Emulator
	url    string
	events *eventbridge.Client
	logs   *cloudwatchlogs.Client
	sts    *sts.Client
}

func start(t *testing.T, opts ...emulator.Option) *bed {
	t.Helper()
	e := emulator.New(opts...)
	server, err := e.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &bed{Emulator: e, url: server.URL}
	config := b.config(region)
	b.events, b.logs, b.sts = eventbridge.NewFromConfig(config), cloudwatchlogs.NewFromConfig(config), sts.NewFromConfig(config)
	return b
}

// config is that of clients that send every request once.
func (b *bed) config(region string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: aws.String(b.url),
		Credentials: credentials.NewStaticCredentialsProvider("AKIDTEST", "secret", ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
		HTTPClient:  awsclient.PlainBodies(awshttp.NewBuildableClient()),
	}
}

// ok stops the test when a call failed, and gives what it gave.
func ok[T any](t *testing.T) func(out T, err error) T {
	t.Helper()
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// must stops the test when a call failed.
func must[T any](t *testing.T, out T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// refused checks that a call failed with a code, and with a message when one is given.
func refused(t *testing.T, err error, code string, message ...string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("want the error %s, got %v", code, err)
	}
	if api.ErrorCode() != code {
		t.Fatalf("want the error %s, got %s: %s", code, api.ErrorCode(), api.ErrorMessage())
	}
	for _, want := range message {
		if api.ErrorMessage() != want {
			t.Errorf("want the message\n%q, got\n%q", want, api.ErrorMessage())
		}
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// associate makes the partner's source and the customer's bus.
func (b *bed) associate(t *testing.T) {
	t.Helper()
	name := sourceName
	if err := b.CreatePartnerSource(region, name); err != nil {
		t.Fatal(err)
	}
	out, err := b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: &name, EventSourceName: &name})
	must(t, out, err)
}

func (b *bed) putRule(t *testing.T, bus, name, pattern string) string {
	t.Helper()
	out, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{
		Name: &name, EventBusName: &bus, EventPattern: &pattern,
	})
	return *must(t, out, err).RuleArn
}

func (b *bed) putTarget(t *testing.T, bus, rule string, target ebtypes.Target) {
	t.Helper()
	out, err := b.events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{
		Rule: &rule, EventBusName: &bus, Targets: []ebtypes.Target{target},
	})
	if must(t, out, err).FailedEntryCount != 0 {
		t.Fatalf("PutTargets failed: %v", *out.FailedEntries[0].ErrorMessage)
	}
}

func (b *bed) createGroup(t *testing.T, name string) {
	t.Helper()
	out, err := b.logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &name})
	must(t, out, err)
}

const writePolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
	"Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]},
	"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"` + groupARN + `:*"}]}`

func (b *bed) allowWriting(t *testing.T) {
	t.Helper()
	out, err := b.logs.PutResourcePolicy(t.Context(), &cloudwatchlogs.PutResourcePolicyInput{
		PolicyName: aws.String("events"), PolicyDocument: aws.String(writePolicy),
	})
	must(t, out, err)
}

// at is a clock that stands still.
func at(text string) func() time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return func() time.Time { return t }
}
