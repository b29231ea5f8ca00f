package partner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// pagedBuses is an EventBridge with more buses than a page holds.
type pagedBuses struct {
	names []string
	// breaksAt is the page that fails; 0 for none.
	breaksAt int
	calls    []string
}

var errBroken = errors.New("broken")

func (p *pagedBuses) ListEventBuses(_ context.Context, in *eventbridge.ListEventBusesInput, _ ...func(*eventbridge.Options)) (*eventbridge.ListEventBusesOutput, error) {
	p.calls = append(p.calls, fmt.Sprintf("%s %d", aws.ToString(in.NamePrefix), aws.ToInt32(in.Limit)))
	if len(p.calls) == p.breaksAt {
		return nil, errBroken
	}
	from, _ := strconv.Atoi(aws.ToString(in.NextToken))
	to := min(from+int(aws.ToInt32(in.Limit)), len(p.names))
	out := &eventbridge.ListEventBusesOutput{}
	for _, name := range p.names[from:to] {
		out.EventBuses = append(out.EventBuses, ebtypes.EventBus{Name: aws.String(name)})
	}
	if to < len(p.names) {
		out.NextToken = aws.String(strconv.Itoa(to))
	}
	return out, nil
}

// Pages are read as far as they are needed.
func TestPartnerBuses(t *testing.T) {
	t.Parallel()
	var names []string
	for i := range 250 {
		names = append(names, fmt.Sprintf("aws.partner/example.com/org/%03d", i))
	}
	const all, few = "aws.partner/ 100", "aws.partner/ 7"
	for name, test := range map[string]struct {
		prefix      string
		limit, take int
		breaksAt    int
		want        int
		calls       []string
		err         error
	}{
		"all":              {want: 250, calls: []string{all, all, all}},
		"up to a limit":    {limit: 150, take: 150, want: 150, calls: []string{all, all}},
		"a small limit":    {limit: 7, take: 7, want: 7, calls: []string{few}},
		"more than limit":  {limit: 7, take: 8, want: 8, calls: []string{few, few}},
		"a short prefix":   {prefix: "aws.part", take: 1, want: 1, calls: []string{all}},
		"a prefix":         {prefix: "aws.partner/example.com/org/", take: 1, want: 1, calls: []string{"aws.partner/example.com/org/ 100"}},
		"a prefix of none": {prefix: "aws.partner/auth0.com/", want: 0, calls: slices.Repeat([]string{"aws.partner/auth0.com/ 100"}, 3)},
		"one that breaks":  {breaksAt: 2, want: 100, calls: []string{all, all}, err: errBroken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &pagedBuses{names: names, breaksAt: test.breaksAt}
			var got int
			var failure error
			for bus, err := range partnerBuses(t.Context(), api, test.prefix, int64(test.limit)) {
				if failure = err; err != nil {
					continue
				}
				if aws.ToString(bus.Name) != names[got] {
					t.Fatalf("bus %d is %s", got, aws.ToString(bus.Name))
				}
				if got++; got == test.take {
					break
				}
			}
			if got != test.want || !errors.Is(failure, test.err) || !slices.Equal(api.calls, test.calls) {
				t.Errorf("%d buses, error %v, calls %v; want %d, %v, %v", got, failure, api.calls, test.want, test.err, test.calls)
			}
		})
	}
}
