package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	awsProvider = "registry.terraform.io/hashicorp/aws"
	awsRule     = "aws_cloudwatch_event_rule"
	ownProvider = "registry.terraform.io/typed-events/eventbridge"
)

// The state of a rule as hashicorp/aws 6 and 5 write it, and as it was before
// 5.21.
const (
	awsState6 = `{
  "arn": "arn:aws:events:us-east-1:123456789012:rule/` + partnerBus + `/test",
  "description": "Failed builds",
  "event_bus_name": "` + partnerBus + `",
  "event_pattern": "{\"detail\":{\"build\":{\"state\":[\"failed\"]}},\"detail-type\":[\"Build Finished\"]}",
  "force_destroy": false,
  "id": "` + partnerBus + `/test",
  "is_enabled": true,
  "name": "test",
  "name_prefix": "",
  "region": "us-east-1",
  "role_arn": "",
  "schedule_expression": "",
  "state": "ENABLED",
  "tags": {"team": "ci"},
  "tags_all": {"cost": "builds", "team": "ci"}
}`
	awsState5 = `{
  "arn": "arn:aws:events:eu-west-1:123456789012:rule/builds/test",
  "description": "",
  "event_bus_name": "arn:aws:events:eu-west-1:123456789012:event-bus/builds",
  "event_pattern": "{\"source\":[\"there\"]}",
  "force_destroy": null,
  "id": "arn:aws:events:eu-west-1:123456789012:event-bus/builds/test",
  "is_enabled": null,
  "name": "test",
  "name_prefix": "te",
  "role_arn": null,
  "schedule_expression": null,
  "state": "DISABLED",
  "tags": {},
  "tags_all": {}
}`
	awsState4 = `{
  "arn": "arn:aws:events:us-east-1:123456789012:rule/test",
  "description": null,
  "event_bus_name": "default",
  "event_pattern": "{\"source\":[\"old\"]}",
  "id": "test",
  "is_enabled": false,
  "name": "test",
  "name_prefix": "",
  "role_arn": "",
  "schedule_expression": "",
  "tags": null,
  "tags_all": null
}`
)

// ownState is the state of a rule of this provider.
const ownState = `{
  "arn": "arn:aws:events:us-east-1:123456789012:rule/` + partnerBus + `/test",
  "catalog_check": "warn",
  "description": "Failed builds",
  "event_bus_name": "` + partnerBus + `",
  "event_pattern": "{\"detail\":{\"build\":{\"state\":[\"failed\"]}},\"detail-type\":[\"Build Finished\"]}",
  "must_match": ["{}"],
  "name": "test",
  "region": "us-east-1",
  "state": "ENABLED",
  "tags": {"team": "ci"},
  "tags_all": {"team": "ci"}
}`

// rulesOfAWS makes the rules that the states tell of.
func rulesOfAWS(t *testing.T) *acctest.Env {
	t.Helper()
	env := busesInBoth(t)
	makeBus(t, env, partnerBus)
	for region, input := range map[string]*eventbridge.PutRuleInput{
		acctest.Region: {
			EventBusName: aws.String(partnerBus), Description: aws.String("Failed builds"),
			EventPattern: aws.String(`{"detail":{"build":{"state":["failed"]}},"detail-type":["Build Finished"]}`),
			Tags:         []ebtypes.Tag{{Key: aws.String("team"), Value: aws.String("ci")}, {Key: aws.String("cost"), Value: aws.String("builds")}},
		},
		elsewhere: {EventBusName: aws.String(builds), EventPattern: aws.String(`{"source":["there"]}`), State: ebtypes.RuleStateDisabled},
	} {
		input.Name = aws.String("test")
		if _, err := inRegion(env, region).PutRule(t.Context(), input); err != nil {
			t.Fatal(err)
		}
	}
	_, err := env.EventBridge().PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("test"), EventPattern: aws.String(`{"source":["old"]}`), State: ebtypes.RuleStateDisabled})
	if err != nil {
		t.Fatal(err)
	}
	env.Emulator.ResetCalls()
	return env
}

// TestMoveFromAWS moves states of hashicorp/aws at the level of the protocol.
func TestMoveFromAWS(t *testing.T) {
	t.Parallel()
	env := rulesOfAWS(t)
	p := env.Protocol(map[string]any{"default_tags": map[string]any{"tags": map[string]any{"cost": "builds"}}})
	for name, test := range map[string]struct {
		provider, state, target string
		version                 int64
		want                    map[string]any
		identity                map[string]any
	}{
		"version 6": {
			awsProvider, awsState6, "eventbridge_rule", 1,
			map[string]any{
				"name": "test", "event_bus_name": partnerBus, "region": "us-east-1", "description": "Failed builds", "state": "ENABLED",
				"event_pattern": `{"detail":{"build":{"state":["failed"]}},"detail-type":["Build Finished"]}`,
				"tags":          map[string]any{"team": "ci"}, "tags_all": map[string]any{"cost": "builds", "team": "ci"},
				"id": partnerBus + "/test", "arn": "arn:aws:events:us-east-1:123456789012:rule/" + partnerBus + "/test",
			},
			identityOf("123456789012", "us-east-1", partnerBus, "test"),
		},
		"version 6, by OpenTofu before 1.12.4": {
			"aws", awsState6, "eventbridge_rule", 1,
			map[string]any{"name": "test", "event_bus_name": partnerBus},
			identityOf("123456789012", "us-east-1", partnerBus, "test"),
		},
		"version 6 to a typed rule, by OpenTofu": {
			"registry.opentofu.org/hashicorp/aws", awsState6, "eventbridge_buildkite_build_rule", 1,
			map[string]any{
				"name": "test", "event_bus_name": partnerBus, "detail_types": []any{"Build Finished"},
				"build": map[string]any{"state": map[string]any{"equals": []any{"failed"}}}, "pipeline": nil, "extra_detail_pattern": nil,
				"tags": map[string]any{"team": "ci"},
			},
			identityOf("123456789012", "us-east-1", partnerBus, "test"),
		},
		"version 5 in another region": {
			awsProvider, awsState5, "eventbridge_rule", 1,
			map[string]any{
				"event_bus_name": busARN(elsewhere), "region": elsewhere, "description": nil, "state": "DISABLED",
				"event_pattern": `{"source":["there"]}`, "id": "builds/test",
			},
			identityOf("123456789012", elsewhere, builds, "test"),
		},
		"version 4": {
			awsProvider, awsState4, "eventbridge_rule", 0,
			map[string]any{"event_bus_name": "default", "region": "us-east-1", "state": "DISABLED", "id": "default/test", "event_pattern": `{"source":["old"]}`},
			identityOf("123456789012", "us-east-1", "default", "test"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			read, diags := p.Move(test.provider, awsRule, test.version, test.state, test.target)
			p.Must(diags)
			for attribute, want := range test.want {
				if got := acctest.JSON(read.State[attribute]); got != acctest.JSON(want) {
					t.Errorf("%s is %s and not %s", attribute, got, acctest.JSON(want))
				}
			}
			if got := acctest.JSON(read.Identity); got != acctest.JSON(test.identity) {
				t.Errorf("the identity is %s", got)
			}
		})
	}
}

// TestMoveWithIdentity moves states that have an identity, as OpenTofu does.
func TestMoveWithIdentity(t *testing.T) {
	t.Parallel()
	env := rulesOfAWS(t)
	p := env.Protocol(nil)
	const awsIdentity = `{"account_id":"123456789012","name":"test","event_bus_name":"` + partnerBus + `","region":"us-east-1"}`
	for name, test := range map[string]struct{ provider, source, identity, target string }{
		"of hashicorp/aws":            {awsProvider, awsRule, awsIdentity, "eventbridge_rule"},
		"of hashicorp/aws, no bus":    {awsProvider, awsRule, `{"account_id":"123456789012","name":"test","region":"us-east-1"}`, "eventbridge_rule"},
		"of another rule resource":    {ownProvider, "eventbridge_rule", awsIdentity, "eventbridge_buildkite_build_rule"},
		"of the same type, namespace": {"example.com/mirror/eventbridge", "eventbridge_rule", awsIdentity, "eventbridge_rule"},
	} {
		t.Run(name, func(t *testing.T) {
			version, state := int64(0), ownState
			if test.source == awsRule {
				version, state = 1, awsState6
			}
			read, diags := p.MoveKeepingIdentity(test.provider, test.source, version, state, test.identity, test.target)
			p.Must(diags)
			if got := acctest.JSON(read.Identity); got != acctest.JSON(identityOf("123456789012", "us-east-1", partnerBus, "test")) {
				t.Errorf("the identity is %s", got)
			}
		})
	}
}

// TestMoveSameType passes the state through if only the provider's address
// changes.
func TestMoveSameType(t *testing.T) {
	t.Parallel()
	env := rulesOfAWS(t)
	p := env.Protocol(nil)
	for _, provider := range []string{"registry.opentofu.org/typed-events/eventbridge", "example.com/mirror/eventbridge", "eventbridge"} {
		read, diags := p.Move(provider, "eventbridge_rule", 0, ownState, "eventbridge_rule")
		p.Must(diags)
		want := map[string]any{"must_match": []any{"{}"}, "catalog_check": "warn", "event_bus_name": partnerBus, "name": "test"}
		for attribute, want := range want {
			if got := acctest.JSON(read.State[attribute]); got != acctest.JSON(want) {
				t.Errorf("%s is %s and not %s", attribute, got, acctest.JSON(want))
			}
		}
	}
}

// TestMoveRefused refuses states that are no rule of this provider's kind.
func TestMoveRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	p := env.Protocol(nil)
	state := func(attributes string) string { return `{"name":"test","event_bus_name":"default",` + attributes + `}` }
	const patterned = `"event_pattern":"{\"account\":[\"1\"],\"detail-type\":[\"Build Finished\"]}"`
	for name, test := range map[string]struct {
		provider, source string
		version          int64
		state, target    string
		texts            []string
	}{
		"scheduled": {
			awsProvider, awsRule, 1, state(`"schedule_expression":"rate(1 day)","event_pattern":null`), "eventbridge_rule",
			[]string{"Scheduled rule", `Rule "test" on event bus "default" has the schedule "rate(1 day)" and no event pattern.`, "so it cannot be moved. Nothing was changed. Keep it where it is managed now."},
		},
		"with a role": {
			awsProvider, awsRule, 1, state(patterned + `,"role_arn":"arn:aws:iam::123456789012:role/a"`), "eventbridge_rule",
			[]string{"Rule has an IAM role", "it cannot be moved."},
		},
		"not expressible": {
			awsProvider, awsRule, 1, state(patterned), "eventbridge_buildkite_build_rule",
			[]string{
				"Rule does not match the resource type", "cannot be moved as `eventbridge_buildkite_build_rule`.",
				"cannot express what the event pattern asks of `account`.", "Use `eventbridge_rule`, which takes the event pattern as JSON. Nothing was changed.",
			},
		},
		"newer": {
			awsProvider, awsRule, 2, state(patterned), "eventbridge_rule",
			[]string{"Unsupported state version", "The state of the aws_cloudwatch_event_rule has version 2, and this version of the provider supports versions up to 1. Nothing was moved or changed."},
		},
		"without a name": {
			awsProvider, awsRule, 1, `{"arn":"a"}`, "eventbridge_rule",
			[]string{"Unreadable state", "has no `name` of a rule. Nothing was moved or changed."},
		},
		"of other types":     {awsProvider, awsRule, 1, `{"name":["a"]}`, "eventbridge_rule", []string{"Unreadable state"}},
		"another provider":   {"registry.terraform.io/example/aws", awsRule, 1, state(patterned), "eventbridge_rule", []string{"Unable to Move Resource State"}},
		"another resource":   {awsProvider, "aws_sns_topic", 1, state(patterned), "eventbridge_rule", []string{"Unable to Move Resource State"}},
		"no rule of our own": {ownProvider, "eventbridge_log_group", 0, state(patterned), "eventbridge_rule", []string{"Unable to Move Resource State"}},
		"newer of our own":   {ownProvider, "eventbridge_rule", 1, state(patterned), "eventbridge_buildkite_build_rule", []string{"Unsupported state version", "versions up to 0"}},
	} {
		_, diags := p.Move(test.provider, test.source, test.version, test.state, test.target)
		t.Run(name, func(t *testing.T) { expectError(t, diags, test.texts...) })
	}
	if n := env.Emulator.CallCount("*"); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// TestMovedByTerraform moves rules of hashicorp/aws in a state file with the
// real Terraform: nothing is left to change, and nothing is called but reads.
func TestMovedByTerraform(t *testing.T) {
	t.Parallel()
	env := rulesOfAWS(t)
	w := env.Workspace(env.ConfigWith(`default_tags = { tags = { cost = "builds" } }`, `
moved {
  from = aws_cloudwatch_event_rule.failed
  to   = eventbridge_rule.failed
}
moved {
  from = aws_cloudwatch_event_rule.typed
  to   = eventbridge_buildkite_build_rule.typed
}
resource "eventbridge_rule" "failed" {
  name           = "test"
  event_bus_name = "`+partnerBus+`"
  description    = "Failed builds"
  event_pattern  = jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["failed"] } } })
  tags           = { team = "ci" }
}
resource "eventbridge_buildkite_build_rule" "typed" {
  name           = "test"
  event_bus_name = "`+partnerBus+`"
  description    = "Failed builds"
  detail_types   = ["Build Finished"]
  build          = { state = { equals = ["failed"] } }
  tags           = { team = "ci" }
}
`))
	w.Write("terraform.tfstate", stateFile(awsProvider, awsRule, 1, map[string]string{"failed": awsState6, "typed": awsState6}))
	w.InstallAsAWS()
	w.Run("init")
	env.Emulator.ResetCalls()
	out := w.Run("apply", "-auto-approve")
	for _, want := range []string{"aws_cloudwatch_event_rule.failed has moved to", "aws_cloudwatch_event_rule.typed has moved to", "0 added, 0 changed, 0 destroyed"} {
		if !strings.Contains(out, want) {
			t.Errorf("Terraform does not say %q:\n%s", want, out)
		}
	}
	expectReadsOnly(t, env)
	if !w.IsEmptyPlan() {
		t.Error("the next plan is not empty")
	}
}

// TestMovedBetweenKinds makes a raw rule a typed one, and raw again.
func TestMovedBetweenKinds(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	typed := buildRuleConfig(lines(`detail_types = ["Build Finished"]`, `build = { state = { equals = ["failed"] } }`, `must_match = []`))
	untyped := ruleConfig("eventbridge_rule", `event_pattern = jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["failed"] } } })`)
	moved := func(from, to string) string { return "\nmoved {\n  from = " + from + "\n  to   = " + to + "\n}\n" }
	w := env.Workspace(env.Config(untyped))
	w.Run("apply", "-auto-approve")
	for _, config := range []string{typed + moved(rawRule, buildRule), untyped + moved(buildRule, rawRule)} {
		w.Write("main.tf", env.Config(config))
		env.Emulator.ResetCalls()
		if out := w.Run("apply", "-auto-approve"); !strings.Contains(out, "0 added, 0 changed, 0 destroyed") {
			t.Errorf("something is changed:\n%s", out)
		}
		expectReadsOnly(t, env)
		if !w.IsEmptyPlan() {
			t.Error("the next plan is not empty")
		}
	}
}

// expectReadsOnly wants no call that changes anything.
func expectReadsOnly(t *testing.T, env *acctest.Env) {
	t.Helper()
	for name := range env.Emulator.CallCounts() {
		_, operation, _ := strings.Cut(name, ":")
		if !strings.HasPrefix(operation, "List") && !strings.HasPrefix(operation, "Describe") && !strings.HasPrefix(operation, "Get") {
			t.Errorf("%s was called", name)
		}
	}
}

// stateFile is a state of Terraform with resources of one type.
func stateFile(provider, resourceType string, version int, states map[string]string) string {
	var resources []string
	for name, attributes := range states {
		resources = append(resources, fmt.Sprintf(
			`{"mode":"managed","type":%q,"name":%q,"provider":"provider[\"%s\"]","instances":[{"schema_version":%d,"attributes":%s,"identity_schema_version":0,"identity":{"account_id":"123456789012","name":"test","region":"us-east-1"},"sensitive_attributes":[],"private":"bnVsbA=="}]}`,
			resourceType, name, provider, version, attributes))
	}
	return fmt.Sprintf(`{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"8f0f7f1c-64f6-4e2c-8d55-5f4b1f0c1a11","outputs":{},"resources":[%s]}`, strings.Join(resources, ","))
}
