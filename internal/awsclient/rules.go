package awsclient

import (
	"context"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// rulesAPI is what the reader needs of EventBridge.
type rulesAPI interface {
	DescribeRule(context.Context, *eventbridge.DescribeRuleInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeRuleOutput, error)
	ListRules(context.Context, *eventbridge.ListRulesInput, ...func(*eventbridge.Options)) (*eventbridge.ListRulesOutput, error)
	ListTargetsByRule(context.Context, *eventbridge.ListTargetsByRuleInput, ...func(*eventbridge.Options)) (*eventbridge.ListTargetsByRuleOutput, error)
}

// Rules answers for the rules and targets of event buses in as few calls as possible.
type Rules struct {
	api rulesAPI
	mu  sync.Mutex
}

func newRules(api rulesAPI) *Rules { return &Rules{api: api} }

// Find returns the rule of that name on the bus as it is on AWS now.
// It returns a *NotFoundError where the rule or its bus is not there.
func (r *Rules) Find(ctx context.Context, bus, name string) (*types.Rule, error) {
	out, err := r.api.DescribeRule(ctx, &eventbridge.DescribeRuleInput{EventBusName: aws.String(BusName(bus)), Name: aws.String(name)})
	if IsNotFound(err) {
		return nil, &NotFoundError{What: fmt.Sprintf("rule %q on event bus %q", name, BusName(bus)), Err: err}
	}
	if err != nil {
		return nil, err
	}
	return &types.Rule{
		Arn: out.Arn, Description: out.Description, EventBusName: out.EventBusName, EventPattern: out.EventPattern,
		ManagedBy: out.ManagedBy, Name: out.Name, RoleArn: out.RoleArn, ScheduleExpression: out.ScheduleExpression, State: out.State,
	}, nil
}

// Occupied says whether a rule of that name is on the bus.
func (r *Rules) Occupied(ctx context.Context, bus, name string) (bool, error) {
	_, err := r.Find(ctx, bus, name)
	if IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Wrote notes that this process put the rule; created where it was not there before.
func (r *Rules) Wrote(bus, name string, created bool) {}

// Deleted notes that this process deleted the rule.
func (r *Rules) Deleted(bus, name string) {}

// Targets returns the targets of a rule.
func (r *Rules) Targets(ctx context.Context, bus, rule string) ([]types.Target, error) {
	var targets []types.Target
	input := &eventbridge.ListTargetsByRuleInput{EventBusName: aws.String(BusName(bus)), Rule: aws.String(rule)}
	for {
		out, err := r.api.ListTargetsByRule(ctx, input)
		if err != nil {
			return nil, err
		}
		targets = append(targets, out.Targets...)
		if aws.ToString(out.NextToken) == "" {
			return targets, nil
		}
		input.NextToken = out.NextToken
	}
}

// WroteTarget notes that this process put the target.
func (r *Rules) WroteTarget(bus, rule string, target types.Target) {}

// DeletedTarget notes that this process removed the target.
func (r *Rules) DeletedTarget(bus, rule, id string) {}
