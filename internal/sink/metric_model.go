package sink

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

type metricModel struct {
	ID                     types.String   `tfsdk:"id"`
	Name                   types.String   `tfsdk:"name"`
	Region                 types.String   `tfsdk:"region"`
	Preset                 types.String   `tfsdk:"preset"`
	DetailTypes            types.Set      `tfsdk:"detail_types"`
	Where                  types.Map      `tfsdk:"where"`
	Namespace              types.String   `tfsdk:"namespace"`
	MetricName             types.String   `tfsdk:"metric_name"`
	Unit                   types.String   `tfsdk:"unit"`
	StorageResolution      types.Int64    `tfsdk:"storage_resolution"`
	Dimensions             types.Map      `tfsdk:"dimensions"`
	CountEvents            types.Bool     `tfsdk:"count_events"`
	Field                  types.String   `tfsdk:"field"`
	Duration               types.Object   `tfsdk:"duration"`
	ExecutionRoleARN       types.String   `tfsdk:"execution_role_arn"`
	ExecutionRoleName      types.String   `tfsdk:"execution_role_name"`
	InvocationRoleARN      types.String   `tfsdk:"invocation_role_arn"`
	InvocationRoleName     types.String   `tfsdk:"invocation_role_name"`
	RolePath               types.String   `tfsdk:"role_path"`
	PermissionsBoundaryARN types.String   `tfsdk:"permissions_boundary_arn"`
	FailureLogGroupARN     types.String   `tfsdk:"failure_log_group_arn"`
	Definition             types.String   `tfsdk:"definition"`
	StateMachineARN        types.String   `tfsdk:"state_machine_arn"`
	ChangedParts           types.List     `tfsdk:"changed_parts"`
	Tags                   types.Map      `tfsdk:"tags"`
	TagsAll                types.Map      `tfsdk:"tags_all"`
	Timeouts               timeouts.Value `tfsdk:"timeouts"`
}

var durationTypes = map[string]attr.Type{"from": types.StringType, "to": types.StringType}

// specModel are the attributes that say what the metric is made of.
type specModel struct {
	preset, namespace, name, unit, field *types.String
	detailTypes                          *types.Set
	where, dimensions                    *types.Map
	resolution                           *types.Int64
	count                                *types.Bool
	duration                             *types.Object
}

func (m *metricModel) parts() specModel {
	return specModel{
		preset: &m.Preset, namespace: &m.Namespace, name: &m.MetricName, unit: &m.Unit, field: &m.Field, detailTypes: &m.DetailTypes,
		where: &m.Where, dimensions: &m.Dimensions, resolution: &m.StorageResolution, count: &m.CountEvents, duration: &m.Duration,
	}
}

// setDefaults puts the preset's values and the other defaults where the
// configuration has nothing.
func (m *metricModel) setDefaults(config metricModel) {
	from := metricModel{}
	if config.Preset.IsUnknown() {
		from.setUnknown()
	} else {
		preset, _ := metric.PresetOf(config.Preset.ValueString())
		from.setSpec(preset.Spec)
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
	if configured.IsNull() {
		return preset
	}
	return configured
}

func (m *metricModel) setUnknown() {
	m.DetailTypes, m.Where, m.Dimensions = types.SetUnknown(types.StringType), types.MapUnknown(matcherType), types.MapUnknown(types.StringType)
	m.Namespace, m.MetricName, m.Unit, m.Field = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.StorageResolution, m.CountEvents, m.Duration = types.Int64Unknown(), types.BoolUnknown(), types.ObjectUnknown(durationTypes)
}

// setSpec sets the attributes to what makes this Spec.
func (m *metricModel) setSpec(s metric.Spec) {
	m.Preset, m.Namespace, m.MetricName = optional(s.Preset), optional(s.Namespace), optional(s.Name)
	m.Unit, m.Field = optional(s.Unit), optional(s.Field)
	m.DetailTypes, m.Where, m.Dimensions = types.SetNull(types.StringType), types.MapNull(matcherType), types.MapNull(types.StringType)
	m.Duration = types.ObjectNull(durationTypes)
	if len(s.DetailTypes) > 0 {
		m.DetailTypes = types.SetValueMust(types.StringType, texts(s.DetailTypes))
	}
	if len(s.Where) > 0 {
		m.Where = whereValue(s.Where)
	}
	if len(s.Dimensions) > 0 {
		m.Dimensions = textMap(s.Dimensions)
	}
	if s.Resolution != 0 {
		m.StorageResolution = types.Int64Value(s.Resolution)
	}
	if s.Count {
		m.CountEvents = types.BoolValue(true)
	}
	if s.Duration != nil {
		m.Duration = types.ObjectValueMust(durationTypes, map[string]attr.Value{
			"from": types.StringValue(s.Duration.From), "to": types.StringValue(s.Duration.To),
		})
	}
}

// spec is what the attributes say; complete is false where a part is unknown.
func (p specModel) spec() (s metric.Spec, complete bool) {
	r := reader{complete: true}
	s = metric.Spec{
		Preset: r.text(p.preset), Namespace: r.text(p.namespace), Name: r.text(p.name), Unit: r.text(p.unit), Field: r.text(p.field),
		DetailTypes: r.texts(*p.detailTypes, p.detailTypes.Elements()), Dimensions: r.textMap(*p.dimensions),
	}
	if p.resolution != nil {
		r.known(*p.resolution)
		s.Resolution = p.resolution.ValueInt64()
	}
	slices.Sort(s.DetailTypes)
	r.known(*p.count)
	s.Count = p.count.ValueBool()
	if p.duration != nil && r.known(*p.duration) && !p.duration.IsNull() {
		s.Duration = &metric.Duration{}
		for name, to := range map[string]*string{"from": &s.Duration.From, "to": &s.Duration.To} {
			if text, ok := p.duration.Attributes()[name].(types.String); ok {
				*to = r.text(&text)
			}
		}
	}
	s.Where = r.where(*p.where)
	return s, r.complete
}

// reader reads values and notes whether one is unknown.
type reader struct{ complete bool }

func (r *reader) known(value attr.Value) bool {
	if value.IsUnknown() {
		r.complete = false
		return false
	}
	return true
}

func (r *reader) text(value *types.String) string {
	if value == nil {
		return ""
	}
	r.known(*value)
	return value.ValueString()
}

func (r *reader) texts(list attr.Value, elements []attr.Value) []string {
	if !r.known(list) {
		return nil
	}
	var out []string
	for _, element := range elements {
		if text, ok := element.(types.String); ok && r.known(text) && !text.IsNull() {
			out = append(out, text.ValueString())
		}
	}
	return out
}

func (r *reader) textMap(value types.Map) map[string]string {
	if !r.known(value) {
		return nil
	}
	out := map[string]string{}
	for key, element := range value.Elements() {
		if text, ok := element.(types.String); ok && r.known(text) && !text.IsNull() {
			out[key] = text.ValueString()
		}
	}
	return out
}

func (r *reader) where(value types.Map) metric.Where {
	if !r.known(value) {
		return nil
	}
	out := metric.Where{}
	for path, element := range value.Elements() {
		matcher, ok := element.(types.Map)
		if !ok || !r.known(matcher) || matcher.IsNull() {
			continue
		}
		operators := map[string][]string{}
		complete := r.complete
		r.complete = true
		for operator, values := range matcher.Elements() {
			if list, ok := values.(types.List); ok && (list.IsUnknown() || len(list.Elements()) > 0) {
				operators[operator] = r.texts(list, list.Elements())
			}
		}
		// A matcher that is not wholly known says nothing yet.
		if r.complete && len(operators) > 0 {
			out[path] = operators
		}
		r.complete = r.complete && complete
	}
	return out
}

// flattenSpec sets the attributes to a Spec, and keeps how the prior ones are
// written where they say the same.
func (m *metricModel) flattenSpec(s metric.Spec, prior metricModel) {
	if before, complete := prior.parts().spec(); complete && sameSpec(before, s) {
		m.Preset, m.Namespace, m.MetricName, m.Unit, m.Field = prior.Preset, prior.Namespace, prior.MetricName, prior.Unit, prior.Field
		m.DetailTypes, m.Where, m.Dimensions = prior.DetailTypes, prior.Where, prior.Dimensions
		m.StorageResolution, m.CountEvents, m.Duration = prior.StorageResolution, prior.CountEvents, prior.Duration
		return
	}
	m.setSpec(s)
	// What the preset has and this metric has not was replaced with an empty map.
	preset, _ := metric.PresetOf(s.Preset)
	if len(s.Where) == 0 && len(preset.Where) > 0 {
		m.Where = whereValue(nil)
	}
	if len(s.Dimensions) == 0 && len(preset.Dimensions) > 0 {
		m.Dimensions = textMap(nil)
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
	return withHash(s.Namespace+"-"+s.Name, maxMachineName, s)
}

// nameOfRole is the default name of a role. Roles are global, so that the region
// is part of it.
func nameOfRole(machine, region, kind string) string {
	whole := machine + "-" + region + "-" + kind
	if len(whole) <= maxRoleName {
		return whole
	}
	suffix := "-" + hashOf(whole) + "-" + kind
	return whole[:maxRoleName-len(suffix)] + suffix
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9_]+`)

// withHash is a text as a name of letters, digits, - and _, with a hash of
// everything behind it.
func withHash(text string, longest int, of any) string {
	whole, err := json.Marshal(of)
	if err != nil {
		whole = []byte(text)
	}
	readable := strings.Trim(notInNames.ReplaceAllString(text, "-"), "-")
	hash := hashOf(string(whole))
	readable = strings.TrimRight(readable[:min(len(readable), longest-len(hash)-1)], "-")
	return strings.TrimLeft(readable+"-"+hash, "-")
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

func optional(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

func texts(items []string) []attr.Value {
	out := make([]attr.Value, len(items))
	for i, item := range items {
		out[i] = types.StringValue(item)
	}
	return out
}

func textMap(items map[string]string) types.Map {
	out := make(map[string]attr.Value, len(items))
	for key, value := range items {
		out[key] = types.StringValue(value)
	}
	return types.MapValueMust(types.StringType, out)
}

func whereValue(where metric.Where) types.Map {
	out := make(map[string]attr.Value, len(where))
	for path, operators := range where {
		matcher := make(map[string]attr.Value, len(operators))
		for operator, values := range operators {
			matcher[operator] = types.ListValueMust(types.StringType, texts(values))
		}
		out[path] = types.MapValueMust(matcherType.ElemType, matcher)
	}
	return types.MapValueMust(matcherType, out)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
