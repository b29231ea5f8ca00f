package catalog_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

var update = flag.Bool("update", false, "rewrite testdata/check.txt")

const checkFile = "testdata/check.txt"

// TestCheck compares the findings about many patterns with testdata/check.txt,
// text by text. The file reads like a list of what the check says: a line with
// the bus or the family, one with the pattern, and the findings below it.
// Read the difference after -update line by line.
func TestCheck(t *testing.T) {
	t.Parallel()

	want, err := os.ReadFile(checkFile)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	var scope catalog.Scope
	for scanner := bufio.NewScanner(strings.NewReader(string(want))); scanner.Scan(); {
		line := scanner.Text()
		switch {
		case strings.HasPrefix(line, "#") || line == "":
			got.WriteString(line + "\n")
		case strings.HasPrefix(line, "bus "):
			scope = catalog.Scope{EventBusName: strings.Trim(strings.TrimPrefix(line, "bus "), `"`)}
			got.WriteString(line + "\n")
		case strings.HasPrefix(line, "family "):
			scope = catalog.Scope{Family: catalog.Default().Family(strings.TrimPrefix(line, "family ")), EventBusName: scope.EventBusName}
			if scope.Family == nil {
				t.Fatal(line)
			}
			got.WriteString(line + "\n")
		case strings.HasPrefix(line, "{"):
			got.WriteString(line + "\n")
			for _, f := range catalog.Default().Check(parse(t, line), scope) {
				fmt.Fprintf(&got, "  %s %s at %s (%d:%d)", f.Severity, f.Code, f.JSONPath, f.Line, f.Column)
				if f.Nearest != "" {
					fmt.Fprintf(&got, ", nearest %q", f.Nearest)
				}
				if f.Other != nil {
					fmt.Fprintf(&got, ", other %s", strings.Join(f.Other, "."))
				}
				fmt.Fprintf(&got, "\n    %s: %s\n", f.Summary, f.Detail)
			}
		}
	}
	if got.String() == string(want) {
		return
	}
	if *update {
		if err := os.WriteFile(checkFile, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Fatalf("%s:%d\n got: %s\nwant: %s", checkFile, i+1, gotLines[i], wantLines[i])
		}
	}
	t.Fatalf("%d lines, want %d", len(gotLines), len(wantLines))
}

// TestFindingsAreWellFormed checks what every message has to keep to.
func TestFindingsAreWellFormed(t *testing.T) {
	t.Parallel()

	text, err := os.ReadFile(checkFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	codes := map[catalog.Code]int{}
	for _, line := range lines {
		if !strings.HasPrefix(line, "{") {
			continue
		}
		for _, scope := range []catalog.Scope{{EventBusName: partnerBus}, {EventBusName: "default"}, {}} {
			for _, f := range catalog.Default().Check(parse(t, line), scope) {
				codes[f.Code]++
				if f.Summary == "" || strings.ContainsAny(f.Summary, ":.") {
					t.Errorf("%s: summary %q is no noun phrase", line, f.Summary)
				}
				if !strings.HasSuffix(f.Detail, ".") && !strings.HasSuffix(f.Detail, "?") {
					t.Errorf("%s: detail %q is no sentence", line, f.Detail)
				}
				if strings.Contains(f.Detail, "%!") || strings.Contains(f.Detail, "``") || strings.Contains(f.Detail, "  ") || strings.Contains(f.Detail, "..") {
					t.Errorf("%s: detail %q is not put together right", line, f.Detail)
				}
				if f.Line != 1 || f.Column < 1 || f.JSONPath == "" {
					t.Errorf("%s: no place: %+v", line, f)
				}
				if f.Code != catalog.MatchesAll && len(f.Path) == 0 {
					t.Errorf("%s: no path: %+v", line, f)
				}
			}
		}
	}
	for _, code := range []catalog.Code{
		catalog.UnknownDetailType, catalog.UnknownField, catalog.FieldNotCarried, catalog.WrongType, catalog.UnknownValue,
		catalog.NeverHolds, catalog.Unusual, catalog.Contradiction, catalog.UnseenSource, catalog.AlwaysHolds, catalog.MatchesAll,
	} {
		if codes[code] == 0 {
			t.Errorf("no pattern of %s leads to %s", checkFile, code)
		}
	}
}
