package awsclient

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestEndpointVariants looks at the host that the SDK would call.
func TestEndpointVariants(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Config)
		env    map[string]string
		host   string
	}{
		"plain":          {func(*Config) {}, nil, "events.us-east-1.amazonaws.com"},
		"FIPS":           {func(c *Config) { c.UseFIPSEndpoint = true }, nil, "events-fips.us-east-1.amazonaws.com"},
		"FIPS by env":    {func(*Config) {}, map[string]string{"AWS_USE_FIPS_ENDPOINT": "true"}, "events-fips.us-east-1.amazonaws.com"},
		"dual stack":     {func(c *Config) { c.UseDualStackEndpoint = true }, nil, "events.us-east-1.api.aws"},
		"dual stack env": {func(*Config) {}, map[string]string{"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "events.us-east-1.api.aws"},
	} {
		t.Run(name, func(t *testing.T) {
			var host string
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				host, _, _ = strings.Cut(r.Host, ":")
				w.WriteHeader(http.StatusForbidden)
			}))
			defer proxy.Close()
			for variable, value := range test.env {
				t.Setenv(variable, value)
			}
			config := Config{Region: "us-east-1", AccessKey: "a", SecretKey: "b", MaxAttempts: 1, HTTPSProxy: &proxy.URL}
			test.change(&config)
			c, err := New(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = c.EventBridge().ListRules(t.Context(), &eventbridge.ListRulesInput{}); err == nil {
				t.Error("the proxy refuses everything")
			}
			if host != test.host {
				t.Errorf("called %q, want %q", host, test.host)
			}
		})
	}
}

func TestTLSSettings(t *testing.T) {
	t.Parallel()
	cloud := emulator.New()
	s := httptest.NewTLSServer(cloud)
	t.Cleanup(s.Close)
	s.Config.ErrorLog = nil
	bundle := writeFile(t, "ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})))
	for name, test := range map[string]struct {
		change func(*Config)
		works  bool
	}{
		"not trusted": {func(*Config) {}, false},
		"insecure":    {func(c *Config) { c.Insecure = true }, true},
		"own bundle":  {func(c *Config) { c.CustomCABundle = bundle }, true},
	} {
		config := Config{Region: "us-east-1", AccessKey: "a", SecretKey: "b", MaxAttempts: 1, Endpoints: Endpoints{EventBridge: s.URL}}
		test.change(&config)
		c, err := New(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = c.EventBridge().ListRules(t.Context(), &eventbridge.ListRulesInput{}); (err == nil) != test.works {
			t.Errorf("%s: %v", name, err)
		}
	}
}
