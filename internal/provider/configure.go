package provider

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// settings are the provider's configuration.
type settings struct {
	Region                         types.String `tfsdk:"region"`
	Profile                        types.String `tfsdk:"profile"`
	AccessKey                      types.String `tfsdk:"access_key"`
	SecretKey                      types.String `tfsdk:"secret_key"`
	Token                          types.String `tfsdk:"token"`
	SharedConfigFiles              types.List   `tfsdk:"shared_config_files"`
	SharedCredentialsFiles         types.List   `tfsdk:"shared_credentials_files"`
	AssumeRole                     types.List   `tfsdk:"assume_role"`
	AssumeRoleWithWebIdentity      types.Object `tfsdk:"assume_role_with_web_identity"`
	AllowedAccountIDs              types.Set    `tfsdk:"allowed_account_ids"`
	ForbiddenAccountIDs            types.Set    `tfsdk:"forbidden_account_ids"`
	DefaultTags                    types.Object `tfsdk:"default_tags"`
	AdoptIdentical                 types.Bool   `tfsdk:"adopt_identical"`
	Endpoints                      types.Map    `tfsdk:"endpoints"`
	STSRegion                      types.String `tfsdk:"sts_region"`
	UseFIPSEndpoint                types.Bool   `tfsdk:"use_fips_endpoint"`
	UseDualStackEndpoint           types.Bool   `tfsdk:"use_dualstack_endpoint"`
	MaxRetries                     types.Int64  `tfsdk:"max_retries"`
	RetryMode                      types.String `tfsdk:"retry_mode"`
	CustomCABundle                 types.String `tfsdk:"custom_ca_bundle"`
	HTTPProxy                      types.String `tfsdk:"http_proxy"`
	HTTPSProxy                     types.String `tfsdk:"https_proxy"`
	NoProxy                        types.String `tfsdk:"no_proxy"`
	Insecure                       types.Bool   `tfsdk:"insecure"`
	EC2MetadataServiceEndpoint     types.String `tfsdk:"ec2_metadata_service_endpoint"`
	EC2MetadataServiceEndpointMode types.String `tfsdk:"ec2_metadata_service_endpoint_mode"`
	SkipMetadataAPICheck           types.Bool   `tfsdk:"skip_metadata_api_check"`
	SkipCredentialsValidation      types.Bool   `tfsdk:"skip_credentials_validation"`
	SkipRequestingAccountID        types.Bool   `tfsdk:"skip_requesting_account_id"`
	SkipRegionValidation           types.Bool   `tfsdk:"skip_region_validation"`
}

type assumeRole struct {
	RoleARN           types.String `tfsdk:"role_arn"`
	SessionName       types.String `tfsdk:"session_name"`
	Duration          types.String `tfsdk:"duration"`
	Policy            types.String `tfsdk:"policy"`
	PolicyARNs        types.Set    `tfsdk:"policy_arns"`
	ExternalID        types.String `tfsdk:"external_id"`
	SourceIdentity    types.String `tfsdk:"source_identity"`
	Tags              types.Map    `tfsdk:"tags"`
	TransitiveTagKeys types.Set    `tfsdk:"transitive_tag_keys"`
}

type webIdentity struct {
	RoleARN     types.String `tfsdk:"role_arn"`
	SessionName types.String `tfsdk:"session_name"`
	Duration    types.String `tfsdk:"duration"`
	Policy      types.String `tfsdk:"policy"`
	PolicyARNs  types.Set    `tfsdk:"policy_arns"`
	Token       types.String `tfsdk:"web_identity_token"`
	TokenFile   types.String `tfsdk:"web_identity_token_file"`
}

// Configure makes the client for AWS and hands it to the resources and data
// sources. Everything is made anew on each call: what the client remembers must
// not outlive one walk of Terraform's graph.
//
// Values that follow from resources not applied yet are unknown while planning.
// They are not an error by themselves: the client then refuses to be called, which
// only matters to what has to be read while planning.
func (p *eventBridgeProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config settings
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	meta := awsresource.NewMeta()
	meta.PollInterval = p.pollInterval
	meta.AdoptIdentical = config.AdoptIdentical.ValueBool()
	meta.DefaultTags, meta.UnknownDefaultTags = config.defaultTags()

	if unknown := unknownAttributes(req.Config.Raw); len(unknown) > 0 {
		meta.AWS = awsclient.Unusable(&awsclient.UnknownConfigError{Attributes: unknown})
	} else {
		aws, diags := config.aws(ctx)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		aws.MaxBackoff = p.maxBackoff
		aws.Log = func(ctx context.Context, message string, fields map[string]any) { tflog.Debug(ctx, message, fields) }
		aws.UserAgent = []awsclient.Product{
			{Name: "Terraform", Version: req.TerraformVersion},
			{Name: "terraform-provider-eventbridge", Version: p.version},
		}
		client, err := awsclient.New(ctx, aws)
		switch {
		case isMissing(err):
			client, meta.Missing = awsclient.Unusable(err), config.diagnose(err)
		case err != nil:
			resp.Diagnostics.Append(config.diagnose(err))
			return
		}
		meta.AWS = client
	}
	resp.ResourceData = meta
	resp.DataSourceData = meta
	resp.ListResourceData = meta
}

// optionalForCalls are the attributes without which AWS can still be called.
var optionalForCalls = []string{"default_tags", "adopt_identical"}

// unknownAttributes are the names of the attributes that AWS can't be called
// without and that are not wholly known, sorted.
func unknownAttributes(config tftypes.Value) []string {
	var attributes map[string]tftypes.Value
	if err := config.As(&attributes); err != nil {
		return nil
	}
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if !attributes[name].IsFullyKnown() && !slices.Contains(optionalForCalls, name) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}

// defaultTags are the tags, or that they can't be known yet.
func (s settings) defaultTags() (tags map[string]string, unknown bool) {
	value, ok := s.DefaultTags.Attributes()["tags"].(types.Map)
	if s.DefaultTags.IsUnknown() || ok && value.IsUnknown() {
		return nil, true
	}
	for _, element := range value.Elements() {
		if element.IsUnknown() {
			return nil, true
		}
	}
	return awsresource.TagMap(value), false
}

// aws says the same in the client's terms. All values are known.
func (s settings) aws(ctx context.Context) (awsclient.Config, diag.Diagnostics) {
	config := awsclient.Config{
		Region: s.Region.ValueString(), Profile: s.Profile.ValueString(),
		AccessKey: s.AccessKey.ValueString(), SecretKey: s.SecretKey.ValueString(), Token: s.Token.ValueString(),
		SharedConfigFiles: texts(s.SharedConfigFiles.Elements()), SharedCredentialsFiles: texts(s.SharedCredentialsFiles.Elements()),
		AllowedAccounts: texts(s.AllowedAccountIDs.Elements()), ForbiddenAccounts: texts(s.ForbiddenAccountIDs.Elements()),
		CustomCABundle: s.CustomCABundle.ValueString(), Insecure: s.Insecure.ValueBool(),
		HTTPProxy: s.HTTPProxy.ValueStringPointer(), HTTPSProxy: s.HTTPSProxy.ValueStringPointer(), NoProxy: s.NoProxy.ValueString(),
		EC2MetadataEndpoint:     s.EC2MetadataServiceEndpoint.ValueString(),
		EC2MetadataEndpointMode: s.EC2MetadataServiceEndpointMode.ValueString(),
		SkipMetadataAPICheck:    s.SkipMetadataAPICheck.ValueBoolPointer(),
		STSRegion:               s.STSRegion.ValueString(),
		UseFIPSEndpoint:         s.UseFIPSEndpoint.ValueBool(), UseDualStackEndpoint: s.UseDualStackEndpoint.ValueBool(),
		MaxAttempts: int(s.MaxRetries.ValueInt64()), RetryMode: s.RetryMode.ValueString(),
		ValidateCredentials:     !s.SkipCredentialsValidation.IsNull() && !s.SkipCredentialsValidation.ValueBool(),
		SkipRequestingAccountID: s.SkipRequestingAccountID.ValueBool(),
		SkipRegionValidation:    s.SkipRegionValidation.ValueBool(),
		Endpoints:               expandEndpoints(s.Endpoints),
	}
	var diags diag.Diagnostics
	var assumed []assumeRole
	diags.Append(s.AssumeRole.ElementsAs(ctx, &assumed, false)...)
	for _, role := range assumed {
		config.AssumeRoles = append(config.AssumeRoles, role.aws())
	}
	if !s.AssumeRoleWithWebIdentity.IsNull() {
		var identity webIdentity
		diags.Append(s.AssumeRoleWithWebIdentity.As(ctx, &identity, basetypes.ObjectAsOptions{})...)
		config.AssumeRoleWithWebIdentity = identity.aws()
	}
	return config, diags
}

func (r assumeRole) aws() awsclient.AssumeRole {
	return awsclient.AssumeRole{
		RoleARN: r.RoleARN.ValueString(), SessionName: r.SessionName.ValueString(), Duration: duration(r.Duration),
		Policy: r.Policy.ValueString(), PolicyARNs: texts(r.PolicyARNs.Elements()),
		ExternalID: r.ExternalID.ValueString(), SourceIdentity: r.SourceIdentity.ValueString(),
		Tags: awsresource.TagMap(r.Tags), TransitiveTagKeys: texts(r.TransitiveTagKeys.Elements()),
	}
}

func (w webIdentity) aws() *awsclient.WebIdentity {
	return &awsclient.WebIdentity{
		RoleARN: w.RoleARN.ValueString(), SessionName: w.SessionName.ValueString(), Duration: duration(w.Duration),
		Policy: w.Policy.ValueString(), PolicyARNs: texts(w.PolicyARNs.Elements()),
		Token: w.Token.ValueString(), TokenFile: w.TokenFile.ValueString(),
	}
}

// duration is the text's duration, which its validator has read before.
func duration(text types.String) time.Duration {
	parsed, err := time.ParseDuration(text.ValueString())
	if err != nil {
		return 0
	}
	return parsed
}

func texts(values []attr.Value) []string {
	out := make([]string, 0, len(values))
	for _, value := range values {
		if text, ok := value.(types.String); ok && text.ValueString() != "" {
			out = append(out, text.ValueString())
		}
	}
	return out
}
