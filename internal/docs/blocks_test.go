package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// TestBlocks parses every code block of every page: HCL, which must also be
// formatted, JSON, shell and Mermaid.
func TestBlocks(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Log("SKIP: no bash; shell blocks are not parsed")
	}
	seen := map[string]int{}
	for name, page := range pages(t) {
		for _, b := range page.blocks {
			seen[b.language]++
			if err := parseBlock(t, b, bash); err != nil {
				t.Errorf("%s:%d: %s", name, b.line, err)
			}
		}
	}
	for _, language := range []string{"terraform", "hcl", "json", "shell", "mermaid"} {
		if seen[language] == 0 {
			t.Errorf("no %s block on any page", language)
		}
	}
}

func parseBlock(t *testing.T, b codeBlock, bash string) error {
	t.Helper()
	switch b.language {
	case "terraform", "hcl":
		return parseHCL(b.text)
	case "json":
		if !json.Valid([]byte(b.text)) {
			return fmt.Errorf("invalid JSON")
		}
	case "shell":
		if bash == "" {
			return nil
		}
		cmd := exec.CommandContext(t.Context(), bash, "-n")
		cmd.Stdin = strings.NewReader(b.text)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("bash cannot parse this: %s", out)
		}
	case "mermaid":
		return parseMermaid(b.text)
	case "text", "yaml": // Terraform parses the YAML, see guideConfig
	default:
		return fmt.Errorf("unknown language %q: use terraform for what a test applies, hcl for what is only parsed, json, yaml, shell, mermaid or text", b.language)
	}
	return nil
}

func parseHCL(text string) error {
	if _, diags := hclparse.NewParser().ParseHCL([]byte(text), "block"); diags.HasErrors() {
		return diags
	}
	if formatted := string(hclwrite.Format([]byte(text))); formatted != text {
		return fmt.Errorf("not formatted; terraform fmt writes\n%s", formatted)
	}
	return nil
}

const mermaidNode = `(\w+)((?:\["[^"]+"\]|\{"[^"]+"\}|\("[^"]+"\))?)`

var (
	mermaidHead = regexp.MustCompile(`^flowchart (TD|LR)$`)
	mermaidEdge = regexp.MustCompile(`^` + mermaidNode + `(?: -- "[^"]+")? --> ` + mermaidNode + `$`)
	mermaidOne  = regexp.MustCompile(`^` + mermaidNode + `$`)
)

// parseMermaid accepts the flowcharts that the pages use: a head, then nodes with
// quoted labels, and arrows. Every node needs a label somewhere: one without is
// usually a mistake. Mermaid reserves the word `end`.
func parseMermaid(text string) error {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if !mermaidHead.MatchString(lines[0]) {
		return fmt.Errorf("a diagram starts with flowchart TD or LR, not with %q", lines[0])
	}
	labelled := map[string]bool{}
	for _, line := range lines[1:] {
		line = strings.TrimSpace(line)
		parts := mermaidEdge.FindStringSubmatch(line)
		if parts == nil {
			parts = mermaidOne.FindStringSubmatch(line)
		}
		if parts == nil {
			return fmt.Errorf("not an arrow or a node: %s", line)
		}
		for i := 1; i < len(parts); i += 2 {
			labelled[parts[i]] = labelled[parts[i]] || parts[i+1] != ""
		}
	}
	for node, ok := range labelled {
		if !ok || node == "end" {
			return fmt.Errorf("node %s has no label, or a reserved name", node)
		}
	}
	return nil
}

// TestParseBlock checks that parseBlock rejects invalid blocks.
func TestParseBlock(t *testing.T) {
	t.Parallel()
	for _, b := range []codeBlock{
		{language: "terraform", text: "resource \"a\" \"b\" {\n"},
		{language: "terraform", text: "a = 1\nbcd = 2\n"},
		{language: "json", text: "{a: 1}"},
		{language: "mermaid", text: "graph\n  a --> b\n"},
		{language: "mermaid", text: "flowchart TD\n  a[\"A\"] --> b\n"},
		{language: "mermaid", text: "flowchart TD\n  a[\"A\"] -> b[\"B\"]\n"},
		{language: "mermaid", text: "flowchart TD\n  a[\"A\"] --> end[\"B\"]\n"},
		{language: "python", text: "pass\n"},
		{language: "", text: "pass\n"},
	} {
		if err := parseBlock(t, b, ""); err == nil {
			t.Errorf("%s: %q was accepted", b.language, b.text)
		}
	}
}
