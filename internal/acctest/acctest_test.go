package acctest_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const source = "aws.partner/buildkite.com/acme/0190-ab"

const association = `
resource "eventbridge_partner_event_source_association" "test" {
  event_source_name = "` + source + `"
}
`

func TestErrorRegexp(t *testing.T) {
	t.Parallel()
	const wrapped = `
╷
│ Error: Missing AWS region
│
│   with provider["registry.terraform.io/typed-events/eventbridge"],
│   on main.tf line 2, in provider "eventbridge":
│    2: provider "eventbridge" {
│
│ No AWS region is configured. Set region in the
│ provider's configuration.
╵
`
	for _, test := range []struct {
		texts []string
		want  bool
	}{
		{[]string{"Missing AWS region"}, true},
		{[]string{"No AWS region is configured. Set region in the provider's configuration."}, true},
		{[]string{"Missing AWS region", "Set region in the provider's"}, true},
		{[]string{"Set region in the provider's", "Missing AWS region"}, false},
		{[]string{"Missing AWS regions"}, false},
		{[]string{"configured. Set profile"}, false},
		{[]string{"No AWS region is configured, Set"}, false},
	} {
		if got := acctest.ErrorRegexp(test.texts...).MatchString(wrapped); got != test.want {
			t.Errorf("ErrorRegexp(%q) matches: %v", test.texts, got)
		}
	}
}

func TestNothingOfTheUserIsSeen(t *testing.T) {
	t.Parallel()
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "AWS_") && !strings.Contains(value, "no-aws") && name != "AWS_EC2_METADATA_DISABLED" {
			t.Errorf("%s is set", name)
		}
	}
	if _, err := os.Stat(os.Getenv("TF_CLI_CONFIG_FILE")); err != nil {
		t.Error(err)
	}
}

func TestEnv(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.PartnerSource(source)
	env.Test(t, resource.TestStep{
		Config: env.Config(association),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("eventbridge_partner_event_source_association.test", tfjsonpath.New("state"), knownvalue.StringExact("ACTIVE")),
		},
	})
	if n := env.Emulator.CallCount("events:DeleteEventBus"); n != 1 {
		t.Errorf("the bus was deleted %d times", n)
	}
}

// TestWorkspace drives the built provider, and kills it within an apply.
func TestWorkspace(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.PartnerSource(source)
	w := env.Process(env.Config(association))

	held := env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "CreateEventBus", Delay: time.Minute})
	var out bytes.Buffer
	cmd := w.Start(&out, "apply", "-auto-approve")
	for started := time.Now(); env.Emulator.CallCount("events:DescribeEventSource") == 0; time.Sleep(5 * time.Millisecond) {
		if time.Since(started) > time.Minute {
			t.Fatalf("the apply does not begin:\n%s", out.String())
		}
	}
	w.Kill(cmd)
	held()

	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the second plan is not empty")
	}
	if state := w.State(); len(state.Values.RootModule.Resources) != 1 {
		t.Errorf("got %+v", state.Values.RootModule.Resources)
	}
	if out, err := w.Try("apply", "-auto-approve", "-replace=nothing"); err == nil {
		t.Errorf("want an error, got %s", out)
	}
	w.Run("destroy", "-auto-approve")
}

func TestMoto(t *testing.T) {
	t.Parallel()
	env := acctest.Moto(t)
	out, err := env.EventBridge().DescribeEventBus(context.Background(), &eventbridge.DescribeEventBusInput{})
	if err != nil || aws.ToString(out.Name) != "default" {
		t.Errorf("got %+v, %v", out, err)
	}
}
