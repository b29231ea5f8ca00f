package partner

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// typeName is the resource's name, for commands in messages.
const typeName = "eventbridge_partner_event_source_association"

const (
	summaryInvalidName   = "Invalid event source name"
	summarySourceMissing = "Partner event source not found"

	stateDeleted = string(ebtypes.EventSourceStateDeleted)
)

// What a failed operation leaves behind.
const (
	leftNothing      = "No event bus was created, and nothing was changed."
	leftMaybeCreated = "It is not known whether the event bus was created. Apply again: if AWS created it, the error shows the import block."
	leftTainted      = "The event bus was created and is in Terraform's state, marked as tainted, so the next apply replaces it. " +
		"To keep it, run `terraform untaint`; the next apply then completes it."
	leftUnchanged    = "Nothing was changed."
	leftUpdated      = "The event bus may be partly changed. The next plan shows the remaining changes."
	leftNotDeleted   = "The event bus was not deleted."
	leftMaybeDeleted = "AWS accepted the deletion, which may still complete. The next plan shows whether it did."
)

// leftAfterCreating is what a failed creation leaves: nothing where EventBridge
// refused it.
func leftAfterCreating(err error) string {
	switch {
	case awsclient.IsLimitExceeded(err):
		return leftNothing + " The default quota is 100 event buses per account and region (Service Quotas, Amazon EventBridge, \"Event buses\")."
	case awsclient.CodeOf(err) != "" && !awsclient.IsInternal(err):
		return leftNothing
	}
	return leftMaybeCreated
}

// expiresSoon is how long before a source expires it is warned of.
const expiresSoon = 7 * 24 * time.Hour

var namePath = path.Root("event_source_name")

func busObject(name string) string    { return fmt.Sprintf("event bus %q", name) }
func sourceObject(name string) string { return fmt.Sprintf("partner event source %q", name) }

// diagnose reports a failed operation: with its own message if the cause is
// specific to partner event sources, otherwise as all resources do.
func (f reader) diagnose(ctx context.Context, object, operation string, err error, left string) diag.Diagnostic {
	var unreached *stateError
	var untaken *settingsError
	switch {
	case awsclient.IsOperationDisabled(err):
		return diag.NewErrorDiagnostic("Partner event sources not available", fmt.Sprintf(
			"Partner event sources are disabled in %s (OperationDisabledException, while %s %s). "+
				"Not every region supports them: have the partner create the event source in a region that does, and set `region` to it. "+
				"If the region supports them, ask AWS Support about the account.\n\n%s",
			f.place.withAccount(ctx), operation, object, left))
	case errors.As(err, &unreached) && unreached.got == ebtypes.EventSourceStateDeleted:
		return diag.NewErrorDiagnostic("Partner event source deleted", fmt.Sprintf(
			"The partner deleted the event source while the provider was %s %s. %s\n\n%s", operation, object, deletedAdvice, left))
	case errors.As(err, &unreached):
		return diag.NewErrorDiagnostic("Unexpected event source state", fmt.Sprintf(
			"%s %s timed out: its state is still %s, not %s. Set a longer timeout in `timeouts` if needed.\n\n%s",
			prose.Capitalize(operation), object, unreached.got, unreached.want, left))
	case errors.As(err, &untaken):
		return diag.NewErrorDiagnostic("Settings not applied", fmt.Sprintf(
			"EventBridge accepted a change of %s, but still reports other values than the configured ones for: %s. "+
				"Another process may be changing the event bus at the same time. Apply again, and set a longer timeout in `timeouts` if needed.\n\n%s",
			object, strings.Join(untaken.attributes, ", "), left))
	}
	return awsresource.Diagnose(object, operation, err, left)
}

// diagSourceMissing reports that the partner has not created the source in time.
func (f reader) diagSourceMissing(ctx context.Context, name string) diag.Diagnostic {
	if errors.Is(ctx.Err(), context.Canceled) {
		return diag.NewErrorDiagnostic("Operation interrupted", fmt.Sprintf(
			"The wait for the partner event source %q was interrupted. %s Apply again to continue to wait.", name, leftNothing))
	}
	return diag.NewAttributeErrorDiagnostic(namePath, summarySourceMissing, fmt.Sprintf(
		"The partner event source %q did not appear in time in %s.\n\n%s\n\n"+
			"A partner creates a source in the account and region that were entered at the partner. Check them, and the name. If the source is in another region, set `region`. "+
			"If the partner needs longer, set a longer timeout in `timeouts.create`. %s",
		name, f.place.withAccount(ctx), f.sourcesSeen(ctx, partnerOf(name)), leftNothing))
}

// sourcesSeen lists the sources of the partner that exist instead, or of all
// partners if none is named.
func (f reader) sourcesSeen(ctx context.Context, partner string) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupTimeout)
	defer cancel()
	kind := "Partner event sources"
	if partner != "" {
		kind = "Event sources of " + partner
	}
	sources, err := f.listSources(ctx, filter{partner: partner})
	switch {
	case err != nil:
		return fmt.Sprintf("The existing event sources could not be listed (%s).", awsclient.CodeOf(err))
	case len(sources) == 0:
		return kind + ": none exist."
	}
	return kind + " that exist:\n" + bulletSources(sources)
}

// busToCreate is the bus of a source, for what all resources share.
func busToCreate(name string) awsresource.Object {
	return awsresource.Object{
		Kind: "partner event bus", Name: busObject(name), Attribute: namePath, Type: typeName, ID: name,
		Otherwise: "With `adopt_existing = true` this resource takes over the event bus and its rules, and applies the configured settings.",
	}
}

// isManaged reports whether a bus belongs to an AWS service.
func isManaged(bus *eventbridge.DescribeEventBusOutput) bool {
	return bus != nil && aws.ToString(bus.ManagedBy) != ""
}

// diagManaged refuses a bus that belongs to an AWS service.
func (f reader) diagManaged(bus *eventbridge.DescribeEventBusOutput, left string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(namePath, "Event bus managed by AWS", fmt.Sprintf(
		"The event bus %q in %s is managed by %s, and only its owner may change or delete it. A partner event source is used either by this resource or by an event source "+
			"of a Custom Event Bus, which creates this event bus for itself. To use this resource, delete that event source at its owner. "+
			"Otherwise remove the resource and use the Custom Event Bus.\n\n%s",
		aws.ToString(bus.Name), f.place, aws.ToString(bus.ManagedBy), left))
}

// deletedAdvice is what to do if the partner has deleted a source.
const deletedAdvice = "It sends no more events. Set up the integration at the partner again, and use the name of the new event source: " +
	"this replaces the event bus and the rules that refer to it."

func (f reader) diagSourceDeleted(name, left string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(namePath, "Partner event source deleted", fmt.Sprintf(
		"The partner has deleted the event source %q, but its event bus still exists. %s "+
			"To delete the event bus, import it first:\n\n  terraform import %s.NAME %q\n\n%s",
		name, deletedAdvice, typeName, f.place.importID(name), left))
}

func diagVanished(name string, where place) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Event bus not found", fmt.Sprintf(
		"The event bus %q was deleted in %s after the plan, so it was not updated. Plan again: the new plan creates it.", name, where))
}

// diagRulesLeft lists the rules that keep a bus from being deleted.
func diagRulesLeft(name string, rules []ebtypes.Rule) diag.Diagnostic {
	var list strings.Builder
	managed := false
	for _, rule := range rules {
		fmt.Fprintf(&list, "\n  - %s", aws.ToString(rule.Name))
		if by := aws.ToString(rule.ManagedBy); by != "" {
			managed = true
			fmt.Fprintf(&list, " (managed by %s)", by)
		}
	}
	advice := "Rules that are not in this configuration were created elsewhere: delete them there, then destroy again. "
	if managed {
		advice += "A managed rule belongs to the named AWS service, which deletes it together with the feature that uses it. "
	}
	noun := "rules"
	if len(rules) == 1 {
		noun = "rule"
	}
	return diag.NewErrorDiagnostic("Event bus has rules", fmt.Sprintf(
		"The event bus %q was not deleted, because it has %d %s:\n%s\n\n%s"+
			"To keep the event bus and its rules, apply `skip_destroy = true` before you destroy.",
		name, len(rules), noun, list.String(), advice))
}

// warnOfState warns of a source that is deleted or about to expire.
func warnOfState(source ebtypes.EventSource, name string, now time.Time) diag.Diagnostics {
	var diags diag.Diagnostics
	switch source.State {
	case ebtypes.EventSourceStateDeleted:
		diags.AddAttributeWarning(namePath, "Partner event source deleted", fmt.Sprintf(
			"The partner has deleted the event source %q. Its event bus and rules still exist. %s "+
				"If you no longer need the integration, remove this resource and the rules on its event bus.",
			name, deletedAdvice))
	case ebtypes.EventSourceStatePending:
		if source.ExpirationTime == nil || source.ExpirationTime.Sub(now) > expiresSoon {
			break
		}
		diags.AddAttributeWarning(path.Root("active"), "Partner event source expires soon", fmt.Sprintf(
			"The event source %q is deactivated and expires on %s. This cannot be undone: the partner must then create a new one with a new name. "+
				"To keep it, set `active = true` and apply before that date.",
			name, aws.ToString(timeText(source.ExpirationTime))))
	}
	return diags
}

// warnLoss warns in the plan of what is lost with the bus.
func warnLoss(name string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Partner event source will expire", fmt.Sprintf(
		"Without its event bus, the partner event source %q expires after two weeks. This cannot be undone: "+
			"the integration must then be set up again at the partner, and the new event source has another name. "+
			"To keep the event bus, apply `skip_destroy = true` before you destroy.", name))
}

// warnBusKept reports that a destroy deleted nothing.
func warnBusKept(name string, where place) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Event bus kept", fmt.Sprintf(
		"The event bus %q and its rules still exist in %s, because `skip_destroy` is true. Terraform no longer manages them. "+
			"To manage the event bus again, import it:\n\n  terraform import %s.NAME %q", name, where, typeName, where.importID(name)))
}

// bulletSources lists sources with their states, one a line.
func bulletSources(sources []ebtypes.EventSource) string {
	const most = 20
	var list strings.Builder
	for i, source := range sources {
		if i == most {
			fmt.Fprintf(&list, "\n  ... and %d more", len(sources)-most)
			break
		}
		fmt.Fprintf(&list, "\n  - %s (%s)", aws.ToString(source.Name), source.State)
	}
	return list.String()
}
