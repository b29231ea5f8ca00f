package awsresource

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// Meta is what the configured provider passes to its resources and data
// sources. It is created each time the provider is configured, so that
// nothing the client remembers outlives one walk of Terraform's graph.
type Meta struct {
	// AWS is the client of the configured account and region.
	AWS *awsclient.Client
	// Missing says that there is no region or that there are no credentials. It is
	// an error of everything that calls AWS, and of nothing else.
	Missing diag.Diagnostic
	// DefaultTags are the provider's default_tags, never with unknown values.
	DefaultTags map[string]string
	// UnknownDefaultTags says that default_tags can't be known yet; then
	// DefaultTags is empty and tags_all is unknown.
	UnknownDefaultTags bool
	// PollInterval is the pause between two looks of something that waits.
	PollInterval time.Duration
	// AdoptIdentical is the provider's adopt_identical; see Existing.
	AdoptIdentical bool

	claims *claims
}

// NewMeta returns the Meta of one configuration of the provider.
func NewMeta() *Meta { return &Meta{claims: newClaims()} }

// Resource is what the resources of this provider implement.
type Resource interface {
	resource.ResourceWithConfigure
	resource.ResourceWithValidateConfig
	resource.ResourceWithModifyPlan
	resource.ResourceWithIdentity
	resource.ResourceWithImportState
}

// Base is embedded by resources. It holds the provider's data.
type Base struct {
	// Meta is nil while Terraform validates, because the provider is not
	// configured then.
	Meta *Meta
}

// Configure receives the provider's data.
func (b *Base) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.Meta = metaOf(req.ProviderData, &resp.Diagnostics)
}

// DataBase is embedded by data sources. It holds the provider's data.
type DataBase struct {
	// Meta is nil while Terraform validates, because the provider is not
	// configured then.
	Meta *Meta
}

// Configure receives the provider's data.
func (b *DataBase) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	b.Meta = metaOf(req.ProviderData, &resp.Diagnostics)
}

func metaOf(data any, diags *diag.Diagnostics) *Meta {
	if data == nil {
		return nil
	}
	meta, ok := data.(*Meta)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("The provider passed %T instead of its own data. This is a bug in the provider; please report it.", data))
		return nil
	}
	if meta.Missing != nil {
		diags.Append(meta.Missing)
	}
	return meta
}
