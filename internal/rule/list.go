package rule

import (
	"context"
	"fmt"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
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
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

var _ list.ListResourceWithConfigure = (*listResource)(nil)

// NewRawList returns the list resource `eventbridge_rule`: all rules that have an
// event pattern.
func NewRawList() list.ListResource { return newList(defineRaw)() }

// TypedLists are the list resources of the typed rules: each lists the rules
// that its attributes can express.
func TypedLists(c *catalog.Catalog) []func() list.ListResource {
	families := c.Families()
	out := make([]func() list.ListResource, 0, len(families))
	for _, family := range families {
		out = append(out, newList(defineTyped(c, family)))
	}
	return out
}

func newList(define func() *definition) func() list.ListResource {
	return func() list.ListResource { return &listResource{rule: rule{definition: define()}} }
}

// listResource lists the rules that a rule resource can manage.
type listResource struct{ rule rule }

// listConfig is the configuration of a list.
type listConfig struct {
	Region     types.String `tfsdk:"region"`
	Bus        types.String `tfsdk:"event_bus_name"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (l *listResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	l.rule.Metadata(ctx, req, resp)
}

func (l *listResource) Configure(ctx context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.rule.Configure(ctx, req, resp)
}

func (l *listResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	what := "Lists the rules that have an event pattern, on one event bus or on all event buses of a region."
	if family := l.rule.family(); family != nil {
		what = fmt.Sprintf("Lists the rules for %s on one event bus or on all event buses of a region: those that select only detail-types of this family, and whose event pattern the attributes of `%s` can express. "+
			"The list of `eventbridge_rule` contains them as well.", family.Title, l.rule.fullName())
	}
	resp.Schema = listschema.Schema{
		MarkdownDescription: what + " Scheduled rules, rules managed by an AWS service and rules with an IAM role are left out, because no resource of this provider can manage them.",
		Attributes: map[string]listschema.Attribute{
			attrRegion: awsresource.ListRegionAttribute(),
			attrBus: listschema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The name or ARN of the event bus whose rules are listed. By default all event buses of the region.",
				Validators:          []validator.String{awsresource.EventBus()},
			},
			"name_prefix": listschema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "List only rules whose name begins with this string.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, maxName), stringvalidator.RegexMatches(ruleName, "must contain only letters, digits, '.', '-' and '_'")),
				},
			},
		},
	}
}

// List lists rules page by page, as long as Terraform wants more.
func (l *listResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listConfig
	diags := req.Config.Get(ctx, &config)
	if !diags.HasError() {
		diags.Append(l.selectRegion(ctx, &config)...)
	}
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for found := range l.rules(ctx, config) {
			if result, listed := l.result(ctx, req, found); listed && !yield(result) {
				return
			}
		}
	})
}

// selectRegion makes the list work in the configured region.
func (l *listResource) selectRegion(ctx context.Context, config *listConfig) diag.Diagnostics {
	if config.Region.IsNull() {
		config.Region = regionOfBus(config.Bus)
	}
	diags := l.rule.In(config.Region)
	if diags.HasError() {
		return diags
	}
	diags.Append(checkBusRegion(config.Bus, l.rule.Meta.Region())...)
	diags.Append(l.rule.checkBusAccount(ctx, config.Bus.ValueString(), "Nothing was listed.")...)
	return diags
}

// onBus is a rule and the name of its event bus, or the error that ended the list.
type onBus struct {
	bus  string
	rule ebtypes.Rule
	diag diag.Diagnostic
}

// rules are the rules of the configured event buses.
func (l *listResource) rules(ctx context.Context, config listConfig) iter.Seq[onBus] {
	return func(yield func(onBus) bool) {
		all := config.Bus.IsNull()
		for bus, err := range l.buses(ctx, config.Bus) {
			if err != nil {
				yield(onBus{diag: awsresource.Diagnose("the event buses of "+l.rule.Meta.AWS.Region(), "listing", err, "")})
				return
			}
			for rule, err := range awsclient.RulesOf(ctx, l.rule.Meta.AWS.EventBridge(), bus, config.NamePrefix.ValueString()) {
				switch {
				case awsclient.IsNotFound(err) && all: // deleted in the meantime
				case awsclient.IsNotFound(err):
					yield(onBus{diag: listedBusNotFound(bus, l.rule.Meta.AWS.Region())})
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

// result is a rule as a result of the list; false if it is left out.
func (l *listResource) result(ctx context.Context, req list.ListRequest, found onBus) (list.ListResult, bool) {
	if found.diag != nil {
		return list.ListResult{Diagnostics: diag.Diagnostics{found.diag}}, true
	}
	remote := &found.rule
	if unmanageable(found.bus, remote, "listed").HasError() {
		return list.ListResult{}, false
	}
	result := req.NewListResult(ctx)
	state, diags := l.rule.nullValues(ctx)
	result.Diagnostics.Append(diags...)
	if diags.HasError() {
		return result, true
	}
	state[attrBus], state[attrRegion] = types.StringValue(found.bus), l.rule.Meta.Region()
	if l.rule.flattenNew(remote, state) != "" || !l.rule.expresses(state) {
		return list.ListResult{}, false
	}
	result.DisplayName = state.str(attrID).ValueString()
	result.Diagnostics.Append(identity(state).Set(ctx, result.Identity)...)
	if !req.IncludeResource {
		return result, true
	}
	if err := l.rule.refreshTags(ctx, state); err != nil {
		result.Diagnostics.Append(awsresource.Diagnose("the tags of "+describe(found.bus, aws.ToString(remote.Name)), "reading", err, ""))
		return result, true
	}
	result.Diagnostics.Append(state.write(ctx, result.Resource)...)
	return result, true
}

// expresses reports whether a configuration with these attributes makes the
// pattern that they were read from, so that the plan after an import is empty.
func (r *rule) expresses(state values) bool {
	made, diags := r.expand(state)
	return !diags.HasError() && patterntype.Equal(made.text, state.str(attrPattern).ValueString())
}

// buses are the names of the configured event buses.
func (l *listResource) buses(ctx context.Context, only types.String) iter.Seq2[string, error] {
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
