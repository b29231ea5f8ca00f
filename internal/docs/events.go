package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// eventGuides are the pages of the event reference by file name: one for each
// source, and one for each family of its events. They are written from the
// catalog alone.
func eventGuides(events *catalog.Catalog) map[string][]byte {
	pages := map[string][]byte{}
	for _, source := range events.Sources() {
		pages[sourceGuide(source)] = sourcePage(source, events.Envelope())
		for _, family := range source.Families {
			pages[familyGuide(family)] = familyPage(family)
		}
	}
	return pages
}

func sourceGuide(source *catalog.Source) string { return "events-" + source.Name + ".md" }

func familyGuide(family *catalog.Family) string {
	return "events-" + family.Source.Name + "-" + strings.ReplaceAll(family.Name, "_", "-") + ".md"
}

// page collects Markdown.
type page struct{ bytes.Buffer }

// p adds a paragraph.
func (b *page) p(format string, args ...any) { fmt.Fprintf(b, format+"\n\n", args...) }

// newPage begins a guide.
func newPage(title, subcategory, description string) *page {
	var b page
	b.WriteString("---\npage_title: \"" + title + "\"\n")
	if subcategory != "" {
		b.WriteString("subcategory: \"" + subcategory + "\"\n")
	}
	b.WriteString("description: |-\n  " + description + "\n---\n\n")
	b.p("# %s", title)
	return &b
}

// bytes is the page without blank lines at its end.
func (b *page) bytes() []byte { return append(bytes.TrimSpace(b.Bytes()), '\n') }

func sourcePage(source *catalog.Source, envelope []*catalog.Field) []byte {
	b := newPage(source.Title+" events", "Events", "The documented events of "+source.Title+": detail-types, envelope, and a page for each family.")
	b.p("%s", source.Description)
	if source.DefaultBus {
		b.p("The events arrive on the **default** event bus of the account, with the `source` `%s`. Typed rules add that source to every event pattern, unless their `source` is set.", source.EnvelopeSource)
	} else {
		b.p("The events arrive on the **partner event bus** of the event source `%s`, and the `source` of each event is that name. "+
			"Create the bus with [`eventbridge_partner_event_source_association`](../resources/partner_event_source_association.md).", source.EventSourceForm)
	}
	b.p("[Matchers](matchers.md) explains how a typed rule selects events by these fields.")

	b.p("## Detail-types")
	b.WriteString("| Detail-type | Meaning | Typed rule |\n|---|---|---|\n")
	for _, family := range source.Families {
		for _, detailType := range family.DetailTypes {
			fmt.Fprintf(b, "| [%s](%s#%s) | %s | [`eventbridge_%s`](../resources/%[5]s.md) |\n",
				detailType.Name, familyGuide(family), anchor(detailType.Name), cell(detailType.Description), family.ResourceName)
		}
	}
	b.WriteString("\n")
	for _, name := range sortedKeys(source.NotDetailTypes) {
		b.p("~> %s", source.NotDetailTypes[name])
	}

	b.p("## Envelope")
	b.p("Every event has these fields around its `detail`.")
	fieldTable(b, mergeEnvelope(envelope, source.Envelope), nil)

	b.p("## Sources")
	for _, document := range source.Documents {
		fmt.Fprintf(b, "- [%s](%s), as of %s\n", document.Title, document.URL, document.AsOf)
	}
	return b.bytes()
}

func familyPage(family *catalog.Family) []byte {
	b := newPage(family.Title, "Events", family.Title+": detail-types, fields, values and samples.")
	b.p("%s Select these events with [`eventbridge_%s`](../resources/%[2]s.md).", family.Description, family.ResourceName)
	b.p("[%s events](%s) describes the envelope around `detail` and lists the other families. [Matchers](matchers.md) explains the conditions.",
		family.Source.Title, sourceGuide(family.Source))
	b.p("## Fields")
	b.p("Paths start below `detail`. In `where`, `dimensions` and `message`, which take paths of the whole event, put `detail.` in front.")
	fieldTable(b, family.Fields, family.DetailTypes)
	b.p("## Detail-types")
	for _, detailType := range family.DetailTypes {
		detailTypeSection(b, family, detailType)
	}
	for _, sender := range family.Senders()[1:] {
		senderSection(b, sender)
	}
	return b.bytes()
}

// senderSection says how the family's events differ if another source sends them.
func senderSection(b *page, sender *catalog.Source) {
	b.p("## %s", sender.Title)
	b.p("%s The same typed rule matches them, on any event bus that is not a partner event bus.", sender.Description)
	for _, field := range sender.Envelope {
		if field.Name == "source" || field.Name == "resources" {
			b.p("`%s`: %s", field.Name, field.Description)
		}
	}
	for _, detailType := range sender.DetailTypes {
		var nullable []string
		catalog.Walk(detailType.Fields, func(field *catalog.Field) bool {
			if field.Nullable {
				nullable = append(nullable, "`"+strings.Join(field.Path, ".")+"`")
			}
			return true
		})
		b.p("May be null in `%s`: %s.", detailType.Name, strings.Join(nullable, ", "))
		for _, sample := range detailType.Samples {
			b.p("Sample `%s`:", sample.Name)
			b.p("```json\n%s\n```", indentJSON(sample.JSON))
		}
	}
}

// mergeEnvelope replaces general envelope fields with those that the source
// describes itself.
func mergeEnvelope(general, own []*catalog.Field) []*catalog.Field {
	merged := slices.Clone(general)
	for i, field := range merged {
		for _, special := range own {
			if special.Name == field.Name {
				merged[i] = special
			}
		}
	}
	return merged
}

// fieldTable lists the leaves of a tree of fields. If detail-types are given, a
// field that not all of them carry names those that do.
func fieldTable(b *page, fields []*catalog.Field, types []*catalog.DetailType) {
	var enums []*catalog.Field
	b.WriteString("| Field | Kind | Meaning |\n|---|---|---|\n")
	catalog.Walk(fields, func(field *catalog.Field) bool {
		if len(field.Fields) > 0 {
			return true
		}
		meaning := cell(field.Description)
		if len(field.Enum) > longEnum {
			enums = append(enums, field)
			meaning += fmt.Sprintf(" One of %d values, listed below.", len(field.Enum))
		} else if len(field.Enum) > 1 {
			meaning += " One of " + prose.Codes(field.Enum) + "."
		}
		if field.Const != "" {
			meaning += " Always `" + field.Const + "`."
		}
		if len(types) > 0 && len(field.DetailTypes) < len(types) {
			meaning += " Only in " + strings.Join(field.DetailTypes, ", ") + "."
		}
		if field.Since != "" {
			meaning += " Documented since " + field.Since + "."
		}
		kind := string(field.Kind)
		if field.Nullable {
			kind += " or null"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", strings.Join(field.Path, "."), kind, meaning)
		return true
	})
	b.WriteString("\n")
	for _, field := range enums {
		b.p("Values of `%s`: %s.", strings.Join(field.Path, "."), prose.Codes(field.Enum))
	}
}

// longEnum is the number of values above which an enumeration gets its own paragraph.
const longEnum = 30

func detailTypeSection(b *page, family *catalog.Family, detailType *catalog.DetailType) {
	b.p("### %s", detailType.Name)
	b.p("%s", detailType.Description)
	if detailType.Since != "" {
		b.p("Documented since %s.", detailType.Since)
	}
	var paths, narrowed []string
	catalog.Walk(detailType.Fields, func(field *catalog.Field) bool {
		name := "`" + strings.Join(field.Path, ".") + "`"
		if len(field.Fields) == 0 {
			paths = append(paths, name)
		}
		if len(field.Expected) > 0 {
			narrowed = append(narrowed, name+" "+prose.Codes(field.Expected))
		}
		return true
	})
	b.p("Fields: %s.", strings.Join(paths, ", "))
	if len(narrowed) > 0 {
		b.p("Documented values in this detail-type: %s.", strings.Join(narrowed, "; "))
	}
	b.p("```terraform\n%s```", readyRule(family, detailType))
	for _, sample := range detailType.Samples {
		b.p("Sample `%s`:", sample.Name)
		b.p("```json\n%s\n```", indentJSON(sample.JSON))
	}
}

// readyRule is a rule for one detail-type, to copy.
func readyRule(family *catalog.Family, detailType *catalog.DetailType) string {
	bus := ""
	if !family.Source.DefaultBus {
		bus = fmt.Sprintf("  event_bus_name = eventbridge_partner_event_source_association.%s.event_bus_name\n", family.Source.Name)
	}
	name, types := "name           =", "detail_types   ="
	if bus == "" {
		name, types = "name         =", "detail_types ="
	}
	return fmt.Sprintf("resource \"eventbridge_%s\" \"%s\" {\n  %s %q\n%s  %s [%q]\n}\n",
		family.ResourceName, strings.ReplaceAll(detailType.Key, "-", "_"), name, detailType.Key, bus, types, detailType.Name)
}

func indentJSON(text []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(text), "", "  "); err != nil {
		return string(text)
	}
	return b.String()
}

// anchor is the fragment of a Markdown heading.
func anchor(heading string) string { return strings.ReplaceAll(strings.ToLower(heading), " ", "-") }

// cell makes a text fit into a cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", "\\|")
}
