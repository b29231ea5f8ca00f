package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// checkLogTarget checks what takes more than one attribute.
func checkLogTarget(config logTargetModel) diag.Diagnostics {
	diags := checkLogGroupPlace(config)
	if config.Message.IsNull() && !config.Timestamp.IsNull() {
		diags.AddAttributeError(path.Root("timestamp"), "Timestamp without message",
			"Without `message` the whole event is written, under the time at which it arrives. Set `message` as well, or remove `timestamp`.")
	}
	return diags
}

// checkLogGroupPlace refuses a log group that EventBridge can't write to from
// where the rule is.
func checkLogGroupPlace(config logTargetModel) diag.Diagnostics {
	rule, ok := knownRule(config.RuleARN)
	if !ok || config.LogGroupARN.IsNull() || config.LogGroupARN.IsUnknown() {
		return nil
	}
	group, err := awsclient.ParseLogGroupARN(config.LogGroupARN.ValueString())
	if err != nil {
		return nil // the attribute's validator says so
	}
	var differences []string
	if group.Region != rule.Region {
		differences = append(differences, fmt.Sprintf("the log group is in region %s and the rule in %s", group.Region, rule.Region))
	}
	if group.Account != rule.Account {
		differences = append(differences, fmt.Sprintf("the log group is in account %s and the rule in %s", group.Account, rule.Account))
	}
	if group.Partition != rule.Partition {
		differences = append(differences, fmt.Sprintf("the log group is in partition %s and the rule in %s", group.Partition, rule.Partition))
	}
	if len(differences) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("log_group_arn"), "Log group out of the rule's reach",
		fmt.Sprintf("A log group has to be in the account and region of the rule, but %s. Make a log group where the rule is.", strings.Join(differences, ", and ")))}
}

// reviewMessage warns of a message that is easily spoilt, when it is new or
// changed.
func reviewMessage(_ context.Context, _ *awsresource.Meta, plan, before logTargetModel) diag.Diagnostics {
	if plan.Message.IsNull() || plan.Message.IsUnknown() || plan.Message.Equal(before.Message) {
		return nil
	}
	paths := unescaped(plan.Message.ValueString())
	if len(paths) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("message"), "Values that are not escaped",
		fmt.Sprintf("EventBridge puts values into a longer text as they are. If %s ever holds a quote, a backslash or a line break, the event is lost. "+
			"Leave it out of the text, or make it the whole message: EventBridge escapes a value that stands alone. This is said when the message changes only.",
			strings.Join(paths, " or ")))}
}

// checkDelivery refuses a log group that no resource policy lets EventBridge
// write to, where the log group is new to the target. For a policy that was made a moment ago the reader looks again by
// itself; for a log group that was, this does.
func checkDelivery(ctx context.Context, meta *awsresource.Meta, plan, before logTargetModel) diag.Diagnostics {
	arn := plainARN(plan.LogGroupARN.ValueString())
	if arn == plainARN(before.LogGroupARN.ValueString()) {
		return nil
	}
	for look := 0; ; look++ {
		verdict, err := meta.AWS.LogPolicies().Delivery(ctx, arn)
		switch {
		case err == nil && verdict.Allowed:
			return nil
		case awsclient.IsNotFound(err) && look < consistencyLooks && awsclient.Sleep(ctx, pauseOf(meta)) == nil:
			continue
		case awsclient.IsAccessDenied(err):
			return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("log_group_arn"), "Resource policies not readable",
				fmt.Sprintf("Without the permission logs:DescribeResourcePolicies it is not known whether EventBridge may write to %s. "+
					"If it may not, every event is dropped in silence.", arn))}
		case err != nil && !awsclient.IsNotFound(err):
			return diag.Diagnostics{awsresource.Diagnose("the resource policies of "+arn, "reading", err, "The target was not written.")}
		}
		return notDelivered(arn, verdict, err)
	}
}

func notDelivered(arn string, verdict awsclient.Verdict, err error) diag.Diagnostics {
	why := "no resource policy allows " + strings.Join(verdict.Missing, ", ")
	switch {
	case err != nil:
		why = "there is no such log group"
	case len(verdict.Denied) > 0:
		why = "denied are " + strings.Join(verdict.Denied, ", ")
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("log_group_arn"), "No permission to deliver",
		fmt.Sprintf("EventBridge may not write to %s: %s. It would accept the target all the same and drop every event in silence. "+
			"Use the `arn` of an `eventbridge_log_group`, which brings the policy along; for a log group that exists, one with create_log_group = false. "+
			"The target was not written.", arn, why))}
}
