package main

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// policyUnder returns the policy that the guide shows under a heading.
func policyUnder(t *testing.T, heading string) string {
	t.Helper()
	shown := blocks(t, section(string(permissionsGuide(permission.Default())), heading), "json")
	if len(shown) != 1 {
		t.Fatalf("%d policies under %q", len(shown), heading)
	}
	return shown[0]
}

// checkPolicies checks that IAM accepts the policies of a page.
func checkPolicies(t *testing.T, text string) {
	t.Helper()
	for _, shown := range blocks(t, text, "json") {
		var document struct {
			Version   string
			Statement []struct {
				Sid, Effect                            string
				Principal, Action, Resource, Condition any
			}
		}
		decoder := json.NewDecoder(strings.NewReader(shown))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&document); err != nil || document.Version != "2012-10-17" || len(document.Statement) == 0 {
			t.Errorf("%v\n%s", err, shown)
		}
		if size := len(strings.Join(strings.Fields(shown), "")); size > permission.MaxManagedPolicy {
			t.Errorf("a policy of %d characters; AWS allows %d:\n%s", size, permission.MaxManagedPolicy, shown)
		}
		for _, placeholder := range permission.Default().Placeholders {
			if strings.Contains(shown, "{"+placeholder.Name+"}") {
				t.Errorf("{%s} is not replaced:\n%s", placeholder.Name, shown)
			}
		}
	}
}

// TestPermissions reads the policies of the guide and of the reference pages:
// each is valid, and that of a reference page has the actions of the table above
// it, no more and no fewer.
func TestPermissions(t *testing.T) {
	t.Parallel()
	data := permission.Default()
	checkPolicies(t, string(permissionsGuide(data)))
	for _, object := range data.Objects {
		text := permissionsSection(data, object)
		checkPolicies(t, text)
		shown := blocks(t, text, "json")
		if len(object.Needs) == 0 && len(shown) == 0 {
			continue
		}
		if len(shown) != 1 {
			t.Errorf("%s has %d policies", object.Name, len(shown))
			continue
		}
		var document permission.Document
		if err := json.Unmarshal([]byte(shown[0]), &document); err != nil {
			t.Fatal(err)
		}
		granted, listed := map[string]bool{}, map[string]bool{}
		for _, statement := range document.Statement {
			for _, action := range statement.Action {
				granted[action] = true
			}
		}
		for _, row := range strings.Split(text, "\n") {
			if rest, isRow := strings.CutPrefix(row, "| `"); isRow {
				action, _, _ := strings.Cut(rest, "`")
				listed[action] = true
			}
		}
		if !maps.Equal(granted, listed) {
			t.Errorf("%s: the policy has %v, and the table %v", object.Name, granted, listed)
		}
	}
}

// Configurations for the guide's policies, with names that its ARNs allow.
const (
	toLogsConfig = `
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "` + busName + `"
  description       = "builds"
  tags              = { team = "ci" }
}

resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
  build          = { state = { equals = ["failed"] } }
}

resource "eventbridge_devops_agent_investigation_rule" "done" {
  name = "devops-agent-done"
  tags = { team = "ci" }
}

resource "eventbridge_log_group" "events" {
  name              = "/aws/events/buildkite"
  retention_in_days = 7
  tags              = { team = "ci" }
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.events.arn
}
`
	everythingConfig = toLogsConfig + `
data "eventbridge_partner_event_source" "buildkite" {
  name_prefix = "aws.partner/buildkite.com/my-org/"
}

resource "eventbridge_buildkite_job_rule" "started" {
  name           = "job-starts"
  event_bus_name = data.eventbridge_partner_event_source.buildkite.name
  detail_types   = ["Job Started"]
  depends_on     = [eventbridge_partner_event_source_association.buildkite]
}

resource "eventbridge_metric" "wait" {
  preset = "buildkite_job_wait"
  tags   = { team = "ci" }
}

resource "eventbridge_metric_target" "wait" {
  rule_arn          = eventbridge_buildkite_job_rule.started.arn
  state_machine_arn = eventbridge_metric.wait.state_machine_arn
  role_arn          = eventbridge_metric.wait.invocation_role_arn
}

resource "eventbridge_log_metric" "failed" {
  log_group_name = eventbridge_log_group.events.name
  name           = "failed"
  namespace      = "CI"
  metric_name    = "Failed"
  detail_types   = ["Job Finished"]
  count_events   = true
}
`
)

// TestPermissionsGuideApplies runs Terraform with the guide's policies: a manager
// can apply, and a planner can plan but change nothing.
func TestPermissionsGuideApplies(t *testing.T) {
	t.Parallel()
	const manager, planner = "AKIAMANAGER000000000", "AKIAPLANNER000000000"
	for heading, config := range map[string]string{"## All resources": everythingConfig, "## Events to log groups": toLogsConfig} {
		t.Run(strings.TrimPrefix(heading, "## "), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.PartnerSource(busName)
			for key, policy := range map[string]string{manager: policyUnder(t, heading), planner: policyUnder(t, "## Plan only")} {
				if err := env.Emulator.SetCallerPolicy(key, policy); err != nil {
					t.Fatal(err)
				}
			}
			as := func(key, config string) string { return strings.Replace(env.Config(config), acctest.AccessKey, key, 1) }
			changed := strings.ReplaceAll(strings.ReplaceAll(config, `"ci"`, `"platform"`), `"builds"`, `"all builds"`)
			empty := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
			env.Test(t,
				resource.TestStep{Config: as(manager, config)},
				resource.TestStep{Config: as(manager, config), ConfigPlanChecks: empty},
				resource.TestStep{
					Config: as(manager, config), ResourceName: "eventbridge_log_target.failed", ImportState: true, ImportStateKind: resource.ImportBlockWithID,
				},
				resource.TestStep{Config: as(planner, config), PlanOnly: true},
				resource.TestStep{Config: as(planner, changed), PlanOnly: true, ExpectNonEmptyPlan: true},
				resource.TestStep{Config: as(planner, changed), ExpectError: acctest.ErrorRegexp("Missing AWS permission")},
				resource.TestStep{Config: as(manager, changed)},
			)
			for _, call := range env.Emulator.Calls() {
				if call.AccessKey == manager && strings.HasPrefix(call.Code, "AccessDenied") {
					t.Errorf("the manager was refused %s", call.Name())
				}
			}
		})
	}
}
