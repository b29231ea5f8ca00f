package target

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	eventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

type logTargetModel struct {
	model

	LogGroupARN types.String `tfsdk:"log_group_arn"`
	Message     types.String `tfsdk:"message"`
	Timestamp   types.String `tfsdk:"timestamp"`
}

// plainARN is a log group's ARN without the ":*" that CloudWatch Logs often
// puts behind it.
func plainARN(arn string) string { return strings.TrimSuffix(arn, ":*") }

func (m *logTargetModel) setDefaults(config logTargetModel) {
	if m.TargetID.IsUnknown() && config.TargetID.IsNull() && !m.LogGroupARN.IsUnknown() {
		if group, err := awsclient.ParseLogGroupARN(m.LogGroupARN.ValueString()); err == nil {
			m.TargetID = types.StringValue(defaultID(group.Name))
		}
	}
	if !config.Timestamp.IsNull() {
		return
	}
	switch {
	case m.Message.IsUnknown():
		m.Timestamp = types.StringUnknown()
	case m.Message.IsNull():
		m.Timestamp = types.StringNull()
	default:
		m.Timestamp = types.StringValue(eventTime)
	}
}

// defaultID makes a target's id from the name of what it sends to. Different
// names make different ids: where the readable form would not do, the name's
// hash is added.
func defaultID(name string) string {
	readable := strings.ReplaceAll(strings.TrimPrefix(name, "/"), "/", "-")
	if len(readable) <= maxIDLength && idCharacters.MatchString(readable) && "/"+strings.ReplaceAll(readable, "-", "/") == name {
		return readable
	}
	sum := sha256.Sum256([]byte(name))
	hash := hex.EncodeToString(sum[:4])
	readable = strings.ReplaceAll(readable, "#", "-")
	return readable[:min(len(readable), maxIDLength-len(hash)-1)] + "-" + hash
}

func (m *logTargetModel) expand(config logTargetModel) eventbridge.Target {
	target := m.model.expand(config.model)
	target.Arn = aws.String(plainARN(m.LogGroupARN.ValueString()))
	if message, ok := m.message(); ok {
		target.InputTransformer = message.transformer()
	}
	return target
}

func (m *logTargetModel) message() (message, bool) {
	if m.Message.IsNull() || m.Message.IsUnknown() {
		return message{}, false
	}
	timestamp := m.Timestamp.ValueString()
	if timestamp == "" {
		timestamp = eventTime
	}
	return message{text: m.Message.ValueString(), timestamp: timestamp}, true
}

func (m *logTargetModel) flatten(k key, target eventbridge.Target, prior logTargetModel) {
	*m = logTargetModel{model: k.flatten(target, prior.model)}
	m.flattenARN(aws.ToString(target.Arn), prior)
	m.flattenMessage(target, prior)
}

func (m *logTargetModel) flattenARN(arn string, prior logTargetModel) {
	switch {
	case arn != plainARN(arn):
		// No event arrives by an ARN with ":*". Without a value in the state the
		// next plan sets it, in whichever form the configuration has it.
		m.LogGroupARN = types.StringNull()
	case arn == plainARN(prior.LogGroupARN.ValueString()):
		m.LogGroupARN = prior.LogGroupARN
	default:
		m.LogGroupARN = types.StringValue(arn)
	}
}

func (m *logTargetModel) flattenMessage(target eventbridge.Target, prior logTargetModel) {
	switch remote := target.InputTransformer; {
	case remote != nil:
		if message, ok := prior.message(); ok && sameTransformer(message.transformer(), remote) {
			m.Message, m.Timestamp = prior.Message, types.StringValue(message.timestamp)
			return
		}
		if message, ok := messageOf(remote); ok {
			m.Message, m.Timestamp = types.StringValue(message.text), types.StringValue(message.timestamp)
			return
		}
		// Not a form this resource makes: shown as it is, so that the plan
		// differs and the next apply puts it right.
		m.Message = types.StringPointerValue(remote.InputTemplate)
	case target.Input != nil:
		m.Message = types.StringPointerValue(target.Input)
	case target.InputPath != nil:
		m.Message = types.StringPointerValue(target.InputPath)
	}
}
