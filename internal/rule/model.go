package rule

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// kind is the part of a rule resource that differs between them: the attributes
// that produce the event pattern.
type kind interface {
	// typeName is the resource's name without the provider's prefix.
	typeName() string
	// description is the resource's description in Markdown.
	description() string
	// attributes are the attributes in addition to those that all rules have.
	attributes() map[string]schema.Attribute
	// inputs names the attributes that the event pattern is made of.
	inputs() []string
	// expand makes the event pattern. It reports what is wrong, each at its
	// attribute, and leaves out what is not known yet.
	expand(values) (expansion, diag.Diagnostics)
	// flatten sets the inputs to what makes this event pattern, in the one
	// form in which expand reads it back. It returns what they cannot express,
	// as a sentence, or "" if they express all of it.
	flatten(eventPattern string, into values) (inexpressible string)
	// family is the catalog's family of a typed rule, nil for the raw one.
	family() *catalog.Family
	// catalog is the catalog that patterns are checked against.
	catalog() *catalog.Catalog
	// onDefaultBus reports whether the default event bus is the default of
	// event_bus_name.
	onDefaultBus() bool
}

// expansion is the event pattern that a configuration makes.
type expansion struct {
	// text is the pattern as compact JSON, or as the configuration spells it. If
	// something is unknown it is the part that is known, and may be empty.
	text string
	// pattern is the pattern itself, nil if there is none or it is not valid.
	pattern *pattern.Pattern
	// warnings are the problems that leave the pattern usable.
	warnings pattern.Problems
	// documented is the part of the pattern that the catalog is asked about:
	// everything except extra_detail_pattern.
	documented *pattern.Pattern
	// complete reports whether nothing is unknown.
	complete bool
	// origins lead from the pattern back to the attributes.
	origins origins
}

// values are a rule's attributes by name: one configuration, plan or state. A
// struct could not hold them, because the catalog decides which attributes a
// typed rule has.
type values map[string]attr.Value

// getter is a configuration, plan or state.
type getter interface {
	Get(ctx context.Context, target any) diag.Diagnostics
}

// setter is a plan or state.
type setter interface {
	Set(ctx context.Context, value any) diag.Diagnostics
}

func readValues(ctx context.Context, from getter) (values, diag.Diagnostics) {
	var object types.Object
	diags := from.Get(ctx, &object)
	if diags.HasError() {
		return nil, diags
	}
	return object.Attributes(), diags
}

func (v values) write(ctx context.Context, to setter) diag.Diagnostics {
	kinds := make(map[string]attr.Type, len(v))
	for name, value := range v {
		kinds[name] = value.Type(ctx)
	}
	object, diags := types.ObjectValue(kinds, v)
	if diags.HasError() {
		return diags
	}
	diags.Append(to.Set(ctx, object)...)
	return diags
}

// str is the string attribute of that name, whatever its type.
func (v values) str(name string) types.String {
	switch value := v[name].(type) {
	case types.String:
		return value
	case basetypes.StringValuable:
		text, diags := value.ToStringValue(context.Background())
		if !diags.HasError() {
			return text
		}
	}
	return types.StringNull()
}

func (v values) list(name string) types.List {
	if value, ok := v[name].(types.List); ok {
		return value
	}
	return types.ListNull(types.StringType)
}

func (v values) tags(name string) types.Map {
	if value, ok := v[name].(types.Map); ok {
		return value
	}
	return types.MapNull(types.StringType)
}

// bus is the name of the event bus, "" if it is not known.
func (v values) bus() string { return awsclient.BusName(v.str(attrBus).ValueString()) }

func (v values) name() string { return v.str(attrName).ValueString() }

// region is the region of a rule, null if only the provider's can be meant.
func (v values) region() types.String {
	if region := v.str(attrRegion); isSet(region) {
		return region
	}
	if parsed, err := arn.Parse(v.str(attrARN).ValueString()); err == nil {
		return types.StringValue(parsed.Region)
	}
	if region := regionOfBus(v.str(attrBus)); isSet(region) {
		return region
	}
	return types.StringNull()
}

// regionOfBus is the region that the name of an event bus implies: that of its
// ARN, null for a name, unknown if it is not known yet.
func regionOfBus(bus types.String) types.String {
	if bus.IsUnknown() {
		return types.StringUnknown()
	}
	parsed, err := arn.Parse(bus.ValueString())
	if err != nil {
		return types.StringNull()
	}
	return types.StringValue(parsed.Region)
}

// selectRegion makes the resource work in the region of a rule, and sets it.
func (r *rule) selectRegion(v values) diag.Diagnostics {
	diags := r.In(v.region())
	if !diags.HasError() {
		v[attrRegion] = r.Meta.Region()
	}
	return diags
}

// expandRule is the request that makes the rule on AWS what the plan says.
func expandRule(planned values, made expansion) *eventbridge.PutRuleInput {
	input := &eventbridge.PutRuleInput{
		Name:         aws.String(planned.name()),
		EventBusName: aws.String(planned.bus()),
		// Compact, because white space counts against the quota.
		EventPattern: aws.String(made.pattern.String()),
		State:        ebtypes.RuleState(planned.str(attrState).ValueString()),
	}
	if description := planned.str(attrDescription).ValueString(); description != "" {
		input.Description = aws.String(description)
	}
	return input
}

// flattenNew is flattenRule for a rule that no configuration has described yet:
// its events are not known, and the catalog has not checked it.
func (r *rule) flattenNew(remote *ebtypes.Rule, state values) (inexpressible string) {
	state[attrName] = types.StringValue(aws.ToString(remote.Name))
	state[attrMustMatch], state[attrMustNotMatch] = listOf(nil), listOf(nil)
	if inexpressible = r.flattenRule(remote, state); inexpressible != "" {
		return inexpressible + useRaw
	}
	if family := r.family(); family != nil {
		if inexpressible = otherFamily(r.catalog(), family, state); inexpressible != "" {
			return inexpressible
		}
		if remote.State == stateAllCloudTrail {
			return "Typed rules do not have the state `" + stateAllCloudTrail + "`." + useRaw
		}
	}
	// A pattern that the catalog calls a mistake is imported with the check that
	// accepts it, so that a generated configuration is valid.
	if made, diags := r.expand(state); !diags.HasError() && r.hasMistake(state, made) {
		state[attrCatalogCheck] = types.StringValue(string(catalog.ModeWarn))
	}
	return ""
}

// flattenRule sets the attributes to what the rule on AWS is, and keeps those
// that mean the same in other words. It returns what kind.flatten returns.
func (r *rule) flattenRule(remote *ebtypes.Rule, state values) (inexpressible string) {
	if ruleARN := aws.ToString(remote.Arn); ruleARN != "" {
		state[attrARN] = types.StringValue(ruleARN)
	}
	state[attrRegion] = state.region()
	state[attrID] = types.StringValue(state.bus() + "/" + state.name())
	if remote.State != "" {
		state[attrState] = types.StringValue(string(remote.State))
	}
	if aws.ToString(remote.Description) != state.str(attrDescription).ValueString() {
		state[attrDescription] = stringOrNull(remote.Description)
	}
	state[attrRoleARN], state[attrSchedule] = stringOrNull(remote.RoleArn), stringOrNull(remote.ScheduleExpression)
	text, was := aws.ToString(remote.EventPattern), state.str(attrPattern)
	switch {
	case text == "":
		state[attrPattern] = patterntype.Null()
		return "The rule has no event pattern."
	case isSet(was) && patterntype.Equal(was.ValueString(), text):
		return ""
	}
	state[attrPattern] = patterntype.Known(text)
	return r.flatten(text, state)
}

// isSet reports whether a value is neither null nor unknown.
func isSet(value attr.Value) bool {
	return value != nil && !value.IsNull() && !value.IsUnknown()
}

// stringOrNull is the string, null for an empty one.
func stringOrNull(text *string) types.String {
	if aws.ToString(text) == "" {
		return types.StringNull()
	}
	return types.StringValue(*text)
}

// stringsOf are the elements of a list of strings; false if one is unknown.
func stringsOf(list types.List) ([]string, bool) {
	if list.IsUnknown() {
		return nil, false
	}
	out := make([]string, 0, len(list.Elements()))
	for _, element := range list.Elements() {
		text, ok := element.(types.String)
		if !ok || text.IsUnknown() {
			return nil, false
		}
		out = append(out, text.ValueString())
	}
	return out, true
}

func listOf(items []string) types.List {
	elements := make([]attr.Value, 0, len(items))
	for _, item := range items {
		elements = append(elements, types.StringValue(item))
	}
	return types.ListValueMust(types.StringType, elements)
}
