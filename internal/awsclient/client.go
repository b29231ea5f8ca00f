package awsclient

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/hashicorp/aws-sdk-go-base/v2/endpoints"
)

// Client holds what the resources need of AWS in one region: the service
// clients, the caller's account (asked for once, when first needed) and the
// batched readers. In leads to the clients of other regions. It is safe for concurrent use. It lives as long as one
// configuration of the provider, so that nothing it remembers outlives a walk
// of Terraform's graph.
type Client struct {
	region      string
	partition   string
	account     *accountReader
	eventBridge *eventbridge.Client
	logs        *cloudwatchlogs.Client
	cloudWatch  *cloudwatch.Client
	iam         *iam.Client
	sfn         *sfn.Client
	sns         *sns.Client
	sqs         *sqs.Client
	lambda      *lambda.Client
	scheduler   *scheduler.Client
	rules       *Rules
	logPolicies *LogPolicies
	logged      *LoggedEvents
	regions     *regions
	// unusable is why AWS can't be called, or nil.
	unusable error
}

func newClient(config Config, awsConfig aws.Config) *Client {
	r := &regions{config: config, awsConfig: awsConfig}
	account := &accountReader{skip: config.SkipRequestingAccountID, sts: sts.NewFromConfig(awsConfig, func(o *sts.Options) {
		o.BaseEndpoint = endpoint(config.Endpoints.STS, o.BaseEndpoint)
		o.Region = cmp.Or(config.STSRegion, o.Region)
	})}
	client := r.make(awsConfig.Region, account)
	r.clients = map[string]*Client{client.region: client}
	return client
}

// make is a client of one region.
func (r *regions) make(region string, account *accountReader) *Client {
	config, awsConfig := r.config, r.awsConfig.Copy()
	awsConfig.Region = region
	c := &Client{
		region:    region,
		partition: partitionOf(region),
		account:   account,
		regions:   r,
		eventBridge: eventbridge.NewFromConfig(awsConfig, func(o *eventbridge.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.EventBridge, o.BaseEndpoint)
		}),
		logs: cloudwatchlogs.NewFromConfig(awsConfig, func(o *cloudwatchlogs.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.Logs, o.BaseEndpoint)
		}),
		cloudWatch: cloudwatch.NewFromConfig(awsConfig, func(o *cloudwatch.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.CloudWatch, o.BaseEndpoint)
		}),
		iam: iam.NewFromConfig(awsConfig, func(o *iam.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.IAM, o.BaseEndpoint)
		}),
		sfn: sfn.NewFromConfig(awsConfig, func(o *sfn.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.StepFunctions, o.BaseEndpoint)
		}),
		sns: sns.NewFromConfig(awsConfig, func(o *sns.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.SNS, o.BaseEndpoint)
		}),
		sqs: sqs.NewFromConfig(awsConfig, func(o *sqs.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.SQS, o.BaseEndpoint)
		}),
		lambda: lambda.NewFromConfig(awsConfig, func(o *lambda.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.Lambda, o.BaseEndpoint)
		}),
		scheduler: scheduler.NewFromConfig(awsConfig, func(o *scheduler.Options) {
			o.BaseEndpoint = endpoint(config.Endpoints.Scheduler, o.BaseEndpoint)
		}),
	}
	c.rules = newRules(c.eventBridge)
	c.logPolicies = newLogPolicies(c.logs)
	c.logged = newLoggedEvents(c.logs)
	return c
}

// endpoint is the configured address, or else the one the SDK found in the
// environment or the shared configuration file, which may be none.
func endpoint(configured string, found *string) *string {
	if configured == "" {
		return found
	}
	return aws.String(configured)
}

// partitionOf is the partition a region belongs to. A region that is not known
// yet is taken to belong to the standard partition.
func partitionOf(region string) string {
	if partition, ok := endpoints.PartitionForRegion(endpoints.DefaultPartitions(), region); ok {
		return partition.ID()
	}
	return endpoints.AwsPartitionID
}

// Region is the AWS region the client talks to.
func (c *Client) Region() string { return c.region }

// Partition is the AWS partition of the region, such as "aws" or "aws-cn".
func (c *Client) Partition() string { return c.partition }

// AccountID is the caller's AWS account, asked of STS once, when it is first
// needed. It is empty where the configuration says not to ask.
func (c *Client) AccountID(ctx context.Context) (string, error) {
	if c.account.skip {
		return "", nil
	}
	return c.account.ask(ctx)
}

// EventBridge is the client of Amazon EventBridge.
func (c *Client) EventBridge() *eventbridge.Client { return c.eventBridge }

// Logs is the client of Amazon CloudWatch Logs.
func (c *Client) Logs() *cloudwatchlogs.Client { return c.logs }

// CloudWatch is the client of Amazon CloudWatch.
func (c *Client) CloudWatch() *cloudwatch.Client { return c.cloudWatch }

// IAM is the client of AWS Identity and Access Management.
func (c *Client) IAM() *iam.Client { return c.iam }

// SFN is the client of AWS Step Functions.
func (c *Client) SFN() *sfn.Client { return c.sfn }

// SNS is the client of Amazon SNS.
func (c *Client) SNS() *sns.Client { return c.sns }

// SQS is the client of Amazon SQS.
func (c *Client) SQS() *sqs.Client { return c.sqs }

// Lambda is the client of AWS Lambda.
func (c *Client) Lambda() *lambda.Client { return c.lambda }

// Scheduler is the client of Amazon EventBridge Scheduler.
func (c *Client) Scheduler() *scheduler.Client { return c.scheduler }

// Rules reads rules and targets in as few calls as possible.
func (c *Client) Rules() *Rules { return c.rules }

// LogPolicies reads the resource policies of CloudWatch Logs in as few calls
// as possible.
func (c *Client) LogPolicies() *LogPolicies { return c.logPolicies }

// LoggedEvents reads the events that log groups received.
func (c *Client) LoggedEvents() *LoggedEvents { return c.logged }

func (c *Client) checkAccount(ctx context.Context, allowed, forbidden []string) error {
	account, err := c.account.ask(ctx)
	if err != nil {
		return err
	}
	return checkAccount(account, allowed, forbidden)
}

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

func (a *accountReader) ask(ctx context.Context) (string, error) {
	return a.flight.do(ctx, forever, func(ctx context.Context) (string, error) {
		out, err := a.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return "", err
		}
		return aws.ToString(out.Account), nil
	})
}
