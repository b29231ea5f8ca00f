package rule

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
)

// BenchmarkModifyPlan plans one new job rule, the typed rule with the most fields.
func BenchmarkModifyPlan(b *testing.B) {
	family := catalog.Default().Family("buildkite_job_rule")
	made, ok := newRule(func() kind { return newTyped(catalog.Default(), family) })().(*rule)
	if !ok {
		b.Fatal("no rule")
	}
	ctx := context.Background()
	all := values{}
	for name, attribute := range made.schema.Attributes {
		value, err := attribute.GetType().ValueFromTerraform(ctx, nullOf(ctx, attribute.GetType()))
		if err != nil {
			b.Fatal(err)
		}
		all[name] = value
	}
	all[attrName] = types.StringValue("a")
	all[attrBus] = types.StringValue("aws.partner/buildkite.com/my-org/1")
	all["job"] = types.DynamicValue(matchertype.Object(values{
		"state":  matchertype.Value(catalog.Enum, map[string][]string{"equals": {"finished"}}),
		"label":  matchertype.Value(catalog.Text, map[string][]string{"prefix": {"a", "b"}}),
		"passed": types.BoolValue(true),
	}))
	plan := tfsdk.Plan{Schema: made.schema}
	if diags := all.write(ctx, &plan); diags.HasError() {
		b.Fatal(diags)
	}
	for b.Loop() {
		req := resource.ModifyPlanRequest{Plan: plan, Config: tfsdk.Config(plan), State: tfsdk.State{Schema: plan.Schema}}
		resp := resource.ModifyPlanResponse{Plan: plan}
		made.ModifyPlan(ctx, req, &resp)
		if resp.Diagnostics.HasError() {
			b.Fatal(resp.Diagnostics)
		}
	}
}

func nullOf(ctx context.Context, of attr.Type) tftypes.Value {
	return tftypes.NewValue(of.TerraformType(ctx), nil)
}
