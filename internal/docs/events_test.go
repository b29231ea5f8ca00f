package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// guidesDir has all guides, generated ones included.
const guidesDir = "../../docs/guides"

// blocks returns the fenced blocks of a language.
func blocks(t *testing.T, text, language string) []string {
	t.Helper()
	var found []string
	for _, b := range parse(t, "the text", text).blocks {
		if b.language == language {
			found = append(found, b.text)
		}
	}
	return found
}

// section returns the part of a page under a heading, up to the next heading
// that is not below it.
func section(page, heading string) string {
	_, rest, found := strings.Cut(page, "\n"+heading+"\n")
	if !found {
		return ""
	}
	level, _, _ := strings.Cut(heading, " ")
	for depth := 1; depth <= len(level); depth++ {
		rest, _, _ = strings.Cut(rest, "\n"+strings.Repeat("#", depth)+" ")
	}
	return rest
}

// TestEventGuides finds every detail-type on the page of its family, with its
// meaning, fields, values and samples, and in the table of its source.
func TestEventGuides(t *testing.T) {
	t.Parallel()
	events := catalog.Default()
	pages := eventGuides(events)
	for _, source := range events.Sources() {
		overview := string(pages[sourceGuide(source)])
		for _, family := range source.Families {
			page := string(pages[familyGuide(family)])
			table := section(page, "## Fields")
			for _, field := range leaves(family.Fields) {
				row := regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(strings.Join(field.Path, ".")) + "` \\| " + string(field.Kind) + "( or null)? \\| .{5,} \\|$")
				if !row.MatchString(table) {
					t.Errorf("%s: no row for %s", family.Name, strings.Join(field.Path, "."))
				}
				for _, value := range field.Enum {
					if !strings.Contains(table, "`"+value+"`") {
						t.Errorf("%s: %s lacks its value %s", family.Name, strings.Join(field.Path, "."), value)
					}
				}
			}
			for _, detailType := range family.DetailTypes {
				if !strings.Contains(overview, "| ["+detailType.Name+"]("+familyGuide(family)+"#"+anchor(detailType.Name)+") |") {
					t.Errorf("the overview does not link to %s", detailType.Name)
				}
				checkSection(t, detailType, section(page, "### "+detailType.Name))
			}
		}
	}
}

func checkSection(t *testing.T, detailType *catalog.DetailType, text string) {
	t.Helper()
	if !strings.HasPrefix(text, "\n"+detailType.Description+"\n") {
		t.Errorf("%s: the section does not begin with the description", detailType.Name)
	}
	_, fields, _ := strings.Cut(text, "\nFields: ")
	fields, _, _ = strings.Cut(fields, ".\n")
	listed := strings.Split(fields, ", ")
	want := leaves(detailType.Fields)
	if len(listed) != len(want) {
		t.Errorf("%s: %d fields of %d", detailType.Name, len(listed), len(want))
	}
	for _, field := range want {
		if !slices.Contains(listed, "`"+strings.Join(field.Path, ".")+"`") {
			t.Errorf("%s lacks the field %s", detailType.Name, strings.Join(field.Path, "."))
		}
	}
	samples := blocks(t, text, "json")
	if len(samples) != len(detailType.Samples) || len(samples) == 0 {
		t.Fatalf("%s: %d samples of %d", detailType.Name, len(samples), len(detailType.Samples))
	}
	for i, sample := range samples {
		var shown, known bytes.Buffer
		if err := json.Compact(&shown, []byte(sample)); err != nil {
			t.Errorf("%s: a sample is not JSON: %s", detailType.Name, err)
		}
		if err := json.Compact(&known, detailType.Samples[i].JSON); err != nil || !bytes.Equal(shown.Bytes(), known.Bytes()) {
			t.Errorf("%s: sample %s differs from the catalog (%v)", detailType.Name, detailType.Samples[i].Name, err)
		}
	}
	rules := blocks(t, text, "terraform")
	if len(rules) != 1 || !strings.Contains(rules[0], "[\""+detailType.Name+"\"]") || !strings.Contains(rules[0], "eventbridge_"+detailType.Family.ResourceName) {
		t.Errorf("%s: the rules to copy are %q", detailType.Name, rules)
	}
}

func leaves(fields []*catalog.Field) []*catalog.Field {
	var found []*catalog.Field
	catalog.Walk(fields, func(field *catalog.Field) bool {
		if len(field.Fields) == 0 {
			found = append(found, field)
		}
		return true
	})
	return found
}

// TestMatchersGuide compares the tables of the guide with the operators of each
// kind of field.
func TestMatchersGuide(t *testing.T) {
	t.Parallel()
	text := guide(t, "matchers.md")
	explained := section(text, "## Operators")
	rows := map[string]string{}
	for _, row := range strings.Split(section(text, "## Operators by kind of field"), "\n") {
		if cells := strings.Split(row, " | "); len(cells) == 2 {
			rows[strings.TrimPrefix(cells[0], "| ")] = strings.TrimSuffix(cells[1], " |")
		}
	}
	for row, kind := range map[string]catalog.Kind{
		"string, id, enumeration, list of strings": catalog.Text, "time": catalog.Time, "IP address": catalog.IP, "number": catalog.Number, "boolean": catalog.Bool,
	} {
		if want := prose.Codes(matcher.Operators(kind)); rows[row] != want {
			t.Errorf("the row of %s is %q, not %q", row, rows[row], want)
		}
		for _, operator := range matcher.Operators(kind) {
			if !strings.Contains(explained, "`"+operator+"`") {
				t.Errorf("the operators lack %s", operator)
			}
		}
	}
}
