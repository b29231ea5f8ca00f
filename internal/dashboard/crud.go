package dashboard

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// operationTimeout bounds each operation, its repeated calls included.
const operationTimeout = 5 * time.Minute

// Create creates the dashboard. PutDashboard silently replaces one of that name,
// so it looks first.
func (r *dashboardResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan dashboardModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	object := toCreate(plan.Name.ValueString())
	resp.Diagnostics.Append(r.completePlan(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.Meta.Claim(object)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := findDashboard(ctx, r.api(), plan.Name.ValueString())
	switch {
	case err == nil:
		resp.Diagnostics.Append(r.Meta.Existing(ctx, object, func(ctx context.Context) (string, error) {
			if !sameJSON(aws.ToString(found.DashboardBody), plan.Body.ValueString()) {
				return "its body differs from the configuration", nil
			}
			tags, err := tagsOf(ctx, r.api(), found.DashboardArn)
			if err != nil {
				return "", err
			}
			return awsresource.CompareTags(tags, awsresource.TagMap(plan.TagsAll)), nil
		})...)
	case awsclient.IsNotFound(err):
		resp.Diagnostics.Append(r.put(ctx, plan, awsresource.TagMap(plan.TagsAll), "creating", "If AWS created it, the error of the next apply shows the import block.")...)
	default:
		resp.Diagnostics.Append(awsresource.Diagnose(object.Name, "looking for", err, "Nothing was created."))
	}
	if resp.Diagnostics.HasError() {
		r.Meta.Release(object)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
}

// completePlan sets what was not known while planning.
func (r *dashboardResource) completePlan(ctx context.Context, plan *dashboardModel) diag.Diagnostics {
	if plan.TagsAll.IsUnknown() {
		plan.TagsAll = r.Meta.AllTags(plan.Tags)
	}
	if !plan.Body.IsUnknown() {
		return nil
	}
	return r.setBody(ctx, plan)
}

// put writes the dashboard. AWS checks the body: what is wrong is an error, and
// what it does not know is a warning.
func (r *dashboardResource) put(ctx context.Context, plan dashboardModel, tags map[string]string, operation, left string) diag.Diagnostics {
	var diags diag.Diagnostics
	out, err := r.api().PutDashboard(ctx, plan.expand(tags))
	switch wrong := rejections(err); {
	case err == nil && len(out.DashboardValidationMessages) > 0:
		diags.AddAttributeWarning(path.Root("widgets"), "Dashboard saved with warnings",
			"CloudWatch saved the "+describe(plan.Name.ValueString())+", with warnings about parts of its body, which may not be shown:\n\n"+listMessages(out.DashboardValidationMessages))
	case err == nil:
	case wrong != "":
		diags.AddAttributeError(path.Root("widgets"), "Dashboard rejected by AWS",
			"CloudWatch rejects parts of the body of the "+describe(plan.Name.ValueString())+". The plan shows it in `body`. Nothing was changed.\n\n"+wrong)
	default:
		diags.Append(awsresource.Diagnose(describe(plan.Name.ValueString()), operation, err, left))
	}
	return diags
}

// Read reads the dashboard. One that is gone leaves the state.
func (r *dashboardResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state dashboardModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	name := state.Name.ValueString()
	r.Meta.Managed(toCreate(name))
	found, err := awsclient.RetryMissing(ctx, func() (*cloudwatch.GetDashboardOutput, error) { return findDashboard(ctx, r.api(), name) })
	if awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(name), "reading", err, ""))
		return
	}
	state, err = r.complete(ctx, found, state)
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(name), "reading the tags of", err, ""))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
}

// complete is the state of a dashboard, with its tags if they are managed.
func (r *dashboardResource) complete(ctx context.Context, found *cloudwatch.GetDashboardOutput, prior dashboardModel) (dashboardModel, error) {
	if !r.Meta.ManagesTags(prior.Tags, prior.TagsAll) {
		return flatten(found, nil, prior, r.Meta), nil
	}
	tags, err := tagsOf(ctx, r.api(), found.DashboardArn)
	return flatten(found, tags, prior, r.Meta), err
}

// Update writes the dashboard again: PutDashboard replaces all of it. After an
// import, the body may be the same, and only the state is written.
func (r *dashboardResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state dashboardModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	resp.Diagnostics.Append(r.completePlan(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !sameJSON(plan.Body.ValueString(), state.Body.ValueString()) {
		resp.Diagnostics.Append(r.put(ctx, plan, nil, "changing", "It was not changed. Apply again to continue.")...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if err := syncTags(ctx, r.api(), state.ARN.ValueStringPointer(), awsresource.TagMap(state.TagsAll), awsresource.TagMap(plan.TagsAll)); err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(plan.Name.ValueString()), "setting the tags of", err, "Its body is as planned. Apply again to continue."))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
}

// Delete deletes the dashboard. What it shows stays.
func (r *dashboardResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state dashboardModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	name := state.Name.ValueString()
	_, err := r.api().DeleteDashboards(ctx, &cloudwatch.DeleteDashboardsInput{DashboardNames: []string{name}})
	if err != nil && !awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(name), "deleting", err, "It still exists. Destroy again to continue."))
		return
	}
	r.Meta.Release(toCreate(name))
}
