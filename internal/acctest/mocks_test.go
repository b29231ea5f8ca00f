package acctest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestMocks applies every example of a resource and of a data source with a
// mocked provider, which invents a string for each computed attribute: the
// bare mock, and the one with defaults that the guide shows.
func TestMocks(t *testing.T) {
	t.Parallel()
	examples := filepath.Join("..", "..", "examples")
	var files []string
	for _, pattern := range []string{"resources/*/resource*.tf", "data-sources/*/data-source*.tf"} {
		found, err := filepath.Glob(filepath.Join(examples, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no example is %s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	guide := read(t, filepath.Join("..", "..", "templates", "guides", "testing-rules.md"))
	shown := regexp.MustCompile("(?ms)^```hcl\n(mock_provider .*?)^run ").FindStringSubmatch(guide)
	if shown == nil {
		t.Fatal("the guide shows no mock_provider")
	}
	w := acctest.New(t).Workspace(acctest.RequiredProviders)
	if strings.HasPrefix(w.Run("version"), "OpenTofu") {
		t.Skip("SKIP: OpenTofu invents strings for mocks that the provider refuses as ARNs")
	}
	tests, runs := map[string]string{"bare": "mock_provider \"eventbridge\" {}\n", "guide": shown[1]}, 0
	for i, file := range files {
		module := "example-" + strconv.Itoa(i)
		if err := os.Mkdir(filepath.Join(w.Dir, module), 0o700); err != nil {
			t.Fatal(err)
		}
		text := read(t, file)
		w.Write(filepath.Join(module, "main.tf"), strings.ReplaceAll(text, "provider \"eventbridge\" {}", "")+acctest.RequiredProviders)
		for name := range tests {
			if source := sourceNames.FindString(text); name == "guide" && source != "" && !strings.HasPrefix(source, "aws.partner/buildkite.com/") {
				continue // the default of the guide is an event bus of Buildkite
			}
			runs++
			tests[name] += "run \"" + strings.NewReplacer(".", "-").Replace(filepath.Base(filepath.Dir(file))+"-"+filepath.Base(file)) + "\" {\n  module {\n    source = \"./" + module + "\"\n  }\n}\n"
		}
	}
	for name, text := range tests {
		w.Write(name+".tftest.hcl", text)
	}
	w.Run("get")
	if out, err := w.Try("test", "-no-color"); err != nil || !strings.Contains(out, strconv.Itoa(runs)+" passed, 0 failed") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestInventedIsRefused holds that what looks like the string of a mock is an
// error in the plan, once, of a provider that is not mocked.
func TestInventedIsRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config("resource \"eventbridge_log_target\" \"test\" {\n  rule_arn = \"failures\"\n  log_group_arn = \"arn:aws:logs:us-east-1:123456789012:log-group:a\"\n}\n"))
	w.Run("validate")
	out, err := w.Try("plan", "-no-color")
	if want := `"failures" is not an ARN.`; err == nil || strings.Count(out, want) != 1 {
		t.Errorf("got %v\n%s\nwant once %s", err, out, want)
	}
	w.Write("main.tf", env.Config(""))
	w.Run("apply", "-auto-approve")
}
