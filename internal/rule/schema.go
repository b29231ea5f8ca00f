package rule

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// The attributes that every rule has.
const (
	attrName         = "name"
	attrBus          = "event_bus_name"
	attrPattern      = "event_pattern"
	attrRegion       = awsresource.RegionName
	attrState        = "state"
	attrDescription  = "description"
	attrTags         = "tags"
	attrTagsAll      = "tags_all"
	attrMustMatch    = "must_match"
	attrMustNotMatch = "must_not_match"
	attrCatalogCheck = "catalog_check"
	attrARN          = "arn"
	attrID           = "id"
)

// The values of state and catalog_check.
const (
	stateEnabled  = "ENABLED"
	stateDisabled = "DISABLED"

	checkError = "error"
	checkWarn  = "warn"
	checkOff   = "off"
)

// maxName is how long a rule's name may be.
const maxName = 64

// What the API model of EventBridge allows in names.
var (
	ruleName = regexp.MustCompile(`^[.\-_A-Za-z0-9]+$`)
	busName  = regexp.MustCompile(`^(arn:[^:]+:events:[^:]+:[0-9]{12}:event-bus/)?[/.\-_A-Za-z0-9]+$`)
)

// commonAttributes are the attributes that every rule has.
func commonAttributes(onDefaultBus bool) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		attrName: schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "The rule's name, unique on its event bus: 1 to 64 letters, digits, `.`, `-` and `_`. Changing it makes a new rule.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			Validators: []validator.String{
				stringvalidator.LengthBetween(1, maxName),
				stringvalidator.RegexMatches(ruleName, "may hold letters, digits, '.', '-' and '_' only"),
			},
		},
		attrBus:    busAttribute(onDefaultBus),
		attrRegion: awsresource.RegionAttribute("the region of `event_bus_name` where that is an ARN, or else the provider's region"),
		attrState: schema.StringAttribute{
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(stateEnabled),
			MarkdownDescription: "`ENABLED` (the default) or `DISABLED`. A disabled rule matches no event.",
			Validators:          []validator.String{stringvalidator.OneOf(stateEnabled, stateDisabled)},
		},
		attrDescription: schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "What the rule is for, up to 512 characters.",
			Validators:          []validator.String{stringvalidator.LengthAtMost(512)},
		},
		attrTags:    awsresource.TagsAttribute(),
		attrTagsAll: awsresource.TagsAllAttribute(),
		// Only the configuration knows the events. They are computed as well, so
		// that an import, which can't know them, leaves nothing to plan.
		attrMustMatch: schema.ListAttribute{
			ElementType: types.StringType,
			Optional:    true,
			Computed:    true,
			MarkdownDescription: "Whole events as JSON that the rule has to match. The provider evaluates them while planning, without AWS; " +
				"an event that does not match is an error that names the field that decided.",
		},
		attrMustNotMatch: schema.ListAttribute{
			ElementType:         types.StringType,
			Optional:            true,
			Computed:            true,
			MarkdownDescription: "Whole events as JSON that the rule must not match, evaluated like `must_match`.",
		},
		attrCatalogCheck: schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "What to do with a pattern that can never match any documented event: `error`, `warn` or `off`. " +
				"The provider's `catalog_check` by default.",
			Validators: []validator.String{stringvalidator.OneOf(checkError, checkWarn, checkOff)},
		},
		attrARN: schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The rule's ARN. Targets refer to the rule by it.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		attrID: schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "The names of the event bus and the rule with a slash between them, as `terraform import` takes it. " +
				"There a rule in another region than the provider's has `@` and its region behind it.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
}

func busAttribute(onDefaultBus bool) schema.StringAttribute {
	attribute := schema.StringAttribute{
		Required: true,
		MarkdownDescription: "The name or ARN of the event bus that the rule belongs to. For a partner's events it is the " +
			"`event_bus_name` of the `eventbridge_partner_event_source_association`. Changing it makes a new rule.",
		Validators: []validator.String{
			stringvalidator.LengthBetween(1, 1600),
			stringvalidator.RegexMatches(busName, "must be the name of an event bus (letters, digits, '/', '.', '-' and '_') or its ARN"),
		},
	}
	if onDefaultBus {
		attribute.Required, attribute.Optional, attribute.Computed = false, true, true
		attribute.Default = stringdefault.StaticString(awsclient.DefaultBus)
		attribute.MarkdownDescription = "The name or ARN of the event bus that the rule belongs to, `default` by default. Changing it makes a new rule."
	}
	return attribute
}

// patternAttribute is the event pattern that a typed rule makes.
func patternAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		CustomType:          patterntype.Type{},
		Computed:            true,
		MarkdownDescription: "The event pattern that the attributes make, as compact JSON. It is known in the plan.",
	}
}
