package auditlog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// validate checks what takes more than one attribute, and ignores what is unknown.
func (m auditLogModel) validate() diag.Diagnostics {
	var diags diag.Diagnostics
	token, version, given := !m.APIToken.IsNull(), !m.APITokenVersion.IsNull(), !m.ConnectionARN.IsNull()
	switch {
	case token && given:
		diags.AddAttributeError(path.Root("connection_arn"), "Conflicting token arguments",
			"Both `api_token_wo` and `connection_arn` are set. The connection contains the token: remove one of the two.")
	case !token && !given && !version:
		diags.AddAttributeError(path.Root("api_token_wo"), "Missing secret",
			"Set `api_token_wo` and `api_token_wo_version`, or `connection_arn` of a connection that contains the API token.")
	case !token && version:
		diags.AddAttributeError(path.Root("api_token_wo"), "Missing secret",
			"`api_token_wo_version` is set and `api_token_wo` is null. Set both, or neither with `connection_arn`.")
	case token && !version:
		diags.AddAttributeError(path.Root("api_token_wo_version"), "Missing secret version",
			"`api_token_wo` requires `api_token_wo_version`, because Terraform cannot see that a write-only argument has changed. Start with 1, and raise it to rotate the token.")
	}
	if !m.Portal.IsNull() && !m.EventTypes.IsNull() {
		diags.AddAttributeError(path.Root("event_types"), "Setting has no effect",
			"The portal decides which events its query selects, so `event_types` has no effect with `portal`. Remove it, and select the types in the query of the portal.")
	}
	return diags
}

// plan plans what follows from other attributes, the definition of the state machine
// included.
func (r *auditLogResource) plan(ctx context.Context, plan *auditLogModel, config, state auditLogModel) diag.Diagnostics {
	plan.planNames(config, state)
	plan.planConnection(config, state)
	plan.planStart(config, state)
	plan.Definition = types.StringUnknown()
	if spec, complete := plan.spec(); complete && plan.Region.ValueString() != "" {
		plan.Definition = types.StringValue(spec.Definition(source(), r.Meta.AWS.Partition()))
	}
	diags := plan.checkRegions()
	diags.Append(plan.checkEventTypes(state)...)
	diags.Append(r.checkBus(ctx, *plan, state)...)
	return append(diags, plan.checkInterval(state)...)
}

// completePlan plans what was unknown during the plan, and checks it.
func (r *auditLogResource) completePlan(plan *auditLogModel, config, state auditLogModel) diag.Diagnostics {
	plan.planNames(config, state)
	plan.planStart(config, state)
	diags := append(config.validate(), plan.checkRegions()...)
	return append(diags, plan.checkEventTypes(*plan)...)
}

// planNames plans the name and what has it in it.
func (m *auditLogModel) planNames(config, state auditLogModel) {
	organization := m.Organization.ValueString()
	switch {
	case !config.Name.IsNull():
	case m.Organization.IsUnknown():
		m.Name = types.StringUnknown()
	case m.Organization.Equal(state.Organization):
		m.Name = state.Name
	default:
		m.Name = types.StringValue(defaultName(organization))
	}
	if config.EventSource.IsNull() {
		m.EventSource = types.StringUnknown()
		if !m.Organization.IsUnknown() {
			m.EventSource = types.StringValue(source().SourcePrefix + organization)
		}
	}
	m.ScheduleName = m.Name
	m.PlanARN(state.MachineModel)
}

// defaultName is the default of name. Slugs are seldom so long that it needs a hash.
func defaultName(organization string) string {
	name := "buildkite-audit-log-" + organization
	if len(name) > maxName {
		name = awsresource.NameWithHash(name, maxName, organization)
	}
	return name
}

// planConnection plans whose connection is used. One that the resource has created
// stays its own if the configuration gives its ARN, as configuration that Terraform
// generates for an import does.
func (m *auditLogModel) planConnection(config, state auditLogModel) {
	own := state.ownsConnection() && m.Name.Equal(state.Name)
	switch {
	case !config.ConnectionARN.IsNull() && own && config.ConnectionARN.Equal(state.ConnectionARN):
		m.ConnectionName = state.ConnectionName
	case !config.ConnectionARN.IsNull():
		m.ConnectionName = types.StringNull()
	case own && !state.ConnectionARN.IsNull() && !slices.ContainsFunc(state.ChangedParts.Elements(), types.StringValue(connection.Missing).Equal):
		m.ConnectionARN, m.ConnectionName = state.ConnectionARN, m.Name
	default:
		m.ConnectionARN, m.ConnectionName = types.StringUnknown(), m.Name
	}
}

// planStart plans from when on events are read. Without a backfill, that is the
// time of the creation.
func (m *auditLogModel) planStart(config, state auditLogModel) {
	switch {
	case config.BackfillStartTime.IsNull():
		m.StartTime = state.StartTime
		if m.StartTime.IsNull() {
			m.StartTime = types.StringUnknown()
		}
	default:
		m.StartTime = types.StringUnknown()
		if start, err := time.Parse(time.RFC3339, config.BackfillStartTime.ValueString()); err == nil {
			m.StartTime = types.StringValue(timeText(start.Truncate(time.Millisecond)))
		}
	}
}

// checkRegions refuses what is not where the state machine is.
func (m auditLogModel) checkRegions() diag.Diagnostics {
	var diags diag.Diagnostics
	for _, object := range []struct {
		attribute, summary, what string
		arn                      types.String
	}{
		{"failure_log_group_arn", "Log group in another region", "log group", m.FailureLogGroupARN},
		{"connection_arn", "Connection in another region", "connection", m.ConnectionARN},
		{"event_bus_name", "Event bus in another region", "event bus", m.EventBusName},
		{"dead_letter_arn", "Dead-letter queue in another region", "dead-letter queue", m.DeadLetterARN},
		{"kms_key_arn", "KMS key in another region", "KMS key", m.KMSKeyARN},
	} {
		diags.Append(statemachine.CheckRegion(path.Root(object.attribute), object.summary, object.what, object.arn, m.Region)...)
	}
	return diags
}

// checkBus warns of an event bus in another account, where a slip of the pen is
// noticed only by failed runs.
func (r *auditLogResource) checkBus(ctx context.Context, plan, state auditLogModel) diag.Diagnostics {
	bus := awsresource.AccountOf(plan.EventBusName.ValueString())
	if bus == "" || plan.EventBusName.Equal(state.EventBusName) {
		return nil
	}
	own, err := r.Meta.AWS.AccountID(ctx)
	switch {
	case err != nil:
		return diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, "Nothing was changed.")}
	case own == "" || own == bus:
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("event_bus_name"), "Event bus in another account", fmt.Sprintf(
		"The event bus is in account %s, and the state machine in account %s. The policy of the event bus must allow `events:PutEvents` for the execution role, otherwise every run fails.", bus, own))}
}

// checkEventTypes refuses more types than the query takes, and warns of those that
// are not documented: Buildkite refuses a query with a type that it does not know.
func (m auditLogModel) checkEventTypes(state auditLogModel) diag.Diagnostics {
	var diags diag.Diagnostics
	at := path.Root("event_types")
	if n := len(m.EventTypes.Elements()); n > pull.MaxEventTypes {
		diags.AddAttributeError(at, "Too many audit event types", fmt.Sprintf(
			"The list has %d types, and the query accepts at most %d. Read all types, without `event_types`, and select them in a rule.", n, pull.MaxEventTypes))
	}
	if m.EventTypes.Equal(state.EventTypes) {
		return diags
	}
	for _, element := range m.EventTypes.Elements() {
		text, ok := element.(types.String)
		if !ok || text.IsUnknown() || slices.Contains(eventTypes(), text.ValueString()) {
			continue
		}
		diags.AddAttributeWarning(at.AtSetValue(element), "Undocumented audit event type", fmt.Sprintf(
			"%s is not documented.%s Buildkite adds types, so it may exist; if it does not, Buildkite rejects the query, and every run fails.", prose.Code(text.ValueString()), prose.DidYouMean(nearestEventType(text.ValueString()))))
	}
	return diags
}

// checkInterval warns of what reading every minute costs.
func (m auditLogModel) checkInterval(state auditLogModel) diag.Diagnostics {
	if m.IntervalMinutes.ValueInt64() != 1 || m.IntervalMinutes.Equal(state.IntervalMinutes) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("interval_minutes"), "Frequent runs cost more", strings.Join([]string{
		"Reading every minute takes about 302,000 state transitions a month, which cost about 7.50 US dollars in us-east-1 even if nothing happens.",
		"Every 5 minutes it is about 1.40 dollars. A partner event source delivers within seconds.",
	}, " "))}
}
