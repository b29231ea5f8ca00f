package sink

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
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

// NewLogGroup is the resource eventbridge_log_group: a log group of CloudWatch
// Logs that EventBridge may write to, the group and its resource policy in one.
func NewLogGroup() resource.Resource { return &logGroupResource{} }

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
				Validators:    logGroupNameValidators(),
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

// logGroupNameCharacters are those of the service model (logs 2014-03-28).
var logGroupNameCharacters = regexp.MustCompile(`^[.\-_/#A-Za-z0-9]+$`)

func logGroupNameValidators() []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(1, 512),
		stringvalidator.RegexMatches(logGroupNameCharacters, "may hold letters, digits and . - _ / # only"),
		reservedNameValidator{},
	}
}

// reservedNameValidator refuses the names that AWS keeps for itself.
type reservedNameValidator struct{}

func (reservedNameValidator) Description(context.Context) string { return "must not start with aws/" }

func (v reservedNameValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (reservedNameValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if name := req.ConfigValue.ValueString(); strings.HasPrefix(name, "aws/") {
		resp.Diagnostics.AddAttributeError(req.Path, "Reserved log group name",
			fmt.Sprintf("AWS keeps names that start with aws/ for itself, so %q can't be created. With a slash in front it can: %q.", name, "/"+name))
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

// ValidateConfig refuses settings of a log group that isn't managed here.
func (*logGroupResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config logGroupModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || config.CreateLogGroup.IsNull() || config.CreateLogGroup.IsUnknown() || config.CreateLogGroup.ValueBool() {
		return
	}
	refuse := func(attribute, does string) {
		resp.Diagnostics.AddAttributeError(path.Root(attribute), "Setting of a log group that is not managed here",
			fmt.Sprintf("With create_log_group = false the log group is left as it is, and %s %s. "+
				"Remove %[1]s, or manage the log group here: import it and set create_log_group = true.", attribute, does))
	}
	if !config.RetentionInDays.IsNull() {
		refuse("retention_in_days", "would have no effect")
	}
	if !config.KMSKeyARN.IsNull() {
		refuse("kms_key_arn", "would have no effect")
	}
	if !config.LogGroupClass.IsNull() {
		refuse("log_group_class", "would have no effect")
	}
	if !config.Tags.IsNull() {
		refuse("tags", "would have no effect")
	}
	if config.ForceDestroy.ValueBool() {
		refuse("force_destroy", "could not delete it")
	}
}

// ModifyPlan plans tags, and stops changes that could only fail half-way.
func (r *logGroupResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	r.PlanRegion(ctx, req, resp, types.StringNull())
	var plan logGroupModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.CreateLogGroup.IsUnknown() && !plan.CreateLogGroup.ValueBool() {
		_, none := awsresource.NoTags()
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("tags_all"), none)...)
	} else {
		awsresource.PlanTags(ctx, req, resp, r.Meta)
	}
	if resp.Diagnostics.HasError() || req.State.Raw.IsNull() {
		return
	}
	var state logGroupModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || len(resp.RequiresReplace) > 0 || !state.Name.Equal(plan.Name) {
		return
	}
	if !state.CreateLogGroup.ValueBool() && plan.CreateLogGroup.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("create_log_group"), "Log group made elsewhere",
			fmt.Sprintf("The log group %q was not made by this resource, and a log group is never taken over silently. "+
				"To manage it here, forget the resource with `terraform state rm` and import it: the plan then shows what would change. "+
				"The import ID is the log group's name.\n\nNothing was changed.", state.Name.ValueString()))
		return
	}
	r.planClass(ctx, state, plan, resp)
}

// planClass stops a change of class that would keep the old group because of
// its events, and then could not create the new one of the same name.
func (r *logGroupResource) planClass(ctx context.Context, state, plan logGroupModel, resp *resource.ModifyPlanResponse) {
	if !state.CreateLogGroup.ValueBool() || state.ForceDestroy.ValueBool() ||
		plan.LogGroupClass.IsUnknown() || plan.LogGroupClass.Equal(state.LogGroupClass) {
		return
	}
	holds, err := r.groups().holdsEvents(ctx, state.Name.ValueString(), state.RetentionInDays.ValueInt64())
	if awsclient.IsNotFound(err) {
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(state.Name.ValueString()), "looking for events in", err, "Nothing was changed."))
		return
	}
	if holds {
		resp.Diagnostics.AddAttributeError(path.Root("log_group_class"), "Log group holds events",
			fmt.Sprintf("A log group's class can't be changed, so %q would have to be deleted and created again. It holds events, which would be lost. "+
				"Apply `force_destroy = true` first to agree to that, or give the new log group another name.", state.Name.ValueString()))
	}
}

// ImportState takes a log group's name, its ARN, or its identity; what else
// there is to know is read.
func (r *logGroupResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	named, found, diags := r.ImportByIdentity(ctx, req, keyName)
	name := named.Keys[keyName]
	if !found {
		name, diags = r.ImportByID(ctx, req)
	}
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if parsed, err := awsclient.ParseLogGroupARN(name); err == nil && !found {
		name = parsed.Name
	}
	if len(name) > 512 || !logGroupNameCharacters.MatchString(name) {
		if found {
			resp.Diagnostics.AddError("Invalid identity", fmt.Sprintf("%q is not the name of a log group. An identity has its name alone, such as /aws/events/buildkite, with region and account beside it. Nothing was imported.", name))
			return
		}
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("%q is not the name of a log group. Import by name, for example /aws/events/buildkite; one in another region than the provider's with `@<region>` behind it. Nothing was imported.", name))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
}

// describe names a log group in messages.
func describe(name string) string { return fmt.Sprintf("log group %q", name) }
