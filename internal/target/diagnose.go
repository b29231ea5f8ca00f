package target

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	eb "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

func describe(k key) string { return fmt.Sprintf("target %q of %s", k.id, describeRule(k)) }

func describeRule(k key) string {
	return fmt.Sprintf("rule %q on event bus %q", k.rule.Name, k.rule.Bus)
}

// exists says that the target is there and is not taken over.
func exists(k key, arn, importIt string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("target_id"), "Target exists already",
		fmt.Sprintf("The %s has a target %q already, which sends to %s. A target that was made elsewhere is never overwritten or taken over. "+
			"To manage it here, import it:\n\n  %s\n\n"+
			"To have a second target, give this one another target_id. Nothing was changed.", describeRule(k), k.id, arn, importIt))}
}

// leftBehind says that the target is there because an earlier run made it.
func leftBehind(k key) diag.Diagnostics {
	return diag.Diagnostics{diag.NewWarningDiagnostic("Target left behind by an interrupted run",
		fmt.Sprintf("An apply of this configuration was interrupted while it created the %s, which is there, exactly as it is configured here. "+
			"Nothing was changed, and it is managed by this resource from now on.", describe(k)))}
}

func (t targets) noRule(k key) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("rule_arn"), "Rule not found",
		fmt.Sprintf("There is no %s in %s, so it can't have a target. Refer to the `arn` of the rule's resource, so that Terraform makes the rule first. "+
			"The target was not created.", describeRule(k), t.region))}
}

// tooMany refuses a target more than EventBridge allows. The quota is fixed.
func (t targets) tooMany(k key, all []eb.Target) diag.Diagnostics {
	list := make([]string, len(all))
	for i, target := range all {
		list[i] = fmt.Sprintf("  %s -> %s", aws.ToString(target.Id), aws.ToString(target.Arn))
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("rule_arn"), "Too many targets",
		fmt.Sprintf("The %s has %d targets, the most EventBridge allows; this can't be raised:\n\n%s\n\n"+
			"Remove one of them, or make a second rule with the same pattern for this target. The target %q was not created.",
			describeRule(k), len(all), strings.Join(list, "\n"), k.id))}
}

func managedRule(k key) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("rule_arn"), "Rule managed by AWS",
		fmt.Sprintf("The %s belongs to an AWS service, which alone may change its targets. Make a rule of your own. Nothing was changed.", describeRule(k)))}
}
