package partner

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// readTimeout is the default timeout of `wait = true`.
const readTimeout = 10 * time.Minute

// namePart is one part of an event source's name.
var namePart = regexp.MustCompile(`^[.\-_A-Za-z0-9]+$`)

// sourceDataSource is eventbridge_partner_event_source: one source that a
// partner has created.
type sourceDataSource struct {
	awsresource.DataBase
}

var (
	_ datasource.DataSource                     = (*sourceDataSource)(nil)
	_ datasource.DataSourceWithConfigure        = (*sourceDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*sourceDataSource)(nil)
)

// NewSource returns the data source eventbridge_partner_event_source.
func NewSource() datasource.DataSource { return &sourceDataSource{} }

// sourceDataModel is the data source in Terraform's terms.
type sourceDataModel struct {
	sourceModel
	Region       types.String   `tfsdk:"region"`
	NamePrefix   types.String   `tfsdk:"name_prefix"`
	Wait         types.Bool     `tfsdk:"wait"`
	EventBusName types.String   `tfsdk:"event_bus_name"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

func (d *sourceDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_partner_event_source"
}

func (d *sourceDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	computed := func(about string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: about}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Looks up one event source that a partner, such as Buildkite, has created in a region of the account: by its `name`, " +
			"by a `name_prefix`, or by `partner` and `organization`. It is an error if no source, or more than one, matches.",
		Attributes: map[string]schema.Attribute{
			"region": awsresource.DataRegionAttribute(),
			"name": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: aboutName + " Set it to look up exactly this source.",
				Validators:          []validator.String{sourceNameValidator{}},
			},
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The beginning of the name, such as `aws.partner/buildkite.com/my-org/`.",
				Validators:          []validator.String{sourcePrefixValidator{}},
			},
			"partner": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: aboutPartner + " Set it to look up a source of this partner.",
				Validators:          partnerValidators(),
			},
			"organization": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: aboutOrganization + " Set it, with `partner`, to look up a source of this organization.",
				Validators:          organizationValidators(),
			},
			"state": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: aboutState + " Set it to look up a source in this state only.",
				Validators:          []validator.String{oneOf(ebtypes.EventSourceState("").Values())},
			},
			"wait": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether to wait up to `timeouts.read` for a matching source to appear; `false` by default.",
			},
			"arn":             computed(aboutARN),
			"created_by":      computed(aboutCreatedBy),
			"creation_time":   computed(aboutCreated),
			"expiration_time": computed(aboutExpiration),
			"managed_by":      computed(aboutManagedBy),
			"event_bus_name": computed("Name of the event bus of the source; null if there is none. " +
				"It does not refer to a resource: in rules of the same configuration, use the `event_bus_name` of the association instead, so that they are created after it."),
			"timeouts": awsresource.DataTimeoutsAttribute(ctx, timeouts.Opts{
				ReadDescription: "How long to wait with `wait = true`, such as `30s` or `1h`; `10m` by default.",
			}),
		},
	}
}

func partnerValidators() []validator.String {
	return []validator.String{
		partnerValidator{},
		stringvalidator.RegexMatches(namePart, "must be the partner's domain alone, such as buildkite.com"),
		stringvalidator.ConflictsWith(path.MatchRoot("name_prefix")),
	}
}

func organizationValidators() []validator.String {
	return []validator.String{
		stringvalidator.RegexMatches(namePart, "must be one part of the name, such as my-org"),
		stringvalidator.AlsoRequires(path.MatchRoot("partner")),
	}
}

// ConfigValidators requires exactly one of the filters.
func (d *sourceDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("name"), path.MatchRoot("name_prefix"), path.MatchRoot("partner")),
	}
}

func (d *sourceDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config sourceDataModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := config.Timeouts.Read(ctx, readTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(d.In(config.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "read")
	defer cancel()

	f := newReader(d.Meta)
	source, problem := f.lookUp(ctx, &config)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	bus, err := f.findBus(ctx, aws.ToString(source.Name))
	if err != nil {
		resp.Diagnostics.Append(f.diagnose(ctx, busObject(aws.ToString(source.Name)), "looking for", err, ""))
		return
	}
	config.Region = d.Meta.Region()
	config.sourceModel = flattenSource(source)
	config.EventBusName = types.StringNull()
	if bus != nil {
		config.EventBusName, config.ManagedBy = types.StringPointerValue(source.Name), textOrNull(aws.ToString(bus.ManagedBy))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &config)...)
}

// lookUp finds the one source that matches, and waits for it if configured.
func (f reader) lookUp(ctx context.Context, config *sourceDataModel) (ebtypes.EventSource, diag.Diagnostic) {
	var fitting []ebtypes.EventSource
	answered := false
	err := pollPartner(ctx, f.pause, func() (bool, error) {
		var err error
		fitting, err = f.matchingSources(ctx, config)
		answered = answered || err == nil
		return len(fitting) > 0 || !config.Wait.ValueBool(), err
	})
	switch {
	case err != nil && (ctx.Err() == nil || !answered):
		return ebtypes.EventSource{}, f.diagnose(ctx, "partner event sources", "looking for", err, "")
	case err != nil, len(fitting) == 0:
		return ebtypes.EventSource{}, f.diagNoMatch(ctx, config)
	case len(fitting) > 1:
		return ebtypes.EventSource{}, diag.NewErrorDiagnostic("Multiple partner event sources found", fmt.Sprintf(
			"%d partner event sources in %s match %s:\n%s\n\nSelect one with `name`, `name_prefix`, `organization` or `state`, or read all with the data source eventbridge_partner_event_sources.",
			len(fitting), f.place.withAccount(ctx), config.wanted(), bulletSources(fitting)))
	}
	return fitting[0], nil
}

// matchingSources looks once. An exact name needs no list.
func (f reader) matchingSources(ctx context.Context, config *sourceDataModel) ([]ebtypes.EventSource, error) {
	if config.Name.IsNull() {
		return f.listSources(ctx, config.filter())
	}
	source, err := f.findSource(ctx, config.Name.ValueString())
	if awsclient.IsNotFound(err) {
		return nil, nil
	}
	if err != nil || !config.filter().fits(source) {
		return nil, err
	}
	return []ebtypes.EventSource{source}, nil
}

func (m *sourceDataModel) filter() filter {
	return filter{
		prefix: m.NamePrefix.ValueString(), partner: m.Partner.ValueString(),
		organization: m.Organization.ValueString(), state: m.State.ValueString(),
	}
}

// wanted describes the filters, for messages.
func (m *sourceDataModel) wanted() string {
	var wanted []string
	for _, one := range []struct {
		attribute string
		value     types.String
	}{
		{"name", m.Name}, {"name_prefix", m.NamePrefix}, {"partner", m.Partner}, {"organization", m.Organization}, {"state", m.State},
	} {
		if !one.value.IsNull() {
			wanted = append(wanted, fmt.Sprintf("%s = %q", one.attribute, one.value.ValueString()))
		}
	}
	return strings.Join(wanted, ", ")
}

// wantedPartner is the partner whose sources are looked for, or "" for any.
func (m *sourceDataModel) wantedPartner() string {
	if partner := m.Partner.ValueString(); partner != "" {
		return partner
	}
	beginning := m.Name.ValueString() + m.NamePrefix.ValueString() // One of them is set.
	partner, _, whole := strings.Cut(strings.TrimPrefix(beginning, catalog.PartnerPrefix), "/")
	if !whole {
		return ""
	}
	return partner
}

// diagNoMatch reports that no source matches, and which sources exist.
func (f reader) diagNoMatch(ctx context.Context, config *sourceDataModel) diag.Diagnostic {
	var waited string
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		waited = " The wait for it was interrupted."
	case config.Wait.ValueBool():
		waited = " The wait timed out; set a longer timeout in `timeouts.read` if needed."
	default:
		waited = " If the partner is still creating it, set `wait = true`."
	}
	return diag.NewErrorDiagnostic(summarySourceMissing, fmt.Sprintf(
		"No partner event source in %s matches %s.%s\n\n%s\n\nA partner creates a source in the account and region that were entered at the partner. If that is another region, set `region`.",
		f.place.withAccount(ctx), config.wanted(), waited, f.sourcesSeen(ctx, config.wantedPartner())))
}
