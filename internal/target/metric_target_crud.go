package target

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	eventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

type metricTargetModel struct {
	model

	StateMachineARN types.String `tfsdk:"state_machine_arn"`
	RoleARN         types.String `tfsdk:"role_arn"`
}

// setDefaults plans target_id where the configuration has none.
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

// expand is the target as it is sent.
func (m metricTargetModel) expand(config metricTargetModel) eventbridge.Target {
	target := m.model.expand(config.model)
	target.Arn, target.RoleArn = aws.String(m.StateMachineARN.ValueString()), aws.String(m.RoleARN.ValueString())
	return target
}

// flattenMetricTarget is the state of a metric target. An input that was set
// elsewhere would hide the event from the metric; without an ARN in the state
// the next plan puts the target right.
func flattenMetricTarget(k key, target eventbridge.Target, prior metricTargetModel) metricTargetModel {
	m := metricTargetModel{
		model:           k.flatten(target, prior.model),
		StateMachineARN: types.StringPointerValue(target.Arn),
		RoleARN:         types.StringPointerValue(target.RoleArn),
	}
	if target.Input != nil || target.InputPath != nil || target.InputTransformer != nil {
		m.StateMachineARN = types.StringNull()
	}
	return m
}

// Create puts the target.
func (r *metricTargetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config metricTargetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	plan.setDefaults(config)
	key, err := plan.key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+". Nothing was changed.")
		return
	}
	resp.Diagnostics.Append(r.compare(ctx, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	target := plan.expand(config)
	resp.Diagnostics.Append(targetsOf(r.Meta).create(ctx, key, target, metricTargetType)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, flattenMetricTarget(key, target, plan))...)
}

// Read reads the target. A target or rule that is gone leaves the state.
func (r *metricTargetResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state metricTargetModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	key, err := state.key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+".")
		return
	}
	target, err := targetsOf(r.Meta).read(ctx, key)
	if awsclient.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(key), "reading", err, ""))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, flattenMetricTarget(key, target, state))...)
}

// Update puts the target again: PutTargets replaces all of it.
func (r *metricTargetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config metricTargetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	key, err := plan.key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+". Nothing was changed.")
		return
	}
	target := plan.expand(config)
	resp.Diagnostics.Append(targetsOf(r.Meta).put(ctx, key, target, "changing", "The target is as it was. Apply again to go on.")...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, flattenMetricTarget(key, target, plan))...)
}

// Delete removes the target.
func (r *metricTargetResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state metricTargetModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	key, err := state.key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+". Nothing was removed.")
		return
	}
	resp.Diagnostics.Append(targetsOf(r.Meta).remove(ctx, key)...)
}
