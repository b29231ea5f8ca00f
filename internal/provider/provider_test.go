package provider_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
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

const sources = `data "eventbridge_partner_event_sources" "all" {}`

// TestErrorsAsTerraformPrintsThem looks at some errors through Terraform.
func TestErrorsAsTerraformPrintsThem(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	expired := acctest.New(t, emulator.WithExpiredCredentials())
	env.Test(t,
		resource.TestStep{
			Config:      env.ConfigWith(`allowed_account_ids = ["111111111111"]`, sources),
			ExpectError: acctest.ErrorRegexp("Error: Wrong AWS account", "allowed_account_ids allows 111111111111 only.", "Nothing was read or changed on AWS."),
		},
		resource.TestStep{
			Config:      acctest.RequiredProviders + `provider "eventbridge" {}` + "\n" + sources,
			ExpectError: acctest.ErrorRegexp("Error: Missing AWS region", "No AWS region is configured."),
		},
		resource.TestStep{
			Config:      acctest.RequiredProviders + `provider "eventbridge" { region = "eu-central-1" }` + "\n" + sources,
			ExpectError: acctest.ErrorRegexp("Error: Missing AWS credentials", "Nothing was read or changed on AWS."),
		},
		resource.TestStep{
			Config:      expired.Config(sources),
			ExpectError: acctest.ErrorRegexp("Error: Expired AWS credentials", "ExpiredTokenException", "Sign in again or get new ones"),
		},
	)
}

// TestValidateStaysOffTheNetwork validates with an endpoint that counts.
func TestValidateStaysOffTheNetwork(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.ConfigWith(`allowed_account_ids = ["111111111111"]`, association+sources))
	w.Run("validate")
	if n := env.Emulator.CallCount("*"); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// TestSecretsStaySecret looks for the keys in everything Terraform writes.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.PartnerSource(source)
	const token = "session-token-that-opens-nothing"
	env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "DescribeEventSource", Code: "ThrottlingException", Times: 2})
	w := env.Process(env.ConfigWith(fmt.Sprintf(`
  token = %q
  assume_role = [{ role_arn = "arn:aws:iam::123456789012:role/build", external_id = "x1" }]
  allowed_account_ids = ["123456789012"]
`, token), association))
	log := filepath.Join(t.TempDir(), "log")
	w.Setenv("TF_LOG", "TRACE")
	w.Setenv("TF_LOG_PATH", log)
	printed := w.Run("apply", "-auto-approve")
	env.Emulator.Inject(emulator.Fault{Service: "events", Code: "AccessDeniedException"})
	failed, err := w.Try("plan")
	if err == nil {
		t.Error("the plan is to fail")
	}
	for name, written := range map[string]string{
		"output": printed, "errors": failed, "log": read(t, log), "state": read(t, filepath.Join(w.Dir, "terraform.tfstate")),
	} {
		for _, secret := range []string{acctest.SecretKey, token} {
			if strings.Contains(written, secret) {
				t.Errorf("the %s holds a secret", name)
			}
		}
	}
	// What a call was and how it ended is logged.
	for _, want := range []string{"operation=DescribeEventSource", "code=ThrottlingException", "request_id="} {
		if !strings.Contains(read(t, log), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
}

// TestUnknownConfiguration configures the provider from a resource that is not
// applied yet.
func TestUnknownConfiguration(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.PartnerSource(source)
	provider := fmt.Sprintf(`
resource "terraform_data" "region" {
  input = %q
}
provider "eventbridge" {
  region       = terraform_data.region.output
  access_key   = "a"
  secret_key   = "b"
  endpoints    = { eventbridge = %[2]q, logs = %[2]q, sts = %[2]q }
  default_tags = { tags = { region = terraform_data.region.output } }
}
`, acctest.Region, env.URL)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(provider + sources),
			ExpectError: acctest.ErrorRegexp("Error: Provider configuration not known yet",
				"The provider cannot call AWS while region in its configuration depends on resources that are not applied yet."),
		},
		resource.TestStep{
			Config: env.Config(provider + association),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue("eventbridge_partner_event_source_association.test", tfjsonpath.New("tags_all")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("eventbridge_partner_event_source_association.test", tfjsonpath.New("tags_all"),
					knownvalue.MapExact(map[string]knownvalue.Check{"region": knownvalue.StringExact(acctest.Region)})),
			},
		},
	)
}

// TestEndpoints takes the names that hashicorp/aws has for the services.
func TestEndpoints(t *testing.T) {
	t.Parallel()
	for _, names := range [][2]string{{"events", "cloudwatchlogs"}, {"cloudwatchevents", "cloudwatchlog"}} {
		t.Run(names[0], func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.PartnerSource(source)
			env.Test(t, resource.TestStep{Config: env.Config(fmt.Sprintf(`
provider "eventbridge" {
  region     = %q
  access_key = "a"
  secret_key = "b"
  endpoints  = { %s = %[3]q, %[4]s = %[3]q, iam = null }
}
resource "eventbridge_log_group" "test" {
  name = "/aws/events/test"
}
`, acctest.Region, names[0], env.URL, names[1]) + association)})
		})
	}
}

// TestReadersDoNotOutliveAWalk changes AWS between two walks within the time
// that a reader remembers its answers; the provider's process stays the same.
func TestReadersDoNotOutliveAWalk(t *testing.T) {
	t.Parallel()
	r := newRun(t)
	cloud, url := start(t)
	config := values{
		"region": text("eu-central-1"), "access_key": text("AKIAEXAMPLE"), "secret_key": text("secret"), "endpoints": r.endpoints(url),
		"forbidden_account_ids": texts(setOfText, "111111111111"),
	}
	for want := 1; want <= 2; want++ {
		if told := r.configure(t, config); len(told) > 0 {
			t.Fatalf("got %s: %s", told[0].Summary, told[0].Detail)
		}
		if n := cloud.CallCount("sts:GetCallerIdentity"); n != want {
			t.Errorf("configured %d times: STS was asked %d times", want, n)
		}
	}
}
