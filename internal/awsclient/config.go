package awsclient

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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

	SharedConfigFiles      []string
	SharedCredentialsFiles []string

	// AssumeRoles are assumed one after the other, each with the credentials of
	// the one before.
	AssumeRoles               []AssumeRole
	AssumeRoleWithWebIdentity *WebIdentity

	// AllowedAccounts and ForbiddenAccounts are looked at before New returns.
	AllowedAccounts   []string
	ForbiddenAccounts []string

	CustomCABundle string
	HTTPProxy      *string
	HTTPSProxy     *string
	NoProxy        string
	Insecure       bool

	EC2MetadataEndpoint     string
	EC2MetadataEndpointMode string
	// SkipMetadataAPICheck keeps away from the metadata service of EC2 (true) or
	// insists on it (false); nil leaves it to the environment.
	SkipMetadataAPICheck *bool

	STSRegion            string
	UseFIPSEndpoint      bool
	UseDualStackEndpoint bool
	Endpoints            Endpoints

	// MaxAttempts bounds the attempts of one call; 0 takes AWS_MAX_ATTEMPTS or
	// the shared configuration file, or else defaultMaxAttempts.
	MaxAttempts int
	// RetryMode is "standard" or "adaptive"; empty takes AWS_RETRY_MODE or the
	// shared configuration file, or else "standard".
	RetryMode string
	// MaxBackoff bounds the wait between two attempts; 0 means 20 seconds.
	MaxBackoff time.Duration
	// AttemptTimeout bounds one attempt, answer included; 0 means one minute.
	AttemptTimeout time.Duration

	// ValidateCredentials asks STS who the caller is before New returns. Without
	// it, credentials that AWS does not accept are found by the first call.
	ValidateCredentials bool
	// SkipRequestingAccountID makes AccountID answer with "".
	SkipRequestingAccountID bool
	// SkipRegionValidation takes a region that this version does not know.
	SkipRegionValidation bool

	// UserAgent names the programs in front of the SDK's own name, each such as
	// "terraform-provider-eventbridge/1.2.3".
	UserAgent []Product
	// Log is told about each attempt of a call, without its content. It may be
	// nil.
	Log func(ctx context.Context, message string, fields map[string]any)
}

// Endpoints are addresses to use in place of AWS's own.
type Endpoints struct {
	EventBridge, Logs, CloudWatch, STS, SSO, IAM, StepFunctions, SNS, SQS, Lambda, Scheduler string
}

// AssumeRole is a role to assume.
type AssumeRole struct {
	RoleARN           string
	Duration          time.Duration
	ExternalID        string
	Policy            string
	PolicyARNs        []string
	SessionName       string
	SourceIdentity    string
	Tags              map[string]string
	TransitiveTagKeys []string
}

// WebIdentity is a role to assume with the token of an identity provider, given
// as text or as a file.
type WebIdentity struct {
	RoleARN     string
	SessionName string
	Duration    time.Duration
	Policy      string
	PolicyARNs  []string
	Token       string
	TokenFile   string
}

// Product is a program's name and version for the User-Agent header.
type Product struct{ Name, Version string }

// New finds the region and credentials and makes the client. It uses the
// network only as far as the credentials need it (a role to assume, single
// sign-on, the metadata service) and for one question to STS where accounts are
// allowed or forbidden or ValidateCredentials is set.
//
// Errors are *MissingRegionError, *UnknownRegionError, *MissingProfileError,
// *CredentialsError, *AssumeRoleError, *AccountError, *SettingError, or what AWS
// answered.
func New(ctx context.Context, config Config) (*Client, error) {
	awsConfig, err := load(ctx, config)
	if err != nil {
		return nil, err
	}
	client := newClient(config, awsConfig)
	if len(config.AllowedAccounts) > 0 || len(config.ForbiddenAccounts) > 0 {
		err = client.checkAccount(ctx, config.AllowedAccounts, config.ForbiddenAccounts)
	} else if config.ValidateCredentials {
		_, err = client.account.ask(ctx)
	}
	if err != nil {
		return nil, err
	}
	return client, nil
}

// Unusable is a client whose every call fails with the reason, without the
// network. It stands in where the provider's configuration is not known yet.
func Unusable(reason error) *Client {
	c := newClient(Config{}, aws.Config{
		Region:      "unknown",
		Credentials: aws.AnonymousCredentials{},
		APIOptions:  failWith(reason),
	})
	c.unusable = reason
	return c
}
