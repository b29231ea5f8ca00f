package partner

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// eventBridgeAPI is what the package calls of Amazon EventBridge.
type eventBridgeAPI interface {
	sourceAPI
	CreateEventBus(context.Context, *eventbridge.CreateEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.CreateEventBusOutput, error)
	UpdateEventBus(context.Context, *eventbridge.UpdateEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.UpdateEventBusOutput, error)
	DeleteEventBus(context.Context, *eventbridge.DeleteEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.DeleteEventBusOutput, error)
	ActivateEventSource(context.Context, *eventbridge.ActivateEventSourceInput, ...func(*eventbridge.Options)) (*eventbridge.ActivateEventSourceOutput, error)
	DeactivateEventSource(context.Context, *eventbridge.DeactivateEventSourceInput, ...func(*eventbridge.Options)) (*eventbridge.DeactivateEventSourceOutput, error)
	ListRules(context.Context, *eventbridge.ListRulesInput, ...func(*eventbridge.Options)) (*eventbridge.ListRulesOutput, error)
}

// sourceAPI is the part of it that only reads, which is all a data source needs.
type sourceAPI interface {
	DescribeEventBus(context.Context, *eventbridge.DescribeEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeEventBusOutput, error)
	DescribeEventSource(context.Context, *eventbridge.DescribeEventSourceInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeEventSourceOutput, error)
	ListEventBuses(context.Context, *eventbridge.ListEventBusesInput, ...func(*eventbridge.Options)) (*eventbridge.ListEventBusesOutput, error)
	ListEventSources(context.Context, *eventbridge.ListEventSourcesInput, ...func(*eventbridge.Options)) (*eventbridge.ListEventSourcesOutput, error)
}

var _ eventBridgeAPI = (*eventbridge.Client)(nil)

// reader reads event sources and event buses of one region of one account.
type reader struct {
	api sourceAPI
	// pause is the time between two checks for something that the partner does.
	pause time.Duration
	// briefPause is the same for something that EventBridge does.
	briefPause time.Duration
	// place is the region and account that the reader reads.
	place place
}

// manager creates, changes and deletes event buses, and reads what a reader reads.
type manager struct {
	reader
	api      eventBridgeAPI
	tags     func(busARN string) awsclient.Tags
	existing func(context.Context, awsresource.Object, awsresource.Comparison) diag.Diagnostics
}

func newReader(meta *awsresource.Meta) reader {
	return reader{
		api:        meta.AWS.EventBridge(),
		pause:      meta.PollInterval,
		briefPause: min(meta.PollInterval, time.Second),
		place:      place{region: meta.AWS.Region(), account: meta.AWS.AccountID, importID: meta.ImportID},
	}
}

func newManager(meta *awsresource.Meta) manager {
	return manager{reader: newReader(meta), api: meta.AWS.EventBridge(), tags: meta.AWS.Tags, existing: meta.Existing}
}

// place is a region of an account, for messages.
type place struct {
	region  string
	account func(context.Context) (string, error)
	// importID is what `terraform import` takes for the bus of a name.
	importID func(name string) string
}

// lookupTimeout bounds a call whose only purpose is a better error.
const lookupTimeout = 10 * time.Second

// String is used where the account is of no help.
func (p place) String() string { return "region " + p.region }

// withAccount names region and account. It also works after the context has
// ended, because that is when a wait has to say where it looked.
func (p place) withAccount(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupTimeout)
	defer cancel()
	account, err := p.account(ctx)
	if err != nil || account == "" {
		return p.String() + " of the account whose credentials the provider uses"
	}
	return p.String() + " of account " + account
}

// findSource reads one source. The error is one of awsclient.IsNotFound if
// there is none.
func (f reader) findSource(ctx context.Context, name string) (ebtypes.EventSource, error) {
	out, err := f.api.DescribeEventSource(ctx, &eventbridge.DescribeEventSourceInput{Name: aws.String(name)})
	if err != nil {
		return ebtypes.EventSource{}, err
	}
	return ebtypes.EventSource{
		Arn: out.Arn, CreatedBy: out.CreatedBy, CreationTime: out.CreationTime,
		ExpirationTime: out.ExpirationTime, Name: aws.String(name), State: out.State,
	}, nil
}

// sourceOfBus reads the source of an existing bus. One that AWS no longer
// knows counts as deleted.
func (f reader) sourceOfBus(ctx context.Context, name string) (ebtypes.EventSource, error) {
	source, err := f.findSource(ctx, name)
	if awsclient.IsNotFound(err) {
		return ebtypes.EventSource{Name: aws.String(name), State: ebtypes.EventSourceStateDeleted}, nil
	}
	return source, err
}

// findBus reads the bus of a source, which has the source's name. It returns
// nil if there is none.
func (f reader) findBus(ctx context.Context, name string) (*eventbridge.DescribeEventBusOutput, error) {
	out, err := f.api.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: aws.String(name)})
	if awsclient.IsNotFound(err) {
		return nil, nil
	}
	if err == nil && out.Name == nil {
		out.Name = aws.String(name)
	}
	return out, err
}

// read completes a bus that is there: with its source, and with its tags if they
// are managed.
func (k manager) read(ctx context.Context, bus *eventbridge.DescribeEventBusOutput, managesTags bool) (association, diag.Diagnostic) {
	name := aws.ToString(bus.Name)
	found := association{bus: bus}
	var err error
	if found.source, err = k.sourceOfBus(ctx, name); err != nil {
		return found, k.diagnose(ctx, sourceObject(name), "reading", err, leftUnchanged)
	}
	if !managesTags {
		return found, nil
	}
	if found.tags, err = k.tags(aws.ToString(bus.Arn)).List(ctx); err != nil {
		return found, k.diagnose(ctx, busObject(name), "reading the tags of", err, leftUnchanged)
	}
	return found, nil
}

// owners are the AWS services that the event buses of sources belong to, by name.
// It takes no call if no source has an event bus.
func (f reader) owners(ctx context.Context, sources []ebtypes.EventSource) (map[string]string, error) {
	associated := func(source ebtypes.EventSource) bool { return source.State != ebtypes.EventSourceStatePending }
	if !slices.ContainsFunc(sources, associated) {
		return nil, nil
	}
	owners := map[string]string{}
	for bus, err := range awsclient.AllEventBuses(ctx, f.api, catalog.PartnerPrefix, 0) {
		if err != nil {
			return nil, err
		}
		owners[aws.ToString(bus.Name)] = aws.ToString(bus.ManagedBy)
	}
	return owners, nil
}

// filter chooses sources.
type filter struct {
	// prefix is what the names begin with; empty for all. It does not count
	// where a partner is given.
	prefix string
	// partner is the partner's domain; empty for all.
	partner string
	// organization is the organization at the partner; empty for all.
	organization string
	// state is the state of the sources; empty for all.
	state string
}

// listSources reads all sources that fit, page by page, ordered by name.
func (f reader) listSources(ctx context.Context, want filter) ([]ebtypes.EventSource, error) {
	in := &eventbridge.ListEventSourcesInput{Limit: aws.Int32(100)}
	if prefix := want.namePrefix(); prefix != "" {
		in.NamePrefix = aws.String(prefix)
	}
	var found []ebtypes.EventSource
	for source, err := range awsclient.Pages(func(token *string) ([]ebtypes.EventSource, *string, error) {
		in.NextToken = token
		out, err := f.api.ListEventSources(ctx, in)
		if err != nil {
			return nil, nil, err
		}
		return out.EventSources, out.NextToken, nil
	}) {
		if err != nil {
			return nil, err
		}
		if want.fits(source) {
			found = append(found, source)
		}
	}
	slices.SortFunc(found, func(a, b ebtypes.EventSource) int {
		return strings.Compare(aws.ToString(a.Name), aws.ToString(b.Name))
	})
	return found, nil
}

// namePrefix is what the names that fit begin with.
func (w filter) namePrefix() string {
	if w.partner == "" {
		return w.prefix
	}
	return namePrefix(w.partner, w.organization)
}

func (w filter) fits(source ebtypes.EventSource) bool {
	return strings.HasPrefix(aws.ToString(source.Name), w.namePrefix()) && (w.state == "" || w.state == string(source.State))
}

// listRules reads all rules of a bus, page by page. A bus that is gone has none.
func (k manager) listRules(ctx context.Context, bus string) ([]ebtypes.Rule, error) {
	var found []ebtypes.Rule
	for rule, err := range awsclient.RulesOf(ctx, k.api, bus, "") {
		if awsclient.IsNotFound(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		found = append(found, rule)
	}
	return found, nil
}
