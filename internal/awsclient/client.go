package awsclient

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Client holds what the resources need of AWS in one region: the service
// clients, the caller's account (asked for once, when first needed) and the
// batched readers. It is safe for concurrent use. It lives as long as one
// configuration of the provider, so that nothing it remembers outlives a walk
// of Terraform's graph.
type Client struct {
	region      string
	partition   string
	account     *accountReader
	eventBridge *eventbridge.Client
	logs        *cloudwatchlogs.Client
	rules       *Rules
	logPolicies *LogPolicies
}

// Region is the AWS region the client talks to.
func (c *Client) Region() string { return c.region }

// Partition is the AWS partition of the region, such as "aws" or "aws-cn".
func (c *Client) Partition() string { return c.partition }

// AccountID is the caller's AWS account, asked of STS once, when it is first
// needed. It is empty where the configuration says not to ask.
func (c *Client) AccountID(ctx context.Context) (string, error) { return c.account.get(ctx) }

// EventBridge is the client of Amazon EventBridge.
func (c *Client) EventBridge() *eventbridge.Client { return c.eventBridge }

// Logs is the client of Amazon CloudWatch Logs.
func (c *Client) Logs() *cloudwatchlogs.Client { return c.logs }

// Rules reads rules and targets in as few calls as possible.
func (c *Client) Rules() *Rules { return c.rules }

// LogPolicies reads the resource policies of CloudWatch Logs in as few calls
// as possible.
func (c *Client) LogPolicies() *LogPolicies { return c.logPolicies }

// callerIdentity is what the account look-up needs of STS.
type callerIdentity interface {
	GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput, ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error)
}

// accountReader asks STS once and remembers the answer; a failure is not
// remembered.
type accountReader struct {
	sts    callerIdentity
	skip   bool
	flight flight[string]
}

func (a *accountReader) get(ctx context.Context) (string, error) {
	if a.skip {
		return "", nil
	}
	return a.flight.do(ctx, func(ctx context.Context) (string, error) {
		out, err := a.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return "", err
		}
		return aws.ToString(out.Account), nil
	}, forever)
}
