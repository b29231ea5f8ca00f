package emulator

import (
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/logfilter"
)

// Quotas of metric filters (user guide of CloudWatch Logs).
const (
	maxMetricFilters       = 100
	maxRegexpFilters       = 5
	maxFilterDimensions    = 3
	systemFieldAccount     = "@aws.account"
	systemFieldRegion      = "@aws.region"
	classInfrequentAccess  = "INFREQUENT_ACCESS"
	metricFilterDefaultFor = time.Minute
)

// metricFilter counts log events as a metric. It sees the events that arrive
// after it was made.
type metricFilter struct {
	Name           string
	Pattern        string
	Transformation metricTransformation
	OnTransformed  bool
	Criteria       *string
	SystemFields   []string
	Created        time.Time

	parsed     *logfilter.Filter
	value      *logfilter.Selector // nil for a constant
	dimensions map[string]*logfilter.Selector
}
