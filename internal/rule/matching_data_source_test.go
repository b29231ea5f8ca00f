package rule_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestMatchingRules has rules of every kind and owner on the default event bus.
func TestMatchingRules(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	const matching = `{"source":["aws.aidevops"],"detail-type":[{"prefix":"Investigation"}]}`
	for name, input := range map[string]eventbridge.PutRuleInput{
		"a-match":     {EventPattern: aws.String(matching)},
		"b-disabled":  {EventPattern: aws.String(matching), State: ebtypes.RuleStateDisabled},
		"c-other":     {EventPattern: aws.String(`{"source":["aws.aidevops"],"detail":{"status":[{"numeric":[">",1]}],"agent":["x"]}}`)},
		"d-schedule":  {ScheduleExpression: aws.String("rate(1 hour)")},
		"e-both":      {ScheduleExpression: aws.String("rate(1 hour)"), EventPattern: aws.String(matching)},
		"f-new":       {EventPattern: aws.String(`{"source":["of tomorrow"]}`)},
		"g-managed":   {EventPattern: aws.String(`{"source":["managed"]}`)},
		"h-alternate": {EventPattern: aws.String(`{"$or":[{"source":["x"]},{"source":["aws.aidevops"],"account":["1"]}]}`)},
	} {
		input.Name = aws.String(name)
		if _, err := env.EventBridge().PutRule(context.Background(), &input); err != nil {
			t.Fatal(err)
		}
	}
	// A condition that only AWS knows, and a rule of a service.
	env.Emulator.Inject(emulator.Fault{Operation: "ListRules", Rewrite: func(body []byte) []byte {
		body = bytes.ReplaceAll(body, []byte(`[\"of tomorrow\"]`), []byte(`[{\"resembles\":\"x\"}]`))
		return bytes.ReplaceAll(body, []byte(`{\"source\":[\"managed\"]}","`), []byte(`{\"source\":[\"managed\"]}","ManagedBy":"securityhub.amazonaws.com","`))
	}})
	const event = `{"id":"1","source":"aws.aidevops","detail-type":"Investigation Completed","account":"123456789012","detail":{"status":"DONE"}}`
	config := func(event, more string) string {
		return env.Config("data \"eventbridge_matching_rules\" \"this\" {\nevent = " + event + "\n" + more + "\n}\n")
	}
	at := func(i int, attribute string, check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.eventbridge_matching_rules.this", tfjsonpath.New("rules").AtSliceIndex(i).AtMapKey(attribute), check)
	}
	text := func(texts ...string) knownvalue.Check { return knownvalue.StringRegexp(errorRegexp(texts...)) }
	yes, no, null := knownvalue.Bool(true), knownvalue.Bool(false), knownvalue.Null()
	env.Test(t,
		resource.TestStep{Config: config("jsonencode("+event+")", ""), ConfigStateChecks: []statecheck.StateCheck{
			is("data.eventbridge_matching_rules.this", "matching_rule_names", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("a-match"), knownvalue.StringExact("e-both")})),
			is("data.eventbridge_matching_rules.this", "rules", knownvalue.ListSizeExact(8)),
			at(0, "matches", yes), at(0, "field", null), at(0, "reason", text("The event matches:", "aws.aidevops")),
			at(1, "matches", no), at(1, "state", knownvalue.StringExact("DISABLED")), at(1, "reason", text("The rule is disabled", "The event matches")), at(1, "field", null),
			at(2, "matches", no), at(2, "field", knownvalue.StringExact("detail.status")), at(2, "reason", text(`detail.status is "DONE"`)),
			at(3, "matches", no), at(3, "event_pattern", null), at(3, "schedule_expression", knownvalue.StringExact("rate(1 hour)")), at(3, "reason", text("no event pattern")),
			at(4, "matches", yes),
			at(5, "matches", null), at(5, "field", null), at(5, "reason", text("The provider cannot evaluate the event pattern")),
			at(6, "matches", no), at(6, "managed_by", knownvalue.StringExact("securityhub.amazonaws.com")), at(6, "field", knownvalue.StringExact("source")),
			at(7, "matches", no), at(7, "field", knownvalue.StringExact("account")), at(7, "arn", text("rule/h-alternate")),
		}},
		resource.TestStep{Config: config(`jsonencode(`+event+`)`, `event_bus_name = "`+partnerBus+`"`), ConfigStateChecks: []statecheck.StateCheck{
			is("data.eventbridge_matching_rules.this", "rules", knownvalue.ListSizeExact(0)),
		}},
		resource.TestStep{Config: config(`jsonencode(`+event+`)`, `event_bus_name = "none"`), ExpectError: errorRegexp("Event bus not found", "no event bus \"none\"")},
	)
	acctest.New(t).Refuses(map[string]acctest.Refusal{
		"no event":   {Config: `data "eventbridge_matching_rules" "test" { event = "failed.json" }`, Want: []string{"Invalid event", "`event` is not an event", `file("failed.json")`}},
		"a pattern":  {Config: `data "eventbridge_matching_rules" "test" { event = jsonencode({ source = ["x"] }) }`, Want: []string{"Invalid event", "`event` is an event pattern"}},
		"no bus":     {Config: "data \"eventbridge_matching_rules\" \"test\" {\nevent = \"{}\"\nevent_bus_name = \"aws.partner/stripe.com\"\n}", Want: []string{"Invalid event bus name", "the id is missing"}},
		"an unknown": {Config: "data \"eventbridge_matching_rules\" \"test\" {\nevent = \"\"\n}", Want: []string{"Invalid event", "It is empty."}},
	})
}
