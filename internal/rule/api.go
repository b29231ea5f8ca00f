package rule

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
)

// rulesAPI is the part of the EventBridge API used for rules, other than for reading.
type rulesAPI interface {
	PutRule(context.Context, *eventbridge.PutRuleInput, ...func(*eventbridge.Options)) (*eventbridge.PutRuleOutput, error)
	DeleteRule(context.Context, *eventbridge.DeleteRuleInput, ...func(*eventbridge.Options)) (*eventbridge.DeleteRuleOutput, error)
}

func (r *rule) api() rulesAPI { return r.Meta.AWS.EventBridge() }
