package emulator

import (
	"slices"
	"strings"
)

func registerPartner(s *jsonService) {
	writes(s, "CreatePartnerEventSource", createPartnerEventSource)
	writes(s, "DeletePartnerEventSource", deletePartnerEventSource)
	reads(s, "DescribePartnerEventSource", describePartnerEventSource)
	reads(s, "ListPartnerEventSources", listPartnerEventSources)
	reads(s, "ListPartnerEventSourceAccounts", listPartnerEventSourceAccounts)
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

type partnerSource struct {
	Arn, Name string
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

// partnerSources lists the sources of a name that the partner still has, in
// all accounts.
func (c *call) partnerSources(matches func(name string) bool) []*eventSource {
	var out []*eventSource
	for _, st := range c.regionEvents() {
		for name, source := range st.sources {
			if matches(name) && source.State != stateDeleted {
				out = append(out, source)
			}
		}
	}
	slices.SortFunc(out, func(a, b *eventSource) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func (c *call) partnerSource(name string) (*eventSource, error) {
	found := c.partnerSources(func(other string) bool { return other == name })
	if len(found) == 0 {
		return nil, notFound("Event source %s does not exist.", name)
	}
	return found[0], nil
}

func describePartnerEventSource(c *call, in *sourceNameInput) (*partnerSource, error) {
	source, err := c.partnerSource(*in.Name)
	if err != nil {
		return nil, err
	}
	return &partnerSource{Arn: source.ARN, Name: source.Name}, nil
}

type listPartnerEventSourcesInput struct {
	NamePrefix *string `aws:"required,len=1..256,re=partnerPrefix"`
	NextToken  *string `aws:"len=1..2048"`
	Limit      *int64  `aws:"range=1..100"`
}

type listPartnerEventSourcesOutput struct {
	PartnerEventSources []partnerSource
	NextToken           *string `json:",omitempty"`
}

func listPartnerEventSources(c *call, in *listPartnerEventSourcesInput) (*listPartnerEventSourcesOutput, error) {
	sources := c.partnerSources(func(name string) bool { return strings.HasPrefix(name, *in.NamePrefix) })
	sources, next, err := eventsPage(c, sources, func(s *eventSource) string { return s.Name }, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listPartnerEventSourcesOutput{PartnerEventSources: []partnerSource{}, NextToken: next}
	for _, source := range sources {
		out.PartnerEventSources = append(out.PartnerEventSources, partnerSource{Arn: source.ARN, Name: source.Name})
	}
	return out, nil
}

type listPartnerEventSourceAccountsInput struct {
	EventSourceName *string `aws:"required,len=1..256,re=sourceName"`
	NextToken       *string `aws:"len=1..2048"`
	Limit           *int64  `aws:"range=1..100"`
}

type partnerSourceAccount struct {
	Account        string
	CreationTime   *epoch
	ExpirationTime *epoch `json:",omitempty"`
	State          string
}

type listPartnerEventSourceAccountsOutput struct {
	PartnerEventSourceAccounts []partnerSourceAccount
}

func listPartnerEventSourceAccounts(c *call, in *listPartnerEventSourceAccountsInput) (*listPartnerEventSourceAccountsOutput, error) {
	source, err := c.partnerSource(*in.EventSourceName)
	if err != nil {
		return nil, err
	}
	return &listPartnerEventSourceAccountsOutput{PartnerEventSourceAccounts: []partnerSourceAccount{{
		Account: source.Account, CreationTime: epochOf(source.Created),
		ExpirationTime: epochUnlessZero(source.Expires), State: source.State,
	}}}, nil
}
