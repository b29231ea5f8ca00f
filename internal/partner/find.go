package partner

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// findSource reads one source. The error answers to awsclient.IsNotFound where
// there is none.
func (f finder) findSource(ctx context.Context, name string) (ebtypes.EventSource, error) {
	out, err := f.api.DescribeEventSource(ctx, &eventbridge.DescribeEventSourceInput{Name: aws.String(name)})
	if err != nil {
		return ebtypes.EventSource{}, err
	}
	return ebtypes.EventSource{
		Arn: out.Arn, CreatedBy: out.CreatedBy, CreationTime: out.CreationTime,
		ExpirationTime: out.ExpirationTime, Name: aws.String(name), State: out.State,
	}, nil
}

// sourceOfBus reads the source of a bus that is there. One that AWS no longer
// knows counts as deleted.
func (f finder) sourceOfBus(ctx context.Context, name string) (ebtypes.EventSource, error) {
	source, err := f.findSource(ctx, name)
	if awsclient.IsNotFound(err) {
		return ebtypes.EventSource{Name: aws.String(name), State: ebtypes.EventSourceStateDeleted}, nil
	}
	return source, err
}

// findBus reads the bus of a source, which has the source's name. It returns
// nil where there is none.
func (f finder) findBus(ctx context.Context, name string) (*eventbridge.DescribeEventBusOutput, error) {
	out, err := f.api.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: aws.String(name)})
	if awsclient.IsNotFound(err) {
		return nil, nil
	}
	return out, err
}

// read completes a bus that is there: with its source, with its tags where they
// are managed, and with whether it bears the mark of its creation where it may.
func (k keeper) read(ctx context.Context, bus *eventbridge.DescribeEventBusOutput, managesTags, mayBeMarked bool) (association, diag.Diagnostic) {
	name := aws.ToString(bus.Name)
	found := association{bus: bus}
	var err error
	if found.source, err = k.sourceOfBus(ctx, name); err != nil {
		return found, k.diagnose(ctx, sourceObject(name), "reading", err, leftUnchanged)
	}
	if !managesTags && !mayBeMarked {
		return found, nil
	}
	tags, mark, err := k.listTags(ctx, aws.ToString(bus.Arn))
	if err != nil && managesTags {
		return found, k.diagnose(ctx, busObject(name), "reading the tags of", err, leftUnchanged)
	}
	if managesTags {
		found.tags = tags
	}
	found.marked = mark != "" || err != nil // One that can't be seen may be there.
	return found, nil
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
func (f finder) listSources(ctx context.Context, want filter) ([]ebtypes.EventSource, error) {
	in := &eventbridge.ListEventSourcesInput{Limit: aws.Int32(100)}
	if prefix := want.namePrefix(); prefix != "" {
		in.NamePrefix = aws.String(prefix)
	}
	var found []ebtypes.EventSource
	for {
		out, err := f.api.ListEventSources(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, source := range out.EventSources {
			if want.fits(source) {
				found = append(found, source)
			}
		}
		if aws.ToString(out.NextToken) == "" {
			break
		}
		in.NextToken = out.NextToken
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
func (k keeper) listRules(ctx context.Context, bus string) ([]ebtypes.Rule, error) {
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
