package rule

import (
	"context"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// ModifyPlan finishes the plan: the event pattern, the tags, what is only
// another spelling of the same; and checks the pattern against the catalog and
// the events it must and must not match.
func (r *rule) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	planned, diags := read(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	config, diags := read(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	var before values
	if !req.State.Raw.IsNull() {
		before, diags = read(ctx, req.State)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	proposed := maps.Clone(planned)
	r.PlanRegion(ctx, req, resp, regionOfBus(planned.text(attrBus)))
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
	if r.Meta != nil {
		planned[attrTagsAll] = r.Meta.AllTags(planned.tags(attrTags))
	}
	r.planBus(planned, before, resp)
	r.planPattern(planned, before, made)
	planEvents(planned, before)
	if !sameValues(proposed, planned) {
		resp.Diagnostics.Append(planned.write(ctx, &resp.Plan)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	if isNews(planned, before) {
		resp.Diagnostics.Append(remarks.Warnings()...)
	}
	resp.Diagnostics.Append(r.check(planned, before, config, made)...)
}

// planEvents leaves the events of an imported rule as they are in its state,
// empty lists, until something else of the rule is to change.
func planEvents(planned, before values) {
	kept := maps.Clone(planned)
	for _, name := range []string{attrMustMatch, attrMustNotMatch} {
		if list := before.list(name); !list.IsNull() && len(list.Elements()) == 0 {
			kept[name] = list
		}
	}
	if before != nil && sameValues(kept, before) {
		maps.Copy(planned, kept)
	}
}

// planBus keeps the way the event bus was named, as the bus's name and its ARN
// are the same bus in one region; another bus means another rule.
func (r *rule) planBus(planned, before values, resp *resource.ModifyPlanResponse) {
	bus, region := planned.text(attrBus), planned.text(attrRegion)
	resp.Diagnostics.Append(busElsewhere(bus, region)...)
	if before == nil {
		return
	}
	was := before.text(attrBus)
	switch {
	case bus.Equal(was):
	case isSet(bus) && sameBus(bus.ValueString(), was.ValueString(), before.text(attrARN).ValueString()) && inRegion(region, before):
		planned[attrBus] = was
	default:
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(attrBus))
	}
}

// inRegion tells whether the rule is in that region already.
func inRegion(region types.String, before values) bool {
	was := before.region()
	return was.IsNull() || was.Equal(region)
}

// sameBus tells whether two ways to name an event bus mean the bus of the rule
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

// planPattern sets the event pattern in the plan. Where it is the one there is
// already, only spelt otherwise, the state stays as it is.
func (r *rule) planPattern(planned, before values, made expansion) {
	was := before.text(attrPattern)
	switch {
	case !made.complete:
		planned[attrPattern] = patterntype.Value{StringValue: types.StringUnknown()}
		return
	case !isSet(was) || was.ValueString() != made.text && !patterntype.Equal(was.ValueString(), made.text):
		planned[attrPattern] = patterntype.Known(made.text)
		return
	}
	planned[attrPattern] = before[attrPattern]
	// Terraform accepts the state's value for a configured attribute where
	// both are set, and nothing else.
	kept := make(values, len(r.inputs()))
	for _, name := range r.inputs() {
		kept[name] = keep(name, planned, before)
		if !kept[name].Equal(before[name]) {
			return
		}
	}
	maps.Copy(planned, kept)
}

// isNews tells whether a plan has anything that the last one did not have
// checked. What is checked again on every plan would warn on every plan.
func isNews(planned, before values) bool {
	if before == nil {
		return true
	}
	return !planned[attrPattern].Equal(before[attrPattern]) || !planned[attrCatalogCheck].Equal(before[attrCatalogCheck])
}

func sameValues(a, b values) bool {
	for name, value := range a {
		if !value.Equal(b[name]) {
			return false
		}
	}
	return true
}
