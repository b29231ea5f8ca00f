package loggroup

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
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
				Optional: true,
				MarkdownDescription: "How many days events are kept: " + listDays(retentionDays) + ". Without it they never expire. " +
					"An account-level retention policy overrides it: see `retention_policy_name`.",
				Validators: []validator.Int64{retentionValidator{}},
			},
			"retention_policy_name": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "Name of the account-level retention policy that applies to the log group, null if none does. " +
					"Such a policy overrides `retention_in_days`.",
			},
			"effective_retention_in_days": schema.Int64Attribute{
				Computed: true,
				MarkdownDescription: "How many days CloudWatch Logs really keeps events: those of the account-level retention policy if one applies, " +
					"else `retention_in_days`. Null if events never expire.",
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
				MarkdownDescription: "[Log class](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html) of the group: `STANDARD`, or " +
					"`INFREQUENT_ACCESS`, which is cheaper and has no metric filters, subscriptions or transformers. Other classes, such as `ESSENTIALS`, are passed on with a warning; " +
					"`DELIVERY` is refused, because its log groups can't be read. AWS uses `STANDARD` by default. The class of a log group can't be changed: a new value replaces the log group.",
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

// The classes of log groups that are known to suit events, and classForm, the
// form of all classes: AWS adds classes, so others pass with a warning.
var (
	knownClasses = []string{string(logs.LogGroupClassStandard), string(logs.LogGroupClassInfrequentAccess)}
	classForm    = regexp.MustCompile(`^[A-Z][A-Z_]*$`)
)

// logGroupClassValidator refuses what is not a class of log groups that can be
// read.
type logGroupClassValidator struct{}

func (logGroupClassValidator) Description(context.Context) string {
	return "must be a log class whose log groups can be read, such as " + prose.Or(knownClasses)
}

func (v logGroupClassValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (logGroupClassValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	switch class := req.ConfigValue.ValueString(); {
	case class == string(logs.LogGroupClassDelivery):
		resp.Diagnostics.AddAttributeError(req.Path, "Unsupported log group class",
			"Log groups of class DELIVERY only pass on the logs of Lambda functions; events in them can't be read. Use STANDARD or INFREQUENT_ACCESS.")
	case !classForm.MatchString(class):
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid log group class",
			fmt.Sprintf("%q is not a log class: their names have capital letters and underscores only. Use STANDARD or INFREQUENT_ACCESS.", class))
	}
}

// warnOfClass warns of a class whose features are not known here.
func warnOfClass(class types.String) diag.Diagnostics {
	if class.IsNull() || class.IsUnknown() || slices.Contains(knownClasses, class.ValueString()) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("log_group_class"), "Unfamiliar log group class",
		fmt.Sprintf("This version of the provider does not know which features log groups of class %s have. Check in AWS's documentation that EventBridge can write to them, "+
			"and that queries and metric filters work if you need them. The class can't be changed later.", class.ValueString()))}
}

// describe names a log group in messages.
func describe(name string) string { return fmt.Sprintf("log group %q", name) }
