package rule

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// example is a matcher that a field takes.
func example(n *node) map[string][]string {
	switch n.field.Kind {
	case catalog.Bool:
		return map[string][]string{"equals": {"false"}}
	case catalog.Number:
		return map[string][]string{"numeric": {"> 5", ">= 1, < 4"}, "equals": {"7"}}
	case catalog.IP:
		return map[string][]string{"cidr": {"10.0.0.0/8"}, "is": {"missing"}}
	case catalog.Enum:
		return map[string][]string{"equals": n.field.Enum[:min(2, len(n.field.Enum))]}
	}
	return map[string][]string{"prefix": {"a", "b"}, "is": {"null"}, "equals": {"x"}}
}

// written is a value of a field as a configuration would write it.
func written(n *node) attr.Value {
	first := func(text string) attr.Value {
		return matchertype.Value(catalog.Text, map[string][]string{"equals": {text}})
	}
	switch n.field.Kind {
	case catalog.Object:
		attributes := map[string]attr.Value{}
		for _, child := range n.children {
			attributes[child.attribute] = written(child)
		}
		return matchertype.Object(attributes)
	case catalog.Map:
		return matchertype.Object(map[string]attr.Value{"a:b": first("x"), "c.d": first("y")})
	}
	return matchertype.Value(n.field.Kind, example(n))
}

// asAttribute is the value of a top-level attribute.
func asAttribute(t *testing.T, n *node) attr.Value {
	t.Helper()
	switch n.field.Kind {
	case catalog.Object, catalog.Bool:
		return types.DynamicValue(written(n))
	case catalog.Map:
		t.Fatal("no family has a map beside its objects")
	}
	return matchertype.MapValue(example(n))
}

// TestEveryFieldIsAddressable sets every field of every family at once, makes
// the pattern, and reads the attributes back from it.
func TestEveryFieldIsAddressable(t *testing.T) {
	t.Parallel()
	for _, family := range catalog.Default().Families() {
		t.Run(family.ResourceName, func(t *testing.T) {
			t.Parallel()
			rule := newTyped(catalog.Default(), family)
			config := values{}
			for _, n := range rule.nodes {
				config[n.attribute] = asAttribute(t, n)
			}
			made, diags := rule.expand(config)
			if diags.HasError() || !made.complete {
				t.Fatalf("complete is %t, %v", made.complete, diags)
			}
			parsed, problems := pattern.Parse(made.text)
			if parsed == nil {
				t.Fatalf("%s: %v", made.text, problems)
			}
			reached := map[string]bool{}
			for _, leaf := range parsed.Root().Leaves() {
				reached[strings.Join(leaf.Path, ".")] = true
			}
			var missing []string
			catalog.Walk(family.Fields, func(f *catalog.Field) bool {
				if f.Kind != catalog.Object && f.Kind != catalog.Map && !reached["detail."+strings.Join(f.Path, ".")] {
					missing = append(missing, strings.Join(f.Path, "."))
				}
				return true
			})
			if len(missing) > 0 {
				t.Errorf("%v cannot be reached", missing)
			}
			back := values{}
			if beyond := rule.flatten(made.text, back); beyond != "" {
				t.Fatal(beyond)
			}
			for name, value := range config {
				if !back[name].Equal(value) {
					t.Errorf("%s is\n%s\nand is read back as\n%s", name, value, back[name])
				}
			}
			if !back[attrExtra].IsNull() || !back[attrAnyOf].IsNull() {
				t.Errorf("left over: %s, %s", back[attrExtra], back[attrAnyOf])
			}
			if got, _ := stringsOf(back.list(attrDetailTypes)); strings.Join(got, "|") != strings.Join(family.DetailTypeNames(), "|") {
				t.Errorf("detail_types is read back as %v", got)
			}
		})
	}
}

// TestFlattenAnyPattern reads patterns that no typed rule has made, makes the
// pattern again, and wants the same one wherever flatten says nothing is beyond it.
func TestFlattenAnyPattern(t *testing.T) {
	t.Parallel()
	rule := newTyped(catalog.Default(), catalog.Default().Family("buildkite_build_rule"))
	const types = `"detail-type":["Build Finished"]`
	for text, beyond := range map[string]string{
		`{` + types + `}`: "",
		`{"detail":{"build":{"state":["failed"]}},` + types + `}`:                                                           "",
		`{` + types + `,"detail":{"build":{"state":[{"prefix":"a"},{"anything-but":"b"}]}}}`:                                "",
		`{` + types + `,"detail":{"build":{"state":[{"anything-but":"a"},{"anything-but":"b"}]}}}`:                          "",
		`{` + types + `,"detail":{"build":{"state":[1,null,"x"]}}}`:                                                         "",
		`{` + types + `,"detail":{"build":{"number":["7"]}}}`:                                                               "",
		`{` + types + `,"detail":{"build":{"number":[{"anything-but":[7,8]}]}}}`:                                            "",
		`{` + types + `,"detail":{"build":[{"exists":false}]}}`:                                                             "",
		`{` + types + `,"detail":{"build":{"meta_data":[{"exists":false}]}}}`:                                               "",
		`{` + types + `,"detail":{"build":{"meta_data":{"a":{"b":["x"]},"c":[{"numeric":[">",1]}]}}}}`:                      "",
		`{` + types + `,"detail":{"build":{"$or":[{"state":["a"]},{"branch":["b"]}]}}}`:                                     "",
		`{` + types + `,"detail":{"$or":[{"build":{"state":["a"]}},{"unheard":["b"]}]}}`:                                    "",
		`{` + types + `,"detail":{"$or":[{"build":{"state":["a"]}},{"build":{"$or":[{"state":["a"]},{"branch":["b"]}]}}]}}`: "",
		`{` + types + `,"detail":{"$or":[{"build":{"state":["a"]}},{"build":{"branch":["b"]},"version":[1]}]}}`:             "",
		`{` + types + `,"detail.build.state":["failed"]}`:                                                                   "",
		`{` + types + `,"detail":{"build.state":["failed"],"pipeline":{"slug":[{"exactly":"x"}]}}}`:                         "",
		`{"detail":{"build":{"state":["failed"]}}}`:                                                                         "`detail-type`",
		`{"detail-type":[{"prefix":"Build "}]}`:                                                                             "`detail-type`",
		`{` + types + `,"account":["1"],"region":[{"prefix":"us-"}]}`:                                                       "`account` and `region`",
		`{` + types + `,"$or":[{"source":["a"]},{"account":["b"]}]}`:                                                        "`$or` beside `detail`",
		`{"source":[{"prefix":"a"}],` + types + `}`:                                                                         "`source`",
	} {
		into := values{}
		got := rule.flatten(text, into)
		if beyond != "" {
			if !strings.Contains(got, beyond) {
				t.Errorf("%s: %q does not name %s", text, got, beyond)
			}
			continue
		}
		if got != "" {
			t.Errorf("%s: %s", text, got)
			continue
		}
		made, diags := rule.expand(into)
		if diags.HasError() || !patterntype.Equal(made.text, text) && !sameDots(made.text, text) {
			t.Errorf("%s\nis read as\n%v\nwhich makes\n%s\n%v", text, into, made.text, diags)
		}
	}
	if got := rule.flatten(`{"detail":`, values{}); !strings.Contains(got, "cannot read the event pattern") {
		t.Errorf("a text that is no pattern: %q", got)
	}
}

// sameDots reports whether two patterns match the same although one of them has
// dots in its keys.
func sameDots(a, b string) bool {
	flat := func(text string) map[string]string {
		out := map[string]string{}
		parsed, _ := pattern.Parse(text)
		if parsed == nil {
			return nil
		}
		for _, leaf := range parsed.Root().Leaves() {
			for _, c := range leaf.Conditions {
				out[leaf.Key()] += c.JSON() + " "
			}
		}
		return out
	}
	first, second := flat(a), flat(b)
	if first == nil || len(first) != len(second) {
		return false
	}
	for key, value := range first {
		if second[key] != value {
			return false
		}
	}
	return true
}
