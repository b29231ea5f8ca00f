package logmetric

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
)

// operationTimeout bounds each operation, its repeated calls included.
const operationTimeout = 5 * time.Minute

// filterClaims are the metric filters that this process is making.
var filterClaims sync.Map

type filterClaim struct {
	client *awsclient.Client
	id     string
}

// Create makes the filter. PutMetricFilter silently replaces one of that name,
// so it looks first, and goes on only with one that a killed run left behind.
func (r *logMetricResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config logMetricModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(r.settle(&plan, config)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	group, name := plan.LogGroupName.ValueString(), plan.Name.ValueString()
	claim := filterClaim{r.Meta.AWS, plan.ID.ValueString()}
	if _, taken := filterClaims.LoadOrStore(claim, nil); taken {
		resp.Diagnostics.AddAttributeError(path.Root("name"), "Two resources for one metric filter",
			fmt.Sprintf("Another resource of this configuration makes the %s already. Remove one of the two, or give one of them another name. Nothing was changed by this resource.", describeFilter(group, name)))
		return
	}
	note := r.note(plan)
	found, err := findFilter(ctx, r.api(), group, name)
	switch {
	case err == nil && (!r.Meta.Interrupted(note) || !sameFilter(found, plan.expand())):
		resp.Diagnostics.AddAttributeError(path.Root("name"), "Metric filter exists already",
			fmt.Sprintf("There is a %s already, and one that was made elsewhere is never overwritten. Give this one another name, or import it:\n\n"+
				"  terraform import eventbridge_log_metric.NAME '%s'\n\nNothing was changed.", describeFilter(group, name), r.Meta.ImportID(plan.ID.ValueString())))
	case err == nil:
	case awsclient.IsNotFound(err):
		r.Meta.Creating(note)
		if err := r.put(ctx, plan); err != nil {
			r.Meta.CreationFailed(note, err)
			resp.Diagnostics.Append(r.putFailed(plan, "creating", err, "If AWS made it all the same, the next apply goes on with it."))
		}
	default:
		resp.Diagnostics.Append(awsresource.Diagnose(describeFilter(group, name), "looking for", err, "Nothing was created."))
	}
	if resp.Diagnostics.HasError() {
		filterClaims.Delete(claim)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
}

// settle plans again what was not known while planning, and checks it.
func (r *logMetricResource) settle(plan *logMetricModel, config logMetricModel) diag.Diagnostics {
	plan.setDefaults(config)
	warned := metricspec.Attributes{}
	if !plan.FilterPattern.IsUnknown() {
		warned = plan.parts()
	}
	diags := plan.check(warned)
	plan.derive()
	return diags
}

// note is what the journal of creations calls a metric filter.
func (r *logMetricResource) note(m logMetricModel) string {
	return fmt.Sprintf("metric filter %s %s:%s", r.Meta.AWS.Region(), m.LogGroupName.ValueString(), m.Name.ValueString())
}

func (r *logMetricResource) put(ctx context.Context, plan logMetricModel) error {
	_, err := r.api().PutMetricFilter(ctx, plan.expand())
	return err
}

func (r *logMetricResource) putFailed(plan logMetricModel, operation string, err error, left string) diag.Diagnostic {
	group := plan.LogGroupName.ValueString()
	if awsclient.IsNotFound(err) {
		return diag.NewAttributeErrorDiagnostic(path.Root("log_group_name"), "Log group not found",
			fmt.Sprintf("There is no log group %q in %s. Refer to the `name` of an `eventbridge_log_group`, so that Terraform makes it first. %s", group, r.Meta.AWS.Region(), left))
	}
	return awsresource.Diagnose(describeFilter(group, plan.Name.ValueString()), operation, err, left)
}

// Read reads the filter. One that is gone, with its log group or alone, leaves
// the state.
func (r *logMetricResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state logMetricModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	group, name := state.LogGroupName.ValueString(), state.Name.ValueString()
	found, err := findFilter(ctx, r.api(), group, name)
	if awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describeFilter(group, name), "reading", err, ""))
		return
	}
	if !state.FilterPattern.IsNull() { // Terraform's state has it, more than an import.
		r.Meta.Settled(r.note(state))
	}
	now, ours := flattenLogMetric(found, state)
	if !ours && state.FilterPattern.IsNull() {
		resp.Diagnostics.AddError("Metric filter made elsewhere",
			fmt.Sprintf("The %s has a pattern that `eventbridge_log_metric` does not make: %s. Nothing was imported.", describeFilter(group, name), aws.ToString(found.FilterPattern)))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, now, &resp.State, resp.Identity)...)
}

// Update puts the filter again: PutMetricFilter replaces all of it.
func (r *logMetricResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config logMetricModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(r.settle(&plan, config)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	if err := r.put(ctx, plan); err != nil {
		resp.Diagnostics.Append(r.putFailed(plan, "changing", err, "It is as it was. Apply again to go on."))
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
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	group, name := state.LogGroupName.ValueString(), state.Name.ValueString()
	_, err := r.api().DeleteMetricFilter(ctx, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(group), FilterName: aws.String(name)})
	if err != nil && !awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(awsresource.Diagnose(describeFilter(group, name), "deleting", err, "It is still there and still counts. Destroy again to go on."))
		return
	}
	r.Meta.Settled(r.note(state))
	filterClaims.Delete(filterClaim{r.Meta.AWS, state.ID.ValueString()})
}
