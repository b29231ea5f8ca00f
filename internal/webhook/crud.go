package webhook

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
)

func (r *webhookResource) webhooks(m webhookModel) webhooks {
	return webhooks{api: r.Meta.AWS.EventBridge(), name: m.Name.ValueString()}
}

// objects are the objects that the webhook creates in addition to its role.
func (r *webhookResource) objects(m webhookModel) []awsresource.Object {
	return []awsresource.Object{r.ConnectionOwner().Object(m.Name.ValueString()), m.destinationObject()}
}

// apply creates or updates the connection and the API destination.
func (r *webhookResource) apply(ctx context.Context, c *composite.Change[webhookModel]) (now existing, diags diag.Diagnostics) {
	now.roles = c.Roles
	rotate := !c.Plan.SecretVersion.Equal(c.Before.SecretVersion)
	conn, diags := r.ConnectionOwner().Apply(ctx, c.Plan.expandConnection(), c.Plan.secrets(c.Config.Secret.ValueString()), c.Before.ConnectionARN.ValueString(), rotate, func(arn string, written bool) diag.Diagnostics {
		c.Saved.ConnectionARN = types.StringValue(arn)
		if written {
			c.Saved.SecretVersion = c.Plan.SecretVersion
		}
		return c.Save()
	})
	if diags.HasError() {
		return now, diags
	}
	now.connection, c.Plan.ConnectionARN = conn, types.StringValue(conn.ARN)
	applied, err := r.applyDestination(ctx, c.Plan, c.Before, func(arn string) diag.Diagnostics {
		c.Saved.ARN = types.StringValue(arn)
		return c.Save()
	})
	if diags.Append(applied...); err == nil && !diags.HasError() {
		now.destination, err = awsclient.RetryMissing(ctx, func() (*destination, error) { return r.webhooks(c.Plan).findDestination(ctx) })
	}
	if err != nil {
		diags.Append(awsresource.Diagnose(describe(c.Plan), "creating or updating", err, awsresource.Unfinished))
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

// read reads every part of a webhook of which the state may have no more than the
// name, after an import. An object with the name but not the ARN of the state is
// not the webhook's.
func (r *webhookResource) read(ctx context.Context, state *webhookModel) (now existing, diags diag.Diagnostics) {
	if now.connection, diags = r.ConnectionOwner().Read(ctx, state.Name.ValueString()); diags.HasError() {
		return now, diags
	}
	found, err := ifMissing(awsclient.RetryMissing(ctx, func() (*destination, error) { return r.webhooks(*state).findDestination(ctx) }))
	if err != nil {
		return now, diag.Diagnostics{awsresource.Diagnose(describe(*state), "reading", err, "")}
	}
	now.destination = found
	if state.URL.IsNull() {
		if diags = r.adopt(ctx, state, now); diags.HasError() {
			return now, diags
		}
	}
	if now.connection != nil && now.connection.ARN != state.ConnectionARN.ValueString() {
		now.connection = nil
	}
	if now.destination != nil && now.destination.arn != state.ARN.ValueString() {
		now.destination = nil
	}
	now.roles, diags = r.ReadRoles(ctx, *state)
	return now, diags
}

// remove deletes the API destination, the connection and the role.
func (r *webhookResource) remove(ctx context.Context, state webhookModel) diag.Diagnostics {
	if !state.ARN.IsNull() {
		if err := r.webhooks(state).deleteDestination(ctx); err != nil {
			return diag.Diagnostics{awsresource.Diagnose(describe(state), "deleting", err, "It may still exist, and so may other objects of the webhook. Destroy again to continue.")}
		}
	}
	if !state.ConnectionARN.IsNull() {
		if diags := r.ConnectionOwner().Delete(ctx, state.Name.ValueString()); diags.HasError() {
			return diags
		}
	}
	return r.DeleteRoles(ctx, state)
}
