package acctest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

var (
	sourceNames = regexp.MustCompile(`aws\.partner/[A-Za-z0-9._/-]+`)
	importTo    = regexp.MustCompile(`(?m)^\s*to\s*=\s*(\S+)$`)
	importID    = regexp.MustCompile(`(?m)^\s*id\s*=\s*"([^"]+)"$`)
)

// TestExamples applies every example that the documentation shows, wants an
// empty plan after it, and imports it by the blocks shown beside it.
func TestExamples(t *testing.T) {
	for _, pattern := range []string{
		"provider/provider.tf",
		"resources/*/resource*.tf",
		"data-sources/*/data-source*.tf",
		"functions/*/function*.tf",
	} {
		files, err := filepath.Glob(filepath.Join("..", "..", "examples", pattern))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Errorf("no example matches %s", pattern)
		}
		for _, file := range files {
			name := filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				applyExample(t, file)
			})
		}
	}
}

// alertsARN is the topic that examples send to, which something else creates.
const alertsARN = "arn:aws:sns:us-east-1:123456789012:alerts"

func makeAlertsTopic(t *testing.T, env *acctest.Env) {
	t.Helper()
	_, err := sns.NewFromConfig(env.AWS()).CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("alerts"), Attributes: map[string]string{
		"Policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"` + alertsARN + `"}]}`,
	}})
	if err != nil {
		t.Fatal(err)
	}
}

func applyExample(t *testing.T, file string) {
	text := read(t, file)
	env := acctest.New(t)
	made := map[string]bool{}
	for _, name := range sourceNames.FindAllString(text, -1) {
		if strings.Count(name, "/") == 3 && !made[name] {
			made[name] = true
			env.PartnerSource(name)
		}
	}
	if strings.Contains(text, alertsARN) {
		makeAlertsTopic(t, env)
	}
	config := exampleConfig(env, text)
	steps := []resource.TestStep{
		{Config: config},
		{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
	}
	if imports := filepath.Join(filepath.Dir(file), "import-by-string-id.tf"); exists(imports) {
		block := read(t, imports)
		to, id := importTo.FindStringSubmatch(block), importID.FindStringSubmatch(block)
		if to == nil || id == nil {
			t.Fatalf("%s: no `to` or no `id`", imports)
		}
		steps[0].ConfigStateChecks = []statecheck.StateCheck{shownImports{t: t, env: env, dir: filepath.Dir(file), address: to[1], id: id[1]}}
		step := resource.TestStep{Config: config, ResourceName: to[1], ImportState: true, ImportStateId: id[1], ImportStateKind: resource.ImportBlockWithID}
		if id[1] == anyID {
			step.ImportStateId = "" // the one in the state
		}
		// The token is in the configuration alone.
		step.ExpectNonEmptyPlan = strings.HasPrefix(to[1], "eventbridge_buildkite_audit_log.")
		steps = append(steps, step)
	}
	env.Test(t, steps...)
}

// providerBlock is the provider's block of an example, which has no nested
// braces at the start of a line.
var providerBlock = regexp.MustCompile(`(?s)\nprovider "eventbridge" \{\n(.*?)\n\}\n`)

// exampleConfig points the example's provider at the test's AWS and keeps what
// else the example says of it.
func exampleConfig(env *acctest.Env, text string) string {
	block := providerBlock.FindStringSubmatch(text)
	if block == nil {
		return env.Config(text)
	}
	lines := strings.Replace(block[1], `  region = "us-east-1"`, "", 1)
	return env.ConfigWith(lines, strings.Replace(text, block[0], "\n", 1))
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
