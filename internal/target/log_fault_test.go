package target_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func TestExistingTargetIsNotOverwritten(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, partner, ruleName)
	theirs := ebtypes.Target{Id: aws.String(defaultID), Arn: aws.String(otherARN)}
	putTargets(t, env, partner, theirs)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(target(arn, "")),
			ExpectError: acctest.ErrorRegexp(`Target already exists`, `with eventbridge_log_target.test`,
				`already exists, and the provider does not take over what it did not create. It was not changed.`,
				"to = eventbridge_log_target.NAME", `id = "`+partner+`/failed-builds/aws-events-buildkite"`,
				`terraform import eventbridge_log_target.NAME '`+partner+`/failed-builds/aws-events-buildkite'`),
		},
		resource.TestStep{Config: env.Config(target(arn, `target_id = "mine"`))},
	)
	all := targetsOf(t, env, partner)
	if len(all) != 1 || aws.ToString(all[defaultID].Arn) != otherARN {
		t.Errorf("the targets are %+v", all)
	}
}

// A target that was made elsewhere is not taken over either, although it is
// exactly as it is configured here.
func TestEqualTargetIsNotTakenOver(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	putTargets(t, env, "default", ebtypes.Target{Id: aws.String(defaultID), Arn: aws.String(groupARN)})
	env.Test(t, resource.TestStep{
		Config: env.Config(target(arn, "")),
		ExpectError: acctest.ErrorRegexp(`Target already exists`, `It was not changed.`,
			`terraform import eventbridge_log_target.NAME 'default/failed-builds/aws-events-buildkite'`),
	})
	if left := targetsOf(t, env, "default"); len(left) != 1 {
		t.Errorf("the targets are %v", left)
	}
}

// With adopt_identical, a target whose creation was not answered is adopted, but
// not if it differs from the configuration.
func TestUnfinishedCreation(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	adopting := func(body string) string { return env.ConfigWith("adopt_identical = true", body) }
	unanswered := func() {
		env.Emulator.ClearFaults()
		env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "PutTargets", CutAfter: true})
	}
	made := 0
	env.Test(t,
		resource.TestStep{
			PreConfig: unanswered, Config: adopting(target(arn, "")),
			ExpectError: acctest.ErrorRegexp(`Creating target "aws-events-buildkite"`,
				`The target is not in Terraform's state. Apply again: if AWS created it, the error shows the import block.`),
		},
		resource.TestStep{
			PreConfig: func() {
				if all := targetsOf(t, env, "default"); len(all) != 1 {
					t.Errorf("the targets are %v", all)
				}
				made = env.Emulator.CallCount("events:PutTargets")
			},
			Config:      adopting(target(arn, `message = "x"`)),
			ExpectError: acctest.ErrorRegexp(`Target already exists`, "`adopt_identical` has no effect here: the target sends to"),
		},
		resource.TestStep{
			Config: adopting(target(arn, "")), ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			Check: func(*terraform.State) error {
				if calls := env.Emulator.CallCount("events:PutTargets"); calls != made {
					t.Errorf("the target was put %d times more", calls-made)
				}
				return nil
			},
		},
		resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: env.Config(target(arn, "")), ConfigPlanChecks: noop()},
		resource.TestStep{Config: env.Config(sinks)},
		resource.TestStep{
			PreConfig: func() {
				putTargets(t, env, "default", ebtypes.Target{Id: aws.String(defaultID), Arn: aws.String(groupARN)})
			},
			Config:      env.Config(target(arn, "")),
			ExpectError: acctest.ErrorRegexp(`Target already exists`),
		},
	)
}

// TestTargetPutMeanwhile has another process put the target while EventBridge refuses
// this one for a moment.
func TestTargetPutMeanwhile(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	env.Emulator.Inject(emulator.Fault{Operation: "PutTargets", PartialFailure: true, Match: func(c emulator.Call) bool { return !strings.Contains(fmt.Sprint(c.Input), otherARN) }})
	go func() {
		for env.Emulator.CallCount("events:PutTargets") == 0 && t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		putTargets(t, env, "default", ebtypes.Target{Id: aws.String(defaultID), Arn: aws.String(otherARN)})
		time.Sleep(300 * time.Millisecond) // longer than a look is shared
		env.Emulator.ClearFaults()
	}()
	env.Test(t, resource.TestStep{Config: env.Config(target(arn, "")), ExpectError: acctest.ErrorRegexp(`Target already exists`)})
	if left := targetsOf(t, env, "default"); aws.ToString(left[defaultID].Arn) != otherARN {
		t.Errorf("the targets are %v", left)
	}
}

func TestTwoResourcesForOneTarget(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	double := target(arn, "") + fmt.Sprintf("resource \"eventbridge_log_target\" \"twin\" {\n  rule_arn = %q\n  log_group_arn = eventbridge_log_group.test.arn\n"+
		"  depends_on = [eventbridge_log_target.test]\n}\n", arn) // the first is the one that stays
	env.Test(t,
		resource.TestStep{
			Config:      env.Config(double),
			ExpectError: acctest.ErrorRegexp(`Duplicate target`, `already manages the target "aws-events-buildkite" of rule "failed-builds" on event bus "default".`),
		},
		resource.TestStep{Config: env.Config(target(arn, ""))},
	)
}

func TestSixthTarget(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	var lines []string
	for i := range 5 {
		id := fmt.Sprintf("t%d", i)
		group := fmt.Sprintf("%s-%d", otherARN, i)
		putTargets(t, env, "default", ebtypes.Target{Id: aws.String(id), Arn: aws.String(group)})
		lines = append(lines, id+" -> "+group)
	}
	env.Test(t, resource.TestStep{
		Config: env.Config(target(arn, "")),
		ExpectError: acctest.ErrorRegexp(append([]string{`Too many targets`, `with eventbridge_log_target.test`, `A rule has at most 5 targets, a quota that AWS does not raise, and the rule "failed-builds" on event bus "default" already has 5:`},
			append(lines, `The target "aws-events-buildkite" was not created.`)...)...),
	})
	if calls := env.Emulator.CallCount("events:PutTargets"); calls != 5 {
		t.Errorf("PutTargets was called %d times, want only the 5 of the test", calls)
	}
}

// TestSixTargetsAtOnce creates all of them in one apply, while what the others
// created is not known yet.
func TestSixTargetsAtOnce(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "PutTargets", DelayAnswer: 300 * time.Millisecond, Times: 5})
	w := env.Workspace(env.Config(`
resource "eventbridge_rule" "six" {
  name          = "six"
  event_pattern = jsonencode({ source = ["mine"] })
}

resource "eventbridge_log_group" "test" { name = "/aws/events/buildkite" }

resource "eventbridge_log_target" "test" {
  count         = 6
  rule_arn      = eventbridge_rule.six.arn
  target_id     = "t${count.index}"
  log_group_arn = eventbridge_log_group.test.arn
}
`))
	out, err := w.Try("apply", "-auto-approve", "-no-color")
	if err == nil || strings.Count(out, "Error: ") != 1 || !acctest.ErrorRegexp(`Too many targets`, `A rule has at most 5 targets`, `create a second rule`).MatchString(out) {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestNoPermissionToDeliver(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	bare := strings.Replace(target(arn, ""), `"/aws/events/buildkite"`, `"/aws/events/buildkite"
  resource_policy = "none"`, 1)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(bare),
			ExpectError: acctest.ErrorRegexp(`Missing delivery permission`, `with eventbridge_log_target.test`,
				`EventBridge may not write to `+groupARN+`: no resource policy allows`, `drop every event silently.`, `The target was not written.`),
		},
		resource.TestStep{
			PreConfig: func() {
				if calls := env.Emulator.CallCount("events:PutTargets"); calls != 0 {
					t.Errorf("PutTargets was called %d times", calls)
				}
			},
			Config: env.Config(target(arn, "")),
		},
	)
}

// A policy that AWS shows a moment later is waited for.
func TestPolicyThatShowsLate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	for _, name := range []string{"/aws/events/buildkite", "/aws/events/other"} {
		if _, err := env.Logs().CreateLogGroup(context.Background(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name)}); err != nil {
			t.Fatal(err)
		}
	}
	looks := 0
	env.Emulator.Inject(emulator.Fault{
		Service: "logs", Operation: "DescribeResourcePolicies", Times: 6, After: 2, StaleReads: 1000,
		Match: func(emulator.Call) bool { looks++; return true },
	})
	config := strings.ReplaceAll(target(arn, ""), "force_destroy = true", "create_log_group = false")
	env.Test(t, resource.TestStep{Config: env.Config(config)})
	if looks < 6 {
		t.Errorf("the policies were looked at %d times", looks)
	}
}

func TestMissingLogGroup(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	env.Test(t, resource.TestStep{
		Config:      env.Config(fmt.Sprintf("resource \"eventbridge_log_target\" \"test\" {\n  rule_arn = %q\n  log_group_arn = %q\n}\n", arn, groupARN)),
		ExpectError: acctest.ErrorRegexp(`Missing delivery permission`, `the log group does not exist`),
	})
}

// Everything that passes by itself is got over within one apply.
func TestFaultsThatPass(t *testing.T) {
	t.Parallel()
	for title, fault := range map[string]emulator.Fault{
		"throttling":                 {Service: "events", Code: "ThrottlingException", Rate: 0.5, Seed: 1},
		"internal errors":            {Service: "events", Status: 500, Rate: 0.5, Seed: 2},
		"cut before":                 {Service: "events", Operation: "PutTargets", CutConnection: true, Times: 2},
		"lost answers":               {Service: "events", CutAfter: true, Rate: 0.4, Seed: 3},
		"refused entries":            {Service: "events", Operation: "PutTargets", PartialFailure: true, Times: 3},
		"refused entries of removal": {Service: "events", Operation: "RemoveTargets", PartialFailure: true, Times: 3},
		"concurrent modification":    {Service: "events", Operation: "PutTargets", Code: "ConcurrentModificationException", Times: 3},
		"rule not known yet":         {Service: "events", Operation: "PutTargets", Code: "ResourceNotFoundException", Times: 3},
		"removed already":            {Service: "events", Operation: "RemoveTargets", Code: "ResourceNotFoundException", Times: 1},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			arn := makeRule(t, env, "default", ruleName)
			env.Emulator.Inject(fault)
			env.Test(t, resource.TestStep{
				Config: env.Config(target(arn, "")),
				Check: func(*terraform.State) error {
					if fault.Operation != "RemoveTargets" {
						env.Emulator.ClearFaults()
					}
					if all := targetsOf(t, env, "default"); len(all) != 1 {
						t.Errorf("the targets are %v", all)
					}
					return nil
				},
			})
		})
	}
}

func TestPartialFailuresAreErrors(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	refuse := func(operation string) func() {
		return func() {
			env.Emulator.Inject(emulator.Fault{Service: "events", Operation: operation, PartialFailure: true, Code: "SomethingOdd", Message: "It is odd."})
		}
	}
	env.Test(t,
		resource.TestStep{
			PreConfig: refuse("PutTargets"),
			Config:    env.Config(target(arn, "")),
			ExpectError: acctest.ErrorRegexp(`Creating target "aws-events-buildkite" of rule "failed-builds" on event bus "default" failed.`,
				`SomethingOdd: It is odd.`, `Call: EventBridge PutTargets`, `The target was not created; the rule is as it was.`),
		},
		resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: env.Config(target(arn, ""))},
		resource.TestStep{
			PreConfig:   refuse("PutTargets"),
			Config:      env.Config(target(arn, `message = "x"`)),
			ExpectError: acctest.ErrorRegexp(`SomethingOdd: It is odd.`, `The target was not changed.`),
		},
		resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: env.Config(target(arn, `message = "x"`))},
		resource.TestStep{
			PreConfig:   refuse("RemoveTargets"),
			Config:      env.Config(sinks),
			ExpectError: acctest.ErrorRegexp(`Removing target "aws-events-buildkite"`, `SomethingOdd: It is odd.`, `The target still exists and still receives events.`),
		},
		resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: env.Config(sinks)},
	)
	if left := targetsOf(t, env, "default"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestManagedRule(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	if err := env.Emulator.PutManagedRule(acctest.Region, "default", "theirs", "states.amazonaws.com", `{"source":["aws.states"]}`); err != nil {
		t.Fatal(err)
	}
	env.Test(t, resource.TestStep{
		Config:      env.Config(target(arnPrefix+"theirs", "")),
		ExpectError: acctest.ErrorRegexp(`Rule managed by AWS`, `An AWS service manages the rule "theirs" on event bus "default", and only that service can change its targets.`),
	})
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "PutTargets", PartialFailure: true})
	env.Test(t, resource.TestStep{
		Config:      env.Config(target(arn, `timeouts = { create = "1s" }`)),
		ExpectError: acctest.ErrorRegexp(`Creating target "aws-events-buildkite"`, `ConcurrentModificationException`),
	})
}

func TestLogTargetBadImports(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	step := func(id string, texts ...string) resource.TestStep {
		return resource.TestStep{ResourceName: address, ImportState: true, ImportStateId: id, ExpectError: acctest.ErrorRegexp(texts...)}
	}
	env.Test(t,
		resource.TestStep{Config: env.Config(target(arn, "")), Check: func(*terraform.State) error {
			putTargets(t, env, "default",
				ebtypes.Target{Id: aws.String("queue"), Arn: aws.String(queueARN)})
			return nil
		}},
		step("x", `Invalid import ID`, `"x" is not the ID of a target: a part is missing. The import ID is `+"`<event bus>/<rule>/<target id>`"),
		step("default/nope/t", `Rule not found`, `There is no rule "nope" on event bus "default" in us-east-1`),
		step("default/failed-builds/nope", `Target not found`, `There is no target "nope" of rule "failed-builds" on event bus "default" in us-east-1.`),
		step(arn, `Invalid import ID`, `or the rule's ARN followed by /aws-events-buildkite.`),
		step("aws.partner/buildkite.com/my-org/1/failed-builds", `Invalid import ID`, `"aws.partner/buildkite.com/my-org" is not a partner event source name`),
		step("arn:aws:events:us-east-1:123456789012:rule/aws.partner/buildkite.com/my-org/1/failed-builds", `Invalid import ID`,
			`"aws.partner/buildkite.com/my-org" is not a partner event source name`),
		step("default/nope/t@eu-west-1", `Rule not found`, `There is no rule "nope" on event bus "default" in eu-west-1`),
		step(arn+"/"+defaultID+"@eu-west-1", `Conflicting regions in import ID`, `has the region eu-west-1 after the @, but the ARN is in us-east-1.`),
		step("arn:aws:events:us-east-1:210987654321:rule/failed-builds/t", `Import from another account`, `"arn:aws:events:us-east-1:210987654321:rule/failed-builds/t" is in account 210987654321`),
		step("arn:aws:events:eu-west-1:123456789012:rule/failed-builds/t", `Target not found`, `There is no target "t" of rule "failed-builds" on event bus "default" in eu-west-1`),
		step("default/failed-builds/queue", `Wrong target type`, `The target "queue" of rule "failed-builds" on event bus "default" sends to `+queueARN+`, which is not a log group.`,
			"Import it as `eventbridge_target`. Nothing was imported."),
	)
}
