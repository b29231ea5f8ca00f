package logsquery

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

type queryModel struct {
	ID            types.String `tfsdk:"id"`
	Region        types.String `tfsdk:"region"`
	Name          types.String `tfsdk:"name"`
	LogGroupNames types.Set    `tfsdk:"log_group_names"`
	Preset        types.String `tfsdk:"preset"`
	Query         types.String `tfsdk:"query"`
	Parameters    types.Map    `tfsdk:"parameters"`
	Dashboard     types.String `tfsdk:"dashboard"`
}

var parameterType = map[string]attr.Type{"default": types.StringType, "description": types.StringType}

// empty is a query of which only the ID is known.
func empty(id string) queryModel {
	return queryModel{ID: types.StringValue(id), LogGroupNames: types.SetNull(types.StringType), Parameters: types.MapNull(types.ObjectType{AttrTypes: parameterType})}
}

// setQuery plans the query that the preset or the configuration has.
func (m *queryModel) setQuery(config queryModel) {
	m.Query = config.Query
	switch {
	case config.Preset.IsUnknown():
		m.Query = types.StringUnknown()
	case !config.Preset.IsNull():
		preset, _ := presetOf(config.Preset.ValueString())
		m.Query = types.StringValue(preset.Text)
	}
}

func presetOf(name string) (catalog.Query, bool) {
	queries := catalog.Default().Queries()
	i := slices.IndexFunc(queries, func(q catalog.Query) bool { return q.Name == name })
	if i < 0 {
		return catalog.Query{}, false
	}
	return queries[i], true
}

// setDashboard sets what a dashboard has to know.
func (m *queryModel) setDashboard() {
	groups := []string{}
	complete := !m.LogGroupNames.IsUnknown()
	for _, element := range m.LogGroupNames.Elements() {
		name, ok := element.(types.String)
		complete = complete && ok && !name.IsUnknown()
		groups = append(groups, name.ValueString())
	}
	if !complete || m.Region.IsUnknown() || m.Name.IsUnknown() || m.Query.IsUnknown() {
		m.Dashboard = types.StringUnknown()
		return
	}
	slices.Sort(groups)
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(map[string]any{
		"region": m.Region.ValueString(), "title": m.Name.ValueString(), "query": m.Query.ValueString(), "log_group_names": groups,
	})
	if err != nil {
		panic(err) // strings always have a JSON form
	}
	m.Dashboard = types.StringValue(strings.TrimSpace(b.String()))
}

// expand is the query as it is sent; without an ID, AWS creates it.
func (m queryModel) expand() *cloudwatchlogs.PutQueryDefinitionInput {
	input := &cloudwatchlogs.PutQueryDefinitionInput{
		Name: m.Name.ValueStringPointer(), QueryString: m.Query.ValueStringPointer(), QueryLanguage: logstypes.QueryLanguageCwli,
	}
	if id := m.ID.ValueString(); id != "" {
		input.QueryDefinitionId = aws.String(id)
	}
	for _, element := range m.LogGroupNames.Elements() {
		if name, ok := element.(types.String); ok {
			input.LogGroupNames = append(input.LogGroupNames, name.ValueString())
		}
	}
	slices.Sort(input.LogGroupNames)
	parameters := m.Parameters.Elements()
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if of, ok := parameters[name].(types.Object); ok {
			input.Parameters = append(input.Parameters, logstypes.QueryParameter{
				Name: aws.String(name), DefaultValue: stringIn(of, "default"), Description: stringIn(of, "description"),
			})
		}
	}
	return input
}

func stringIn(of types.Object, name string) *string {
	text, ok := of.Attributes()[name].(types.String)
	if !ok {
		return nil
	}
	return text.ValueStringPointer()
}

// isInsights reports whether a saved query is in the language of this resource.
// AWS offers two others.
func isInsights(found logstypes.QueryDefinition) bool {
	return cmp.Or(found.QueryLanguage, logstypes.QueryLanguageCwli) == logstypes.QueryLanguageCwli
}

// sameQuery reports whether a saved query is the one that would be sent.
func sameQuery(found logstypes.QueryDefinition, want *cloudwatchlogs.PutQueryDefinitionInput) bool {
	sorted := func(parameters []logstypes.QueryParameter) []logstypes.QueryParameter {
		return slices.SortedFunc(slices.Values(parameters), func(a, b logstypes.QueryParameter) int {
			return strings.Compare(aws.ToString(a.Name), aws.ToString(b.Name))
		})
	}
	return isInsights(found) && aws.ToString(found.Name) == aws.ToString(want.Name) && aws.ToString(found.QueryString) == aws.ToString(want.QueryString) &&
		slices.Equal(slices.Sorted(slices.Values(found.LogGroupNames)), want.LogGroupNames) &&
		reflect.DeepEqual(sorted(found.Parameters), sorted(want.Parameters))
}

// flatten is the state of a saved query. prior is the state or plan before;
// after an import it has the ID only.
func flatten(found logstypes.QueryDefinition, prior queryModel) queryModel {
	m := prior
	imported := prior.Name.IsNull()
	m.Name, m.Query = types.StringPointerValue(found.Name), types.StringPointerValue(found.QueryString)
	if !isInsights(found) {
		m.Query = types.StringNull() // so that the next plan restores the language
	}
	if imported {
		for _, preset := range catalog.Default().Queries() {
			if preset.Text == m.Query.ValueString() {
				m.Preset = types.StringValue(preset.Name)
			}
		}
	}
	groups := []attr.Value{}
	for _, name := range found.LogGroupNames {
		groups = append(groups, types.StringValue(name))
	}
	m.LogGroupNames = types.SetValueMust(types.StringType, groups)
	m.Parameters = types.MapNull(types.ObjectType{AttrTypes: parameterType})
	if len(found.Parameters) > 0 {
		parameters := map[string]attr.Value{}
		for _, p := range found.Parameters {
			parameters[aws.ToString(p.Name)] = types.ObjectValueMust(parameterType, map[string]attr.Value{
				"default": types.StringPointerValue(p.DefaultValue), "description": types.StringPointerValue(p.Description),
			})
		}
		m.Parameters = types.MapValueMust(types.ObjectType{AttrTypes: parameterType}, parameters)
	}
	return m
}
