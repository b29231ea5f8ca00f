package rule

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// ValidateConfig reports the errors that are found without AWS and the
// provider's configuration. Terraform calls it before every plan, so the plan
// gives the warnings, and only if it changes something.
func (r *rule) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config, diags := readValues(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if r.onDefaultBus() && config[attrBus].IsNull() {
		config[attrBus] = types.StringValue(awsclient.DefaultBus)
	}
	made, diags := r.expand(config)
	resp.Diagnostics.Append(diags.Errors()...)
	resp.Diagnostics.Append(checkState(config)...)
	resp.Diagnostics.Append(checkPreview(ctx, config)...)
	resp.Diagnostics.Append(r.check(config, made, true).Errors()...)
}

// checkState refuses a state that partner event buses do not have.
func checkState(config values) diag.Diagnostics {
	var diags diag.Diagnostics
	if config.str(attrState).ValueString() == stateAllCloudTrail && strings.HasPrefix(config.bus(), catalog.PartnerPrefix) {
		diags.AddAttributeError(path.Root(attrState), "Invalid rule state", fmt.Sprintf(
			"`%s` is for rules on the default event bus or a custom event bus, and %s is a partner event bus, which has no CloudTrail events. Use `ENABLED`.", stateAllCloudTrail, config.bus()))
	}
	return diags
}

// ModifyPlan completes the plan: the event pattern, the tags, and what only
// differs in spelling. If the rule changes, it gives the warnings.
func (r *rule) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	planned, diags := readValues(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	config, diags := readValues(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	var prior values
	if !req.State.Raw.IsNull() {
		prior, diags = readValues(ctx, req.State)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	proposed := maps.Clone(planned)
	r.PlanRegion(ctx, req, resp, regionOfBus(planned.str(attrBus)))
	var region types.String
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(attrRegion), &region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	planned[attrRegion] = region

	made, remarks := r.expand(planned)
	resp.Diagnostics.Append(remarks.Errors()...)
	if resp.Diagnostics.HasError() {
		return
	}
	planned[attrMustMatch], planned[attrMustNotMatch] = config[attrMustMatch], config[attrMustNotMatch]
	planned[attrRoleARN], planned[attrSchedule] = types.StringNull(), types.StringNull()
	if r.Meta != nil {
		planned[attrTagsAll] = r.Meta.AllTags(planned.tags(attrTags))
	}
	r.planBus(ctx, planned, prior, resp)
	r.planPattern(planned, prior, made)
	planEvents(planned, prior)
	resp.Diagnostics.Append(r.planObject(ctx, planned, prior)...)
	if !equal(proposed, planned) {
		resp.Diagnostics.Append(planned.write(ctx, &resp.Plan)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	if changesAny(planned, prior, attrPattern, attrCatalogCheck, attrBus, attrMustMatch, attrMustNotMatch) {
		resp.Diagnostics.Append(remarks.Warnings()...)
		resp.Diagnostics.Append(r.check(planned, made, prior == nil)...)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.previewChange(ctx, planned, prior, made)...)
	}
}

// planObject looks for the rule that is to be created. If it exists, its ARN is
// known, so that what depends on it is looked for as well.
func (r *rule) planObject(ctx context.Context, planned, prior values) diag.Diagnostics {
	if r.Meta == nil {
		return nil
	}
	if prior != nil {
		r.Meta.Managed(r.toCreate(prior.bus(), prior.name()))
		return nil
	}
	if !isSet(planned.str(attrBus)) || !isSet(planned.str(attrName)) {
		return nil
	}
	bus, name := planned.bus(), planned.name()
	object := r.toCreate(bus, name)
	return r.Meta.PlanObject(ctx, &object, func(ctx context.Context) (bool, error) {
		occupied, err := r.Meta.AWS.Rules().WasOccupied(ctx, bus, name)
		if !occupied || err != nil {
			return false, err
		}
		existing, err := r.Meta.AWS.Rules().Find(ctx, bus, name)
		if err == nil && unmanageable(bus, existing, "").HasError() {
			return false, nil
		}
		if err == nil && existing.Arn != nil {
			planned[attrARN], planned[attrID] = types.StringPointerValue(existing.Arn), types.StringValue(bus+"/"+name)
		}
		return true, nil
	})
}

// planEvents leaves the events of an imported rule as they are in its state,
// empty lists, until something else of the rule changes.
func planEvents(planned, prior values) {
	kept := maps.Clone(planned)
	for _, name := range []string{attrMustMatch, attrMustNotMatch} {
		if list := prior.list(name); !list.IsNull() && len(list.Elements()) == 0 {
			kept[name] = list
		}
	}
	if prior != nil && equal(kept, prior) {
		maps.Copy(planned, kept)
	}
}

// planBus keeps the way the event bus is named, because the bus's name and its
// ARN are the same bus in one region. Another bus means another rule.
func (r *rule) planBus(ctx context.Context, planned, prior values, resp *resource.ModifyPlanResponse) {
	bus, region := planned.str(attrBus), planned.str(attrRegion)
	resp.Diagnostics.Append(checkBusRegion(bus, region)...)
	was := prior.str(attrBus)
	switch {
	case prior == nil:
		resp.Diagnostics.Append(r.checkBusAccount(ctx, bus.ValueString(), "Nothing was changed.")...)
	case bus.Equal(was):
	case isSet(bus) && sameBus(bus.ValueString(), was.ValueString(), prior.str(attrARN).ValueString()) && isInRegion(region, prior):
		planned[attrBus] = was
	default:
		resp.Diagnostics.Append(r.checkBusAccount(ctx, bus.ValueString(), "Nothing was changed.")...)
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(attrBus))
	}
}

// isInRegion reports whether the rule is in that region already.
func isInRegion(region types.String, prior values) bool {
	was := prior.region()
	return was.IsNull() || was.Equal(region)
}

// sameBus reports whether two ways to name an event bus mean the bus of the rule
// with that ARN.
func sameBus(a, b, ruleARN string) bool {
	if awsclient.BusName(a) != awsclient.BusName(b) {
		return false
	}
	parsed, err := awsclient.ParseRuleARN(ruleARN)
	if err != nil {
		return true
	}
	for _, name := range []string{a, b} {
		if bus, err := arn.Parse(name); err == nil && (bus.AccountID != parsed.Account || bus.Region != parsed.Region) {
			return false
		}
	}
	return true
}

// planPattern sets the event pattern in the plan. If only its spelling differs
// from the one in the state, the state stays as it is.
func (r *rule) planPattern(planned, prior values, made expansion) {
	was := prior.str(attrPattern)
	switch {
	case !made.complete:
		planned[attrPattern] = patterntype.Value{StringValue: types.StringUnknown()}
		return
	case !isSet(was) || !patterntype.Equal(was.ValueString(), made.text):
		planned[attrPattern] = patterntype.Known(made.text)
		return
	}
	planned[attrPattern] = prior[attrPattern]
	// Terraform accepts the state's value for a configured attribute only if
	// both are set.
	kept := make(values, len(r.inputs()))
	for _, name := range r.inputs() {
		kept[name] = priorIfSet(name, planned, prior)
		if !kept[name].Equal(prior[name]) {
			return
		}
	}
	maps.Copy(planned, kept)
}

// priorIfSet is the prior value of an attribute if both values are set.
func priorIfSet(name string, planned values, prior values) attr.Value {
	if isSet(planned[name]) && isSet(prior[name]) {
		return prior[name]
	}
	return planned[name]
}

// changesAny reports whether a plan changes one of the attributes. What is
// checked again in every plan would warn in every plan.
func changesAny(planned, prior values, names ...string) bool {
	for _, name := range names {
		if prior == nil || !planned[name].Equal(prior[name]) {
			return true
		}
	}
	return false
}

func equal(a, b values) bool {
	for name, value := range a {
		if !value.Equal(b[name]) {
			return false
		}
	}
	return true
}
