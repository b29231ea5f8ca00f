package target_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

func TestLogTargetBadInput(t *testing.T) {
	t.Parallel()
	const rule = arnPrefix + "aws.partner/buildkite.com/org/1/failed-builds"
	bare := func(rule, group, lines string) string {
		return fmt.Sprintf("resource \"eventbridge_log_target\" \"test\" {\n  rule_arn = %q\n  log_group_arn = %q\n%s\n}\n", rule, group, lines)
	}
	with := func(lines string) string { return bare(rule, groupARN, lines) }
	env := acctest.New(t)
	var steps []resource.TestStep
	for config, texts := range map[string][]string{
		bare("failed-builds", groupARN, ""):                                  {`Invalid rule ARN`, `rule_arn = "failed-builds"`, `"failed-builds" is not an ARN. Use the rule's`},
		bare(groupARN, groupARN, ""):                                         {`Invalid rule ARN`, `is not the ARN of an EventBridge rule.`},
		bare(arnPrefix+"aws.partner/stripe.com/failed-builds", groupARN, ""): {`Invalid rule ARN`, `"aws.partner/stripe.com" is not a partner event source name`, `Use the rule's`},
		bare(rule, rule, ""):                                                 {`Invalid log group ARN`, `log_group_arn = `, `is not the ARN of a log group.`},
		bare(rule, "/aws/events/x", ""):                                      {`Invalid log group ARN`, `"/aws/events/x" is not an ARN.`},
		bare(rule, strings.Replace(groupARN, "us-east-1", "eu-west-1", 1), ""): {`Log group in another account or region`, `log_group_arn = `,
			`the log group is in region eu-west-1 and the rule in us-east-1. Use a log group in the rule's account and region.`},
		bare(rule, strings.Replace(groupARN, "123456789012", "210987654321", 1), ""): {`the log group is in account 210987654321 and the rule in 123456789012.`},
		bare(strings.Replace(rule, "123456789012", "210987654321", 1), strings.Replace(groupARN, "123456789012", "210987654321", 1), ""): {
			`Rule in another account`, `rule_arn = `, `is in account 210987654321, and the provider's credentials belong to account 123456789012.`, `Nothing was changed.`},
		bare(rule, groupARN, `region = "eu-west-1"`): {`Conflicting region`, `region = "eu-west-1"`,
			"`region` is eu-west-1, and the rule in `rule_arn` is in us-east-1.", "Remove `region`: it follows from `rule_arn`."},
		bare(rule, groupARN, `region = ""`): {`region = ""`, `string length must be at least 1`},
		bare(strings.Replace(rule, "us-east-1", "us-east-7", 1), strings.Replace(groupARN, "us-east-1", "us-east-7", 1), ""): {
			`Unknown AWS region`, `"us-east-7" is not a region that this version of the provider knows.`},
		bare(strings.NewReplacer("arn:aws:", "arn:aws-cn:", "us-east-1", "cn-north-1").Replace(rule), strings.NewReplacer("arn:aws:", "arn:aws-cn:", "us-east-1", "cn-north-1").Replace(groupARN), ""): {
			`Region in another AWS partition`, `The region cn-north-1 belongs to the AWS partition aws-cn`},

		with(`target_id = ""`):                                                                     {`target_id = ""`, `string length must be between 1 and 64`},
		with(`target_id = "` + strings.Repeat("x", 65) + `"`):                                      {`string length must be between 1 and 64, got: 65`},
		with(`target_id = "a/b"`):                                                                  {`target_id = "a/b"`, `may contain letters, digits and . - _ only`},
		with(`dead_letter_arn = "x"`):                                                              {`Invalid dead-letter queue`, `dead_letter_arn = "x"`, `"x" is not an ARN.`},
		with(`dead_letter_arn = "arn:aws:sns:us-east-1:123456789012:topic"`):                       {`Invalid dead-letter queue`},
		with(`dead_letter_arn = "` + queueARN + `.fifo"`):                                          {`Invalid dead-letter queue`, `dead_letter_arn = `, `is a FIFO queue, which EventBridge does not accept for dead letters.`},
		with(`dead_letter_arn = "` + strings.Replace(queueARN, "us-east-1", "eu-west-1", 1) + `"`): {`Dead-letter queue in another region`, `is in eu-west-1 and the rule in us-east-1.`},

		with(`retry_policy = { maximum_retry_attempts = 186 }`):         {`value must be between 0 and 185, got: 186`},
		with(`retry_policy = { maximum_retry_attempts = -1 }`):          {`value must be between 0 and 185, got: -1`},
		with(`retry_policy = { maximum_event_age_in_seconds = 59 }`):    {`value must be between 60 and 86400, got: 59`},
		with(`retry_policy = { maximum_event_age_in_seconds = 86401 }`): {`value must be between 60 and 86400, got: 86401`},

		with(`message = ""`):                        {`message = ""`, `string length must be at least 1`},
		with(`message = "Build <number>"`):          {`Unknown placeholder`, `message = "Build <number>"`, `<number> is not a JSON path. Write the path of the value, such as`},
		with(`message = "<$.detail['build']>"`):     {`Invalid JSON path`, `has a quoted name in brackets, which EventBridge refuses.`},
		with(`message = "<aws.events.event.json>"`): {`Message is not a string`, `To write the whole event, leave`},
		with(`message = "<$.detail.build>"`):        {`Message is not a string`, `<$.detail.build> is an object, and CloudWatch Logs takes strings only`},
		with(`message = "<aws.events.nope>"`):       {`Unknown EventBridge variable`},
		with("message = \"x\"\ntimestamp = \"$.detail.build.finished_at\""): {`Unsupported timestamp format`, `timestamp = "$.detail.build.finished_at"`,
			`CloudWatch Logs cannot parse it, and EventBridge would drop the event. Use $.time, the time of the event.`},
		with(`timestamp = "$.time"`):           {`Timestamp without message`, `timestamp = "$.time"`, "Set `message` as well, or remove `timestamp`."},
		with(`timeouts = { create = "soon" }`): {`"soon" must be a string containing`},
	} {
		steps = append(steps, resource.TestStep{Config: env.Config(config), PlanOnly: true, ExpectError: acctest.ErrorRegexp(texts...)})
	}
	env.Test(t, steps...)
	if calls := env.Emulator.CallCount("events:PutTargets"); calls != 0 {
		t.Errorf("bad input made %d calls", calls)
	}
}
