package partner

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// sourcesDataSource is eventbridge_partner_event_sources: all sources that
// partners have created.
type sourcesDataSource struct {
	awsresource.DataBase
}

var (
	_ datasource.DataSource              = (*sourcesDataSource)(nil)
	_ datasource.DataSourceWithConfigure = (*sourcesDataSource)(nil)
)

// NewSources returns the data source eventbridge_partner_event_sources.
func NewSources() datasource.DataSource { return &sourcesDataSource{} }

// sourcesDataModel is the data source in Terraform's terms.
type sourcesDataModel struct {
	Region       types.String  `tfsdk:"region"`
	NamePrefix   types.String  `tfsdk:"name_prefix"`
	Partner      types.String  `tfsdk:"partner"`
	Organization types.String  `tfsdk:"organization"`
	State        types.String  `tfsdk:"state"`
	Names        []string      `tfsdk:"names"`
	Sources      []sourceModel `tfsdk:"event_sources"`
}

func (d *sourcesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_partner_event_sources"
}

func (d *sourcesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the event sources that partners, such as Buildkite, have created in a region of the account. Without filters it lists all. An empty result is not an error.",
		Attributes: map[string]schema.Attribute{
			"region": awsresource.DataRegionAttribute(),
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The beginning of the names, such as `aws.partner/buildkite.com/`.",
				Validators:          []validator.String{sourcePrefixValidator{}},
			},
			"partner": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The partner's domain, such as `buildkite.com`.",
				Validators:          partnerValidators(),
			},
			"organization": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The organization at the partner, such as `my-org`; needs `partner`.",
				Validators:          organizationValidators(),
			},
			"state": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The state of the sources: `PENDING`, `ACTIVE` or `DELETED`.",
				Validators:          []validator.String{oneOf(ebtypes.EventSourceState("").Values())},
			},
			"names": schema.ListAttribute{
				ElementType: types.StringType, Computed: true,
				MarkdownDescription: "The names of the event sources, in order.",
			},
			"event_sources": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The event sources, in the order of their names.",
				NestedObject:        schema.NestedAttributeObject{Attributes: sourceAttributes()},
			},
		},
	}
}

func (d *sourcesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config sourcesDataModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(d.In(config.Region)...); resp.Diagnostics.HasError() {
		return
	}
	config.Region = d.Meta.Region()
	f := newReader(d.Meta)
	found, err := f.listSources(ctx, filter{
		prefix: config.NamePrefix.ValueString(), partner: config.Partner.ValueString(),
		organization: config.Organization.ValueString(), state: config.State.ValueString(),
	})
	if err != nil {
		resp.Diagnostics.Append(f.diagnose(ctx, "partner event sources", "listing", err, ""))
		return
	}
	owners, err := f.owners(ctx, found)
	if err != nil {
		resp.Diagnostics.Append(f.diagnose(ctx, "event buses", "listing", err, ""))
		return
	}
	config.Names, config.Sources = make([]string, len(found)), make([]sourceModel, len(found))
	for i, source := range found {
		config.Sources[i] = flattenSource(source)
		config.Sources[i].ManagedBy = textOrNull(owners[aws.ToString(source.Name)])
		config.Names[i] = config.Sources[i].Name.ValueString()
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &config)...)
}
