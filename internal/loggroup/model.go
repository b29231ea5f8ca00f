package loggroup

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

type logGroupModel struct {
	ID              types.String `tfsdk:"id"`
	ARN             types.String `tfsdk:"arn"`
	Name            types.String `tfsdk:"name"`
	Region          types.String `tfsdk:"region"`
	CreateLogGroup  types.Bool   `tfsdk:"create_log_group"`
	RetentionInDays types.Int64  `tfsdk:"retention_in_days"`
	RetentionPolicy types.String `tfsdk:"retention_policy_name"`
	EffectiveDays   types.Int64  `tfsdk:"effective_retention_in_days"`
	KMSKeyARN       types.String `tfsdk:"kms_key_arn"`
	LogGroupClass   types.String `tfsdk:"log_group_class"`
	Protected       types.Bool   `tfsdk:"deletion_protection_enabled"`
	ResourcePolicy  types.String `tfsdk:"resource_policy"`
	ForceDestroy    types.Bool   `tfsdk:"force_destroy"`
	SkipDestroy     types.Bool   `tfsdk:"skip_destroy"`
	Tags            types.Map    `tfsdk:"tags"`
	TagsAll         types.Map    `tfsdk:"tags_all"`
}

// managed reports whether the group itself is managed here. It is while nothing
// else is known: after an import.
func (m logGroupModel) managed() bool {
	return m.CreateLogGroup.IsNull() || m.CreateLogGroup.ValueBool()
}

// observed is a log group as it is on AWS.
type observed struct {
	group logstypes.LogGroup
	// tags are nil if nobody asked for them.
	tags map[string]string
	// policy is a value of resource_policy, policyChanged included.
	policy string
}

// arn is the log group's ARN without ":*".
func (o observed) arn() string { return plainARN(o.group) }

// plainARN is a log group's ARN without ":*". AWS returns it in a separate field
// since 2023; the older field ends with ":*".
func plainARN(group logstypes.LogGroup) string {
	return awsclient.PlainLogGroupARN(cmp.Or(aws.ToString(group.LogGroupArn), aws.ToString(group.Arn)))
}

// class is the log group's class; AWS omits it where there is only one.
func (o observed) class() string {
	if o.group.LogGroupClass == "" {
		return string(logstypes.LogGroupClassStandard)
	}
	return string(o.group.LogGroupClass)
}

// expand is what to create the log group with.
func (m logGroupModel) expand() *cloudwatchlogs.CreateLogGroupInput {
	input := &cloudwatchlogs.CreateLogGroupInput{
		LogGroupName: aws.String(m.Name.ValueString()),
		KmsKeyId:     m.KMSKeyARN.ValueStringPointer(),
	}
	if m.Protected.ValueBool() {
		input.DeletionProtectionEnabled = aws.Bool(true)
	}
	if tags := awsresource.TagMap(m.TagsAll); len(tags) > 0 {
		input.Tags = tags
	}
	if !m.LogGroupClass.IsNull() && !m.LogGroupClass.IsUnknown() {
		input.LogGroupClass = logstypes.LogGroupClass(m.LogGroupClass.ValueString())
	}
	return input
}

// flatten is the state of a log group. prior is the state or plan before; it
// has what AWS doesn't know, and after an import it is empty.
func flatten(o observed, prior logGroupModel, meta *awsresource.Meta) logGroupModel {
	m := logGroupModel{
		ID:             types.StringPointerValue(o.group.LogGroupName),
		ARN:            types.StringValue(o.arn()),
		Name:           types.StringPointerValue(o.group.LogGroupName),
		Region:         meta.Region(),
		CreateLogGroup: types.BoolValue(prior.managed()),
		LogGroupClass:  types.StringValue(o.class()),
		Protected:      types.BoolValue(prior.managed() && aws.ToBool(o.group.DeletionProtectionEnabled)),
		ResourcePolicy: types.StringValue(o.policy),
		ForceDestroy:   types.BoolValue(prior.ForceDestroy.ValueBool()),
		SkipDestroy:    types.BoolValue(prior.SkipDestroy.ValueBool()),
	}
	if policy := aws.ToString(o.group.RetentionPolicyName); policy != "" {
		m.RetentionPolicy = types.StringValue(policy)
	}
	if days := aws.ToInt32(o.group.RetentionInDays); days != 0 {
		m.EffectiveDays = types.Int64Value(int64(days))
	}
	m.Tags, m.TagsAll = awsresource.NoTags()
	if !prior.managed() {
		return m
	}
	// While a policy of the account overrides the group's own retention, AWS
	// does not tell the latter.
	m.RetentionInDays = m.EffectiveDays
	if !m.RetentionPolicy.IsNull() {
		m.RetentionInDays = prior.RetentionInDays
	}
	if key := aws.ToString(o.group.KmsKeyId); key != "" {
		m.KMSKeyARN = types.StringValue(key)
	}
	if o.tags != nil {
		m.Tags, m.TagsAll = meta.FlattenTags(o.tags, prior.Tags)
	}
	return m
}
