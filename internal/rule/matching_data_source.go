package rule

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

var (
	_ datasource.DataSourceWithConfigure      = (*matchingRules)(nil)
	_ datasource.DataSourceWithValidateConfig = (*matchingRules)(nil)
)

// NewMatchingRules makes the data source eventbridge_matching_rules.
func NewMatchingRules() datasource.DataSource { return &matchingRules{} }

// matchingRules finds out which rules of an event bus match an event.
type matchingRules struct {
	awsresource.DataBase
}

// matchingModel is the data source in Terraform's terms.
type matchingModel struct {
	Region types.String `tfsdk:"region"`
	Bus    types.String `tfsdk:"event_bus_name"`
	Event  types.String `tfsdk:"event"`
	Names  []string     `tfsdk:"matching_rule_names"`
	Rules  []verdict    `tfsdk:"rules"`
}

// verdict is a rule, and whether it matches the event.
type verdict struct {
	Name         types.String `tfsdk:"name"`
	ARN          types.String `tfsdk:"arn"`
	State        types.String `tfsdk:"state"`
	EventPattern types.String `tfsdk:"event_pattern"`
	Schedule     types.String `tfsdk:"schedule_expression"`
	ManagedBy    types.String `tfsdk:"managed_by"`
	Matches      types.Bool   `tfsdk:"matches"`
	Field        types.String `tfsdk:"field"`
	Reason       types.String `tfsdk:"reason"`
}

func (d *matchingRules) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_matching_rules"
}

func (d *matchingRules) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	computed := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the rules of an event bus that match an event and, for every other rule, the first field that does not match. " +
			"It reads all rules of the event bus, whoever manages them, and evaluates their event patterns without sending the event.",
		Attributes: map[string]schema.Attribute{
			attrRegion: awsresource.DataRegionAttribute(),
			attrBus: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The name or ARN of the event bus, `default` by default.",
				Validators:          []validator.String{awsresource.EventBus()},
			},
			"event": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "The whole event as JSON, with its envelope (`source`, `detail-type`, `detail` and so on): `file(...)` of a logged event, or `provider::eventbridge::sample_event(...)`.",
			},
			"matching_rule_names": schema.ListAttribute{
				ElementType: types.StringType, Computed: true,
				MarkdownDescription: "The names of the rules that match the event, in order.",
			},
			"rules": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "All rules of the event bus, in the order of their names.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					attrName:     computed("The rule's name."),
					attrARN:      computed("The rule's ARN."),
					attrState:    computed("The rule's state, such as `ENABLED` or `DISABLED`."),
					attrPattern:  computed("The rule's event pattern, null if it only has a schedule."),
					attrSchedule: computed("The rule's schedule, null if it has none."),
					"managed_by": computed("The AWS service that manages the rule, null if there is none."),
					"matches":    schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the rule matches the event. A disabled rule and a rule that only has a schedule never do. Null if the provider cannot evaluate the event pattern."},
					"field":      computed("The path of the first field of the event pattern that does not match, such as `detail.build.state`. Null if there is none."),
					"reason":     computed("A sentence that explains `matches`."),
				}},
			},
		},
	}
}

// ValidateConfig reports an event that is not one.
func (d *matchingRules) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config matchingModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() && isSet(config.Event) {
		resp.Diagnostics.Append(config.check()...)
	}
}

func (m *matchingModel) check() diag.Diagnostics {
	var diags diag.Diagnostics
	anyEvent, _ := patterntype.Parse(`{"source":[{"exists":true}]}`) // whatever the rules select
	if _, _, problem := readEvent(anyEvent, "`event`", m.Event.ValueString()); problem != "" {
		diags.AddAttributeError(path.Root("event"), "Invalid event", problem)
	}
	return diags
}

func (d *matchingRules) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config matchingModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.check()...)
	if config.Region.IsNull() {
		config.Region = regionOfBus(config.Bus)
	}
	resp.Diagnostics.Append(d.In(config.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.Region = d.Meta.Region()
	if config.Bus.IsNull() {
		config.Bus = types.StringValue(awsclient.DefaultBus)
	}
	resp.Diagnostics.Append(checkBusRegion(config.Bus, config.Region)...)
	asRule := rule{Base: awsresource.Base{Meta: d.Meta}}
	resp.Diagnostics.Append(asRule.checkBusAccount(ctx, config.Bus.ValueString(), "Nothing was read.")...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus := awsclient.BusName(config.Bus.ValueString())
	config.Names, config.Rules = []string{}, []verdict{}
	for remote, err := range awsclient.RulesOf(ctx, d.Meta.AWS.EventBridge(), bus, "") {
		switch {
		case awsclient.IsNotFound(err):
			resp.Diagnostics.Append(listedBusNotFound(bus, d.Meta.AWS.Region()))
			return
		case err != nil:
			resp.Diagnostics.Append(awsresource.Diagnose(fmt.Sprintf("the rules of event bus %q", bus), "listing", err, ""))
			return
		}
		found := judge(&remote, []byte(config.Event.ValueString()))
		if found.Matches.ValueBool() {
			config.Names = append(config.Names, found.Name.ValueString())
		}
		config.Rules = append(config.Rules, found)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &config)...)
}

// judge finds out whether a rule matches an event.
func judge(remote *ebtypes.Rule, event []byte) verdict {
	v := verdict{
		Name: types.StringPointerValue(remote.Name), ARN: types.StringPointerValue(remote.Arn), State: stringOrNull(aws.String(string(remote.State))),
		EventPattern: stringOrNull(remote.EventPattern), Schedule: stringOrNull(remote.ScheduleExpression), ManagedBy: stringOrNull(remote.ManagedBy),
		Matches: types.BoolValue(false),
	}
	because := func(reason string) verdict {
		if remote.State == stateDisabled {
			reason = "The rule is disabled, so it matches no event. Its event pattern on its own: " + reason
			v.Matches = types.BoolValue(false)
		}
		v.Reason = types.StringValue(reason)
		return v
	}
	if v.EventPattern.IsNull() {
		v.Reason = types.StringValue("The rule has no event pattern, so it matches no event. It runs on its schedule.")
		return v
	}
	parsed, problems := patterntype.Parse(v.EventPattern.ValueString())
	if parsed == nil {
		v.Matches = types.BoolNull()
		return because("The provider cannot evaluate the event pattern: " + prose.Sentence(problems.Err().Error()))
	}
	explanation, err := parsed.Explain(event)
	if err != nil {
		v.Matches = types.BoolNull()
		return because(prose.Sentence(err.Error())) // the event was read before
	}
	v.Matches = types.BoolValue(explanation.Matches)
	if !explanation.Matches {
		v.Field = stringOrNull(aws.String(explanation.Path))
	}
	return because(decided(explanation))
}
