package patterntype_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

func TestValueFromTerraform(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in   tftypes.Value
		want attr.Value
	}{
		"known":   {tftypes.NewValue(tftypes.String, `{"a":["b"]}`), patterntype.Known(`{"a":["b"]}`)},
		"null":    {tftypes.NewValue(tftypes.String, nil), patterntype.Null()},
		"unknown": {tftypes.NewValue(tftypes.String, tftypes.UnknownValue), patterntype.Value{StringValue: types.StringUnknown()}},
	} {
		got, err := patterntype.Type{}.ValueFromTerraform(context.Background(), test.in)
		if err != nil || !got.Equal(test.want) || !got.Type(context.Background()).Equal(patterntype.Type{}) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
	if _, err := (patterntype.Type{}).ValueFromTerraform(context.Background(), tftypes.NewValue(tftypes.Bool, true)); err == nil {
		t.Error("a boolean is taken for a pattern")
	}
	if patterntype.Known("x").Equal(types.StringValue("x")) || (patterntype.Type{}).Equal(types.StringType) {
		t.Error("a pattern is a plain string")
	}
}

func TestStringSemanticEquals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{`{"a":["x"],"b":[1]}`, "{ \"b\": [1],\n \"a\": [\"x\"] }", true},
		{`{"a":[{"numeric":[">",1]}]}`, `{"a":[{"numeric":["\u003e",1]}]}`, true},
		{`{"a":["x"]}`, `{"a":["y"]}`, false},
		{`{"a":[1]}`, `{"a":["1"]}`, false},
		{`no pattern`, `no pattern`, true},
		{`no pattern`, `{"a":["x"]}`, false},
	} {
		got, diags := patterntype.Known(test.a).StringSemanticEquals(context.Background(), patterntype.Known(test.b))
		if got != test.want || diags.HasError() {
			t.Errorf("%s and %s: %t, %v", test.a, test.b, got, diags)
		}
	}
	if got, _ := patterntype.Known("{}").StringSemanticEquals(context.Background(), types.StringValue("{}")); got {
		t.Error("another type is equal")
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		value  patterntype.Value
		places []string
	}{
		"valid":        {patterntype.Known(`{"a":["b"]}`), nil},
		"null":         {patterntype.Null(), nil},
		"unknown":      {patterntype.Value{StringValue: types.StringUnknown()}, nil},
		"only warning": {patterntype.Known(`{"a":[{"exactly":"b"}]}`), nil},
		"one":          {patterntype.Known("{\n  \"a\": \"b\"\n}"), []string{"$.a of the event pattern (line 2, column 8)"}},
		"two":          {patterntype.Known(`{"a":[],"b":[{"prefx":"x"}]}`), []string{"$.a of", "$.b[0]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := path.Root("event_pattern")
			var diags diag.Diagnostics
			if !test.value.IsNull() && !test.value.IsUnknown() {
				_, problems := patterntype.Parse(test.value.ValueString())
				diags = patterntype.Report(at, problems)
			}
			if len(diags) != len(test.places) {
				t.Fatalf("%d diagnostics: %v", len(diags), diags)
			}
			for i, place := range test.places {
				found, ok := diags[i].(interface{ Path() path.Path })
				if !ok || !found.Path().Equal(at) || !strings.Contains(diags[i].Detail(), place) {
					t.Errorf("%s is not in %v", place, diags[i])
				}
			}
			var parameter function.ValidateParameterResponse
			test.value.ValidateParameter(context.Background(), function.ValidateParameterRequest{Position: 1}, &parameter)
			if (parameter.Error != nil) != (len(test.places) > 0) {
				t.Fatalf("as a parameter: %v", parameter.Error)
			}
			if parameter.Error != nil && *parameter.Error.FunctionArgument != 1 {
				t.Errorf("the argument is %d", *parameter.Error.FunctionArgument)
			}
		})
	}
}

// TestReportOfManyProblems bounds what Terraform has to show for one attribute.
func TestReportOfManyProblems(t *testing.T) {
	t.Parallel()
	_, problems := pattern.Parse(`{"a":[` + strings.Repeat(`{"b":1},`, 1<<16) + `1]}`)
	diags := patterntype.Report(path.Root("event_pattern"), problems)
	if len(diags) != 101 || diags[100].Summary() != "More event pattern problems" || !strings.Contains(diags[100].Detail(), " has 65436 more problems,") {
		t.Errorf("%d diagnostics of %d problems, the last one is %v", len(diags), len(problems.Errors()), diags[len(diags)-1])
	}
}

// TestArgumentError reads what Terraform puts a full stop after.
func TestArgumentError(t *testing.T) {
	t.Parallel()
	_, problems := pattern.Parse(`{"a":"b"}`)
	want := "the event pattern is not valid.\n\nValue outside a list: The field `a` is the string \"b\", but must be a list of values to match, or an object with fields below it. " +
		"Did you mean `[\"b\"]`? At $.a (line 1, column 6)"
	if got := patterntype.ArgumentError(problems); got != want {
		t.Errorf("it says\n%s", got)
	}
	_, problems = pattern.Parse(`{"a":[` + strings.Repeat(`{"b":1},`, 1000) + `1]}`)
	got := patterntype.ArgumentError(problems)
	if len(got) > 10_000 || !strings.Contains(got, "1000 problems were found") || !strings.HasSuffix(got, "And 980 more, which `provider::eventbridge::pattern_problems` lists") {
		t.Errorf("a thousand problems are %d characters: %.300s", len(got), got)
	}
}
