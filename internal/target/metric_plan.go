package target

import (
	"context"
	"fmt"

	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

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
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("state_machine_arn"), "State machine out of the rule's reach",
		fmt.Sprintf("The state machine is in account %s and region %s, and the rule in account %s and region %s. Make a metric where the rule is.",
			machine.AccountID, machine.Region, rule.Account, rule.Region))}
}

// machineReader is what a metric target needs of Step Functions.
type machineReader interface {
	DescribeStateMachine(context.Context, *sfn.DescribeStateMachineInput, ...func(*sfn.Options)) (*sfn.DescribeStateMachineOutput, error)
}

var _ machineReader = (*sfn.Client)(nil)

// foresee compares rule and metric as they are while planning. Either may be
// changed by the same plan, so that it only warns.
func foresee(ctx context.Context, meta *awsresource.Meta, plan, before metricTargetModel) diag.Diagnostics {
	misfit := compare(ctx, meta, plan, before)
	if misfit == "" {
		return nil
	}
	if meta.CatalogCheck != "warn" {
		misfit += " Where this plan changes neither, the apply refuses the target."
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("state_machine_arn"), "Rule and metric that do not fit", misfit)}
}

// refuse compares rule and metric as they are before the target is written.
func refuse(ctx context.Context, meta *awsresource.Meta, plan, before metricTargetModel) diag.Diagnostics {
	misfit := compare(ctx, meta, plan, before)
	switch {
	case misfit == "":
		return nil
	case meta.CatalogCheck == "warn":
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("state_machine_arn"), "Rule and metric that do not fit", misfit)}
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("state_machine_arn"), "Rule and metric that do not fit", misfit+" The target was not written.")}
}

// compare holds the rule's pattern against the metric's detail-types, and says
// what is wrong, or "". What is not there yet, may not be read, or is no metric of
// this provider is left alone, as is what was compared before.
func compare(ctx context.Context, meta *awsresource.Meta, plan, before metricTargetModel) string {
	if plan.RuleARN.Equal(before.RuleARN) && plan.StateMachineARN.Equal(before.StateMachineARN) {
		return ""
	}
	rule, ok := knownRule(plan.RuleARN)
	if !ok || plan.StateMachineARN.IsUnknown() || meta.CatalogCheck == "off" {
		return ""
	}
	var reader machineReader = meta.AWS.SFN()
	out, err := reader.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(plan.StateMachineARN.ValueString())})
	if err != nil {
		return "" // creating the target tells
	}
	spec, ours, _ := metric.SpecOf(aws.ToString(out.Definition), catalog.Default(), meta.AWS.Partition())
	found, err := meta.AWS.Rules().Find(ctx, rule.Bus, rule.Name)
	if err != nil || !ours {
		return ""
	}
	matching := matchingTypes(aws.ToString(found.EventPattern), spec.DetailTypes)
	if len(matching) > 0 {
		return ""
	}
	return fmt.Sprintf("The %s matches no event with the detail-type %s, and the metric %q counts no other. It would stay empty for ever. "+
		"Send the events of another rule to it, or give the metric other `detail_types`.",
		describeRule(key{rule: rule}), prose.QuoteOr(spec.DetailTypes), spec.Name)
}

// matchingTypes are those of the detail-types that the pattern's condition on
// detail-type lets through: all of them where it has none.
func matchingTypes(text string, detailTypes []string) []string {
	parsed, _ := patterntype.Parse(text)
	if parsed == nil {
		return detailTypes
	}
	field := parsed.Root().Find("detail-type")
	if field == nil {
		return detailTypes
	}
	asked := pattern.NewEvaluator(field.Conditions...)
	var out []string
	for _, name := range detailTypes {
		if asked.Holds(pattern.TextValue(name)) {
			out = append(out, name)
		}
	}
	return out
}
