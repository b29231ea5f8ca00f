package rule_test

import (
	"fmt"
	"strings"
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

const (
	elsewhere = "eu-west-1"
	builds    = "builds" // an event bus that both regions have
	thereRule = "eventbridge_rule.there"
	hereRule  = "eventbridge_rule.here"
)

// busesInBoth are two regions with an event bus of the same name.
func busesInBoth(t *testing.T) *acctest.Env {
	t.Helper()
	env := acctest.New(t)
	for _, region := range []string{acctest.Region, elsewhere} {
		if _, err := inRegion(env, region).CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String(builds)}); err != nil {
			t.Fatal(err)
		}
	}
	env.Emulator.ResetCalls()
	return env
}

func inRegion(env *acctest.Env, region string) *eventbridge.Client {
	config := env.AWS()
	config.Region = region
	return eventbridge.NewFromConfig(config)
}

func busARN(region string) string {
	return "arn:aws:events:" + region + ":123456789012:event-bus/" + builds
}

func ruleARN(region, name string) string {
	return "arn:aws:events:" + region + ":123456789012:rule/" + builds + "/" + name
}

// rawOn is a raw rule named "test" on the bus.
func rawOn(label, bus, lines string) string {
	return fmt.Sprintf(`
resource "eventbridge_rule" %[1]q {
  name           = "test"
  event_bus_name = %[2]q
  event_pattern  = jsonencode({ source = [%[1]q] })
%[3]s
}
`, label, bus, lines)
}

// names are the rules that a region has, as bus/name.
func names(env *acctest.Env, region string) string {
	var out []string
	for _, bus := range env.Emulator.BusNames(region) {
		for _, rule := range env.Emulator.Rules(region, bus) {
			out = append(out, bus+"/"+rule.Name)
		}
	}
	return strings.Join(out, " ")
}

func expectNames(t *testing.T, env *acctest.Env, region, want string) resource.TestCheckFunc {
	t.Helper()
	return func(*terraformState) error {
		if got := names(env, region); got != want {
			t.Errorf("%s has the rules %q and not %q", region, got, want)
		}
		return nil
	}
}

// listed counts the lists of rules by region.
func listed(env *acctest.Env) map[string]int {
	counts := map[string]int{}
	for _, call := range env.Emulator.Calls() {
		if call.Name() == "events:ListRules" {
			counts[call.Region]++
		}
	}
	return counts
}

// TestRuleRegions has rules of one name in two regions at once.
func TestRuleRegions(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	body := rawOn("here", builds, "") + rawOn("there", builds, `region = "`+elsewhere+`"`) + `
resource "eventbridge_buildkite_build_rule" "test" {
  name           = "typed"
  event_bus_name = "` + builds + `"
  region         = "` + elsewhere + `"
  tags           = { team = "ci" }
}
`
	config := env.Config(body)
	moved := env.Config(strings.Replace(body, `region = "`+elsewhere+`"`, `region = "us-west-2"`, 1))
	env.Test(t,
		resource.TestStep{
			Config: config,
			ConfigStateChecks: []statecheck.StateCheck{
				is(hereRule, "region", knownvalue.StringExact(acctest.Region)),
				is(hereRule, "arn", knownvalue.StringExact(ruleARN(acctest.Region, "test"))),
				is(thereRule, "region", knownvalue.StringExact(elsewhere)),
				is(thereRule, "arn", knownvalue.StringExact(ruleARN(elsewhere, "test"))),
				is(thereRule, "id", knownvalue.StringExact(builds+"/test")),
				is(buildRule, "region", knownvalue.StringExact(elsewhere)),
			},
			Check: resource.ComposeTestCheckFunc(expectNames(t, env, acctest.Region, "builds/test"), expectNames(t, env, elsewhere, "builds/test builds/typed")),
		},
		emptyPlan(config),
		importBlock(thereRule, builds+"/test@"+elsewhere),
		importBlock(thereRule, ruleARN(elsewhere, "test")),
		importBlock(thereRule, ruleARN(elsewhere, "test")+"@"+elsewhere),
		importBlock(thereRule, busARN(elsewhere)+"/test"),
		importBlock(hereRule, builds+"/test"),
		importBlock(hereRule, builds+"/test@"+acctest.Region),
		importBlock(buildRule, ruleARN(elsewhere, "typed")),
		// Whatever the provider's region is, what is configured stays where it is.
		emptyPlan(strings.Replace(env.Config(strings.Replace(body, `"here" {`, `"here" {`+"\n  region = \""+acctest.Region+"\"", 1)), `region     = "us-east-1"`, `region     = "ap-south-1"`, 1)),
		// A change behind the provider's back, and a rule that is gone.
		resource.TestStep{
			PreConfig: func() {
				_, err := inRegion(env, elsewhere).PutRule(t.Context(), &eventbridge.PutRuleInput{EventBusName: aws.String(builds), Name: aws.String("test"), EventPattern: aws.String(`{"source":["x"]}`)})
				if err == nil {
					_, err = inRegion(env, elsewhere).DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{EventBusName: aws.String(builds), Name: aws.String("typed")})
				}
				if err != nil {
					t.Fatal(err)
				}
			},
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(hereRule, plancheck.ResourceActionNoop),
				plancheck.ExpectResourceAction(thereRule, plancheck.ResourceActionUpdate),
				plancheck.ExpectResourceAction(buildRule, plancheck.ResourceActionCreate),
			}},
			Check: expectNames(t, env, elsewhere, "builds/test builds/typed"),
		},
		emptyPlan(config),
		// Another region is another rule.
		resource.TestStep{
			PreConfig: func() {
				if _, err := inRegion(env, "us-west-2").CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String(builds)}); err != nil {
					t.Fatal(err)
				}
			},
			Config: moved,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(thereRule, plancheck.ResourceActionDestroyBeforeCreate),
				plancheck.ExpectKnownValue(thereRule, tfjsonpath.New("region"), knownvalue.StringExact("us-west-2")),
				plancheck.ExpectUnknownValue(thereRule, tfjsonpath.New("arn")),
			}},
			Check: resource.ComposeTestCheckFunc(expectNames(t, env, elsewhere, "builds/typed"), expectNames(t, env, "us-west-2", "builds/test")),
		},
		emptyPlan(moved),
	)
	for _, region := range []string{acctest.Region, elsewhere, "us-west-2"} {
		if left := names(env, region); left != "" {
			t.Errorf("left behind in %s: %s", region, left)
		}
	}
}

// TestRuleRegionOfProvider lets a rule that names no region follow the
// provider to another.
func TestRuleRegionOfProvider(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	config := env.Config(rawOn("here", builds, ""))
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			Config:           strings.Replace(config, `region     = "us-east-1"`, `region     = "`+elsewhere+`"`, 1),
			ConfigPlanChecks: plans(hereRule, plancheck.ResourceActionDestroyBeforeCreate),
			Check:            resource.ComposeTestCheckFunc(expectNames(t, env, acctest.Region, ""), expectNames(t, env, elsewhere, "builds/test")),
		},
	)
}

// TestRuleRegionOfBus takes the region from the ARN of the event bus.
func TestRuleRegionOfBus(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	byARN := env.Config(rawOn("there", busARN(elsewhere), ""))
	late := func(region string) string {
		return env.Config(`
resource "terraform_data" "bus" { input = "` + busARN(elsewhere) + `" }
` + strings.Replace(rawOn("there", "BUS", region), `"BUS"`, "terraform_data.bus.output", 1))
	}
	env.Test(t,
		resource.TestStep{
			Config: byARN,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectKnownValue(thereRule, tfjsonpath.New("region"), knownvalue.StringExact(elsewhere)),
			}},
			ConfigStateChecks: []statecheck.StateCheck{is(thereRule, "event_bus_name", knownvalue.StringExact(busARN(elsewhere)))},
			Check:             expectNames(t, env, elsewhere, "builds/test"),
		},
		emptyPlan(byARN),
		// The same said otherwise.
		emptyPlan(env.Config(rawOn("there", busARN(elsewhere), `region = "`+elsewhere+`"`))),
		emptyPlan(env.Config(rawOn("there", builds, `region = "`+elsewhere+`"`))),
		// The name alone means the bus in the provider's region.
		resource.TestStep{
			Config:           env.Config(rawOn("there", builds, "")),
			ConfigPlanChecks: plans(thereRule, plancheck.ResourceActionDestroyBeforeCreate),
			Check:            resource.ComposeTestCheckFunc(expectNames(t, env, elsewhere, ""), expectNames(t, env, acctest.Region, "builds/test")),
		},
		resource.TestStep{Config: byARN, ConfigPlanChecks: plans(thereRule, plancheck.ResourceActionDestroyBeforeCreate)},
		resource.TestStep{Config: env.Config(" "), Check: expectNames(t, env, elsewhere, "")},
		// An ARN that is known when applied only.
		resource.TestStep{
			Config: late(""),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue(thereRule, tfjsonpath.New("region")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{is(thereRule, "region", knownvalue.StringExact(elsewhere))},
			Check:             expectNames(t, env, elsewhere, "builds/test"),
		},
		emptyPlan(late("")),
		resource.TestStep{Config: env.Config(" "), Check: expectNames(t, env, elsewhere, "")},
		resource.TestStep{
			Config: late(`region = "us-east-1"`),
			ExpectError: acctest.ErrorRegexp("Event bus in another region", "The event bus "+busARN(elsewhere)+" is in region eu-west-1, and `region` is us-east-1.",
				"remove `region`, or use an event bus in us-east-1. Nothing was changed."),
		},
	)
	if got := names(env, acctest.Region); got != "" {
		t.Errorf("a rule was made on the bus of the same name in the wrong region: %s", got)
	}
}

func TestRuleRegionRefused(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	in := func(region string) string { return env.Config(rawOn("test", builds, `region = "`+region+`"`)) }
	env.Test(t,
		refuses(env.Config(rawOn("test", busARN(elsewhere), `region = "us-east-1"`)), "Event bus in another region", "event_bus_name = ", "is in region eu-west-1, and `region` is us-east-1."),
		refuses(in("eu-west-99"), "Unknown AWS region", "region = ", `"eu-west-99" is not a region that this version of the provider knows.`),
		refuses(in("cn-north-1"), "Region in another AWS partition", "region = "),
		refuses(in(""), "Attribute region string length must be at least 1"),
		resource.TestStep{Config: in("us-west-2"), ExpectError: acctest.ErrorRegexp("Event bus not found", `in us-west-2.`)},
	)
}

// TestRuleRegionCalls lists the rules of a bus once in each region, however
// many rules there are, and a few times if they are created one after the other.
func TestRuleRegionCalls(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	config := env.Config(`
resource "eventbridge_rule" "test" {
  count          = 40
  name           = "rule-${floor(count.index / 2)}"
  region         = ["` + acctest.Region + `", "` + elsewhere + `"][count.index % 2]
  event_bus_name = "` + builds + `"
  event_pattern  = jsonencode({ source = ["a"] })
}
`)
	atMost := func(most int, what string) {
		t.Helper()
		counts := listed(env)
		if len(counts) != 2 || counts[acctest.Region] > most || counts[elsewhere] > most {
			t.Errorf("%s lists rules %v times", what, counts)
		}
		if n := env.Emulator.CallCount("events:DescribeRule"); n != 0 {
			t.Errorf("%s describes %d rules", what, n)
		}
		env.Emulator.ResetCalls()
	}
	env.Test(t,
		resource.TestStep{Config: config, Check: func(*terraformState) error { atMost(8, "apply"); return nil }},
		resource.TestStep{PreConfig: env.Emulator.ResetCalls, Config: config, PlanOnly: true},
		resource.TestStep{PreConfig: func() { atMost(1, "plan") }, Config: config, Destroy: true},
	)
}

// TestRuleLeftBehindElsewhere goes on with what was left behind in one region,
// and refuses its namesake in the other.
func TestRuleLeftBehindElsewhere(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	config := func(region string) string {
		return env.ConfigWith("max_retries = 2\nadopt_identical = true", rawOn("there", builds, "region = \""+region+"\"\n  tags = { team = \"a\" }"))
	}
	var remove func()
	env.Test(t,
		resource.TestStep{
			PreConfig: func() {
				remove = env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "PutRule", CutAfter: true})
			},
			Config: config(elsewhere), ExpectError: acctest.ErrorRegexp("No response from AWS"),
		},
		resource.TestStep{
			PreConfig: func() {
				remove()
				_, err := env.EventBridge().PutRule(t.Context(), &eventbridge.PutRuleInput{EventBusName: aws.String(builds), Name: aws.String("test"), EventPattern: aws.String(`{"source":["there"]}`)})
				if err != nil {
					t.Fatal(err)
				}
			},
			Config: config(acctest.Region), ExpectError: acctest.ErrorRegexp("Rule already exists", "terraform import eventbridge_rule.NAME 'builds/test'"),
		},
		resource.TestStep{Config: config(elsewhere)},
		resource.TestStep{
			Config:      config(elsewhere) + rawOn("second", builds, `region = "`+elsewhere+`"`),
			ExpectError: acctest.ErrorRegexp("Rule already exists", "terraform import eventbridge_rule.NAME 'builds/test@eu-west-1'"),
		},
	)
}
