package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var (
	_ provider.Provider                  = (*eventBridgeProvider)(nil)
	_ provider.ProviderWithFunctions     = (*eventBridgeProvider)(nil)
	_ provider.ProviderWithListResources = (*eventBridgeProvider)(nil)
)

// defaultPollInterval is the pause between two checks of a wait.
const defaultPollInterval = 5 * time.Second

// Option changes how the provider behaves, for tests.
type Option func(*eventBridgeProvider)

// WithPollInterval sets the pause between two checks of a wait.
func WithPollInterval(pause time.Duration) Option {
	return func(p *eventBridgeProvider) { p.pollInterval = pause }
}

// WithMaxBackoff bounds the pause before a failed call to AWS is tried again.
func WithMaxBackoff(pause time.Duration) Option {
	return func(p *eventBridgeProvider) { p.maxBackoff = pause }
}

// New returns the provider of the given version.
func New(version string, options ...Option) func() provider.Provider {
	return func() provider.Provider {
		p := &eventBridgeProvider{version: version, pollInterval: defaultPollInterval}
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
}

func (p *eventBridgeProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "eventbridge"
	resp.Version = p.version
}

func (p *eventBridgeProvider) Resources(context.Context) []func() resource.Resource {
	return resources()
}

func (p *eventBridgeProvider) DataSources(context.Context) []func() datasource.DataSource {
	return dataSources()
}

func (p *eventBridgeProvider) ListResources(context.Context) []func() list.ListResource {
	return listResources()
}

func (p *eventBridgeProvider) Functions(context.Context) []func() function.Function {
	return functions()
}
