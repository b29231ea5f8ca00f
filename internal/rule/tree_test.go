package rule

import (
	"slices"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

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

// TestExpandSaysItOnce leaves to the validators of attributes what they report.
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
	if len(diags) != 1 || diags[0].Summary() != "Value outside a list" {
		t.Errorf("the rule reports %v", diags)
	}
}
