package awsclient

import (
	"context"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// Pages are the items of all pages of a list. A page is read when its first item
// is wanted; an error is the last that is yielded. A token that comes a second
// time is a *RepeatedPageError: the list would have no end.
func Pages[T any](page func(token *string) (items []T, next *string, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := map[string]struct{}{}
		for token := (*string)(nil); ; {
			items, next, err := page(token)
			if _, again := seen[aws.ToString(next)]; again && err == nil {
				err = &RepeatedPageError{}
			}
			seen[aws.ToString(next)] = struct{}{}
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

// BusLister is the part of the EventBridge API used by EventBuses.
type BusLister interface {
	ListEventBuses(context.Context, *eventbridge.ListEventBusesInput, ...func(*eventbridge.Options)) (*eventbridge.ListEventBusesOutput, error)
}

// EventBuses are the event buses of a region whose names have the prefix, read
// as far as they are wanted, without those that an AWS service manages. Pages
// hold no more than limit, if that is above 0.
func EventBuses(ctx context.Context, api BusLister, prefix string, limit int64) iter.Seq2[ebtypes.EventBus, error] {
	return func(yield func(ebtypes.EventBus, error) bool) {
		for bus, err := range AllEventBuses(ctx, api, prefix, limit) {
			if aws.ToString(bus.ManagedBy) == "" && !yield(bus, err) {
				return
			}
		}
	}
}

// AllEventBuses are EventBuses and those that an AWS service manages.
func AllEventBuses(ctx context.Context, api BusLister, prefix string, limit int64) iter.Seq2[ebtypes.EventBus, error] {
	size := int32(pageSize)
	if limit > 0 && limit < pageSize {
		size = int32(limit)
	}
	return Pages(func(token *string) ([]ebtypes.EventBus, *string, error) {
		input := &eventbridge.ListEventBusesInput{Limit: aws.Int32(size), NextToken: token}
		if prefix != "" {
			input.NamePrefix = aws.String(prefix)
		}
		out, err := api.ListEventBuses(ctx, input)
		if err != nil {
			return nil, nil, err
		}
		return out.EventBuses, out.NextToken, nil
	})
}

// RuleLister is the part of the EventBridge API used by RulesOf.
type RuleLister interface {
	ListRules(context.Context, *eventbridge.ListRulesInput, ...func(*eventbridge.Options)) (*eventbridge.ListRulesOutput, error)
}

// RulesOf are the rules of an event bus whose names have the prefix, as AWS has
// them now, read as far as they are wanted. Rules.Find remembers what it read.
func RulesOf(ctx context.Context, api RuleLister, bus, prefix string) iter.Seq2[ebtypes.Rule, error] {
	return Pages(func(token *string) ([]ebtypes.Rule, *string, error) {
		input := &eventbridge.ListRulesInput{EventBusName: aws.String(bus), Limit: aws.Int32(pageSize), NextToken: token}
		if prefix != "" {
			input.NamePrefix = aws.String(prefix)
		}
		out, err := RetryMissing(ctx, func() (*eventbridge.ListRulesOutput, error) { return api.ListRules(ctx, input) })
		if err != nil {
			return nil, nil, err
		}
		return out.Rules, out.NextToken, nil
	})
}
