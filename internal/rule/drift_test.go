package rule_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestDriftIsRepaired changes what no attribute of a rule can be set to: the
// plan shows it, and the apply removes it.
func TestDriftIsRepaired(t *testing.T) {
	t.Parallel()
	const role = "arn:aws:iam::123456789012:role/somebody"
	for kind, config := range map[string]string{
		"eventbridge_rule": `event_pattern = jsonencode({ source = ["aws.aidevops"] })`,
		"eventbridge_devops_agent_investigation_rule": "",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			config := env.Config("resource \"" + kind + "\" \"test\" {\n  name           = \"test\"\n  event_bus_name = \"default\"\n" + config + "\n}\n")
			put := func(change func(*eventbridge.PutRuleInput)) func() {
				return func() {
					input := &eventbridge.PutRuleInput{Name: aws.String("test"), EventPattern: aws.String(onDefaultBus(t, env).EventPattern)}
					change(input)
					if _, err := env.EventBridge().PutRule(t.Context(), input); err != nil {
						t.Fatal(err)
					}
				}
			}
			repaired := func(change func(*eventbridge.PutRuleInput), attribute string, was knownvalue.Check) []resource.TestStep {
				return []resource.TestStep{
					{
						PreConfig: put(change), RefreshState: true, ExpectNonEmptyPlan: true,
						RefreshPlanChecks: resource.RefreshPlanChecks{PostRefresh: []plancheck.PlanCheck{
							plancheck.ExpectResourceAction(kind+".test", plancheck.ResourceActionUpdate),
						}},
					},
					{
						Config:            config,
						ConfigPlanChecks:  plans(kind+".test", plancheck.ResourceActionUpdate),
						ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(kind+".test", tfjsonpath.New(attribute), was)},
						Check: func(*terraformState) error {
							if rule := onDefaultBus(t, env); rule.EventPattern == "" {
								t.Errorf("it is left: %+v", rule)
							}
							return nil
						},
					},
					emptyPlan(config),
				}
			}
			steps := []resource.TestStep{{Config: config}}
			steps = append(steps, repaired(func(in *eventbridge.PutRuleInput) { in.RoleArn = aws.String(role) }, "role_arn", knownvalue.Null())...)
			steps = append(steps, repaired(func(in *eventbridge.PutRuleInput) { in.ScheduleExpression = aws.String("rate(1 day)") }, "schedule_expression", knownvalue.Null())...)
			steps = append(steps, repaired(func(in *eventbridge.PutRuleInput) {
				in.EventPattern, in.ScheduleExpression = nil, aws.String("rate(1 day)")
			}, "schedule_expression", knownvalue.Null())...)
			// What drifted can be destroyed.
			steps = append(steps, resource.TestStep{PreConfig: put(func(in *eventbridge.PutRuleInput) {
				in.EventPattern, in.ScheduleExpression = nil, aws.String("rate(1 day)")
			}), Config: config, Destroy: true})
			env.Test(t, steps...)
		})
	}
}

func onDefaultBus(t *testing.T, env *acctest.Env) emulator.Rule {
	t.Helper()
	rules := env.Emulator.Rules(acctest.Region, "default")
	if len(rules) != 1 {
		t.Fatalf("AWS has %+v", rules)
	}
	return rules[0]
}

// answers puts a proxy before the emulator that changes its answers.
func answers(t *testing.T, env *acctest.Env, change func(operation, body string) string) {
	t.Helper()
	behind := env.URL
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		req, err := http.NewRequestWithContext(r.Context(), r.Method, behind+r.URL.Path, bytes.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		req.Header, req.Host = r.Header, r.Host
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Error(err)
		}
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		changed := change(operation, string(answer))
		for name, values := range resp.Header {
			if name != "Content-Length" && name != "X-Amz-Crc32" {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.WriteString(w, changed)
	}))
	t.Cleanup(proxy.Close)
	env.URL = proxy.URL
}

// TestPatternWithUnknownOperator has a pattern on AWS that this version of the
// provider does not know.
func TestPatternWithUnknownOperator(t *testing.T) {
	t.Parallel()
	for kind, config := range map[string]string{
		"eventbridge_rule": `event_pattern = jsonencode({ source = ["aws.aidevops"] })`,
		"eventbridge_devops_agent_investigation_rule": "",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			var drifted atomic.Bool
			answers(t, env, func(operation, body string) string {
				switch {
				case operation == "PutRule":
					drifted.Store(false)
				case drifted.Load():
					return strings.ReplaceAll(body, `[\"aws.aidevops\"]`, `[{\"regex\":\"aws.*\"}]`)
				}
				return body
			})
			config := env.Config("resource \"" + kind + "\" \"test\" {\n  name           = \"test\"\n  event_bus_name = \"default\"\n" + config + "\n}\n")
			drift := func() { drifted.Store(true) }
			env.Test(t,
				resource.TestStep{Config: config},
				resource.TestStep{PreConfig: drift, Config: config, ConfigPlanChecks: plans(kind+".test", plancheck.ResourceActionUpdate)},
				emptyPlan(config),
				resource.TestStep{PreConfig: drift, Config: config, Destroy: true},
			)
		})
	}
}

// TestAnswersThatLackMembers reads as much as an answer has.
func TestAnswersThatLackMembers(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(operation, body string) string{
		"PutRule": func(operation, body string) string {
			if operation == "PutRule" {
				return "{}"
			}
			return body
		},
		"state and ARN": func(operation, body string) string {
			if operation == "ListRules" || operation == "DescribeRule" {
				body = strings.ReplaceAll(body, `"State":"ENABLED"`, `"State":null`)
				return strings.ReplaceAll(body, `"Arn":`, `"Unknown":`)
			}
			return body
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			answers(t, env, change)
			config := env.Config(buildRuleConfig(`description = "a"`))
			env.Test(t,
				resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
					is(buildRule, "arn", knownvalue.StringExact("arn:aws:events:us-east-1:123456789012:rule/"+partnerBus+"/test")),
				}},
				emptyPlan(config),
				resource.TestStep{Config: env.Config(buildRuleConfig(`description = "b"`))},
			)
		})
	}
}

// TestCloudTrailState has the third state on buses that know it.
func TestCloudTrailState(t *testing.T) {
	t.Parallel()
	const state = `state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"`
	const iam = `event_pattern = jsonencode({ source = ["aws.iam"], detail-type = ["AWS API Call via CloudTrail"] })`
	env := acctest.New(t)
	config := env.Config("resource \"eventbridge_rule\" \"test\" {\n  name = \"test\"\n" + iam + "\n" + state + "\n}\n")
	env.Test(t,
		refuses(env.Config(ruleConfig("eventbridge_rule", lines(iam, state))), "Invalid rule state", "state = ", "is a partner event bus, which has no CloudTrail events."),
		refuses(env.Config(buildRuleConfig(state)), "Invalid value", "state = "),
		resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{is(rawRule, "state", knownvalue.StringExact("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"))}},
		emptyPlan(config),
		importBlock(rawRule, "test"),
	)
}

// TestGeneratedConfiguration imports what a generated configuration has to
// keep: a number that Terraform writes in another way, the third state, and a
// pattern that the catalog calls a mistake.
func TestGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for name, input := range map[string]*eventbridge.PutRuleInput{
		"number":   {EventPattern: aws.String(`{"source":["my.app"],"detail":{"n":[1.0e2],"m":[{"numeric":[">",1.50]}]}}`)},
		"trail":    {EventPattern: aws.String(`{"source":["aws.iam"]}`), State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"},
		"mistake":  {EventPattern: aws.String(`{"source":["aws.aidevops"],"detail-type":["Investigation Startd"]}`)},
		"disabled": {EventPattern: aws.String(`{"source":["my.app"]}`), State: "DISABLED"},
	} {
		input.Name = aws.String(name)
		if _, err := env.EventBridge().PutRule(t.Context(), input); err != nil {
			t.Fatal(err)
		}
	}
	var imports strings.Builder
	for _, name := range []string{"number", "trail", "mistake", "disabled"} {
		imports.WriteString("import {\n  to = eventbridge_rule." + name + "\n  id = \"" + name + "\"\n}\n")
	}
	w := env.Workspace(env.Config(imports.String()))
	w.Run("plan", "-generate-config-out=generated.tf")
	env.Emulator.ResetCalls()
	if out := w.Run("apply", "-auto-approve"); !strings.Contains(out, "4 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("the import of what was generated says\n%s", out)
	}
	expectReadsOnly(t, env)
}
