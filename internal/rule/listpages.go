package rule

import (
	"context"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	awstypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// pageSize is the most event buses or rules that one call lists.
const pageSize = 100

// listBuses are the names of the event buses of a region, a page at a time.
func listBuses(ctx context.Context, api listAPI) iter.Seq2[string, error] {
	return pages(func(token *string) (names []string, next *string, err error) {
		out, err := api.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{Limit: aws.Int32(pageSize), NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		for _, bus := range out.EventBuses {
			names = append(names, aws.ToString(bus.Name))
		}
		return names, out.NextToken, nil
	})
}

// listRules are the rules of an event bus whose names have the prefix, a page
// at a time.
func listRules(ctx context.Context, api listAPI, bus, prefix string) iter.Seq2[awstypes.Rule, error] {
	return pages(func(token *string) ([]awstypes.Rule, *string, error) {
		input := &eventbridge.ListRulesInput{EventBusName: aws.String(bus), Limit: aws.Int32(pageSize), NextToken: token}
		if prefix != "" {
			input.NamePrefix = aws.String(prefix)
		}
		out, err := api.ListRules(ctx, input)
		if err != nil {
			return nil, nil, err
		}
		return out.Rules, out.NextToken, nil
	})
}

// pages are the items of all pages. A page is read when its first item is
// wanted; an error is the last that is yielded.
func pages[T any](page func(token *string) (items []T, next *string, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for token := (*string)(nil); ; {
			items, next, err := page(token)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if aws.ToString(next) == "" {
				return
			}
			token = next
		}
	}
}
