package awsclient

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/endpoints"
)

// Config is how to reach AWS, in the terms of hashicorp/aws. What is empty is
// taken from the environment and the shared configuration files, as the AWS
// SDKs do.
type Config struct {
	Region    string
	Profile   string
	AccessKey string
	SecretKey string
	Token     string

	SkipRequestingAccountID bool

	Endpoints Endpoints

	// MaxAttempts bounds the attempts of one call; 0 means 25.
	MaxAttempts int
	// MaxBackoff bounds the wait between two attempts; 0 means 20 seconds.
	MaxBackoff time.Duration
}

// Endpoints are addresses to use in place of AWS's own.
type Endpoints struct {
	EventBridge, Logs, STS, SSO string
}

// New configures the client and finds credentials.
func New(ctx context.Context, config Config) (*Client, error) {
	_, awsConfig, diags := awsbase.GetAwsConfig(ctx, &awsbase.Config{
		Region: config.Region, Profile: config.Profile,
		AccessKey: config.AccessKey, SecretKey: config.SecretKey, Token: config.Token,
		MaxRetries: 25, SkipCredsValidation: true, SuppressDebugLog: true,
		StsEndpoint: config.Endpoints.STS, SsoEndpoint: config.Endpoints.SSO,
	})
	if diags.HasError() {
		return nil, &ConfigError{Summary: diags[0].Summary(), Detail: diags[0].Detail()}
	}
	return newClient(config, awsConfig), nil
}

// ConfigError is a configuration that can't be used.
type ConfigError struct{ Summary, Detail string }

func (e *ConfigError) Error() string { return e.Summary + ": " + e.Detail }

func newClient(config Config, awsConfig aws.Config) *Client {
	partition, _ := endpoints.PartitionForRegion(endpoints.DefaultPartitions(), awsConfig.Region)
	c := &Client{region: awsConfig.Region, partition: partition.ID()}
	c.eventBridge = eventbridge.NewFromConfig(awsConfig, func(o *eventbridge.Options) {
		if config.Endpoints.EventBridge != "" {
			o.BaseEndpoint = aws.String(config.Endpoints.EventBridge)
		}
	})
	c.logs = cloudwatchlogs.NewFromConfig(awsConfig, func(o *cloudwatchlogs.Options) {
		if config.Endpoints.Logs != "" {
			o.BaseEndpoint = aws.String(config.Endpoints.Logs)
		}
	})
	identity := sts.NewFromConfig(awsConfig, func(o *sts.Options) {
		if config.Endpoints.STS != "" {
			o.BaseEndpoint = aws.String(config.Endpoints.STS)
		}
	})
	c.account = &accountReader{sts: identity, skip: config.SkipRequestingAccountID}
	c.rules = newRules(c.eventBridge)
	c.logPolicies = newLogPolicies(c.logs)
	return c
}
