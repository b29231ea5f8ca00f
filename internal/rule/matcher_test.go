package rule

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// given is a matcher as a configuration has it.
type given map[string][]string

func (g given) value() attr.Value {
	elements := map[string]attr.Value{}
	for operator, items := range g {
		elements[operator] = listOf(items)
	}
	return types.MapValueMust(matcherType.ElemType, elements)
}

func leafOf(kind catalog.Kind) *leaf {
	return &leaf{node: &node{attribute: "field", field: &catalog.Field{Name: "field", Path: []string{"x", "field"}, Kind: kind}}, kind: kind, name: "x.field"}
}

// TestMatcherOfEveryOperator makes the condition of every operator on every
// kind it fits, and reads it back.
func TestMatcherOfEveryOperator(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"equals":                 `["a","b"]`,
		"equals_ignore_case":     `[{"equals-ignore-case":"a"},{"equals-ignore-case":"b"}]`,
		"prefix":                 `[{"prefix":"a"},{"prefix":"b"}]`,
		"prefix_ignore_case":     `[{"prefix":{"equals-ignore-case":"a"}},{"prefix":{"equals-ignore-case":"b"}}]`,
		"suffix":                 `[{"suffix":"a"},{"suffix":"b"}]`,
		"suffix_ignore_case":     `[{"suffix":{"equals-ignore-case":"a"}},{"suffix":{"equals-ignore-case":"b"}}]`,
		"wildcard":               `[{"wildcard":"a"},{"wildcard":"b"}]`,
		"not_equals":             `[{"anything-but":["a","b"]}]`,
		"not_equals_ignore_case": `[{"anything-but":{"equals-ignore-case":["a","b"]}}]`,
		"not_prefix":             `[{"anything-but":{"prefix":["a","b"]}}]`,
		"not_suffix":             `[{"anything-but":{"suffix":["a","b"]}}]`,
		"not_wildcard":           `[{"anything-but":{"wildcard":["a","b"]}}]`,
	}
	special := map[string]struct {
		values []string
		want   string
	}{
		"cidr":    {[]string{"10.0.0.0/8", "2001:db8::/32"}, `[{"cidr":"10.0.0.0/8"},{"cidr":"2001:db8::/32"}]`},
		"numeric": {[]string{"> 1000", ">= -1.5, < 5", "= 0"}, `[{"numeric":[">",1000]},{"numeric":[">=",-1.5,"<",5]},{"numeric":["=",0]}]`},
		"is":      {[]string{"null", "missing"}, `[null,{"exists":false}]`},
	}
	for _, kind := range []catalog.Kind{catalog.Text, catalog.ID, catalog.Enum, catalog.Time, catalog.IP, catalog.Number, catalog.Bool, catalog.TextList} {
		for _, operator := range operators {
			values, want := []string{"a", "b"}, texts[operator]
			if s, ok := special[operator]; ok {
				values, want = s.values, s.want
			}
			switch {
			case kind == catalog.Number && operator == "equals":
				values, want = []string{"5", "1.50"}, `[5,1.50]`
			case kind == catalog.Number && operator == "not_equals":
				values, want = []string{"5", "-1"}, `[{"anything-but":[5,-1]}]`
			case kind == catalog.Bool && operator == "equals":
				values, want = []string{"true"}, `[true]`
			}
			t.Run(string(kind)+"/"+operator, func(t *testing.T) {
				t.Parallel()
				l := leafOf(kind)
				config := given{operator: values}
				c, diags := matcher(path.Root("field"), l, config.value())
				if !slices.Contains(kind.Operators(), operator) {
					if len(diags) != 1 || diags[0].Summary() != "Operator that does not fit" || !strings.Contains(diags[0].Detail(), prose.CodeAnd(kind.Operators())) {
						t.Fatalf("an operator that does not fit gives %v", diags)
					}
					return
				}
				if diags.HasError() || c.unknown {
					t.Fatalf("refused: %v", diags)
				}
				var b pattern.Builder
				b.Field([]string{"x"}, c.list...)
				if got := b.String(); got != `{"x":`+want+`}` {
					t.Fatalf("got %s, want %s", got, want)
				}
				parsed, problems := pattern.Parse(b.String())
				if parsed == nil {
					t.Fatalf("not a valid pattern: %v", problems)
				}
				back, ok := matcherValue(l, parsed.Root().Fields[0].Conditions)
				if !ok || !back.Equal(config.value()) {
					t.Fatalf("%s is read back as %v", b.String(), back)
				}
			})
		}
	}
}

func TestMatcherProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind    catalog.Kind
		given   given
		at      path.Path
		summary string
		detail  string
	}{
		"misspelt": {
			catalog.Enum, given{"equalz": {"a"}}, path.Root("field").AtMapKey("equalz"), "Unknown operator",
			"`equalz` is not an operator of a matcher. Did you mean `equals`? `x.field` is of kind enumeration. The operators for it are `equals`,",
		},
		"of the pattern language": {
			catalog.Text, given{"anything-but": {"a"}}, path.Root("field").AtMapKey("anything-but"), "Unknown operator", "Did you mean `not_equals`?",
		},
		"does not fit": {
			catalog.Text, given{"numeric": {"> 5"}}, path.Root("field").AtMapKey("numeric"), "Operator that does not fit",
			"`x.field` is of kind text, and `numeric` does not fit that kind.",
		},
		"text on a number": {
			catalog.Number, given{"prefix": {"1"}}, path.Root("field").AtMapKey("prefix"), "Operator that does not fit", "A number is compared with `numeric`",
		},
		"no operator": {catalog.Text, given{}, path.Root("field"), "Empty matcher", "The matcher of `x.field` has no operator."},
		"no value":    {catalog.Text, given{"equals": {}}, path.Root("field").AtMapKey("equals"), "Empty list of values", "`equals` of `x.field` has no value"},
		"is of what": {
			catalog.Text, given{"is": {"nul"}}, path.Root("field").AtMapKey("is").AtListIndex(0), "Unknown value of is", `"nul" is not a value of ` + "`is`. Did you mean `null`?",
		},
		"no number": {
			catalog.Number, given{"equals": {"1", "x"}}, path.Root("field").AtMapKey("equals").AtListIndex(1), "Value that is no number", `"x" was found where events have a number.`,
		},
		"null as a number": {
			catalog.Number, given{"equals": {"null"}}, path.Root("field").AtMapKey("equals").AtListIndex(0), "Value that is no number", "To match JSON null, write `is = [\"null\"]`.",
		},
		"of another tool": {
			catalog.Text, given{"startsWith": {"a"}}, path.Root("field").AtMapKey("startsWith"), "Unknown operator", "Did you mean `prefix`?",
		},
		"comparison as an operator": {
			catalog.Number, given{"gte": {"5"}}, path.Root("field").AtMapKey("gte"), "Unknown operator", "Did you mean `numeric`?",
		},
		"no number, negated": {
			catalog.Number, given{"not_equals": {"0x1"}}, path.Root("field").AtMapKey("not_equals").AtListIndex(0), "Value that is no number", `"0x1"`,
		},
		"no boolean": {
			catalog.Bool, given{"equals": {"yes"}}, path.Root("field").AtMapKey("equals").AtListIndex(0), "Value that is no boolean", `"yes" was found where events have true or false.`,
		},
		"bare number": {
			catalog.Number, given{"numeric": {"5"}}, path.Root("field").AtMapKey("numeric").AtListIndex(0), "Numeric condition that cannot be read", `For exactly that number, write "= 5"`,
		},
		"wrong sign": {
			catalog.Number, given{"numeric": {"!= 5"}}, path.Root("field").AtMapKey("numeric").AtListIndex(0), "Numeric condition that cannot be read", `"!= 5" is not a numeric condition.`,
		},
		"unequal": {
			catalog.Number, given{"numeric": {"!=5"}}, path.Root("field").AtMapKey("numeric").AtListIndex(0), "Numeric condition that cannot be read", "For every other number, use `not_equals = [\"5\"]`.",
		},
		"two lower bounds": {
			catalog.Number, given{"numeric": {"> 5, > 6"}}, path.Root("field").AtMapKey("numeric").AtListIndex(0), "Numeric bounds that do not go together", `"> 5, > 6" has two bounds`,
		},
		"two negations": {
			catalog.Text, given{"not_prefix": {"a"}, "not_suffix": {"b"}}, path.Root("field").AtMapKey("not_suffix"), "Several negations in one field",
			"The matcher of `x.field` has `not_prefix` and `not_suffix`.",
		},
		"prefix and not suffix": {
			catalog.Text, given{"prefix": {"release/"}, "not_suffix": {"-rc"}}, path.Root("field").AtMapKey("prefix"), "Condition without effect",
			"The matcher of `x.field` has `prefix` beside `not_suffix`.",
		},
		"equals that adds nothing": {
			catalog.Text, given{"equals": {"main"}, "not_prefix": {"sandbox-"}}, path.Root("field").AtMapKey("equals"), "Condition without effect", "whether or not `equals` matches \"main\"",
		},
		"taken back": {
			catalog.Text, given{"equals": {"a"}, "not_equals": {"a"}}, path.Root("field").AtMapKey("equals"), "Condition without effect", "",
		},
		"one address": {
			catalog.IP, given{"cidr": {"10.0.0.1/32"}}, path.Root("field").AtMapKey("cidr").AtListIndex(0), "Single address as a range", "Write `equals = [\"10.0.0.1\"]` for that address.",
		},
		"empty range": {
			catalog.Number, given{"numeric": {"< 5, >= 5"}}, path.Root("field").AtMapKey("numeric").AtListIndex(0), "Empty numeric range", "For one number write \"= 5\".",
		},
		"present or not": {
			catalog.Text, given{"is": {"present"}, "not_equals": {"a"}}, path.Root("field").AtMapKey("is"), "Condition without effect", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := matcher(path.Root("field"), leafOf(test.kind), test.given.value())
			if len(diags) != 1 {
				t.Fatalf("%d diagnostics: %v", len(diags), diags)
			}
			at, ok := diags[0].(interface{ Path() path.Path })
			if !ok || !at.Path().Equal(test.at) {
				t.Errorf("it is not at %s: %v", test.at, diags[0])
			}
			if diags[0].Summary() != test.summary || !strings.Contains(diags[0].Detail(), test.detail) {
				t.Errorf("it says\n%s\n%s", diags[0].Summary(), diags[0].Detail())
			}
			want := diag.SeverityError
			if test.summary == "Condition without effect" {
				want = diag.SeverityWarning
			}
			if diags[0].Severity() != want {
				t.Errorf("its severity is %s", diags[0].Severity())
			}
		})
	}
}

// TestMatcherOfPatternProblems leaves what the pattern language knows to it.
func TestMatcherOfPatternProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind  catalog.Kind
		given given
		at    path.Path
	}{
		"two asterisks":      {catalog.Text, given{"wildcard": {"a**b"}}, path.Root("field").AtMapKey("wildcard").AtListIndex(0)},
		"escape":             {catalog.Text, given{"wildcard": {"ok", `a\b`}}, path.Root("field").AtMapKey("wildcard").AtListIndex(1)},
		"negated asterisks":  {catalog.Text, given{"not_wildcard": {"a**b"}}, path.Root("field").AtMapKey("not_wildcard").AtListIndex(0)},
		"empty not_prefix":   {catalog.Text, given{"not_prefix": {"a", ""}}, path.Root("field").AtMapKey("not_prefix").AtListIndex(1)},
		"cidr without mask":  {catalog.IP, given{"cidr": {"10.0.0.0"}}, path.Root("field").AtMapKey("cidr").AtListIndex(0)},
		"cidr of all bits":   {catalog.IP, given{"cidr": {"10.0.0.1/32"}}, path.Root("field").AtMapKey("cidr").AtListIndex(0)},
		"cidr of all bits 6": {catalog.IP, given{"cidr": {"10.0.0.0/8", "2001:db8::1/128"}}, path.Root("field").AtMapKey("cidr").AtListIndex(1)},
		"cidr with too much": {catalog.IP, given{"cidr": {"10.0.0.0/33"}}, path.Root("field").AtMapKey("cidr").AtListIndex(0)},
		"too large":          {catalog.Number, given{"numeric": {"> 6000000000"}}, path.Root("field").AtMapKey("numeric").AtListIndex(0)},
		"bottom over top":    {catalog.Number, given{"numeric": {"> 5, < 4"}}, path.Root("field").AtMapKey("numeric").AtListIndex(0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := matcher(path.Root("field"), leafOf(test.kind), test.given.value())
			if len(diags) != 1 {
				t.Fatalf("%d diagnostics: %v", len(diags), diags)
			}
			at, ok := diags[0].(interface{ Path() path.Path })
			if !ok || !at.Path().Equal(test.at) {
				t.Errorf("it is not at %s: %v", test.at, diags[0])
			}
			t.Log(diags[0].Summary(), "|", diags[0].Detail())
		})
	}
}

func TestMatcherLetsExceptionsThrough(t *testing.T) {
	t.Parallel()
	for name, g := range map[string]given{
		"value in a negated prefix":   {"not_prefix": {"sandbox-"}, "equals": {"sandbox-prod"}},
		"prefix in a negated prefix":  {"not_prefix": {"sandbox-"}, "prefix": {"sandbox-prod-"}},
		"suffix in a negated suffix":  {"not_suffix": {"-rc"}, "suffix": {"-final-rc"}},
		"value in a negated wildcard": {"not_wildcard": {"a*b"}, "equals": {"axb"}},
		"other case":                  {"not_equals_ignore_case": {"main"}, "equals": {"Main"}},
		"missing as well":             {"not_equals": {"a"}, "is": {"missing"}},
		"null as well":                {"not_prefix": {"a"}, "is": {"null"}},
		"numeric the other way round": {"prefix": {"a"}, "suffix": {"b"}, "equals": {"c"}},
	} {
		if _, diags := matcher(path.Root("field"), leafOf(catalog.Text), g.value()); diags.HasError() {
			t.Errorf("%s is refused: %v", name, diags)
		}
	}
	c, diags := matcher(path.Root("field"), leafOf(catalog.Number), given{"numeric": {"<5,>=1"}}.value())
	if diags.HasError() || c.list[0].JSON() != `{"numeric":[">=",1,"<",5]}` {
		t.Errorf("an upper bound first becomes %v, %v", c.list, diags)
	}
}

func TestMatcherIsSilentOnUnknown(t *testing.T) {
	t.Parallel()
	list := types.ListType{ElemType: types.StringType}
	half := types.ListValueMust(types.StringType, []attr.Value{types.StringUnknown(), types.StringValue("a**")})
	for name, value := range map[string]attr.Value{
		"matcher": types.MapUnknown(list),
		"values":  types.MapValueMust(list, map[string]attr.Value{"equals": types.ListUnknown(types.StringType)}),
		"value":   types.MapValueMust(list, map[string]attr.Value{"equals": half}),
	} {
		c, diags := matcher(path.Root("field"), leafOf(catalog.Text), value)
		if !c.unknown || diags.HasError() {
			t.Errorf("unknown %s: unknown is %t, %v", name, c.unknown, diags)
		}
	}
	_, diags := matcher(path.Root("field"), leafOf(catalog.Text), types.MapValueMust(list, map[string]attr.Value{"wildcard": half}))
	if len(diags) != 1 {
		t.Errorf("what is known beside what is not is not checked: %v", diags)
	}
	c, diags := matcher(path.Root("field"), leafOf(catalog.Text), types.MapNull(list))
	if c.unknown || len(c.list) != 0 || diags.HasError() {
		t.Errorf("null gives %v, %v", c, diags)
	}
	c, diags = matcher(path.Root("field"), leafOf(catalog.Text), types.MapValueMust(list, map[string]attr.Value{"equals": types.ListNull(types.StringType), "prefix": listOf([]string{"a"})}))
	if len(c.list) != 1 || diags.HasError() {
		t.Errorf("a null operator gives %v, %v", c, diags)
	}
}

func TestOperatorsAreThoseOfTheCatalog(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, kind := range []catalog.Kind{catalog.Text, catalog.ID, catalog.Enum, catalog.Time, catalog.IP, catalog.Number, catalog.Bool, catalog.TextList, catalog.Map, catalog.Object, catalog.Anything} {
		for _, operator := range kind.Operators() {
			known[operator] = true
		}
	}
	if got := slices.Sorted(maps.Keys(known)); !slices.Equal(got, slices.Sorted(slices.Values(operators))) {
		t.Errorf("the catalog has the operators %v", got)
	}
}

func TestAttributeName(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"state": "state", "buildId": "build_id", "build-number": "build_number", "HTTPStatus": "httpstatus", "2fa": "field_2fa", "a.b c": "a_b_c", "": "field_",
	} {
		if got := attributeName(field); got != want {
			t.Errorf("%q becomes %q, not %q", field, got, want)
		}
	}
}

func TestNodesAvoidTakenNames(t *testing.T) {
	t.Parallel()
	fields := []*catalog.Field{
		{Name: "name", Kind: catalog.Text}, {Name: "buildId", Kind: catalog.Text}, {Name: "build_id", Kind: catalog.Text}, {Name: "empty", Kind: catalog.Object},
		{Name: "count", Kind: catalog.Number},
	}
	var got []string
	for _, n := range nodes(fields, append([]string{"name"}, taken...)) {
		got = append(got, n.attribute)
	}
	if want := []string{"detail_name", "build_id", "detail_build_id", "detail_count"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestExpandSaysItOnce leaves to the types and validators of attributes what
// they report, in their words where it has to be found again.
func TestExpandSaysItOnce(t *testing.T) {
	t.Parallel()
	family := catalog.Default().Family("buildkite_build_rule")
	typed := newTyped(catalog.Default(), family)
	none, diags := typed.expand(values{attrDetailTypes: listOf([]string{})})
	if len(diags) != 0 {
		t.Errorf("an empty list of detail-types: %v, pattern %s", diags, none.text)
	}
	extra := patterntype.Known(`{"build":{"new":"x"}}`)
	_, diags = typed.expand(values{attrExtra: extra})
	var said xattr.ValidateAttributeResponse
	extra.ValidateAttribute(t.Context(), xattr.ValidateAttributeRequest{Path: path.Root(attrExtra)}, &said)
	if len(diags) != 1 || len(said.Diagnostics) != 1 || !diags[0].Equal(said.Diagnostics[0]) {
		t.Errorf("the rule says %v, the type of the attribute %v", diags, said.Diagnostics)
	}
}
