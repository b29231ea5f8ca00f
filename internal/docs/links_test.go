package main

import (
	"cmp"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var link = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)

// registry is the address of docs/ on the registry. docs/index.md uses it in its
// links: the registry shows that page at an address without a slash at the end,
// where relative links do not work.
const registry = "https://registry.terraform.io/providers/typed-events/eventbridge/latest/docs"

// TestLinks follows every link within the checkout, to its file and to the
// heading in it. Of other links it checks the form only.
func TestLinks(t *testing.T) {
	t.Parallel()
	all := pages(t)
	for name, page := range all {
		for _, match := range link.FindAllStringSubmatch(page.prose, -1) {
			target, err := url.Parse(match[1])
			if err != nil {
				t.Errorf("%s: %s", name, err)
				continue
			}
			to := name
			switch rest, onRegistry := strings.CutPrefix(match[1], registry); {
			case onRegistry:
				file, _, _ := strings.Cut(rest, "#")
				to = "docs" + cmp.Or(file, "/index") + ".md"
			case target.IsAbs():
				if target.Scheme != "https" || target.Host == "" {
					t.Errorf("%s: %s is not an https URL", name, match[1])
				}
				continue
			case name == "docs/index.md" && target.Path != "":
				t.Errorf("%s: %s is a relative link, which does not work on the registry", name, match[1])
			case target.Path != "":
				to = path.Join(path.Dir(name), target.Path)
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(to))); err != nil {
				t.Errorf("%s: %s not found", name, match[1])
				continue
			}
			if strings.HasPrefix(name, "docs/") && !strings.HasPrefix(to, "docs/") {
				t.Errorf("%s: %s leaves docs/, which the registry cannot follow", name, match[1])
			}
			if target.Fragment != "" && !all[to].anchors()[target.Fragment] {
				t.Errorf("%s: %s has no heading #%s", name, to, target.Fragment)
			}
		}
	}
}

// TestGuidesAreLinked checks that docs/index.md links to every guide, or to the
// guide of the source for a page of the event reference.
func TestGuidesAreLinked(t *testing.T) {
	t.Parallel()
	all := pages(t)
	for name := range all {
		base := strings.TrimSuffix(path.Base(name), ".md")
		if path.Dir(name) != "docs/guides" || strings.Count(base, "-") > 1 && strings.HasPrefix(base, "events-") {
			continue
		}
		if !strings.Contains(all["docs/index.md"].prose, "]("+registry+"/guides/"+base+")") {
			t.Errorf("docs/index.md does not link to %s", name)
		}
	}
}

var image = regexp.MustCompile(`!\[([^\]]*)\]\(([^)\s]+)\)`)

// pictures is where the registry finds the pictures of the checkout.
const pictures = "https://raw.githubusercontent.com/typed-events/terraform-provider-eventbridge/main/pictures/"

// TestPictures checks that every picture exists, that it has a text for those who
// do not see it, and that no picture is unused.
func TestPictures(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for name, page := range pages(t) {
		for _, match := range image.FindAllStringSubmatch(page.prose, -1) {
			if len(match[1]) < 40 {
				t.Errorf("%s: the text of %s, %q, does not say what it shows", name, match[2], match[1])
			}
			file, onRegistry := strings.CutPrefix(match[2], pictures)
			if !onRegistry && strings.HasPrefix(name, "docs/") {
				t.Errorf("%s: the registry does not find %s", name, match[2])
			}
			used[strings.TrimPrefix(file, "pictures/")] = true
		}
	}
	files, err := os.ReadDir(filepath.Join(root, "pictures"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !used[file.Name()] {
			t.Errorf("no page shows pictures/%s", file.Name())
		}
		delete(used, file.Name())
	}
	for name := range used {
		t.Errorf("pictures/%s not found: make pictures draws events.svg and dashboard.svg", name)
	}
}
