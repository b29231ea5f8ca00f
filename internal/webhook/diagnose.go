package webhook

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func describe(kind string, m webhookModel) string {
	return fmt.Sprintf("%s %q", kind, m.Name.ValueString())
}

// diagnose reports why a part could not be created or updated.
func (r *webhookResource) diagnose(m webhookModel, kind string, err error) diag.Diagnostic {
	var dead *notAuthorizedError
	if errors.As(err, &dead) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return diag.NewErrorDiagnostic("Connection not authorized", fmt.Sprintf(
			"EventBridge does not authorize the %s: %s. Events cannot be delivered. Check that EventBridge may use AWS Secrets Manager and the key in `kms_key_arn`. %s",
			describe(kind, m), dead.Error(), awsresource.Unfinished))
	}
	return awsresource.Diagnose(describe(kind, m), "creating or updating", err, awsresource.Unfinished)
}
