package acctest_test

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// buildkiteStandIn stands in for Buildkite's own provider: what its page on
// buildkite_notification_service (2026-08-20) says of EventBridge. Like Buildkite,
// it makes the partner event source in the account given and withdraws it again.
type buildkiteStandIn struct{ env *acctest.Env }

func (p buildkiteStandIn) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "buildkite"
}

func (p buildkiteStandIn) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{Attributes: map[string]providerschema.Attribute{
		"organization": providerschema.StringAttribute{Optional: true},
		"api_token":    providerschema.StringAttribute{Optional: true, Sensitive: true},
	}}
}

func (p buildkiteStandIn) Configure(_ context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var organization types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(context.Background(), path.Root("organization"), &organization)...)
	resp.ResourceData = organization.ValueString()
}

func (p buildkiteStandIn) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p buildkiteStandIn) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &notificationService{env: p.env} }}
}

// notificationService is buildkite_notification_service as far as
// EventBridge goes.
type notificationService struct {
	env          *acctest.Env
	organization string
}

type notificationServiceModel struct {
	ID             types.String   `tfsdk:"id"`
	ProviderType   types.String   `tfsdk:"provider_type"`
	Description    types.String   `tfsdk:"description"`
	Enabled        types.Bool     `tfsdk:"enabled"`
	Scope          types.String   `tfsdk:"scope"`
	ScopeUUIDs     types.Set      `tfsdk:"scope_uuids"`
	AWSEventBridge awsEventBridge `tfsdk:"aws_event_bridge"`
}

type awsEventBridge struct {
	Region     types.String `tfsdk:"aws_region"`
	AccountID  types.String `tfsdk:"aws_account_id"`
	SourceName types.String `tfsdk:"event_source_name"`
}

func (r *notificationService) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "buildkite_notification_service"
}

func (r *notificationService) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	fixed := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	known := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":            schema.StringAttribute{Computed: true, PlanModifiers: known},
		"provider_type": schema.StringAttribute{Required: true, PlanModifiers: fixed},
		"description":   schema.StringAttribute{Optional: true},
		"enabled":       schema.BoolAttribute{Optional: true},
		"scope":         schema.StringAttribute{Optional: true},
		"scope_uuids":   schema.SetAttribute{Optional: true, ElementType: types.StringType},
		"aws_event_bridge": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
			"aws_region":        schema.StringAttribute{Optional: true, PlanModifiers: fixed},
			"aws_account_id":    schema.StringAttribute{Optional: true, Sensitive: true, PlanModifiers: fixed},
			"event_source_name": schema.StringAttribute{Computed: true, PlanModifiers: known},
		}},
	}}
}

func (r *notificationService) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.organization, _ = req.ProviderData.(string)
}

func (r *notificationService) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan notificationServiceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.ProviderType.ValueString() != "aws_event_bridge" || plan.AWSEventBridge.AccountID.ValueString() != r.env.Emulator.Account() {
		resp.Diagnostics.AddError("Unexpected service", "The stand-in makes EventBridge services for the account of the test only.")
		return
	}
	name := "aws.partner/buildkite.com/" + r.organization + "/0106-187c-12cd4fe"
	if err := r.env.Emulator.CreatePartnerSource(plan.AWSEventBridge.Region.ValueString(), name); err != nil {
		resp.Diagnostics.AddError("No partner event source", err.Error())
		return
	}
	plan.ID, plan.AWSEventBridge.SourceName = types.StringValue("123e4567-e89b-42d3-a456-426614174000"), types.StringValue(name)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *notificationService) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r *notificationService) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("No update", "No example changes the service.")
}

func (r *notificationService) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state notificationServiceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if !resp.Diagnostics.HasError() {
		r.env.Emulator.DeletePartnerSource(state.AWSEventBridge.Region.ValueString(), state.AWSEventBridge.SourceName.ValueString())
	}
}

var (
	_ provider.Provider              = buildkiteStandIn{}
	_ resource.ResourceWithConfigure = (*notificationService)(nil)
)
