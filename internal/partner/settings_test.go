package partner

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

const someBus = "arn:aws:events:eu-west-1:123456789012:event-bus/" + exampleName

func TestKeyARN(t *testing.T) {
	t.Parallel()
	for identifier, want := range map[string]string{
		"":             "",
		"alias/events": "arn:aws:kms:eu-west-1:123456789012:alias/events",
		"1234abcd":     "arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
		"arn:aws:kms:us-east-1:210987654321:key/1234abcd": "arn:aws:kms:us-east-1:210987654321:key/1234abcd",
	} {
		if got := keyARN(identifier, someBus); got != want {
			t.Errorf("keyARN(%q) = %q, want %q", identifier, got, want)
		}
	}
	if got := keyARN("alias/events", ""); got != "alias/events" {
		t.Errorf("without a bus: %q", got)
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	full := settings{description: "d", kmsKey: "alias/k", deadLetterARN: "q", logLevel: ebtypes.LevelInfo, logDetail: ebtypes.IncludeDetailFull}
	for name, test := range map[string]struct {
		a, b settings
		want string
	}{
		"nothing":         {settings{}, settings{}, ""},
		"logging off":     {settings{}, settings{logLevel: ebtypes.LevelOff, logDetail: ebtypes.IncludeDetailNone}, ""},
		"detail of off":   {settings{}, settings{logLevel: ebtypes.LevelOff, logDetail: ebtypes.IncludeDetailFull}, ""},
		"default detail":  {settings{logLevel: ebtypes.LevelInfo}, settings{logLevel: ebtypes.LevelInfo, logDetail: ebtypes.IncludeDetailNone}, ""},
		"key in long":     {settings{kmsKey: "alias/k"}, settings{kmsKey: "arn:aws:kms:eu-west-1:123456789012:alias/k"}, ""},
		"key elsewhere":   {settings{kmsKey: "alias/k"}, settings{kmsKey: "arn:aws:kms:eu-west-1:210987654321:alias/k"}, "kms_key_identifier"},
		"everything":      {full, settings{}, "description kms_key_identifier dead_letter_arn log_config"},
		"detail":          {full, settings{description: "d", kmsKey: "alias/k", deadLetterARN: "q", logLevel: ebtypes.LevelInfo}, "log_config"},
		"nothing of full": {full, full, ""},
	} {
		if got := strings.Join(test.a.differences(test.b, someBus), " "); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// What is not set is not sent, and what was set is cleared in words.
func TestInputs(t *testing.T) {
	t.Parallel()
	full := settings{description: "d", kmsKey: "alias/k", deadLetterARN: "q", logLevel: ebtypes.LevelInfo, logDetail: ebtypes.IncludeDetailFull}
	logFull := &ebtypes.LogConfig{Level: ebtypes.LevelInfo, IncludeDetail: ebtypes.IncludeDetailFull}
	queue := &ebtypes.DeadLetterConfig{Arn: aws.String("q")}
	for name, test := range map[string]struct{ got, want any }{
		"create bare": {settings{}.createInput("n"), &eventbridge.CreateEventBusInput{Name: aws.String("n"), EventSourceName: aws.String("n")}},
		"create full": {full.createInput("n"), &eventbridge.CreateEventBusInput{
			Name: aws.String("n"), EventSourceName: aws.String("n"), Description: aws.String("d"),
			KmsKeyIdentifier: aws.String("alias/k"), DeadLetterConfig: queue, LogConfig: logFull,
		}},
		"update bare": {settings{}.updateInput("n", settings{}), &eventbridge.UpdateEventBusInput{Name: aws.String("n")}},
		"fill": {full.updateInput("n", settings{}), &eventbridge.UpdateEventBusInput{
			Name: aws.String("n"), Description: aws.String("d"), KmsKeyIdentifier: aws.String("alias/k"), DeadLetterConfig: queue, LogConfig: logFull,
		}},
		"clear what the bus has": {settings{}.updateInput("n", full, settings{}), &eventbridge.UpdateEventBusInput{
			Name: aws.String("n"), Description: aws.String(""), KmsKeyIdentifier: aws.String(""), DeadLetterConfig: &ebtypes.DeadLetterConfig{},
			LogConfig: &ebtypes.LogConfig{Level: ebtypes.LevelOff, IncludeDetail: ebtypes.IncludeDetailNone},
		}},
		"clear what the state knows": {settings{}.updateInput("n", settings{}, settings{description: "d"}), &eventbridge.UpdateEventBusInput{
			Name: aws.String("n"), Description: aws.String(""),
		}},
	} {
		if !reflect.DeepEqual(test.got, test.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, test.got, test.want)
		}
	}
}
