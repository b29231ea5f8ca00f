package awsclient

import (
	"errors"
	"strings"
	"testing"
)

// TestUnusableEnvironment has a region, and something else that the SDK cannot
// load: the region is not what is missing.
func TestUnusableEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_RETRY_MODE": "legacy", "AWS_MAX_ATTEMPTS": "many", "AWS_USE_FIPS_ENDPOINT": "perhaps", "AWS_USE_DUALSTACK_ENDPOINT": "perhaps",
		"AWS_DEFAULTS_MODE": "none", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv9", "AWS_CA_BUNDLE": "/nowhere.pem",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_REGION", "eu-west-1")
			t.Setenv(name, value)
			_, err := New(t.Context(), Config{AccessKey: "a", SecretKey: "b"})
			var noRegion *MissingRegionError
			if err == nil || errors.As(err, &noRegion) || !strings.Contains(err.Error(), name) && !strings.Contains(err.Error(), value) {
				t.Errorf("%s=%s: %v", name, value, err)
			}
		})
	}
}
