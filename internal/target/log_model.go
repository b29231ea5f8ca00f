package target

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
)

type logTargetModel struct {
	model

	LogGroupARN types.String `tfsdk:"log_group_arn"`
	Message     types.String `tfsdk:"message"`
	Timestamp   types.String `tfsdk:"timestamp"`
}

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
		m.Timestamp = types.StringValue(message.EventTime)
	}
}

// defaultID makes a target's id from the name of its destination. Different
// names make different ids: if the readable form is ambiguous or too long, the
// name's hash is added.
func defaultID(name string) string {
	readable := strings.ReplaceAll(strings.TrimPrefix(name, "/"), "/", "-")
	if len(readable) <= maxIDLength && idCharacters.MatchString(readable) && "/"+strings.ReplaceAll(readable, "-", "/") == name {
		return readable
	}
	sum := sha256.Sum256([]byte(name))
	hash := hex.EncodeToString(sum[:4])
	readable = strings.Map(func(r rune) rune {
		if idCharacters.MatchString(string(r)) {
			return r
		}
		return '-'
	}, readable)
	return readable[:min(len(readable), maxIDLength-len(hash)-1)] + "-" + hash
}

func (m *logTargetModel) expand(config logTargetModel) ebtypes.Target {
	target := m.model.expand(config.model)
	target.Arn = aws.String(awsclient.PlainLogGroupARN(m.LogGroupARN.ValueString()))
	if log, ok := m.log(); ok {
		made := log.Transformer()
		target.InputTransformer = &ebtypes.InputTransformer{InputPathsMap: made.Paths, InputTemplate: aws.String(made.Template)}
	}
	return target
}

// log is the message that is written, if not the whole event is.
func (m *logTargetModel) log() (message.Log, bool) {
	if m.Message.IsNull() || m.Message.IsUnknown() {
		return message.Log{}, false
	}
	timestamp := m.Timestamp.ValueString()
	if timestamp == "" {
		timestamp = message.EventTime
	}
	return message.Log{Text: m.Message.ValueString(), Timestamp: timestamp}, true
}

func (m *logTargetModel) flatten(k key, target ebtypes.Target, prior logTargetModel) {
	*m = logTargetModel{model: k.flatten(target, prior.model), LogGroupARN: prior.LogGroupARN}
	if arn := awsclient.PlainLogGroupARN(aws.ToString(target.Arn)); arn != awsclient.PlainLogGroupARN(prior.LogGroupARN.ValueString()) {
		m.LogGroupARN = types.StringValue(arn)
	}
	if target.InputTransformer == nil {
		return
	}
	log, _, unreadable := parseLog(target.InputTransformer)
	if known, ok := prior.log(); unreadable != "" || ok && known.Equal(log) {
		// Of a template that no message makes, see inspectLogTarget.
		m.Message, m.Timestamp = prior.Message, prior.Timestamp
		return
	}
	m.Message, m.Timestamp = types.StringValue(log.Text), types.StringValue(log.Timestamp)
}

func parseLog(t *ebtypes.InputTransformer) (l message.Log, lost, unreadable string) {
	return message.ParseLog(message.Transformer{Paths: t.InputPathsMap, Template: aws.ToString(t.InputTemplate)})
}

func inspectLogTarget(target ebtypes.Target) (unsupported, lost string) {
	arn := aws.ToString(target.Arn)
	if arn != awsclient.PlainLogGroupARN(arn) {
		lost = fmt.Sprintf("It sends to %s. With `:*` at the end of the ARN no event arrives.", arn)
	}
	if inputOf(target) != "" {
		return "It has " + inputOf(target) + ", which CloudWatch Logs does not support.", lost
	}
	if target.InputTransformer == nil {
		return "", lost
	}
	_, undelivered, unreadable := parseLog(target.InputTransformer)
	template := fmt.Sprintf("Its input template is %s\n", aws.ToString(target.InputTransformer.InputTemplate))
	if unreadable != "" {
		return template + unreadable, lost
	}
	if undelivered != "" {
		lost = template + undelivered
	}
	return "", lost
}

// inputOf describes the constant input or the input path of a target.
func inputOf(target ebtypes.Target) string {
	switch {
	case target.Input != nil:
		return "the constant input " + *target.Input
	case target.InputPath != nil:
		return "the input path " + *target.InputPath
	}
	return ""
}
