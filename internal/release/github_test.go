package release_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// files are those below the root that match a pattern, by their paths from it.
func files(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("nothing matches %s (%v)", pattern, err)
	}
	for i, file := range found {
		if found[i], err = filepath.Rel(root, file); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

type workflow struct {
	Permissions *map[string]string `yaml:"permissions"`
	Jobs        map[string]struct {
		Timeout     int               `yaml:"timeout-minutes"`
		Permissions map[string]string `yaml:"permissions"`
		Steps       []struct {
			Uses string         `yaml:"uses"`
			Run  string         `yaml:"run"`
			With map[string]any `yaml:"with"`
		} `yaml:"steps"`
	} `yaml:"jobs"`
}

var pinned = regexp.MustCompile(`(?m)^[ -]*uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)

// TestWorkflows wants each action at a commit, with its version beside it, and no
// permission that a job does not need: reading, and writing where it releases.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	targets := regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(string(read(t, "GNUmakefile")), -1)
	for _, file := range files(t, ".github/workflows/*.yml") {
		text := string(read(t, file))
		if uses, good := strings.Count(text, "uses:"), len(pinned.FindAllString(text, -1)); uses != good {
			t.Errorf("%s: %d of %d actions are not pinned as owner/name@<40 hex digits> # v1.2.3", file, uses-good, uses)
		}
		var flow workflow
		readYAML(t, &flow, file)
		if flow.Permissions == nil {
			t.Fatalf("%s: without permissions of its own, it has whatever the repository grants", file)
		}
		for name, access := range *flow.Permissions {
			if name != "contents" || access != "read" {
				t.Errorf("%s: every job may %s %s", file, access, name)
			}
		}
		for name, job := range flow.Jobs {
			if job.Timeout == 0 {
				t.Errorf("%s: job %s may run for six hours", file, name)
			}
			releases := false
			for _, step := range job.Steps {
				releases = releases || step.Run == "make release"
				if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != false {
					t.Errorf("%s: job %s leaves its token in the checkout", file, name)
				}
				if target, ok := strings.CutPrefix(step.Run, "make "); ok {
					target, _, _ = strings.Cut(target, " ")
					if !slices.ContainsFunc(targets, func(known []string) bool { return known[1] == target }) {
						t.Errorf("%s: job %s makes %s, which GNUmakefile does not know", file, name, target)
					}
				}
			}
			for permission, access := range job.Permissions {
				if access != "read" && (!releases || permission != "contents") {
					t.Errorf("%s: job %s may %s %s", file, name, access, permission)
				}
			}
		}
	}
}

// TestDependabot wants every module and the actions to be kept up to date.
func TestDependabot(t *testing.T) {
	t.Parallel()
	var config struct {
		Version int `yaml:"version"`
		Updates []struct {
			Ecosystem   string   `yaml:"package-ecosystem"`
			Directory   string   `yaml:"directory"`
			Directories []string `yaml:"directories"`
			Schedule    struct {
				Interval string `yaml:"interval"`
			} `yaml:"schedule"`
		} `yaml:"updates"`
	}
	readYAML(t, &config, ".github/dependabot.yml")
	if config.Version != 2 {
		t.Errorf("version %d, want 2", config.Version)
	}
	kept := map[string][]string{}
	for _, update := range config.Updates {
		kept[update.Ecosystem] = append(kept[update.Ecosystem], update.Directories...)
		if update.Directory != "" {
			kept[update.Ecosystem] = append(kept[update.Ecosystem], update.Directory)
		}
		if update.Schedule.Interval == "" {
			t.Errorf("%s: no schedule", update.Ecosystem)
		}
	}
	modules := []string{"/"}
	for _, file := range files(t, "tools/*/go.mod") {
		modules = append(modules, "/"+filepath.ToSlash(filepath.Dir(file)))
	}
	slices.Sort(modules)
	slices.Sort(kept["gomod"])
	if !slices.Equal(kept["gomod"], modules) {
		t.Errorf("kept up to date are the modules %v, there are %v", kept["gomod"], modules)
	}
	if !slices.Equal(kept["github-actions"], []string{"/"}) {
		t.Errorf("actions are kept up to date in %v", kept["github-actions"])
	}
}

type form struct {
	Name        string `yaml:"name"`
	Description string `yaml:"description"`
	Body        []struct {
		Type       string `yaml:"type"`
		ID         string `yaml:"id"`
		Attributes struct {
			Label   string   `yaml:"label"`
			Value   string   `yaml:"value"`
			Options []string `yaml:"options"`
		} `yaml:"attributes"`
	} `yaml:"body"`
}

// TestIssueForms checks what GitHub wants of an issue form: it shows none that is wrong.
func TestIssueForms(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, file := range files(t, ".github/ISSUE_TEMPLATE/*.yml") {
		if filepath.Base(file) == "config.yml" {
			continue
		}
		var it form
		readYAML(t, &it, file)
		if it.Name == "" || it.Description == "" || names[it.Name] {
			t.Errorf("%s: name %q, description %q; want both, and a name of its own", file, it.Name, it.Description)
		}
		names[it.Name] = true
		ids, labels, asks := map[string]bool{}, map[string]bool{}, 0
		for _, field := range it.Body {
			switch field.Type {
			case "markdown":
				if field.Attributes.Value == "" {
					t.Errorf("%s: an empty text", file)
				}
				continue
			case "dropdown":
				if len(field.Attributes.Options) == 0 {
					t.Errorf("%s: %s has no options", file, field.ID)
				}
			case "input", "textarea":
			default:
				t.Errorf("%s: a field of type %q", file, field.Type)
			}
			asks++
			if !regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(field.ID) || ids[field.ID] || field.Attributes.Label == "" || labels[field.Attributes.Label] {
				t.Errorf("%s: field %q with label %q; want each of its own", file, field.ID, field.Attributes.Label)
			}
			ids[field.ID], labels[field.Attributes.Label] = true, true
		}
		if asks == 0 {
			t.Errorf("%s asks nothing", file)
		}
	}
	if !names["Bug"] || !names["Feature"] || !names["Event"] {
		t.Errorf("the forms are %v", names)
	}
}
