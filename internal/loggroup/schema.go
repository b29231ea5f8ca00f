package loggroup

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

var (
	_ resource.Resource                   = (*logGroupResource)(nil)
	_ resource.ResourceWithConfigure      = (*logGroupResource)(nil)
	_ resource.ResourceWithValidateConfig = (*logGroupResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*logGroupResource)(nil)
	_ resource.ResourceWithImportState    = (*logGroupResource)(nil)
)

// The values of resource_policy. A state can also hold policyChanged, which no
// configuration can ask for: the provider's policy is there, but somebody
// changed it.
const (
	policyOnGroup   = "log_group"
	policyOnAccount = "account"
	policyNone      = "none"
	policyChanged   = "changed"
)

type logGroupResource struct{ awsresource.Base }

// New is the resource eventbridge_log_group: a log group of CloudWatch
// Logs that EventBridge may write to, the group and its resource policy in one.
func New() resource.Resource { return &logGroupResource{} }

func (*logGroupResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_log_group"
}

func (*logGroupResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A CloudWatch Logs log group that EventBridge may write to: the group and the resource policy that lets " +
			"events in, as one object. Many rules can share it; an `eventbridge_log_target` sends a rule's events to it.\n\n" +
			"Without such a policy EventBridge accepts the target and then drops every event in silence.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The name of the log group.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"arn": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ARN of the log group, without `:*` at its end: the form that targets want.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Name of the log group, 1 to 512 characters: letters, digits, `.`, `-`, `_`, `/` and `#`. " +
					"EventBridge's own console uses names that start with `/aws/events/`; other names work as well. " +
					"Changing it makes a new log group.",
				Validators:    awsresource.LogGroupName(),
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			awsresource.RegionName: awsresource.RegionAttribute("the provider's region"),
			"create_log_group": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
				MarkdownDescription: "Whether the log group itself is managed here. With `false` the group must exist, is left as it is, stays " +
					"when this resource is destroyed, and only its resource policy is managed; `retention_in_days`, `kms_key_arn`, " +
					"`log_group_class`, `tags` and `force_destroy` can't be set then. Changing it from `true` to `false` lets go of the group and keeps it. Defaults to `true`.",
			},
			"retention_in_days": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "How many days events are kept: " + listDays(retentionDays) + ". Without it they are kept for ever.",
				Validators:          []validator.Int64{retentionValidator{}},
			},
			"kms_key_arn": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "ARN of the KMS key that encrypts events from now on. The key's policy must let CloudWatch Logs use it. " +
					"Without it CloudWatch Logs uses a key of its own.",
				Validators: []validator.String{awsresource.ARN("kms", "key/")},
			},
			"log_group_class": schema.StringAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "`STANDARD` or `INFREQUENT_ACCESS`, which is cheaper and does without metric filters, subscriptions and transformers. " +
					"AWS uses `STANDARD` where nothing is given. A log group's class is fixed: changing it makes a new log group.",
				Validators: []validator.String{logGroupClassValidator{}},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(),
					stringplanmodifier.RequiresReplaceIfConfigured(),
				},
			},
			"resource_policy": schema.StringAttribute{
				Optional: true,
				Computed: true,
				Default:  stringdefault.StaticString(policyOnGroup),
				MarkdownDescription: "Where the resource policy is kept that lets EventBridge write to the log group. `log_group` (the default) attaches it " +
					"to the group itself. `account` makes an account-wide policy for this group, and uses one of the ten that AWS allows in an account and region. " +
					"`none` makes no policy: something else has to let EventBridge write. " +
					"If the policy is removed on AWS this reads as `none`, and if it is changed as `changed`; the next apply puts it right.",
				Validators: []validator.String{stringvalidator.OneOf(policyOnGroup, policyOnAccount, policyNone)},
			},
			"force_destroy": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether destroying this resource deletes the log group together with the events in it. With `false`, the default, " +
					"a log group that holds events is kept, with a warning; an empty one is deleted.",
			},
			"tags":     awsresource.TagsAttribute(),
			"tags_all": awsresource.TagsAllAttribute(),
		},
	}
}

// logGroupClassValidator accepts the classes of log groups that suit events.
type logGroupClassValidator struct{}

func (logGroupClassValidator) Description(context.Context) string {
	return "must be STANDARD or INFREQUENT_ACCESS"
}

func (v logGroupClassValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (logGroupClassValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	class := req.ConfigValue.ValueString()
	switch class {
	case "STANDARD", "INFREQUENT_ACCESS":
		return
	case "DELIVERY":
		resp.Diagnostics.AddAttributeError(req.Path, "Log group class without events",
			"A log group of class DELIVERY only passes the logs of Lambda functions on and keeps nothing that could be read. "+
				"For events use STANDARD or INFREQUENT_ACCESS.")
	default:
		resp.Diagnostics.AddAttributeError(req.Path, "Unknown log group class",
			fmt.Sprintf("CloudWatch Logs knows no class %q. For events use STANDARD or INFREQUENT_ACCESS.", class))
	}
}

// describe names a log group in messages.
func describe(name string) string { return fmt.Sprintf("log group %q", name) }
