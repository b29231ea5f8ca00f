package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// operationTimeout bounds each operation, its repeated calls included.
const operationTimeout = 5 * time.Minute

func (r *webhookResource) webhooks(m webhookModel) webhooks {
	return webhooks{api: r.Meta.AWS.EventBridge(), name: m.Name.ValueString()}
}

func (r *webhookResource) connectionOwner() connection.Owner {
	return connection.Owner{Meta: r.Meta, Type: typeName}
}

// roleOwner is the webhook as the owner of its role.
func (r *webhookResource) roleOwner(m webhookModel) servicerole.Owner {
	owner := servicerole.Owner{
		Meta: r.Meta, Type: typeName, ID: m.Name.ValueString(), PolicyName: rolePolicyName,
		Grant: func(_, account string) servicerole.Grant {
			destinations := awsresource.ARNOf(r.Meta, "events", account, "api-destination/"+m.Name.ValueString()+"/*")
			return servicerole.Grant{Source: awsresource.ARNOf(r.Meta, "events", account, "rule/*"), Policy: awsclient.PolicyText(
				awsclient.Statement{Effect: "Allow", Action: []string{"events:InvokeApiDestination"}, Resource: destinations},
			)}
		},
	}
	if r.Meta.ManagesTags(m.Tags, m.TagsAll) {
		owner.Tags = awsresource.TagMap(m.TagsAll)
	}
	return owner
}

// account is the account of the webhook, asked of AWS only if no ARN tells it. It
// may be "".
func (r *webhookResource) account(ctx context.Context, m webhookModel) (string, error) {
	return r.Meta.AccountOf(ctx, m.ConnectionARN, m.ARN, m.InvocationRoleARN)
}

// objects are what the webhook creates.
func (r *webhookResource) objects(m webhookModel) []awsresource.Object {
	return append([]awsresource.Object{r.connectionOwner().Object(m.Name.ValueString()), m.destinationObject()}, r.roleOwner(m).Objects(m.roles())...)
}

func describe(m webhookModel) string {
	return fmt.Sprintf("%s %q", partDestination, m.Name.ValueString())
}

func (m webhookModel) destinationObject() awsresource.Object {
	return awsresource.Object{
		Kind: partDestination, Name: describe(m), Attribute: path.Root("name"), Type: typeName, ID: m.Name.ValueString(),
		Otherwise: "If it does not belong to this configuration, choose another `name`. " +
			"What was created for the webhook before is in Terraform's state: the next apply creates it again, or destroy removes it.",
	}
}

// Create creates the role, the connection and the API destination. Each is in the
// state as soon as it exists.
func (r *webhookResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config webhookModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.completePlan(&plan, config, webhookModel{})...)
	if resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(r.Meta.Claim(r.objects(plan)...)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	saved := plan.uncreated()
	now, diags := r.apply(ctx, plan, config.Secret.ValueString(), webhookModel{}, &saved, func() diag.Diagnostics {
		return r.save(ctx, saved, &resp.State, resp.Identity)
	})
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		r.Meta.Release(r.objects(plan)...)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
}

// completePlan plans again what was not known while planning, and checks it.
func (r *webhookResource) completePlan(plan *webhookModel, config, state webhookModel) diag.Diagnostics {
	plan.Region = r.Meta.Region()
	plan.planSecret(config)
	if plan.InvocationRoleName.IsUnknown() {
		plan.roles().Plan(config.roles(), state.roles(), plan.Name, state.Name, plan.Region.ValueString())
	}
	if plan.TagsAll.IsUnknown() {
		plan.TagsAll = r.Meta.AllTags(plan.Tags)
	}
	return append(config.validate(), r.checkURL(*plan)...)
}

// uncreated is the state of a webhook of which nothing exists yet.
func (m webhookModel) uncreated() webhookModel {
	m.ID, m.Secret = m.Name, types.StringNull()
	m.ARN, m.ConnectionARN = types.StringNull(), types.StringNull()
	m.roles().Uncreated()
	// The version is that of a secret which AWS has.
	m.SecretVersion = types.Int64Null()
	return m
}

// apply gets everything to the plan, whatever of it exists. before is the state,
// zero for a new webhook. What is created is saved at once.
func (r *webhookResource) apply(ctx context.Context, plan webhookModel, secret string, before webhookModel, saved *webhookModel, save func() diag.Diagnostics) (found, diag.Diagnostics) {
	var now found
	account, err := r.account(ctx, plan)
	if err != nil {
		return now, diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, awsresource.Unfinished)}
	}
	roles, _, diags := r.roleOwner(plan).Apply(ctx, plan.roles(), before.roles(), saved.roles(), account, save)
	now.roles = roles
	if diags.HasError() {
		return now, diags
	}
	rotate := !plan.SecretVersion.Equal(before.SecretVersion)
	conn, applied := r.connectionOwner().Apply(ctx, plan.expandConnection(), plan.secrets(secret), before.ConnectionARN.ValueString(), rotate, func(arn string, written bool) diag.Diagnostics {
		saved.ConnectionARN = types.StringValue(arn)
		if written {
			saved.SecretVersion = plan.SecretVersion
		}
		return save()
	})
	if diags.Append(applied...); diags.HasError() {
		return now, diags
	}
	now.connection, plan.ConnectionARN = conn, types.StringValue(conn.ARN)
	applied, err = r.applyDestination(ctx, plan, before, func(arn string) diag.Diagnostics {
		saved.ARN = types.StringValue(arn)
		return save()
	})
	if diags.Append(applied...); err == nil && !diags.HasError() {
		now.destination, err = awsclient.RetryMissing(ctx, func() (*destination, error) { return r.webhooks(plan).findDestination(ctx) })
	}
	if err != nil {
		diags.Append(awsresource.Diagnose(describe(plan), "creating or updating", err, awsresource.Unfinished))
	}
	return now, diags
}

func (r *webhookResource) applyDestination(ctx context.Context, plan, before webhookModel, save func(arn string) diag.Diagnostics) (diag.Diagnostics, error) {
	api, want := r.webhooks(plan), plan.expandDestination()
	existing, err := ifMissing(api.findDestination(ctx))
	if err != nil {
		return nil, err
	}
	if existing == nil {
		arn, err := api.createDestination(ctx, want)
		if err == nil && arn != "" {
			return save(arn), nil
		}
		lost := err == nil || awsclient.IsUncertain(err)
		if existing, _ = api.findDestination(ctx); existing == nil {
			if err == nil {
				err = &awsclient.IncompleteAnswerError{Operation: "EventBridge CreateApiDestination", Member: "the ARN"}
			}
			return nil, err
		}
		if want.arn = existing.arn; lost && *existing == want {
			return save(existing.arn), nil
		}
	}
	var diags diag.Diagnostics
	want.arn = existing.arn
	if before.ARN.ValueString() != existing.arn {
		diags = r.Meta.Existing(ctx, plan.destinationObject(), func(context.Context) (string, error) {
			if *existing != want {
				return "its URL, method, rate, connection or description differs from the configuration", nil
			}
			return "", nil
		})
	}
	if diags.HasError() {
		return diags, nil
	}
	if diags.Append(save(existing.arn)...); diags.HasError() || *existing == want {
		return diags, nil
	}
	return diags, api.updateDestination(ctx, want)
}

// Read reads every part. A webhook of which nothing is left leaves the state; what
// is missing of another is in changed_parts.
func (r *webhookResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state webhookModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	now, exists, diags := r.read(ctx, state)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	if !exists {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, now, &resp.State, resp.Identity)...)
}

// read reads every part of a webhook of which the state may have no more than the
// name, after an import. An object with the name but not the ARN of the state is
// not the webhook's.
func (r *webhookResource) read(ctx context.Context, state webhookModel) (m webhookModel, exists bool, diags diag.Diagnostics) {
	var now found
	var err error
	if now.connection, diags = r.connectionOwner().Read(ctx, state.Name.ValueString()); diags.HasError() {
		return m, false, diags
	}
	now.destination, err = ifMissing(awsclient.RetryMissing(ctx, func() (*destination, error) { return r.webhooks(state).findDestination(ctx) }))
	if err != nil {
		return m, false, diag.Diagnostics{awsresource.Diagnose(describe(state), "reading", err, "")}
	}
	if state.URL.IsNull() {
		if diags = r.adopt(ctx, &state, now); diags.HasError() {
			return m, false, diags
		}
	}
	if now.connection != nil && now.connection.ARN != state.ConnectionARN.ValueString() {
		now.connection = nil
	}
	if now.destination != nil && now.destination.arn != state.ARN.ValueString() {
		now.destination = nil
	}
	if now.roles, diags = r.roleOwner(state).Read(ctx, state.roles()); diags.HasError() {
		return m, false, diags
	}
	if now.connection == nil && now.destination == nil && len(now.roles) == 0 {
		return m, false, nil
	}
	return r.flatten(now, state), true, nil
}

// Update changes what differs from the plan, and repairs what was changed or
// removed on AWS.
func (r *webhookResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, state webhookModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.completePlan(&plan, config, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	saved := state
	now, diags := r.apply(ctx, plan, config.Secret.ValueString(), state, &saved, func() diag.Diagnostics {
		return r.save(ctx, saved, &resp.State, resp.Identity)
	})
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	// A role that is given from now on replaces the one created here.
	resp.Diagnostics.Append(r.roleOwner(state).Delete(ctx, state.roles(), plan.roles())...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
}

// Delete deletes the API destination, the connection and the role.
func (r *webhookResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state webhookModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
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

	if !state.ARN.IsNull() {
		if err := r.webhooks(state).deleteDestination(ctx); err != nil {
			resp.Diagnostics.Append(awsresource.Diagnose(describe(state), "deleting", err, "It may still exist, and so may the rest of the webhook. Destroy again to go on."))
			return
		}
	}
	if !state.ConnectionARN.IsNull() {
		if resp.Diagnostics.Append(r.connectionOwner().Delete(ctx, state.Name.ValueString())...); resp.Diagnostics.HasError() {
			return
		}
	}
	if resp.Diagnostics.Append(r.roleOwner(state).Delete(ctx, state.roles())...); resp.Diagnostics.HasError() {
		return
	}
	r.Meta.Release(r.objects(state)...)
}
