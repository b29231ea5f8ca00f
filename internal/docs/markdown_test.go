package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// root is the checkout.
const root = "../.."

// written are the Markdown files outside docs/.
var written = []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "examples/README.md", "internal/catalog/README.md"}

// markdown is a Markdown file.
type markdown struct {
	name   string // path in the checkout, with slashes
	prose  string // without the fenced blocks
	blocks []codeBlock
}

// codeBlock is a fenced block.
type codeBlock struct {
	language string
	line     int // of its first line
	text     string
}

// pages returns all Markdown files by name.
func pages(t *testing.T) map[string]markdown {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob(filepath.Join(root, "docs", "*", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, deeper...)
	for _, name := range written {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			names = append(names, filepath.Join(root, name))
		}
	}
	found := map[string]markdown{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		short := strings.TrimPrefix(filepath.ToSlash(name), root+"/")
		found[short] = parse(t, short, string(text))
	}
	if len(found) < 30 {
		t.Fatalf("only %d pages", len(found))
	}
	return found
}

var fence = regexp.MustCompile("^( *)```(.*)$")

// parse separates the fenced blocks of a text from its prose. A block ends at a
// fence with the indentation of the one that opened it.
func parse(t *testing.T, name, text string) markdown {
	t.Helper()
	page := markdown{name: name}
	var prose strings.Builder
	var open *codeBlock
	var indent string
	for i, line := range strings.Split(text, "\n") {
		mark := fence.FindStringSubmatch(line)
		switch {
		case open == nil && mark != nil:
			open, indent = &codeBlock{language: mark[2], line: i + 2}, mark[1]
		case open != nil && mark != nil && mark[1] == indent && mark[2] == "":
			page.blocks = append(page.blocks, *open)
			open = nil
		case open != nil:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		default:
			prose.WriteString(line + "\n")
		}
	}
	if open != nil {
		t.Errorf("%s:%d: the block is not closed", name, open.line-1)
	}
	page.prose = prose.String()
	return page
}

var (
	heading   = regexp.MustCompile(`(?m)^#{1,6} (.+)$`)
	anchorTag = regexp.MustCompile(`<a id="([^"]+)">`)
	linkText  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// anchors returns the fragments that links to the page can have.
func (m markdown) anchors() map[string]bool {
	found := map[string]bool{}
	for _, match := range heading.FindAllStringSubmatch(m.prose, -1) {
		found[slug(match[1])] = true
	}
	for _, match := range anchorTag.FindAllStringSubmatch(m.prose, -1) {
		found[match[1]] = true
	}
	return found
}

// slug returns the fragment that GitHub and the registry create for a heading.
func slug(heading string) string {
	heading = linkText.ReplaceAllString(heading, "$1")
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]string{
		"3. Apply it":                   "3-apply-it",
		"`must_match`, and why":         "must_match-and-why",
		"From [hashicorp/aws](aws.md)!": "from-hashicorpaws",
	} {
		if got := slug(heading); got != want {
			t.Errorf("%q: %q, want %q", heading, got, want)
		}
	}
}
