package acctest

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// TestPlanInProcess holds that what is planned without Terraform sees a change
// of AWS and of the configuration, and destroys what there is.
func TestPlanInProcess(t *testing.T) {
	t.Parallel()
	env := New(t)
	c := &cases{t: t, commands: commands{t: t, dir: t.TempDir(), provider: env.Factories["eventbridge"]}}
	rule := func(description string) string {
		return env.Config(`
resource "eventbridge_rule" "test" {
  name          = "orders"
  description   = "` + description + `"
  event_pattern = jsonencode({ source = ["shop.orders"] })
}

resource "eventbridge_log_group" "test" {
  name          = "/aws/events/orders"
  force_destroy = true
}

resource "eventbridge_log_target" "test" {
  rule_arn      = eventbridge_rule.test.arn
  log_group_arn = eventbridge_log_group.test.arn
}
`)
	}
	settled := func(want bool) {
		t.Helper()
		again, err := c.inProcess()
		if err != nil {
			t.Fatal(err)
		}
		if got := again.isSettled(); got != want {
			t.Errorf("settled: %v", got)
		}
	}
	if err := c.step(resource.TestStep{Config: rule("Orders")}); err != nil {
		t.Fatal(err)
	}
	settled(true)

	put := func(description string) {
		t.Helper()
		_, err := env.EventBridge().PutRule(t.Context(), &eventbridge.PutRuleInput{
			Name: aws.String("orders"), Description: aws.String(description), EventPattern: aws.String(`{"source":["shop.orders"]}`),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("changed by hand")
	settled(false)
	put("Orders")
	settled(true)

	of := c.applied.settled["eventbridge_rule"]
	c.applied.settled["eventbridge_rule"] = nil
	settled(false)
	other := (&Protocol{t: t}).dynamic(Schemas().ResourceSchemas["eventbridge_rule"].ValueType(), map[string]any{
		"name": "orders", "description": "New orders", "event_pattern": `{"source":["shop.orders"]}`,
	})
	for _, one := range of {
		c.applied.settled["eventbridge_rule"] = append(c.applied.settled["eventbridge_rule"], configured{other, one.state})
	}
	settled(false)

	if err := c.step(resource.TestStep{Config: env.Config(`data "eventbridge_event_types" "all" {}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.inProcess(); !errors.Is(err, errNeedsTerraform) {
		t.Errorf("a data source: got %v", err)
	}
	if err := c.step(resource.TestStep{Config: rule("Orders")}); err != nil {
		t.Fatal(err)
	}
	c.destroy()
	if n := env.Emulator.CallCount("events:DeleteRule"); n != 2 {
		t.Errorf("rules were deleted %d times", n)
	}
	if rules, err := env.EventBridge().ListRules(t.Context(), &eventbridge.ListRulesInput{}); err != nil || len(rules.Rules) > 0 {
		t.Errorf("got %+v, %v", rules, err)
	}
}
