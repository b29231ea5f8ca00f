package sink

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

var (
	_ resource.ResourceWithIdentity = (*logGroupResource)(nil)
	_ resource.ResourceWithIdentity = (*metricResource)(nil)
	_ resource.ResourceWithIdentity = (*logMetricResource)(nil)
)

// The keys of the identities.
const (
	keyName     = "name"
	keyLogGroup = "log_group_name"
)

func (*logGroupResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the log group."})
}

func (r *logGroupResource) identify(ctx context.Context, m logGroupModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return awsresource.Identity{
		Account: awsresource.AccountOf(m.ARN.ValueString()), Region: r.Meta.AWS.Region(),
		Keys: map[string]string{keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

func (*metricResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the state machine."})
}

func (r *metricResource) identify(ctx context.Context, m metricModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	account, err := r.account(ctx, m)
	if err != nil { // Whatever else is to be done needs the account as well, and says so.
		account = ""
	}
	return awsresource.Identity{
		Account: account, Region: r.Meta.AWS.Region(), Keys: map[string]string{keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

func (*logMetricResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{
		keyLogGroup: "The name of the log group.", keyName: "The name of the metric filter.",
	})
}

// identify leaves an identity alone that is there already: a metric filter has
// no ARN, so that the account has to be asked for.
func (r *logMetricResource) identify(ctx context.Context, m logMetricModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil || !identity.Raw.IsFullyNull() {
		return nil
	}
	account, err := r.Meta.AWS.AccountID(ctx)
	if err != nil { // An identity without the account will do.
		account = ""
	}
	return awsresource.Identity{
		Account: account, Region: r.Meta.AWS.Region(),
		Keys: map[string]string{keyLogGroup: m.LogGroupName.ValueString(), keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

// save puts a resource with its identity into the state.
func (r *logGroupResource) save(ctx context.Context, m logGroupModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}

func (r *metricResource) save(ctx context.Context, m metricModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}

func (r *logMetricResource) save(ctx context.Context, m logMetricModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	m.Region = r.Meta.Region()
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
