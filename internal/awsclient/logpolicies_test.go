package awsclient

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// fakePolicies answers in pages of one policy, and counts the calls.
type fakePolicies struct {
	mu       sync.Mutex
	account  []string
	group    map[string]string
	behind   int // this many calls do not see the group's policy yet
	calls    int
	failWith error
}

func (f *fakePolicies) DescribeResourcePolicies(
	_ context.Context, in *cloudwatchlogs.DescribeResourcePoliciesInput, _ ...func(*cloudwatchlogs.Options),
) (*cloudwatchlogs.DescribeResourcePoliciesOutput, error) {
	time.Sleep(100 * time.Millisecond)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.failWith != nil {
		return nil, f.failWith
	}
	if in.ResourceArn != nil {
		if in.PolicyScope != logstypes.PolicyScopeResource {
			return nil, code("InvalidParameterException")
		}
		text, ok := f.group[aws.ToString(in.ResourceArn)]
		if f.behind > 0 {
			f.behind--
			ok = false
		}
		if !ok {
			return &cloudwatchlogs.DescribeResourcePoliciesOutput{}, nil
		}
		return &cloudwatchlogs.DescribeResourcePoliciesOutput{ResourcePolicies: []logstypes.ResourcePolicy{
			{PolicyName: aws.String("own"), PolicyDocument: aws.String(text), ResourceArn: in.ResourceArn},
		}}, nil
	}
	page := len(aws.ToString(in.NextToken))
	out := &cloudwatchlogs.DescribeResourcePoliciesOutput{}
	if page < len(f.account) {
		out.ResourcePolicies = []logstypes.ResourcePolicy{{PolicyName: aws.String("shared"), PolicyDocument: aws.String(f.account[page])}}
	}
	if page+1 < len(f.account) {
		out.NextToken = aws.String("xxxxxxxxxx"[:page+1])
	}
	return out, nil
}

func TestDeliveryIsLookedUpOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakePolicies{account: []string{`{}`, `{}`, policy(usual).Text}}
		p := newLogPolicies(f)
		parallel(t, 300, 10, func(int) error {
			verdict, err := p.Delivery(t.Context(), group+":*")
			if !verdict.Allowed {
				t.Errorf("got %+v", verdict)
			}
			return err
		})
		if f.calls != 4 { // three pages of the account's, one of the group's
			t.Errorf("%d calls, want 4", f.calls)
		}
	})
}

func TestDeliveryAfterAnOwnChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakePolicies{group: map[string]string{}}
		p := newLogPolicies(f)
		verdict, err := p.Delivery(t.Context(), group)
		if verdict.Allowed || len(verdict.Missing) != 4 || err != nil {
			t.Fatalf("got %+v, %v", verdict, err)
		}
		if f.calls != 2 {
			t.Errorf("%d calls, want 2: nothing was changed that could show up", f.calls)
		}
		f.group[group], f.behind = policy(usual).Text, 3
		p.ChangedGroup(group + ":*")
		if verdict, err = p.Delivery(t.Context(), group); !verdict.Allowed || err != nil {
			t.Errorf("the policy shows up after a moment: %+v, %v", verdict, err)
		}

		// A policy that never shows up is missing in the end.
		delete(f.group, group)
		started := time.Now()
		p.ChangedGroup(group)
		if verdict, err = p.Delivery(t.Context(), group); verdict.Allowed || err != nil {
			t.Errorf("got %+v, %v", verdict, err)
		}
		if took := time.Since(started); took > 3*consistencyWindow {
			t.Errorf("gave up after %s", took)
		}
	})
}

func TestPoliciesFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakePolicies{failWith: code("AccessDeniedException")}
		p := newLogPolicies(f)
		if _, err := p.Delivery(t.Context(), group); !IsAccessDenied(err) {
			t.Errorf("got %v", err)
		}
		f.failWith, f.account = nil, []string{policy(usual).Text}
		if verdict, err := p.Delivery(t.Context(), group); !verdict.Allowed || err != nil {
			t.Errorf("a failure is not remembered: %+v, %v", verdict, err)
		}
	})
}
