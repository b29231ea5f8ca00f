package patterntype_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// TestEachTextIsParsedOnce counts how often patterns are parsed, from the
// configuration to AWS and back: an apply and two plans that share a process.
//
//nolint:paralleltest // counts for the whole process
func TestEachTextIsParsedOnce(t *testing.T) {
	const bus = "aws.partner/buildkite.com/acme/once"
	env := acctest.New(t)
	env.PartnerSource(bus)
	if _, err := env.EventBridge().CreateEventBus(context.Background(), &eventbridge.CreateEventBusInput{
		Name: aws.String(bus), EventSourceName: aws.String(bus),
	}); err != nil {
		t.Fatal(err)
	}
	once := time.Now().Format(time.RFC3339Nano) // a pattern that was not parsed before
	for kind, test := range map[string]struct {
		pattern string
		most    int64
	}{
		"eventbridge_buildkite_build_rule": {`
  build        = { state = { equals = ["failed"] }, branch = { prefix = ["` + once + `"] } }
  pipeline     = { slug = { equals = ["once"] } }
  organization = { slug = { equals = ["once"] } }`, 1},
		"eventbridge_rule": { // two: that of the configuration, and the compact one of AWS
			"  event_pattern = <<-EOT\n  { \"detail-type\": [ \"Build Finished\" ], \"detail\": { \"build\": { \"branch\": [ \"" + once + "\" ] } } }\n  EOT", 2,
		},
	} {
		config := env.Config(fmt.Sprintf("resource %q %q {\n  name = %q\n  event_bus_name = %q\n%s\n}", kind, "test", kind, bus, test.pattern))
		before := patterntype.Parses.Load()
		env.Test(t, resource.TestStep{Config: config}, resource.TestStep{Config: config, PlanOnly: true})
		if n := patterntype.Parses.Load() - before; n != test.most {
			t.Errorf("%s parses %d texts, not %d", kind, n, test.most)
		}
	}
}
