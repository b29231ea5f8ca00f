package target_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestDeadLetterQueue warns of a dead-letter queue that does not take what could not
// be delivered. The target is written all the same.
func TestDeadLetterQueue(t *testing.T) {
	t.Parallel()
	const foreign = "arn:aws:sqs:us-east-1:210987654321:undelivered"
	policy := func(rule string) map[string]string {
		return map[string]string{"Policy": fmt.Sprintf(eventsPolicy, "sqs:SendMessage", queueARN, rule)}
	}
	for name, test := range map[string]struct {
		queue   string
		prepare func(t *testing.T, env *acctest.Env)
		want    []string // of the warning; nil if there is none
	}{
		"none": {queueARN, nil, []string{"Dead-letter queue not found", "dead_letter_arn = ", "There is no queue " + queueARN + ": every event that cannot be delivered is lost."}},
		"without policy": {queueARN, func(t *testing.T, env *acctest.Env) { makeQueue(t, env, "undelivered", nil) },
			[]string{"Missing dead-letter queue permission", "does not grant EventBridge sqs:SendMessage: every event that cannot be delivered is lost.", "`aws_sqs_queue_policy`", `"aws:SourceArn": "` + defaultRule + `"`}},
		"of another rule": {queueARN, func(t *testing.T, env *acctest.Env) { makeQueue(t, env, "undelivered", policy(defaultRule+"-2")) },
			[]string{"only under the condition", ruleName + "-2"}},
		"key of AWS": {queueARN, func(t *testing.T, env *acctest.Env) {
			attributes := policy(defaultRule)
			attributes["KmsMasterKeyId"] = "alias/aws/sqs"
			makeQueue(t, env, "undelivered", attributes)
		}, []string{"KMS key managed by AWS", "every event that cannot be delivered is lost"}},
		"not readable": {queueARN, func(t *testing.T, env *acctest.Env) {
			makeQueue(t, env, "undelivered", policy(defaultRule))
			env.Emulator.Inject(emulator.Fault{Service: "sqs", Operation: "GetQueueAttributes", Code: "AccessDenied", Status: 403})
		}, []string{"Resource policy not readable", "sqs:GetQueueUrl and sqs:GetQueueAttributes"}},
		"of another account": {foreign, nil, []string{"Resource policy not readable", foreign}},
		"open":               {queueARN, func(t *testing.T, env *acctest.Env) { makeQueue(t, env, "undelivered", policy(defaultRule)) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			makeRule(t, env, "default", ruleName)
			openTopic(t, env)
			if test.prepare != nil {
				test.prepare(t, env)
			}
			w := env.Workspace(env.Config(anyConfig(defaultRule, topicARN, fmt.Sprintf("  dead_letter_arn = %q", test.queue))))
			out := w.Run("apply", "-auto-approve", "-no-color")
			if test.want == nil && strings.Contains(out, "Warning") || test.want != nil && !acctest.ErrorRegexp(test.want...).MatchString(out) {
				t.Errorf("the apply says\n%s", out)
			}
			if written := targetsOf(t, env, "default"); len(written) != 1 {
				t.Errorf("written: %v", written)
			}
			before := len(env.Emulator.Calls())
			if !w.IsEmptyPlan() {
				t.Error("the second plan is not empty")
			}
			for _, call := range env.Emulator.Calls()[before:] {
				if call.Service == "sqs" {
					t.Errorf("a plan without changes calls %s", call.Name())
				}
			}
		})
	}
}
