package emulator_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// Policies of roles that metrics need.
const (
	trustStates = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	trustEvents = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	mayPublish  = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"cloudwatch:PutMetricData","Resource":"*","Condition":{"StringEquals":{"cloudwatch:namespace":"Buildkite"}}}}`
	executor    = "arn:aws:iam::" + account + ":role/executor"
	invoker     = "arn:aws:iam::" + account + ":role/invoker"
	machineARN  = "arn:aws:states:" + region + ":" + account + ":stateMachine:wait"
	mayStart    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"states:StartExecution","Resource":"` + machineARN + `"}]}`
)

// clients are those of the services that metrics need.
type clients struct {
	*bed
	iam     *iam.Client
	states  *sfn.Client
	metrics *cloudwatch.Client
}

func startMetrics(t *testing.T, opts ...emulator.Option) *clients {
	t.Helper()
	return metricsOf(start(t, opts...))
}

func metricsOf(b *bed) *clients {
	config := b.config(region)
	return &clients{
		bed: b, iam: iam.NewFromConfig(config), metrics: cloudwatch.NewFromConfig(config),
		// StartSyncExecution has a host of its own, which an IP address cannot have.
		states: sfn.NewFromConfig(config, func(o *sfn.Options) {
			o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error {
				return s.Initialize.Add(middleware.InitializeMiddlewareFunc("PlainHost", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
					return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
				}), middleware.Before)
			})
		}),
	}
}

// got gives what a call gave, or stops the test.
func got[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// needJSONata skips a test that evaluates expressions where that is impossible.
func needJSONata(t *testing.T) {
	t.Helper()
	_, err := jsonata.Locate()
	if errors.Is(err, jsonata.ErrMissing) {
		t.Skip("SKIP: " + err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (c *clients) role(t *testing.T, name, trust string) {
	t.Helper()
	_, err := c.iam.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trust})
	must(t, 0, err)
}

func (c *clients) allow(t *testing.T, role, policy string) {
	t.Helper()
	_, err := c.iam.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: &role, PolicyName: aws.String("main"), PolicyDocument: &policy})
	must(t, 0, err)
}

// waitDefinition publishes how long a job waited, and nothing when that is not known.
const waitDefinition = `{"QueryLanguage":"JSONata","StartAt":"Known","States":{
  "Known":{"Type":"Choice","Choices":[{"Condition":"{% $type($states.input.detail.job.runnable_at) = 'string' and $type($states.input.detail.job.started_at) = 'string' %}","Next":"Publish"}],"Default":"Nothing"},
  "Publish":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:cloudwatch:putMetricData",
    "Arguments":{"Namespace":"Buildkite","MetricData":[{"MetricName":"JobWait","Unit":"Seconds","StorageResolution":1,"Timestamp":"{% $states.input.time %}",
      "Value":"{% ($p := '[Y0001]-[M01]-[D01] [H01]:[m01]:[s01] UTC'; ($toMillis($states.input.detail.job.started_at, $p) - $toMillis($states.input.detail.job.runnable_at, $p)) / 1000) %}",
      "Dimensions":"{% [ [ {'Name':'Pipeline','Value':$replace($states.input.detail.pipeline.slug, /[^ -~]/, '_')} ][$exists(Value) and $length($trim(Value)) > 0] ] %}"}]},
    "Retry":[{"ErrorEquals":["CloudWatch.CloudWatchException","CloudWatch.InternalServiceException"],"IntervalSeconds":1,"MaxAttempts":3,"BackoffRate":2}],
    "Next":"Nothing"},
  "Nothing":{"Type":"Succeed"}}}`

func machineInput() *sfn.CreateStateMachineInput {
	return &sfn.CreateStateMachineInput{
		Name: aws.String("wait"), Definition: aws.String(waitDefinition), RoleArn: aws.String(executor), Type: sfntypes.StateMachineTypeExpress,
	}
}

// machine makes the state machine with both its roles.
func (c *clients) machine(t *testing.T) {
	t.Helper()
	c.role(t, "executor", trustStates)
	c.allow(t, "executor", mayPublish)
	c.role(t, "invoker", trustEvents)
	c.allow(t, "invoker", mayStart)
	out := got[*sfn.CreateStateMachineOutput](t)(c.states.CreateStateMachine(t.Context(), machineInput()))
	equal(t, "ARN", *out.StateMachineArn, machineARN)
}

// holds checks that a text has a part.
func holds(t *testing.T, what, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%s: want %q in %q", what, part, text)
	}
}
