package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/buildkite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
)

const (
	auditName     = "audit-log"
	auditGroup    = "/audit"
	auditEvents   = 250
	auditWeeks    = 20
	auditInterval = 5 * time.Minute
	// mostAuditRuns ends a backfill that makes no progress.
	mostAuditRuns = 10
)

// audit is an account of AWS with nothing but the state machine that reads the
// audit log, and the Buildkite organization that it reads.
type audit struct {
	aws     *emulator.Emulator
	config  aws.Config
	machine string
	now     time.Time
}

// readAuditLog reads the invented audit events of twenty weeks, run by run. The
// first run is stopped on the way.
func readAuditLog(ctx context.Context, say narrator, bin string) error {
	a := &audit{now: time.Now().Truncate(time.Hour)}
	clock := func() time.Time { return a.now }
	a.aws = emulator.New(emulator.WithJSONata(filepath.Join(bin, "jsonata")), emulator.WithClock(clock))
	server, err := a.aws.Start()
	if err != nil {
		return err
	}
	defer server.Close()
	a.config = aws.Config{Region: region, BaseEndpoint: aws.String(server.URL), Credentials: credentials.NewStaticCredentialsProvider(accessKey, secretKey, "")}
	start := a.now.AddDate(0, 0, -7*auditWeeks)
	api := buildkite.New("my-org", "invented", clock)
	api.Add(buildkite.Invent(auditEvents, start, a.now)...)
	a.aws.HandleHTTPS(buildkite.Host, api)
	say.step("The audit log is read through Buildkite's API: %d invented events of the last %d weeks", auditEvents, auditWeeks)
	if err := a.build(ctx, start); err != nil {
		return err
	}
	a.aws.Inject(emulator.Fault{Operation: "PutEvents", StopRun: true, After: 6, Times: 1})
	found, doubled := 0, 0
	for run := 1; run <= mostAuditRuns && found < auditEvents; run++ {
		status, err := a.run(ctx)
		if err != nil {
			return err
		}
		if found, doubled, err = a.logged(); err != nil {
			return err
		}
		if status == string(sfntypes.ExecutionStatusAborted) {
			status = "stopped on the way"
		}
		say.line("run %d: %s, %d events are in the log", run, status, found)
		a.now = a.now.Add(auditInterval)
	}
	if found != auditEvents {
		return fmt.Errorf("%d of %d audit events are missing", auditEvents-found, auditEvents)
	}
	say.line("%d in the log, none missing (%d twice: the next run published again what the stopped one had)", found, doubled)
	return nil
}

// build creates the state machine, with what it needs, and a log group for what it
// publishes.
func (a *audit) build(ctx context.Context, start time.Time) error {
	bus, logs, roles := eventbridge.NewFromConfig(a.config), cloudwatchlogs.NewFromConfig(a.config), iam.NewFromConfig(a.config)
	connection, err := bus.CreateConnection(ctx, &eventbridge.CreateConnectionInput{
		Name: aws.String(auditName), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey,
		AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{
			ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("Bearer invented"),
		}},
	})
	if err != nil {
		return err
	}
	role, err := roles.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String(auditName), AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)})
	if err != nil {
		return err
	}
	source := catalog.Default().Source("buildkiteauditlog")
	spec := pull.Spec{
		Organization: "my-org", Start: start.UnixMilli(), LateMinutes: 10, ConnectionARN: aws.ToString(connection.ConnectionArn),
		EventBus: "default", EventSource: source.SourcePrefix + "my-org",
	}
	group := "arn:aws:logs:" + region + ":" + account + ":log-group:" + auditGroup
	for _, step := range []func() error{
		func() error {
			_, err := roles.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String(auditName), PolicyName: aws.String(auditName), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["states:*","events:*","secretsmanager:*"],"Resource":"*"}]}`)})
			return err
		},
		func() error {
			machine, err := sfn.NewFromConfig(a.config).CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
				Name: aws.String(auditName), Type: sfntypes.StateMachineTypeStandard, RoleArn: role.Role.Arn, Definition: aws.String(spec.Definition(source, "aws")),
			})
			if err == nil {
				a.machine = aws.ToString(machine.StateMachineArn)
			}
			return err
		},
		func() error {
			_, err := logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(auditGroup)})
			return err
		},
		func() error {
			_, err := logs.PutResourcePolicy(ctx, &cloudwatchlogs.PutResourcePolicyInput{PolicyName: aws.String(auditName), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]},` +
					`"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"` + group + `:*"}]}`)})
			return err
		},
		func() error {
			_, err := bus.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String(auditName), EventPattern: aws.String(`{"source":["` + spec.EventSource + `"]}`)})
			return err
		},
		func() error {
			_, err := bus.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String(auditName), Targets: []ebtypes.Target{{Id: aws.String("log"), Arn: aws.String(group)}}})
			return err
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// run starts the state machine, and returns how it ended.
func (a *audit) run(ctx context.Context) (string, error) {
	states := sfn.NewFromConfig(a.config)
	started, err := states.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: aws.String(a.machine)})
	if err != nil {
		return "", err
	}
	ended, err := states.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: started.ExecutionArn})
	if err != nil {
		return "", err
	}
	if ended.Error != nil {
		return "", errors.New(aws.ToString(ended.Error) + ": " + aws.ToString(ended.Cause))
	}
	return string(ended.Status), nil
}

// logged counts the events in the log group, and those that are there again.
func (a *audit) logged() (found, doubled int, err error) {
	known := map[string]bool{}
	entries := a.aws.LogEvents(region, auditGroup)
	for _, entry := range entries {
		var event struct {
			Detail struct{ Event struct{ UUID string } }
		}
		if err := json.Unmarshal([]byte(entry.Message), &event); err != nil {
			return 0, 0, err
		}
		known[event.Detail.Event.UUID] = true
	}
	return len(known), len(entries) - len(known), nil
}
