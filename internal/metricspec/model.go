package metricspec

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

// DurationTypes are the attributes of `duration`.
var DurationTypes = map[string]attr.Type{"from": types.StringType, "to": types.StringType}

// Attributes point to the attributes that define a metric. Preset, Resolution and
// Duration are nil if the resource does not have them.
type Attributes struct {
	Preset, Namespace, Name, Unit, Field *types.String
	CatalogCheck                         *types.String
	DetailTypes                          *types.Set
	Where                                *types.Dynamic
	Dimensions                           *types.Map
	Resolution                           *types.Int64
	Count                                *types.Bool
	Duration                             *types.Object
}

// Spec is the metric that the attributes define; complete is false if a part is
// unknown.
func (a Attributes) Spec() (s metric.Spec, complete bool) {
	r := reader{complete: true}
	s = metric.Spec{
		Preset: r.text(a.Preset), Namespace: r.text(a.Namespace), Name: r.text(a.Name), Unit: r.text(a.Unit), Field: r.text(a.Field),
		DetailTypes: r.texts(*a.DetailTypes, a.DetailTypes.Elements()), Dimensions: r.textMap(*a.Dimensions),
	}
	if a.Resolution != nil {
		r.known(*a.Resolution)
		s.Resolution = a.Resolution.ValueInt64()
	}
	slices.Sort(s.DetailTypes)
	r.known(*a.Count)
	s.Count = a.Count.ValueBool()
	if a.Duration != nil && r.known(*a.Duration) && !a.Duration.IsNull() {
		s.Duration = &metric.Duration{}
		for name, to := range map[string]*string{"from": &s.Duration.From, "to": &s.Duration.To} {
			if text, ok := a.Duration.Attributes()[name].(types.String); ok {
				*to = r.text(&text)
			}
		}
	}
	fields, known, _ := a.where(s)
	s.Where = fields
	return s, r.complete && known
}

// Dashboard is the attribute `dashboard`. stateMachine is "" for a metric without
// one.
func (a Attributes) Dashboard(region, stateMachine types.String) types.String {
	spec, complete := a.Spec()
	if !complete || region.IsUnknown() || stateMachine.IsUnknown() {
		return types.StringUnknown()
	}
	return types.StringValue(spec.Widget(region.ValueString(), stateMachine.ValueString()))
}

// where reads the conditions.
func (a Attributes) where(s metric.Spec) (fields metric.Where, known bool, diags diag.Diagnostics) {
	return matchertype.ParseFields(path.Root("where"), *a.Where, func(path string) matcher.Field {
		if a.DetailTypes.IsUnknown() {
			return matcher.Field{Name: path} // of a kind that is not known yet
		}
		return s.MatcherField(catalog.Default(), path)
	})
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

// KeepWhere plans the conditions as they are written in the state, if they say the
// same as those of the configuration: a map and an object may.
func KeepWhere(plan *types.Dynamic, state types.Dynamic, config types.Dynamic, before, now metric.Spec) {
	if !IsNull(state) && !IsNull(config) && before.SameWhere(now) {
		*plan = state
	}
}

// IsNull reports whether a value is null, within a dynamic one too.
func IsNull(value attr.Value) bool {
	dynamic, ok := value.(types.Dynamic)
	return value.IsNull() || ok && dynamic.IsUnderlyingValueNull()
}

// WhereValue are the conditions of a metric as a configuration would write them.
func WhereValue(s metric.Spec) types.Dynamic {
	return types.DynamicValue(matchertype.Fields(s.Where, func(path string) matcher.Field { return s.MatcherField(catalog.Default(), path) }))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Set sets the attributes to what makes this Spec.
func (a Attributes) Set(s metric.Spec) {
	*a.Namespace, *a.Name, *a.Unit, *a.Field = awsresource.OptionalString(s.Namespace), awsresource.OptionalString(s.Name), awsresource.OptionalString(s.Unit), awsresource.OptionalString(s.Field)
	*a.DetailTypes, *a.Where, *a.Dimensions = types.SetNull(types.StringType), types.DynamicNull(), types.MapNull(types.StringType)
	*a.Count = types.BoolNull()
	if len(s.DetailTypes) > 0 {
		*a.DetailTypes = awsresource.StringSet(s.DetailTypes)
	}
	if len(s.Where) > 0 {
		*a.Where = WhereValue(s)
	}
	if len(s.Dimensions) > 0 {
		*a.Dimensions = awsresource.StringMap(s.Dimensions)
	}
	if s.Count {
		*a.Count = types.BoolValue(true)
	}
	if a.Preset != nil {
		*a.Preset = awsresource.OptionalString(s.Preset)
	}
	if a.Resolution != nil {
		*a.Resolution = types.Int64Null()
		if s.Resolution != 0 {
			*a.Resolution = types.Int64Value(s.Resolution)
		}
	}
	if a.Duration != nil {
		*a.Duration = types.ObjectNull(DurationTypes)
		if s.Duration != nil {
			*a.Duration = types.ObjectValueMust(DurationTypes, map[string]attr.Value{
				"from": types.StringValue(s.Duration.From), "to": types.StringValue(s.Duration.To),
			})
		}
	}
}
