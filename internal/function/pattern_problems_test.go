package function

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TestPatternProblemsOfManyProblems bounds the work for each problem by what it
// allocates: as much with ten thousand of them as with one hundred, and too
// little for an answer put together by reflection, which once took seconds.
func TestPatternProblemsOfManyProblems(t *testing.T) {
	answer := func(n int) types.List {
		text := types.StringValue(`{"a":[` + strings.Repeat(`{"b":1},`, n) + `"c"]}`)
		resp := function.RunResponse{Result: function.NewResultData(types.ListUnknown(problemType))}
		NewPatternProblems().Run(context.Background(), function.RunRequest{Arguments: function.NewArgumentsData([]attr.Value{text})}, &resp)
		list, ok := resp.Result.Value().(types.List)
		if resp.Error != nil || !ok || len(list.Elements()) < n {
			t.Fatalf("the answer to %d problems is %v, %v", n, resp.Result.Value(), resp.Error)
		}
		return list
	}
	each := func(n int) float64 {
		return testing.AllocsPerRun(1, func() { answer(n) }) / float64(n)
	}
	few, many := each(100), each(10_000)
	if many > 100 || many > few*1.2 {
		t.Errorf("a problem takes %.1f allocations among 10,000, and %.1f among 100", many, few)
	}
	if !answer(100).Elements()[0].Type(context.Background()).Equal(problemType) {
		t.Error("an element has another type")
	}
}
