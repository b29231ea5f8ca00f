package metricsink_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestGeneratedConfiguration imports what is there with the configuration that
// Terraform writes for it, and wants nothing to be left to change.
func TestGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	const given = "arn:aws:iam::123456789012:role/own-"
	env := acctest.New(t)
	for _, role := range []string{"own-execution", "own-invocation"} {
		must[*iam.CreateRoleOutput](t)(iamOf(env).CreateRole(context.Background(), &iam.CreateRoleInput{RoleName: &role, AssumeRolePolicyDocument: aws.String(trustStates)}))
	}
	env.Workspace(env.Config(`
resource "eventbridge_log_group" "all" {
  name              = "/aws/events/all"
  retention_in_days = 30
}

resource "eventbridge_log_metric" "lost" {
  name           = "lost"
  log_group_name = eventbridge_log_group.all.name
  namespace      = "CI"
  metric_name    = "Lost"
  detail_types   = ["Agent Lost"]
  count_events   = true
}

resource "eventbridge_metric" "own" {
  name      = "own"
  preset    = "buildkite_job_wait"
  role_path = "/events/"
}

resource "eventbridge_metric" "bare" {
  name       = "bare"
  preset     = "buildkite_build_duration"
  dimensions = {}
  where      = {}
}

resource "eventbridge_metric" "given" {
  name                = "given"
  preset              = "buildkite_job_wait"
  execution_role_arn  = "`+given+`execution"
  invocation_role_arn = "`+given+`invocation"
}
`)).Run("apply", "-auto-approve")

	w := env.Workspace(env.Config(`
import {
  to = eventbridge_log_group.all
  id = "/aws/events/all"
}

import {
  to = eventbridge_log_metric.lost
  id = "/aws/events/all:lost"
}

import {
  to = eventbridge_metric.own
  id = "own"
}

import {
  to = eventbridge_metric.bare
  id = "bare"
}

import {
  to = eventbridge_metric.given
  id = "given,` + given + `invocation"
}
`))
	env.Emulator.ResetCalls()
	w.Run("plan", "-generate-config-out=generated.tf")
	if out := w.Run("plan"); !strings.Contains(out, "Plan: 5 to import, 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("plan:\n%s", out)
	}
	w.Run("apply", "-auto-approve")
	for _, call := range env.Emulator.Calls() {
		if strings.HasPrefix(call.Operation, "Put") || strings.HasPrefix(call.Operation, "Create") || strings.HasPrefix(call.Operation, "Update") {
			t.Errorf("%s was called", call.Name())
		}
	}
	// What was generated makes it anew as well.
	w.Write("main.tf", env.Config(""))
	w.Run("destroy", "-auto-approve", "-target=eventbridge_metric.own")
	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the plan after it was made anew is not empty")
	}
}
