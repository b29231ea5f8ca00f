package rule

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// awsRule is the resource of hashicorp/aws that is a rule.
const awsRule = "aws_cloudwatch_event_rule"

// The newest schema versions that a rule can be moved from. hashicorp/aws has
// version 1 since its 2.x.
const (
	awsRuleVersion = 1
	ownVersion     = 0
)

// MoveState takes over the state of a rule of hashicorp/aws, of another rule
// resource of this provider, or of the same resource under another address of
// this provider.
func (r *rule) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{awsresource.MoveSameType(r.fullName()), {StateMover: r.move}}
}

// movedRule is the state that a rule is moved from. The resources of this
// provider use the same names for the attributes they have.
type movedRule struct {
	ARN                *string            `json:"arn"`
	Description        *string            `json:"description"`
	EventBusName       *string            `json:"event_bus_name"`
	EventPattern       *string            `json:"event_pattern"`
	IsEnabled          *bool              `json:"is_enabled"` // all there was before version 5.21 of hashicorp/aws
	Name               *string            `json:"name"`
	Region             *string            `json:"region"` // from version 6 on
	RoleARN            *string            `json:"role_arn"`
	ScheduleExpression *string            `json:"schedule_expression"`
	State              *string            `json:"state"`
	Tags               map[string]*string `json:"tags"`
	TagsAll            map[string]*string `json:"tags_all"`
}

func (r *rule) move(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	newest, ok := r.movesFrom(req.SourceProviderAddress, req.SourceTypeName)
	if !ok {
		return // the framework reports it
	}
	if req.SourceSchemaVersion > newest {
		resp.Diagnostics.AddError("Unsupported state version", fmt.Sprintf(
			"The state of the %s has version %d, and this version of the provider supports versions up to %d. Nothing was moved or changed. "+
				"Use a newer version of this provider, or a `removed` block and an `import` block instead of `moved`.", req.SourceTypeName, req.SourceSchemaVersion, newest))
		return
	}
	var from movedRule
	if req.SourceRawState == nil || req.SourceRawState.JSON == nil || json.Unmarshal(req.SourceRawState.JSON, &from) != nil || aws.ToString(from.Name) == "" {
		resp.Diagnostics.AddError("Unreadable state", fmt.Sprintf(
			"The state of the %s has no `name` of a rule. Nothing was moved or changed. "+
				"Apply once with the provider that it belongs to, so that its state is written again, or use a `removed` block and an `import` block instead of `moved`.", req.SourceTypeName))
		return
	}
	state, diags := r.flattenMoved(ctx, from)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(state.write(ctx, &resp.TargetState)...)
	resp.Diagnostics.Append(identity(state).Set(ctx, resp.TargetIdentity)...)
}

// movesFrom reports whether a resource of that provider is a rule, and the newest
// version of its schema that is known. The registry makes no difference.
func (r *rule) movesFrom(provider, resourceType string) (newest int64, ok bool) {
	switch {
	case resourceType == awsRule:
		return awsRuleVersion, awsresource.IsAWSProvider(provider)
	case resourceType == r.fullName():
		return 0, false
	}
	others := []string{prefix + raw{}.typeName()}
	for _, family := range r.catalog().Families() {
		others = append(others, prefix+family.ResourceName)
	}
	return ownVersion, awsresource.IsThisProvider(provider) && slices.Contains(others, resourceType)
}

// flattenMoved is the state of a rule that is moved here. The refresh after the
// move reads the rule itself.
func (r *rule) flattenMoved(ctx context.Context, from movedRule) (values, diag.Diagnostics) {
	remote := &ebtypes.Rule{
		Arn: from.ARN, Description: from.Description, EventPattern: from.EventPattern, Name: from.Name,
		RoleArn: from.RoleARN, ScheduleExpression: from.ScheduleExpression, State: ebtypes.RuleState(aws.ToString(from.State)),
	}
	if remote.State == "" {
		remote.State = ebtypes.RuleStateEnabled
		if from.IsEnabled != nil && !*from.IsEnabled {
			remote.State = ebtypes.RuleStateDisabled
		}
	}
	bus := cmp.Or(aws.ToString(from.EventBusName), awsclient.DefaultBus)
	diags := unmanageable(awsclient.BusName(bus), remote, "moved")
	if diags.HasError() {
		return nil, diags
	}
	state, found := r.nullValues(ctx)
	diags.Append(found...)
	if diags.HasError() {
		return nil, diags
	}
	state[attrBus] = types.StringValue(bus)
	if region := aws.ToString(from.Region); region != "" {
		state[attrRegion] = types.StringValue(region)
	}
	if reason := r.flattenNew(remote, state); reason != "" {
		return nil, r.inexpressible(awsclient.BusName(bus), aws.ToString(from.Name), reason, "moved")
	}
	if tags := tagMap(from.Tags); len(tags.Elements()) > 0 {
		state[attrTags] = tags
	}
	state[attrTagsAll] = tagMap(from.TagsAll)
	return state, diags
}

func tagMap(tags map[string]*string) types.Map {
	elements := make(map[string]attr.Value, len(tags))
	for key, value := range tags {
		if value != nil {
			elements[key] = types.StringValue(*value)
		}
	}
	return types.MapValueMust(types.StringType, elements)
}
