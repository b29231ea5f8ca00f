package loggroup_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// makeStream makes a log stream, with an event of that age in it unless age is
// negative.
func makeStream(t *testing.T, env *acctest.Env, stream string, age time.Duration) {
	t.Helper()
	client := env.Logs()
	do(t, client.CreateLogStream, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: aws.String(name), LogStreamName: aws.String(stream)})
	if age < 0 {
		return
	}
	do(t, client.PutLogEvents, &cloudwatchlogs.PutLogEventsInput{
		LogGroupName: aws.String(name), LogStreamName: aws.String(stream),
		LogEvents: []logstypes.InputLogEvent{{Message: aws.String("{}"), Timestamp: aws.Int64(time.Now().Add(-age).UnixMilli())}},
	})
}

func TestDestroyKeepsEvents(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(group("retention_in_days = 30")),
			Check: func(*terraform.State) error {
				makeStream(t, env, "one", time.Minute)
				return nil
			},
		},
		resource.TestStep{ // it is gone from the state and still there
			Config: env.Config(""),
			Check: func(*terraform.State) error {
				if look(t, env) == nil {
					t.Error("the log group was deleted together with its events")
				}
				if left := policies(t, env, groupARN); len(left) != 0 {
					t.Errorf("the policy is left: %v", left)
				}
				return nil
			},
		},
		resource.TestStep{
			Config:      env.Config(group("")),
			ExpectError: acctest.ErrorRegexp(`Log group already exists`, `It may be a log group with events that an earlier destroy kept.`),
		},
	)
	if events := env.Emulator.LogEvents(acctest.Region, name); len(events) != 1 {
		t.Errorf("%d events are left, want 1", len(events))
	}
}

// TestSkipDestroy keeps an empty group and its policy, and imports it again.
func TestSkipDestroy(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	kept := env.Config(group("skip_destroy = true"))
	env.Test(t,
		resource.TestStep{Config: kept},
		resource.TestStep{
			Config:      env.Config(group("skip_destroy = true\nlog_group_class = \"INFREQUENT_ACCESS\"")),
			ExpectError: acctest.ErrorRegexp("Replacement blocked by skip_destroy", "apply `skip_destroy = false` first"),
		},
		resource.TestStep{
			Config: env.Config(""),
			Check: func(*terraform.State) error {
				if look(t, env) == nil || !delivers(t, env) {
					t.Error("the log group or its policy was deleted")
				}
				return nil
			},
		},
		resource.TestStep{Config: kept, ResourceName: address, ImportState: true, ImportStateId: name, ImportStatePersist: true},
		resource.TestStep{Config: env.Config(group("skip_destroy = false"))},
		resource.TestStep{Config: env.Config("")},
	)
	if look(t, env) != nil {
		t.Error("the log group was not deleted")
	}
}

func TestDestroy(t *testing.T) {
	t.Parallel()
	for title, test := range map[string]struct {
		lines string
		fill  func(*testing.T, *acctest.Env)
		kept  bool
	}{
		"no stream":                 {"", func(*testing.T, *acctest.Env) {}, false},
		"a stream without an event": {"", func(t *testing.T, env *acctest.Env) { makeStream(t, env, "a", -1) }, false},
		"an event":                  {"", func(t *testing.T, env *acctest.Env) { makeStream(t, env, "a", 0) }, true},
		"an event among empty streams": {"", func(t *testing.T, env *acctest.Env) {
			for _, stream := range []string{"a", "b", "d", "e"} {
				makeStream(t, env, stream, -1)
			}
			makeStream(t, env, "c", time.Hour)
		}, true},
		"an event that has expired": {"retention_in_days = 1", func(t *testing.T, env *acctest.Env) {
			env.Emulator.SetNow(time.Now().Add(-72 * time.Hour))
			makeStream(t, env, "a", 72*time.Hour)
			env.Emulator.SetNow(time.Now())
		}, false},
		"force_destroy": {"force_destroy = true", func(t *testing.T, env *acctest.Env) { makeStream(t, env, "a", 0) }, false},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Test(t, resource.TestStep{
				Config: env.Config(group(test.lines)),
				Check:  func(*terraform.State) error { test.fill(t, env); return nil },
			})
			if kept := look(t, env) != nil; kept != test.kept {
				t.Errorf("kept is %t, want %t", kept, test.kept)
			}
		})
	}
}

func TestDestroyOfProtectedGroup(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	protect := func(on bool) {
		do(t, env.Logs().PutLogGroupDeletionProtection, &cloudwatchlogs.PutLogGroupDeletionProtectionInput{
			LogGroupIdentifier: aws.String(name), DeletionProtectionEnabled: aws.Bool(on),
		})
	}
	env.Test(t,
		resource.TestStep{Config: env.Config(group("force_destroy = true"))},
		resource.TestStep{
			PreConfig: func() { protect(true) },
			Config:    env.Config(""),
			ExpectError: acctest.ErrorRegexp(`Log group protected from deletion`,
				`The log group "/aws/events/buildkite" has deletion protection, so AWS would refuse to delete it.`,
				`aws logs put-log-group-deletion-protection --log-group-identifier '/aws/events/buildkite' --no-deletion-protection-enabled`,
				`Nothing was deleted.`),
		},
		resource.TestStep{
			PreConfig: func() {
				if !delivers(t, env) {
					t.Error("the failed destroy took the policy away")
				}
			},
			Config: env.Config(group("force_destroy = true\ndeletion_protection_enabled = false")),
		},
		resource.TestStep{Config: env.Config(group("force_destroy = true\ndeletion_protection_enabled = true"))},
		resource.TestStep{
			PreConfig: func() { protect(false) },
			Config:    env.Config(""),
		},
	)
}

func TestDestroyWithoutKnowingAboutEvents(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var remove func()
	env.Test(t,
		resource.TestStep{Config: env.Config(group(""))},
		resource.TestStep{
			PreConfig: func() {
				remove = env.Emulator.Inject(emulator.Fault{Service: "logs", Operation: "DescribeLogStreams", Code: "AccessDeniedException"})
			},
			Config: env.Config(""),
			ExpectError: acctest.ErrorRegexp(`Missing AWS permission`, `Looking for events in log group "/aws/events/buildkite" failed.`,
				`Nothing was deleted, because it is not known whether the log group contains events.`),
		},
		resource.TestStep{PreConfig: func() { remove() }, Config: env.Config("")},
	)
	if look(t, env) != nil {
		t.Error("the log group was not deleted")
	}
}

func TestChangeOfClassKeepsEvents(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(group(""))},
		resource.TestStep{Config: env.Config(group(`log_group_class = "INFREQUENT_ACCESS"`)), ConfigPlanChecks: action(plancheck.ResourceActionReplace)},
		resource.TestStep{
			PreConfig: func() { makeStream(t, env, "a", 0) },
			Config:    env.Config(group(`log_group_class = "STANDARD"`)),
			ExpectError: acctest.ErrorRegexp(`Log group contains events`, `with eventbridge_log_group.test`,
				`It contains events, which would be lost.`, "apply `force_destroy = true` first"),
		},
		resource.TestStep{Config: env.Config(group("force_destroy = true"))},
		resource.TestStep{Config: env.Config(group("force_destroy = true\nlog_group_class = \"STANDARD\""))},
	)
}

func TestRenameMakesNewGroup(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(group(""))},
		resource.TestStep{
			Config:           env.Config("resource \"eventbridge_log_group\" \"test\" {\n  name = \"/aws/events/other\"\n}\n"),
			ConfigPlanChecks: action(plancheck.ResourceActionReplace),
			Check: func(*terraform.State) error {
				if look(t, env) != nil {
					t.Error("the old log group is still there")
				}
				return nil
			},
		},
	)
}
