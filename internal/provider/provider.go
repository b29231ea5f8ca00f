package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

var (
	_ provider.Provider              = (*eventBridgeProvider)(nil)
	_ provider.ProviderWithFunctions = (*eventBridgeProvider)(nil)
)

// Option changes how the provider behaves in tests.
type Option func(*eventBridgeProvider)

// WithPollInterval sets the pause between two looks of something that waits.
func WithPollInterval(pause time.Duration) Option {
	return func(p *eventBridgeProvider) { p.pollInterval = pause }
}

// WithMaxBackoff bounds the pause before a failed call to AWS is tried again.
func WithMaxBackoff(pause time.Duration) Option {
	return func(p *eventBridgeProvider) { p.maxBackoff = pause }
}

// WithClock sets the clock.
func WithClock(now func() time.Time) Option {
	return func(p *eventBridgeProvider) { p.now = now }
}

// New makes the provider of the given version.
func New(version string, options ...Option) func() provider.Provider {
	return func() provider.Provider {
		p := &eventBridgeProvider{version: version, pollInterval: 5 * time.Second, now: time.Now}
		for _, option := range options {
			option(p)
		}
		return p
	}
}

type eventBridgeProvider struct {
	version      string
	pollInterval time.Duration
	maxBackoff   time.Duration
	now          func() time.Time
}

func (p *eventBridgeProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "eventbridge"
	resp.Version = p.version
}

type config struct {
	Region       types.String      `tfsdk:"region"`
	AccessKey    types.String      `tfsdk:"access_key"`
	SecretKey    types.String      `tfsdk:"secret_key"`
	Endpoints    *endpointsModel   `tfsdk:"endpoints"`
	DefaultTags  *defaultTagsModel `tfsdk:"default_tags"`
	CatalogCheck types.String      `tfsdk:"catalog_check"`
}

type endpointsModel struct {
	EventBridge types.String `tfsdk:"eventbridge"`
	Logs        types.String `tfsdk:"logs"`
	STS         types.String `tfsdk:"sts"`
	SSO         types.String `tfsdk:"sso"`
}

type defaultTagsModel struct {
	Tags types.Map `tfsdk:"tags"`
}

func (p *eventBridgeProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"region":        schema.StringAttribute{Optional: true},
			"access_key":    schema.StringAttribute{Optional: true},
			"secret_key":    schema.StringAttribute{Optional: true, Sensitive: true},
			"catalog_check": schema.StringAttribute{Optional: true},
			"endpoints": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
				"eventbridge": schema.StringAttribute{Optional: true},
				"logs":        schema.StringAttribute{Optional: true},
				"sts":         schema.StringAttribute{Optional: true},
				"sso":         schema.StringAttribute{Optional: true},
			}},
			"default_tags": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
				"tags": schema.MapAttribute{Optional: true, ElementType: types.StringType},
			}},
		},
	}
}

func (p *eventBridgeProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var data config
	resp.Diagnostics.Append(req.Config.Get(ctx, &data)...)
	if resp.Diagnostics.HasError() {
		return
	}
	settings := awsclient.Config{
		Region: data.Region.ValueString(), AccessKey: data.AccessKey.ValueString(), SecretKey: data.SecretKey.ValueString(),
		MaxBackoff: p.maxBackoff,
	}
	if e := data.Endpoints; e != nil {
		settings.Endpoints = awsclient.Endpoints{
			EventBridge: e.EventBridge.ValueString(), Logs: e.Logs.ValueString(), STS: e.STS.ValueString(), SSO: e.SSO.ValueString(),
		}
	}
	client, err := awsclient.New(ctx, settings)
	if err != nil {
		resp.Diagnostics.AddError("Provider configuration", err.Error())
		return
	}
	meta := &awsresource.Meta{AWS: client, CatalogCheck: "error", PollInterval: p.pollInterval, Now: p.now}
	if !data.CatalogCheck.IsNull() {
		meta.CatalogCheck = data.CatalogCheck.ValueString()
	}
	if data.DefaultTags != nil {
		meta.DefaultTags = awsresource.TagMap(data.DefaultTags.Tags)
	}
	resp.ResourceData = meta
	resp.DataSourceData = meta
}

func (p *eventBridgeProvider) Resources(context.Context) []func() resource.Resource {
	return resources()
}

func (p *eventBridgeProvider) DataSources(context.Context) []func() datasource.DataSource {
	return dataSources()
}

func (p *eventBridgeProvider) Functions(context.Context) []func() function.Function {
	return functions()
}
