package awsclient

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// paged is an EventBridge with pages of two buses; the fourth page fails.
type paged struct{ asked int }

var errPage = errors.New("no more")

func (p *paged) ListEventBuses(_ context.Context, in *eventbridge.ListEventBusesInput, _ ...func(*eventbridge.Options)) (*eventbridge.ListEventBusesOutput, error) {
	if token := aws.ToString(in.NextToken); p.asked > 0 && token != fmt.Sprint(p.asked) {
		return nil, fmt.Errorf("the token is %q", token)
	}
	p.asked++
	if p.asked == 4 {
		return nil, errPage
	}
	return &eventbridge.ListEventBusesOutput{
		EventBuses: []ebtypes.EventBus{{Name: aws.String(fmt.Sprintf("%da", p.asked))}, {Name: aws.String(fmt.Sprintf("%db", p.asked))}},
		NextToken:  aws.String(fmt.Sprint(p.asked)),
	}, nil
}

// TestPages reads a page when its first item is wanted, and ends with the error.
func TestPages(t *testing.T) {
	t.Parallel()
	for wanted, pages := range map[int]int{1: 1, 2: 1, 3: 2, 6: 3, 7: 4} {
		api := &paged{}
		var got []string
		var last error
		for bus, err := range EventBuses(t.Context(), api, "", 0) {
			if last = err; err != nil {
				break
			}
			if got = append(got, aws.ToString(bus.Name)); len(got) == wanted {
				break
			}
		}
		if api.asked != pages || len(got) != min(wanted, 6) || (wanted == 7) != errors.Is(last, errPage) {
			t.Errorf("%d wanted: got %v, %v in %d pages", wanted, got, last, api.asked)
		}
	}
}

// TestRepeatedPage ends a list that comes to a page again, at once or later.
func TestRepeatedPage(t *testing.T) {
	t.Parallel()
	for _, tokens := range [][]string{{"a", "a"}, {"a", "b", "a"}, {"a", "b", "c", "b"}} {
		asked := 0
		var last error
		for _, err := range Pages(func(*string) ([]int, *string, error) {
			asked++
			return []int{asked}, &tokens[(asked-1)%len(tokens)], nil
		}) {
			last = err
		}
		if !IsUnusableAnswer(last) || asked != len(tokens) {
			t.Errorf("%v: %d pages, %v", tokens, asked, last)
		}
	}
}
