package auditlog

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// runsAPI is the part of the Step Functions API used for looking at runs.
type runsAPI interface {
	DescribeExecution(context.Context, *sfn.DescribeExecutionInput, ...func(*sfn.Options)) (*sfn.DescribeExecutionOutput, error)
	ListExecutions(context.Context, *sfn.ListExecutionsInput, ...func(*sfn.Options)) (*sfn.ListExecutionsOutput, error)
}

var _ runsAPI = (*sfn.Client)(nil)

// newestRuns is how many runs are looked at.
const newestRuns = 5

// checkRuns warns if the newest runs failed.
func (r *auditLogResource) checkRuns(ctx context.Context, machine *statemachine.Machine) diag.Diagnostics {
	if machine == nil {
		return nil
	}
	var api runsAPI = r.Meta.AWS.SFN()
	unchecked := func(err error) diag.Diagnostics {
		if awsclient.IsNotFound(err) {
			return nil
		}
		return diag.Diagnostics{diag.NewWarningDiagnostic("Audit log runs not checked", fmt.Sprintf(
			"It is not known whether the newest runs of the state machine %q failed: %s: %s. Everything else was read.", machine.Name, cmp.Or(awsclient.CodeOf(err), "no answer"), strings.TrimSuffix(cmp.Or(awsclient.MessageOf(err), err.Error()), ".")))}
	}
	listed, err := api.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: aws.String(machine.ARN), MaxResults: newestRuns})
	if err != nil {
		return unchecked(err)
	}
	failed := newestFailed(listed.Executions)
	if len(failed) == 0 {
		return nil
	}
	newest, err := api.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: failed[0].ExecutionArn})
	if err != nil {
		return unchecked(err)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Audit log runs failed", describeFailures(machine.Name, failed, newest, len(failed) == len(listed.Executions)))}
}

// newestFailed are the runs that failed since the last one that succeeded, the
// newest first.
func newestFailed(runs []sfntypes.ExecutionListItem) []sfntypes.ExecutionListItem {
	var failed []sfntypes.ExecutionListItem
	for _, run := range runs {
		switch run.Status {
		case sfntypes.ExecutionStatusSucceeded:
			return failed
		case sfntypes.ExecutionStatusFailed, sfntypes.ExecutionStatusTimedOut, sfntypes.ExecutionStatusAborted:
			failed = append(failed, run)
		default: // It is still running.
		}
	}
	return failed
}

func describeFailures(name string, failed []sfntypes.ExecutionListItem, newest *sfn.DescribeExecutionOutput, all bool) string {
	count := "The newest run"
	if len(failed) > 1 {
		count = fmt.Sprintf("The newest %d runs", len(failed))
	}
	if all && len(failed) == newestRuns {
		count = fmt.Sprintf("At least the newest %d runs", len(failed))
	}
	problem := cmp.Or(aws.ToString(newest.Error), string(newest.Status))
	text := fmt.Sprintf("%s of the state machine %q failed, the first of them on %s. The newest ended with %s", count, name,
		aws.ToTime(failed[len(failed)-1].StartDate).UTC().Format(time.RFC3339), prose.Code(problem))
	if cause := strings.TrimSpace(aws.ToString(newest.Cause)); cause != "" {
		text += ": " + prose.Shorten(cause, 300)
	}
	return strings.TrimSuffix(text, ".") + ".\n\n" + adviceOn(problem) +
		"No event is lost yet: the next successful run continues where the last successful one ended, if that is less than 90 days ago."
}

// adviceOn says what to do about an error of a run, by its name.
func adviceOn(problem string) string {
	api := source().Pull.API
	for _, known := range []struct{ prefix, advice string }{
		{"States.Http.StatusCode.401", "Buildkite does not accept the token. Set a valid one in `api_token_wo`, and raise `api_token_wo_version`."},
		{"States.Http.StatusCode.403", "Buildkite does not let the token, or the address of the request, read the audit log. Requests come from changing addresses of AWS: an allow-list of IP addresses cannot be used."},
		{"States.Http.StatusCode.404", "Buildkite does not know the organization or the portal. Check `organization` and `portal`."},
		{"States.Http", "Buildkite did not respond as expected. This is usually temporary."},
		{api + ".Refused", "The message is Buildkite's. Check `organization`, `event_types`, and that the token may read the audit log, which belongs to the Enterprise plan."},
		{api + ".RateLimited", "Other requests use up Buildkite's rate limit for the user of the token. Use the token of a portal, or raise `interval_minutes`."},
		{api + ".EventTooLarge", "Please report it: one event is larger than Step Functions can read, and reading cannot continue after it."},
		{"Events.ConnectionResource", "The connection cannot be used. Check its state on AWS, and that the execution role may read its secret."},
		{"EventBridge", "The event bus did not accept the events. Check `event_bus_name`, and that the execution role may publish on it."},
		{"Cursor.NotListed", "This passes."},
		{string(sfntypes.ExecutionStatusAborted), "The run was stopped."},
	} {
		if strings.HasPrefix(problem, known.prefix) {
			return known.advice + " "
		}
	}
	return ""
}

const titleConnectionNotFound = "Connection not found"

func missingConnection(m auditLogModel) string {
	return fmt.Sprintf("There is no connection %s, so nothing can be read.", m.ConnectionARN.ValueString())
}

// checkConnection warns of a connection that is missing or cannot be used. own is
// the one that the resource has created.
func (r *auditLogResource) checkConnection(ctx context.Context, m auditLogModel, own *connection.Connection) diag.Diagnostics {
	used := own
	if !m.ownsConnection() && !m.ConnectionARN.IsNull() {
		found, diags := r.findGiven(ctx, m)
		if diags.HasError() {
			return diags
		}
		if found == nil {
			return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("connection_arn"), titleConnectionNotFound, missingConnection(m))}
		}
		used = found
	}
	if problem := used.Problem(); problem != "" {
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("connection_arn"), "Connection not authorized", fmt.Sprintf(
			"The runs cannot use the %s. No event is lost yet: the next successful run continues where the last successful one ended, if that is less than 90 days ago.", problem))}
	}
	return nil
}
