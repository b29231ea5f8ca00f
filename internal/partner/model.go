package partner

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// associationModel is the resource in Terraform's terms.
type associationModel struct {
	ID               types.String   `tfsdk:"id"`
	Region           types.String   `tfsdk:"region"`
	EventSourceName  types.String   `tfsdk:"event_source_name"`
	Description      types.String   `tfsdk:"description"`
	KMSKeyIdentifier types.String   `tfsdk:"kms_key_identifier"`
	DeadLetterARN    types.String   `tfsdk:"dead_letter_arn"`
	LogConfig        types.Object   `tfsdk:"log_config"`
	Active           types.Bool     `tfsdk:"active"`
	AdoptExisting    types.Bool     `tfsdk:"adopt_existing"`
	SkipDestroy      types.Bool     `tfsdk:"skip_destroy"`
	Tags             types.Map      `tfsdk:"tags"`
	TagsAll          types.Map      `tfsdk:"tags_all"`
	Timeouts         timeouts.Value `tfsdk:"timeouts"`

	EventBusName   types.String `tfsdk:"event_bus_name"`
	EventBusARN    types.String `tfsdk:"event_bus_arn"`
	EventSourceARN types.String `tfsdk:"event_source_arn"`
	Partner        types.String `tfsdk:"partner"`
	State          types.String `tfsdk:"state"`
	CreatedBy      types.String `tfsdk:"created_by"`
	CreationTime   types.String `tfsdk:"creation_time"`
	ExpirationTime types.String `tfsdk:"expiration_time"`
}

// empty is a model in which nothing is known yet.
func empty() associationModel {
	wait := map[string]attr.Type{"create": types.StringType, "update": types.StringType, "delete": types.StringType}
	return associationModel{
		LogConfig: types.ObjectNull(logConfigTypes),
		Tags:      types.MapNull(types.StringType),
		TagsAll:   types.MapNull(types.StringType),
		Timeouts:  timeouts.Value{Object: types.ObjectNull(wait)},
	}
}

// logConfigModel is the attribute log_config.
type logConfigModel struct {
	Level         types.String `tfsdk:"level"`
	IncludeDetail types.String `tfsdk:"include_detail"`
}

var logConfigTypes = map[string]attr.Type{
	"level":          types.StringType,
	"include_detail": types.StringType,
}

// association is the resource in AWS's terms: a bus and its source.
type association struct {
	bus *eventbridge.DescribeEventBusOutput
	// source is in state DELETED, without anything else, where AWS no longer
	// knows it.
	source ebtypes.EventSource
	// tags are those on AWS; nil if they are not managed and were not read.
	tags map[string]string
}

// expand says what the bus is to be like.
func (m *associationModel) expand(ctx context.Context) (settings, diag.Diagnostics) {
	s := settings{
		description:   m.Description.ValueString(),
		kmsKey:        m.KMSKeyIdentifier.ValueString(),
		deadLetterARN: m.DeadLetterARN.ValueString(),
	}
	if m.LogConfig.IsNull() || m.LogConfig.IsUnknown() {
		return s, nil
	}
	var logging logConfigModel
	diags := m.LogConfig.As(ctx, &logging, basetypes.ObjectAsOptions{})
	s.logLevel = ebtypes.Level(logging.Level.ValueString())
	s.logDetail = ebtypes.IncludeDetail(logging.IncludeDetail.ValueString())
	return s, diags
}

// flatten takes over what AWS has. Where AWS means the same as the model held
// before, the model keeps its own words: a key's short form, an empty
// description, logging that is off.
func (m *associationModel) flatten(ctx context.Context, found association, meta *awsresource.Meta) diag.Diagnostics {
	before, diags := m.expand(ctx)
	busARN := aws.ToString(found.bus.Arn)
	now := settingsOf(found.bus)

	name := aws.ToString(found.bus.Name)
	m.ID = types.StringValue(name)
	m.Region = meta.Region()
	m.EventSourceName = types.StringValue(name)
	m.EventBusName = types.StringValue(name)
	m.EventBusARN = keepOr(m.EventBusARN, found.bus.Arn)

	if now.description != before.description {
		m.Description = textOrNull(now.description)
	}
	if keyARN(now.kmsKey, busARN) != keyARN(before.kmsKey, busARN) {
		m.KMSKeyIdentifier = textOrNull(now.kmsKey)
	}
	m.DeadLetterARN = textOrNull(now.deadLetterARN)
	diags.Append(m.flattenLogging(now.canonical(busARN), before.canonical(busARN))...)
	m.flattenSource(name, found.source)

	m.Tags, m.TagsAll = flattenTags(found.tags, m.Tags, meta)
	// They are null after an import.
	m.AdoptExisting, m.SkipDestroy = boolOr(m.AdoptExisting, false), boolOr(m.SkipDestroy, false)
	return diags
}

// flattenLogging leaves the attribute as it is where nothing changed, and out
// where logging is off.
func (m *associationModel) flattenLogging(now, before settings) diag.Diagnostics {
	if !m.LogConfig.IsUnknown() && now.logLevel == before.logLevel && now.logDetail == before.logDetail {
		return nil
	}
	if now.logLevel == ebtypes.LevelOff {
		m.LogConfig = types.ObjectNull(logConfigTypes)
		return nil
	}
	var diags diag.Diagnostics
	m.LogConfig, diags = types.ObjectValue(logConfigTypes, map[string]attr.Value{
		"level":          types.StringValue(string(now.logLevel)),
		"include_detail": types.StringValue(string(now.logDetail)),
	})
	return diags
}

// flattenSource takes over what AWS says of the source. Whether it is active
// follows from its state; a deleted source is neither, so that `active` stays
// as it was and no plan tries to change what can't be changed.
func (m *associationModel) flattenSource(name string, source ebtypes.EventSource) {
	switch source.State {
	case ebtypes.EventSourceStateActive:
		m.Active = types.BoolValue(true)
	case ebtypes.EventSourceStatePending:
		m.Active = types.BoolValue(false)
	default:
		m.Active = boolOr(m.Active, true)
	}
	m.State = types.StringValue(string(source.State))
	m.ExpirationTime = expirationOf(source)
	m.EventSourceARN = keepOr(m.EventSourceARN, source.Arn)
	m.CreatedBy = keepOr(m.CreatedBy, source.CreatedBy)
	m.CreationTime = keepOr(m.CreationTime, timeText(source.CreationTime))
	m.Partner = types.StringValue(partnerOf(name))
}

// flattenTags is awsresource's way of reading tags, for tags that may not have
// been read.
func flattenTags(remote map[string]string, prior types.Map, meta *awsresource.Meta) (tags, tagsAll types.Map) {
	if remote == nil {
		return awsresource.NoTags()
	}
	return meta.FlattenTags(remote, prior)
}

// expirationOf is when a source will expire. Only a pending one does.
func expirationOf(source ebtypes.EventSource) types.String {
	if source.State != ebtypes.EventSourceStatePending {
		return types.StringNull()
	}
	return types.StringPointerValue(timeText(source.ExpirationTime))
}

// timeText writes a time as RFC 3339 in UTC, as Terraform's functions read it.
func timeText(t *time.Time) *string {
	if t == nil {
		return nil
	}
	return aws.String(t.UTC().Format(time.RFC3339))
}

// keepOr is the value AWS gave, or what was known before where it gave none.
func keepOr(before types.String, found *string) types.String {
	if found == nil && !before.IsUnknown() {
		return before
	}
	return types.StringPointerValue(found)
}

func textOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

func boolOr(value types.Bool, otherwise bool) types.Bool {
	if value.IsNull() || value.IsUnknown() {
		return types.BoolValue(otherwise)
	}
	return value
}
