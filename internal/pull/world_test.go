package pull_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/buildkite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
)

const (
	region   = "us-east-1"
	account  = emulator.DefaultAccount
	name     = "audit-log"
	logGroup = "/audit"
	token    = "s3cret"
)

// begin is when a world begins.
var begin = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// world is a Buildkite organization, and an AWS account with the state machine
// under test, which a schedule starts. What it publishes arrives in a log group.
type world struct {
	t      *testing.T
	aws    *emulator.Emulator
	fake   *buildkite.Fake
	states *sfn.Client
	events []buildkite.Event
	random *rand.Rand
	now    time.Time
	runs   []emulator.Execution

	// chances of what goes wrong
	faults faults
	// of the run that is on: how many calls it made, and after which it is stopped
	calls, stopAfter int
	// stale is how many runs the list of executions lags behind; hide makes it empty
	// although there is another page.
	stale int
	hide  bool
	// instead is what Buildkite answers, and down when it does not.
	instead *buildkite.Answer
	down    func(time.Time) bool
	// begin is what is read from.
	begin time.Time
	spec  pull.Spec
}

// faults are shares from 0 to 1: of runs that are stopped, that find a stale list,
// that start twice; of puts that fail in part or whose answer is lost; and of
// requests to Buildkite that are answered with an error.
// stopAtPut is the number of the put after which the first run that comes to it is
// stopped.
type faults struct {
	stop, stale, twice, partial, lost, limited, down, broken, missing float64

	stopAtPut int
}

// allAtOnce are the faults of a bad day.
var allAtOnce = faults{stop: 0.3, stale: 0.2, twice: 0.2, partial: 0.1, lost: 0.05, limited: 0.05, down: 0.1, broken: 0.03, missing: 0.02}

func newWorld(t *testing.T, seed uint64, change func(*pull.Spec)) *world {
	t.Helper()
	if _, err := jsonata.Default(); err != nil {
		t.Skip("SKIP: " + err.Error())
	}
	w := &world{t: t, random: rand.New(rand.NewPCG(seed, 1)), now: begin, begin: begin}
	w.aws = emulator.New(emulator.WithClock(func() time.Time { return w.now }))
	w.fake = buildkite.New("my-org", token, func() time.Time { return w.now })
	w.aws.HandleHTTPS(buildkite.Host, w.fake)
	w.aws.HandleHTTPS(buildkite.PortalHost, w.fake)
	server, err := w.aws.Start()
	w.must(err)
	t.Cleanup(func() { _ = server.Close() })
	config := aws.Config{
		Region: region, BaseEndpoint: aws.String(server.URL), Credentials: credentials.NewStaticCredentialsProvider("AKIDTEST", "secret", ""),
		HTTPClient: awsclient.PlainBodies(awshttp.NewBuildableClient()),
	}
	w.build(config, change)
	w.fail()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// build creates everything on AWS.
func (w *world) build(config aws.Config, change func(*pull.Spec)) {
	w.t.Helper()
	ctx := w.t.Context()
	roles, bus, logs := iam.NewFromConfig(config), eventbridge.NewFromConfig(config), cloudwatchlogs.NewFromConfig(config)
	arns := map[string]*string{}
	for role, service := range map[string]string{"execution": "states", "start": "scheduler"} {
		out, err := roles.CreateRole(ctx, &iam.CreateRoleInput{RoleName: &role, AssumeRolePolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + service + `.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)})
		w.must(err)
		arns[role] = out.Role.Arn
		_, err = roles.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: &role, PolicyName: aws.String("all"), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)})
		w.must(err)
	}
	conn, err := bus.CreateConnection(ctx, &eventbridge.CreateConnectionInput{
		Name: aws.String(name), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey, AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("Bearer " + token)}},
	})
	w.must(err)
	s := spec()
	s.ConnectionARN, s.Start = *conn.ConnectionArn, begin.UnixMilli()
	if change != nil {
		change(&s)
	}
	w.states, w.spec = sfn.NewFromConfig(config), s
	machine, err := w.states.CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
		Name: aws.String(name), Type: sfntypes.StateMachineTypeStandard, RoleArn: arns["execution"], Definition: aws.String(s.Definition(auditLog(), "aws")),
	})
	w.must(err)
	_, err = scheduler.NewFromConfig(config).CreateSchedule(ctx, &scheduler.CreateScheduleInput{
		Name: aws.String(name), ScheduleExpression: aws.String("rate(5 minutes)"), FlexibleTimeWindow: &schedulertypes.FlexibleTimeWindow{Mode: schedulertypes.FlexibleTimeWindowModeOff},
		Target: &schedulertypes.Target{Arn: machine.StateMachineArn, RoleArn: arns["start"]},
	})
	w.must(err)
	w.must(ignore(logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(logGroup)})))
	w.must(ignore(logs.PutResourcePolicy(ctx, &cloudwatchlogs.PutResourcePolicyInput{PolicyName: aws.String("all"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]},"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}`)})))
	w.must(ignore(bus.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("all"), EventPattern: aws.String(`{"source":["` + s.EventSource + `"]}`)})))
	w.must(ignore(bus.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("all"), Targets: []ebtypes.Target{
		{Id: aws.String("log"), Arn: aws.String("arn:aws:logs:" + region + ":" + account + ":log-group:" + logGroup)},
	}})))
}

func ignore[T any](_ T, err error) error { return err }

// replace changes the definition.
func (w *world) replace(s pull.Spec) {
	w.t.Helper()
	w.must(ignore(w.states.UpdateStateMachine(context.Background(), &sfn.UpdateStateMachineInput{
		StateMachineArn: aws.String("arn:aws:states:" + region + ":" + account + ":stateMachine:" + name), Definition: aws.String(s.Definition(auditLog(), "aws")),
	})))
}

// fail arms the faults; how often they happen is decided call by call.
func (w *world) fail() {
	chance := func(share float64) bool { return share > 0 && w.random.Float64() < share }
	w.aws.Inject(emulator.Fault{StopRun: true, Match: func(emulator.Call) bool {
		w.calls++
		return w.calls == w.stopAfter
	}})
	puts := 0
	w.aws.Inject(emulator.Fault{Operation: "PutEvents", StopRun: true, Match: func(emulator.Call) bool {
		puts++
		return puts == w.faults.stopAtPut
	}})
	w.aws.Inject(emulator.Fault{Operation: "ListExecutions", Match: func(emulator.Call) bool { return w.hide }, Rewrite: func([]byte) []byte {
		return []byte(`{"Executions":[],"NextToken":"x"}`)
	}})
	for lag := 1; lag <= 2; lag++ {
		w.aws.Inject(emulator.Fault{Service: "states", Operation: "ListExecutions", StaleReads: lag, Match: func(emulator.Call) bool { return w.stale == lag }})
	}
	w.aws.Inject(emulator.Fault{Operation: "PutEvents", PartialFailure: true, PartialIDs: []string{"0"}, Match: func(emulator.Call) bool { return chance(w.faults.partial) }})
	w.aws.Inject(emulator.Fault{Operation: "PutEvents", CutAfter: true, Match: func(emulator.Call) bool { return chance(w.faults.lost) }})
	w.fake.SetAnswer(func() *buildkite.Answer {
		switch {
		case w.instead != nil:
			return w.instead
		case w.down != nil && w.down(w.now):
			return &buildkite.Unavailable
		}
		for _, wrong := range []struct {
			share  float64
			answer buildkite.Answer
		}{
			{w.faults.limited, buildkite.RateLimited}, {w.faults.down, buildkite.Unavailable}, {w.faults.broken, buildkite.Failed}, {w.faults.missing, buildkite.NoOrganization},
		} {
			if chance(wrong.share) {
				return &wrong.answer
			}
		}
		return nil
	})
}

// add adds events that occur evenly over a time and are visible at once, or up to
// late later.
func (w *world) add(n int, from, to time.Time, late time.Duration) {
	events := buildkite.Invent(n, from, to)
	for i := range events {
		// Unique among all that were added.
		events[i].UUID = events[i].UUID[:24] + strings.ReplaceAll(events[i].OccurredAt.Format("150405.00"), ".", "") + events[i].UUID[32:]
		if late > 0 {
			events[i].Visible = events[i].OccurredAt.Add(time.Duration(w.random.Int64N(int64(late) + 1)))
		}
	}
	w.put(events)
}

func (w *world) put(events []buildkite.Event) {
	w.events = append(w.events, events...)
	w.fake.Add(events...)
}

// again adds the events once more after a test has changed them; the first are
// gone.
func (w *world) again() {
	w.fake.Clear()
	w.fake.Add(w.events...)
}

// reaches checks that something happened at all.
func (w *world) reaches(what string, got, atLeast int) {
	w.t.Helper()
	if got < atLeast {
		w.t.Errorf("%s: %d, want at least %d", what, got, atLeast)
	}
}

// count counts the runs of a status.
func (w *world) count(status string) int {
	n := 0
	for _, x := range w.runs {
		if x.Status == status {
			n++
		}
	}
	return n
}

func (w *world) retries() int {
	n := 0
	for _, x := range w.runs {
		n += x.Retries
	}
	return n
}

// waited is how long the runs that succeeded waited.
func (w *world) waited() time.Duration {
	longest := time.Duration(0)
	for _, x := range w.runs {
		if x.Status == "SUCCEEDED" {
			longest = max(longest, x.Waited)
		}
	}
	return longest
}

// run fires the schedule now.
func (w *world) run() emulator.Execution {
	w.t.Helper()
	w.calls, w.stopAfter = 0, 0
	if w.faults.stop > 0 && w.random.Float64() < w.faults.stop {
		w.stopAfter = 1 + w.random.IntN(6)
	}
	x, err := w.aws.RunSchedule(region, name, w.now)
	w.must(err)
	w.runs = append(w.runs, x)
	return x
}

// until fires the schedule until a time, with whatever goes wrong.
func (w *world) until(end time.Time, every time.Duration) {
	w.t.Helper()
	for ; !w.now.After(end); w.now = w.now.Add(every) {
		if w.stale = 0; w.random.Float64() < w.faults.stale {
			w.stale = 1 + w.random.IntN(2)
		}
		w.run()
		if w.random.Float64() < w.faults.twice {
			w.stale = 1 // the other run started before this one ended
			w.run()
		}
	}
	w.stale = 0
}

// published counts how often each event arrived.
func (w *world) published() map[string]int {
	w.t.Helper()
	out := map[string]int{}
	for _, entry := range w.aws.LogEvents(region, logGroup) {
		var event struct {
			Detail struct{ Event struct{ UUID string } }
		}
		w.must(json.Unmarshal([]byte(entry.Message), &event))
		out[event.Detail.Event.UUID]++
	}
	return out
}

// result is what became of the events.
type result struct{ lost, doubled, early int }

// result counts the events that were never published, that were published again,
// and that were published although they occurred before the beginning.
func (w *world) result() result {
	w.t.Helper()
	var out result
	published := w.published()
	for _, e := range w.events {
		n := published[e.UUID]
		switch {
		case n == 0 && !e.OccurredAt.Before(w.begin):
			out.lost++
		case n > 0 && e.OccurredAt.Before(w.begin):
			out.early++
		}
		out.doubled += max(0, n-1)
		delete(published, e.UUID)
	}
	if len(published) > 0 {
		w.t.Errorf("%d events were published that nobody added", len(published))
	}
	return out
}

// figures are what the runs needed at most, and how many of them did not succeed.
type figures struct{ pages, history, assigned, failed, transitions int }

// figures checks the limits of every run.
func (w *world) figures() figures {
	w.t.Helper()
	var out figures
	for _, x := range w.runs {
		pages := 0
		for i, state := range x.States {
			if state == "Understood?" && i+1 < len(x.States) && x.States[i+1] == "Publish or go on" {
				pages++
			}
		}
		out.pages, out.history, out.assigned = max(out.pages, pages), max(out.history, x.History), max(out.assigned, x.LargestAssign)
		out.transitions += len(x.States) + x.Retries
		if x.Status != "SUCCEEDED" {
			out.failed++
		}
		if x.Error == "States.QueryEvaluationError" || x.Error == "States.Runtime" || x.Error == "States.DataLimitExceeded" {
			w.t.Errorf("%s: %s", x.Error, x.Cause)
		}
	}
	if out.pages > 10 || out.history >= 25000 || out.assigned > 256*1024 {
		w.t.Errorf("limits: %+v", out)
	}
	return out
}
