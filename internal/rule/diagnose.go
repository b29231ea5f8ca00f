package rule

import (
	"fmt"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// noBus says that the event bus is not there.
func noBus(bus, name, region string) diag.Diagnostic {
	hint := "Check its name, `region`, and the account of the provider's credentials."
	if strings.HasPrefix(bus, catalog.PartnerPrefix) {
		hint = "It is a partner event bus, which exists once its partner event source is associated. " +
			"Set `event_bus_name` to the `event_bus_name` of an `eventbridge_partner_event_source_association`, so that Terraform makes the bus first."
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(attrBus), "Event bus that does not exist",
		fmt.Sprintf("The rule %q cannot be on event bus %q, because there is no such event bus in %s. %s", name, bus, region, hint))
}

// missingBus says that there is no event bus whose rules could be listed.
func missingBus(bus, region string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(attrBus), "Event bus that does not exist",
		fmt.Sprintf("There is no event bus %q in %s, so it has no rules to list. Check its name, `region`, and the account of the provider's credentials.", bus, region))
}

// managed says that the rule is an AWS service's own.
func managed(bus, name string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Managed rule",
		fmt.Sprintf("%s is a managed rule: an AWS service made it and alone may change or delete it. Nothing was changed. "+
			"Remove the resource from the configuration, and from the state with `terraform state rm`.", prose.Capitalize(object(bus, name))))
}

// hasTargets says that the rule can't be deleted yet.
func hasTargets(bus, name string, targets []awstypes.Target) diag.Diagnostic {
	var lines strings.Builder
	for _, target := range targets {
		fmt.Fprintf(&lines, "\n  - %s: %s", aws.ToString(target.Id), aws.ToString(target.Arn))
	}
	return diag.NewErrorDiagnostic("Rule that has targets",
		fmt.Sprintf("%s cannot be deleted while it has targets, and these are left:\n%s\n\n"+
			"They are not part of this configuration, or were not destroyed before the rule. Remove them and destroy again. The rule is unchanged and stays in Terraform's state.",
			prose.Capitalize(object(bus, name)), lines.String()))
}

// putFailed says why PutRule failed.
func putFailed(bus, name, region, operation string, err error, left string) diag.Diagnostic {
	switch {
	case awsclient.IsNotFound(err):
		return noBus(bus, name, region)
	case awsclient.IsManagedRule(err):
		return managed(bus, name)
	case awsclient.IsLimitExceeded(err):
		left = "The event bus has as many rules as its quota allows (300 by default, 100 in some regions), or the account has as many rules with wildcards. " +
			"Delete rules that are not needed, or ask AWS for a higher quota \"Number of rules\". " + left
	}
	return awsresource.Diagnose(object(bus, name), operation, err, left)
}
