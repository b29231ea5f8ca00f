package rule

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// describe names a rule in a sentence.
func describe(bus, name string) string { return fmt.Sprintf("rule %q on event bus %q", name, bus) }

// busNotFound reports that the rule's event bus does not exist.
func busNotFound(bus, name, region string) diag.Diagnostic {
	hint := "Check its name, `region`, and the account of the provider's credentials."
	if strings.HasPrefix(bus, catalog.PartnerPrefix) {
		hint = "It is a partner event bus, which exists once its partner event source is associated. " +
			"Set `event_bus_name` to the `event_bus_name` of an `eventbridge_partner_event_source_association`, so that Terraform creates the bus first."
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(attrBus), "Event bus not found",
		fmt.Sprintf("The rule %[1]q cannot be created: there is no event bus %[2]q in %[3]s. %[4]s", name, bus, region, hint))
}

// listedBusNotFound reports that the event bus whose rules to list does not
// exist.
func listedBusNotFound(bus, region string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(attrBus), "Event bus not found",
		fmt.Sprintf("There is no event bus %q in %s. Check its name, `region`, and the account of the provider's credentials.", bus, region))
}

// managedRule reports that the rule belongs to an AWS service.
func managedRule(bus, name string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Rule managed by AWS",
		fmt.Sprintf("%s is a managed rule: only the AWS service that created it can change or delete it. Nothing was changed. "+
			"Remove the resource from the configuration, and from the state with `terraform state rm`.", prose.Capitalize(describe(bus, name))))
}

// hasTargets reports that the rule cannot be deleted yet.
func hasTargets(bus, name string, targets []ebtypes.Target) diag.Diagnostic {
	var lines strings.Builder
	for _, target := range targets {
		fmt.Fprintf(&lines, "\n  - %s: %s", aws.ToString(target.Id), aws.ToString(target.Arn))
	}
	return diag.NewErrorDiagnostic("Rule has targets",
		fmt.Sprintf("%s cannot be deleted while it has targets:\n%s\n\n"+
			"They are not part of this configuration, or were not destroyed before the rule. Remove them and destroy again. The rule is unchanged and stays in Terraform's state.",
			prose.Capitalize(describe(bus, name)), lines.String()))
}

// putFailed reports why PutRule failed.
func putFailed(bus, name, region, operation string, err error, left string) diag.Diagnostic {
	switch {
	case awsclient.IsNotFound(err):
		return busNotFound(bus, name, region)
	case awsclient.IsManagedRule(err):
		return managedRule(bus, name)
	case awsclient.IsLimitExceeded(err):
		left = "An event bus can have 300 rules (100 in some regions), and an account 30 rules whose event pattern has a wildcard. " +
			"Delete rules that are not needed, or request an increase of the quota \"Number of rules\" in Service Quotas. " + left
	}
	return awsresource.Diagnose(describe(bus, name), operation, err, left)
}

// checkBusRegion refuses an event bus of another region than the rule's.
func checkBusRegion(bus, region types.String) diag.Diagnostics {
	var diags diag.Diagnostics
	if of := regionOfBus(bus); isSet(of) && isSet(region) && !of.Equal(region) {
		diags.AddAttributeError(path.Root(attrBus), "Event bus in another region",
			fmt.Sprintf("The event bus %s is in region %s, and `region` is %s. A rule is in the region of its event bus: remove `region`, or use an event bus in %[3]s. Nothing was changed.",
				bus.ValueString(), of.ValueString(), region.ValueString()))
	}
	return diags
}

// ruleNotFound reports that an import names no rule: an ID without the name of
// the rule reads as one of another bus.
func ruleNotFound(bus, name, region string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Rule not found", fmt.Sprintf(
		"There is no %s in %s, so nothing was imported. In an import ID, the rule's name follows the last slash. If the rule is not in the provider's region, append `@` and its region.",
		describe(bus, name), region))
}

// otherAccount reports that the credentials lead to another rule of that name.
func otherAccount(bus, name, own, account string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Rule in another account", fmt.Sprintf(
		"%s is in account %s, but the provider's credentials belong to account %s, which has a rule of the same name. Terraform's state is unchanged. "+
			"Use credentials of account %[2]s. To manage the rule in account %[3]s instead, remove the resource from the state with `terraform state rm` and import it.",
		prose.Capitalize(describe(bus, name)), own, account))
}

// unmanageable refuses what none of the resources can manage: a rule that
// belongs to somebody else, and one from which PutRule would silently remove
// what the resources do not have. done is what is not done to it, "imported",
// "moved" or "taken over".
func unmanageable(bus string, remote *ebtypes.Rule, done string) diag.Diagnostics {
	var diags diag.Diagnostics
	is := prose.Capitalize(describe(bus, aws.ToString(remote.Name)))
	switch {
	case aws.ToString(remote.ManagedBy) != "":
		diags.AddError("Rule managed by AWS", fmt.Sprintf("%s is managed by %s, and only that service can change it. It cannot be %s.", is, aws.ToString(remote.ManagedBy), done))
	case aws.ToString(remote.ScheduleExpression) != "" || aws.ToString(remote.EventPattern) == "":
		has := "no event pattern"
		if aws.ToString(remote.EventPattern) != "" {
			has = "an event pattern"
		}
		diags.AddError("Scheduled rule", fmt.Sprintf("%s has the schedule %q and %s. This provider manages rules that have an event pattern and no schedule, so it cannot be %s. "+
			"Nothing was changed. Keep it where it is managed now.", is, aws.ToString(remote.ScheduleExpression), has, done))
	case aws.ToString(remote.RoleArn) != "":
		diags.AddError("Rule has an IAM role", fmt.Sprintf("%s has the role %s. This provider's rules have no role of their own, and the next update would remove it, so it cannot be %s. "+
			"Nothing was changed. If its targets do not need the role, remove it first.", is, aws.ToString(remote.RoleArn), done))
	}
	return diags
}

// inexpressible reports that a rule cannot be imported or moved as this
// resource.
func (r *rule) inexpressible(bus, name, reason, done string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(attrPattern), "Rule does not match the resource type",
		fmt.Sprintf("%s cannot be %s as `%s`. %s Nothing was changed.", prose.Capitalize(describe(bus, name)), done, r.fullName(), reason))}
}

// useRaw names the resource that takes every event pattern.
const useRaw = " Use `eventbridge_rule`, which takes the event pattern as JSON."

// otherFamily says which resource fits a rule with detail-types that are not
// all of this family, or "".
func otherFamily(c *catalog.Catalog, family *catalog.Family, state values) string {
	selected, _ := stringsOf(state.list(attrDetailTypes))
	others := slices.DeleteFunc(slices.Clone(selected), func(name string) bool { return slices.Contains(family.DetailTypeNames(), name) })
	if len(others) == 0 {
		return ""
	}
	owners := map[string]bool{}
	for _, name := range selected {
		owner := ""
		if known := c.DetailType(name); known != nil && known.Family != nil {
			owner = known.Family.ResourceName
		}
		owners[owner] = true
	}
	for owner := range owners {
		if len(owners) == 1 && owner != "" {
			return fmt.Sprintf("Its detail-types, %s, are those of `%s%s`. Use that resource.", prose.CodeAnd(others), prefix, owner)
		}
	}
	if len(others) < len(selected) {
		return fmt.Sprintf("It also selects %s, which is not an event of this resource.", prose.CodeAnd(others)) + useRaw
	}
	return fmt.Sprintf("It selects %s, which is not an event of a single typed rule.", prose.CodeAnd(others)) + useRaw
}

// toCreate is the rule for what all resources share.
func (r *rule) toCreate(bus, name string) awsresource.Object {
	return awsresource.Object{
		Kind: "rule", Name: describe(bus, name), Attribute: path.Root(attrName), Type: r.fullName(), ID: bus + "/" + name,
		Otherwise: "If it does not belong to this configuration, choose another name.",
	}
}

// checkBusAccount refuses the ARN of an event bus of another account, in place
// of which the bus of that name in the provider's account would be used.
func (r *rule) checkBusAccount(ctx context.Context, bus, left string) diag.Diagnostics {
	var diags diag.Diagnostics
	parsed, err := arn.Parse(bus)
	if err != nil || r.Meta == nil || !r.Meta.AWS.Usable() {
		return diags
	}
	account, err := r.Meta.AWS.AccountID(ctx)
	if err != nil {
		diags.Append(awsresource.Diagnose("the account", "asking AWS for", err, left))
		return diags
	}
	if account != "" && parsed.AccountID != account {
		diags.AddAttributeError(path.Root(attrBus), "Event bus in another account",
			fmt.Sprintf("The event bus %s belongs to account %s, and the provider's credentials to account %s. %s "+
				"Use a provider configured for the account of the event bus.", bus, parsed.AccountID, account, left))
	}
	return diags
}
