package emulator

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/logfilter"
)

func parseMetricPattern(text string) (*logfilter.Filter, error) {
	filter, err := logfilter.Parse(text)
	if err != nil {
		return nil, invalidParameter("%v", err)
	}
	return filter, nil
}

// newMetricFilter checks what the service model leaves open. Where AWS's words
// are not known, they are ours.
func newMetricFilter(in *putMetricFilterInput) (*metricFilter, error) {
	parsed, err := parseMetricPattern(*in.FilterPattern)
	if err != nil {
		return nil, err
	}
	f := &metricFilter{
		Name: *in.FilterName, Pattern: *in.FilterPattern, Transformation: in.Transformations[0], OnTransformed: in.OnTransformed,
		Criteria: in.Criteria, SystemFields: in.SystemFields, parsed: parsed, dimensions: map[string]*logfilter.Selector{},
	}
	t := f.Transformation
	switch {
	case strings.HasPrefix(*t.MetricNamespace, "AWS/"):
		return nil, invalidParameter("Metric namespaces starting with AWS/ are reserved for AWS.")
	case *t.MetricName == "" || *t.MetricNamespace == "":
		return nil, invalidParameter("Invalid metric transformation: a metric needs a name and a namespace")
	case t.Unit != nil && !slices.Contains(metricUnits, *t.Unit):
		return nil, invalidParameter("1 validation error detected: Value '%s' at 'metricTransformations.1.member.unit' failed to satisfy constraint: Member must satisfy enum value set: [%s]",
			*t.Unit, strings.Join(metricUnits, ", "))
	case len(t.Dimensions)+len(in.SystemFields) > maxFilterDimensions:
		return nil, invalidParameter("Invalid metric transformation: at most %d dimensions can be set", maxFilterDimensions)
	case len(t.Dimensions)+len(in.SystemFields) > 0 && t.DefaultValue != nil:
		return nil, invalidParameter("Invalid metric transformation: dimensions and default value are mutually exclusive properties")
	}
	for _, field := range in.SystemFields {
		if field != systemFieldAccount && field != systemFieldRegion {
			return nil, invalidParameter("Invalid system field %s: one of %s, %s is needed", field, systemFieldAccount, systemFieldRegion)
		}
	}
	if err := f.readValue(*t.MetricValue); err != nil {
		return nil, err
	}
	return f, f.readDimensions(t.Dimensions)
}

// readValue reads the value of a point: a number, or a selector that the
// pattern has a condition on.
func (f *metricFilter) readValue(text string) error {
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return nil
	}
	selector, err := logfilter.ParseSelector(text)
	if err != nil {
		return invalidParameter("Invalid metric transformation: metric value must be a number or a valid selector")
	}
	if !f.parsed.Selects(selector) {
		return invalidParameter("Invalid metric transformation: the selector %s is not in the filter pattern", text)
	}
	f.value = selector
	return nil
}

func (f *metricFilter) readDimensions(dimensions map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(dimensions)) {
		selector, err := logfilter.ParseSelector(dimensions[name])
		if err != nil {
			return invalidParameter("Invalid metric transformation: dimension value must be valid selector")
		}
		if name == "" {
			return invalidParameter("Invalid metric transformation: a dimension needs a name")
		}
		if !f.parsed.Selects(selector) {
			return invalidParameter("Invalid metric transformation: the selector %s is not in the filter pattern", dimensions[name])
		}
		f.dimensions[name] = selector
	}
	return nil
}
