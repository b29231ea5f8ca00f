package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// Create puts the target, once it is clear that events can arrive.
func (r *logTargetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config logTargetModel
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
	resp.Diagnostics.Append(r.checkDelivery(ctx, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	target := plan.expand(config)
	resp.Diagnostics.Append(targetsOf(r.Meta).create(ctx, key, target, logTargetType)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, flattenLogTarget(key, target, plan))...)
}

// Read reads the target. A target or rule that is gone leaves the state.
func (r *logTargetResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state logTargetModel
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
	resp.Diagnostics.Append(resp.State.Set(ctx, flattenLogTarget(key, target, state))...)
}

// Update puts the target again: PutTargets replaces all of it.
func (r *logTargetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, state logTargetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
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

	plan.setDefaults(config)
	key, err := plan.key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+". Nothing was changed.")
		return
	}
	if plainARN(plan.LogGroupARN.ValueString()) != plainARN(state.LogGroupARN.ValueString()) {
		resp.Diagnostics.Append(r.checkDelivery(ctx, plan)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	target := plan.expand(config)
	resp.Diagnostics.Append(targetsOf(r.Meta).put(ctx, key, target, "changing", "The target is as it was. Apply again to go on.")...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, flattenLogTarget(key, target, plan))...)
}

// Delete removes the target.
func (r *logTargetResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state logTargetModel
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

// ImportState takes `<bus>/<rule>/<target id>`, or the rule's ARN with
// `/<target id>` behind it. Of the first form the rule is looked up for its ARN.
func (r *logTargetResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	key, ok := parseImportID(req.ID)
	if !ok {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("%q is not a target. Import by event bus, rule and target id, such as aws.partner/buildkite.com/org/1/failed-builds/aws-events-buildkite "+
				"or default/failed-builds/aws-events-buildkite, or by the rule's ARN with /aws-events-buildkite behind it.", req.ID))
		return
	}
	if key.rule.Region == "" {
		rule, err := r.Meta.AWS.Rules().Find(ctx, key.rule.Bus, key.rule.Name)
		if awsclient.IsNotFound(err) {
			resp.Diagnostics.AddError("Rule not found",
				fmt.Sprintf("There is no %s in %s, so its target can't be imported.", describeRule(key), r.Meta.AWS.Region()))
			return
		}
		if err != nil {
			resp.Diagnostics.Append(awsresource.Diagnose(describeRule(key), "reading", err, "Nothing was imported."))
			return
		}
		if key.rule, err = awsclient.ParseRuleARN(aws.ToString(rule.Arn)); err != nil {
			resp.Diagnostics.AddError("Invalid rule ARN", sentence(err)+". Nothing was imported.")
			return
		}
	}
	resp.Diagnostics.Append(checkImportRegion(key, r.Meta.AWS.Region())...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("rule_arn"), key.rule.String())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("target_id"), key.id)...)
}

// checkImportRegion refuses the ARN of a rule in another region.
func checkImportRegion(k key, region string) diag.Diagnostics {
	if k.rule.Region == region {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Rule in another region",
		fmt.Sprintf("The rule is in %s, and this provider is configured for %s. Nothing was imported.", k.rule.Region, region))}
}

// checkDelivery refuses a log group that no resource policy lets EventBridge
// write to. For a policy that was made a moment ago the reader looks again by
// itself; for a log group that was, this does.
func (r *logTargetResource) checkDelivery(ctx context.Context, plan logTargetModel) diag.Diagnostics {
	arn := plainARN(plan.LogGroupARN.ValueString())
	for look := 0; ; look++ {
		verdict, err := r.Meta.AWS.LogPolicies().Delivery(ctx, arn)
		switch {
		case err == nil && verdict.Allowed:
			return nil
		case awsclient.IsNotFound(err) && look < consistencyLooks && wait(ctx, pauseOf(r.Meta)):
			continue
		case awsclient.IsAccessDenied(err):
			return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("log_group_arn"), "Resource policies not readable",
				fmt.Sprintf("Without the permission logs:DescribeResourcePolicies it is not known whether EventBridge may write to %s. "+
					"If it may not, every event is dropped in silence.", arn))}
		case err != nil && !awsclient.IsNotFound(err):
			return diag.Diagnostics{awsresource.Diagnose("the resource policies of "+arn, "reading", err, "The target was not written.")}
		}
		return notDelivered(arn, verdict, err)
	}
}

func notDelivered(arn string, verdict awsclient.Verdict, err error) diag.Diagnostics {
	why := "no resource policy allows " + strings.Join(verdict.Missing, ", ")
	switch {
	case err != nil:
		why = "there is no such log group"
	case len(verdict.Denied) > 0:
		why = "denied are " + strings.Join(verdict.Denied, ", ")
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("log_group_arn"), "No permission to deliver",
		fmt.Sprintf("EventBridge may not write to %s: %s. It would accept the target all the same and drop every event in silence. "+
			"Use the `arn` of an `eventbridge_log_group`, which brings the policy along; for a log group that exists, one with create_log_group = false. "+
			"The target was not written.", arn, why))}
}
