package logmetric

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// toCreate is the filter for what all resources share.
func (m logMetricModel) toCreate() awsresource.Object {
	return awsresource.Object{
		Kind: "metric filter", Name: describe(m.LogGroupName.ValueString(), m.Name.ValueString()), Attribute: path.Root("name"),
		Type: "eventbridge_log_metric", ID: m.ID.ValueString(), Otherwise: "If it does not belong to this configuration, choose another name.",
	}
}

func (r *logMetricResource) putFailed(plan logMetricModel, operation string, err error, left string) diag.Diagnostic {
	group := plan.LogGroupName.ValueString()
	if awsclient.IsNotFound(err) {
		return diag.NewAttributeErrorDiagnostic(path.Root("log_group_name"), "Log group not found",
			fmt.Sprintf("There is no log group %q in %s. Refer to the `name` of an `eventbridge_log_group`, so that Terraform creates it first. %s", group, r.Meta.AWS.Region(), left))
	}
	return awsresource.Diagnose(describe(group, plan.Name.ValueString()), operation, err, left)
}

func (l *logMetricList) listFailed(group string, err error) diag.Diagnostic {
	if awsclient.IsNotFound(err) {
		return diag.NewAttributeErrorDiagnostic(path.Root("log_group_name"), "Log group not found",
			fmt.Sprintf("There is no log group %q in %s. Check its name, `region`, and the account of the provider's credentials.", group, l.Meta.AWS.Region()))
	}
	return awsresource.Diagnose("metric filters", "listing", err, "")
}

func describe(group, name string) string {
	return fmt.Sprintf("metric filter %q of log group %q", name, group)
}
