package emulator

import (
	"maps"
	"slices"
	"strings"
)

func registerBuses(s *jsonService) {
	writes(s, "CreateEventBus", createEventBus)
	reads(s, "DescribeEventBus", describeEventBus)
	writes(s, "UpdateEventBus", updateEventBus)
	writes(s, "DeleteEventBus", deleteEventBus)
	reads(s, "ListEventBuses", listEventBuses)
}

type deadLetterConfig struct {
	ARN *string `json:"Arn,omitempty" aws:"len=1..1600"`
}

type logConfig struct {
	IncludeDetail *string `json:",omitempty" aws:"enum=NONE|FULL"`
	Level         *string `json:",omitempty" aws:"enum=OFF|ERROR|INFO|TRACE"`
}

type createEventBusInput struct {
	Name             *string           `aws:"required,len=1..256,re=busName"`
	EventSourceName  *string           `aws:"len=1..256,re=sourceName"`
	Description      *string           `aws:"len=..512"`
	KmsKeyIdentifier *string           `aws:"len=..2048,re=kmsKey"`
	DeadLetterConfig *deadLetterConfig `aws:""`
	LogConfig        *logConfig        `aws:""`
	Tags             []eventTag        `aws:""`
}

type createEventBusOutput struct {
	EventBusArn      string
	Description      *string           `json:",omitempty"`
	KmsKeyIdentifier *string           `json:",omitempty"`
	DeadLetterConfig *deadLetterConfig `json:",omitempty"`
	LogConfig        *logConfig        `json:",omitempty"`
}

func createEventBus(c *call, in *createEventBusInput) (*createEventBusOutput, error) {
	st, name := c.events(), *in.Name
	if err := checkBusName(name, in.EventSourceName); err != nil {
		return nil, err
	}
	tags, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	if err := checkDeadLetter(in.DeadLetterConfig); err != nil {
		return nil, err
	}
	if st.buses[name] != nil {
		return nil, failf("ResourceAlreadyExistsException", "Event bus %s already exists.", name)
	}
	if in.EventSourceName != nil {
		if err := st.sourceToAssociate(name); err != nil {
			return nil, err
		}
	}
	if len(st.buses) >= maxBuses {
		return nil, failf("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	}

	bus := &eventBus{
		Name: name, ARN: arnOf("events", c.region, c.account, "event-bus/"+name),
		Description: value(in.Description), KMSKey: value(in.KmsKeyIdentifier),
		DeadLetter: in.DeadLetterConfig.arn(), Log: in.LogConfig.stored(),
		Source: value(in.EventSourceName), Created: c.now, Modified: c.now, Tags: tags,
	}
	st.buses[name] = bus
	if bus.Source != "" {
		st.activate(name)
	}
	return &createEventBusOutput{
		EventBusArn: bus.ARN, Description: pointer(bus.Description), KmsKeyIdentifier: pointer(bus.KMSKey),
		DeadLetterConfig: bus.deadLetter(), LogConfig: bus.Log,
	}, nil
}

// checkBusName holds the rules that tie a bus name to a partner event source.
func checkBusName(name string, source *string) error {
	switch {
	case source != nil && *source != name:
		return invalid("Event bus name must match event source name")
	case source != nil:
		return nil
	case strings.HasPrefix(name, "aws."):
		return invalid("EventBus name starting with 'aws.' is not valid.")
	case strings.Contains(name, "/"):
		return invalid("Event bus name must not contain '/'")
	}
	return nil
}

// sourceToAssociate reports whether a bus can be made from the source.
func (s *eventsState) sourceToAssociate(name string) error {
	source := s.sources[name]
	if source == nil {
		return notFound("Event source %s does not exist.", name)
	}
	if source.State != statePending {
		return failf("InvalidStateException", "Event source %s is not in a valid state for this operation: %s.", name, source.State)
	}
	return nil
}

func checkDeadLetter(config *deadLetterConfig) error {
	text := config.arn()
	if text == "" {
		return nil
	}
	arn, ok := parseARN(text)
	switch {
	case !ok:
		return invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", text)
	case arn.service != "sqs":
		return invalid("%s is not supported as a dead letter resource", arn.service)
	case strings.HasSuffix(arn.resource, ".fifo"):
		return invalid("SQS FIFO is not supported by Dead Letter Queues")
	}
	return nil
}

func (d *deadLetterConfig) arn() string {
	if d == nil {
		return ""
	}
	return value(d.ARN)
}

// stored is a log configuration as it is kept: nil when it logs nothing and
// says nothing.
func (l *logConfig) stored() *logConfig {
	if l == nil || l.IncludeDetail == nil && l.Level == nil {
		return nil
	}
	kept := *l
	return &kept
}

func (b *eventBus) deadLetter() *deadLetterConfig {
	if b.DeadLetter == "" {
		return nil
	}
	return &deadLetterConfig{ARN: &b.DeadLetter}
}

// bus finds a bus by name or ARN; nil means the default bus.
func (s *eventsState) bus(nameOrARN *string) (*eventBus, error) {
	name := defaultBus
	if nameOrARN != nil {
		name = *nameOrARN
	}
	if strings.HasPrefix(name, "arn:") {
		arn, _ := parseARN(name)
		bus, _ := strings.CutPrefix(arn.resource, "event-bus/")
		if arn.region != s.region || arn.account != s.account {
			return nil, notFound("Event bus %s does not exist.", bus)
		}
		name = bus
	}
	bus := s.buses[name]
	if bus == nil {
		return nil, notFound("Event bus %s does not exist.", name)
	}
	return bus, nil
}

type describeEventBusInput struct {
	Name *string `aws:"len=1..1600,re=busNameOrARN"`
}

type describeEventBusOutput struct {
	Name, Arn        string
	Description      *string           `json:",omitempty"`
	KmsKeyIdentifier *string           `json:",omitempty"`
	DeadLetterConfig *deadLetterConfig `json:",omitempty"`
	LogConfig        *logConfig        `json:",omitempty"`
	ManagedBy        *string           `json:",omitempty"`
	CreationTime     *epoch
	LastModifiedTime *epoch
}

func describeEventBus(c *call, in *describeEventBusInput) (*describeEventBusOutput, error) {
	bus, err := c.events().bus(in.Name)
	if err != nil {
		return nil, err
	}
	return &describeEventBusOutput{
		Name: bus.Name, Arn: bus.ARN, Description: pointer(bus.Description), KmsKeyIdentifier: pointer(bus.KMSKey),
		DeadLetterConfig: bus.deadLetter(), LogConfig: bus.Log, ManagedBy: pointer(bus.ManagedBy),
		CreationTime: epochOf(bus.Created), LastModifiedTime: epochOf(bus.Modified),
	}, nil
}

type updateEventBusInput struct {
	Name             *string           `aws:"len=1..256,re=busName"`
	Description      *string           `aws:"len=..512"`
	KmsKeyIdentifier *string           `aws:"len=..2048,re=kmsKey"`
	DeadLetterConfig *deadLetterConfig `aws:""`
	LogConfig        *logConfig        `aws:""`
}

type updateEventBusOutput struct {
	Arn, Name        string
	Description      *string           `json:",omitempty"`
	KmsKeyIdentifier *string           `json:",omitempty"`
	DeadLetterConfig *deadLetterConfig `json:",omitempty"`
	LogConfig        *logConfig        `json:",omitempty"`
}

// updateEventBus changes what is given. What is left out stays; an empty text
// or an empty structure clears.
func updateEventBus(c *call, in *updateEventBusInput) (*updateEventBusOutput, error) {
	st := c.events()
	bus, err := st.bus(in.Name)
	if err != nil {
		return nil, err
	}
	if err := checkDeadLetter(in.DeadLetterConfig); err != nil {
		return nil, err
	}
	st.changeBus(bus.Name, func(b *eventBus) {
		if in.Description != nil {
			b.Description = *in.Description
		}
		if in.KmsKeyIdentifier != nil {
			b.KMSKey = *in.KmsKeyIdentifier
		}
		if in.DeadLetterConfig != nil {
			b.DeadLetter = in.DeadLetterConfig.arn()
		}
		if in.LogConfig != nil {
			b.Log = in.LogConfig.stored()
		}
		b.Modified = c.now
	})
	bus = st.buses[bus.Name]
	return &updateEventBusOutput{
		Arn: bus.ARN, Name: bus.Name, Description: pointer(bus.Description), KmsKeyIdentifier: pointer(bus.KMSKey),
		DeadLetterConfig: bus.deadLetter(), LogConfig: bus.Log,
	}, nil
}

type deleteEventBusInput struct {
	Name *string `aws:"required,len=1..256,re=busName"`
}

// deleteEventBus deletes a bus without rules; one that is not there is fine. Its
// partner event source is pending again, and expires two weeks from now.
func deleteEventBus(c *call, in *deleteEventBusInput) (*nothing, error) {
	st, name := c.events(), *in.Name
	if name == defaultBus {
		return nil, invalid("Cannot delete event bus default.")
	}
	bus := st.buses[name]
	if bus == nil {
		return &nothing{}, nil
	}
	if len(bus.Rules) > 0 {
		return nil, invalid("EventBus can't be deleted since it has rules.")
	}
	delete(st.buses, name)
	if source := st.sources[name]; source != nil {
		if source.State == stateDeleted {
			delete(st.sources, name)
		} else {
			st.changeSource(name, func(s *eventSource) { s.State, s.Expires = statePending, c.now.Add(sourceLifetime) })
		}
	}
	return &nothing{}, nil
}

type listEventBusesInput struct {
	NamePrefix *string `aws:"len=1..256,re=busName"`
	NextToken  *string `aws:"len=1..2048"`
	Limit      *int64  `aws:"range=1..100"`
}

type listedEventBus struct {
	Name, Arn        string
	Description      *string `json:",omitempty"`
	ManagedBy        *string `json:",omitempty"`
	CreationTime     *epoch
	LastModifiedTime *epoch
}

type listEventBusesOutput struct {
	EventBuses []listedEventBus
	NextToken  *string `json:",omitempty"`
}

func listEventBuses(c *call, in *listEventBusesInput) (*listEventBusesOutput, error) {
	st := c.events()
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(st.buses)), func(name string) bool {
		return !strings.HasPrefix(name, value(in.NamePrefix))
	})
	names, next, err := eventsPage(c, names, func(name string) string { return name }, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listEventBusesOutput{EventBuses: []listedEventBus{}, NextToken: next}
	for _, name := range names {
		bus := st.buses[name]
		out.EventBuses = append(out.EventBuses, listedEventBus{
			Name: bus.Name, Arn: bus.ARN, Description: pointer(bus.Description), ManagedBy: pointer(bus.ManagedBy),
			CreationTime: epochOf(bus.Created), LastModifiedTime: epochOf(bus.Modified),
		})
	}
	return out, nil
}

// eventsPage is one page of a list of EventBridge, 100 entries by default.
func eventsPage[T any](c *call, items []T, key func(T) string, token *string, limit *int64) ([]T, *string, error) {
	size := 100
	if limit != nil {
		size = int(*limit)
	}
	out, next, ok := page(c, items, key, value(token), size)
	if !ok {
		return nil, nil, failf("InvalidToken", "The NextToken is not valid or expired.")
	}
	return out, pointer(next), nil
}
