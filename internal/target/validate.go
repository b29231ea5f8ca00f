package target

import (
	"context"
	"fmt"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ruleARNValidator accepts the ARN of a rule.
type ruleARNValidator struct{}

func (ruleARNValidator) Description(context.Context) string { return "must be the ARN of a rule" }

func (v ruleARNValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (ruleARNValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	if _, err := awsclient.ParseRuleARN(text); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid rule ARN",
			fmt.Sprintf("%s. Use the rule's `arn`, such as arn:aws:events:us-east-1:123456789012:rule/aws.partner/buildkite.com/org/1/failed-builds. "+
				"The rule's `id` or `name` does not say which region and account the rule is in.", prose.Capitalize(err.Error())))
	}
}

// checkDeadLetterPlace refuses a dead-letter queue in another region than the
// rule's. Another account is fine.
func checkDeadLetterPlace(m model) diag.Diagnostics {
	rule, ok := knownRule(m.RuleARN)
	queue, err := arn.Parse(m.DeadLetterARN.ValueString())
	if !ok || err != nil || queue.Region == rule.Region {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("dead_letter_arn"), "Dead-letter queue in another region",
		fmt.Sprintf("The queue %s is in %s and the rule in %s. A target's dead-letter queue must be in the region of its rule.",
			m.DeadLetterARN.ValueString(), queue.Region, rule.Region))}
}

// checkRegion refuses a region that is not the rule's.
func checkRegion(m model) diag.Diagnostics {
	rule, ok := knownRule(m.RuleARN)
	if !ok || m.Region.IsNull() || m.Region.IsUnknown() || m.Region.ValueString() == rule.Region {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(awsresource.RegionName), "Region that is not the rule's",
		fmt.Sprintf("The region is %s here, and the rule in `rule_arn` is in %s. A target is always in the region of its rule. "+
			"Leave `region` out: it follows from `rule_arn`.", m.Region.ValueString(), rule.Region))}
}

// knownRule is the rule that an attribute names, where it can be known.
func knownRule(value types.String) (awsclient.RuleARN, bool) {
	if value.IsNull() || value.IsUnknown() {
		return awsclient.RuleARN{}, false
	}
	rule, err := awsclient.ParseRuleARN(value.ValueString())
	return rule, err == nil
}
