package acctest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

const (
	configFile = "terraform_plugin_test.tf" // as plugin-testing names it
	stateFile  = "terraform.tfstate"
	savedPlan  = "saved.tfplan"
)

type providerFactory = func() (tfprotov6.ProviderServer, error)

// commands runs Terraform in a folder with a provider in this process, a new one
// for each command.
type commands struct {
	t        *testing.T
	dir      string
	provider providerFactory
}

func (c commands) write(config string) {
	c.t.Helper()
	needWriteOnly(c.t, config)
	if err := os.WriteFile(filepath.Join(c.dir, configFile), []byte(config), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// terraform runs a command and returns its messages. Its errors are those that
// Terraform reports.
func (c commands) terraform(command string, args ...string) (*messages, error) {
	c.t.Helper()
	options := []string{command, "-input=false", "-lock=false"}
	if command == "import" {
		options = append(options, "-no-color")
	} else {
		options = append(options, "-json")
	}
	var recorded *recorder
	stdout, err := c.run(func() (tfprotov6.ProviderServer, error) {
		server, err := c.provider()
		recorded = newRecorder(server)
		return recorded, err
	}, append(options, args...)...)
	if command == "import" {
		return nil, err
	}
	read, readErr := readMessages(stdout)
	if readErr != nil {
		return nil, errors.Join(err, readErr)
	}
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, read.errors)
	}
	read.recorded = recorded
	return read, nil
}

// show is the saved plan with all its values.
func (c commands) show() (*tfjson.Plan, error) {
	c.t.Helper()
	stdout, err := c.run(c.provider, "show", "-json", savedPlan)
	if err != nil {
		return nil, err
	}
	plan := &tfjson.Plan{}
	plan.UseJSONNumber(true)
	return plan, plan.UnmarshalJSON(stdout)
}

func (c commands) run(provider providerFactory, args ...string) ([]byte, error) {
	c.t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(c.t.Context()))
	defer cancel()
	cmd := exec.CommandContext(ctx, terraformPath, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "TF_IN_AUTOMATION=1")
	defer attach(ctx, c.t, cmd, provider)()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("terraform %s: %w\n%s", args[0], err, stderr.Bytes())
	}
	return stdout.Bytes(), err
}

// attach makes the command use a new provider in this process, which serves until
// detach is called.
func attach(ctx context.Context, t testing.TB, cmd *exec.Cmd, factory providerFactory) (detach func()) {
	t.Helper()
	server, err := factory()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(ctx)
	served, closed := make(chan *plugin.ReattachConfig), make(chan struct{})
	options := []tf6server.ServeOpt{tf6server.WithDebug(ctx, served, closed), tf6server.WithGoPluginLogger(hclog.NewNullLogger()), tf6server.WithoutLogStderrOverride()}
	if test, ok := t.(*testing.T); ok {
		options = append(options, tf6server.WithLoggingSink(test))
	}
	host := "registry.terraform.io"
	if isOpenTofu {
		host = "registry.opentofu.org"
	}
	address := host + "/typed-events/eventbridge"
	go func() {
		if err := tf6server.Serve(address, func() tfprotov6.ProviderServer { return server }, options...); err != nil {
			t.Error(err)
		}
	}()
	where := JSON(map[string]json.RawMessage{address: Where(<-served)})
	// Terraform lives so short that it need not collect its garbage, unless there is much.
	cmd.Env = append(cmd.Env, reattach+"="+where, "PLUGIN_PROTOCOL_VERSIONS=6", "GOGC=off", "GOMEMLIMIT=1GiB")
	return func() { cancel(); <-closed }
}

// Where tells Terraform where a provider runs.
func Where(config *plugin.ReattachConfig) json.RawMessage {
	return json.RawMessage(JSON(map[string]any{
		"Protocol": config.Protocol, "ProtocolVersion": config.ProtocolVersion, "Pid": config.Pid, "Test": config.Test,
		"Addr": map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
	}))
}

// messages are what Terraform tells a program.
type messages struct {
	changes []*tfjson.ResourceChange
	outputs map[string]*tfjson.Change
	drifted []string

	errors, warnings string

	recorded *recorder
}

func readMessages(stdout []byte) (*messages, error) {
	read := &messages{outputs: map[string]*tfjson.Change{}}
	lines := bufio.NewScanner(bytes.NewReader(stdout))
	lines.Buffer(nil, 10<<20)
	for lines.Scan() {
		var message struct {
			Type       string
			Diagnostic tfjson.Diagnostic
			Change     struct {
				Resource  struct{ Addr string }
				Action    string
				Importing *tfjson.Importing
			}
			Outputs map[string]struct{ Action string }
		}
		if err := json.Unmarshal(lines.Bytes(), &message); err != nil {
			return nil, fmt.Errorf("message of Terraform: %w: %s", err, lines.Text())
		}
		switch message.Type {
		case "diagnostic":
			if message.Diagnostic.Severity == tfjson.DiagnosticSeverityError {
				read.errors += asText(message.Diagnostic)
			} else {
				read.warnings += asText(message.Diagnostic)
			}
		case "resource_drift":
			read.drifted = append(read.drifted, message.Change.Resource.Addr)
		case "planned_change":
			read.changes = append(read.changes, &tfjson.ResourceChange{
				Address: message.Change.Resource.Addr,
				Change:  &tfjson.Change{Actions: actionsOf(message.Change.Action), Importing: message.Change.Importing},
			})
		case "outputs":
			for name, output := range message.Outputs {
				if output.Action != "" {
					read.outputs[name] = &tfjson.Change{Actions: actionsOf(output.Action)}
				}
			}
		}
	}
	return read, lines.Err()
}

// actionsOf are the actions of a plan, by the word in a message. Terraform does
// not tell there in which order it replaces; no resource of this provider is
// created before it is destroyed unless a configuration asks for it.
func actionsOf(word string) tfjson.Actions {
	switch word {
	case "noop", "import", "move":
		return tfjson.Actions{tfjson.ActionNoop}
	case "replace":
		return tfjson.Actions{tfjson.ActionDelete, tfjson.ActionCreate}
	case "remove":
		return tfjson.Actions{tfjson.ActionForget}
	}
	return tfjson.Actions{tfjson.Action(word)}
}

// plan is what is to be done. before is the state that the plan began with: the
// messages leave out what stays as it is.
func (m *messages) plan(before *tfjson.State) *tfjson.Plan {
	plan := &tfjson.Plan{ResourceChanges: m.changes, OutputChanges: m.outputs}
	told := map[string]bool{}
	for _, change := range m.changes {
		told[change.Address] = true
	}
	for _, resource := range before.Values.RootModule.Resources {
		if !told[resource.Address] {
			plan.ResourceChanges = append(plan.ResourceChanges, &tfjson.ResourceChange{
				Address: resource.Address, Change: &tfjson.Change{Actions: tfjson.Actions{tfjson.ActionNoop}},
			})
		}
	}
	if m.recorded != nil {
		m.recorded.fill(plan)
	}
	return plan
}

// asText is a diagnostic as people see it.
func asText(d tfjson.Diagnostic) string {
	var text strings.Builder
	fmt.Fprintf(&text, "Error: %s\n\n", d.Summary)
	if d.Address != "" {
		fmt.Fprintf(&text, "  with %s,\n", d.Address)
	}
	if d.Range != nil {
		fmt.Fprintf(&text, "  on %s line %d", d.Range.Filename, d.Range.Start.Line)
	}
	if d.Snippet != nil {
		if d.Snippet.Context != nil {
			text.WriteString(", in " + *d.Snippet.Context)
		}
		fmt.Fprintf(&text, ":\n  %d: %s\n", d.Snippet.StartLine, d.Snippet.Code)
		for _, value := range d.Snippet.Values {
			fmt.Fprintf(&text, "    %s %s\n", value.Traversal, value.Statement)
		}
	}
	fmt.Fprintf(&text, "\n%s\n\n", d.Detail)
	return text.String()
}
