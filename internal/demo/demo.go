package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// sourceName is the partner event source that the demo's partner makes. The
// configuration in examples/demo names the same.
const sourceName = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"

// undoTimeout bounds the clean-up after an interrupt.
const undoTimeout = time.Minute

// buildGrace is how long the compiler may take to end once it is interrupted.
const buildGrace = 10 * time.Second

// Options say how the demo is run.
type Options struct {
	Root   string    // the checkout: where examples/demo and the provider's source are
	Bin    string    // where a Terraform that has to be fetched is kept
	Keep   bool      // leave everything running until interrupted
	Output io.Writer // what a person reads
	Built  string    // the provider, if it is built already
	Report string    // the HTML file that the report is written to, with its pictures beside it; "" for none
}

// Run plays the demo. It returns when the demo has ended and everything it
// started or made is gone, whether it succeeded, failed or was interrupted.
func Run(ctx context.Context, options Options) (err error) {
	say := narrator{options.Output}

	binary, err := terraform.Find(ctx, options.Bin, func(what string) { say.step("%s", what) })
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "eventbridge-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()

	provider := options.Built
	if provider == "" {
		say.step("Building the provider")
		provider = filepath.Join(scratch, "terraform-provider-eventbridge")
		if err := build(ctx, options.Root, scratch, provider); err != nil {
			return err
		}
	}
	workspace, err := terraform.NewWorkspace(binary, scratch, provider)
	if err != nil {
		return err
	}
	configuration := onlyConfiguration{FS: os.DirFS(filepath.Join(options.Root, "examples", "demo"))}
	if binary.OlderThan(writeOnlySince) {
		configuration.without = auditFile
	}
	if err := os.CopyFS(workspace.Dir, configuration); err != nil {
		return err
	}

	say.step("Starting the AWS emulator (a test double, no AWS account is used)")
	clock := newClock()
	aws := emulator.New(emulator.WithJSONata(filepath.Join(options.Bin, "jsonata")), emulator.WithClock(clock.now))
	server, err := aws.Start()
	if err != nil {
		return err
	}
	defer server.Close()
	say.line("listening on %s", server.URL)
	for name, value := range environment(server.URL) {
		workspace.Setenv(name, value)
	}
	cloud := connect(server.URL, clock)

	say.step("Buildkite creates the partner event source")
	if err := cloud.createSource(ctx, sourceName); err != nil {
		return err
	}
	say.line("%s", sourceName)

	say.step("The world outside: a topic with a subscriber, and a web server")
	inbox, err := openInbox(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, inbox.close()) }()
	topic, err := cloud.createTopic(ctx, inbox.URL+"/subscriber")
	if err != nil {
		return err
	}
	say.line("%s -> %s/subscriber", topic, inbox.URL)
	workspace.Setenv("TF_VAR_topic_arn", topic)
	workspace.Setenv("TF_VAR_webhook_url", inbox.URL+"/webhook")
	start := time.Now().Truncate(time.Hour).Add(-dayLength) // of the time that the report shows
	audit := inventAudit(aws, workspace, start)

	say.step("%s init and apply of examples/demo", binary)
	if err := workspace.Run(ctx, "init"); err != nil {
		return err
	}
	workspace.Output = indented{options.Output}
	applied := true
	defer func() {
		if !applied {
			return
		}
		clock.run()
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
		defer cancel()
		say.step("Cleaning up")
		err = errors.Join(err, apply(undo, workspace, "-destroy"))
	}()
	if err := apply(ctx, workspace); err != nil {
		return err
	}

	say.step("Buildkite publishes every documented build and job event")
	rows, err := cloud.publish(ctx, sourceName, start)
	if err != nil {
		return err
	}
	if err := say.table(rows); err != nil {
		return err
	}
	if err := verdict(rows); err != nil {
		return err
	}
	say.step("What the subscriber and the webhook received")
	texts := inbox.received()
	if len(texts) == 0 {
		return errors.New("no message arrived")
	}
	for _, text := range texts {
		say.line("%s", text)
	}
	machines, err := runsMachines(say, options.Bin)
	if err != nil {
		return err
	}
	if machines {
		if err := showMetrics(say, aws); err != nil {
			return err
		}
		if err := cloud.investigate(ctx, say, aws, inbox); err != nil {
			return err
		}
		if configuration.without != "" {
			say.step("SKIP: the audit log is not read here, as %s has no write-only arguments", binary)
		} else if err := audit.read(say); err != nil {
			return err
		}
	}

	if options.Report != "" {
		received := inbox.received()
		say.step("Buildkite publishes the builds and jobs of a day")
		events, err := cloud.publishDay(ctx, sourceName, start)
		if err != nil {
			return err
		}
		say.line("%d events", events)
		report, err := cloud.collect(ctx, rows, received, start, aws)
		if err == nil {
			err = report.write(options.Report)
		}
		if err != nil {
			return err
		}
		say.step("The report is in %s", options.Report)
	}

	clock.run()
	if options.Keep {
		say.howToTalk(server.URL)
		<-ctx.Done()
		return nil
	}

	say.step("%s destroy", binary.Name)
	applied = false
	if err := apply(ctx, workspace, "-destroy"); err != nil {
		return err
	}
	if err := cloud.deleteTopic(ctx, topic); err != nil {
		return err
	}
	if err := cloud.nothingLeft(ctx); err != nil {
		return err
	}
	if left := aws.Inventory(); !left.IsEmpty() {
		return fmt.Errorf("left behind: %+v", left)
	}
	say.step("Nothing was left behind: no bus, rule, target, log group, policy, state machine or role")
	return nil
}

// apply plans and applies. The plan itself is kept from the output, which is
// long enough without it.
func apply(ctx context.Context, workspace *terraform.Workspace, planOptions ...string) error {
	quiet := *workspace
	quiet.Output = nil
	if err := quiet.Run(ctx, append([]string{"plan", "-no-color", "-out=demo.plan"}, planOptions...)...); err != nil {
		return err
	}
	return workspace.Run(ctx, "apply", "-no-color", "demo.plan")
}

// build compiles the provider from the checkout, without symbols: Terraform reads all
// of its file for each command. The compiler's own temporary files go into scratch
// too: interrupted before it has set up its handler of signals, it leaves them behind.
func build(ctx context.Context, root, scratch, output string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags=-s", "-o", output, ".")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOTMPDIR="+scratch)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = buildGrace
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return fmt.Errorf("building the provider: %w", context.Cause(ctx))
	}
	if err != nil {
		return fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	return nil
}

// environment is what leads the AWS SDKs, and so the provider, to the emulator.
// The keys are made up: the emulator takes any.
func environment(url string) map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL":      url,
		"AWS_REGION":            region,
		"AWS_ACCESS_KEY_ID":     accessKey,
		"AWS_SECRET_ACCESS_KEY": secretKey,
	}
}

// onlyConfiguration hides what an earlier run by hand may have left in the
// example's folder, such as state, and one of the configuration files.
type onlyConfiguration struct {
	fs.FS

	without string
}

// ReadDir lists the configuration files alone.
func (f onlyConfiguration) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	if err != nil {
		return nil, err
	}
	kept := entries[:0]
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".tf" && entry.Name() != f.without {
			kept = append(kept, entry)
		}
	}
	return kept, nil
}
