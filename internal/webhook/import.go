package webhook

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// parseID reads `<name>` or `<ARN of the API destination>`, with `,<ARN of the
// role>` behind it or not.
func parseID(id string, _ bool) (name, role string, diags diag.Diagnostics) {
	name, role, ok := servicerole.CutARN(id)
	if parsed, err := arn.Parse(name); err == nil {
		rest, found := strings.CutPrefix(parsed.Resource, "api-destination/")
		ok = ok && found && parsed.Service == "events"
		name, _, _ = strings.Cut(rest, "/")
	}
	if !ok || len(name) > maxName || !nameForm.MatchString(name) {
		diags.AddError("Invalid import ID", fmt.Sprintf(
			"%q is not the name of a webhook. Import by its name, such as `chat`. If its role does not have its default name, append a comma and the ARN of the role. "+
				"If the webhook is not in the provider's region, append `@<region>`. Nothing was imported.", id))
	}
	return name, role, diags
}

// adopt finds out what belongs to a webhook that is imported. An interrupted run may
// have left its role alone, or role and connection.
func (r *webhookResource) adopt(ctx context.Context, state *webhookModel, now existing) diag.Diagnostics {
	if d, c := now.destination, now.connection; d != nil && (c == nil || d.connectionARN != c.ARN) {
		return diag.Diagnostics{diag.NewErrorDiagnostic("API destination is not a webhook", fmt.Sprintf(
			"The API destination %q does not use a connection of the same name, as a webhook does. Create a webhook of another name, point the targets to it, and delete the API destination. Nothing was imported.", state.Name.ValueString()))}
	}
	if now.connection != nil {
		state.ConnectionARN = types.StringValue(now.connection.ARN)
	}
	if now.destination != nil {
		state.ARN = types.StringValue(now.destination.arn)
	}
	return r.ImportRoles(ctx, state)
}
