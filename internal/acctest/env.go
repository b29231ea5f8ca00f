package acctest

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

// What an Env's provider is configured with. The keys open nothing.
const (
	Region    = emulator.DefaultRegion
	AccessKey = "AKIAEMULATEDACCESSKEY"
	SecretKey = "emulated/secret/key/that/opens/nothing"
)

// Env is an AWS of a test's own, and the provider that talks to it.
type Env struct {
	// Emulator is the AWS behind the provider; nil with moto.
	Emulator *emulator.Emulator
	// URL is the endpoint of that AWS.
	URL string
	// Factories serve the provider to Terraform, within the test's process.
	Factories map[string]providerFactory

	t testing.TB
}

// New starts an emulator for the test and ends it with it. The test is skipped
// where there is no Terraform.
func New(t testing.TB, options ...emulator.Option) *Env {
	t.Helper()
	needTerraform(t)
	return WithoutTerraform(t, options...)
}

// WithoutTerraform is New for a test that needs no Terraform.
func WithoutTerraform(t testing.TB, options ...emulator.Option) *Env {
	t.Helper()
	aws := emulator.New(options...)
	server, err := aws.Start()
	if err != nil {
		t.Fatalf("starting the emulator: %s", err)
	}
	t.Cleanup(func() { _ = server.Close() })
	env := newEnv(t, server.URL)
	env.Emulator = aws
	return env
}

func newEnv(t testing.TB, url string) *Env {
	return &Env{URL: url, t: t, Factories: Factories()}
}

// Factories serve the provider with pauses so short that tests do not wait.
func Factories(options ...provider.Option) map[string]providerFactory {
	options = append(options, provider.WithPollInterval(5*time.Millisecond), provider.WithMaxBackoff(2*time.Millisecond))
	return map[string]providerFactory{
		"eventbridge": func() (tfprotov6.ProviderServer, error) {
			return provider.NewServer(provider.New("test", options...)()), nil
		},
	}
}

func init() {
	awsclient.SetMissingPause(5 * time.Millisecond)
	debug.SetGCPercent(400) // a third of the time of tests went into collecting what they soon leave
}

func needTerraform(t testing.TB) {
	t.Helper()
	if terraformPath == "" {
		t.Skip("SKIP: neither terraform nor tofu is on PATH")
	}
}

// needWriteOnly skips the test if a configuration has a write-only argument and this
// Terraform has none.
func needWriteOnly(t testing.TB, config string) {
	t.Helper()
	if lacksWriteOnly && strings.Contains(config, "_wo ") {
		t.Skip("SKIP: this Terraform is older than 1.11 and has no write-only arguments")
	}
}

// Config is a whole configuration: the provider, pointed at this AWS, and body.
func (e *Env) Config(body string) string { return e.ConfigWith("", body) }

// ConfigWith is Config with more lines in the provider's block, such as
// `default_tags = { tags = { team = "a" } }`.
func (e *Env) ConfigWith(providerLines, body string) string {
	var b strings.Builder
	if !strings.Contains(body, "required_providers") {
		b.WriteString(RequiredProviders)
	}
	if !strings.Contains(body, `provider "eventbridge"`) {
		fmt.Fprintf(&b, `
provider "eventbridge" {
  region     = %q
  access_key = %q
  secret_key = %q
  endpoints = {
    eventbridge = %[4]q
    logs        = %[4]q
    sts         = %[4]q
    iam         = %[4]q
    stepfunctions = %[4]q
    cloudwatch = %[4]q
    sns         = %[4]q
    sqs         = %[4]q
    lambda      = %[4]q
    scheduler   = %[4]q
  }
%[5]s
}
`, Region, AccessKey, SecretKey, e.URL, providerLines)
	}
	b.WriteString(body)
	return b.String()
}

// RequiredProviders is the block that names the provider by its real address.
const RequiredProviders = `
terraform {
  required_providers {
    eventbridge = { source = "typed-events/eventbridge" }
  }
}
`

// Test runs the steps against this AWS with the provider in process.
func (e *Env) Test(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	Test(t, e.Factories, steps...)
}

// Test runs the steps with the provider in process: as resource.UnitTest, which it
// leaves all to that is rarely used.
func Test(t *testing.T, factories map[string]providerFactory, steps ...resource.TestStep) {
	t.Helper()
	needTerraform(t)
	for _, step := range steps {
		needWriteOnly(t, step.Config)
	}
	if !canRun(steps) {
		resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: steps})
		return
	}
	runSteps(t, factories, steps)
}

// AWS is the configuration of an SDK client for this AWS, to look at things and
// to change them behind the provider's back.
func (e *Env) AWS() aws.Config {
	return aws.Config{
		Region:       Region,
		Credentials:  credentials.NewStaticCredentialsProvider(AccessKey, SecretKey, ""),
		BaseEndpoint: aws.String(e.URL),
		HTTPClient:   awsclient.PlainBodies(awshttp.NewBuildableClient()),
	}
}

// EventBridge is a client of this AWS.
func (e *Env) EventBridge() *eventbridge.Client { return eventbridge.NewFromConfig(e.AWS()) }

// Logs is a client of this AWS.
func (e *Env) Logs() *cloudwatchlogs.Client { return cloudwatchlogs.NewFromConfig(e.AWS()) }

// PartnerSource makes a partner event source as the partner does; it is PENDING
// afterwards.
func (e *Env) PartnerSource(name string) {
	e.t.Helper()
	_, err := e.EventBridge().CreatePartnerEventSource(context.Background(), &eventbridge.CreatePartnerEventSourceInput{
		Account: aws.String(e.Emulator.Account()), Name: aws.String(name),
	})
	if err != nil {
		e.t.Fatalf("creating the partner event source %s: %s", name, err)
	}
}
