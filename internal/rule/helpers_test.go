package rule_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// partnerBus is the partner event bus of the tests.
const partnerBus = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"

const (
	buildRule = "eventbridge_buildkite_build_rule.test"
	rawRule   = "eventbridge_rule.test"
)

// newEnv is an AWS with a partner event bus.
func newEnv(t *testing.T) *acctest.Env {
	t.Helper()
	env := acctest.New(t)
	makeBus(t, env, partnerBus)
	return env
}

func makeBus(t *testing.T, env *acctest.Env, name string) {
	t.Helper()
	env.PartnerSource(name)
	_, err := env.EventBridge().CreateEventBus(context.Background(), &eventbridge.CreateEventBusInput{
		Name: aws.String(name), EventSourceName: aws.String(name),
	})
	if err != nil {
		t.Fatal(err)
	}
	env.Emulator.ResetCalls()
}

// buildRuleConfig is a build rule named "test" on the partner event bus.
func buildRuleConfig(lines string) string {
	return ruleConfig("eventbridge_buildkite_build_rule", lines)
}

func ruleConfig(kind, lines string) string {
	return fmt.Sprintf(`
resource %q "test" {
  name           = "test"
  event_bus_name = %q
%s
}
`, kind, partnerBus, lines)
}

// theRule is the rule "test" as AWS has it.
func theRule(t *testing.T, env *acctest.Env) emulator.Rule {
	t.Helper()
	for _, rule := range env.Emulator.Rules(acctest.Region, partnerBus) {
		if rule.Name == "test" {
			return rule
		}
	}
	t.Fatal("AWS has no rule named test")
	return emulator.Rule{}
}

// putRule changes the rule "test" behind the provider's back.
func putRule(t *testing.T, env *acctest.Env, change func(*eventbridge.PutRuleInput)) {
	t.Helper()
	now := theRule(t, env)
	input := &eventbridge.PutRuleInput{
		Name: aws.String("test"), EventBusName: aws.String(partnerBus), EventPattern: aws.String(now.EventPattern), State: "ENABLED",
	}
	if now.Description != "" {
		input.Description = aws.String(now.Description)
	}
	change(input)
	if _, err := env.EventBridge().PutRule(context.Background(), input); err != nil {
		t.Fatal(err)
	}
}

func eventPattern(address, text string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New("event_pattern"), knownvalue.StringExact(text))
}

func is(address, attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

func plans(address string, action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

var emptyPlan = acctest.EmptyPlan

// buildTypes are the detail-types of a build rule.
var buildTypes = catalog.Default().Family("eventbridge_buildkite_build_rule").DetailTypeNames()

// detail is the pattern of a build rule with all detail-types and this detail.
func detail(inner string) string {
	text := `{"detail-type":["` + strings.Join(buildTypes, `","`) + `"]`
	if inner != "" {
		text += `,"detail":{` + inner + `}`
	}
	return text + `}`
}

// refuses is a step that fails while planning with these texts in order.
func refuses(config string, texts ...string) resource.TestStep {
	return resource.TestStep{Config: config, PlanOnly: true, ExpectError: acctest.ErrorRegexp(texts...)}
}

func importBlock(address, id string) resource.TestStep {
	return resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: id}
}

func lines(text ...string) string { return strings.Join(text, "\n") }

type terraformState = terraform.State

var errorRegexp = acctest.ErrorRegexp

func samePattern(a, b string) bool { return patterntype.Equal(a, b) }
