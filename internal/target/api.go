package target

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// targetWriter is the part of the EventBridge API used for targets.
type targetWriter interface {
	PutTargets(context.Context, *eventbridge.PutTargetsInput, ...func(*eventbridge.Options)) (*eventbridge.PutTargetsOutput, error)
	RemoveTargets(context.Context, *eventbridge.RemoveTargetsInput, ...func(*eventbridge.Options)) (*eventbridge.RemoveTargetsOutput, error)
}

// targetReader is the shared reader of rules and their targets.
type targetReader interface {
	Targets(ctx context.Context, bus, rule string) ([]ebtypes.Target, error)
	TargetsNow(ctx context.Context, bus, rule string) ([]ebtypes.Target, error)
	Target(ctx context.Context, bus, rule, id string) (ebtypes.Target, error)
	WroteTarget(bus, rule string, target ebtypes.Target)
	DeletedTarget(bus, rule, id string)
}

var (
	_ targetWriter = (*eventbridge.Client)(nil)
	_ targetReader = (*awsclient.Rules)(nil)
)

// targets reads and writes the targets of rules, of any kind.
type targets struct {
	meta   *awsresource.Meta
	writer targetWriter
	reader targetReader
	region string
	// pause is the first pause before something is tried again.
	pause time.Duration
}

func targetsOf(meta *awsresource.Meta) targets {
	return targets{meta: meta, writer: meta.AWS.EventBridge(), reader: meta.AWS.Rules(), region: meta.AWS.Region(), pause: pauseOf(meta)}
}

// pauseOf is the pause between two looks for what AWS has not caught up with.
func pauseOf(meta *awsresource.Meta) time.Duration { return min(meta.PollInterval, time.Second) }

const (
	// consistencyLooks is how often to look again for what was just made.
	consistencyLooks = 10
	// roleLooks is how often to put a target again whose role was just made.
	roleLooks = 60
	// maxPause bounds the pause before a refused entry is put again.
	maxPause = 5 * time.Second
)

// read returns the target as it is on AWS, or a *awsclient.NotFoundError.
func (t targets) read(ctx context.Context, k key) (ebtypes.Target, error) {
	return t.reader.Target(ctx, k.rule.Bus, k.rule.Name, k.id)
}

// create puts a new target. It never overwrites one that exists.
func (t targets) create(ctx context.Context, k key, target ebtypes.Target, object awsresource.Object) diag.Diagnostics {
	diags := t.meta.Claim(object)
	if diags.HasError() {
		return diags
	}
	if diags = t.createClaimed(ctx, k, target, object); diags.HasError() {
		t.meta.Release(object)
	}
	return diags
}

func (t targets) createClaimed(ctx context.Context, k key, target ebtypes.Target, object awsresource.Object) diag.Diagnostics {
	all, err := awsclient.RetryMissing(ctx, func() ([]ebtypes.Target, error) { return t.reader.TargetsNow(ctx, k.rule.Bus, k.rule.Name) })
	if awsclient.IsNotFound(err) {
		return t.noRule(k)
	}
	if err != nil {
		return diag.Diagnostics{awsresource.Diagnose("the targets of "+describeRule(k), "reading", err, "Nothing was changed.")}
	}
	occupied := occupant(k, all)
	if occupied == nil && len(all) >= targetsARule {
		return t.tooMany(k, all)
	}
	if occupied == nil {
		err = t.put(ctx, k, target, func() error {
			// Others may have put it while this one was refused.
			all, err := t.reader.TargetsNow(ctx, k.rule.Bus, k.rule.Name)
			if err == nil {
				occupied = occupant(k, all)
			}
			if occupied != nil {
				return errOccupied
			}
			return err
		})
	}
	if occupied != nil {
		return t.meta.Existing(ctx, object, identical(*occupied, target))
	}
	if err != nil {
		left := "The target is not in Terraform's state. Apply again: if AWS created it, the error shows the import block."
		if isRefusedEntry(err) {
			left = "The target was not created; the rule is as it was."
		}
		return t.failed(ctx, k, target, "creating", err, left)
	}
	return nil
}

// errOccupied says that there is a target with the id.
var errOccupied = errors.New("the target exists")

// occupant is the target that has the id already, or nil.
func occupant(k key, all []ebtypes.Target) *ebtypes.Target {
	at := slices.IndexFunc(all, func(other ebtypes.Target) bool { return aws.ToString(other.Id) == k.id })
	if at < 0 {
		return nil
	}
	return &all[at]
}

// change puts a target that is there already.
func (t targets) change(ctx context.Context, k key, target ebtypes.Target) diag.Diagnostics {
	if err := t.put(ctx, k, target, func() error { return nil }); err != nil {
		return t.failed(ctx, k, target, "updating", err, "The target was not changed. Apply again to continue.")
	}
	return nil
}

// put puts the target, new or changed, and tries again what passes by itself,
// unless isFree has an error then.
func (t targets) put(ctx context.Context, k key, target ebtypes.Target, isFree func() error) error {
	pause := t.pause
	for look := 0; ; look++ {
		if look > 0 {
			if err := isFree(); err != nil && !awsclient.IsNotFound(err) {
				return err
			}
		}
		out, err := t.writer.PutTargets(ctx, &eventbridge.PutTargetsInput{
			EventBusName: aws.String(k.rule.Bus), Rule: aws.String(k.rule.Name), Targets: []ebtypes.Target{target},
		})
		if err == nil {
			err = failedPut(out)
		}
		switch {
		case err == nil:
			t.reader.WroteTarget(k.rule.Bus, k.rule.Name, target)
			return nil
		case isRefusedEntry(err) && passes(err) && awsclient.Sleep(ctx, pause) == nil:
			// The SDK doesn't try again what AWS refused inside a good answer.
			pause = min(2*pause, maxPause)
		case awsclient.IsRoleNotAssumable(err) && target.RoleArn != nil && look < roleLooks:
			// A role that was just created may not be known everywhere yet.
			if look == 0 {
				if never := servicerole.CheckAssumable(ctx, t.meta.AWS.IAM(), *target.RoleArn, servicerole.EventBridge, err); never != nil {
					return never
				}
			}
			if awsclient.Sleep(ctx, t.pause) != nil {
				return err
			}
		case awsclient.IsNotFound(err) && look < consistencyLooks && awsclient.Sleep(ctx, t.pause) == nil:
			// A rule that was just created may not be known everywhere yet.
		default:
			return err
		}
	}
}

// failed reports why the target could not be put, and what state that leaves.
func (t targets) failed(ctx context.Context, k key, target ebtypes.Target, operation string, err error, left string) diag.Diagnostics {
	switch {
	case awsclient.IsRoleNotAssumable(err) && target.RoleArn != nil:
		return diag.Diagnostics{servicerole.NotAssumable(path.Root("role_arn"), *target.RoleArn, servicerole.EventBridge, describe(k), err,
			"If the target is an `eventbridge_metric`, use its `invocation_role_arn`.", left)}
	case awsclient.IsLimitExceeded(err):
		// The only quota of PutTargets. Others may have been put a moment ago.
		all, _ := t.reader.Targets(ctx, k.rule.Bus, k.rule.Name)
		return t.tooMany(k, all)
	case awsclient.IsNotFound(err):
		return t.noRule(k)
	case awsclient.IsManagedRule(err):
		return managedRule(k)
	}
	return diag.Diagnostics{awsresource.Diagnose(describe(k), operation, err, left)}
}

// remove removes the target. A missing one is not an error.
func (t targets) remove(ctx context.Context, k key, object awsresource.Object) diag.Diagnostics {
	for pause := t.pause; ; pause = min(2*pause, maxPause) {
		out, err := t.writer.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{
			EventBusName: aws.String(k.rule.Bus), Rule: aws.String(k.rule.Name), Ids: []string{k.id},
		})
		if err == nil {
			err = failedRemove(out)
		}
		switch {
		case err == nil, awsclient.IsNotFound(err):
			t.reader.DeletedTarget(k.rule.Bus, k.rule.Name, k.id)
			t.meta.Release(object)
			return nil
		case isRefusedEntry(err) && passes(err) && awsclient.Sleep(ctx, pause) == nil:
			continue
		case awsclient.IsManagedRule(err):
			return managedRule(k)
		}
		return diag.Diagnostics{awsresource.Diagnose(describe(k), "removing", err, "The target still exists and still receives events. Destroy again to continue.")}
	}
}

// passes reports whether an error passes by itself.
func passes(err error) bool {
	return awsclient.IsConcurrentModification(err) || awsclient.IsThrottling(err) || awsclient.IsInternal(err)
}

// identical compares a target that exists with the one that is to be created.
func identical(existing, planned ebtypes.Target) awsresource.Comparison {
	return func(context.Context) (string, error) {
		if sameTarget(existing, planned) {
			return "", nil
		}
		return fmt.Sprintf("the target sends to %s, or has other settings than configured", aws.ToString(existing.Arn)), nil
	}
}

// sameTarget reports whether two targets are equal. A retry policy of defaults
// equals none.
func sameTarget(a, b ebtypes.Target) bool {
	for _, target := range []*ebtypes.Target{&a, &b} {
		if retry := target.RetryPolicy; retry != nil {
			attempts, age := aws.Int32(maxAttempts), aws.Int32(maxEventAge)
			if retry.MaximumRetryAttempts != nil {
				attempts = retry.MaximumRetryAttempts
			}
			if retry.MaximumEventAgeInSeconds != nil {
				age = retry.MaximumEventAgeInSeconds
			}
			target.RetryPolicy = &ebtypes.RetryPolicy{MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age}
		} else {
			target.RetryPolicy = &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(maxAttempts), MaximumEventAgeInSeconds: aws.Int32(maxEventAge)}
		}
		if transformer := target.InputTransformer; transformer != nil && len(transformer.InputPathsMap) == 0 {
			target.InputTransformer = &ebtypes.InputTransformer{InputTemplate: transformer.InputTemplate}
		}
	}
	return reflect.DeepEqual(a, b)
}

// entryError is a failure that AWS reports for one entry inside a good answer.
// It has AWS's code as the errors of whole calls do.
type entryError struct{ id, code, message string }

var _ smithy.APIError = (*entryError)(nil)

func (e *entryError) Error() string {
	return fmt.Sprintf("AWS refused the target %q: %s: %s", e.id, e.code, e.message)
}
func (e *entryError) ErrorCode() string             { return e.code }
func (e *entryError) ErrorMessage() string          { return e.message }
func (e *entryError) ErrorFault() smithy.ErrorFault { return smithy.FaultUnknown }

// refused is an entryError with the call that it came from.
func refused(operation string, id, code, message *string) error {
	return &smithy.OperationError{ServiceID: eventbridge.ServiceID, OperationName: operation, Err: &entryError{
		id: aws.ToString(id), code: aws.ToString(code), message: aws.ToString(message),
	}}
}

// unexplained is a count of failures without an entry that says why.
var unexplained = aws.String("InternalFailure")

func failedPut(out *eventbridge.PutTargetsOutput) error {
	const operation = "PutTargets"
	if len(out.FailedEntries) > 0 {
		first := out.FailedEntries[0]
		return refused(operation, first.TargetId, first.ErrorCode, first.ErrorMessage)
	}
	if out.FailedEntryCount > 0 {
		return refused(operation, nil, unexplained, nil)
	}
	return nil
}

func failedRemove(out *eventbridge.RemoveTargetsOutput) error {
	const operation = "RemoveTargets"
	if len(out.FailedEntries) > 0 {
		first := out.FailedEntries[0]
		return refused(operation, first.TargetId, first.ErrorCode, first.ErrorMessage)
	}
	if out.FailedEntryCount > 0 {
		return refused(operation, nil, unexplained, nil)
	}
	return nil
}

func isRefusedEntry(err error) bool {
	var entry *entryError
	return errors.As(err, &entry)
}
