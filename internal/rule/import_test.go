package rule_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// put makes a rule as somebody else does.
func put(t *testing.T, env *acctest.Env, region, bus, name, pattern string) {
	t.Helper()
	_, err := inRegion(env, region).PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String(name), EventBusName: aws.String(bus), EventPattern: aws.String(pattern)})
	if err != nil {
		t.Fatal(err)
	}
}

var expectError = acctest.ExpectError

func identityOf(account, region, bus, name string) map[string]any {
	out := map[string]any{"account_id": account, "region": region, "event_bus_name": bus, "name": name}
	for key, value := range out {
		if value == "" {
			out[key] = nil
		}
	}
	return out
}

func TestImportByIdentity(t *testing.T) {
	t.Parallel()
	const mine, other = "123456789012", "999999999999"
	env := busesInBoth(t)
	makeBus(t, env, partnerBus)
	put(t, env, acctest.Region, partnerBus, "test", `{"detail-type":["Build Finished"]}`)
	put(t, env, elsewhere, builds, "test", `{"detail-type":["Build Finished"]}`)
	put(t, env, acctest.Region, "default", "test", `{"source":["a"]}`)
	p := env.Protocol(nil)
	for name, test := range map[string]struct{ from, want map[string]any }{
		"whole":          {identityOf(mine, acctest.Region, partnerBus, "test"), identityOf(mine, acctest.Region, partnerBus, "test")},
		"short":          {identityOf("", "", partnerBus, "test"), identityOf(mine, acctest.Region, partnerBus, "test")},
		"another region": {identityOf("", elsewhere, builds, "test"), identityOf(mine, elsewhere, builds, "test")},
		"default bus":    {identityOf(mine, "", "default", "test"), identityOf(mine, acctest.Region, "default", "test")},
	} {
		read, diags := p.ImportIdentity("eventbridge_rule", test.from)
		p.Must(diags)
		if got := acctest.JSON(read.Identity); got != acctest.JSON(test.want) {
			t.Errorf("%s: the identity is %s", name, got)
		}
		if read.State["region"] != test.want["region"] || read.State["event_bus_name"] != test.want["event_bus_name"] || read.State["name"] != "test" {
			t.Errorf("%s: the state is %s", name, acctest.JSON(read.State))
		}
		again, diags := p.Read(read)
		p.Must(diags)
		if got := acctest.JSON(again.Identity); got != acctest.JSON(test.want) {
			t.Errorf("%s: the identity is %s when it is read again", name, got)
		}
	}
	typed, diags := p.ImportIdentity("eventbridge_buildkite_build_rule", identityOf("", "", partnerBus, "test"))
	p.Must(diags)
	if got := acctest.JSON(typed.State["detail_types"]); got != `["Build Finished"]` {
		t.Errorf("the detail-types are %s", got)
	}
	_, diags = p.ImportIdentity("eventbridge_rule", identityOf("", "", partnerBus, "gone"))
	expectError(t, diags, "Rule not found", `There is no rule "gone" on event bus "`+partnerBus+`" in us-east-1`)
	if _, err := env.EventBridge().DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{EventBusName: aws.String(partnerBus), Name: aws.String("test")}); err != nil {
		t.Fatal(err)
	}
	gone, diags := env.Protocol(nil).Read(typed)
	p.Must(diags)
	if gone.State != nil || gone.Identity["name"] != "test" {
		t.Errorf("a rule that is not there any more: %s", acctest.JSON(gone))
	}
	for name, test := range map[string]struct {
		identity map[string]any
		texts    []string
	}{
		"another account": {identityOf(other, "", partnerBus, "test"), []string{"Import from another account", other, mine, "Nothing was imported."}},
		"unknown region":  {identityOf("", "nowhere", partnerBus, "test"), []string{"Unknown AWS region", `"nowhere"`}},
		"ARN of a bus": {
			identityOf("", "", busARN(acctest.Region), "test"),
			[]string{"Invalid identity", `"` + busARN(acctest.Region) + `" is an ARN. The name of the event bus is "builds".`, "Nothing was imported."},
		},
		"no name of a rule": {identityOf("", "", partnerBus, "a/b"), []string{"Invalid identity", `"a/b" is not the name of a rule.`}},
	} {
		env.Emulator.ResetCalls()
		_, diags := p.ImportIdentity("eventbridge_rule", test.identity)
		t.Run(name, func(t *testing.T) { expectError(t, diags, test.texts...) })
		if n := env.Emulator.CallCount("events:*"); n != 0 {
			t.Errorf("%s: %d calls", name, n)
		}
	}
}

func TestImportByID(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	makeBus(t, env, partnerBus)
	put(t, env, acctest.Region, partnerBus, "test", `{"source":["a"]}`)
	put(t, env, acctest.Region, builds, "test", `{"source":["b"]}`)
	put(t, env, elsewhere, builds, "test", `{"source":["c"]}`)
	put(t, env, elsewhere, "default", "test", `{"source":["d"]}`)
	p := env.Protocol(nil)
	const partnerARN = "arn:aws:events:us-east-1:123456789012:"
	for id, want := range map[string]string{
		partnerBus + "/test":                                        "us-east-1 " + partnerBus,
		partnerARN + "rule/" + partnerBus + "/test":                 "us-east-1 " + partnerBus,
		partnerARN + "event-bus/" + partnerBus + "/test":            "us-east-1 " + partnerBus,
		builds + "/test":                                            "us-east-1 builds",
		builds + "/test@us-east-1":                                  "us-east-1 builds",
		builds + "/test@eu-west-1":                                  "eu-west-1 builds",
		"test@eu-west-1":                                            "eu-west-1 default",
		"default/test@eu-west-1":                                    "eu-west-1 default",
		ruleARN(elsewhere, "test"):                                  "eu-west-1 builds",
		busARN(elsewhere) + "/test@eu-west-1":                       "eu-west-1 builds",
		"arn:aws:events:eu-west-1:123456789012:rule/test":           "eu-west-1 default",
		"arn:aws:events:eu-west-1:123456789012:rule/test@eu-west-1": "eu-west-1 default",
	} {
		read, diags := p.Import("eventbridge_rule", id)
		p.Must(diags)
		if read.State == nil {
			t.Errorf("%s is not found", id)
			continue
		}
		region, bus, _ := strings.Cut(want, " ")
		if read.State["region"] != region || read.State["event_bus_name"] != bus || acctest.JSON(read.Identity) != acctest.JSON(identityOf("123456789012", region, bus, "test")) {
			t.Errorf("%s is read as %s with the identity %s", id, acctest.JSON(read.State), acctest.JSON(read.Identity))
		}
	}
	for id, texts := range map[string][]string{
		ruleARN(elsewhere, "test") + "@us-east-1":                  {"Conflicting regions in import ID", "us-east-1", "eu-west-1"},
		"arn:aws:events:us-east-1:999999999999:rule/builds/test":   {"Import from another account", "999999999999"},
		"arn:aws:events:us-east-1:999999999999:event-bus/builds/a": {"Import from another account", "999999999999"},
		"arn:aws:events:us-east-1:123456789012:event-bus/builds":   {"Invalid import ID", "it is the ARN of an event bus, without the name of a rule"},
		"arn:aws:sns:us-east-1:123456789012:topic":                 {"Invalid import ID", "is not the ARN of an EventBridge rule"},
		partnerBus:                          {"Invalid import ID", `"aws.partner/buildkite.com/my-org" is not a partner event source name`, "the rule's name follows the last slash"},
		"gone@eu-west-1":                    {"Rule not found", `There is no rule "gone" on event bus "default" in eu-west-1`},
		"test@":                             {"Missing region in import ID", "Nothing was imported."},
		"test@mars":                         {"Unknown AWS region", `"mars"`},
		"builds/":                           {"Invalid import ID", `"" is not the name of a rule`},
		"a bus/test":                        {"Invalid import ID", `"a bus" is not a valid event bus name`},
		"builds/" + strings.Repeat("x", 65): {"Invalid import ID", "is not the name of a rule"},
	} {
		_, diags := p.Import("eventbridge_rule", id)
		t.Run(id, func(t *testing.T) { expectError(t, diags, texts...) })
	}
}

// TestImportUnmanageable refuses rules of which something would be lost.
func TestImportUnmanageable(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for name, input := range map[string]*eventbridge.PutRuleInput{
		"schedule": {ScheduleExpression: aws.String("rate(1 day)")},
		"both":     {ScheduleExpression: aws.String("rate(1 day)"), EventPattern: aws.String(`{"source":["a"]}`)},
		"role":     {RoleArn: aws.String("arn:aws:iam::123456789012:role/events"), EventPattern: aws.String(`{"source":["a"]}`)},
	} {
		input.Name = aws.String(name)
		if _, err := env.EventBridge().PutRule(t.Context(), input); err != nil {
			t.Fatal(err)
		}
	}
	p := env.Protocol(nil)
	for name, texts := range map[string][]string{
		"schedule": {"Scheduled rule", `has the schedule "rate(1 day)" and no event pattern.`, "it cannot be imported."},
		"both":     {"Scheduled rule", `has the schedule "rate(1 day)" and an event pattern.`, "it cannot be imported."},
		"role":     {"Rule has an IAM role", "arn:aws:iam::123456789012:role/events", "it cannot be imported."},
	} {
		_, diags := p.Import("eventbridge_rule", name)
		t.Run(name, func(t *testing.T) { expectError(t, diags, texts...) })
	}
}

// TestImportWritesDown imports what Terraform alone knows more of: one update
// in place, which calls nothing that changes AWS.
func TestImportWritesDown(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	put(t, env, acctest.Region, partnerBus, "test", `{"detail-type":["Build Finished"]}`)
	config := env.Config(buildRuleConfig(lines(`detail_types = ["Build Finished"]`, `catalog_check = "warn"`,
		`must_match = [provider::eventbridge::sample_event("Build Finished")]`)))
	env.Emulator.ResetCalls()
	env.Test(t,
		resource.TestStep{
			Config:           config + "\nimport {\n  to = " + buildRule + "\n  id = \"" + partnerBus + "/test\"\n}\n",
			ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate),
			Check:            func(*terraformState) error { expectReadsOnly(t, env); return nil },
		},
		emptyPlan(config),
	)
}

// TestRuleOfAnotherAccount reads a rule with the credentials of another account
// that has one of the same name.
func TestRuleOfAnotherAccount(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	put(t, env, acctest.Region, "default", "test", `{"source":["a"]}`)
	p := env.Protocol(nil)
	_, diags := p.Move("registry.terraform.io/hashicorp/aws", "aws_cloudwatch_event_rule", 1,
		`{"name":"test","event_bus_name":"default","event_pattern":"{\"source\":[\"a\"]}","arn":"arn:aws:events:us-east-1:999999999999:rule/test"}`, "eventbridge_rule")
	expectError(t, diags, "Rule in another account", "is in account 999999999999, but the provider's credentials belong to account 123456789012, which has a rule of the same name.", "terraform state rm")
}

// TestRuleIdentity looks at the identity of a rule that the provider makes,
// however its bus is named.
func TestRuleIdentity(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	byARN := rawOn("there", busARN(elsewhere), "")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: env.Factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config: env.Config(byARN),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectIdentity(thereRule, map[string]knownvalue.Check{
					"account_id": knownvalue.StringExact("123456789012"), "region": knownvalue.StringExact(elsewhere),
					"event_bus_name": knownvalue.StringExact(builds), "name": knownvalue.StringExact("test"),
				})},
			},
			emptyPlan(env.Config(byARN)),
			{Config: env.Config(strings.Replace(byARN, "\n}", "\n  description = \"x\"\n}", 1))},
			{ResourceName: thereRule, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
			{ResourceName: thereRule, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: ruleARN(elsewhere, "test")},
			{ResourceName: thereRule, ImportState: true, ImportStateKind: resource.ImportCommandWithID, ImportStateId: "builds/test@" + elsewhere},
		},
	})
}
