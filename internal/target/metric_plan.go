package target

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

const titleNoMatch = "Rule does not match the metric"

// checkMachinePlace refuses a state machine that is not where the rule is.
func checkMachinePlace(config metricTargetModel) diag.Diagnostics {
	rule, ok := knownRule(config.RuleARN)
	machine, err := arn.Parse(config.StateMachineARN.ValueString())
	if !ok || err != nil {
		return nil
	}
	if machine.Region == rule.Region && machine.AccountID == rule.Account && machine.Partition == rule.Partition {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("state_machine_arn"), "State machine in another account or region",
		fmt.Sprintf("The state machine is in account %s and region %s, and the rule in account %s and region %s. Create the metric in the rule's account and region.",
			machine.AccountID, machine.Region, rule.Account, rule.Region))}
}

// reviewMetricTarget compares rule and metric as they are while planning. The
// same plan may change either, so that it only warns.
func reviewMetricTarget(ctx context.Context, meta *awsresource.Meta, plan, state metricTargetModel) diag.Diagnostics {
	problem := compareMetric(ctx, meta, plan, state)
	if problem == "" {
		return nil
	}
	if mode(plan.CatalogCheck) == catalog.ModeError {
		problem += " Unless this plan changes one of them, the apply fails."
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("state_machine_arn"), titleNoMatch, problem)}
}

// checkMetricTarget compares rule and metric before the target is written.
func checkMetricTarget(ctx context.Context, meta *awsresource.Meta, plan, state metricTargetModel) diag.Diagnostics {
	problem := compareMetric(ctx, meta, plan, state)
	if problem == "" {
		return nil
	}
	diags := patterntype.CatalogDiagnostics(mode(plan.CatalogCheck), catalog.Mistake, path.Root("state_machine_arn"), titleNoMatch, problem+" The target was not written.")
	if diags.HasError() || plannedWithoutRule(meta, plan.RuleARN) {
		return diags
	}
	return nil
}

// compareMetric says why the rule never matches an event that the metric counts.
// It ignores what does not exist yet, may not be read, or is not a metric of this
// provider, and what was compared before.
func compareMetric(ctx context.Context, meta *awsresource.Meta, plan, state metricTargetModel) string {
	if plan.RuleARN.Equal(state.RuleARN) && plan.StateMachineARN.Equal(state.StateMachineARN) && plan.CatalogCheck.Equal(state.CatalogCheck) {
		return ""
	}
	rule, ok := knownRule(plan.RuleARN)
	if !ok || plan.StateMachineARN.IsUnknown() || mode(plan.CatalogCheck) == catalog.ModeOff || !meta.AWS.Usable() {
		return ""
	}
	out, err := meta.AWS.SFN().DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(plan.StateMachineARN.ValueString())})
	if err != nil {
		return "" // creating the target reports it
	}
	spec, ours, _ := metric.SpecOf(aws.ToString(out.Definition), catalog.Default(), meta.AWS.Partition())
	if !ours {
		return ""
	}
	selected, ok := patternOf(ctx, meta, rule)
	if !ok || selected == nil || matchesAny(selected, spec.DetailTypes) {
		return ""
	}
	return fmt.Sprintf("The %s matches no event with the detail-type %s. The metric %q counts no other events, so it would stay empty. "+
		"Send the events of another rule to the metric, or give it other `detail_types`.",
		describeRule(key{rule: rule}), prose.QuoteOr(spec.DetailTypes), spec.Name)
}

// matchesAny reports whether the pattern's conditions on detail-type let one of
// the detail-types pass.
func matchesAny(p *pattern.Pattern, detailTypes []string) bool {
	for _, alternative := range p.Alternatives() {
		var conditions []pattern.Condition
		for _, field := range alternative.Fields {
			if field.Key() == "detail-type" {
				conditions = field.Conditions
			}
		}
		evaluator := pattern.NewEvaluator(conditions...)
		for _, name := range detailTypes {
			if conditions == nil || evaluator.Holds(pattern.TextValue(name)) {
				return true
			}
		}
	}
	return false
}
