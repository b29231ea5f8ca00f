package target

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// model is what all kinds of targets share; their models embed it.
type model struct {
	ID            types.String   `tfsdk:"id"`
	Region        types.String   `tfsdk:"region"`
	RuleARN       types.String   `tfsdk:"rule_arn"`
	TargetID      types.String   `tfsdk:"target_id"`
	RetryPolicy   types.Object   `tfsdk:"retry_policy"`
	DeadLetterARN types.String   `tfsdk:"dead_letter_arn"`
	CatalogCheck  types.String   `tfsdk:"catalog_check"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) shared() *model { return m }

// key identifies a target of a rule.
type key struct {
	rule awsclient.RuleARN
	id   string
}

// String is the target's id attribute.
func (k key) String() string { return k.rule.Bus + "/" + k.rule.Name + "/" + k.id }

// key reads the reference to the rule and the target's id.
func (m *model) key() (key, error) {
	rule, err := awsclient.ParseRuleARN(m.RuleARN.ValueString())
	return key{rule: rule, id: m.TargetID.ValueString()}, err
}

// ruleRegion is the region of the rule: unknown, or null, if the ARN is.
func (m *model) ruleRegion() types.String {
	if m.RuleARN.IsUnknown() {
		return types.StringUnknown()
	}
	rule, ok := knownRule(m.RuleARN)
	if !ok {
		return types.StringNull()
	}
	return types.StringValue(rule.Region)
}

// reference is a model that has the reference to the rule only.
func (k key) reference() model {
	return model{
		RuleARN: types.StringValue(k.rule.String()),
		Timeouts: timeouts.Value{Object: types.ObjectNull(map[string]attr.Type{
			"create": types.StringType, "update": types.StringType, "delete": types.StringType,
		})},
	}
}

// expand returns what all kinds of targets send. Of the retry policy only what
// the configuration sets is sent.
func (m *model) expand(config model) ebtypes.Target {
	target := ebtypes.Target{Id: aws.String(m.TargetID.ValueString())}
	if queue := m.DeadLetterARN.ValueString(); queue != "" {
		target.DeadLetterConfig = &ebtypes.DeadLetterConfig{Arn: aws.String(queue)}
	}
	retry := &ebtypes.RetryPolicy{
		MaximumRetryAttempts:     number(config.RetryPolicy, "maximum_retry_attempts"),
		MaximumEventAgeInSeconds: number(config.RetryPolicy, "maximum_event_age_in_seconds"),
	}
	if retry.MaximumRetryAttempts != nil || retry.MaximumEventAgeInSeconds != nil {
		target.RetryPolicy = retry
	}
	return target
}

// mode is the value of catalog_check; off while it is unknown.
func mode(catalogCheck types.String) catalog.Mode {
	mode, _ := patterntype.CatalogCheck(catalogCheck)
	return mode
}

// plannedWithoutRule reports whether the rule was written by this apply, so that
// the plan could not be checked against it.
func plannedWithoutRule(meta *awsresource.Meta, ruleARN types.String) bool {
	rule, ok := knownRule(ruleARN)
	return ok && meta.AWS.Rules().WroteHere(rule.Bus, rule.Name)
}

// number is a number of a nested object, nil if it is not set.
func number(object types.Object, name string) *int32 {
	value, ok := object.Attributes()[name].(types.Int64)
	if !ok || value.IsNull() || value.IsUnknown() {
		return nil
	}
	return aws.Int32(int32(value.ValueInt64())) //nolint:gosec // validated
}

// flatten returns the state of what all kinds of targets share. What AWS does
// not return of the retry policy is EventBridge's default.
func (k key) flatten(target ebtypes.Target, prior model) model {
	m := model{
		ID:           types.StringValue(k.String()),
		Region:       types.StringValue(k.rule.Region),
		RuleARN:      prior.RuleARN,
		TargetID:     types.StringValue(k.id),
		RetryPolicy:  defaultRetryPolicy(),
		CatalogCheck: prior.CatalogCheck,
		Timeouts:     prior.Timeouts,
	}
	if retry := target.RetryPolicy; retry != nil {
		attempts, age := int64(maxAttempts), int64(maxEventAge)
		if retry.MaximumRetryAttempts != nil {
			attempts = int64(*retry.MaximumRetryAttempts)
		}
		if retry.MaximumEventAgeInSeconds != nil {
			age = int64(*retry.MaximumEventAgeInSeconds)
		}
		m.RetryPolicy = retryPolicyValue(attempts, age)
	}
	if dlq := target.DeadLetterConfig; dlq != nil && aws.ToString(dlq.Arn) != "" {
		m.DeadLetterARN = types.StringPointerValue(dlq.Arn)
	}
	return m
}
