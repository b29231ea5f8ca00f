package provider

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

const description = "The EventBridge provider turns a partner's event stream on Amazon EventBridge into something a team can declare, check and trust: " +
	"associate the partner event source, select events with typed rules that are checked while planning, and send them to a log group or turn them into metrics.\n\n" +
	"It finds AWS credentials and the region as the `hashicorp/aws` provider does: in this configuration, in environment variables (`AWS_PROFILE`, " +
	"`AWS_ACCESS_KEY_ID`, `AWS_REGION`, `AWS_ENDPOINT_URL` and the others that the AWS SDKs read), in the shared configuration and credentials files, and from the role of the " +
	"machine it runs on. No AWS call is made until a resource needs one, except that `allowed_account_ids` and `forbidden_account_ids` are checked first."

// Schema describes the provider's configuration.
func (p *eventBridgeProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: description, Attributes: map[string]schema.Attribute{
		"region": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "The AWS region, such as `eu-central-1`. A partner event source exists in one region only. " +
				"Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's region.",
		},
		"profile": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The profile of the shared configuration and credentials files. Default: `AWS_PROFILE`.",
		},
		"access_key": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The access key ID; requires `secret_key`. Prefer not to put keys in the configuration: use a profile, single sign-on or a role.",
			Validators:          []validator.String{stringvalidator.AlsoRequires(path.MatchRoot("secret_key"))},
		},
		"secret_key": schema.StringAttribute{
			Optional: true, Sensitive: true,
			MarkdownDescription: "The secret access key.",
			Validators:          []validator.String{stringvalidator.AlsoRequires(path.MatchRoot("access_key"))},
		},
		"token": schema.StringAttribute{
			Optional: true, Sensitive: true,
			MarkdownDescription: "The session token of temporary credentials.",
			Validators:          []validator.String{stringvalidator.AlsoRequires(path.MatchRoot("access_key"))},
		},
		"shared_config_files": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Paths of shared configuration files. Default: `AWS_CONFIG_FILE`, or `~/.aws/config`.",
		},
		"shared_credentials_files": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Paths of shared credentials files. Default: `AWS_SHARED_CREDENTIALS_FILE`, or `~/.aws/credentials`.",
		},
		"assume_role":                   assumeRoleAttribute(),
		"assume_role_with_web_identity": webIdentityAttribute(),
		"allowed_account_ids": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "The AWS accounts that the credentials may belong to. With any other account the provider fails before it reads or changes anything. " +
				"Conflicts with `forbidden_account_ids`.",
			Validators: []validator.Set{
				setvalidator.ValueStringsAre(awsresource.AccountID()),
				setvalidator.ConflictsWith(path.MatchRoot("forbidden_account_ids")),
			},
		},
		"forbidden_account_ids": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "AWS accounts that the credentials must not belong to. Conflicts with `allowed_account_ids`.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(awsresource.AccountID())},
		},
		"default_tags": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Tags for every resource that can have tags.",
			Validators:          []validator.Object{defaultTagsValidator{}},
			Attributes: map[string]schema.Attribute{
				"tags": schema.MapAttribute{
					Optional: true, ElementType: types.StringType,
					MarkdownDescription: "The tags. A resource's own tag with the same key takes precedence.",
					Validators:          []validator.Map{awsresource.Tags()},
				},
			},
		},
		"adopt_identical": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether creating a resource adopts an object that already exists on AWS and is identical to the configuration, " +
				"such as one left behind by an interrupted run or a lost state. Identical means that every setting and every tag is the same, with at least one tag if the object can have tags. " +
				"A warning names each object that is adopted. Default: `false`; an existing object is an error that contains its `import` block.",
		},
		"endpoints": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Endpoint URLs to use instead of AWS's own, for a proxy or a local AWS, such as `{ eventbridge = \"http://127.0.0.1:4577\" }`. " + describeEndpoints() +
				" An endpoint here takes precedence over the environment variable named with it, which takes precedence over `AWS_ENDPOINT_URL`.",
			Validators: []validator.Map{endpointsValidator{}},
		},
		"sts_region": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The region in which AWS STS is called. Default: `region`.",
		},
		"use_fips_endpoint": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to use endpoints validated for FIPS 140. Default: `AWS_USE_FIPS_ENDPOINT`, or `false`.",
		},
		"use_dualstack_endpoint": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to use dual-stack endpoints, which support IPv6. Default: `AWS_USE_DUALSTACK_ENDPOINT`, or `false`.",
		},
		"max_retries": schema.Int64Attribute{
			Optional: true,
			MarkdownDescription: "The maximum number of attempts for a call that AWS throttles, that fails with an internal error, or that conflicts with another change of the same object. " +
				"An exceeded quota is never retried. Default: `AWS_MAX_ATTEMPTS`, or 25.",
			Validators: []validator.Int64{int64validator.Between(1, maxRetries)},
		},
		"retry_mode": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "How retries are spaced: `standard`, or `adaptive`, which also slows down all calls when AWS throttles. " +
				"Default: `AWS_RETRY_MODE`, or `standard`.",
			Validators: []validator.String{awsresource.OneOf(awsclient.RetryModes()...)},
		},
		"custom_ca_bundle": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The path of a PEM file with the certificates of trusted authorities. Default: `AWS_CA_BUNDLE`.",
		},
		"http_proxy": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The URL of a proxy for HTTP requests, and for HTTPS requests if `https_proxy` is not set. Default: `HTTP_PROXY`.",
			Validators:          []validator.String{urlValidator{}},
		},
		"https_proxy": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The URL of a proxy for HTTPS requests; an empty string means none. Default: `HTTPS_PROXY`.",
			Validators:          []validator.String{urlValidator{}},
		},
		"no_proxy": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Hosts to connect to without a proxy, separated by commas. Default: `NO_PROXY`.",
		},
		"insecure": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to accept any TLS certificate. Default: `false`.",
		},
		"ec2_metadata_service_endpoint": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The endpoint of the EC2 metadata service. Default: `AWS_EC2_METADATA_SERVICE_ENDPOINT`.",
			Validators:          []validator.String{urlValidator{}},
		},
		"ec2_metadata_service_endpoint_mode": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "The protocol of the EC2 metadata service: `IPv4` or `IPv6`. Default: `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`.",
			Validators:          []validator.String{awsresource.OneOf("IPv4", "IPv6")},
		},
		"skip_metadata_api_check": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to skip the EC2 metadata service in the search for credentials. Default: `AWS_EC2_METADATA_DISABLED`.",
		},
		"skip_credentials_validation": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to skip the validation of the credentials with AWS STS. With `false`, they are validated before anything else. By default they are not, which saves a call in every run: " +
				"if they are invalid, the first call of a resource fails.",
		},
		"skip_requesting_account_id": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to never request the account ID from AWS STS, for a local AWS without STS. Messages then do not name the account, and a plan does not look for objects that already exist. Default: `false`.",
		},
		"skip_region_validation": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to accept a region that this version of the provider does not know. Default: `false`.",
		},
	}}
}

const maxRetries = 1000

// The constraints are those of AssumeRole and AssumeRoleWithWebIdentity in the
// service model sts 2011-06-15.
var sessionName = []validator.String{
	stringvalidator.LengthBetween(2, 64),
	stringvalidator.RegexMatches(regexp.MustCompile(`^[\w+=,.@-]*$`), "may contain letters, digits and _+=,.@- only"),
}

func assumeRoleAttribute() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Optional:            true,
		MarkdownDescription: "IAM roles to assume in this order, each with the credentials of the previous one.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"role_arn":     roleAttribute(),
			"session_name": sessionAttribute(),
			"duration":     durationAttribute(),
			"policy":       policyAttribute(),
			"policy_arns":  policyARNsAttribute(),
			"external_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The external ID that the role requires.",
				Validators:          []validator.String{stringvalidator.LengthBetween(2, 1224)},
			},
			"source_identity": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The source identity of the session, which CloudTrail shows.",
				Validators:          sessionName,
			},
			"tags": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Tags of the session.",
				Validators:          []validator.Map{awsresource.Tags()},
			},
			"transitive_tag_keys": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Keys of the tags that are passed to the next role in the chain.",
			},
		}},
	}
}

func webIdentityAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "An IAM role to assume with the token of an identity provider, such as the OIDC token of a Buildkite job.",
		Attributes: map[string]schema.Attribute{
			"role_arn":     roleAttribute(),
			"session_name": sessionAttribute(),
			"duration":     durationAttribute(),
			"policy":       policyAttribute(),
			"policy_arns":  policyARNsAttribute(),
			"web_identity_token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "The token; conflicts with `web_identity_token_file`.",
				Validators: []validator.String{
					stringvalidator.LengthBetween(4, 20000),
					stringvalidator.ExactlyOneOf(path.MatchRelative().AtParent().AtName("web_identity_token_file")),
				},
			},
			"web_identity_token_file": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The path of a file that contains the token.",
			},
		},
	}
}

func roleAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "The ARN of the role.",
		Validators:          []validator.String{awsresource.ARN("iam", "role/")},
	}
}

func sessionAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "The name of the session, which CloudTrail shows. Default: a name that the AWS SDK generates.",
		Validators:          sessionName,
	}
}

func durationAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "How long the session lasts, such as `30m` or `1h30m`: 15 minutes to 12 hours. Default: `15m`, renewed while Terraform runs.",
		Validators:          []validator.String{durationValidator{}},
	}
}

func policyAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "An IAM policy in JSON that further restricts the session.",
		Validators:          []validator.String{jsonValidator{}},
	}
}

func policyARNsAttribute() schema.SetAttribute {
	return schema.SetAttribute{
		Optional: true, ElementType: types.StringType,
		MarkdownDescription: "ARNs of IAM policies that further restrict the session.",
		Validators:          []validator.Set{setvalidator.ValueStringsAre(awsresource.ARN("iam", "policy/"))},
	}
}
