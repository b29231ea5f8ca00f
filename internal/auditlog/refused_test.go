package auditlog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// TestRefused refuses what is wrong while validating, at the attribute.
func TestRefused(t *testing.T) {
	t.Parallel()
	const token = "  api_token_wo = \"a\"\n  api_token_wo_version = 1\n"
	const given = "  connection_arn = \"arn:aws:events:us-east-1:123456789012:connection/a/1\"\n"
	all := map[string]acctest.Refusal{}
	for lines, want := range map[string][]string{
		"  enabled = true": {"Missing secret", "or `connection_arn` of a connection"},
		"  api_token_wo_version = 1\n  enabled = true":                                                   {"Missing secret", "`api_token_wo_version` is set and `api_token_wo` is null"},
		"  api_token_wo = \"a\"":                                                                         {"Missing secret version"},
		token + given:                                                                                    {"Conflicting token arguments", "connection_arn"},
		"  api_token_wo_version = 1\n  api_token_wo = \"bearer a\"":                                      {"Invalid secret", "which the provider adds"},
		"  api_token_wo_version = 1\n  api_token_wo = \"a\\n\"":                                          {"Invalid secret", "trimspace"},
		"  api_token_wo_version = 1\n  api_token_wo = \"" + strings.Repeat("a", 506) + "\"":              {"Invalid secret", "has 506 characters", "1 to 505"},
		"  connection_arn = \"arn:aws:events:us-east-1:123456789012:rule/a\"":                            {"Invalid ARN", "connection_arn"},
		token + "  organization = \"My Org\"":                                                            {"must be a slug"},
		token + "  portal = \"a/b\"":                                                                     {"must be a slug"},
		token + "  portal = \"a\"\n  event_types = [\"SSO_PROVIDER_UPDATED\"]":                           {"Setting has no effect", "event_types"},
		token + "  backfill_start_time = \"yesterday\"":                                                  {"Invalid time", "backfill_start_time"},
		token + "  backfill_start_time = \"2126-01-01T00:00:00Z\"":                                       {"Time in the future"},
		token + "  event_bus_name = \"aws.partner/buildkite.com/a/b\"":                                   {"Partner event bus does not accept events"},
		token + "  event_bus_name = \"arn:aws:events:us-east-1:1:event-bus/a\"":                          {"Invalid event bus name", "not 12 digits"},
		token + "  event_bus_name = \"arn:aws:events:us-east-1:123456789012:event-bus/aws.partner/a/b\"": {"Partner event bus does not accept events"},
		token + "  event_bus_name = \"a b\"":                                                             {"Invalid event bus name"},
		token + "  event_source = \"aws.x\"":                                                             {"must not begin with aws."},
		token + "  event_source = \"" + strings.Repeat("a", 257) + "\"":                                  {"event_source", "256"},
		token + "  event_types = []":                                                                     {"event_types", "at least 1"},
		token + "  event_types = [\"SsoProviderUpdatedEvent\"]":                                          {"Invalid audit event type", "Did you mean `SSO_PROVIDER_UPDATED`?"},
		token + "  event_types = [\"A] } }\"]":                                                           {"Invalid audit event type"},
		token + "  interval_minutes = 0":                                                                 {"interval_minutes", "between 1 and 1440"},
		token + "  late_minutes = 1441":                                                                  {"late_minutes", "between 1 and 1440"},
		token + "  name = \"a.b\"":                                                                       {"may contain letters, digits, - and _ only"},
		token + "  name = \"" + strings.Repeat("a", 65) + "\"":                                           {"between 1 and 64"},
		token + "  failure_log_group_arn = \"arn:aws:s3:::a\"":                                           {"Invalid log group ARN"},
		token + "  dead_letter_arn = \"arn:aws:sqs:us-east-1:123456789012:a.fifo\"":                      {"Invalid dead-letter queue", "FIFO"},
		token + "  kms_key_arn = \"alias/a\"":                                                            {"Invalid ARN", "kms_key_arn"},
		token + "  execution_role_name = \"a\"\n  invocation_role_name = \"a\"":                          {"Duplicate role name"},
		token + "  tags = { \"a;b\" = \"c\" }":                                                           {"Invalid tag key"},
	} {
		config := auditLog(lines)
		if strings.Contains(lines, "  organization") {
			config = strings.Replace(config, "  organization = \"my-org\"\n", "", 1)
		}
		all[lines] = acctest.Refusal{Config: config, Want: want}
	}
	acctest.New(t).Refuses(all)
}

// TestPlanned refuses and warns of what takes the region, the account or the state,
// while planning.
func TestPlanned(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	plan := func(lines string) string {
		t.Helper()
		p := env.Workspace(env.Config(withToken(token, 1, lines)))
		out, _ := p.Try("plan")
		return out
	}
	types := catalog.Default().DetailType("Audit Event Logged").Field("event", "type").Enum
	for lines, want := range map[string][]string{
		"  event_bus_name = \"arn:aws:events:eu-west-1:123456789012:event-bus/a\"\n":      {"Error: Event bus in another region", "event_bus_name"},
		"  failure_log_group_arn = \"arn:aws:logs:eu-west-1:123456789012:log-group:a\"\n": {"Error: Log group in another region", "failure_log_group_arn"},
		"  kms_key_arn = \"arn:aws:kms:eu-west-1:123456789012:key/a\"\n":                  {"Error: KMS key in another region", "kms_key_arn"},
		"  dead_letter_arn = \"arn:aws:sqs:eu-west-1:123456789012:a\"\n":                  {"Error: Dead-letter queue in another region"},
		"  event_bus_name = \"arn:aws:events:us-east-1:210987654321:event-bus/a\"\n":      {"Warning: Event bus in another account", "account 210987654321"},
		"  interval_minutes = 1\n":                    {"Warning: Frequent runs cost more", "302,000"},
		"  event_types = [\"SSO_PROVIDER_UPDATE\"]\n": {"Warning: Undocumented audit event type", "Did you mean `SSO_PROVIDER_UPDATED`?"},
		fmt.Sprintf("  event_types = [\"%s\"]\n", strings.Join(types[:len(types)-10], `", "`)): {"Error: Too many audit event types"},
	} {
		if out := plan(lines); !acctest.ErrorRegexp(want...).MatchString(out) {
			t.Errorf("%s: got %s", lines, out)
		}
	}
	// Nothing is warned of again in a plan that does not change it.
	w := env.Workspace(env.Config(withToken(token, 1, "  interval_minutes = 1\n  event_types = [\"SSO_PROVIDER_UPDATE\"]\n")))
	w.Run("apply", "-auto-approve")
	if out := w.Run("plan"); strings.Contains(out, "Warning") || !strings.Contains(out, "No changes") {
		t.Errorf("got %s", out)
	}
	w.Run("destroy", "-auto-approve")
}
