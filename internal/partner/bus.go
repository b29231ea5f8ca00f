package partner

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// associate waits for the source and creates its bus. It returns an existing bus
// as adopted, if that is allowed, without changing it.
func (k manager) associate(ctx context.Context, name string, want settings, tags map[string]string, adopt bool) (made association, adopted bool, diags diag.Diagnostics) {
	fail := func(problem diag.Diagnostic) (association, bool, diag.Diagnostics) {
		return association{}, false, append(diags, problem)
	}
	for {
		source, err := k.waitForSource(ctx, name)
		switch {
		case errors.Is(err, errSourceMissing):
			return fail(k.diagSourceMissing(ctx, name))
		case err != nil:
			return fail(k.diagnose(ctx, sourceObject(name), "looking for", err, leftNothing))
		case source.State == ebtypes.EventSourceStateDeleted:
			return fail(k.diagSourceDeleted(name, leftNothing))
		}
		bus, err := k.findBus(ctx, name)
		switch {
		case err != nil:
			return fail(k.diagnose(ctx, busObject(name), "looking for", err, leftNothing))
		case isManaged(bus):
			return fail(k.diagManaged(bus, leftNothing))
		case bus != nil:
			if !adopt {
				diags.Append(k.existing(ctx, busToCreate(name), k.compare(bus, want, tags))...)
			}
			return association{bus: bus, source: source}, true, diags
		}
		bus, err = k.createBus(ctx, name, want, tags)
		switch {
		case err == nil:
			return association{bus: bus, source: source, tags: tags}, false, diags
		case awsclient.IsAlreadyExists(err), awsclient.IsNotFound(err):
			// The look above did not see the bus, or the creation did not see
			// the source: one of them read late. Look at both again.
			if awsclient.Sleep(ctx, k.briefPause) == nil {
				continue
			}
		}
		return fail(k.diagnose(ctx, busObject(name), "creating", err, leftAfterCreating(err)))
	}
}

// compare compares a bus that exists with the one that is to be created.
func (k manager) compare(bus *eventbridge.DescribeEventBusOutput, want settings, tags map[string]string) awsresource.Comparison {
	return func(ctx context.Context) (string, error) {
		if different := settingsOf(bus).differences(want, aws.ToString(bus.Arn)); len(different) > 0 {
			return "the configuration has another value of " + prose.CodeAnd(different), nil
		}
		existing, err := k.tags(aws.ToString(bus.Arn)).List(ctx)
		return awsresource.CompareTags(existing, tags), err
	}
}

// createBus creates a bus that did not exist a moment ago. If the answer to the
// request was lost, an existing bus with exactly these settings is the one that
// was created.
func (k manager) createBus(ctx context.Context, name string, want settings, tags map[string]string) (*eventbridge.DescribeEventBusOutput, error) {
	in := want.createInput(name)
	in.Tags = awsclient.TagList(tags)
	out, err := k.api.CreateEventBus(ctx, in)
	if err == nil {
		return &eventbridge.DescribeEventBusOutput{
			Name: aws.String(name), Arn: out.EventBusArn, Description: in.Description,
			KmsKeyIdentifier: in.KmsKeyIdentifier, DeadLetterConfig: in.DeadLetterConfig, LogConfig: in.LogConfig,
		}, nil
	}
	if !awsclient.IsUncertain(err) {
		return nil, err
	}
	unanswered := awsclient.CodeOf(err) == "" || awsclient.IsInternal(err)
	// The context may have ended together with the request.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupTimeout)
	defer cancel()
	var bus *eventbridge.DescribeEventBusOutput
	looks := 0
	lookErr := poll(ctx, k.briefPause, func() (bool, error) {
		var err error
		bus, err = k.findBus(ctx, name)
		looks++
		return bus != nil || unanswered || looks == consistencyReads, err
	})
	if lookErr != nil || bus == nil || len(settingsOf(bus).differences(want, aws.ToString(bus.Arn))) > 0 {
		return nil, err
	}
	return bus, nil
}

// finish waits until a new bus is as configured.
func (k manager) finish(ctx context.Context, made association, want settings, active bool) (association, diag.Diagnostic) {
	name := aws.ToString(made.bus.Name)
	source, err := k.waitForState(ctx, name, ebtypes.EventSourceStateActive)
	if err != nil {
		return made, k.diagnose(ctx, sourceObject(name), "waiting for the activation of", err, leftTainted)
	}
	made.source = source
	bus, err := k.waitForSettings(ctx, name, want)
	if err != nil {
		return made, k.diagnose(ctx, busObject(name), "reading", err, leftTainted)
	}
	made.bus = bus
	if active {
		return made, nil
	}
	var problem diag.Diagnostic
	made.source, problem = k.setActive(ctx, name, false, leftTainted)
	return made, problem
}

// changes is the planned configuration of a bus and its source.
type changes struct {
	settings settings
	// had are the settings in the state, empty if there are none.
	had settings
	// tags are nil if the tags are not managed.
	tags map[string]string
	// active is whether the source is to deliver events; wasActive is what the
	// state knows of it.
	active, wasActive bool
}

// change updates an existing bus, with as few calls as possible. The source of a
// bus whose partner has deleted it is not changed.
func (k manager) change(ctx context.Context, found association, to changes) (association, diag.Diagnostic) {
	name, busARN := aws.ToString(found.bus.Name), aws.ToString(found.bus.Arn)
	has := settingsOf(found.bus)
	if len(to.settings.differences(has, busARN))+len(to.settings.differences(to.had, busARN)) > 0 {
		if _, err := k.api.UpdateEventBus(ctx, to.settings.updateInput(name, has, to.had)); err != nil {
			return found, k.diagnose(ctx, busObject(name), "updating", err, leftUpdated)
		}
		bus, err := k.waitForSettings(ctx, name, to.settings)
		if err != nil {
			return found, k.diagnose(ctx, busObject(name), "reading", err, leftUpdated)
		}
		found.bus = bus
	}
	if to.tags != nil {
		if err := k.syncTags(ctx, busARN, to.tags); err != nil {
			return found, k.diagnose(ctx, busObject(name), "tagging", err, leftUpdated)
		}
		found.tags = to.tags
	}
	state := ebtypes.EventSourceStatePending
	if to.active {
		state = ebtypes.EventSourceStateActive
	}
	if found.source.State == ebtypes.EventSourceStateDeleted || found.source.State == state && to.active == to.wasActive {
		return found, nil
	}
	var problem diag.Diagnostic
	found.source, problem = k.setActive(ctx, name, to.active, leftUpdated)
	return found, problem
}

// setActive activates or deactivates the source and waits until it is.
func (k manager) setActive(ctx context.Context, name string, active bool, left string) (ebtypes.EventSource, diag.Diagnostic) {
	state, operation := ebtypes.EventSourceStateActive, "activating"
	var err error
	if active {
		_, err = k.api.ActivateEventSource(ctx, &eventbridge.ActivateEventSourceInput{Name: aws.String(name)})
	} else {
		state, operation = ebtypes.EventSourceStatePending, "deactivating"
		_, err = k.api.DeactivateEventSource(ctx, &eventbridge.DeactivateEventSourceInput{Name: aws.String(name)})
	}
	if awsclient.IsInvalidState(err) {
		// It may be in the state already: set by someone else, or by a request
		// whose answer was lost.
		if source, lookErr := k.findSource(ctx, name); lookErr == nil && source.State == state {
			return source, nil
		}
	}
	if err != nil {
		return ebtypes.EventSource{}, k.diagnose(ctx, sourceObject(name), operation, err, left)
	}
	source, err := k.waitForState(ctx, name, state)
	if err != nil {
		return source, k.diagnose(ctx, sourceObject(name), operation, err, left)
	}
	return source, nil
}

// dissociate deletes the bus of a source, unless rules are left on it.
func (k manager) dissociate(ctx context.Context, name string) diag.Diagnostic {
	bus, err := k.findBus(ctx, name)
	switch {
	case err != nil:
		return k.diagnose(ctx, busObject(name), "reading", err, leftNotDeleted)
	case isManaged(bus):
		return k.diagManaged(bus, leftNotDeleted)
	}
	rules, err := k.rulesLeft(ctx, name)
	switch {
	case awsclient.IsAccessDenied(err):
		// EventBridge itself refuses to delete a bus that has rules.
	case err != nil:
		return k.diagnose(ctx, busObject(name), "listing the rules of", err, leftNotDeleted)
	case len(rules) > 0:
		return diagRulesLeft(name, rules)
	}
	_, err = k.api.DeleteEventBus(ctx, &eventbridge.DeleteEventBusInput{Name: aws.String(name)})
	if awsclient.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return k.diagnose(ctx, busObject(name), "deleting", err, leftNotDeleted)
	}
	if err := k.waitUntilGone(ctx, name); err != nil {
		return k.diagnose(ctx, busObject(name), "waiting for the end of", err, leftMaybeDeleted)
	}
	return nil
}

// syncTags gives a bus exactly these tags, apart from AWS's own.
func (k manager) syncTags(ctx context.Context, busARN string, want map[string]string) error {
	tags := k.tags(busARN)
	has, err := tags.List(ctx)
	if err != nil {
		return err
	}
	return awsresource.SyncTags(ctx, has, want, tags.Put, tags.Remove)
}
