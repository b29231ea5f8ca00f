package rule

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
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
	attrCatalogCheck = patterntype.CatalogCheckName
	attrPreview      = "preview"
	attrARN          = "arn"
	attrID           = "id"
	attrRoleARN      = "role_arn"
	attrSchedule     = "schedule_expression"
)

// The values of state.
const (
	stateEnabled       = "ENABLED"
	stateDisabled      = "DISABLED"
	stateAllCloudTrail = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
)

// maxName is the maximum length of a rule's name.
const maxName = 64

// ruleName is what the API model of EventBridge allows in the name of a rule.
var ruleName = regexp.MustCompile(`^[.\-_A-Za-z0-9]+$`)

var (
	_ awsresource.Resource                 = (*rule)(nil)
	_ resource.ResourceWithUpgradeIdentity = (*rule)(nil)
	_ resource.ResourceWithMoveState       = (*rule)(nil)
)

// rule is a rule resource of any kind.
type rule struct {
	awsresource.Base
	*definition
}

// definition is what all instances of one rule resource share. The schema of a
// typed rule is computed from the catalog, once.
type definition struct {
	kind
	schema schema.Schema
}

func newRule(define func() *definition) func() resource.Resource {
	return func() resource.Resource { return &rule{definition: define()} }
}

// definitions are those of typed rules, by family. Resource and list share one, and
// so do all servers of a process.
var definitions sync.Map

func defineTyped(known *catalog.Catalog, family *catalog.Family) func() *definition {
	return func() *definition {
		define, _ := definitions.LoadOrStore(family, defineOnce(func() kind { return newTyped(known, family) }))
		return define.(func() *definition)() //nolint:errcheck,forcetypeassert // nothing else is stored
	}
}

var defineRaw = defineOnce(func() kind { return raw{} })

// defineOnce returns a function that creates the definition on the first call.
func defineOnce(of func() kind) func() *definition {
	return sync.OnceValue(func() *definition {
		k := of()
		attributes := commonAttributes(k)
		attributes[attrPattern] = patternAttribute()
		maps.Copy(attributes, k.attributes())
		return &definition{kind: k, schema: schema.Schema{MarkdownDescription: k.description(), Attributes: attributes}}
	})
}

// prefix is the provider's part of the names of its resources in messages.
const prefix = "eventbridge_"

// fullName is the resource's name as a configuration writes it.
func (d *definition) fullName() string { return prefix + d.typeName() }

func (r *rule) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.typeName()
}

func (r *rule) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}

// nullValues are the attributes of a rule, all of them null.
func (d *definition) nullValues(ctx context.Context) (values, diag.Diagnostics) {
	var diags diag.Diagnostics
	out := make(values, len(d.schema.Attributes))
	for name, attribute := range d.schema.Attributes {
		kind := attribute.GetType()
		value, err := kind.ValueFromTerraform(ctx, tftypes.NewValue(kind.TerraformType(ctx), nil))
		if err != nil {
			diags.AddError("Attribute without a value", fmt.Sprintf("The attribute %s cannot be null: %s. This is a bug in the provider; please report it.", name, err))
		}
		out[name] = value
	}
	return out, diags
}

// commonAttributes are the attributes that every rule has.
func commonAttributes(k kind) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		attrName: schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "The rule's name, unique on its event bus: 1 to 64 letters, digits, `.`, `-` and `_`. Changing it replaces the rule.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			Validators: []validator.String{
				awsresource.InTurn(stringvalidator.LengthBetween(1, maxName), stringvalidator.RegexMatches(ruleName, "must contain only letters, digits, '.', '-' and '_'")),
			},
		},
		attrBus:    busAttribute(k.onDefaultBus()),
		attrRegion: awsresource.RegionAttribute("the region in `event_bus_name` if that is an ARN, otherwise the provider's region"),
		attrState:  stateAttribute(k),
		attrDescription: schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "A description of the rule, up to 512 characters.",
			Validators:          []validator.String{stringvalidator.LengthAtMost(512)},
		},
		attrTags:    awsresource.TagsAttribute(),
		attrTagsAll: awsresource.TagsAllAttribute(),
		// Only the configuration knows the events. They are computed as well, so
		// that the plan after an import, which cannot know them, is empty.
		attrMustMatch: schema.ListAttribute{
			ElementType: types.StringType,
			Optional:    true,
			Computed:    true,
			MarkdownDescription: "Whole events, as JSON strings, that the rule must match. `terraform validate` and the plan evaluate them without AWS; " +
				"an event that does not match is an error that names the field that decided.",
		},
		attrMustNotMatch: schema.ListAttribute{
			ElementType: types.StringType,
			Optional:    true,
			Computed:    true,
			MarkdownDescription: "Whole events, as JSON strings, that the rule must not match, evaluated like `must_match`. " +
				"An event unlike every documented event proves nothing, so it is a warning.",
		},
		attrCatalogCheck: patterntype.CatalogCheckAttribute(),
		attrPreview:      previewAttribute(),
		attrARN: schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The rule's ARN. Targets refer to the rule by it.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		attrID: schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "`<event bus>/<rule>`. " +
				"It is also the import ID; append `@` and the region for a rule outside the provider's region.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		attrRoleARN: schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The IAM role of the rule itself. Always null, because targets have their own roles: a role that was set outside of Terraform shows up as drift, and the next apply removes it.",
		},
		attrSchedule: schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The rule's schedule. Always null: a schedule that was set outside of Terraform shows up as drift, and the next apply removes it.",
		},
	}
}

// stateAttribute is the state of a rule. Typed rules select events of one
// partner or service, which CloudTrail does not deliver.
func stateAttribute(k kind) schema.StringAttribute {
	states := []string{stateEnabled, stateDisabled}
	description := "`ENABLED` (the default) or `DISABLED`. A disabled rule matches no event."
	if k.family() == nil {
		states = append(states, stateAllCloudTrail)
		description = "`ENABLED` (the default), `DISABLED` or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`. A disabled rule matches no event. " +
			"The third state also matches read-only management events of CloudTrail (`Describe*`, `Get*`, `List*`); it is for the default event bus and custom event buses, not for partner event buses."
	}
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		Default:             stringdefault.StaticString(stateEnabled),
		MarkdownDescription: description,
		Validators:          []validator.String{awsresource.OneOf(states...)},
	}
}

func busAttribute(onDefaultBus bool) schema.StringAttribute {
	const ofOwnAccount = " The event bus must be in the account of the provider's credentials. Changing it replaces the rule."
	attribute := schema.StringAttribute{
		Required: true,
		MarkdownDescription: "The name or ARN of the event bus that the rule belongs to. For a partner's events it is the " +
			"`event_bus_name` of the `eventbridge_partner_event_source_association`." + ofOwnAccount,
		Validators: []validator.String{awsresource.EventBus()},
	}
	if onDefaultBus {
		attribute.Required, attribute.Optional, attribute.Computed = false, true, true
		attribute.Default = stringdefault.StaticString(awsclient.DefaultBus)
		attribute.MarkdownDescription = "The name or ARN of the event bus that the rule belongs to, `default` by default." + ofOwnAccount
	}
	return attribute
}

// patternAttribute is the event pattern that a typed rule produces.
func patternAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		CustomType:          patterntype.Type{},
		Computed:            true,
		MarkdownDescription: "The event pattern that the attributes produce, as compact JSON. The plan shows it.",
	}
}
