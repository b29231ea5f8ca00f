package emulator

import (
	"slices"
	"strings"
)

func registerPartner(s *jsonService) {
	writes(s, "CreatePartnerEventSource", createPartnerEventSource)
	writes(s, "DeletePartnerEventSource", deletePartnerEventSource)
}

type partnerSourceInput struct {
	Name    *string `aws:"required,len=1..256,re=sourceName"`
	Account *string `aws:"required,len=12..12,re=account"`
}

type createPartnerEventSourceOutput struct {
	EventSourceArn string
}

// createPartnerEventSource is the partner offering a source to an account, in
// the region of the call. A name belongs to one account and one region.
func createPartnerEventSource(c *call, in *partnerSourceInput) (*createPartnerEventSourceOutput, error) {
	source, err := c.offerSource(*in.Name, *in.Account)
	if err != nil {
		return nil, err
	}
	return &createPartnerEventSourceOutput{EventSourceArn: source.ARN}, nil
}

func (c *call) offerSource(name, account string) (*eventSource, error) {
	for _, st := range c.regionEvents() {
		if known := st.sources[name]; known != nil && known.State != stateDeleted {
			return nil, failf("ResourceAlreadyExistsException", "Event source %s already exists.", name)
		}
	}
	source := &eventSource{
		Name: name, ARN: arnOf("events", c.region, "", "event-source/"+name), Account: account,
		CreatedBy: strings.Split(name, "/")[1], State: statePending, Created: c.now, Expires: c.now.Add(sourceLifetime),
	}
	eventsIn(c.store, account, c.region, c.now).sources[name] = source
	return source, nil
}

// deletePartnerEventSource is the partner withdrawing a source. The customer's
// bus and rules stay, without events; the source then shows as DELETED.
func deletePartnerEventSource(c *call, in *partnerSourceInput) (*nothing, error) {
	st := eventsIn(c.store, *in.Account, c.region, c.now)
	if st.sources[*in.Name] != nil {
		st.endSource(*in.Name)
	}
	return &nothing{}, nil
}

// regionEvents lists EventBridge in the call's region, account by account.
func (c *call) regionEvents() []*eventsState {
	var out []*eventsState
	for key, st := range c.store.states {
		if events, ok := st.(*eventsState); ok && key.region == c.region {
			events.expire(c.now)
			out = append(out, events)
		}
	}
	slices.SortFunc(out, func(a, b *eventsState) int { return strings.Compare(a.account, b.account) })
	return out
}

// partnerSource finds a source that the partner still has, in any account.
func (c *call) partnerSource(name string) (*eventSource, error) {
	for _, st := range c.regionEvents() {
		if source := st.sources[name]; source != nil && source.State != stateDeleted {
			return source, nil
		}
	}
	return nil, notFound("Event source %s does not exist.", name)
}
