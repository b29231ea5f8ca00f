package webhook_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	address = "eventbridge_webhook.test"
	role    = "chat-us-east-1-invocation"
	token   = "Bearer xoxb-the-first-secret"
	rotated = "Bearer xoxb-the-second-secret"
)

func webhook(lines string) string {
	return fmt.Sprintf("resource \"eventbridge_webhook\" \"test\" {\n  name = \"chat\"\n%s\n}\n", lines)
}

func withToken(secret string, version int, lines string) string {
	return webhook(fmt.Sprintf("  url = \"https://example.com/hooks\"\n  secret_wo = %q\n  secret_wo_version = %d\n%s", secret, version, lines))
}

func known(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

func action(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, of)}}
}

var emptyPlan = acctest.EmptyPlan

func must[O any](t *testing.T) func(out O, err error) O {
	t.Helper()
	return func(out O, err error) O {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func nothingLeft(t *testing.T, env *acctest.Env) {
	t.Helper()
	if left := env.Emulator.Inventory(); left.Connections+left.APIDestinations+left.Roles > 0 {
		t.Errorf("left behind: %+v", left)
	}
}

func connectionOf(t *testing.T, env *acctest.Env) *eventbridge.DescribeConnectionOutput {
	t.Helper()
	return must[*eventbridge.DescribeConnectionOutput](t)(env.EventBridge().DescribeConnection(context.Background(), &eventbridge.DescribeConnectionInput{Name: aws.String("chat")}))
}

// TestWebhook is the life of a webhook: creation, each update, import, drift of each
// part, and destruction.
func TestWebhook(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Emulator.SetConnectionDelay(emulator.ConnectionDelay{Describes: 2})
	ctx, events := context.Background(), env.EventBridge()
	first := env.Config(withToken(token, 1, ""))
	all := env.Config(withToken(rotated, 2, `
  method = "PUT"
  description = "builds"
  header = "X-Token"
  rate_per_second = 5
  headers = { X-Team = "ci" }
  query_parameters = { room = "general" }
  kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/a"
  tags = { team = "ci" }
`))
	query := env.Config(withToken(rotated, 2, "  secret_query_parameter = \"sig\""))
	open := env.Config(webhook("  url = \"https://example.com/hooks\""))
	steps := []resource.TestStep{
		{
			Config: first, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				known("id", knownvalue.StringExact("chat")), known("header", knownvalue.StringExact("Authorization")), known("secret_wo", knownvalue.Null()),
				known("rate_per_second", knownvalue.Int64Exact(300)), known("changed_parts", knownvalue.ListExact(nil)),
				known("invocation_role_arn", knownvalue.StringExact("arn:aws:iam::123456789012:role/"+role)),
			},
			Check: func(*terraform.State) error {
				if got := connectionOf(t, env); got.ConnectionState != ebtypes.ConnectionStateAuthorized {
					t.Errorf("the connection is %s", got.ConnectionState)
				}
				return nil
			},
		},
		emptyPlan(first),
		{
			Config: all, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				got := connectionOf(t, env)
				parameters := got.AuthParameters.InvocationHttpParameters
				if aws.ToString(got.AuthParameters.ApiKeyAuthParameters.ApiKeyName) != "X-Token" || len(parameters.HeaderParameters)+len(parameters.QueryStringParameters) != 2 || aws.ToString(got.KmsKeyIdentifier) == "" {
					t.Errorf("got %+v", got)
				}
				return nil
			},
		},
		emptyPlan(all),
		{Config: all, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportCommandWithID, ImportStateId: "chat", ImportStateVerify: true, ImportStateVerifyIgnore: []string{"secret_wo_version"}},
		{
			Config: query, ConfigPlanChecks: action(plancheck.ResourceActionUpdate), ConfigStateChecks: []statecheck.StateCheck{known("header", knownvalue.Null())},
			Check: func(*terraform.State) error {
				if got := must[*iam.GetRoleOutput](t)(iam.NewFromConfig(env.AWS()).GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(role)})); len(got.Role.Tags) > 0 {
					t.Errorf("the tags are not removed from the role: %+v", got.Role.Tags)
				}
				return nil
			},
		},
		emptyPlan(query),
		{Config: open, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		emptyPlan(open),
		{Config: first, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
	}
	for _, spoil := range []func(){
		func() {
			must[*eventbridge.UpdateApiDestinationOutput](t)(events.UpdateApiDestination(ctx, &eventbridge.UpdateApiDestinationInput{
				Name: aws.String("chat"), InvocationEndpoint: aws.String("https://example.org"), HttpMethod: ebtypes.ApiDestinationHttpMethodGet, InvocationRateLimitPerSecond: aws.Int32(1), Description: aws.String("x")}))
			must[*eventbridge.UpdateConnectionOutput](t)(events.UpdateConnection(ctx, &eventbridge.UpdateConnectionInput{Name: aws.String("chat"), AuthParameters: &ebtypes.UpdateConnectionAuthRequestParameters{
				ApiKeyAuthParameters: &ebtypes.UpdateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("X-Other")},
				InvocationHttpParameters: &ebtypes.ConnectionHttpParameters{
					HeaderParameters: []ebtypes.ConnectionHeaderParameter{{Key: aws.String("A"), Value: aws.String("b")}}, BodyParameters: []ebtypes.ConnectionBodyParameter{{Key: aws.String("a"), Value: aws.String("b")}},
				},
			}}))
			must[*iam.UpdateRoleOutput](t)(iam.NewFromConfig(env.AWS()).UpdateRole(ctx, &iam.UpdateRoleInput{RoleName: aws.String(role), MaxSessionDuration: aws.Int32(7200)}))
		},
		func() {
			env.Emulator.SetConnectionState("us-east-1", "chat", "DEAUTHORIZED", "The key is not accessible.")
		},
		func() {
			must[*eventbridge.DeleteApiDestinationOutput](t)(events.DeleteApiDestination(ctx, &eventbridge.DeleteApiDestinationInput{Name: aws.String("chat")}))
		},
		func() {
			must[*eventbridge.DeleteConnectionOutput](t)(events.DeleteConnection(ctx, &eventbridge.DeleteConnectionInput{Name: aws.String("chat")}))
			for range 3 {
				_, _ = events.DescribeConnection(ctx, &eventbridge.DescribeConnectionInput{Name: aws.String("chat")}) // until it is gone
			}
		},
	} {
		steps = append(steps,
			resource.TestStep{
				PreConfig: spoil, Config: first, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{known("changed_parts", knownvalue.ListExact(nil))},
				Check: func(*terraform.State) error {
					if got := connectionOf(t, env); got.ConnectionState != ebtypes.ConnectionStateAuthorized {
						t.Errorf("the connection is %s", got.ConnectionState)
					}
					return nil
				},
			},
			emptyPlan(first))
	}
	env.Test(t, steps...)
	nothingLeft(t, env)
}

// TestWebhookDeauthorized shows why the connection is not authorized any more.
func TestWebhookDeauthorized(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(withToken(token, 1, "")))
	w.Run("apply", "-auto-approve")
	env.Emulator.SetConnectionState("us-east-1", "chat", "DEAUTHORIZED", "The key is not accessible.")
	if out := w.Run("plan"); !strings.Contains(out, `"connection in state DEAUTHORIZED: The key is not accessible"`) {
		t.Errorf("the plan says\n%s", out)
	}
}

// TestWebhookUnknown has the place of the secret known after the apply of something
// else, whether there is one or not.
func TestWebhookUnknown(t *testing.T) {
	t.Parallel()
	for place, header := range map[string]string{`null`: "Authorization", `"sig"`: ""} {
		env := acctest.New(t)
		w := env.Workspace(env.Config("resource \"terraform_data\" \"later\" {\n  input = { place = " + place + " }\n}\n" +
			withToken(token, 1, "  secret_query_parameter = terraform_data.later.output.place\n  headers = { Authorization2 = \"a\" }")))
		w.Run("apply", "-auto-approve")
		if !w.IsEmptyPlan() {
			t.Errorf("%s: the second plan is not empty", place)
		}
		if got := connectionOf(t, env).AuthParameters.ApiKeyAuthParameters.ApiKeyName; header != "" && aws.ToString(got) != header || header == "" && aws.ToString(got) == "Authorization" {
			t.Errorf("%s: the header is %s", place, aws.ToString(got))
		}
	}
}

// TestWebhookSecrets looks for the secret in plans, in the state, in what Terraform
// prints and in the logs.
func TestWebhookSecrets(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := func(version int, lines string) string {
		return env.Config("variable \"secret\" {\n  ephemeral = true\n}\n" + strings.Replace(withToken("", version, lines), `secret_wo = ""`, "secret_wo = var.secret", 1))
	}
	w := env.Process(config(1, "")) // its log is in Terraform's
	log := filepath.Join(t.TempDir(), "log")
	w.Setenv("TF_LOG", "TRACE")
	w.Setenv("TF_LOG_PATH", log)
	w.Setenv("TF_VAR_secret", token)
	out := w.Run("plan", "-out", "p") + w.Run("show", "-json", "p") + w.Run("apply", "p")
	w.Setenv("TF_VAR_secret", rotated)
	w.Write("main.tf", config(2, "  secret_body_field = \"key\""))
	out += w.Run("apply", "-auto-approve")
	// A secret that is refused is not repeated either.
	w.Setenv("TF_VAR_secret", rotated+"\n")
	refused, err := w.Try("plan")
	if err == nil || !strings.Contains(refused, "Invalid secret") {
		t.Errorf("got %s", refused)
	}
	out += refused
	w.Setenv("TF_VAR_secret", rotated)
	w.Run("destroy", "-auto-approve")
	for _, file := range []string{log, filepath.Join(w.Dir, "terraform.tfstate"), filepath.Join(w.Dir, "terraform.tfstate.backup")} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out += string(text)
	}
	if !strings.Contains(out, "CreateConnection") {
		t.Error("the log does not have the provider's calls")
	}
	for _, secret := range []string{"the-first-secret", "the-second-secret"} {
		if at := strings.Index(out, secret); at >= 0 {
			t.Errorf("%s is in %s", secret, out[max(at-200, 0):min(at+200, len(out))])
		}
	}
	nothingLeft(t, env)
}

// TestWebhookInterrupted fails at each call once: the next apply completes the
// webhook, and destroy removes all of it.
func TestWebhookInterrupted(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]emulator.Fault{
		"connection":         {Service: "events", Operation: "CreateConnection", Code: "AccessDeniedException", Status: 400, Times: 1},
		"connection, lost":   {Service: "events", Operation: "CreateConnection", CutAfter: true, Times: 1},
		"wait":               {Service: "events", Operation: "DescribeConnection", Code: "AccessDeniedException", Status: 400, After: 1, Times: 1},
		"destination":        {Service: "events", Operation: "CreateApiDestination", Code: "AccessDeniedException", Status: 400, Times: 1},
		"destination, lost":  {Service: "events", Operation: "CreateApiDestination", CutAfter: true, Times: 1},
		"destination, empty": {Service: "events", Operation: "CreateApiDestination", Rewrite: func([]byte) []byte { return []byte("{}") }, Times: 1},
		"connection, empty":  {Service: "events", Operation: "CreateConnection", Rewrite: func([]byte) []byte { return []byte("{}") }, Times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.CompletesAfter(t, fault, "eventbridge_webhook", map[string]any{
				"name": "chat", "url": "https://example.com/hooks", "secret_wo": token, "secret_wo_version": 1,
			})
		})
	}
}

// TestWebhookForeign leaves a connection of the name alone that somebody else
// created, and adopts an identical one if asked to.
func TestWebhookForeign(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx := context.Background()
	must[*eventbridge.CreateConnectionOutput](t)(env.EventBridge().CreateConnection(ctx, &eventbridge.CreateConnectionInput{
		Name: aws.String("chat"), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey, AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("theirs")}},
	}))
	config := withToken(token, 1, "")
	w := env.Workspace(env.Config(config))
	for range 2 {
		if out, err := w.Try("apply", "-auto-approve"); err == nil || !acctest.ErrorRegexp("Connection already exists", "terraform import eventbridge_webhook.NAME 'chat'").MatchString(out) {
			t.Errorf("got %s", out)
		}
	}
	w.Run("destroy", "-auto-approve")
	if left := env.Emulator.Inventory(); left.Connections != 1 || left.Roles != 0 {
		t.Errorf("left: %+v", left)
	}
	w.Write("main.tf", env.ConfigWith("  adopt_identical = true", config))
	if out := w.Run("apply", "-auto-approve"); !strings.Contains(out, `Connection "chat" adopted`) {
		t.Errorf("got %s", out)
	}
	if !w.IsEmptyPlan() {
		t.Error("the plan after the adoption is not empty")
	}
	w.Run("destroy", "-auto-approve")
	nothingLeft(t, env)
}

// TestWebhookList lists the webhooks, and no API destination that is none.
func TestWebhookList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx := context.Background()
	w := env.Workspace(env.Config(withToken(token, 1, "")))
	w.Run("apply", "-auto-approve")
	must[*eventbridge.CreateApiDestinationOutput](t)(env.EventBridge().CreateApiDestination(ctx, &eventbridge.CreateApiDestinationInput{
		Name: aws.String("chatter"), ConnectionArn: connectionOf(t, env).ConnectionArn, HttpMethod: ebtypes.ApiDestinationHttpMethodPost, InvocationEndpoint: aws.String("https://example.com"),
	}))
	p := env.Protocol(nil)
	listed, diags := p.List("eventbridge_webhook", map[string]any{"name_prefix": "cha"}, true, 10)
	p.Must(diags)
	if len(listed) != 1 || listed[0].Identity["name"] != "chat" || listed[0].State["url"] != "https://example.com/hooks" {
		t.Errorf("listed %+v", listed)
	}
	imported, diags := p.ImportIdentity("eventbridge_webhook", map[string]any{"name": "chat"})
	p.Must(diags)
	if imported == nil {
		t.Error("nothing was imported by identity")
	}
}

// TestWebhookRefused refuses what is wrong, at the attribute.
func TestWebhookRefused(t *testing.T) {
	t.Parallel()
	all := map[string]acctest.Refusal{}
	const good = "  url = \"https://example.com\"\n"
	const secret = "  secret_wo = \"a\"\n  secret_wo_version = 1\n"
	for lines, want := range map[string][]string{
		"  url = \"http://example.com\"":                                                             {"Invalid webhook URL", "EventBridge calls HTTPS endpoints only"},
		"  url = \"https://user:pass@example.com\"":                                                  {"Invalid webhook URL", "Use `secret_wo`"},
		"  url = \"https://example.com/#a\"":                                                         {"fragment"},
		"  url = \"https://example.com/{room}\"":                                                     {"characters that EventBridge does not accept"},
		"  url = \"example.com\"":                                                                    {"not a URL with a host"},
		good + "  secret_wo = \"a\"":                                                                 {"Missing secret version", "secret_wo = ", "requires `secret_wo_version`"},
		strings.Replace(good, "https://", "https://*.", 1):                                           {"Invalid webhook URL", "The host contains `*`."},
		good + "  secret_wo_version = 1":                                                             {"Missing secret", "secret_wo_version = 1"},
		good + "  header = \"X-Token\"":                                                              {"Missing secret", "For a header without a secret, use `headers`"},
		good + "  secret_wo = \" a\"\n  secret_wo_version = 1":                                       {"Invalid secret", "trimspace"},
		good + "  secret_wo = \"\"\n  secret_wo_version = 1":                                         {"The secret is empty."},
		good + secret + "  headers = { authorization = \"b\" }":                                      {"Duplicate header"},
		good + secret + "  header = \"A B\"":                                                         {"must be the name of an HTTP header"},
		good + secret + "  header = \"A\"\n  secret_body_field = \"b\"":                              {"Conflicting secret locations"},
		good + secret + "  secret_query_parameter = \"a\"\n  query_parameters = { a = \"b\" }":       {"Duplicate query parameter"},
		good + "  method = \"TRACE\"":                                                                {"TRACE"},
		good + "  rate_per_second = 0":                                                               {"rate_per_second"},
		good + "  invocation_role_arn = \"arn:aws:iam::123456789012:role/a\"\n  role_path = \"/a/\"": {"Setting has no effect"},
	} {
		all[lines] = acctest.Refusal{Config: strings.Replace(webhook(lines), "name = \"chat\"\n", "name = \"chat\"\n", 1), Want: want}
	}
	env := acctest.New(t)
	env.Refuses(all)
}

// TestWarnsOfSecrets warns of what looks like a secret where it is readable, and
// does not repeat it.
func TestWarnsOfSecrets(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for lines, want := range map[string]string{
		`url = "https://example.com/x?sig=hush1234"`:                                          "secret_query_parameter = \"sig\"",
		`url = "https://hooks.slack.com/services/T0/B0/hush1234"`:                             "The path of a URL of hooks.slack.com is a secret.",
		"url = \"https://example.com\"\nheaders = { Authorization = \"Bearer hush1234\" }":    "header = \"Authorization\"",
		"url = \"https://example.com\"\nquery_parameters = { api_key = \"hush1234\" }":        "secret_query_parameter = \"api_key\"",
		"url = \"https://example.com/x?room=1\"\nheaders = { Content-Type = \"text/plain\" }": "",
	} {
		out := env.Workspace(env.Config(webhook(lines))).Run("plan", "-no-color")
		_, warning, found := strings.Cut(out, "Warning: Secret in plain text")
		detail := strings.Join(strings.Fields(warning), " ")
		if found != (want != "") || !strings.Contains(detail, want) {
			t.Errorf("%s: %s", lines, out)
		}
	}
}
