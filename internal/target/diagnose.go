package target

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func describe(k key) string { return fmt.Sprintf("target %q of %s", k.id, describeRule(k)) }

func describeRule(k key) string {
	return fmt.Sprintf("rule %q on event bus %q", k.rule.Name, k.rule.Bus)
}

// object is the target for what all resources share.
func (d destination) object(k key) awsresource.Object {
	return awsresource.Object{
		Kind: "target", Name: describe(k), Attribute: path.Root("target_id"), Type: d.typeName(), ID: k.String(),
		Otherwise: "To add a second target, set another `target_id`.",
	}
}

func (t targets) noRule(k key) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("rule_arn"), "Rule not found",
		fmt.Sprintf("There is no %s in %s. Refer to the `arn` of the rule's resource, so that Terraform creates the rule first. "+
			"The target was not created.", describeRule(k), t.region))}
}

// tooMany reports that the rule has as many targets as EventBridge allows.
func (t targets) tooMany(k key, all []ebtypes.Target) diag.Diagnostics {
	has := "as many. "
	if len(all) >= targetsARule {
		list := make([]string, len(all))
		for i, target := range all {
			list[i] = fmt.Sprintf("  %s -> %s", aws.ToString(target.Id), aws.ToString(target.Arn))
		}
		has = fmt.Sprintf("%d:\n\n%s\n\n", len(all), strings.Join(list, "\n"))
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("rule_arn"), "Too many targets",
		fmt.Sprintf("A rule has at most %d targets, a quota that AWS does not raise, and the %s already has %s"+
			"Remove one of them, or create a second rule with the same pattern for this target. The target %q was not created.",
			targetsARule, describeRule(k), has, k.id))}
}

func managedRule(k key) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("rule_arn"), "Rule managed by AWS",
		fmt.Sprintf("An AWS service manages the %s, and only that service can change its targets. Create a rule of your own. Nothing was changed.", describeRule(k)))}
}

// unsupportedInput refuses a target with settings that the resource has no
// attribute for.
func unsupportedInput(k key, typeName, unsupported, left string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unsupported target input", fmt.Sprintf(
		"The %s cannot become an %s. %s\n\n"+
			"Change the input of the target first, manage it as `aws_cloudwatch_event_target` of hashicorp/aws, or delete it and let this resource create a new one. %s",
		describe(k), typeName, unsupported, left))
}
