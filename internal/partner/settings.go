package partner

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// settings are the settings of a bus. Two values are equal if they mean the same
// to EventBridge, once both are canonical.
type settings struct {
	description   string
	kmsKey        string
	deadLetterARN string
	logLevel      ebtypes.Level
	logDetail     ebtypes.IncludeDetail
}

// settingsOf reads the settings of a bus.
func settingsOf(bus *eventbridge.DescribeEventBusOutput) settings {
	s := settings{
		description: aws.ToString(bus.Description),
		kmsKey:      aws.ToString(bus.KmsKeyIdentifier),
	}
	if bus.DeadLetterConfig != nil {
		s.deadLetterARN = aws.ToString(bus.DeadLetterConfig.Arn)
	}
	if bus.LogConfig != nil {
		s.logLevel, s.logDetail = bus.LogConfig.Level, bus.LogConfig.IncludeDetail
	}
	return s
}

// canonical replaces short forms and defaults: the key by its ARN, and no logging
// by OFF.
func (s settings) canonical(busARN string) settings {
	s.kmsKey = keyARN(s.kmsKey, busARN)
	if s.logLevel == "" || s.logLevel == ebtypes.LevelOff {
		s.logLevel, s.logDetail = ebtypes.LevelOff, ebtypes.IncludeDetailNone
	}
	if s.logDetail == "" {
		s.logDetail = ebtypes.IncludeDetailNone
	}
	return s
}

// differences names the settings, by attribute, in which two buses of the same
// ARN differ.
func (s settings) differences(other settings, busARN string) []string {
	a, b := s.canonical(busARN), other.canonical(busARN)
	var names []string
	for _, setting := range []struct {
		name string
		same bool
	}{
		{"description", a.description == b.description},
		{"kms_key_identifier", a.kmsKey == b.kmsKey},
		{"dead_letter_arn", a.deadLetterARN == b.deadLetterARN},
		{"log_config", a.logLevel == b.logLevel && a.logDetail == b.logDetail},
	} {
		if !setting.same {
			names = append(names, setting.name)
		}
	}
	return names
}

// createInput asks for a new bus. What is not set is not sent.
func (s settings) createInput(name string) *eventbridge.CreateEventBusInput {
	in := &eventbridge.CreateEventBusInput{Name: aws.String(name), EventSourceName: aws.String(name)}
	if s.description != "" {
		in.Description = aws.String(s.description)
	}
	if s.kmsKey != "" {
		in.KmsKeyIdentifier = aws.String(s.kmsKey)
	}
	if s.deadLetterARN != "" {
		in.DeadLetterConfig = &ebtypes.DeadLetterConfig{Arn: aws.String(s.deadLetterARN)}
	}
	if s.logLevel != "" {
		in.LogConfig = &ebtypes.LogConfig{Level: s.logLevel, IncludeDetail: s.logDetail}
	}
	return in
}

// updateInput changes a bus to s. had are the settings that the bus has, by
// all that is known: each that one of them sets, or that s sets, is sent, so
// that it does not matter whether EventBridge keeps or resets what is left
// out. The empty forms are those that clear: "" for the description and the
// key (EventBridge API reference, UpdateEventBus), a configuration without a
// queue (an ARN can't be empty in the service model), and the level OFF.
func (s settings) updateInput(name string, had ...settings) *eventbridge.UpdateEventBusInput {
	in := &eventbridge.UpdateEventBusInput{Name: aws.String(name)}
	for _, known := range append(had, s) {
		if known.description != "" {
			in.Description = aws.String(s.description)
		}
		if known.kmsKey != "" {
			in.KmsKeyIdentifier = aws.String(s.kmsKey)
		}
		if known.deadLetterARN != "" {
			in.DeadLetterConfig = &ebtypes.DeadLetterConfig{}
			if s.deadLetterARN != "" {
				in.DeadLetterConfig.Arn = aws.String(s.deadLetterARN)
			}
		}
		if known.logLevel != "" {
			off := settings{}.canonical("")
			in.LogConfig = &ebtypes.LogConfig{Level: off.logLevel, IncludeDetail: off.logDetail}
			if s.logLevel != "" {
				in.LogConfig = &ebtypes.LogConfig{Level: s.logLevel, IncludeDetail: s.logDetail}
			}
		}
	}
	return in
}

// keyARN spells out a KMS key identifier. EventBridge takes a key ID, an alias
// name and the ARN of either (CreateEventBus KmsKeyIdentifier); the short forms
// mean a key of the bus's own account and region.
func keyARN(identifier, busARN string) string {
	bus, err := arn.Parse(busARN)
	if identifier == "" || arn.IsARN(identifier) || err != nil {
		return identifier
	}
	resource := identifier
	if !strings.HasPrefix(identifier, "alias/") {
		resource = "key/" + identifier
	}
	return arn.ARN{Partition: bus.Partition, Service: "kms", Region: bus.Region, AccountID: bus.AccountID, Resource: resource}.String()
}
