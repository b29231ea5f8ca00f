package logsquery

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// Create saves the query. AWS would save a second one with the same name, which
// nobody could tell from the first in the console, so it looks first.
func (r *queryResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config queryModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(config.check()...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = types.StringNull()
	plan.setQuery(config)
	name := plan.Name.ValueString()
	resp.Diagnostics.Append(r.Meta.Claim(r.toCreate(name, ""))...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.create(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		r.Meta.Release(r.toCreate(name, ""))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
}

// create saves the query, or adopts one, and sets the ID.
func (r *queryResource) create(ctx context.Context, plan *queryModel) diag.Diagnostics {
	name := plan.Name.ValueString()
	found, err := namesakes(ctx, r.api(), name)
	if err != nil {
		return diag.Diagnostics{awsresource.Diagnose(describe(name, ""), "looking for", err, "Nothing was created.")}
	}
	if len(found) > 0 {
		existing := plan.namesake(found)
		plan.ID = types.StringPointerValue(existing.QueryDefinitionId)
		return r.Meta.Existing(ctx, r.toCreate(name, plan.ID.ValueString()), func(context.Context) (string, error) {
			if sameQuery(existing, plan.expand()) {
				return "", nil
			}
			return "its query, log groups or parameters differ from the configuration", nil
		})
	}
	out, err := r.api().PutQueryDefinition(ctx, plan.expand())
	if err == nil && aws.ToString(out.QueryDefinitionId) == "" {
		err = &awsclient.IncompleteAnswerError{Operation: "CloudWatch Logs PutQueryDefinition", Member: "the ID of the query"}
	}
	if err != nil {
		return diag.Diagnostics{awsresource.Diagnose(describe(name, ""), "creating", err, "If AWS created it, the error of the next apply shows the import block.")}
	}
	plan.ID = types.StringPointerValue(out.QueryDefinitionId)
	return nil
}

// namesake is that of several queries with the name of this one which is equal to
// it, or the first.
func (m queryModel) namesake(found []logstypes.QueryDefinition) logstypes.QueryDefinition {
	return found[max(0, slices.IndexFunc(found, func(q logstypes.QueryDefinition) bool { return sameQuery(q, m.expand()) }))]
}

// Read reads the query. One that is gone leaves the state.
func (r *queryResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state queryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, name := state.ID.ValueString(), state.Name.ValueString()
	r.Meta.Managed(r.toCreate(name, ""))
	found, err := findQuery(ctx, r.api(), id, name)
	if awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(name, id), "reading", err, ""))
		return
	}
	if state.Name.IsNull() && !isInsights(found) {
		resp.Diagnostics.AddError("Saved query in another language",
			"The "+describe("", id)+" is written in "+string(found.QueryLanguage)+", and `eventbridge_logs_query` manages queries in Logs Insights QL. Nothing was imported.")
		return
	}
	resp.Diagnostics.Append(r.save(ctx, flatten(found, state), &resp.State, resp.Identity)...)
}

// Update saves the query again: PutQueryDefinition replaces all of it.
func (r *queryResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config queryModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(config.check()...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setQuery(config)
	if _, err := r.api().PutQueryDefinition(ctx, plan.expand()); err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(plan.Name.ValueString(), plan.ID.ValueString()), "changing", err, "It was not changed. Apply again to continue."))
		return
	}
	resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
}

// Delete deletes the saved query. Nothing else depends on it.
func (r *queryResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state queryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, err := r.api().DeleteQueryDefinition(ctx, &cloudwatchlogs.DeleteQueryDefinitionInput{QueryDefinitionId: state.ID.ValueStringPointer()})
	if err != nil && !awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(state.Name.ValueString(), state.ID.ValueString()), "deleting", err, "It still exists. Destroy again to continue."))
		return
	}
	r.Meta.Release(r.toCreate(state.Name.ValueString(), ""))
}
