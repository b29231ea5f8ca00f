package awsclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestMain shuts out the user's own AWS configuration.
func TestMain(m *testing.M) {
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "AWS_") || strings.HasSuffix(strings.ToLower(name), "_proxy") {
			_ = os.Unsetenv(name)
		}
	}
	_ = os.Setenv("AWS_CONFIG_FILE", filepath.Join(os.TempDir(), "no-such-aws-config"))
	_ = os.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(os.TempDir(), "no-such-aws-credentials"))
	_ = os.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	os.Exit(m.Run())
}

// cloud is an emulator that keeps how its last caller called itself.
type cloud struct {
	*emulator.Emulator
	url string

	mu    sync.Mutex
	agent string // the User-Agent of the last request
}

func newCloud(t *testing.T, options ...emulator.Option) *cloud {
	t.Helper()
	c := &cloud{Emulator: emulator.New(options...)}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.agent = r.UserAgent()
		c.mu.Unlock()
		c.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	c.url = s.URL
	return c
}

func (c *cloud) config() Config {
	return Config{
		Region: "eu-central-1", AccessKey: "AKIASTATIC", SecretKey: "static-secret", MaxBackoff: time.Millisecond,
		Endpoints: Endpoints{EventBridge: c.url, Logs: c.url, STS: c.url},
	}
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustCall(t *testing.T, c *Client) {
	t.Helper()
	if _, err := c.EventBridge().ListRules(t.Context(), &eventbridge.ListRulesInput{}); err != nil {
		t.Fatal(err)
	}
}

// TestWhereSettingsComeFrom sets one way after the other and looks with which
// key and region EventBridge was called.
func TestWhereSettingsComeFrom(t *testing.T) {
	const profiles = "[default]\nregion = eu-west-1\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n" +
		"[profile build]\nregion = eu-west-3\naws_access_key_id = AKIABUILD\naws_secret_access_key = s\n"
	tests := map[string]struct {
		env         map[string]string
		change      func(*Config)
		key, region string
	}{
		"the configuration": {key: "AKIASTATIC", region: "eu-central-1"},
		"the configuration over the environment": {
			env: map[string]string{"AWS_REGION": "us-east-2", "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"},
			key: "AKIASTATIC", region: "eu-central-1",
		},
		"the environment": {
			env:    map[string]string{"AWS_REGION": "us-east-2", "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"},
			change: func(c *Config) { c.Region, c.AccessKey, c.SecretKey = "", "", "" },
			key:    "AKIAENV", region: "us-east-2",
		},
		"AWS_DEFAULT_REGION": {
			env:    map[string]string{"AWS_DEFAULT_REGION": "us-west-2"},
			change: func(c *Config) { c.Region = "" },
			key:    "AKIASTATIC", region: "us-west-2",
		},
		"AWS_REGION over AWS_DEFAULT_REGION": {
			env:    map[string]string{"AWS_DEFAULT_REGION": "us-west-2", "AWS_REGION": "us-east-2"},
			change: func(c *Config) { c.Region = "" },
			key:    "AKIASTATIC", region: "us-east-2",
		},
		"the default profile": {
			env:    map[string]string{"AWS_CONFIG_FILE": writeFile(t, "config", profiles)},
			change: func(c *Config) { c.Region, c.AccessKey, c.SecretKey = "", "", "" },
			key:    "AKIADEFAULT", region: "eu-west-1",
		},
		"AWS_PROFILE": {
			env:    map[string]string{"AWS_CONFIG_FILE": writeFile(t, "config", profiles), "AWS_PROFILE": "build"},
			change: func(c *Config) { c.Region, c.AccessKey, c.SecretKey = "", "", "" },
			key:    "AKIABUILD", region: "eu-west-3",
		},
		"the configured profile over keys in the environment": {
			env: map[string]string{
				"AWS_CONFIG_FILE": writeFile(t, "config", profiles), "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s",
			},
			change: func(c *Config) { c.Profile, c.Region, c.AccessKey, c.SecretKey = "build", "", "", "" },
			key:    "AKIABUILD", region: "eu-west-3",
		},
		"configured files": {
			change: func(c *Config) {
				c.Region, c.AccessKey, c.SecretKey, c.Profile = "", "", "", "other"
				c.SharedConfigFiles = []string{writeFile(t, "config", "[profile other]\nregion = ap-south-1\n")}
				c.SharedCredentialsFiles = []string{writeFile(t, "credentials", "[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = s\n")}
			},
			key: "AKIAOTHER", region: "ap-south-1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for variable, value := range test.env {
				t.Setenv(variable, value)
			}
			cloud := newCloud(t)
			config := cloud.config()
			if test.change != nil {
				test.change(&config)
			}
			c, err := New(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			if calls := cloud.CallCount("*"); calls != 0 {
				t.Errorf("%d calls before anything is needed", calls)
			}
			mustCall(t, c)
			call := cloud.Calls()[0]
			if call.AccessKey != test.key || call.Region != test.region || c.Region() != test.region {
				t.Errorf("called with %s in %s (Region() %s), want %s in %s", call.AccessKey, call.Region, c.Region(), test.key, test.region)
			}
		})
	}
}

func TestEndpointsFromTheEnvironment(t *testing.T) {
	for name, variables := range map[string][3]string{
		"one for all":      {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL"},
		"one each":         {"AWS_ENDPOINT_URL_EVENTBRIDGE", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "AWS_ENDPOINT_URL_STS"},
		"each over all":    {"AWS_ENDPOINT_URL_EVENTBRIDGE", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "AWS_ENDPOINT_URL_STS"},
		"the own over all": {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.HasSuffix(name, "over all") {
				t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
			}
			cloud := newCloud(t)
			config := cloud.config()
			for _, variable := range variables {
				if variable != "" {
					t.Setenv(variable, cloud.url)
					config.Endpoints = Endpoints{}
				}
			}
			config.AssumeRoles = []AssumeRole{{RoleARN: "arn:aws:iam::210987654321:role/a"}}
			c, err := New(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			mustCall(t, c)
			if _, err := c.Logs().DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{}); err != nil {
				t.Error(err)
			}
			if account, err := c.AccountID(t.Context()); account != "210987654321" || err != nil {
				t.Errorf("account %q, %v", account, err)
			}
		})
	}
}

// TestEndpointOfAProfilesRole asks the address in the environment for the
// credentials of a profile with a role.
func TestEndpointOfAProfilesRole(t *testing.T) {
	for _, variable := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"} {
		t.Run(variable, func(t *testing.T) {
			cloud := newCloud(t)
			file := filepath.Join(t.TempDir(), "config")
			text := "[profile base]\naws_access_key_id = AKIASTATIC\naws_secret_access_key = static-secret\n" +
				"[profile role]\nrole_arn = arn:aws:iam::210987654321:role/a\nsource_profile = base\n"
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Setenv(variable, cloud.url)
			config := cloud.config()
			config.AccessKey, config.SecretKey, config.Profile, config.SharedConfigFiles = "", "", "role", []string{file}
			config.Endpoints.STS = ""
			c, err := New(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			if account, err := c.AccountID(t.Context()); account != "210987654321" || err != nil {
				t.Errorf("account %q, %v", account, err)
			}
		})
	}
}

func TestAssumeRoles(t *testing.T) {
	cloud := newCloud(t)
	config := cloud.config()
	config.AssumeRoles = []AssumeRole{
		{
			RoleARN: "arn:aws:iam::111111111111:role/first", SessionName: "build", ExternalID: "ext", Duration: time.Hour,
			Policy: `{"Version":"2012-10-17"}`, PolicyARNs: []string{"arn:aws:iam::aws:policy/ReadOnly"}, SourceIdentity: "me",
			Tags: map[string]string{"team": "a"}, TransitiveTagKeys: []string{"team"},
		},
		{RoleARN: "arn:aws:iam::222222222222:role/second"},
	}
	config.AllowedAccounts = []string{"222222222222"}
	c, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	mustCall(t, c)
	calls := cloud.Calls()
	first := calls[0]
	for field, want := range map[string]string{
		"RoleArn": "arn:aws:iam::111111111111:role/first", "RoleSessionName": "build", "ExternalId": "ext", "DurationSeconds": "3600",
		"Policy": `{"Version":"2012-10-17"}`, "SourceIdentity": "me",
		"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnly", "Tags.member.1.Key": "team", "Tags.member.1.Value": "a",
		"TransitiveTagKeys.member.1": "team",
	} {
		if got := first.Input[field]; got != want {
			t.Errorf("the first role was assumed with %s %v, want %s", field, got, want)
		}
	}
	second := slices.IndexFunc(calls, func(call emulator.Call) bool { return call.Input["RoleArn"] == "arn:aws:iam::222222222222:role/second" })
	if first.AccessKey != "AKIASTATIC" || second < 1 || calls[second].AccessKey == "AKIASTATIC" {
		t.Fatalf("the second role is to be assumed with the first one's credentials: %+v", calls)
	}
	if last := calls[len(calls)-1]; last.AccessKey == "AKIASTATIC" || last.AccessKey == calls[second].AccessKey {
		t.Errorf("EventBridge was called with %s", last.AccessKey)
	}
}

func TestWebIdentity(t *testing.T) {
	for name, identity := range map[string]*WebIdentity{
		"text": {RoleARN: "arn:aws:iam::111111111111:role/first", SessionName: "build", Token: "a-token-of-an-identity-provider"},
		"file": {RoleARN: "arn:aws:iam::111111111111:role/first", SessionName: "build", TokenFile: writeFile(t, "token", "a-token-of-an-identity-provider")},
	} {
		t.Run(name, func(t *testing.T) {
			cloud := newCloud(t)
			config := cloud.config()
			config.AccessKey, config.SecretKey, config.AssumeRoleWithWebIdentity = "", "", identity
			c, err := New(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			if account, err := c.AccountID(t.Context()); account != "111111111111" || err != nil {
				t.Errorf("account %q, %v", account, err)
			}
			if c.Partition() != "aws" {
				t.Errorf("partition %q", c.Partition())
			}
		})
	}
}

func TestAccountIsAskedForOnce(t *testing.T) {
	cloud := newCloud(t)
	c, err := New(t.Context(), cloud.config())
	if err != nil {
		t.Fatal(err)
	}
	parallel(t, 50, 10, func(int) error { _, err := c.AccountID(t.Context()); return err })
	if n := cloud.CallCount("sts:GetCallerIdentity"); n != 1 {
		t.Errorf("STS was asked %d times", n)
	}

	config := cloud.config()
	config.SkipRequestingAccountID = true
	cloud.ResetCalls()
	if c, err = New(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	if account, err := c.AccountID(t.Context()); account != "" || err != nil || cloud.CallCount("*") != 0 {
		t.Errorf("account %q, %v, %d calls", account, err, cloud.CallCount("*"))
	}
}

// TestConfigErrors looks that each mistake is one typed error, before
// EventBridge or Logs are called at all.
func TestConfigErrors(t *testing.T) {
	noKeys := func(c *Config) { c.AccessKey, c.SecretKey = "", "" }
	is := func(as func(error) bool) func(error) bool { return as }
	tests := map[string]struct {
		change  func(*Config)
		options []emulator.Option
		fault   emulator.Fault
		want    func(error) bool
		calls   int
	}{
		"no region": {change: func(c *Config) { c.Region = "" }, want: asError[*MissingRegionError]},
		"no region, role to assume": {change: func(c *Config) {
			c.Region = ""
			c.AssumeRoles = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/a"}}
			c.Endpoints.STS = ""
		}, want: asError[*MissingRegionError]},
		"no region, no credentials": {change: func(c *Config) { c.Region = ""; noKeys(c) }, want: asError[*MissingRegionError]},
		"unknown region":            {change: func(c *Config) { c.Region = "eu-centrl-1" }, want: asError[*UnknownRegionError]},
		"no credentials":            {change: noKeys, want: asError[*CredentialsError]},
		"half a key":                {change: func(c *Config) { c.SecretKey = "" }, want: asError[*CredentialsError]},
		"no such profile":           {change: func(c *Config) { noKeys(c); c.Profile = "none" }, want: asError[*MissingProfileError]},
		"wrong account":             {change: func(c *Config) { c.AllowedAccounts = []string{"111111111111", "222222222222"} }, want: asError[*AccountError], calls: 1},
		"forbidden account":         {change: func(c *Config) { c.ForbiddenAccounts = []string{emulator.DefaultAccount} }, want: asError[*AccountError], calls: 1},
		"expired, asked":            {change: func(c *Config) { c.ValidateCredentials = true }, options: []emulator.Option{emulator.WithExpiredCredentials()}, want: is(IsExpiredCredentials), calls: 1},
		"expired, account to check": {change: func(c *Config) { c.AllowedAccounts = []string{emulator.DefaultAccount} }, options: []emulator.Option{emulator.WithExpiredCredentials()}, want: is(IsExpiredCredentials), calls: 1},
		"role refused":              {change: func(c *Config) { c.AssumeRoles = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/a"}} }, fault: emulator.Fault{Service: "sts", Code: "AccessDenied"}, want: asError[*AssumeRoleError], calls: 1},
		"web identity refused": {change: func(c *Config) {
			noKeys(c)
			c.AssumeRoleWithWebIdentity = &WebIdentity{RoleARN: "arn:aws:iam::111111111111:role/a", Token: "expired"}
		}, want: asError[*AssumeRoleError], calls: 1},
		"no bundle":                  {change: func(c *Config) { c.CustomCABundle = "/no/such/file" }, want: asError[*SettingError]},
		"bundle without certificate": {change: func(c *Config) { c.CustomCABundle = writeFile(t, "ca.pem", "nothing") }, want: asError[*SettingError]},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cloud := newCloud(t, test.options...)
			if test.fault.Code != "" {
				cloud.Inject(test.fault)
			}
			config := cloud.config()
			test.change(&config)
			_, err := New(t.Context(), config)
			if !test.want(err) {
				t.Errorf("got %T: %v", err, err)
			}
			if err != nil && (strings.Contains(err.Error(), "static-secret") || strings.Contains(err.Error(), "AKIASTATIC")) {
				t.Errorf("the error tells the keys: %v", err)
			}
			if n := cloud.CallCount("*"); n != test.calls {
				t.Errorf("%d calls, want %d", n, test.calls)
			}
			if n := cloud.CallCount("events:*") + cloud.CallCount("logs:*"); n != 0 {
				t.Errorf("%d calls to services", n)
			}
		})
	}
}

func asError[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func TestForbiddenAccountsLetOthersPass(t *testing.T) {
	cloud := newCloud(t)
	config := cloud.config()
	config.ForbiddenAccounts = []string{"111111111111"}
	if _, err := New(t.Context(), config); err != nil {
		t.Error(err)
	}
	if n := cloud.CallCount("*"); n != 1 {
		t.Errorf("%d calls, want 1", n)
	}
}

func TestRegions(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]struct {
		partition string
		skip      bool
	}{
		"eu-central-1": {"aws", false}, "cn-north-1": {"aws-cn", false}, "us-gov-west-1": {"aws-us-gov", false},
		"eusc-de-east-1": {"aws-eusc", false}, "us-iso-east-1": {"aws-iso", false}, "mars-north-1": {"aws", true},
	} {
		c, err := New(t.Context(), Config{Region: region, AccessKey: "a", SecretKey: "b", SkipRegionValidation: want.skip})
		if err != nil {
			t.Errorf("%s: %v", region, err)
			continue
		}
		if c.Partition() != want.partition || c.Region() != region {
			t.Errorf("%s: partition %s, region %s", region, c.Partition(), c.Region())
		}
	}
}

func TestAttemptsFromTheEnvironment(t *testing.T) {
	t.Setenv("AWS_MAX_ATTEMPTS", "3")
	for _, mode := range []string{"standard", "adaptive"} {
		t.Setenv("AWS_RETRY_MODE", mode)
		cloud := newCloud(t)
		cloud.Inject(emulator.Fault{Service: "events", Status: 500})
		c, err := New(t.Context(), cloud.config())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.EventBridge().ListRules(t.Context(), &eventbridge.ListRulesInput{}); AttemptsOf(err) != 3 {
			t.Errorf("%s: %d attempts, %v", mode, AttemptsOf(err), err)
		}
	}
}

func TestUserAgent(t *testing.T) {
	t.Setenv("TF_APPEND_USER_AGENT", "my-module/7")
	cloud := newCloud(t)
	config := cloud.config()
	config.UserAgent = []Product{{"Terraform", "1.11.4"}, {"terraform-provider-eventbridge", "1.2.3"}}
	c, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	mustCall(t, c)
	cloud.mu.Lock()
	agent := cloud.agent
	cloud.mu.Unlock()
	for _, want := range []string{"Terraform/1.11.4", "terraform-provider-eventbridge/1.2.3", "my-module/7", "aws-sdk-go-v2/"} {
		if !strings.Contains(agent, want) {
			t.Errorf("User-Agent %q lacks %s", agent, want)
		}
	}
}

func TestSTSRegion(t *testing.T) {
	cloud := newCloud(t)
	config := cloud.config()
	config.STSRegion = "us-east-1"
	config.AssumeRoles = []AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/a"}}
	c, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.AccountID(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustCall(t, c)
	var regions []string
	for _, call := range cloud.Calls() {
		regions = append(regions, call.Name()+" "+call.Region)
	}
	regions = slices.Compact(regions) // a role is assumed twice: once to see whether it can be
	if want := []string{"sts:AssumeRole us-east-1", "sts:GetCallerIdentity us-east-1", "events:ListRules eu-central-1"}; !slices.Equal(regions, want) {
		t.Errorf("got %v, want %v", regions, want)
	}
}

// TestMetadataService finds credentials on a machine of EC2.
func TestMetadataService(t *testing.T) {
	t.Setenv("AWS_EC2_METADATA_DISABLED", "false")
	metadata := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/latest/api/token":
			w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600")
			_, _ = io.WriteString(w, "token")
		case "/latest/meta-data/iam/security-credentials/", "/latest/meta-data/iam/security-credentials-extended/":
			_, _ = io.WriteString(w, "machine")
		case "/latest/meta-data/iam/security-credentials/machine", "/latest/meta-data/iam/security-credentials-extended/machine":
			_, _ = io.WriteString(w, `{"Code":"Success","AccessKeyId":"ASIAMACHINE","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}`)
		default:
			http.NotFound(w, r)
		}
	}))
	defer metadata.Close()
	cloud := newCloud(t)
	config := cloud.config()
	config.AccessKey, config.SecretKey = "", ""
	config.EC2MetadataEndpoint, config.EC2MetadataEndpointMode = metadata.URL, "IPv4"
	c, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	mustCall(t, c)
	if call := cloud.Calls()[0]; call.AccessKey != "ASIAMACHINE" {
		t.Errorf("called with %s", call.AccessKey)
	}

	skip := true
	config.SkipMetadataAPICheck = &skip
	if _, err = New(t.Context(), config); !asError[*CredentialsError](err) {
		t.Errorf("the metadata service is to be left alone: %v", err)
	}
}

func TestConfiguringEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	cloud := newCloud(t)
	cloud.Inject(emulator.Fault{Service: "sts", Code: "ThrottlingException"})
	config := cloud.config()
	config.ValidateCredentials, config.MaxBackoff = true, time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := New(ctx, config); !IsTimeout(err) {
		t.Errorf("got %v", err)
	}
}
