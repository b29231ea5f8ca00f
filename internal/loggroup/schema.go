package loggroup

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

var _ awsresource.Resource = (*logGroupResource)(nil)

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

// New returns the resource eventbridge_log_group: a log group of CloudWatch
// Logs that EventBridge may write to, the group and its resource policy in one.
func New() resource.Resource { return &logGroupResource{} }

func (*logGroupResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_log_group"
}

func (*logGroupResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A CloudWatch Logs log group that EventBridge may write to: the log group and its resource policy " +
			"as one resource. Many rules can share it; an `eventbridge_log_target` sends a rule's events to it.\n\n" +
			"Without such a policy EventBridge accepts the target, but silently drops every event.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The name of the log group.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"arn": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "ARN of the log group without a trailing `:*`, as targets require it.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Name of the log group, 1 to 512 characters: letters, digits, `.`, `-`, `_`, `/` and `#`. " +
					"The EventBridge console uses names that start with `/aws/events/`; other names work as well. " +
					"Changing it forces a new log group.",
				Validators:    awsresource.LogGroupName(),
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			awsresource.RegionName: awsresource.RegionAttribute("the provider's region"),
			"create_log_group": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
				MarkdownDescription: "Whether this resource manages the log group itself; `true` by default. With `false` the log group must exist, is not changed, is kept " +
					"when this resource is destroyed, and only its resource policy is managed; `retention_in_days`, `kms_key_arn`, " +
					"`log_group_class`, `deletion_protection_enabled`, `tags` and `force_destroy` cannot be set then. A change from `true` to `false` keeps the log group.",
			},
			"retention_in_days": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "How many days events are kept: " + listRetentionDays() + ". By default they never expire. " +
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
				MarkdownDescription: "How many days CloudWatch Logs actually keeps events: the value of the account-level retention policy if one applies, " +
					"otherwise `retention_in_days`. Null if events never expire.",
			},
			"kms_key_arn": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "ARN of the KMS key that encrypts new events. The key policy must allow CloudWatch Logs to use it. " +
					"By default, CloudWatch Logs uses its own key.",
				Validators: []validator.String{awsresource.ARN("kms", "key/")},
			},
			"log_group_class": schema.StringAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "[Log class](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html) of the group: `STANDARD`, or " +
					"`INFREQUENT_ACCESS`, which is cheaper and has no metric filters, subscriptions or transformers. Other classes, such as `ESSENTIALS`, are accepted with a warning; " +
					"`DELIVERY` is an error, because its log groups cannot be read. AWS uses `STANDARD` by default. The class of a log group cannot be changed: a new value replaces the log group.",
				Validators: []validator.String{logGroupClassValidator{}},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(),
					stringplanmodifier.RequiresReplaceIfConfigured(),
				},
			},
			"deletion_protection_enabled": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether CloudWatch Logs refuses to delete the log group, also outside of Terraform. Set it to `false` and apply before you destroy the resource. " +
					"Defaults to `false`.",
			},
			"resource_policy": schema.StringAttribute{
				Optional: true,
				Computed: true,
				Default:  stringdefault.StaticString(policyOnGroup),
				MarkdownDescription: "The kind of resource policy that allows EventBridge to write to the log group. `log_group` (the default) attaches it " +
					"to the log group. `account` creates an account-wide policy for this log group, one of the ten that AWS allows per account and region. " +
					"`none` creates no policy, for a permission that is granted elsewhere. " +
					"If the policy is deleted on AWS, the state shows `none`, and if it is changed, `changed`; the next apply restores it.",
				Validators: []validator.String{awsresource.OneOf(policyOnGroup, policyOnAccount, policyNone)},
			},
			"force_destroy": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether a destroy deletes the log group with the events in it. With `false`, the default, " +
					"a log group that contains events is kept, with a warning, and an empty one is deleted.",
			},
			"skip_destroy": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether a destroy keeps the log group, even an empty one, with its resource policy, and only removes the resource from the state; `false` by default. " +
					"The last applied value counts. Conflicts with `force_destroy`.",
			},
			"tags":     awsresource.TagsAttribute(),
			"tags_all": awsresource.TagsAllAttribute(),
		},
	}
}

// The classes of log groups that are known to suit events, and classForm, the
// form of all classes: AWS adds classes, so others pass with a warning.
var (
	knownClasses = []string{string(logstypes.LogGroupClassStandard), string(logstypes.LogGroupClassInfrequentAccess)}
	classForm    = regexp.MustCompile(`^[A-Z][A-Z_]*$`)
)

// logGroupClassValidator accepts classes of log groups that can be read.
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
	case class == string(logstypes.LogGroupClassDelivery):
		resp.Diagnostics.AddAttributeError(req.Path, "Unsupported log group class",
			"Log groups of class DELIVERY only forward logs of Lambda functions, and events in them cannot be read. Use STANDARD or INFREQUENT_ACCESS.")
	case !classForm.MatchString(class):
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid log group class",
			fmt.Sprintf("%q is not a log class, which consists of capital letters and underscores. Use STANDARD or INFREQUENT_ACCESS.", class))
	}
}

// retentionDays are the retention periods that CloudWatch Logs knows, in days
// (service model logs 2014-03-28).
var retentionDays = []int64{
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

// retentionValidator accepts the retention periods that CloudWatch Logs knows.
type retentionValidator struct{}

func (retentionValidator) Description(context.Context) string {
	return "must be one of " + listRetentionDays()
}

func (v retentionValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (retentionValidator) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	days := req.ConfigValue.ValueInt64()
	if slices.Contains(retentionDays, days) {
		return
	}
	detail := fmt.Sprintf("CloudWatch Logs does not support a retention of %d days. Supported are %s. The nearest is %d.",
		days, listRetentionDays(), nearestRetention(days))
	if days <= 0 {
		detail += " To keep events indefinitely, omit retention_in_days."
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid retention period", detail)
}

// nearestRetention is the period closest to the given one; of two that are
// equally close the longer, which loses no events.
func nearestRetention(days int64) int64 {
	best := retentionDays[0]
	for _, known := range retentionDays {
		if distance(known, days) <= distance(best, days) {
			best = known
		}
	}
	return best
}

func distance(a, b int64) uint64 {
	if a < b {
		a, b = b, a
	}
	return uint64(a) - uint64(b)
}

func listRetentionDays() string {
	texts := make([]string, len(retentionDays))
	for i, d := range retentionDays {
		texts[i] = strconv.FormatInt(d, 10)
	}
	return prose.And(texts)
}
