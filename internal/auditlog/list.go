package auditlog

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

type auditLogList struct {
	*auditLogResource
	composite.Lister[auditLogModel, *auditLogModel, existing]
}

var _ list.ListResourceWithConfigure = (*auditLogList)(nil)

// NewList is the list resource eventbridge_buildkite_audit_log.
func NewList() list.ListResource {
	r := newResource()
	read := func(ctx context.Context, state *auditLogModel, _ *statemachine.Machine) (existing, diag.Diagnostics) {
		return r.read(ctx, state)
	}
	return &auditLogList{r, r.MachineLister("buildkite-audit-log-", maxName, r.ours, false, read)}
}
