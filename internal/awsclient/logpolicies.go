package awsclient

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// logPoliciesAPI is the part of the CloudWatch Logs API used by the reader.
type logPoliciesAPI interface {
	DescribeResourcePolicies(context.Context, *cloudwatchlogs.DescribeResourcePoliciesInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeResourcePoliciesOutput, error)
}

// LogPolicies reads the resource policies of CloudWatch Logs, those of the
// account and those of one log group, once for the many targets that share
// them. It has to be told of this process's own writes. Log groups are given by
// ARN, with or without ":*".
type LogPolicies struct {
	api     logPoliciesAPI
	now     func() time.Time
	pause   time.Duration // before a look for a change of our own is repeated
	account flight[[]logstypes.ResourcePolicy]

	mu      sync.Mutex
	groups  map[string]*flight[[]logstypes.ResourcePolicy]
	changed map[string]time.Time // this process's writes; "" is the account's scope
}

func newLogPolicies(api logPoliciesAPI) *LogPolicies {
	return &LogPolicies{
		api: api, now: time.Now, pause: 200 * time.Millisecond,
		groups: map[string]*flight[[]logstypes.ResourcePolicy]{}, changed: map[string]time.Time{},
	}
}

// Account returns the policies of account scope in the region.
func (p *LogPolicies) Account(ctx context.Context) ([]logstypes.ResourcePolicy, error) {
	return p.account.do(ctx, p.fresh, func(ctx context.Context) ([]logstypes.ResourcePolicy, error) {
		return p.list(ctx, &cloudwatchlogs.DescribeResourcePoliciesInput{})
	})
}

// Group returns the policies attached to the log group itself. AWS allows one.
func (p *LogPolicies) Group(ctx context.Context, logGroupARN string) ([]logstypes.ResourcePolicy, error) {
	logGroupARN = PlainLogGroupARN(logGroupARN)
	return p.group(logGroupARN).do(ctx, p.fresh, func(ctx context.Context) ([]logstypes.ResourcePolicy, error) {
		return p.list(ctx, &cloudwatchlogs.DescribeResourcePoliciesInput{
			ResourceArn: aws.String(logGroupARN), PolicyScope: logstypes.PolicyScopeResource,
		})
	})
}

// Delivery reports whether the policies let EventBridge write to the log group.
// Where they do not and this process changed one a moment ago, it looks again
// until CloudWatch Logs has had the time to show the change.
func (p *LogPolicies) Delivery(ctx context.Context, logGroupARN string) (Verdict, error) {
	for pause := p.pause; ; pause *= 2 {
		verdict, err := p.delivery(ctx, logGroupARN)
		if err != nil || verdict.Allowed || p.settled(logGroupARN) {
			return verdict, err
		}
		if Sleep(ctx, pause) != nil {
			return verdict, nil //nolint:nilerr // what was seen last is the answer
		}
		p.account.drop()
		p.group(PlainLogGroupARN(logGroupARN)).drop()
	}
}

func (p *LogPolicies) delivery(ctx context.Context, logGroupARN string) (Verdict, error) {
	account, err := p.Account(ctx)
	if err != nil {
		return Verdict{}, err
	}
	group, err := p.Group(ctx, logGroupARN)
	if err != nil {
		return Verdict{}, err
	}
	documents := make([]PolicyDocument, 0, len(account)+len(group))
	for _, policy := range slices.Concat(account, group) {
		documents = append(documents, PolicyDocument{Name: aws.ToString(policy.PolicyName), Text: aws.ToString(policy.PolicyDocument)})
	}
	return MayDeliver(logGroupARN, documents), nil
}

// ChangedAccount notes that this process wrote or deleted a policy of account
// scope.
func (p *LogPolicies) ChangedAccount() {
	p.account.drop()
	p.change("")
}

// ChangedGroup notes that this process wrote or deleted the log group's policy,
// or the log group.
func (p *LogPolicies) ChangedGroup(logGroupARN string) {
	p.group(PlainLogGroupARN(logGroupARN)).drop()
	p.change(PlainLogGroupARN(logGroupARN))
}

func (p *LogPolicies) change(scope string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed[scope] = p.now()
}

// settled says that what Logs answers is not behind this process's own writes.
func (p *LogPolicies) settled(logGroupARN string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, scope := range []string{"", PlainLogGroupARN(logGroupARN)} {
		if at, ok := p.changed[scope]; ok && p.now().Sub(at) <= consistencyWindow {
			return false
		}
	}
	return true
}

func (p *LogPolicies) list(ctx context.Context, input *cloudwatchlogs.DescribeResourcePoliciesInput) ([]logstypes.ResourcePolicy, error) {
	var policies []logstypes.ResourcePolicy
	pages := Pages(func(token *string) ([]logstypes.ResourcePolicy, *string, error) {
		input.NextToken = token
		out, err := p.api.DescribeResourcePolicies(ctx, input)
		if err != nil {
			return nil, nil, err
		}
		return out.ResourcePolicies, out.NextToken, nil
	})
	for policy, err := range pages {
		if err != nil {
			return nil, err
		}
		policies = append(policies, policy)
	}
	return policies, nil
}

func (p *LogPolicies) group(logGroupARN string) *flight[[]logstypes.ResourcePolicy] {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, ok := p.groups[logGroupARN]
	if !ok {
		f = &flight[[]logstypes.ResourcePolicy]{now: p.now}
		p.groups[logGroupARN] = f
	}
	return f
}

func (p *LogPolicies) fresh(asked time.Time) bool { return p.now().Sub(asked) <= refreshAge }
