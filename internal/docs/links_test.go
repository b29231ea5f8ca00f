package main

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var link = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)

// TestLinks follows every link within the checkout, to its file and to the
// heading there. Of links to elsewhere it looks at the form only.
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
			if target.IsAbs() {
				if target.Scheme != "https" || target.Host == "" {
					t.Errorf("%s: %s is no https address", name, match[1])
				}
				continue
			}
			to := name
			if target.Path != "" {
				to = path.Join(path.Dir(name), target.Path)
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(to))); err != nil {
				t.Errorf("%s: %s leads nowhere", name, match[1])
				continue
			}
			if strings.HasPrefix(name, "docs/") && !strings.HasPrefix(to, "docs/") {
				t.Errorf("%s: %s leaves docs/, where a registry can't follow", name, match[1])
			}
			if target.Fragment != "" && !all[to].anchors()[target.Fragment] {
				t.Errorf("%s: %s has no heading #%s", name, to, target.Fragment)
			}
		}
	}
}

// TestGuidesAreLinked leads to every guide from the index, so that none is
// found by chance only.
func TestGuidesAreLinked(t *testing.T) {
	t.Parallel()
	all := pages(t)
	for name := range all {
		if path.Dir(name) == "docs/guides" && !strings.Contains(all["docs/index.md"].prose, "](guides/"+path.Base(name)+")") {
			t.Errorf("docs/index.md does not lead to %s", name)
		}
	}
}
