package partner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// Wrong input is found while planning, at its attribute, without a call to AWS.
func TestAssociationInvalid(t *testing.T) {
	t.Parallel()
	const (
		form  = " A name looks like \"aws.partner/buildkite.com/my-org/0106-187c-12cd4fe\"; the integration's settings at the partner show it."
		queue = " Write the ARN of an SQS standard queue, such as arn:aws:sqs:eu-west-1:123456789012:dead-letters, or leave the attribute out."
		name  = `Invalid event source name at AttributeName("event_source_name"): `
		dead  = `Invalid dead-letter queue at AttributeName("dead_letter_arn"): `
	)
	env := acctest.New(t)
	p := env.Protocol(nil)
	logging := func(level, detail string) map[string]any {
		return map[string]any{"level": level, "include_detail": detail}
	}
	for wrong, test := range map[string]struct {
		attribute string
		value     any
		want      string
	}{
		"bus ARN":    {"event_source_name", busARN, name + `"` + busARN + `" is not a partner event source name: it is an ARN; the name is the part "` + sourceName + `".` + form},
		"custom bus": {"event_source_name", "my-bus", name + `"my-bus" is not a partner event source name: it does not begin with "aws.partner/".` + form},
		"empty name": {"event_source_name", "", name + `"" is not a partner event source name: it is empty; the form is aws.partner/<partner>/<organization>/<id>.` + form},
		"long description": {
			"description", strings.Repeat("x", 513),
			`Invalid Attribute Value Length at AttributeName("description"): Attribute description UTF-8 character count must be at most 512, got: 513`,
		},
		"URL as key": {
			"kms_key_identifier", "https://key",
			`Invalid Attribute Value Match at AttributeName("kms_key_identifier"): Attribute kms_key_identifier must be a key ID, a key ARN, an alias name that starts with "alias/", or an alias ARN, got: https://key`,
		},
		"topic as queue": {"dead_letter_arn", "arn:aws:sns:us-east-1:123456789012:topic", dead + `"arn:aws:sns:us-east-1:123456789012:topic" is an ARN of the service "sns".` + queue},
		"FIFO queue":     {"dead_letter_arn", "arn:aws:sqs:us-east-1:123456789012:q.fifo", dead + `"arn:aws:sqs:us-east-1:123456789012:q.fifo" is a FIFO queue, which EventBridge does not accept for dead letters.` + queue},
		"queue URL":      {"dead_letter_arn", "https://sqs.us-east-1.amazonaws.com/123456789012/q", dead + `"https://sqs.us-east-1.amazonaws.com/123456789012/q" is not an ARN.` + queue},
		"log level": {
			"log_config", logging("DEBUG", "NONE"),
			"Invalid value at AttributeName(\"log_config\").ElementKeyString(\"level\"): `log_config.level` does not accept \"DEBUG\". The value must be \"OFF\", \"ERROR\", \"INFO\" or \"TRACE\".",
		},
		"log detail": {
			"log_config", logging("INFO", "SOME"),
			"Invalid value at AttributeName(\"log_config\").ElementKeyString(\"include_detail\"): `log_config.include_detail` does not accept \"SOME\". The value must be \"NONE\" or \"FULL\".",
		},
		"timeout without a unit": {
			"timeouts", map[string]any{"create": "5"},
			`Invalid Attribute Value Time Duration at AttributeName("timeouts").ElementKeyString("create"): "5" must be a string containing a sequence of decimal numbers, ` +
				`each with optional fraction and a unit suffix, such as "300ms", "-1.5h" or "2h45m". Valid time units are "ns", "us" (or "µs"), "ms", "s", "m", "h".`,
		},
	} {
		given := map[string]any{"event_source_name": sourceName}
		given[test.attribute] = test.value
		t.Run(wrong, func(t *testing.T) { expectDiagnostics(t, p.Validate(typeName, given), test.want) })
	}
	for _, attribute := range acctest.Schemas().ResourceSchemas[typeName].Block.Attributes {
		if !attribute.Required && !attribute.Optional {
			continue
		}
		t.Run("unknown "+attribute.Name, func(t *testing.T) {
			given := map[string]any{"event_source_name": sourceName}
			given[attribute.Name] = acctest.Unknown
			expectDiagnostics(t, p.Validate(typeName, given))
		})
	}
	if calls := env.Emulator.Calls(); len(calls) > 0 {
		t.Errorf("AWS was called: %v", calls)
	}
}

// In Terraform the same looks so.
func TestAssociationInvalidInTerraform(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t, resource.TestStep{
		Config: env.Config(associationOf(fmt.Sprintf("%q", busARN), `tags = { "aws:team" = "a" }`)), PlanOnly: true,
		ExpectError: acctest.ErrorRegexp("Error: Invalid event source name", "event_source_name =", "\""+busARN+"\" is not a partner event source name"),
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
				"\"my-bus\" is not a partner event source name: it does not begin with \"aws.partner/\"."),
		},
		resource.TestStep{Config: config(fmt.Sprintf(`{ name = %q`, sourceName) + rest)},
		resource.TestStep{Config: config(fmt.Sprintf(`{ name = %q`, sourceName) + rest), ConfigPlanChecks: noChange()},
	)
}

func TestAssociationImportInvalid(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	const (
		form = " A name looks like \"aws.partner/buildkite.com/my-org/0106-187c-12cd4fe\"; the integration's settings at the partner show it."
		id   = "Invalid import ID: The import ID is the name of the partner event source, optionally followed by `@<region>`, or the ARN of its event bus. "
		none = "Event bus not found: There is no event bus \"" + sourceName + "\" in region %s of account 123456789012, so nothing was imported.\n\n" +
			"If it is in another region, append `@<region>` to the import ID, or set `region` in the identity. " +
			"If it was never created, remove the import: an apply creates it once the partner has created the event source."
		otherAccount = "arn:aws:events:us-east-1:210987654321:event-bus/" + sourceName
		useAnother   = " Nothing was imported. Use a provider configured for account 210987654321 (`provider = eventbridge.ALIAS` in the import block)."
	)
	for name, test := range map[string]struct{ id, want string }{
		"not there":                         {sourceName, fmt.Sprintf(none, "us-east-1")},
		"not there by ARN":                  {busARN, fmt.Sprintf(none, "us-east-1")},
		"not there in another region":       {"arn:aws:events:eu-west-1:123456789012:event-bus/" + sourceName, fmt.Sprintf(none, "eu-west-1")},
		"not there in the region behind it": {sourceName + "@eu-west-1", fmt.Sprintf(none, "eu-west-1")},
		"not a name":                        {"my-bus", id + `"my-bus" is not a partner event source name: it does not begin with "aws.partner/".` + form},
		"custom bus":                        {"arn:aws:events:us-east-1:123456789012:event-bus/my-bus", id + `"my-bus" is not a partner event source name: it does not begin with "aws.partner/".` + form},
		"no bus": {
			"arn:aws:sqs:us-east-1:123456789012:queue",
			id + `"arn:aws:sqs:us-east-1:123456789012:queue" is not a partner event source name: it is an ARN; the form of a name is aws.partner/<partner>/<organization>/<id>.` + form,
		},
		"another account": {otherAccount, "Import from another account: \"" + otherAccount + "\" is in account 210987654321, and the provider's credentials belong to account 123456789012." + useAnother},
		"no region behind it": {
			sourceName + "@europe",
			`Unknown AWS region at AttributeName("region"): "europe" is not a region that this version of the provider knows. Regions look like us-east-1. ` +
				"Set `skip_region_validation = true` on the provider if the region is new. Nothing was changed.",
		},
		"two regions": {
			busARN + "@eu-west-1",
			`Conflicting regions in import ID: "` + busARN + "@eu-west-1\" has the region eu-west-1 after the @, but the ARN is in us-east-1. Remove `@eu-west-1`. Nothing was imported.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := env.Protocol(nil).Import(typeName, test.id)
			expectDiagnostics(t, diags, test.want)
		})
	}
	t.Run("another account, and the provider may not ask for its own", func(t *testing.T) {
		t.Parallel()
		env := withSource(t)
		associateByHand(t, env)
		p := env.Protocol(map[string]any{"skip_requesting_account_id": true})
		_, diags := p.Import(typeName, otherAccount)
		want := `Import from another account: The import names account 210987654321, but the event bus of the provider's account is "` + busARN + `".` + useAnother
		expectDiagnostics(t, diags, want)
		_, diags = p.ImportIdentity(typeName, map[string]any{"name": sourceName, "account_id": "210987654321"})
		expectDiagnostics(t, diags, want)
	})
}

// In Terraform the same looks so.
func TestAssociationImportInvalidInTerraform(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.Test(t, resource.TestStep{
		Config: env.Config(association() + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, sourceName+"@eu-west-1")),
		ExpectError: acctest.ErrorRegexp("Error: Event bus not found",
			"There is no event bus \""+sourceName+"\" in region eu-west-1 of account 123456789012, so nothing was imported."),
	})
}
