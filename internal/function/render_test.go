package function_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
)

func TestRender(t *testing.T) {
	t.Parallel()
	const event = `provider::eventbridge::sample_event("Build Finished", { detail = { build = { number = 7, state = "failed", message = "say \"hi\"" } } })`
	is := knownvalue.StringExact
	test(t,
		gives(`[for template in [
			"Build <$.detail.build.number> is <$.detail.build.state>",
			jsonencode({ n = "<$.detail.build.number>", m = "<$.detail.build.message>", none = "a<$.detail.none>b" }),
			{ input_path = "$.detail.build.state" },
			{ input = "{}" },
			{ message = "<$.detail.build.message>", log_group_arn = "arn", timestamp = null },
			{ message = "<aws.events.rule-name>", rule_arn = "arn:aws:events:us-east-1:123456789012:rule/a/b" },
			] : provider::eventbridge::render(template, `+event+`)]`, knownvalue.ListExact([]knownvalue.Check{
			is(`"Build 7 is failed"`), is(`{"m":"say \"hi\"","n":7,"none":"ab"}`), is(`"failed"`), is("{}"),
			is(`{"timestamp":"2019-08-11T06:01:35Z","message":"say \"hi\""}`), is(`"b"`),
		})),
		gives(`provider::eventbridge::render({ rule_arn = "arn" }, `+event+`) == `+event, knownvalue.Bool(true)),
		fails(`provider::eventbridge::render(jsonencode({ m = "x <$.detail.build.message>" }), `+event+`)`, `Invalid value for "template" parameter`, "would not be valid JSON: {\"m\":\"x say \"hi\"\"}"),
		fails(`provider::eventbridge::render("<build>", `+event+`)`, "Unknown placeholder"),
		fails(`provider::eventbridge::render(7, `+event+`)`, "neither a target nor a string"),
		fails(`provider::eventbridge::render("a", "no event")`, `Invalid value for "event" parameter`),
	)
}
