package target

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// undelivered is what becomes of events if EventBridge cannot reach the dead-letter
// queue.
const undelivered = "every event that cannot be delivered is lost"

// checkDeadLetter warns of a new dead-letter queue that does not let EventBridge in
// for the rule. The target works without it, so it is not an error.
func checkDeadLetter(ctx context.Context, meta *awsresource.Meta, plan, state model) diag.Diagnostics {
	text := plan.DeadLetterARN.ValueString()
	to, err := arn.Parse(text)
	rule, ok := knownRule(plan.RuleARN)
	if err != nil || !ok || plan.DeadLetterARN.Equal(state.DeadLetterARN) && plan.RuleARN.Equal(state.RuleARN) {
		return nil
	}
	queue := doors["sqs"]
	at, access := path.Root("dead_letter_arn"), queue.access(text, rule)
	verdict, key, err := queue.look(ctx, meta, to, access)
	switch {
	case awsclient.IsNotFound(err) && to.AccountID == rule.Account:
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, "Dead-letter queue not found",
			fmt.Sprintf("There is no queue %s: %s.", text, undelivered))}
	case err != nil: // SQS also answers so for the queue of another account that may not be read
		return diag.Diagnostics{queue.unreadable(at, text, undelivered)}
	case !verdict.Allowed:
		what, remedy := queue.notLetIn(access, verdict)
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, "Missing dead-letter queue permission", what+": "+undelivered+". "+remedy)}
	}
	return queue.doubts(at, access, verdict, key, undelivered)
}
