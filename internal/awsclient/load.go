package awsclient

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	sdkconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
)

// defaultAttemptTimeout is longer than any call of a control plane takes, and
// short enough to notice a connection that died in silence.
const defaultAttemptTimeout = time.Minute

// load turns the configuration into the SDK's, with credentials that were
// found.
func load(ctx context.Context, config Config) (aws.Config, error) {
	base := baseConfig(config)
	if err := cmp.Or(checkBundle(base), checkToken(base)); err != nil {
		return aws.Config{}, err
	}
	_, loaded, diags := awsbase.GetAwsConfig(ctx, base)
	if diags.HasError() {
		return aws.Config{}, configError(ctx, base, diags)
	}
	if loaded.Region == "" {
		return aws.Config{}, &MissingRegionError{}
	}
	if !config.SkipRegionValidation && validation.SupportedRegion(loaded.Region) != nil {
		return aws.Config{}, &UnknownRegionError{Region: loaded.Region}
	}

	attempts := cmp.Or(config.MaxAttempts, loaded.RetryMaxAttempts, defaultMaxAttempts)
	mode := cmp.Or(loaded.RetryMode, aws.RetryModeStandard)
	loaded.RetryMaxAttempts = attempts
	loaded.RetryMode = mode
	loaded.Retryer = func() aws.Retryer { return newRetryer(mode, attempts, config.MaxBackoff) }
	if client, ok := loaded.HTTPClient.(*awshttp.BuildableClient); ok {
		loaded.HTTPClient = client.WithTimeout(cmp.Or(config.AttemptTimeout, defaultAttemptTimeout))
	}
	loaded.HTTPClient = PlainBodies(loaded.HTTPClient)
	loaded.APIOptions = append(slices.Clip(loaded.APIOptions), watchAttempts(config.Log)...)
	return loaded, nil
}

// baseConfig says the same in the terms of aws-sdk-go-base. Its own logging is
// off: it writes bodies of requests and answers.
func baseConfig(config Config) *awsbase.Config {
	base := &awsbase.Config{
		Region: config.Region, Profile: config.Profile,
		AccessKey: config.AccessKey, SecretKey: config.SecretKey, Token: config.Token,
		SharedConfigFiles: config.SharedConfigFiles, SharedCredentialsFiles: config.SharedCredentialsFiles,
		CustomCABundle: config.CustomCABundle, Insecure: config.Insecure,
		HTTPProxy: config.HTTPProxy, HTTPSProxy: config.HTTPSProxy, NoProxy: config.NoProxy,
		EC2MetadataServiceEndpoint: config.EC2MetadataEndpoint, EC2MetadataServiceEndpointMode: config.EC2MetadataEndpointMode,
		StsRegion: config.STSRegion, StsEndpoint: cmp.Or(config.Endpoints.STS, profileSTSEndpoint()), SsoEndpoint: config.Endpoints.SSO,
		UseFIPSEndpoint: config.UseFIPSEndpoint, UseDualStackEndpoint: config.UseDualStackEndpoint,
		RetryMode: aws.RetryMode(config.RetryMode),
		// The calls that fetch credentials; those of the resources get their own
		// retryer, see load.
		MaxRetries: config.MaxAttempts, MaxBackoff: config.MaxBackoff,
		SkipCredsValidation: true, SkipRequestingAccountId: true,
		SuppressDebugLog:       true,
		CallerName:             "the provider",
		CallerDocumentationURL: documentation,
	}
	for _, product := range config.UserAgent {
		base.UserAgent = append(base.UserAgent, awsbase.UserAgentProduct{Name: product.Name, Version: product.Version})
	}
	if skip := config.SkipMetadataAPICheck; skip != nil {
		base.EC2MetadataServiceEnableState = imds.ClientEnabled
		if *skip {
			base.EC2MetadataServiceEnableState = imds.ClientDisabled
		}
	}
	for _, role := range config.AssumeRoles {
		base.AssumeRole = append(base.AssumeRole, awsbase.AssumeRole(role))
	}
	if identity := config.AssumeRoleWithWebIdentity; identity != nil {
		base.AssumeRoleWithWebIdentity = &awsbase.AssumeRoleWithWebIdentity{
			RoleARN: identity.RoleARN, SessionName: identity.SessionName, Duration: identity.Duration,
			Policy: identity.Policy, PolicyARNs: identity.PolicyARNs,
			WebIdentityToken: identity.Token, WebIdentityTokenFile: identity.TokenFile,
		}
	}
	return base
}

// profileSTSEndpoint is AWS_ENDPOINT_URL where it applies to STS. The SDK ignores it
// for the role of a profile (`role_arn` in the shared configuration file).
func profileSTSEndpoint() string {
	if os.Getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true" {
		return ""
	}
	return cmp.Or(os.Getenv("AWS_ENDPOINT_URL_STS"), os.Getenv("AWS_ENDPOINT_URL"))
}

const documentation = "https://registry.terraform.io/providers/typed-events/eventbridge/latest/docs"

// checkBundle looks whether the file with certificates can be read and holds
// some.
func checkBundle(base *awsbase.Config) error {
	bundle, err := base.CustomCABundleReader()
	if err != nil {
		return &SettingError{Attribute: "custom_ca_bundle", Err: err}
	}
	if bundle == nil {
		return nil
	}
	text, err := io.ReadAll(bundle)
	if err != nil {
		return &SettingError{Attribute: "custom_ca_bundle", Err: err}
	}
	if !x509.NewCertPool().AppendCertsFromPEM(text) {
		return &SettingError{Attribute: "custom_ca_bundle", Err: fmt.Errorf("the file %s holds no certificate in PEM form", base.CustomCABundle)}
	}
	return nil
}

// checkToken looks whether the file with the token of an identity provider can
// be read.
func checkToken(base *awsbase.Config) error {
	if base.AssumeRoleWithWebIdentity == nil {
		return nil
	}
	_, err := base.AssumeRoleWithWebIdentity.GetIdentityToken()
	if err == nil {
		return nil
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		err = file
	}
	return &SettingError{Attribute: "assume_role_with_web_identity", Err: fmt.Errorf("the token can't be read: %w", err)}
}

// configError finds out what aws-sdk-go-base could not do.
func configError(ctx context.Context, base *awsbase.Config, diags basediag.Diagnostics) error {
	failed := diags.Errors()[0]
	cause := errors.New(failed.Summary())
	if withErr, ok := failed.(basediag.DiagnosticWithErr); ok {
		cause = withErr.Err()
	}

	var noProfile sdkconfig.SharedConfigProfileNotExistError
	var empty *credentials.StaticCredentialsEmptyError
	if errors.As(cause, &noProfile) {
		return &MissingProfileError{Profile: noProfile.Profile, Files: noProfile.Filename}
	}
	// A role can't be assumed without a region, and then STS is not to blame.
	if base.Region == "" && lacksRegion(ctx, base) && CodeOf(cause) == "" {
		return &MissingRegionError{Err: cause}
	}
	switch {
	case awsbase.IsCannotAssumeRoleError(failed):
		return &AssumeRoleError{Roles: roles(base), Err: cause}
	case base.AssumeRoleWithWebIdentity != nil && CodeOf(cause) != "":
		return &AssumeRoleError{Roles: []string{base.AssumeRoleWithWebIdentity.RoleARN}, WebIdentity: true, Err: cause}
	case awsbase.IsNoValidCredentialSourcesError(failed), errors.As(cause, &empty):
		return &CredentialsError{Err: cause}
	}
	return cause
}

func roles(base *awsbase.Config) []string {
	names := make([]string, 0, len(base.AssumeRole))
	for _, role := range base.AssumeRole {
		names = append(names, role.RoleARN)
	}
	return names
}

// lacksRegion reports whether neither the environment nor the shared configuration
// file names a region. If the SDK cannot load its configuration, something else is
// to blame. It does not use the network.
func lacksRegion(ctx context.Context, base *awsbase.Config) bool {
	var options []func(*sdkconfig.LoadOptions) error
	if base.Profile != "" {
		options = append(options, sdkconfig.WithSharedConfigProfile(base.Profile))
	}
	if files, err := base.ResolveSharedConfigFiles(); err == nil && len(files) > 0 {
		options = append(options, sdkconfig.WithSharedConfigFiles(files))
	}
	loaded, err := sdkconfig.LoadDefaultConfig(ctx, options...)
	return err == nil && loaded.Region == ""
}
