package target_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	elsewhere    = "eu-west-1"
	farRuleARN   = "arn:aws:events:eu-west-1:123456789012:rule/" + ruleName
	farGroupARN  = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/events/buildkite"
	farTargetID  = "default/" + ruleName + "/" + defaultID
	farImportID  = farTargetID + "@" + elsewhere
	farImportARN = farRuleARN + "/" + defaultID
)

// far is a client of the other region.
func far(env *acctest.Env) *eventbridge.Client {
	config := env.AWS()
	config.Region = elsewhere
	return eventbridge.NewFromConfig(config)
}

// makeFarRule makes the rule on the default bus of the other region.
func makeFarRule(t *testing.T, env *acctest.Env) {
	t.Helper()
	_, err := far(env).PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String(ruleName), EventPattern: aws.String(`{"detail-type":["Build Finished"]}`)})
	if err != nil {
		t.Fatal(err)
	}
}

// farTargets are the targets of the rule in the other region.
func farTargets(t *testing.T, env *acctest.Env) []ebtypes.Target {
	t.Helper()
	out, err := far(env).ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: aws.String(ruleName)})
	if err != nil {
		t.Fatal(err)
	}
	return out.Targets
}

// farSink is the log group in the other region.
const farSink = `
resource "eventbridge_log_group" "far" {
  region        = "eu-west-1"
  name          = "/aws/events/buildkite"
  force_destroy = true
}
`

func farTarget(lines string) string {
	return farSink + fmt.Sprintf("resource \"eventbridge_log_target\" \"test\" {\n  rule_arn = %q\n  log_group_arn = eventbridge_log_group.far.arn\n%s\n}\n", farRuleARN, lines)
}

// The region follows from rule_arn, whatever the provider's is.
func TestLogTargetInAnotherRegion(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeFarRule(t, env)
	arn := makeRule(t, env, "default", ruleName)
	imported := func(id string) resource.TestStep {
		return resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: id,
			ImportPlanChecks: resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		}
	}
	only := func(far, near int) func(*terraform.State) error {
		return func(*terraform.State) error {
			if f, n := len(farTargets(t, env)), len(targetsOf(t, env, "default")); f != far || n != near {
				t.Errorf("%d targets in the other region and %d in the provider's, want %d and %d", f, n, far, near)
			}
			return nil
		}
	}
	env.Test(t,
		resource.TestStep{
			Config:           env.Config(farTarget("")),
			ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				known("region", knownvalue.StringExact(elsewhere)), known("id", knownvalue.StringExact(farTargetID)), known("log_group_arn", knownvalue.StringExact(farGroupARN)),
			},
			Check: only(1, 0),
		},
		resource.TestStep{Config: env.Config(farTarget("")), ConfigPlanChecks: noop()},
		resource.TestStep{Config: env.Config(farTarget(`region = "eu-west-1"`)), ConfigPlanChecks: noop()},
		imported(farImportID), imported(farImportARN), imported(farImportARN+"@"+elsewhere),
		resource.TestStep{
			Config: env.Config(farTarget(`message = "x"`)), ConfigPlanChecks: action(plancheck.ResourceActionUpdate), Check: only(1, 0),
		},
		resource.TestStep{
			PreConfig: func() {
				_, err := far(env).RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: aws.String(ruleName), Ids: []string{defaultID}})
				if err != nil {
					t.Fatal(err)
				}
			},
			Config: env.Config(farTarget(`message = "x"`)), ConfigPlanChecks: action(plancheck.ResourceActionCreate), Check: only(1, 0),
		},
		resource.TestStep{Config: env.Config(farSink + target(arn, "")), ConfigPlanChecks: action(plancheck.ResourceActionReplace), Check: only(0, 1)},
	)
	if left := len(farTargets(t, env)) + len(targetsOf(t, env, "default")); left != 0 {
		t.Errorf("%d targets are left behind", left)
	}
}

// A target of another region that exists already is imported by its region.
func TestExistingTargetInAnotherRegion(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeFarRule(t, env)
	putFarTarget(t, env)
	env.Test(t, resource.TestStep{
		Config:      env.Config(farTarget("")),
		ExpectError: acctest.ErrorRegexp(`Target already exists`, `terraform import eventbridge_log_target.NAME '`+farImportID+`'`),
	})
}

// unknown is a configuration in which rule_arn is not known before apply.
func unknown(ruleARN, lines string) string {
	return fmt.Sprintf("resource \"terraform_data\" \"rule\" {\n  input = %q\n}\n", ruleARN) +
		strings.Replace(farTarget(lines), fmt.Sprintf("%q", farRuleARN), "terraform_data.rule.output", 1)
}

func TestRegionUnknownWhilePlanning(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeFarRule(t, env)
	makeRule(t, env, "default", ruleName)
	env.Test(t,
		resource.TestStep{
			Config:      env.Config(unknown(farRuleARN, `region = "us-east-1"`)),
			ExpectError: acctest.ErrorRegexp(`Conflicting region`, `region = "us-east-1"`, "`region` is us-east-1, and the rule in `rule_arn` is in eu-west-1."),
		},
	)
	env = acctest.New(t)
	makeFarRule(t, env)
	makeRule(t, env, "default", ruleName)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(unknown(arnPrefix+ruleName, "")),
			ExpectError: acctest.ErrorRegexp(`Log group in another account or region`, `log_group_arn = `,
				`the log group is in region eu-west-1 and the rule in us-east-1.`),
		},
	)
	env = acctest.New(t)
	makeFarRule(t, env)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(unknown(farRuleARN, "")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue(address, tfjsonpath.New("region")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{known("region", knownvalue.StringExact(elsewhere))},
		},
		resource.TestStep{Config: env.Config(unknown(farRuleARN, "")), ConfigPlanChecks: noop()},
	)
}

// A state that an earlier version of the provider wrote has no region.
func TestStateWithoutRegion(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeFarRule(t, env)
	w := env.Workspace(env.Config(farTarget("")))
	w.Run("apply", "-auto-approve")
	forget(t, filepath.Join(w.Dir, "terraform.tfstate"))
	if !w.IsEmptyPlan() {
		t.Error("the plan is not empty")
	}
	if out := w.Run("destroy", "-auto-approve", "-refresh=false"); len(farTargets(t, env)) != 0 {
		t.Errorf("the target is still there:\n%s", out)
	}
}

// forget removes region and identity of the log target from a state file.
func forget(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var state map[string]any
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	for _, one := range list(state["resources"]) {
		if one["type"] != "eventbridge_log_target" {
			continue
		}
		for _, instance := range list(one["instances"]) {
			delete(instance, "identity")
			delete(instance, "identity_schema_version")
			if attributes, ok := instance["attributes"].(map[string]any); ok && attributes["region"] == elsewhere {
				delete(attributes, "region")
				text = nil
			}
		}
	}
	if text != nil {
		t.Fatalf("no region to forget in %s", text)
	}
	if text, err = json.Marshal(state); err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func list(value any) (out []map[string]any) {
	all, _ := value.([]any)
	for _, one := range all {
		if object, ok := one.(map[string]any); ok {
			out = append(out, object)
		}
	}
	return out
}

// putFarTarget gives the rule in the other region a target.
func putFarTarget(t *testing.T, env *acctest.Env) {
	t.Helper()
	out, err := far(env).PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String(ruleName), Targets: []ebtypes.Target{{Id: aws.String(defaultID), Arn: aws.String(farGroupARN)}}})
	if err != nil || out.FailedEntryCount != 0 {
		t.Fatalf("%v, %+v", err, out)
	}
}
