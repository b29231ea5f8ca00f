package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ImportState takes `<bus>/<rule>/<target id>`, or the rule's ARN with
// `/<target id>` behind it. Of the first form the rule is looked up for its ARN.
func (r *targetResource[M, P]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	key, ok := parseImportID(req.ID)
	if !ok {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("%q is not a target. Import by event bus, rule and target id, such as aws.partner/buildkite.com/org/1/failed-builds/%[2]s "+
				"or default/failed-builds/%[2]s, or by the rule's ARN with /%[2]s behind it.", req.ID, r.kind.exampleID))
		return
	}
	if key.rule.Region == "" {
		rule, err := r.Meta.AWS.Rules().Find(ctx, key.rule.Bus, key.rule.Name)
		if awsclient.IsNotFound(err) {
			resp.Diagnostics.AddError("Rule not found",
				fmt.Sprintf("There is no %s in %s, so its target can't be imported.", describeRule(key), r.Meta.AWS.Region()))
			return
		}
		if err != nil {
			resp.Diagnostics.Append(awsresource.Diagnose(describeRule(key), "reading", err, "Nothing was imported."))
			return
		}
		if key.rule, err = awsclient.ParseRuleARN(aws.ToString(rule.Arn)); err != nil {
			resp.Diagnostics.AddError("Invalid rule ARN", sentence(err)+". Nothing was imported.")
			return
		}
	}
	resp.Diagnostics.Append(checkImportRegion(key, r.Meta.AWS.Region())...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("rule_arn"), key.rule.String())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("target_id"), key.id)...)
}

// checkImportRegion refuses the ARN of a rule in another region.
func checkImportRegion(k key, region string) diag.Diagnostics {
	if k.rule.Region == region {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Rule in another region",
		fmt.Sprintf("The rule is in %s, and this provider is configured for %s. Nothing was imported.", k.rule.Region, region))}
}

// parseImportID reads `<bus>/<rule>/<target id>` or `<rule ARN>/<target id>`.
// It is read from the right, because the name of a partner event bus has
// slashes in it. Of the first form only bus and name of the rule are known.
func parseImportID(text string) (key, bool) {
	rest, id, found := cutLast(text)
	if !found || id == "" {
		return key{}, false
	}
	if strings.HasPrefix(rest, "arn:") {
		rule, err := awsclient.ParseRuleARN(rest)
		return key{rule: rule, id: id}, err == nil
	}
	bus, name, found := cutLast(rest)
	if !found || bus == "" || name == "" {
		return key{}, false
	}
	return key{rule: awsclient.RuleARN{Bus: bus, Name: name}, id: id}, true
}

func cutLast(text string) (before, after string, found bool) {
	i := strings.LastIndexByte(text, '/')
	if i < 0 {
		return "", "", false
	}
	return text[:i], text[i+1:], true
}
