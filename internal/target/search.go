package target

import (
	"context"
	"iter"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eb "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// searchAPI is what looking for targets needs of EventBridge.
type searchAPI interface {
	awsclient.BusLister
	awsclient.RuleLister
	ListRuleNamesByTarget(context.Context, *eventbridge.ListRuleNamesByTargetInput, ...func(*eventbridge.Options)) (*eventbridge.ListRuleNamesByTargetOutput, error)
}

var _ searchAPI = (*eventbridge.Client)(nil)

// busCharacters are those of an event bus's name (service model events
// 2015-10-07).
var busCharacters = regexp.MustCompile(`^[/.\-_A-Za-z0-9]+$`)

// pageSize is the most rules that one call names.
const pageSize = 100

// foundTarget is a target that was found, with its key.
type foundTarget struct {
	key    key
	target eb.Target
}

// search looks for the targets that send to sinks of one kind.
type search struct {
	api    searchAPI
	reader targetReader
	sink   sink

	partition, region string
	account           string // "" where the provider does not ask for it
	bus, rule, to     string // the filters; "" for none
}

// targets are those that were looked for. It ends with the first error, which
// is a *awsclient.NotFoundError where the bus or rule of a filter is not there.
func (s search) targets(ctx context.Context) iter.Seq2[foundTarget, error] {
	return func(yield func(foundTarget, error) bool) {
		missing := s.rule != "" // until it is found
		for rule, err := range s.rules(ctx) {
			if err != nil {
				yield(foundTarget{}, err)
				return
			}
			all, err := s.reader.Targets(ctx, rule.Bus, rule.Name)
			if awsclient.IsNotFound(err) {
				continue // not on this bus, or deleted meanwhile
			}
			if err != nil {
				yield(foundTarget{}, err)
				return
			}
			missing = false
			for _, target := range all {
				if s.wants(target) && !yield(s.found(rule, target), nil) {
					return
				}
			}
		}
		if missing {
			yield(foundTarget{}, &awsclient.NotFoundError{What: "rule " + s.rule})
		}
	}
}

// rules are those that may have such targets, of which bus and name are known.
func (s search) rules(ctx context.Context) iter.Seq2[awsclient.RuleARN, error] {
	return func(yield func(awsclient.RuleARN, error) bool) {
		for bus, err := range s.buses(ctx) {
			if err != nil {
				yield(awsclient.RuleARN{}, err)
				return
			}
			for name, err := range s.rulesOf(ctx, bus) {
				if awsclient.IsNotFound(err) && s.bus == "" {
					break // the bus was deleted meanwhile
				}
				if !yield(awsclient.RuleARN{Bus: bus, Name: name}, err) || err != nil {
					return
				}
			}
		}
	}
}

func (s search) buses(ctx context.Context) iter.Seq2[string, error] {
	if s.bus != "" {
		return one(s.bus)
	}
	return func(yield func(string, error) bool) {
		for bus, err := range awsclient.EventBuses(ctx, s.api, "", 0) {
			if !yield(aws.ToString(bus.Name), err) {
				return
			}
		}
	}
}

// rulesOf are the names of the rules on a bus. Where the sink is known,
// EventBridge knows the rules that send to it.
func (s search) rulesOf(ctx context.Context, bus string) iter.Seq2[string, error] {
	if s.rule != "" {
		return one(s.rule)
	}
	if s.to != "" {
		return awsclient.Pages(func(token *string) ([]string, *string, error) {
			out, err := s.api.ListRuleNamesByTarget(ctx, &eventbridge.ListRuleNamesByTargetInput{
				TargetArn: aws.String(s.to), EventBusName: aws.String(bus), Limit: aws.Int32(pageSize), NextToken: token,
			})
			if err != nil {
				return nil, nil, err
			}
			return out.RuleNames, out.NextToken, nil
		})
	}
	return func(yield func(string, error) bool) {
		for rule, err := range awsclient.RulesOf(ctx, s.api, bus, "") {
			if managed := aws.ToString(rule.ManagedBy) != ""; !managed && !yield(aws.ToString(rule.Name), err) {
				return
			}
		}
	}
}

func one(name string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) { yield(name, nil) }
}

func (s search) wants(target eb.Target) bool {
	to := aws.ToString(target.Arn)
	return s.sink.takes(to) && (s.to == "" || plainARN(to) == s.to)
}

// found completes the key of a target.
func (s search) found(rule awsclient.RuleARN, target eb.Target) foundTarget {
	account := s.account
	if account == "" {
		account = awsresource.AccountOf(aws.ToString(target.Arn)) // a sink is in its rule's account
	}
	return foundTarget{target: target, key: key{id: aws.ToString(target.Id), rule: awsclient.RuleARN{
		Partition: s.partition, Region: s.region, Account: account, Bus: rule.Bus, Name: rule.Name,
	}}}
}
