package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/buildkite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

const (
	// auditFile is the file of examples/demo that reads the audit log. It has a
	// write-only argument, which Terraform before writeOnlySince does not know.
	auditFile      = "audit-log.tf"
	writeOnlySince = "1.11.0"

	organization  = "my-org"
	auditToken    = "bkua_invented"
	auditSchedule = "buildkite-audit-log-" + organization
	auditGroup    = "/buildkite/audit"
	auditEvents   = 250
	auditWeeks    = 20
	auditInterval = 5 * time.Minute
	// mostAuditRuns ends a backfill that makes no progress.
	mostAuditRuns = 10
)

// audit is the audit log of an invented Buildkite organization, behind a fake of
// Buildkite's API.
type audit struct {
	aws       *emulator.Emulator
	workspace *terraform.Workspace
	now       time.Time // of the next run
}

// inventAudit invents the events of the weeks before now, and tells Terraform from
// when and with which token they are read.
func inventAudit(aws *emulator.Emulator, workspace *terraform.Workspace, now time.Time) *audit {
	a := &audit{aws: aws, workspace: workspace, now: now}
	start := now.AddDate(0, 0, -7*auditWeeks)
	api := buildkite.New(organization, auditToken, func() time.Time { return a.now })
	api.Add(buildkite.Invent(auditEvents, start, now)...)
	aws.HandleHTTPS(buildkite.Host, api)
	workspace.Setenv("TF_VAR_audit_log_token", auditToken)
	workspace.Setenv("TF_VAR_audit_log_start", start.Format(time.RFC3339))
	return a
}

// read runs the schedule until every event is in the log. The first run is stopped
// on the way.
func (a *audit) read(say narrator) error {
	say.step("The audit log is read through Buildkite's API: %d invented events of the last %d weeks", auditEvents, auditWeeks)
	a.aws.Inject(emulator.Fault{Operation: "PutEvents", StopRun: true, After: 6, Times: 1})
	found, doubled := 0, 0
	for run := 1; run <= mostAuditRuns && found < auditEvents; run++ {
		done, err := a.aws.RunSchedule(region, auditSchedule, a.now)
		if err == nil && done.Error != "" {
			err = errors.New(done.Error + ": " + done.Cause)
		}
		if err != nil {
			return err
		}
		if found, doubled, err = a.logged(); err != nil {
			return err
		}
		status := done.Status
		if status == "ABORTED" {
			status = "stopped on the way"
		}
		say.line("run %d: %s, %d events are in the log", run, status, found)
		a.now = a.now.Add(auditInterval)
	}
	if found != auditEvents {
		return fmt.Errorf("%d of %d audit events are missing", auditEvents-found, auditEvents)
	}
	say.line("%d in the log, none missing (%d twice: the next run published again what the stopped one had)", found, doubled)
	state, err := os.ReadFile(filepath.Join(a.workspace.Dir, "terraform.tfstate"))
	if err == nil && bytes.Contains(state, []byte(auditToken)) {
		err = errors.New("the token is in Terraform's state")
	}
	return err
}

// logged counts the events in the log group, and those that are there again.
func (a *audit) logged() (found, doubled int, err error) {
	known := map[string]bool{}
	entries := a.aws.LogEvents(region, auditGroup)
	for _, entry := range entries {
		var event struct {
			Detail struct{ Event struct{ UUID string } }
		}
		if err := json.Unmarshal([]byte(entry.Message), &event); err != nil {
			return 0, 0, err
		}
		known[event.Detail.Event.UUID] = true
	}
	return len(known), len(entries) - len(known), nil
}
