package loggroup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// title names the policy of a scope in messages.
func (p deliveryPolicies) title(scope string) string {
	if scope == policyOnAccount {
		return fmt.Sprintf("resource policy %q of the account", policyName(p.group))
	}
	return fmt.Sprintf("resource policy of log group %q", p.group)
}

// noSlotLeft reports that the quota of policies is used, and by which.
func (p deliveryPolicies) noSlotLeft(ctx context.Context, failure error) diag.Diagnostic {
	list := ""
	if policies, err := p.reader.Account(ctx); err == nil && len(policies) > 0 {
		names := make([]string, len(policies))
		for i, policy := range policies {
			names[i] = aws.ToString(policy.PolicyName)
		}
		slices.Sort(names)
		list = fmt.Sprintf(" The %d existing policies are %s.", len(names), strings.Join(names, ", "))
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("resource_policy"), "Too many resource policies",
		fmt.Sprintf("AWS allows ten account-wide CloudWatch Logs resource policies per account and region, and %s has ten already.%s "+
			"Set resource_policy = \"log_group\", which attaches the policy to the log group and does not count towards this quota.\n\n"+
			"AWS said: %s: %s (request ID %s).\n\nThe log group %q exists, but EventBridge may not write to it yet.", p.region, list,
			awsclient.CodeOf(failure), strings.TrimSuffix(awsclient.MessageOf(failure), "."), awsclient.RequestIDOf(failure), p.group))
}

func (p deliveryPolicies) failed(operation, scope string, err error) diag.Diagnostic {
	return awsresource.Diagnose("the "+p.title(scope), operation, err,
		"The log group exists. Apply again to continue.")
}

// warnOfRetentionPolicy warns of a retention policy of the account that applies
// to a log group now, and did not when Terraform last looked.
func warnOfRetentionPolicy(now, before logGroupModel) diag.Diagnostics {
	if !now.managed() || now.RetentionPolicy.IsNull() || now.RetentionPolicy.Equal(before.RetentionPolicy) {
		return nil
	}
	kept := "never expire"
	if !now.EffectiveDays.IsNull() {
		kept = fmt.Sprintf("are kept for %d days", now.EffectiveDays.ValueInt64())
	}
	own := "has no retention period of its own"
	if !now.RetentionInDays.IsNull() {
		own = fmt.Sprintf("has retention_in_days = %d", now.RetentionInDays.ValueInt64())
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("retention_in_days"), "Retention set by an account policy",
		fmt.Sprintf("The account-level retention policy %q overrides the retention of log group %q, so its events %s. The log group itself %s, which takes effect again once the policy is removed. "+
			"retention_policy_name and effective_retention_in_days show what applies.", now.RetentionPolicy.ValueString(), now.Name.ValueString(), kept, own))}
}

// warnOfClass warns of a class whose features are not known here.
func warnOfClass(class types.String) diag.Diagnostics {
	if class.IsNull() || class.IsUnknown() || slices.Contains(knownClasses, class.ValueString()) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("log_group_class"), "Unknown log group class",
		fmt.Sprintf("This version of the provider does not know the log class %s. Check in AWS's documentation that EventBridge can write to its log groups, "+
			"and that they support queries and metric filters if you need them. The class cannot be changed later.", class.ValueString()))}
}

// warnGroupKept reports that a destroy deleted nothing.
func warnGroupKept(name, region string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Log group kept", fmt.Sprintf(
		"The log group %q and its resource policy still exist in region %s, because `skip_destroy` is true. Terraform no longer manages them. "+
			"To manage the log group again, import it:\n\n  terraform import eventbridge_log_group.NAME '%s@%s'", name, region, name, region))
}

// describe names a log group in messages.
func describe(name string) string { return fmt.Sprintf("log group %q", name) }

// toCreate is the log group for what all resources share.
func toCreate(m logGroupModel) awsresource.Object {
	return awsresource.Object{
		Kind: "log group", Name: describe(m.Name.ValueString()), Attribute: path.Root("name"), Type: "eventbridge_log_group", ID: m.Name.ValueString(),
		Otherwise: "To only allow EventBridge to write to it, set `create_log_group = false`. " +
			"It may be a log group with events that an earlier destroy kept.",
	}
}
