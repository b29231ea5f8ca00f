package acctest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// userEnviron is the environment as the user has it, for tools that are not
// under test, such as the Go compiler.
var userEnviron = os.Environ()

// home is an empty home directory. It is the same one on each run, because
// nothing would remove a new one.
var home = filepath.Join(os.TempDir(), fmt.Sprintf("terraform-provider-eventbridge-acctest-%d", os.Getuid()))

// terraformPath is the Terraform or OpenTofu that tests run, or "".
var terraformPath string

// isOpenTofu reports whether it is OpenTofu.
var isOpenTofu bool

// lacksWriteOnly reports whether it is older than write-only arguments.
var lacksWriteOnly bool

// init shuts out what belongs to the user: the tests must never reach a real
// AWS account, nor a Terraform configuration that redirects providers.
// Environment variables that a test sets later count.
func init() {
	for _, entry := range userEnviron {
		name, _, _ := strings.Cut(entry, "=")
		switch {
		case strings.HasPrefix(name, "AWS_"),
			strings.HasPrefix(name, "TF_VAR_"), strings.HasPrefix(name, "TF_CLI_ARGS"),
			strings.HasPrefix(name, "TF_REATTACH"), name == "TF_APPEND_USER_AGENT", name == "TF_DATA_DIR", name == "TF_WORKSPACE",
			strings.EqualFold(name, "http_proxy"), strings.EqualFold(name, "https_proxy"), strings.EqualFold(name, "no_proxy"):
			must(os.Unsetenv(name))
		}
	}
	cliConfig := filepath.Join(home, "terraform.rc")
	must(os.MkdirAll(home, 0o700))
	must(os.WriteFile(cliConfig, nil, 0o600))
	for name, value := range map[string]string{
		"HOME":                        home,
		"AWS_CONFIG_FILE":             filepath.Join(home, "no-aws-config"),
		"AWS_SHARED_CREDENTIALS_FILE": filepath.Join(home, "no-aws-credentials"),
		"AWS_EC2_METADATA_DISABLED":   "true",
		"TF_CLI_CONFIG_FILE":          cliConfig,
		"CHECKPOINT_DISABLE":          "1",
		"TF_ACC_PROVIDER_NAMESPACE":   "typed-events",
	} {
		must(os.Setenv(name, value))
	}
	findTerraform()
}

// findTerraform names the binary to plugin-testing, which otherwise tries a
// download and ends the whole test binary where that fails. A binary that the
// user names is taken or is an error: another one would prove something else.
func findTerraform() {
	candidates := []string{"terraform", "tofu"}
	named := os.Getenv(terraform.Variable)
	if named != "" {
		candidates = []string{named}
	}
	for _, candidate := range candidates {
		binary, err := terraform.Inspect(context.Background(), candidate)
		if err != nil && named != "" {
			panic(fmt.Sprintf("%s: %s", terraform.Variable, err))
		}
		if err != nil {
			continue
		}
		terraformPath, lacksWriteOnly = binary.Path, binary.OlderThan("1.11.0")
		must(os.Setenv(terraform.Variable, binary.Path))
		if isOpenTofu = binary.Name == terraform.OpenTofu; isOpenTofu {
			must(os.Setenv("TF_ACC_PROVIDER_HOST", "registry.opentofu.org"))
		}
		return
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
