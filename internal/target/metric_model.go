package target

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type metricTargetModel struct {
	model

	StateMachineARN types.String `tfsdk:"state_machine_arn"`
	RoleARN         types.String `tfsdk:"role_arn"`
}

func (m *metricTargetModel) setDefaults(config metricTargetModel) {
	if !m.TargetID.IsUnknown() || !config.TargetID.IsNull() || m.StateMachineARN.IsUnknown() {
		return
	}
	if machine, err := arn.Parse(m.StateMachineARN.ValueString()); err == nil {
		name := strings.TrimPrefix(machine.Resource, "stateMachine:")
		if len(name) > maxIDLength {
			name = defaultID(name)
		}
		m.TargetID = types.StringValue(name)
	}
}

func (m *metricTargetModel) expand(config metricTargetModel) ebtypes.Target {
	target := m.model.expand(config.model)
	target.Arn, target.RoleArn = aws.String(m.StateMachineARN.ValueString()), aws.String(m.RoleARN.ValueString())
	return target
}

func (m *metricTargetModel) flatten(k key, target ebtypes.Target, prior metricTargetModel) {
	*m = metricTargetModel{
		model:           k.flatten(target, prior.model),
		StateMachineARN: types.StringPointerValue(target.Arn),
		RoleARN:         types.StringPointerValue(target.RoleArn),
	}
}

func inspectMetricTarget(target ebtypes.Target) (unsupported, lost string) {
	input := inputOf(target)
	if target.InputTransformer != nil {
		input = "the input template " + aws.ToString(target.InputTransformer.InputTemplate)
	}
	if input == "" {
		return "", ""
	}
	return "It has " + input + ", so the metric does not get the event.", ""
}
