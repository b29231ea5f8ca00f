package summary

import (
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
)

type summaryList struct {
	*summaryResource
	composite.Lister[summaryModel, *summaryModel, composite.Parts]
}

var _ list.ListResourceWithConfigure = (*summaryList)(nil)

// NewList returns the list resource eventbridge_devops_agent_summary.
func NewList() list.ListResource {
	r := newResource()
	return &summaryList{r, r.Lister("devops-agent-")}
}
