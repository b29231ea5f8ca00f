package awsresource

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TestEventBus holds what names an event bus, wherever one is named.
func TestEventBus(t *testing.T) {
	t.Parallel()
	const (
		inARN  = "arn:aws:events:us-east-1:123456789012:event-bus/"
		source = "aws.partner/buildkite.com/org/1"
	)
	for text, want := range map[string]struct{ nameOrARN, name string }{
		"default":                     {"", ""},
		"my.bus_1-x":                  {"", ""},
		source:                        {"", ""},
		"aws.partner/stripe.com/acct": {"", ""},
		inARN + "default":             {"", `is an ARN. The name of the event bus is "default".`},
		inARN + source:                {"", `The name of the event bus is "` + source + `".`},
		"":                            {"The name of the event bus is empty.", "The name of the event bus is empty."},
		"my bus":                      {`"my bus" is not a valid event bus name`, `"my bus" is not a valid event bus name`},
		strings.Repeat("x", 257):      {"has 257 characters", "has 257 characters"},
		"aws.partner/stripe.com":      {"the id is missing", "refer to the `event_bus_name`"},
		"aws.partner/x//y":            {"is empty", "is empty"},
		"team/bus":                    {"does not begin with", "does not begin with"},
		inARN + "aws.partner/x":       {"the id is missing", "is an ARN"},
		"arn:aws:eventsv2:us-east-1:123456789012:event-bus/orders": {`belongs to the service "eventsv2", not "events"`, `belongs to the service "eventsv2"`},
		"arn:aws:events:us-east-1:123456789012:rule/a":             {`names "rule/a"`, `names "rule/a"`},
		"arn:aws:events:us-east-1:1234:event-bus/a":                {"which is not 12 digits", "which is not 12 digits"},
		"arn:aws:events:us-east-1::event-source/" + source:         {"names", "names"},
	} {
		for v, part := range map[validator.String]string{EventBus(): want.nameOrARN, EventBusName(): want.name} {
			var resp validator.StringResponse
			v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("event_bus_name"), ConfigValue: types.StringValue(text)}, &resp)
			switch {
			case part == "" && resp.Diagnostics.HasError():
				t.Errorf("%s: %s", text, resp.Diagnostics)
			case part != "" && (len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail(), part)):
				t.Errorf("%s: got %s, want %q", text, resp.Diagnostics, part)
			}
		}
	}
}
