package matchertype_test

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
)

var (
	list  = types.ListType{ElemType: types.StringType}
	root  = path.Root("build").AtName("state")
	texts = func(values ...attr.Value) attr.Value { return types.ListValueMust(types.StringType, values) }
	str   = func(text string) attr.Value { return types.StringValue(text) }
	asMap = func(elements map[string]attr.Value) attr.Value { return types.MapValueMust(list, elements) }
)

func conditionsOf(c matchertype.Conditions) string {
	var out []string
	for i, condition := range c.List {
		out = append(out, condition.JSON()+" at "+c.Origins[i].String())
	}
	return strings.Join(out, "; ")
}

// TestRead reads every shape that a configuration, a variable or YAML gives a matcher.
func TestRead(t *testing.T) {
	t.Parallel()
	object, tuple := matchertype.Object, func(values ...attr.Value) attr.Value { return matchertype.Tuple(values) }
	for name, test := range map[string]struct {
		kind       catalog.Kind
		value      attr.Value
		want       string
		incomplete bool
	}{
		"object of tuples":        {catalog.Text, object(map[string]attr.Value{"equals": tuple(str("a"), str("b"))}), `"a" at build.state["equals"][0]; "b" at build.state["equals"][1]`, false},
		"map of lists":            {catalog.Text, asMap(map[string]attr.Value{"prefix": texts(str("a"))}), `{"prefix":"a"} at build.state["prefix"][0]`, false},
		"set":                     {catalog.Text, object(map[string]attr.Value{"equals": types.SetValueMust(types.StringType, []attr.Value{str("a")})}), `"a" at build.state["equals"][0]`, false},
		"within a dynamic value":  {catalog.Text, types.DynamicValue(asMap(map[string]attr.Value{"equals": texts(str("a"))})), `"a" at build.state["equals"][0]`, false},
		"numbers":                 {catalog.Number, object(map[string]attr.Value{"equals": tuple(types.NumberValue(big.NewFloat(5)), str("7"))}), `5 at build.state["equals"][0]; 7 at build.state["equals"][1]`, false},
		"boolean":                 {catalog.Bool, types.BoolValue(false), `false at build.state`, false},
		"boolean as a string":     {catalog.Bool, str("true"), `true at build.state`, false},
		"boolean in a matcher":    {catalog.Bool, object(map[string]attr.Value{"equals": tuple(types.BoolValue(true))}), `true at build.state["equals"][0]`, false},
		"strings in a matcher":    {catalog.Bool, asMap(map[string]attr.Value{"equals": texts(str("false"))}), `false at build.state["equals"][0]`, false},
		"undocumented boolean":    {catalog.Anything, types.BoolValue(true), `true at build.state`, false},
		"nothing":                 {catalog.Text, nil, "", false},
		"null":                    {catalog.Text, types.MapNull(list), "", false},
		"dynamic null":            {catalog.Text, types.DynamicNull(), "", false},
		"null boolean":            {catalog.Bool, types.BoolNull(), "", false},
		"empty map":               {catalog.Text, asMap(nil), "", false},
		"empty object":            {catalog.Bool, object(nil), "", false},
		"no values":               {catalog.Text, asMap(map[string]attr.Value{"equals": texts(), "prefix": texts(str("a"))}), `{"prefix":"a"} at build.state["prefix"][0]`, false},
		"no values at all":        {catalog.Text, object(map[string]attr.Value{"equals": tuple()}), "", false},
		"null operator":           {catalog.Text, asMap(map[string]attr.Value{"equals": types.ListNull(types.StringType), "prefix": texts(str("a"))}), `{"prefix":"a"} at build.state["prefix"][0]`, false},
		"null unknown operator":   {catalog.Text, object(map[string]attr.Value{"equals": types.DynamicNull(), "x": types.StringNull()}), "", false},
		"unknown":                 {catalog.Text, types.MapUnknown(list), "", true},
		"unknown dynamic":         {catalog.Text, types.DynamicUnknown(), "", true},
		"unknown boolean":         {catalog.Bool, types.BoolUnknown(), "", true},
		"unknown values":          {catalog.Text, asMap(map[string]attr.Value{"equals": types.ListUnknown(types.StringType)}), "", true},
		"unknown value":           {catalog.Text, asMap(map[string]attr.Value{"equals": texts(types.StringUnknown(), str("b"))}), `"b" at build.state["equals"][1]`, true},
		"unknown beside negation": {catalog.Text, asMap(map[string]attr.Value{"not_suffix": texts(str("-rc")), "prefix": texts(str("a"), types.StringUnknown())}), `{"prefix":"a"} at build.state["prefix"][0]; {"anything-but":{"suffix":"-rc"}} at build.state["not_suffix"]`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, diags := matchertype.Read(root, matcher.Field{Name: "build.state", Kind: test.kind}, test.value)
			if got := conditionsOf(c); got != test.want || c.Complete == test.incomplete || len(diags) > 0 {
				t.Errorf("got %s, complete is %t, %v; want %s", got, c.Complete, diags, test.want)
			}
		})
	}
}

// TestReadProblems reports what does not have the shape of a matcher, and what
// is wrong with it, at its place.
func TestReadProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind    catalog.Kind
		value   attr.Value
		at      path.Path
		summary string
		detail  string
	}{
		"plain string":  {catalog.Text, str("failed"), root, "Missing operator", "`build.state` takes a matcher, which is a map from operator to values, not the string \"failed\". For an exact match, write `{ equals = [\"failed\"] }`."},
		"plain list":    {catalog.Text, texts(str("a")), root, "Missing operator", "not a list. For an exact match, write `{ equals = [...] }`."},
		"plain number":  {catalog.Number, types.NumberValue(big.NewFloat(5)), root, "Missing operator", ""},
		"wrong boolean": {catalog.Bool, str("yes"), root, "Invalid value type", "`build.state` is a boolean: its value is `true`, `false` or a matcher such as `{ equals = [\"true\"] }`, not the string \"yes\"."},
		"boolean":       {catalog.Text, types.BoolValue(true), root, "Missing operator", "the boolean true"},
		"no list":       {catalog.Text, matchertype.Object(map[string]attr.Value{"equals": str("a")}), root.AtMapKey("equals"), "Invalid value type", "`equals` of `build.state` takes a list of values, not the string \"a\". Write `equals = [\"a\"]`."},
		"list in a list": {
			catalog.Text, matchertype.Object(map[string]attr.Value{"equals": matchertype.Tuple([]attr.Value{str("a"), texts()})}), root.AtMapKey("equals").AtListIndex(1), "Invalid value type", "is a string, a number or a boolean, not a list",
		},
		"null value": {catalog.Text, asMap(map[string]attr.Value{"equals": texts(str("a"), types.StringNull())}), root.AtMapKey("equals").AtListIndex(1), "Null value", "To match JSON null, write `is = [\"null\"]`"},
		"field": {
			catalog.Text, matchertype.Object(map[string]attr.Value{"name": asMap(map[string]attr.Value{"equals": texts(str("a"))})}), root.AtMapKey("name"), "Unknown operator", "`build.state` is a string.",
		},
		"value after an unknown one": {
			catalog.Text, asMap(map[string]attr.Value{"wildcard": texts(types.StringUnknown(), str("a**"))}), root.AtMapKey("wildcard").AtListIndex(1), "Consecutive wildcard characters", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := matchertype.Read(root, matcher.Field{Name: "build.state", Kind: test.kind}, test.value)
			if len(diags) != 1 {
				t.Fatalf("%d diagnostics: %v", len(diags), diags)
			}
			at, ok := diags[0].(diag.DiagnosticWithPath)
			if !ok || !at.Path().Equal(test.at) || diags[0].Summary() != test.summary || !strings.Contains(diags[0].Detail(), test.detail) {
				t.Errorf("got %v", diags[0])
			}
		})
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	for kind, operators := range map[catalog.Kind]map[string][]string{
		catalog.Text: {"equals": {"a", "b"}, "not_prefix": {"c"}}, catalog.Bool: {"equals": {"true", "false"}}, catalog.Number: {"equals": {"5"}},
	} {
		field := matcher.Field{Kind: kind}
		for _, value := range []attr.Value{matchertype.Value(kind, operators), matchertype.MapValue(operators)} {
			c, diags := matchertype.Read(root, field, value)
			if diags.HasError() || len(c.List) != len(matcher.Read(field, operators).Conditions) {
				t.Errorf("%s is read back as %s, %v", value, conditionsOf(c), diags)
			}
		}
	}
	if got := matchertype.Value(catalog.Bool, map[string][]string{"equals": {"false"}}); !got.Equal(types.BoolValue(false)) {
		t.Errorf("a single boolean is %s", got)
	}
}

// TestFields reads a map from path to matcher, and writes it again.
func TestFields(t *testing.T) {
	t.Parallel()
	field := func(path string) matcher.Field {
		return matcher.Field{Name: path, Kind: map[string]catalog.Kind{"job.passed": catalog.Bool, "build.branch": catalog.Text}[path]}
	}
	value := types.DynamicValue(matchertype.Object(map[string]attr.Value{
		"job.passed":   types.BoolValue(false),
		"build.branch": matchertype.Object(map[string]attr.Value{"equals": matchertype.Tuple([]attr.Value{str("main")}), "prefix": matchertype.Tuple(nil)}),
		"build.state":  types.DynamicNull(),
		"build.source": matchertype.Object(nil),
	}))
	fields, complete, diags := matchertype.ParseFields(root, value, field)
	if !complete || len(diags) > 0 || len(fields) != 2 || fields["job.passed"]["equals"][0] != "false" || fields["build.branch"]["equals"][0] != "main" || fields["build.branch"]["prefix"] != nil {
		t.Errorf("got %v, complete is %t, %v", fields, complete, diags)
	}
	again, _, _ := matchertype.ParseFields(root, matchertype.Fields(fields, field), field)
	if !maps.EqualFunc(again, fields, func(a, b map[string][]string) bool { return maps.EqualFunc(a, b, slices.Equal) }) {
		t.Errorf("written and read again: %v", again)
	}
	late := types.MapValueMust(matchertype.Type, map[string]attr.Value{"build.branch": asMap(map[string]attr.Value{"equals": texts(types.StringUnknown(), str("a"))})})
	if fields, complete, diags = matchertype.ParseFields(root, late, field); complete || len(fields) > 0 || len(diags) > 0 {
		t.Errorf("unknown: got %v, complete is %t, %v", fields, complete, diags)
	}
	if _, _, diags = matchertype.ParseFields(root, str("x"), field); len(diags) != 1 || diags[0].Summary() != "Invalid value type" {
		t.Errorf("a string: %v", diags)
	}
}
