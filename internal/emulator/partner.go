package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The methods in this file act without HTTP, in the emulator's default account.
// They are not recorded as calls and meet no faults.

// localCall is a call that a test makes from inside.
func (e *Emulator) localCall(region string) *call {
	return &call{emulator: e, store: e.store, region: region, account: e.account, caller: userIdentity(e.account), now: e.clock()}
}

// CreatePartnerSource offers a partner event source to the default account, as
// the partner does. The source is PENDING until a bus is made from it. The error
// says when the source is there already.
func (e *Emulator) CreatePartnerSource(region, name string) error {
	if !compiledPatterns()["sourceName"].MatchString(name) {
		return fmt.Errorf("%q is not the name of a partner event source", name)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.remember()
	_, err := e.localCall(region).offerSource(name, e.account)
	return err
}

// DeletePartnerSource withdraws a source, as the partner does. While a bus of it
// exists the source shows as DELETED. A source that is not there is fine.
func (e *Emulator) DeletePartnerSource(region, name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.remember()
	st := e.localCall(region).events()
	if st.sources[name] != nil {
		st.endSource(name)
	}
}

// PublishPartnerEvent publishes an event of a partner event source. sample is an
// event in its full form, of which detail, detail-type, time, id and resources
// are used; source, account and region are those of the source. It returns the
// event's id, a new one when the sample has none. As in AWS, an event of a
// source that is not ACTIVE is accepted and goes nowhere.
func (e *Emulator) PublishPartnerEvent(region, source string, sample []byte) (id string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.localCall(region)
	known, err := c.partnerSource(source)
	if err != nil {
		return "", err
	}
	published, err := c.sampleEvent(sample)
	if err != nil {
		return "", err
	}
	published.Source, published.Account = source, known.Account
	c.deliverPartner(known, published)
	return published.ID, nil
}

// PublishServiceEvent publishes an event of an AWS service on the default bus of
// the default account, which no customer can do over the API. source is such as
// "aws.aidevops"; "" takes the sample's.
func (e *Emulator) PublishServiceEvent(region, source string, sample []byte) (id string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.localCall(region)
	published, err := c.sampleEvent(sample)
	if err != nil {
		return "", err
	}
	if source != "" {
		published.Source = source
	}
	st := c.events()
	c.deliver(st, st.buses[defaultBus], published)
	return published.ID, nil
}

// sampleEvent makes an event of now, in the call's region, from a sample.
func (c *call) sampleEvent(sample []byte) (*event, error) {
	out := &event{}
	if err := json.Unmarshal(sample, out); err != nil {
		return nil, fmt.Errorf("the sample is not an event: %w", err)
	}
	if out.DetailType == "" || !isJSONObject(string(out.Detail)) {
		return nil, errors.New("the sample has no detail-type, or no object as detail")
	}
	if out.ID == "" {
		out.ID = c.emulator.newUUID()
	}
	if out.Time == "" {
		out.Time = c.now.UTC().Format(time.RFC3339)
	}
	if out.Resources == nil {
		out.Resources = []string{}
	}
	out.Version, out.Account, out.Region = "0", c.account, c.region
	return out, nil
}

// PutManagedRule puts a rule on a bus as an AWS service does for itself: it has
// ManagedBy set, cannot be edited and blocks the deletion of the bus.
func (e *Emulator) PutManagedRule(region, bus, name, managedBy, eventPattern string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.remember()
	c := e.localCall(region)
	if _, err := putRule(c, &putRuleInput{Name: &name, EventBusName: &bus, EventPattern: &eventPattern}); err != nil {
		return err
	}
	c.events().changeRule(bus, name, func(r *eventRule) { r.ManagedBy, r.CreatedBy = managedBy, managedBy })
	return nil
}

// SetManagedBus makes a bus belong to an AWS service, as that of an event source
// of a Custom Event Bus does; "" ends it.
func (e *Emulator) SetManagedBus(region, bus, managedBy string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.remember()
	st := e.localCall(region).events()
	if st.buses[bus] == nil {
		return notFound("Event bus %s does not exist.", bus)
	}
	st.changeBus(bus, func(b *eventBus) { b.ManagedBy = managedBy })
	return nil
}
