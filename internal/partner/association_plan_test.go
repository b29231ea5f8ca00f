package partner_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// Wrong input is found while planning, at its attribute.
func TestAssociationInvalid(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const form = "A name looks like \"aws.partner/buildkite.com/my-org/0106-187c-12cd4fe\"; the partner shows it where the integration is set up."
	for name, test := range map[string]struct {
		config string
		want   []string
	}{
		"bus ARN": {
			associationOf(fmt.Sprintf("%q", busARN)),
			[]string{"Error: Invalid event source name", "event_source_name =", "\"" + busARN + "\" is no partner event source name: it is an ARN; the name is the part \"" + sourceName + "\". " + form},
		},
		"custom bus": {
			associationOf(`"my-bus"`),
			[]string{"Error: Invalid event source name", "event_source_name =", "\"my-bus\" is no partner event source name: it does not begin with \"aws.partner/\". " + form},
		},
		"empty name": {
			associationOf(`""`),
			[]string{"Error: Invalid event source name", "event_source_name =", "\"\" is no partner event source name: it is empty; the form is aws.partner/<partner>/<organization>/<id>. " + form},
		},
		"description": {
			association(`description = join("", [for i in range(513) : "x"])`),
			[]string{"Error: Invalid Attribute Value Length", "description =", "must be at most 512"},
		},
		"empty key": {
			association(`kms_key_identifier = ""`),
			[]string{"Error: Invalid Attribute Value", "kms_key_identifier =", "must be a key ID, a key ARN, an alias name that starts with \"alias/\", or an alias ARN"},
		},
		"topic as queue": {
			association(`dead_letter_arn = "arn:aws:sns:us-east-1:123456789012:topic"`),
			[]string{"Error: Invalid dead-letter queue", "dead_letter_arn =", "\"arn:aws:sns:us-east-1:123456789012:topic\" is an ARN of the service \"sns\". " +
				"Write the ARN of an SQS standard queue, such as arn:aws:sqs:eu-west-1:123456789012:dead-letters, or leave the attribute out."},
		},
		"FIFO queue": {
			association(`dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:q.fifo"`),
			[]string{"Error: Invalid dead-letter queue", "dead_letter_arn =", "\"arn:aws:sqs:us-east-1:123456789012:q.fifo\" is a FIFO queue, which EventBridge does not take for dead letters."},
		},
		"queue URL": {
			association(`dead_letter_arn = "https://sqs.us-east-1.amazonaws.com/123456789012/q"`),
			[]string{"Error: Invalid dead-letter queue", "dead_letter_arn =", "\"https://sqs.us-east-1.amazonaws.com/123456789012/q\" is not an ARN."},
		},
		"log level": {
			association(`log_config = { level = "DEBUG" }`),
			[]string{"Error: Invalid Attribute Value Match", "log_config.level value must be one of: [\"OFF\" \"ERROR\" \"INFO\" \"TRACE\"], got: \"DEBUG\""},
		},
		"log detail": {
			association(`log_config = { level = "INFO", include_detail = "SOME" }`),
			[]string{"Error: Invalid Attribute Value Match", "log_config.include_detail value must be one of: [\"NONE\" \"FULL\"], got: \"SOME\""},
		},
		"tags of AWS": {
			association(`tags = { "aws:team" = "a" }`),
			[]string{"Error:", "tags =", "aws:team"},
		},
		"timeout": {
			association(`timeouts = { create = "5" }`),
			[]string{"Error: Invalid Attribute Value Time Duration", "\"5\" must be"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env.Test(t, resource.TestStep{Config: env.Config(test.config), PlanOnly: true, ExpectError: acctest.ErrorRegexp(test.want...)})
		})
	}
	t.Cleanup(func() {
		if calls := env.Emulator.Calls(); len(calls) > 0 {
			t.Errorf("AWS was called: %v", calls)
		}
	})
}

// What is unknown while planning is let through, and checked when applying.
func TestAssociationUnknown(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	config := func(input string) string {
		return env.Config(fmt.Sprintf(`
resource "terraform_data" "input" { input = %s }
`, input) + associationOf("terraform_data.input.output.name", `
  description        = terraform_data.input.output.description
  kms_key_identifier = terraform_data.input.output.key
  dead_letter_arn    = terraform_data.input.output.queue
  log_config         = terraform_data.input.output.logging
  active             = terraform_data.input.output.active
  skip_destroy       = terraform_data.input.output.skip
  tags               = terraform_data.input.output.tags`))
	}
	const rest = `, description = "d", key = "alias/k", queue = "arn:aws:sqs:us-east-1:123456789012:q", logging = { level = "INFO", include_detail = "NONE" }, active = false, skip = false, tags = { a = "b" } }`
	env.Test(t,
		resource.TestStep{
			Config: config(`{ name = "my-bus"` + rest),
			ExpectError: acctest.ErrorRegexp("Error: Invalid event source name", "event_source_name =",
				"\"my-bus\" is no partner event source name: it does not begin with \"aws.partner/\"."),
		},
		resource.TestStep{Config: config(fmt.Sprintf(`{ name = %q`, sourceName) + rest)},
		resource.TestStep{Config: config(fmt.Sprintf(`{ name = %q`, sourceName) + rest), ConfigPlanChecks: noChange()},
	)
}

func TestAssociationImportInvalid(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	for name, test := range map[string]struct {
		id   string
		want []string
	}{
		"not there": {sourceName, []string{"Error: Partner event bus not found",
			"There is no event bus \"" + sourceName + "\" in region us-east-1 of account 123456789012, so there is nothing to import. Apply creates it once the partner has created the event source."}},
		"not a name": {"my-bus", []string{"Error: Invalid import ID",
			"The ID is the name of the partner event source, or the ARN of its event bus. \"my-bus\" is no partner event source name: it does not begin with \"aws.partner/\"."}},
		"another region": {"arn:aws:events:eu-west-1:123456789012:event-bus/" + sourceName, []string{"Error: Import from another region",
			"is in region eu-west-1, and the provider works in us-east-1. Configure the provider for the region of the event bus."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env.Test(t, resource.TestStep{
				Config:      env.Config(association() + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, test.id)),
				ExpectError: acctest.ErrorRegexp(test.want...),
			})
		})
	}
	t.Run("another account", func(t *testing.T) {
		t.Parallel()
		env := withSource(t)
		associateByHand(t, env)
		const other = "arn:aws:events:us-east-1:210987654321:event-bus/" + sourceName
		env.Test(t, resource.TestStep{
			Config: env.Config(association() + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, other)),
			ExpectError: acctest.ErrorRegexp("Error: Import from another account",
				"\""+other+"\" was asked for, and the provider's credentials lead to \""+busARN+"\"."),
		})
	})
}
