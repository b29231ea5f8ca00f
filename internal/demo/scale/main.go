// Command scale measures the provider with many rules: CPU time and peak memory
// of Terraform and of the provider, each alone, and calls to AWS of plan, apply,
// a plan without changes and destroy, for N rules with a log target each on one
// bus and one log group: typed rules, event patterns, and the same number of
// terraform_data, which is what Terraform costs alone. The emulated AWS is part of
// this command, so that it counts for neither.
//
// The state is kept over HTTP: Terraform writes one in a local file anew after
// each resource, so that its own work would grow with the square of N and hide
// all else (see it with -local-state). In any other backend it writes every 20
// seconds. `make bench` calls this command.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

const backend = `
terraform {
  backend "http" {}
}
`

// A kind is what is measured: what is shared, and what there is for each rule.
// The rules are resources of their own, not instances of one: with count,
// Terraform makes every target wait for every rule, and its own work on those
// edges, which grows with the square of N, would be all there is to see.
type kind struct {
	name, shared, each string
}

const shared = `
terraform {
  required_providers {
    eventbridge = { source = "typed-events/eventbridge" }
  }
}

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "` + sourceName + `"
}

resource "eventbridge_log_group" "shared" {
  name          = "/aws/events/buildkite"
  force_destroy = true
}
`

const target = `
resource "eventbridge_log_target" "rule_%[1]d" {
  rule_arn      = RULE.rule_%[1]d.arn
  log_group_arn = eventbridge_log_group.shared.arn
}
`

// kinds are typed rules, the same ones as event patterns, and for each as many
// resources of Terraform itself with as much state, which shows what Terraform costs
// alone.
var kinds = []kind{
	{"typed", shared, `
resource "eventbridge_buildkite_build_rule" "rule_%[1]d" {
  name           = "rule-%[1]d"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
  build = {
    state  = { equals = ["failed"] }
    branch = { equals = ["main"], prefix = ["release/%[1]d/"] }
  }
  pipeline = { slug = { equals = ["pipeline-%[1]d"] } }
}
` + strings.Replace(target, "RULE", "eventbridge_buildkite_build_rule", 1)},
	{"raw", shared, `
resource "eventbridge_rule" "rule_%[1]d" {
  name           = "rule-%[1]d"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  event_pattern = jsonencode({
    detail-type = ["Build Finished"]
    detail = {
      build    = { state = ["failed"], branch = ["main", { prefix = "release/%[1]d/" }] }
      pipeline = { slug = ["pipeline-%[1]d"] }
    }
  })
}
` + strings.Replace(target, "RULE", "eventbridge_rule", 1)},
	{"data as raw", "", `
resource "terraform_data" "rule_%[1]d" {
  input = {
    name          = "rule-%[1]d"
    event_pattern = jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["failed"], branch = ["main", { prefix = "release/%[1]d/" }] } } })
  }
}

` + dataTarget},
	{"data as typed", "", `
resource "terraform_data" "rule_%[1]d" {
  input = {
    name          = "rule-%[1]d"
    build         = { state = { equals = ["failed"] }, branch = { prefix = ["release/%[1]d/"] } }
    event_pattern = jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["failed"], branch = ["main", { prefix = "release/%[1]d/" }] } } })
  }
}
` + dataTarget},
}

const dataTarget = `
resource "terraform_data" "target_%[1]d" {
  input = [terraform_data.rule_%[1]d.id, "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/buildkite"]
}
`

// configuration is the configuration of n of a kind.
func (k kind) configuration(n int, localState bool) []byte {
	text := []byte(k.shared)
	if !localState {
		text = append(text, backend...)
	}
	for i := range n {
		text = fmt.Appendf(text, k.each, i)
	}
	return text
}

const (
	sourceName = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
	region     = "us-east-1"
)

func main() {
	bin := flag.String("dir", ".bin", "where a Terraform that has to be fetched is kept")
	sizes := flag.String("n", "1,50,300,1000", "numbers of rules, separated by commas")
	of := flag.String("of", "typed,data as typed,raw,data as raw", "what to measure, separated by commas")
	localState := flag.Bool("local-state", false, "keep the state in a local file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *bin, *sizes, strings.Split(*of, ","), *localState); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, bin, sizes string, of []string, localState bool) (err error) {
	binary, err := terraform.Find(ctx, bin, func(what string) { fmt.Fprintln(os.Stderr, what) })
	if err != nil {
		return err
	}
	root, err := os.MkdirTemp("", "eventbridge-scale-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(root)) }()
	provider := filepath.Join(root, "provider")
	if out, err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", provider, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	fmt.Printf("\n%s, N rules with one log target each, parallelism 10; CPU in milliseconds per rule\n\n", binary)
	fmt.Printf("%5s  %-14s  %-16s %8s %14s %13s %13s %12s %10s %15s %9s\n",
		"N", "of", "step", "wall s", "terraform CPU", "provider CPU", "terraform MB", "provider MB", "AWS calls", "calls per rule", "state KB")
	for size := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			return fmt.Errorf("-n: %w", err)
		}
		for _, k := range kinds {
			if !slices.Contains(of, k.name) {
				continue
			}
			if err := k.measure(ctx, binary, filepath.Join(root, k.name+size), provider, n, localState); err != nil {
				return err
			}
		}
	}
	return nil
}

// measure prints a row for each step at one size.
func (k kind) measure(ctx context.Context, binary terraform.Binary, root, provider string, n int, localState bool) error {
	workspace, err := terraform.NewWorkspace(binary, root, provider)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(workspace.Dir, "main.tf"), k.configuration(n, localState), 0o644); err != nil {
		return err
	}
	aws := emulator.New(emulator.WithRuleQuota(max(n, 300)))
	server, err := aws.Start()
	if err != nil {
		return err
	}
	defer server.Close()
	if err := aws.CreatePartnerSource(region, sourceName); err != nil {
		return err
	}
	store := &terraform.StateStore{}
	states := httptest.NewServer(store)
	defer states.Close()
	workspace.Setenv("TF_HTTP_ADDRESS", states.URL)
	workspace.Setenv("AWS_ENDPOINT_URL", server.URL)
	workspace.Setenv("AWS_REGION", region)
	workspace.Setenv("AWS_ACCESS_KEY_ID", "bench")
	workspace.Setenv("AWS_SECRET_ACCESS_KEY", "bench")
	if err := workspace.Run(ctx, "init"); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		args []string
	}{
		{"plan", []string{"plan", "-out=plan"}},
		{"apply", []string{"apply", "plan"}},
		{"plan, no changes", []string{"plan", "-detailed-exitcode"}},
		{"destroy", []string{"destroy", "-auto-approve"}},
	} {
		aws.ResetCalls()
		run, err := runStep(ctx, workspace, provider, step.args)
		if err != nil {
			return fmt.Errorf("%s of %d rules: %w", step.name, n, err)
		}
		calls := len(aws.Calls())
		state := len(store.State())
		if file, err := os.Stat(filepath.Join(workspace.Dir, "terraform.tfstate")); err == nil && localState {
			state = int(file.Size())
		}
		fmt.Printf("%5d  %-14s  %-16s %8.2f %14.2f %13.2f %13d %12d %10d %15.2f %9d\n", n, k.name, step.name, run.wall.Seconds(), millisecondsEach(run.terraform.cpu, n),
			millisecondsEach(run.provider.cpu, n), run.terraform.peak, run.provider.peak, calls, float64(calls)/float64(n), state>>10)
	}
	return nil
}

// mostOutput is how much of what Terraform prints an error shows, from the end.
const mostOutput = 4 << 10

// stepRun is what one run of Terraform has used.
type stepRun struct {
	wall                time.Duration
	terraform, provider usage
}

// runStep runs Terraform with a provider that is a process beside it.
func runStep(ctx context.Context, workspace *terraform.Workspace, provider string, args []string) (run stepRun, err error) {
	command := workspace.Command(ctx, args...)
	served, err := serve(ctx, provider, command.Env)
	if err != nil {
		return run, err
	}
	attach := served.attach
	if workspace.Binary.Name == "tofu" {
		attach = strings.ReplaceAll(attach, "registry.terraform.io", "registry.opentofu.org")
	}
	command.Env = append(command.Env, reattach+"="+attach)
	start := time.Now()
	out, err := command.CombinedOutput()
	run.wall = time.Since(start)
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out[max(0, len(out)-mostOutput):])
	}
	run.terraform = usageOf(command.ProcessState)
	var stopErr error
	run.provider, stopErr = served.stop()
	return run, errors.Join(err, stopErr)
}

func millisecondsEach(t time.Duration, n int) float64 {
	return float64(t.Microseconds()) / 1000 / float64(n)
}
