package logmetric

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
)

// Create creates the filter. PutMetricFilter silently replaces a filter of the same
// name, so Create looks for one first.
func (r *logMetricResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config logMetricModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(r.completePlan(&plan, config)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	group, name := plan.LogGroupName.ValueString(), plan.Name.ValueString()
	resp.Diagnostics.Append(r.Meta.Claim(plan.toCreate())...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := findFilter(ctx, r.api(), group, name)
	switch {
	case err == nil:
		resp.Diagnostics.Append(r.Meta.Existing(ctx, plan.toCreate(), func(context.Context) (string, error) {
			if sameFilter(found, plan.expand()) {
				return "", nil
			}
			return "its filter pattern or its metric differs from the configuration", nil
		})...)
	case awsclient.IsNotFound(err):
		if err := r.put(ctx, plan); err != nil {
			resp.Diagnostics.Append(r.putFailed(plan, "creating", err, "If AWS created it, the error of the next apply shows the import block."))
		}
	default:
		resp.Diagnostics.Append(awsresource.Diagnose(describe(group, name), "looking for", err, "Nothing was created."))
	}
	if resp.Diagnostics.HasError() {
		r.Meta.Release(plan.toCreate())
		return
	}
	resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
}

// completePlan plans what was unknown during the plan, and checks it.
func (r *logMetricResource) completePlan(plan *logMetricModel, config logMetricModel) diag.Diagnostics {
	plan.setDefaults(config)
	warned := metricspec.Attributes{}
	if !plan.FilterPattern.IsUnknown() {
		warned = plan.parts()
	}
	diags := plan.check(warned)
	plan.derive()
	return diags
}

func (r *logMetricResource) put(ctx context.Context, plan logMetricModel) error {
	_, err := r.api().PutMetricFilter(ctx, plan.expand())
	return err
}

// Read reads the filter. If it was deleted, with its log group or alone, it is
// removed from the state.
func (r *logMetricResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state logMetricModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	group, name := state.LogGroupName.ValueString(), state.Name.ValueString()
	r.Meta.Managed(state.toCreate())
	found, err := awsclient.RetryMissing(ctx, func() (logstypes.MetricFilter, error) { return findFilter(ctx, r.api(), group, name) })
	if awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(group, name), "reading", err, ""))
		return
	}
	now, ours := flatten(found, state)
	if !ours && state.FilterPattern.IsNull() {
		resp.Diagnostics.AddError("Unsupported metric filter",
			fmt.Sprintf("The %s has a pattern that `eventbridge_log_metric` cannot express: %s. Nothing was imported.", describe(group, name), aws.ToString(found.FilterPattern)))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, now, &resp.State, resp.Identity)...)
}

// Update replaces the filter, as PutMetricFilter does.
func (r *logMetricResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config logMetricModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(r.completePlan(&plan, config)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.put(ctx, plan); err != nil {
		resp.Diagnostics.Append(r.putFailed(plan, "changing", err, "It was not changed. Apply again to continue."))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
}

// Delete deletes the filter. The points it published stay.
func (r *logMetricResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state logMetricModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	group, name := state.LogGroupName.ValueString(), state.Name.ValueString()
	_, err := r.api().DeleteMetricFilter(ctx, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(group), FilterName: aws.String(name)})
	if err != nil && !awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(group, name), "deleting", err, "It still exists and still counts. Destroy again to continue."))
		return
	}
	r.Meta.Release(state.toCreate())
}
