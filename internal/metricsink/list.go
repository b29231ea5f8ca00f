package metricsink

import (
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
)

type metricList struct {
	*metricResource
	composite.Lister[metricModel, *metricModel, composite.Parts]
}

var _ list.ListResourceWithConfigure = (*metricList)(nil)

// NewList returns the list resource eventbridge_metric.
func NewList() list.ListResource {
	r := newResource()
	return &metricList{r, r.Lister("Buildkite-")}
}
