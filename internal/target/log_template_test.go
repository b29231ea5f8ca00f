package target_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestImportOfTemplates imports targets whose templates were written by others.
// What says the same stays on AWS as it is.
func TestImportOfTemplates(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeRule(t, env, "default", ruleName)
	paths := map[string]string{"time": "$.time", "n": "$.detail.build.number", "d": "$.detail"}
	for template, want := range map[string]string{
		`{"timestamp": "<time>", "message": "Build <n>"}`:                                 "Build <$.detail.build.number>",
		"{\n  \"message\": \"Build <n>\",\n  \"timestamp\": <time>\n}":                    "Build <$.detail.build.number>",
		`{"timestamp": <time>, "message": "<n>"}`:                                         "<$.detail.build.number>",
		`{"timestamp": <time>, "message": "at <aws.events.rule-name>: {\"n\": \"<n>\"}"}`: `at <aws.events.rule-name>: {"n": "<$.detail.build.number>"}`,
		`{"timestamp": <time>, "message": <n>}`:                                           "<$.detail.build.number>",
		`{"timestamp": "at <time>", "message": "x"}`:                                      "!Its `timestamp` is not one placeholder.",
		`{"timestamp": <time>, "message": "a \u003c b"}`:                                  "!Its `message` has angle brackets",
	} {
		putTargets(t, env, "default", ebtypes.Target{Id: aws.String("t"), Arn: aws.String(groupARN), InputTransformer: &ebtypes.InputTransformer{
			InputTemplate: aws.String(template), InputPathsMap: paths,
		}})
		protocol := env.Protocol(nil) // which has read nothing yet
		imported, diags := protocol.Import("eventbridge_log_target", "default/"+ruleName+"/t")
		if problem, refused := strings.CutPrefix(want, "!"); refused {
			expectError(t, diags, "Unsupported target input", problem, "Nothing was imported.")
			continue
		}
		protocol.Must(diags)
		if got := imported.State["message"]; got != want {
			t.Errorf("%s was imported as %v, want %s", template, got, want)
		}
	}
}

// TestGeneratedConfiguration imports with generated configuration, and changes
// nothing but what loses events.
func TestGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeRule(t, env, "default", ruleName)
	group := aws.String("/aws/events/buildkite")
	if _, err := env.Logs().CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: group}); err != nil {
		t.Fatal(err)
	}
	quoted := &ebtypes.InputTransformer{
		InputTemplate: aws.String(`{"timestamp": "<t>", "message": "Build <n>"}`),
		InputPathsMap: map[string]string{"t": "$.time", "n": "$.detail.build.number"},
	}
	putTargets(t, env, "default",
		ebtypes.Target{Id: aws.String("quoted"), Arn: aws.String(groupARN), InputTransformer: quoted},
		ebtypes.Target{Id: aws.String("star"), Arn: aws.String(groupARN + ":*")},
	)
	workspace := env.Workspace(env.Config(`
import {
  to = eventbridge_log_target.quoted
  id = "default/` + ruleName + `/quoted"
}

import {
  to = eventbridge_log_target.star
  id = "default/` + ruleName + `/star"
}
`))
	out := workspace.Run("plan", "-no-color", "-generate-config-out=generated.tf")
	for _, text := range []string{"2 to import, 0 to add, 1 to change, 0 to destroy", "Unexpected target settings", "With `:*` at the end of the ARN no event arrives."} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), text) {
			t.Errorf("the plan lacks %q:\n%s", text, out)
		}
	}
	workspace.Run("apply", "-no-color", "-auto-approve")
	targets := targetsOf(t, env, "default")
	if got := aws.ToString(targets["star"].Arn); got != groupARN {
		t.Errorf("the ARN is %s", got)
	}
	if got := aws.ToString(targets["quoted"].InputTransformer.InputTemplate); got != *quoted.InputTemplate {
		t.Errorf("the template became %s", got)
	}
	if !workspace.IsEmptyPlan() {
		t.Error("the second plan changes something")
	}
}

// TestEncodedMessage has a message from jsonencode, which escapes angle
// brackets.
func TestEncodedMessage(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, partner, ruleName)
	encoded := env.Config(target(arn, `message = jsonencode({ build = "<$.detail.build.number>", and = "a & b" })`))
	plain := env.Config(target(arn, `message = "{\"and\":\"a & b\",\"build\":\"<$.detail.build.number>\"}"`))
	env.Test(t,
		resource.TestStep{Config: encoded},
		resource.TestStep{Config: plain, ConfigPlanChecks: noop()},
		resource.TestStep{Config: encoded, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
}

// TestUndocumentedPath has paths that no event of the rule has.
func TestUndocumentedPath(t *testing.T) {
	t.Parallel()
	const misspelled = "message = \"Build <$.detail.biuld.number>\"\n"
	env := acctest.New(t)
	arn := makeRule(t, env, partner, ruleName)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(target(arn, misspelled)), PlanOnly: true,
			ExpectError: acctest.ErrorRegexp("Unknown event field", `message = "Build <$.detail.biuld.number>"`,
				"No documented event of Buildkite has a field `detail.biuld.number`. Did you mean `detail.build.number`?", "set `catalog_check` to"),
		},
		resource.TestStep{
			Config:      env.Config(target(arn, `message = "Job <$.detail.job.label>"`)),
			ExpectError: acctest.ErrorRegexp("Field not in these events", "No documented event of `Build Finished` has the field `detail.job.label`.", "The target was not written."),
		},
		resource.TestStep{Config: env.Config(target(arn, misspelled+`catalog_check = "warn"`)), ConfigPlanChecks: action(plancheck.ResourceActionCreate)},
		resource.TestStep{
			Config: env.Config(target(arn, misspelled+`catalog_check = "off"`)), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{known("catalog_check", knownvalue.StringExact("off"))},
		},
	)
	if calls := env.Emulator.CallCount("events:PutTargets"); calls != 1 {
		t.Errorf("PutTargets was called %d times: catalog_check is not AWS's", calls)
	}
}

// TestUndocumentedPathOfNewRule creates rule and target in one apply.
func TestUndocumentedPathOfNewRule(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.PartnerSource(partner)
	env.Test(t, resource.TestStep{
		Config: env.Config(sinks + `
resource "eventbridge_partner_event_source_association" "test" {
  event_source_name = "` + partner + `"
}

resource "eventbridge_buildkite_build_rule" "test" {
  name           = "builds"
  event_bus_name = eventbridge_partner_event_source_association.test.event_bus_name
}

resource "eventbridge_log_target" "test" {
  rule_arn      = eventbridge_buildkite_build_rule.test.arn
  log_group_arn = eventbridge_log_group.test.arn
  message       = "Build <$.detail.biuld.number>"
}
`),
		ExpectError: acctest.ErrorRegexp("Unknown event field", "Did you mean `detail.build.number`?"),
	})
}

// TestConditionalPolicy warns of a policy that lets EventBridge in under a
// condition only.
func TestConditionalPolicy(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	group := aws.String("/aws/events/buildkite")
	if _, err := env.Logs().CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: group}); err != nil {
		t.Fatal(err)
	}
	if _, err := env.Logs().PutResourcePolicy(t.Context(), &cloudwatchlogs.PutResourcePolicyInput{PolicyName: aws.String("narrow"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]},
		"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"` + groupARN + `:*","Condition":{"ArnEquals":{"aws:SourceArn":"` + arn + `"}}}]}`)}); err != nil {
		t.Fatal(err)
	}
	workspace := env.Workspace(env.Config("resource \"eventbridge_log_target\" \"test\" {\n  rule_arn = \"" + arn + "\"\n  log_group_arn = \"" + groupARN + "\"\n}\n"))
	out := strings.Join(strings.Fields(workspace.Run("apply", "-no-color", "-auto-approve")), " ")
	for _, text := range []string{"Conditional delivery permission", `resource policy "narrow"`, "1 added"} {
		if !strings.Contains(out, text) {
			t.Errorf("%q is missing in %s", text, out)
		}
	}
}

// TestWrongRoleFailsFast gives roles that no waiting helps: one that trusts another
// service, and one that does not exist.
func TestWrongRoleFailsFast(t *testing.T) {
	t.Parallel()
	for role, text := range map[string]string{
		"eventbridge_metric.test.execution_role_arn":     "The trust policy of the role does not allow sts:AssumeRole for events.amazonaws.com.",
		`"arn:aws:iam::123456789012:role/starts-nobody"`: "The role arn:aws:iam::123456789012:role/starts-nobody does not exist.",
	} {
		env := acctest.New(t)
		config := strings.Replace(metricTargetConfig(`["Job Started"]`, ""), "eventbridge_metric.test.invocation_role_arn", role, 1)
		env.Test(t, resource.TestStep{Config: env.Config(config), ExpectError: acctest.ErrorRegexp("Role cannot be assumed", "role_arn          = "+role, text, "use its `invocation_role_arn`")})
		if puts := env.Emulator.CallCount("events:PutTargets"); puts != 1 {
			t.Errorf("%s: the target was put %d times", role, puts)
		}
	}
}

// TestWrongInvocationRole has a role that EventBridge can never assume, although
// its trust policy is right.
func TestWrongInvocationRole(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "PutTargets", Code: "ValidationException",
		Message: "Provided role 'arn:aws:iam::123456789012:role/a' cannot be assumed by principal 'events.amazonaws.com'.", Times: 100})
	env.Test(t, resource.TestStep{
		Config: env.Config(metricTargetConfig(`["Job Started"]`, "")),
		ExpectError: acctest.ErrorRegexp("Role cannot be assumed", "role_arn          = eventbridge_metric.test.invocation_role_arn", "the provider retried for more than a minute.",
			"If the target is an `eventbridge_metric`, use its `invocation_role_arn`."),
	})
}
