package emulator

import (
	"maps"
	"slices"
	"strings"
)

func registerMetricFilters(s *jsonService) {
	writes(s, "PutMetricFilter", putMetricFilter)
	reads(s, "DescribeMetricFilters", describeMetricFilters)
	writes(s, "DeleteMetricFilter", deleteMetricFilter)
}

type metricTransformation struct {
	MetricName      *string           `json:"metricName" aws:"required,len=..255,re=logMetricName"`
	MetricNamespace *string           `json:"metricNamespace" aws:"required,len=..255,re=logMetricName"`
	MetricValue     *string           `json:"metricValue" aws:"required,len=..100"`
	DefaultValue    *float64          `json:"defaultValue,omitempty"`
	Dimensions      map[string]string `json:"dimensions,omitempty" aws:"key(len=..255),val(len=..255)"`
	Unit            *string           `json:"unit,omitempty"`
}

type putMetricFilterInput struct {
	LogGroupName    *string                `json:"logGroupName" aws:"required,len=1..512,re=groupName"`
	FilterName      *string                `json:"filterName" aws:"required,len=1..512,re=streamName"`
	FilterPattern   *string                `json:"filterPattern" aws:"required,len=0..1024"`
	Transformations []metricTransformation `json:"metricTransformations" aws:"required,len=1..1"`
	OnTransformed   bool                   `json:"applyOnTransformedLogs"`
	Criteria        *string                `json:"fieldSelectionCriteria" aws:"len=0..2000"`
	SystemFields    []string               `json:"emitSystemFieldDimensions"`
}

// putMetricFilter creates or replaces a metric filter of a log group.
func putMetricFilter(c *call, in *putMetricFilterInput) (*nothing, error) {
	st := c.logs()
	group, err := st.group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	if group.Class == classInfrequentAccess {
		return nil, failf("InvalidOperationException", "Metric filters are not supported for log groups of the class INFREQUENT_ACCESS.")
	}
	filter, err := newMetricFilter(in)
	if err != nil {
		return nil, err
	}
	filter.Created = c.now
	if existing := group.Filters[filter.Name]; existing != nil {
		filter.Created = existing.Created
	} else if len(group.Filters) >= maxMetricFilters {
		return nil, failf("LimitExceededException", "Resource limit exceeded.")
	}
	if filter.parsed.Regexps() > 0 && group.regexpFilters(filter.Name) >= maxRegexpFilters {
		return nil, failf("LimitExceededException", "Resource limit exceeded.")
	}
	st.changeGroup(group.Name, func(g *logGroup) { g.Filters = with(g.Filters, filter.Name, filter) })
	return &nothing{}, nil
}

// regexpFilters counts the filters with regular expressions other than one.
func (g *logGroup) regexpFilters(except string) int {
	n := 0
	for name, filter := range g.Filters {
		if name != except && filter.parsed.Regexps() > 0 {
			n++
		}
	}
	return n
}

type describeMetricFiltersInput struct {
	LogGroupName     *string `json:"logGroupName" aws:"len=1..512,re=groupName"`
	FilterNamePrefix *string `json:"filterNamePrefix" aws:"len=1..512,re=streamName"`
	NextToken        *string `json:"nextToken" aws:"len=1.."`
	Limit            *int64  `json:"limit" aws:"range=1..50"`
	MetricName       *string `json:"metricName" aws:"len=..255,re=logMetricName"`
	MetricNamespace  *string `json:"metricNamespace" aws:"len=..255,re=logMetricName"`
}

type describedFilter struct {
	FilterName      string                 `json:"filterName"`
	FilterPattern   string                 `json:"filterPattern"`
	Transformations []metricTransformation `json:"metricTransformations"`
	CreationTime    int64                  `json:"creationTime"`
	LogGroupName    string                 `json:"logGroupName"`
	OnTransformed   bool                   `json:"applyOnTransformedLogs"`
	Criteria        *string                `json:"fieldSelectionCriteria,omitempty"`
	SystemFields    []string               `json:"emitSystemFieldDimensions,omitempty"`
}

type describeMetricFiltersOutput struct {
	MetricFilters []describedFilter `json:"metricFilters"`
	NextToken     *string           `json:"nextToken,omitempty"`
}

// describeMetricFilters lists filters of one log group or of all, by the name of
// the group and of the filter.
func describeMetricFilters(c *call, in *describeMetricFiltersInput) (*describeMetricFiltersOutput, error) {
	st := c.logs()
	if (in.MetricName == nil) != (in.MetricNamespace == nil) {
		return nil, invalidParameter("MetricName and MetricNamespace must be specified together.")
	}
	names := st.groupNames(func(*logGroup) bool { return true })
	if in.LogGroupName != nil {
		group, err := st.group(*in.LogGroupName)
		if err != nil {
			return nil, err
		}
		names = []string{group.Name}
	}
	var filters []describedFilter
	for _, name := range names {
		for _, filter := range st.groups[name].sortedFilters() {
			t := filter.Transformation
			if strings.HasPrefix(filter.Name, value(in.FilterNamePrefix)) &&
				(in.MetricName == nil || *in.MetricName == *t.MetricName && *in.MetricNamespace == *t.MetricNamespace) {
				filters = append(filters, filter.described(name))
			}
		}
	}
	filters, next, err := logsPage(c, filters, func(f describedFilter) string { return f.LogGroupName + "\n" + f.FilterName }, in.NextToken, in.Limit, 50)
	if err != nil {
		return nil, err
	}
	return &describeMetricFiltersOutput{MetricFilters: append([]describedFilter{}, filters...), NextToken: next}, nil
}

func (g *logGroup) sortedFilters() []*metricFilter {
	out := make([]*metricFilter, 0, len(g.Filters))
	for _, name := range slices.Sorted(maps.Keys(g.Filters)) {
		out = append(out, g.Filters[name])
	}
	return out
}

func (f *metricFilter) described(group string) describedFilter {
	t := f.Transformation
	if t.Unit == nil {
		none := "None"
		t.Unit = &none
	}
	return describedFilter{
		FilterName: f.Name, FilterPattern: f.Pattern, Transformations: []metricTransformation{t}, CreationTime: f.Created.UnixMilli(),
		LogGroupName: group, OnTransformed: f.OnTransformed, Criteria: f.Criteria, SystemFields: f.SystemFields,
	}
}

type deleteMetricFilterInput struct {
	LogGroupName *string `json:"logGroupName" aws:"required,len=1..512,re=groupName"`
	FilterName   *string `json:"filterName" aws:"required,len=1..512,re=streamName"`
}

func deleteMetricFilter(c *call, in *deleteMetricFilterInput) (*nothing, error) {
	st := c.logs()
	group, err := st.group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	if group.Filters[*in.FilterName] == nil {
		return nil, notFound("The specified metric filter does not exist.")
	}
	st.changeGroup(group.Name, func(g *logGroup) { g.Filters = without(g.Filters, *in.FilterName) })
	return &nothing{}, nil
}
