package logmetric

import (
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
)

type logMetricModel struct {
	ID            types.String  `tfsdk:"id"`
	Name          types.String  `tfsdk:"name"`
	Region        types.String  `tfsdk:"region"`
	LogGroupName  types.String  `tfsdk:"log_group_name"`
	DetailTypes   types.Set     `tfsdk:"detail_types"`
	Where         types.Dynamic `tfsdk:"where"`
	Namespace     types.String  `tfsdk:"namespace"`
	MetricName    types.String  `tfsdk:"metric_name"`
	Unit          types.String  `tfsdk:"unit"`
	Dimensions    types.Map     `tfsdk:"dimensions"`
	CountEvents   types.Bool    `tfsdk:"count_events"`
	Field         types.String  `tfsdk:"field"`
	DefaultValue  types.Float64 `tfsdk:"default_value"`
	CatalogCheck  types.String  `tfsdk:"catalog_check"`
	FilterPattern types.String  `tfsdk:"filter_pattern"`
	Dashboard     types.String  `tfsdk:"dashboard"`
}

func (m *logMetricModel) parts() metricspec.Attributes {
	return metricspec.Attributes{
		Namespace: &m.Namespace, Name: &m.MetricName, Unit: &m.Unit, Field: &m.Field, DetailTypes: &m.DetailTypes,
		Where: &m.Where, Dimensions: &m.Dimensions, Count: &m.CountEvents, CatalogCheck: &m.CatalogCheck,
	}
}

// empty is a log metric of which only the names are known.
func empty(group, name string) logMetricModel {
	return logMetricModel{
		LogGroupName: types.StringValue(group), Name: types.StringValue(name),
		DetailTypes: types.SetNull(types.StringType), Where: types.DynamicNull(), Dimensions: types.MapNull(types.StringType),
	}
}

// setDefaults plans the unit if the configuration has none.
func (m *logMetricModel) setDefaults(config logMetricModel) {
	m.Unit = config.Unit
	if m.Unit.IsNull() {
		m.Unit = types.StringValue(metric.Spec{Count: !config.CountEvents.IsNull()}.DefaultUnit())
	}
}

// derive plans what follows from the rest: name, id and filter pattern.
func (m *logMetricModel) derive() {
	spec, complete := m.parts().Spec()
	m.FilterPattern = types.StringUnknown()
	if complete {
		filter, _ := spec.Filter(catalog.Default())
		m.FilterPattern = types.StringValue(filter.Pattern)
		if m.Name.IsUnknown() || m.Name.IsNull() {
			m.Name = types.StringValue(awsresource.NameWithHash(spec.Namespace+"-"+spec.Name, maxDerivedFilterName, spec))
		}
	}
	m.Dashboard = m.parts().Dashboard(m.Region, types.StringValue(""))
	m.ID = types.StringUnknown()
	if !m.Name.IsUnknown() && !m.LogGroupName.IsUnknown() {
		m.ID = types.StringValue(m.LogGroupName.ValueString() + ":" + m.Name.ValueString())
	}
}

// expand is the request that creates the filter.
func (m logMetricModel) expand() *cloudwatchlogs.PutMetricFilterInput {
	spec, _ := m.parts().Spec()
	filter, _ := spec.Filter(catalog.Default())
	transformation := logstypes.MetricTransformation{
		MetricName: aws.String(spec.Name), MetricNamespace: aws.String(spec.Namespace), MetricValue: aws.String(filter.Value),
		Unit: logstypes.StandardUnit(spec.Unit), DefaultValue: m.DefaultValue.ValueFloat64Pointer(),
	}
	if len(filter.Dimensions) > 0 {
		transformation.Dimensions = filter.Dimensions
	}
	return &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: m.LogGroupName.ValueStringPointer(), FilterName: m.Name.ValueStringPointer(), FilterPattern: aws.String(filter.Pattern),
		MetricTransformations: []logstypes.MetricTransformation{transformation},
	}
}

// sameFilter reports whether a filter on AWS is the one that would be sent.
func sameFilter(found logstypes.MetricFilter, want *cloudwatchlogs.PutMetricFilterInput) bool {
	if aws.ToString(found.FilterPattern) != aws.ToString(want.FilterPattern) || len(found.MetricTransformations) != 1 ||
		found.ApplyOnTransformedLogs || len(found.EmitSystemFieldDimensions) > 0 || aws.ToString(found.FieldSelectionCriteria) != "" {
		return false
	}
	a, b := found.MetricTransformations[0], want.MetricTransformations[0]
	return aws.ToString(a.MetricName) == aws.ToString(b.MetricName) && aws.ToString(a.MetricNamespace) == aws.ToString(b.MetricNamespace) &&
		aws.ToString(a.MetricValue) == aws.ToString(b.MetricValue) && unitOf(a) == unitOf(b) && maps.Equal(a.Dimensions, b.Dimensions) &&
		(a.DefaultValue == nil) == (b.DefaultValue == nil) && aws.ToFloat64(a.DefaultValue) == aws.ToFloat64(b.DefaultValue)
}

func unitOf(t logstypes.MetricTransformation) logstypes.StandardUnit {
	if t.Unit == "" {
		return logstypes.StandardUnitNone
	}
	return t.Unit
}

// flatten is the state of a log metric. prior is the state or plan
// before; after an import it has the names only. The second answer is false
// where the filter is none that this resource makes.
func flatten(found logstypes.MetricFilter, prior logMetricModel) (logMetricModel, bool) {
	m := prior
	m.ID = types.StringValue(prior.LogGroupName.ValueString() + ":" + prior.Name.ValueString())
	m.FilterPattern = types.StringPointerValue(found.FilterPattern)
	if !prior.DetailTypes.IsNull() && sameFilter(found, prior.expand()) {
		return m, true
	}
	if len(found.MetricTransformations) != 1 {
		return m, false
	}
	t := found.MetricTransformations[0]
	m.Namespace, m.MetricName, m.Unit = types.StringPointerValue(t.MetricNamespace), types.StringPointerValue(t.MetricName), types.StringValue(string(unitOf(t)))
	m.DefaultValue = types.Float64PointerValue(t.DefaultValue)
	spec, ok := metric.Filter{Pattern: aws.ToString(found.FilterPattern), Value: aws.ToString(t.MetricValue), Dimensions: t.Dimensions}.SpecOf(catalog.Default())
	if !ok {
		if t.MetricValue != nil && aws.ToString(t.MetricValue) != "1" {
			m.CountEvents, m.Field = types.BoolNull(), types.StringPointerValue(t.MetricValue)
		}
		m.DetailTypes = types.SetNull(types.StringType) // so that the next plan puts the filter right
		return m, false
	}
	read := logMetricModel{}
	read.parts().Set(spec)
	m.DetailTypes, m.Where, m.Dimensions, m.CountEvents, m.Field = read.DetailTypes, read.Where, read.Dimensions, read.CountEvents, read.Field
	if !sameFilter(found, m.expand()) {
		// Something that no attribute shows was set elsewhere. Without a value in
		// the state the next plan puts the filter right.
		m.DetailTypes = types.SetNull(types.StringType)
	}
	return m, true
}
