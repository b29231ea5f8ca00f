package provider_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

// values are a provider's configuration; what is not named is null.
type values map[string]tftypes.Value

func text(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

func texts(of tftypes.Type, s ...string) tftypes.Value {
	elements := make([]tftypes.Value, len(s))
	for i := range s {
		elements[i] = text(s[i])
	}
	return tftypes.NewValue(of, elements)
}

var (
	listOfText = tftypes.List{ElementType: tftypes.String}
	setOfText  = tftypes.Set{ElementType: tftypes.String}
)

// object is a value of a nested attribute's type; what is not named is null.
func object(of tftypes.Type, fields values) tftypes.Value {
	typ, ok := of.(tftypes.Object)
	if !ok {
		panic("not an object: " + of.String())
	}
	all := map[string]tftypes.Value{}
	for name, attribute := range typ.AttributeTypes {
		all[name] = tftypes.NewValue(attribute, nil)
	}
	maps.Copy(all, fields)
	return tftypes.NewValue(typ, all)
}

// run is one provider process, as Terraform talks to it.
type run struct {
	server tfprotov6.ProviderServer
	typ    tftypes.Object
}

func newRun(t *testing.T) run {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test", provider.WithMaxBackoff(time.Millisecond))())()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	typ, ok := schema.Provider.ValueType().(tftypes.Object)
	if !ok {
		t.Fatal("the configuration is no object")
	}
	return run{server, typ}
}

func (r run) attribute(name string) tftypes.Type { return r.typ.AttributeTypes[name] }

// roles is the value of assume_role with these roles.
func (r run) roles(each ...values) tftypes.Value {
	list, ok := r.attribute("assume_role").(tftypes.List)
	if !ok {
		panic("assume_role is no list")
	}
	elements := make([]tftypes.Value, len(each))
	for i := range each {
		elements[i] = object(list.ElementType, each[i])
	}
	return tftypes.NewValue(list, elements)
}

// configure validates and configures as Terraform does, and returns what the
// user is told.
func (r run) configure(t *testing.T, config values) []*tfprotov6.Diagnostic {
	t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(r.typ, object(r.typ, config))
	if err != nil {
		t.Fatal(err)
	}
	validated, err := r.server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &dynamic})
	if err != nil {
		t.Fatal(err)
	}
	if len(validated.Diagnostics) > 0 {
		return validated.Diagnostics
	}
	configured, err := r.server.ConfigureProvider(context.WithoutCancel(t.Context()), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: &dynamic,
	})
	if err != nil {
		t.Fatal(err)
	}
	return configured.Diagnostics
}

// read reads a data source without any argument.
func (r run) read(t *testing.T, name string) []*tfprotov6.Diagnostic {
	t.Helper()
	schema, err := r.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	typ, ok := schema.DataSourceSchemas[name].ValueType().(tftypes.Object)
	if !ok {
		t.Fatalf("no data source %s", name)
	}
	config, err := tfprotov6.NewDynamicValue(typ, object(typ, nil))
	if err != nil {
		t.Fatal(err)
	}
	read, err := r.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	return read.Diagnostics
}

func start(t *testing.T, options ...emulator.Option) (*emulator.Emulator, string) {
	t.Helper()
	cloud := emulator.New(options...)
	server, err := cloud.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return cloud, server.URL
}

func (r run) endpoints(url string) tftypes.Value {
	return tftypes.NewValue(r.attribute("endpoints"), map[string]tftypes.Value{"eventbridge": text(url), "logs": text(url), "sts": text(url)})
}

// TestProviderErrors names the whole error of each mistake, and where it is.
func TestProviderErrors(t *testing.T) {
	t.Parallel()
	keys := values{"access_key": text("AKIAEXAMPLE"), "secret_key": text("a-very-secret-key")}
	type mistake struct {
		config  func(run) values
		options []emulator.Option
		fault   emulator.Fault
		// use says that what calls AWS tells, and nothing else.
		use     bool
		path    string
		summary string
		detail  string
	}
	role := func(r run, fields values) values {
		return values{"assume_role": r.roles(fields)}
	}
	web := func(r run, fields values) values {
		return values{"assume_role_with_web_identity": object(r.attribute("assume_role_with_web_identity"), fields)}
	}
	only := func(v values) func(run) values { return func(run) values { return v } }
	for name, test := range map[string]mistake{
		"no region": {
			config: only(values{"region": tftypes.NewValue(tftypes.String, nil)}), use: true, summary: "Missing AWS region",
			detail: "No AWS region is configured. Set region in the provider's configuration, or the environment variable AWS_REGION, or a region for the profile in the shared configuration file. It is required even if each resource sets its own `region`.\n\nNothing was read or changed on AWS.",
		},
		"unknown region": {
			config: only(values{"region": text("eu-centrl-1")}), path: `AttributeName("region")`, summary: "Unknown AWS region",
			detail: "\"eu-centrl-1\" is not an AWS region that this version of the provider knows. Correct the name, or set skip_region_validation = true if the region is newer.\n\nNothing was read or changed on AWS.",
		},
		"no credentials": {
			config: only(values{"access_key": tftypes.NewValue(tftypes.String, nil), "secret_key": tftypes.NewValue(tftypes.String, nil)}), use: true,
			summary: "Missing AWS credentials",
			detail:  "No usable AWS credentials were found. Set a profile, or access_key and secret_key, in the provider's configuration; or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the environment; or sign in with single sign-on.\n\nThe AWS SDK says: ",
		},
		"no profile": {
			config: only(values{"profile": text("none"), "access_key": tftypes.NewValue(tftypes.String, nil), "secret_key": tftypes.NewValue(tftypes.String, nil)}),
			path:   `AttributeName("profile")`, summary: "Missing AWS profile", detail: "There is no profile \"none\" in the shared configuration and credentials files",
		},
		"key without secret": {
			config: only(values{"secret_key": tftypes.NewValue(tftypes.String, nil)}), path: `AttributeName("access_key")`, summary: "Invalid Attribute Combination",
			detail: `Attribute "secret_key" must be specified when "access_key" is specified`,
		},
		"wrong account": {
			config: only(values{"allowed_account_ids": texts(setOfText, "111111111111")}), path: `AttributeName("allowed_account_ids")`, summary: "Wrong AWS account",
			detail: "The credentials belong to the AWS account 123456789012, and allowed_account_ids allows 111111111111 only. Use other credentials or another profile.\n\nNothing was read or changed on AWS.",
		},
		"forbidden account": {
			config: only(values{"forbidden_account_ids": texts(setOfText, "123456789012")}), path: `AttributeName("forbidden_account_ids")`, summary: "Wrong AWS account",
			detail: "The credentials belong to the AWS account 123456789012, which forbidden_account_ids forbids. Use other credentials or another profile.\n\nNothing was read or changed on AWS.",
		},
		"both lists of accounts": {
			config: only(values{"forbidden_account_ids": texts(setOfText, "123456789012"), "allowed_account_ids": texts(setOfText, "123456789012")}),
			path:   `AttributeName("allowed_account_ids")`, summary: "Invalid Attribute Combination",
		},
		"account misspelled": {
			config: only(values{"allowed_account_ids": texts(setOfText, "12345")}), path: `AttributeName("allowed_account_ids").ElementKeyValue(tftypes.String<"12345">)`,
			summary: "Invalid AWS account", detail: `"12345" is not an AWS account ID, which has 12 digits. Write it as a string in quotes, so that leading zeros are kept.`,
		},
		"expired": {
			config: only(values{"skip_credentials_validation": tftypes.NewValue(tftypes.Bool, false)}), options: []emulator.Option{emulator.WithExpiredCredentials()},
			summary: "Expired AWS credentials", detail: "Checking the AWS credentials failed.\n\nExpiredToken",
		},
		"expired, with accounts": {
			config: only(values{"allowed_account_ids": texts(setOfText, "123456789012")}), options: []emulator.Option{emulator.WithExpiredCredentials()},
			summary: "Expired AWS credentials",
		},
		"unknown key": {
			config: only(values{"allowed_account_ids": texts(setOfText, "123456789012")}), fault: emulator.Fault{Service: "sts", Code: "InvalidClientTokenId", Status: 403},
			summary: "Invalid AWS credentials",
		},
		"STS out of order": {
			config: only(values{"allowed_account_ids": texts(setOfText, "123456789012"), "max_retries": tftypes.NewValue(tftypes.Number, 2)}),
			fault:  emulator.Fault{Service: "sts", Status: 500}, summary: "AWS internal error", detail: "Looking up the AWS account of the credentials failed.\n\n",
		},
		"role refused": {
			config: func(r run) values { return role(r, values{"role_arn": text("arn:aws:iam::111111111111:role/a")}) },
			fault:  emulator.Fault{Service: "sts", Code: "AccessDenied", Status: 403}, path: `AttributeName("assume_role")`, summary: "Role cannot be assumed",
			detail: "Assuming the role arn:aws:iam::111111111111:role/a failed.\n\nAccessDenied: User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: sts:AssumeRole",
		},
		"role misspelled": {
			config: func(r run) values { return role(r, values{"role_arn": text("arn:aws:iam::111111111111:user/a")}) },
			path:   `AttributeName("assume_role").ElementKeyInt(0).AttributeName("role_arn")`, summary: "Invalid ARN",
			detail: `"arn:aws:iam::111111111111:user/a" names "user/a", which is not "role/" followed by a name. Expected an ARN such as arn:aws:iam::<account>:role/...`,
		},
		"session too short": {
			config: func(r run) values {
				return role(r, values{"role_arn": text("arn:aws:iam::111111111111:role/a"), "duration": text("1m")})
			},
			path: `AttributeName("assume_role").ElementKeyInt(0).AttributeName("duration")`, summary: "Invalid duration",
			detail: "1m is out of range: a session lasts 15 minutes (15m) to 12 hours (12h).",
		},
		"session without unit": {
			config: func(r run) values {
				return role(r, values{"role_arn": text("arn:aws:iam::111111111111:role/a"), "duration": text("3600")})
			},
			path: `AttributeName("assume_role").ElementKeyInt(0).AttributeName("duration")`, summary: "Invalid duration",
			detail: `"3600" is not a duration. Write a number and a unit, such as 30m or 1h30m.`,
		},
		"session policy": {
			config: func(r run) values {
				return role(r, values{"role_arn": text("arn:aws:iam::111111111111:role/a"), "policy": text("{")})
			},
			path: `AttributeName("assume_role").ElementKeyInt(0).AttributeName("policy")`, summary: "Invalid JSON",
		},
		"web identity refused": {
			config: func(r run) values {
				return web(r, values{"role_arn": text("arn:aws:iam::111111111111:role/a"), "web_identity_token": text("expired")})
			},
			summary: "Expired AWS credentials",
		},
		"web identity without token": {
			config: func(r run) values { return web(r, values{"role_arn": text("arn:aws:iam::111111111111:role/a")}) },
			path:   `AttributeName("assume_role_with_web_identity").AttributeName("web_identity_token")`, summary: "Invalid Attribute Combination",
		},
		"web identity without file": {
			config: func(r run) values {
				return web(r, values{"role_arn": text("arn:aws:iam::111111111111:role/a"), "web_identity_token_file": text("/no/such/file")})
			},
			path: `AttributeName("assume_role_with_web_identity")`, summary: "Invalid provider setting",
			detail: "the token can't be read: open /no/such/file: no such file or directory\n\nNothing was read or changed on AWS.",
		},
		"endpoint of a misspelled service": {
			config: func(r run) values {
				return values{"endpoints": tftypes.NewValue(r.attribute("endpoints"), map[string]tftypes.Value{"evenbridge": text("http://127.0.0.1:4577")})}
			},
			path: `AttributeName("endpoints").ElementKeyString("evenbridge")`, summary: "Unknown endpoint service",
			detail: `The provider calls no service named "evenbridge". Did you mean ` + "`eventbridge`" + `? It calls eventbridge, logs, cloudwatch, sts, iam, stepfunctions, sns, sqs, lambda, scheduler and sso.`,
		},
		"endpoint of another service": {
			config: func(r run) values {
				return values{"endpoints": tftypes.NewValue(r.attribute("endpoints"), map[string]tftypes.Value{"dynamodb": text("http://127.0.0.1:4577")})}
			},
			path: `AttributeName("endpoints").ElementKeyString("dynamodb")`, summary: "Unknown endpoint service",
			detail: `The provider calls no service named "dynamodb". It calls eventbridge, logs, cloudwatch, sts, iam, stepfunctions, sns, sqs, lambda, scheduler and sso.`,
		},
		"two endpoints of a service": {
			config: func(r run) values {
				return values{"endpoints": tftypes.NewValue(r.attribute("endpoints"), map[string]tftypes.Value{
					"events": text("http://127.0.0.1:4577"), "eventbridge": text("http://127.0.0.1:4578"),
				})}
			},
			path: `AttributeName("endpoints").ElementKeyString("events")`, summary: "Duplicate endpoint",
			detail: `eventbridge and events are names of the same service. Keep one of them.`,
		},
		"endpoint that is no URL": {
			config: func(r run) values {
				return values{"endpoints": tftypes.NewValue(r.attribute("endpoints"), map[string]tftypes.Value{"logs": text("127.0.0.1:4577")})}
			},
			path: `AttributeName("endpoints").ElementKeyString("logs")`, summary: "Invalid URL",
			detail: "The value is not an HTTP or HTTPS URL with a host, such as http://127.0.0.1:4577 or https://host.example",
		},
		"retry mode": {
			config: only(values{"retry_mode": text("legacy")}), path: `AttributeName("retry_mode")`, summary: "Invalid value",
		},
		"no attempts": {
			config: only(values{"max_retries": tftypes.NewValue(tftypes.Number, 0)}), path: `AttributeName("max_retries")`, summary: "Invalid Attribute Value",
		},
		"proxy": {
			config: only(values{"https_proxy": text("user:a-very-secret-key@proxy")}), path: `AttributeName("https_proxy")`, summary: "Invalid URL",
			detail: "The value is not an HTTP or HTTPS URL with a host, such as http://127.0.0.1:4577 or https://host.example",
		},
		"no such bundle": {
			config: only(values{"custom_ca_bundle": text("/no/such/file")}), path: `AttributeName("custom_ca_bundle")`, summary: "Invalid provider setting",
			detail: "reading custom CA bundle: open /no/such/file: no such file or directory\n\nNothing was read or changed on AWS.",
		},
		"default tag": {
			config: func(r run) values {
				return values{"default_tags": object(r.attribute("default_tags"), values{
					"tags": tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"aws:a": text("b")}),
				})}
			},
			path: `AttributeName("default_tags").AttributeName("tags").ElementKeyString("aws:a")`, summary: "Reserved tag key",
			detail: `The key "aws:a" starts with "aws:", which AWS reserves.`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRun(t)
			cloud, url := start(t, test.options...)
			if test.fault.Service != "" {
				cloud.Inject(test.fault)
			}
			config := values{"region": text("eu-central-1"), "endpoints": r.endpoints(url)}
			maps.Copy(config, keys)
			maps.Copy(config, test.config(r))
			if !config["assume_role_with_web_identity"].IsNull() {
				delete(config, "access_key")
				delete(config, "secret_key")
			}
			told := r.configure(t, config)
			if test.use {
				if told = append(told, r.read(t, "eventbridge_event_types")...); len(told) > 0 {
					t.Errorf("without any call there are errors: %+v", told)
				}
				told = r.read(t, "eventbridge_partner_event_sources")
			}
			if len(told) != 1 {
				t.Fatalf("%d errors, want one clear one: %+v", len(told), told)
			}
			got := told[0]
			if got.Attribute.String() != test.path && (got.Attribute != nil || test.path != "") {
				t.Errorf("at %s, want %s", got.Attribute, test.path)
			}
			if got.Severity != tfprotov6.DiagnosticSeverityError || got.Summary != test.summary || !strings.HasPrefix(got.Detail, test.detail) {
				t.Errorf("got %s: %q\n%s", got.Severity, got.Summary, got.Detail)
			}
			if strings.Contains(got.Summary+got.Detail, "a-very-secret-key") {
				t.Errorf("the error tells the secret: %s", got.Detail)
			}
			if n := cloud.CallCount("events:*") + cloud.CallCount("logs:*"); n != 0 {
				t.Errorf("%d calls to EventBridge and Logs", n)
			}
		})
	}
}

// TestProviderTakesEverySetting sets every attribute at once.
func TestProviderTakesEverySetting(t *testing.T) {
	t.Parallel()
	r := newRun(t)
	cloud, url := start(t)
	files := t.TempDir()
	bundle := filepath.Join(files, "ca.pem")
	if err := os.WriteFile(bundle, []byte(certificate), 0o600); err != nil {
		t.Fatal(err)
	}
	yes, no := tftypes.NewValue(tftypes.Bool, true), tftypes.NewValue(tftypes.Bool, false)
	tags := tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"team": text("a")})
	config := values{
		"region": text("eu-central-1"), "access_key": text("AKIAEXAMPLE"), "secret_key": text("secret"), "token": text("token"),
		"shared_config_files": texts(listOfText, filepath.Join(files, "config")), "shared_credentials_files": texts(listOfText, filepath.Join(files, "credentials")),
		"assume_role": r.roles(
			values{"role_arn": text("arn:aws:iam::111111111111:role/path/a")},
			values{
				"role_arn": text("arn:aws-cn:iam::222222222222:role/b"), "session_name": text("build"), "duration": text("1h30m"), "policy": text("{}"),
				"policy_arns": texts(setOfText, "arn:aws:iam::aws:policy/ReadOnlyAccess"), "external_id": text("ext"), "source_identity": text("me"),
				"tags": tags, "transitive_tag_keys": texts(setOfText, "team"),
			},
		),
		"allowed_account_ids":         texts(setOfText, "222222222222"),
		"default_tags":                object(r.attribute("default_tags"), values{"tags": tags}),
		"adopt_identical":             no,
		"endpoints":                   r.endpoints(url),
		"sts_region":                  text("us-east-1"),
		"use_fips_endpoint":           no,
		"use_dualstack_endpoint":      no,
		"max_retries":                 tftypes.NewValue(tftypes.Number, 5),
		"retry_mode":                  text("adaptive"),
		"custom_ca_bundle":            text(bundle),
		"http_proxy":                  text(""),
		"https_proxy":                 text(""),
		"no_proxy":                    text("127.0.0.1"),
		"insecure":                    no,
		"skip_metadata_api_check":     yes,
		"skip_credentials_validation": no,
		"skip_requesting_account_id":  no,
		"skip_region_validation":      no,

		"ec2_metadata_service_endpoint":      text("http://127.0.0.1:1"),
		"ec2_metadata_service_endpoint_mode": text("IPv4"),
	}
	for name := range r.typ.AttributeTypes {
		if _, ok := config[name]; !ok && name != "profile" && name != "assume_role_with_web_identity" && name != "forbidden_account_ids" {
			t.Errorf("%s is not tried", name)
		}
	}
	if told := r.configure(t, config); len(told) > 0 {
		t.Errorf("got %s: %s", told[0].Summary, told[0].Detail)
	}
	for _, call := range cloud.Calls() {
		if call.Service != "sts" || call.Region != "us-east-1" {
			t.Errorf("called %s in %s", call.Name(), call.Region)
		}
	}
}

// TestConfigureCallsNobody looks that configuring alone is free of calls, and
// that unknown values are no error.
func TestConfigureCallsNobody(t *testing.T) {
	t.Parallel()
	r := newRun(t)
	cloud, url := start(t)
	config := values{
		"region": text("eu-central-1"), "access_key": text("AKIAEXAMPLE"), "secret_key": text("secret"), "endpoints": r.endpoints(url),
	}
	if told := r.configure(t, config); len(told) > 0 {
		t.Errorf("got %s: %s", told[0].Summary, told[0].Detail)
	}
	for name, typ := range r.typ.AttributeTypes {
		unknown := maps.Clone(config)
		unknown[name] = tftypes.NewValue(typ, tftypes.UnknownValue)
		if told := r.configure(t, unknown); len(told) > 0 {
			t.Errorf("unknown %s: got %s: %s", name, told[0].Summary, told[0].Detail)
		}
	}
	if n := cloud.CallCount("*"); n != 0 {
		t.Errorf("%d calls", n)
	}
}

var _ = acctest.Region // shuts out the user's own AWS configuration

// certificate is any authority's certificate; nothing is signed with it.
const certificate = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUNZ8L/eyj36ka35nZ5lkzQrFUYZIwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjAxMzU3MjBaGA8yMTI2MTAyNzEzNTcy
MFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAG/
kB6Gpv/aoKMdlGLLXRVM2fNBdAVk71ZHo2EDNogv6t0efAD/zF1Yt+CFaolEvtTe
S/4UsIgfTBWachI/+8ujUzBRMB0GA1UdDgQWBBRs/jgDcNkViERCIoT8EKIEHtxF
xjAfBgNVHSMEGDAWgBRs/jgDcNkViERCIoT8EKIEHtxFxjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCICO8R6+kVDh9c6Ip6DHRiZwdkVsJsC/fi3Wo
6DJ3/wNkAiEAmTp/nEQSYQKXZH5Sdlx0IA3BRO3sYWfYPExS+KZ5q/Q=
-----END CERTIFICATE-----
`

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestDefaultTagsWithoutTags warns where tags are written one level too high.
func TestDefaultTagsWithoutTags(t *testing.T) {
	t.Parallel()
	r := newRun(t)
	told := r.configure(t, values{"region": text("eu-central-1"), "default_tags": object(r.attribute("default_tags"), nil)})
	if len(told) != 1 || told[0].Severity != tfprotov6.DiagnosticSeverityWarning || told[0].Summary != "Empty default_tags" ||
		told[0].Attribute.String() != `AttributeName("default_tags")` ||
		told[0].Detail != "`default_tags` has no `tags`, so it adds no tags. Put the tags into `tags`, such as "+
			`default_tags = { tags = { team = "platform" } }, or leave `+"`default_tags` out." {
		t.Errorf("%+v", told)
	}
}
