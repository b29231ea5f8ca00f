package rule

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

var _ list.ListResourceWithConfigure = (*lister)(nil)

// NewRawList makes the list of `eventbridge_rule`: of all rules that have an
// event pattern.
func NewRawList() list.ListResource { return newList(func() kind { return raw{} })() }

// TypedLists makes a list for each typed rule: of the rules that its attributes
// can express.
func TypedLists(c *catalog.Catalog) []func() list.ListResource {
	families := c.Families()
	out := make([]func() list.ListResource, 0, len(families))
	for _, family := range families {
		out = append(out, newList(func() kind { return newTyped(c, family) }))
	}
	return out
}

func newList(of func() kind) func() list.ListResource {
	define := defineOnce(of)
	return func() list.ListResource { return &lister{rule: rule{definition: define()}} }
}

// lister lists the rules of a rule resource.
type lister struct{ rule rule }

// listConfig is the configuration of a list.
type listConfig struct {
	Region     types.String `tfsdk:"region"`
	Bus        types.String `tfsdk:"event_bus_name"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (l *lister) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	l.rule.Metadata(ctx, req, resp)
}

func (l *lister) Configure(ctx context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.rule.Configure(ctx, req, resp)
}

func (l *lister) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	what := "Lists the rules that have an event pattern, of one event bus or of all of a region."
	if family := l.rule.family(); family != nil {
		what = fmt.Sprintf("Lists the rules for %s: of one event bus, or of all of a region, those that match detail-types of this family alone, and that the attributes of `%s` can express. "+
			"The list of `eventbridge_rule` has them as well.", family.Title, l.rule.prefixed())
	}
	resp.Schema = listschema.Schema{
		MarkdownDescription: what + " Left out are scheduled rules, those that an AWS service manages, and those with a role of their own: no resource of this provider can manage them.",
		Attributes: map[string]listschema.Attribute{
			attrRegion: awsresource.ListRegionAttribute(),
			attrBus: listschema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The name or ARN of the event bus whose rules to list. By default those of every event bus in the region.",
				Validators: []validator.String{
					stringvalidator.LengthBetween(1, 1600),
					stringvalidator.RegexMatches(busName, "must be the name of an event bus (letters, digits, '/', '.', '-' and '_') or its ARN"),
				},
			},
			"name_prefix": listschema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "List only rules whose name begins with this.",
				Validators: []validator.String{
					stringvalidator.LengthBetween(1, maxName),
					stringvalidator.RegexMatches(ruleName, "may hold letters, digits, '.', '-' and '_' only"),
				},
			},
		},
	}
}

// List lists rules page by page, as long as Terraform wants more.
func (l *lister) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listConfig
	diags := req.Config.Get(ctx, &config)
	if !diags.HasError() {
		diags.Append(l.turn(ctx, &config)...)
	}
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		left := req.Limit
		for found := range l.rules(ctx, config) {
			result, listed := l.result(ctx, req, found)
			if !listed {
				continue
			}
			left--
			if !push(result) || result.Diagnostics.HasError() || left == 0 {
				return
			}
		}
	}
}

// turn turns the list to the region that is meant.
func (l *lister) turn(ctx context.Context, config *listConfig) diag.Diagnostics {
	if config.Region.IsNull() {
		config.Region = regionOfBus(config.Bus)
	}
	diags := l.rule.In(config.Region)
	if diags.HasError() {
		return diags
	}
	diags.Append(busElsewhere(config.Bus, l.rule.Meta.Region())...)
	diags.Append(l.rule.checkAccount(ctx, config.Bus.ValueString(), "Nothing was listed.")...)
	return diags
}

// onBus is a rule and the name of its event bus, or why there are no more.
type onBus struct {
	bus  string
	rule awstypes.Rule
	diag diag.Diagnostic
}

// rules are the rules of the event buses asked for.
func (l *lister) rules(ctx context.Context, config listConfig) iter.Seq[onBus] {
	return func(yield func(onBus) bool) {
		all := config.Bus.IsNull()
		for bus, err := range l.buses(ctx, config.Bus) {
			if err != nil {
				yield(onBus{diag: awsresource.Diagnose("the event buses of "+l.rule.Meta.AWS.Region(), "listing", err, "")})
				return
			}
			for rule, err := range awsclient.RulesOf(ctx, l.rule.Meta.AWS.EventBridge(), bus, config.NamePrefix.ValueString()) {
				switch {
				case awsclient.IsNotFound(err) && all: // It was deleted a moment ago.
				case awsclient.IsNotFound(err):
					yield(onBus{diag: missingBus(bus, l.rule.Meta.AWS.Region())})
					return
				case err != nil:
					yield(onBus{diag: awsresource.Diagnose(fmt.Sprintf("the rules of event bus %q", bus), "listing", err, "")})
					return
				case !yield(onBus{bus: bus, rule: rule}):
					return
				}
			}
		}
	}
}

// result is a rule as Terraform lists it; false for one that is not listed.
func (l *lister) result(ctx context.Context, req list.ListRequest, found onBus) (list.ListResult, bool) {
	if found.diag != nil {
		return list.ListResult{Diagnostics: diag.Diagnostics{found.diag}}, true
	}
	remote := &found.rule
	if unmanageable(found.bus, remote, "listed").HasError() {
		return list.ListResult{}, false
	}
	result := req.NewListResult(ctx)
	state, diags := l.rule.blank(ctx)
	result.Diagnostics.Append(diags...)
	if diags.HasError() {
		return result, true
	}
	state[attrBus], state[attrRegion] = types.StringValue(found.bus), l.rule.Meta.Region()
	if beyond := l.rule.flattenNew(remote, state); beyond != "" || !l.rule.expresses(state) {
		return list.ListResult{}, false
	}
	result.DisplayName = state.text(attrID).ValueString()
	result.Diagnostics.Append(identity(state).Set(ctx, result.Identity)...)
	if !req.IncludeResource {
		return result, true
	}
	if err := l.rule.refreshTags(ctx, state); err != nil {
		result.Diagnostics.Append(awsresource.Diagnose("the tags of "+object(found.bus, aws.ToString(remote.Name)), "reading", err, ""))
		return result, true
	}
	result.Diagnostics.Append(state.write(ctx, result.Resource)...)
	return result, true
}

// expresses tells whether a configuration with these attributes makes the
// pattern that they were read from, so that an import leaves nothing to change.
func (r *rule) expresses(state values) bool {
	if family := r.family(); family != nil {
		asked, _ := texts(state.list(attrDetailTypes))
		for _, detailType := range asked {
			if !slices.Contains(family.DetailTypeNames(), detailType) {
				return false
			}
		}
	}
	made, diags := r.expand(state)
	return !diags.HasError() && patterntype.Equal(made.text, state.text(attrPattern).ValueString())
}

// buses are the names of the event buses whose rules are asked for.
func (l *lister) buses(ctx context.Context, only types.String) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if !only.IsNull() {
			yield(awsclient.BusName(only.ValueString()), nil)
			return
		}
		for bus, err := range awsclient.EventBuses(ctx, l.rule.Meta.AWS.EventBridge(), "", 0) {
			if !yield(aws.ToString(bus.Name), err) {
				return
			}
		}
	}
}
