package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// validateLogTarget checks what takes more than one attribute.
func validateLogTarget(config logTargetModel) diag.Diagnostics {
	diags := checkLogGroupPlace(config)
	if config.Message.IsNull() && !config.Timestamp.IsNull() {
		diags.AddAttributeError(path.Root("timestamp"), "Timestamp without message",
			"Without `message` the whole event is written, with the time of its arrival. Set `message` as well, or remove `timestamp`.")
	}
	return diags
}

// checkLogGroupPlace refuses a log group that EventBridge cannot write to from
// where the rule is.
func checkLogGroupPlace(config logTargetModel) diag.Diagnostics {
	rule, ok := knownRule(config.RuleARN)
	if !ok || config.LogGroupARN.IsNull() || config.LogGroupARN.IsUnknown() {
		return nil
	}
	group, err := awsclient.ParseLogGroupARN(config.LogGroupARN.ValueString())
	if err != nil {
		return nil // the attribute's validator reports it
	}
	var differences []string
	for _, part := range []struct{ name, group, rule string }{
		{"region", group.Region, rule.Region}, {"account", group.Account, rule.Account}, {"partition", group.Partition, rule.Partition},
	} {
		if part.group != part.rule {
			differences = append(differences, fmt.Sprintf("the log group is in %s %s and the rule in %s", part.name, part.group, part.rule))
		}
	}
	if len(differences) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("log_group_arn"), "Log group in another account or region",
		fmt.Sprintf("A log group must be in the account and region of the rule, but %s. Use a log group in the rule's account and region.", prose.And(differences)))}
}

// reviewLogTarget warns of a message that is hardly meant, if it is new or
// changed, and of paths that the rule's events do not have.
func reviewLogTarget(ctx context.Context, meta *awsresource.Meta, plan, state logTargetModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if !plan.Message.IsNull() && !plan.Message.IsUnknown() && !plan.Message.Equal(state.Message) {
		for _, f := range message.Doubts(plan.Message.ValueString()) {
			diags.AddAttributeWarning(path.Root("message"), f.Summary, f.Detail)
		}
	}
	diags.Append(reviewFields(ctx, meta, plan.model, plan.newFields(state))...)
	return diags
}

// newFields are the fields of a message if anything changed that they are judged
// by.
func (m *logTargetModel) newFields(state logTargetModel) []fieldsAt {
	if m.RuleARN.Equal(state.RuleARN) && m.Message.Equal(state.Message) && m.CatalogCheck.Equal(state.CatalogCheck) || m.Message.IsNull() || m.Message.IsUnknown() {
		return nil
	}
	return []fieldsAt{{path.Root("message"), message.Fields(m.Message.ValueString())}}
}

// checkDelivery refuses paths that the rule's events do not have, and a new log
// group that no resource policy lets EventBridge write to. A policy that was
// created a moment ago is looked for again by the reader, and a log group here.
func checkDelivery(ctx context.Context, meta *awsresource.Meta, plan, state logTargetModel) diag.Diagnostics {
	diags := checkFields(ctx, meta, plan.model, plan.newFields(state))
	arn := awsclient.PlainLogGroupARN(plan.LogGroupARN.ValueString())
	if diags.HasError() || arn == awsclient.PlainLogGroupARN(state.LogGroupARN.ValueString()) {
		return diags
	}
	for look := 0; ; look++ {
		verdict, err := meta.AWS.LogPolicies().Delivery(ctx, arn)
		switch {
		case err == nil && verdict.Allowed && len(verdict.Conditional) == 0:
			return diags
		case err == nil && verdict.Allowed:
			diags.AddAttributeWarning(path.Root("log_group_arn"), "Conditional delivery permission", fmt.Sprintf(
				"The resource policy %s allows EventBridge to write to %s only under conditions. AWS does not document which condition keys EventBridge sets: "+
					"`aws:SourceArn`, for example, is not set when EventBridge creates a log stream. If a condition is not met, every event is dropped silently. "+
					"Use a statement without conditions, such as the one that an `eventbridge_log_group` creates.", prose.QuoteOr(verdict.Conditional), arn))
			return diags
		case awsclient.IsNotFound(err) && look < consistencyLooks && awsclient.Sleep(ctx, pauseOf(meta)) == nil:
			continue
		case awsclient.IsAccessDenied(err):
			diags.AddAttributeWarning(path.Root("log_group_arn"), "Resource policies not readable",
				fmt.Sprintf("Without the permission logs:DescribeResourcePolicies the provider cannot check whether EventBridge may write to %s. "+
					"If it may not, every event is dropped silently.", arn))
			return diags
		case err != nil && !awsclient.IsNotFound(err):
			diags.Append(awsresource.Diagnose("the resource policies of "+arn, "reading", err, "The target was not written."))
			return diags
		}
		diags.Append(notDelivered(arn, verdict, err))
		return diags
	}
}

func notDelivered(arn string, verdict awsclient.Verdict, err error) diag.Diagnostic {
	why := "no resource policy allows " + strings.Join(verdict.Missing, ", ")
	switch {
	case err != nil:
		why = "the log group does not exist"
	case len(verdict.Denied) > 0:
		why = "a policy denies " + strings.Join(verdict.Denied, ", ")
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("log_group_arn"), "Missing delivery permission",
		fmt.Sprintf("EventBridge may not write to %s: %s. It would accept the target and drop every event silently. "+
			"Use the `arn` of an `eventbridge_log_group`, which creates the policy; for an existing log group, one with create_log_group = false. "+
			"The target was not written.", arn, why))
}
