package partner

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// associationResource is eventbridge_partner_event_source_association: the
// event bus of a partner event source.
type associationResource struct {
	awsresource.Base
}

var (
	_ resource.Resource                = (*associationResource)(nil)
	_ resource.ResourceWithConfigure   = (*associationResource)(nil)
	_ resource.ResourceWithIdentity    = (*associationResource)(nil)
	_ resource.ResourceWithImportState = (*associationResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*associationResource)(nil)
	_ resource.ResourceWithMoveState   = (*associationResource)(nil)
)

// associationType is the resource's name behind that of the provider.
const associationType = "_partner_event_source_association"

// NewAssociation returns the resource eventbridge_partner_event_source_association.
func NewAssociation() resource.Resource { return &associationResource{} }

func (r *associationResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + associationType
}

// kmsKeyIdentifier is what CreateEventBus takes as KmsKeyIdentifier: a key ID,
// an alias name or the ARN of either, in the characters of the service model.
var kmsKeyIdentifier = regexp.MustCompile(`^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/)?[a-zA-Z0-9_/-]+$`)

func (r *associationResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	fixed := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Associates a partner event source with its event bus, so that rules can select the partner's events. " +
			"A partner, such as Buildkite, creates the source in your account; this resource creates the event bus of the same name, " +
			"after which the source is `ACTIVE`.\n\n" +
			"The source is often created seconds earlier by another resource of the same configuration, so the resource waits for it to appear. " +
			"A `moved` block turns the `aws_cloudwatch_event_bus` of a partner event source into this resource.\n\n" +
			"~> A source without an active event bus expires after two weeks. This cannot be undone: the partner must then create a new one with a new name. " +
			"This applies to a destroyed event bus and to `active = false`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The name of the event source.",
				PlanModifiers:       fixed,
			},
			"region": awsresource.RegionAttribute("the provider's region"),
			"event_source_name": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Name of the partner event source, such as `aws.partner/buildkite.com/my-org/0106-187c-12cd4fe`. " +
					"The event bus has the same name. Changing it forces a new event bus.",
				Validators:    []validator.String{sourceNameValidator{}},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description of the event bus, at most 512 characters.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(512)},
			},
			"kms_key_identifier": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "KMS customer managed key that encrypts the events: its key ID, key ARN, alias name (`alias/...`) or alias ARN. " +
					"By default, EventBridge uses a key that AWS owns.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, 2048), stringvalidator.RegexMatches(kmsKeyIdentifier, "must be a key ID, a key ARN, an alias name that starts with \"alias/\", or an alias ARN")),
				},
			},
			"dead_letter_arn": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "ARN of an SQS standard queue for events that the event bus could not encrypt or decrypt. " +
					"Events that a target did not accept go to the dead-letter queue of the target instead.",
				Validators: []validator.String{awsresource.DeadLetterQueue()},
			},
			"log_config": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "What the event bus logs; by default nothing. To deliver the log to a destination, configure a CloudWatch Logs vended log delivery " +
					"(`aws_cloudwatch_log_delivery` and related resources).",
				Attributes: map[string]schema.Attribute{
					"level": schema.StringAttribute{
						Required:            true,
						MarkdownDescription: "How much is logged: `OFF`, `ERROR`, `INFO` or `TRACE`.",
						Validators:          []validator.String{oneOf(ebtypes.Level("").Values())},
					},
					"include_detail": schema.StringAttribute{
						Optional:            true,
						Computed:            true,
						Default:             stringdefault.StaticString(string(ebtypes.IncludeDetailNone)),
						MarkdownDescription: "Whether the log contains events and target settings: `NONE` (the default) or `FULL`.",
						Validators:          []validator.String{oneOf(ebtypes.IncludeDetail("").Values())},
					},
				},
			},
			"active": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
				MarkdownDescription: "Whether the event source delivers events to the event bus; `true` by default. " +
					"A source that stays deactivated for two weeks is deleted.",
			},
			"adopt_existing": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether to take over an existing event bus of this name with its rules, and to apply the settings of this configuration to it. " +
					"`false` by default: an existing event bus is then an error, and can be imported.",
			},
			"skip_destroy": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether a destroy keeps the event bus and its rules and only removes the resource from the state, so that the source does not expire; `false` by default. " +
					"The last applied value counts.",
			},
			"tags":     awsresource.TagsAttribute(),
			"tags_all": awsresource.TagsAllAttribute(),
			"timeouts": awsresource.TimeoutsAttribute(ctx, timeouts.Opts{
				Create: true, Update: true, Delete: true,
				CreateDescription: "How long to wait for the event source to appear and to become active, such as `30s` or `1h`; `10m` by default.",
				UpdateDescription: "How long to wait for a change of the settings or of `active`; `5m` by default.",
				DeleteDescription: "How long to wait for the deletion of the event bus; `5m` by default.",
			}),

			"event_bus_name": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Name of the event bus, for rules. It equals the name of the event source, and is known once the event bus exists.",
				PlanModifiers:       fixed,
			},
			"event_bus_arn": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ARN of the event bus.",
				PlanModifiers:       fixed,
			},
			"event_source_arn": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ARN of the event source.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
			},
			"partner": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The partner's domain, such as `buildkite.com`.",
				PlanModifiers:       fixed,
			},
			"state": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "State of the event source: `ACTIVE`; `PENDING` if it is deactivated; " +
					"`DELETED` if the partner has deleted it, so that it sends no more events.",
			},
			"created_by": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The partner that created the event source, as AWS names it.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
			},
			"creation_time": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "When the partner created the event source, in RFC 3339.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
			},
			"expiration_time": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "When a source that is `PENDING` will be deleted, in RFC 3339; null for a source in another state.",
			},
		},
	}
}

// oneOf accepts the values of an enumeration of the EventBridge SDK.
func oneOf[T ~string](values []T) validator.String {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return awsresource.OneOf(texts...)
}

// sourceNameValidator accepts the name of a partner event source.
type sourceNameValidator struct{}

func (sourceNameValidator) Description(context.Context) string {
	return "the name of a partner event source, such as " + exampleName
}

func (v sourceNameValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (sourceNameValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	name := req.ConfigValue.ValueString()
	if wrong := checkName(name); wrong != "" && !awsresource.IsInvented(ctx, name) {
		resp.Diagnostics.AddAttributeError(req.Path, summaryInvalidName, wrong)
	}
}

// sourcePrefixValidator accepts what the name of a partner event source can
// begin with.
type sourcePrefixValidator struct{}

func (sourcePrefixValidator) Description(context.Context) string {
	return "the beginning of the name of a partner event source, such as aws.partner/buildkite.com/"
}

func (v sourcePrefixValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (sourcePrefixValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if wrong := checkPrefix(req.ConfigValue.ValueString()); wrong != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid event source name prefix", wrong)
	}
}

// partnerValidator refuses the name of a known partner instead of its domain.
type partnerValidator struct{}

func (partnerValidator) Description(context.Context) string { return "the domain of a partner" }

func (v partnerValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (partnerValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	name := req.ConfigValue.ValueString()
	if domain := knownPartner(name); domain != "" && domain != name && !strings.Contains(name, ".") {
		resp.Diagnostics.AddAttributeError(req.Path, "Unknown partner", fmt.Sprintf("%q is not the domain of a partner. Did you mean %q?", name, domain))
	}
}

// knownPartner is the domain of the partner in the catalog that a name probably
// means, or "".
func knownPartner(name string) string {
	var domains []string
	for _, source := range catalog.Default().Sources() {
		if source.Partner != "" {
			domains = append(domains, source.Partner)
		}
	}
	domain, _ := prose.Nearest(name, domains)
	return domain
}
