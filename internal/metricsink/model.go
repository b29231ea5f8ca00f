package metricsink

import (
	"encoding/json"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

type metricModel struct {
	composite.MachineModel
	Preset            types.String  `tfsdk:"preset"`
	DetailTypes       types.Set     `tfsdk:"detail_types"`
	Where             types.Dynamic `tfsdk:"where"`
	Namespace         types.String  `tfsdk:"namespace"`
	MetricName        types.String  `tfsdk:"metric_name"`
	Unit              types.String  `tfsdk:"unit"`
	StorageResolution types.Int64   `tfsdk:"storage_resolution"`
	Dimensions        types.Map     `tfsdk:"dimensions"`
	CountEvents       types.Bool    `tfsdk:"count_events"`
	Field             types.String  `tfsdk:"field"`
	Duration          types.Object  `tfsdk:"duration"`
	Dashboard         types.String  `tfsdk:"dashboard"`
	CatalogCheck      types.String  `tfsdk:"catalog_check"`
}

func (m *metricModel) parts() metricspec.Attributes {
	return metricspec.Attributes{
		Preset: &m.Preset, Namespace: &m.Namespace, Name: &m.MetricName, Unit: &m.Unit, Field: &m.Field, DetailTypes: &m.DetailTypes,
		Where: &m.Where, Dimensions: &m.Dimensions, Resolution: &m.StorageResolution, Count: &m.CountEvents, CatalogCheck: &m.CatalogCheck, Duration: &m.Duration,
	}
}

// Roles point to the attributes of the roles.
func (m *metricModel) Roles() servicerole.Attributes { return m.ExecutedBy(execution, invocation) }

// setDefaults puts the preset's values and the other defaults where the
// configuration has nothing.
func (m *metricModel) setDefaults(config metricModel) {
	from := metricModel{}
	if config.Preset.IsUnknown() {
		from.setUnknown()
	} else {
		preset, _ := metric.PresetOf(config.Preset.ValueString())
		from.parts().Set(preset.Spec)
	}
	m.DetailTypes = pick(config.DetailTypes, from.DetailTypes)
	m.Where = pick(config.Where, from.Where)
	m.Namespace = pick(config.Namespace, from.Namespace)
	m.MetricName = pick(config.MetricName, from.MetricName)
	m.Dimensions = pick(config.Dimensions, from.Dimensions)
	m.StorageResolution = pick(config.StorageResolution, from.StorageResolution)
	if m.StorageResolution.IsNull() {
		m.StorageResolution = types.Int64Value(60)
	}
	m.CountEvents, m.Field, m.Duration = config.CountEvents, config.Field, config.Duration
	ownValue := !config.CountEvents.IsNull() || !config.Field.IsNull() || !config.Duration.IsNull()
	if !ownValue {
		m.CountEvents, m.Field, m.Duration = from.CountEvents, from.Field, from.Duration
	}
	m.Unit = config.Unit
	switch {
	case !m.Unit.IsNull():
	case config.Preset.IsUnknown():
		m.Unit = types.StringUnknown()
	case !ownValue && !from.Unit.IsNull():
		m.Unit = from.Unit
	default:
		m.Unit = types.StringValue(metric.Spec{
			Count: !m.CountEvents.IsNull(), Duration: map[bool]*metric.Duration{true: {}}[!m.Duration.IsNull()],
		}.DefaultUnit())
	}
}

// pick is the configured value, or that of the preset.
func pick[T attr.Value](configured, preset T) T {
	if metricspec.IsNull(configured) {
		return preset
	}
	return configured
}

func (m *metricModel) setUnknown() {
	m.DetailTypes, m.Where, m.Dimensions = types.SetUnknown(types.StringType), types.DynamicUnknown(), types.MapUnknown(types.StringType)
	m.Namespace, m.MetricName, m.Unit, m.Field = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.StorageResolution, m.CountEvents, m.Duration = types.Int64Unknown(), types.BoolUnknown(), types.ObjectUnknown(metricspec.DurationTypes)
}

// flattenSpec sets the attributes to a Spec, and keeps how the prior ones are
// written where they say the same.
func (m *metricModel) flattenSpec(s metric.Spec, prior metricModel) {
	if before, complete := prior.parts().Spec(); complete && sameSpec(before, s) {
		m.Preset, m.Namespace, m.MetricName, m.Unit, m.Field = prior.Preset, prior.Namespace, prior.MetricName, prior.Unit, prior.Field
		m.DetailTypes, m.Where, m.Dimensions = prior.DetailTypes, prior.Where, prior.Dimensions
		m.StorageResolution, m.CountEvents, m.Duration = prior.StorageResolution, prior.CountEvents, prior.Duration
		return
	}
	m.parts().Set(s)
	// What the preset has and this metric has not was replaced with an empty map.
	preset, _ := metric.PresetOf(s.Preset)
	if len(s.Where) == 0 && len(preset.Where) > 0 {
		m.Where = metricspec.WhereValue(metric.Spec{})
	}
	if len(s.Dimensions) == 0 && len(preset.Dimensions) > 0 {
		m.Dimensions = awsresource.StringMap(nil)
	}
}

// sameSpec compares the JSON forms, in which what is empty is left out.
func sameSpec(a, b metric.Spec) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && reflect.DeepEqual(left, right)
}

// stateMachineName is the default of name: readable, and different for metrics
// that differ in anything.
func stateMachineName(s metric.Spec) string {
	return awsresource.NameWithHash(s.Namespace+"-"+s.Name, statemachine.MaxName, s)
}

// specOf reads the definition of a state machine. ours reports whether a metric has
// written it, and intact whether it still is as the metric has written it.
func (r *metricResource) specOf(found *statemachine.Machine) (spec metric.Spec, ours, intact bool) {
	return metric.SpecOf(found.Definition, catalog.Default(), r.Meta.AWS.Partition())
}

// flatten sets the attributes to what exists. After an import, prior has the name
// and the roles only.
func (r *metricResource) flatten(now composite.Parts, prior metricModel, m *metricModel) {
	now.Roles.Flatten(m.Roles())
	r.FlattenMachine(now.Machine, prior, m)
	if now.Machine != nil {
		if spec, _, intact := r.specOf(now.Machine); intact {
			m.flattenSpec(spec, prior)
		}
	}
	m.Dashboard = m.parts().Dashboard(m.Region, m.Name)
}
