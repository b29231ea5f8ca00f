package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// guides renders one page per source of events, by file name. The pages say
// nothing that the catalog does not.
func guides(events *catalog.Catalog) map[string][]byte {
	pages := map[string][]byte{}
	for _, source := range events.Sources() {
		pages["events-"+source.Name+".md"] = sourceGuide(source, events.Envelope())
	}
	return pages
}

// page collects Markdown.
type page struct{ bytes.Buffer }

// p adds a paragraph.
func (b *page) p(format string, args ...any) { fmt.Fprintf(b, format+"\n\n", args...) }

func sourceGuide(source *catalog.Source, envelope []*catalog.Field) []byte {
	var b page
	fmt.Fprintf(&b, "---\npage_title: \"%[1]s events\"\nsubcategory: \"Events\"\ndescription: |-\n  Every documented %[1]s event: detail-types, fields, values and samples.\n---\n\n", source.Title)
	b.WriteString("<!-- Written by make docs from internal/catalog. -->\n\n")
	b.p("# %s events", source.Title)
	b.p("%s", source.Description)
	if source.DefaultBus {
		b.p("The events arrive on the account's **default** event bus, with `source` `%s`. The typed rules put that source into every pattern.", source.EnvelopeSource)
	} else {
		b.p("The events arrive on the **partner event bus** of the source `%s`, and `source` in each event is that name. "+
			"Make the bus with [`eventbridge_partner_event_source_association`](../resources/partner_event_source_association.md).", source.EventSourceForm)
	}
	b.p("How a typed rule selects events by these fields is explained in [Matchers](matchers.md).")

	b.p("## Detail-types")
	b.WriteString("| Detail-type | Meaning | Typed rule |\n|---|---|---|\n")
	for _, family := range source.Families {
		for _, detailType := range family.DetailTypes {
			fmt.Fprintf(&b, "| [%s](#%s) | %s | [`eventbridge_%s`](../resources/%[4]s.md) |\n",
				detailType.Name, anchor(detailType.Name), cell(detailType.Description), family.ResourceName)
		}
	}
	b.WriteString("\n")
	for _, name := range sortedKeys(source.NotDetailTypes) {
		b.p("~> %s", source.NotDetailTypes[name])
	}

	b.p("## Envelope")
	b.p("Every event has these fields around its `detail`.")
	fieldTable(&b, mergeEnvelope(envelope, source.Envelope), nil)

	for _, family := range source.Families {
		familySection(&b, family)
	}
	b.p("## Sources of these facts")
	for _, document := range source.Documents {
		fmt.Fprintf(&b, "- [%s](%s), as of %s\n", document.Title, document.URL, document.AsOf)
	}
	return b.Bytes()
}

// mergeEnvelope lets a source's own word on an envelope field replace the general one.
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

func familySection(b *page, family *catalog.Family) {
	b.p("## %s", family.Title)
	b.p("%s Select them with [`eventbridge_%s`](../resources/%[2]s.md).", family.Description, family.ResourceName)
	fieldTable(b, family.Fields, family.DetailTypes)
	for _, detailType := range family.DetailTypes {
		detailTypeSection(b, family, detailType)
	}
}

// fieldTable lists the leaves of a tree. Where types are given, it says which of
// them carry a field that not all do.
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
			meaning += " Carried by " + strings.Join(field.DetailTypes, ", ") + "."
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

// longEnum is the number of values above which an enumeration gets a paragraph of its own.
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
		b.p("Documented values here: %s.", strings.Join(narrowed, "; "))
	}
	b.p("```terraform\n%s```", readyRule(family, detailType))
	for _, sample := range detailType.Samples {
		b.p("Sample `%s`:", sample.Name)
		b.p("```json\n%s\n```", indentJSON(sample.JSON))
	}
}

// readyRule is a rule for the detail-type alone, to copy.
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

// anchor is the fragment that a Markdown heading gets.
func anchor(heading string) string { return strings.ReplaceAll(strings.ToLower(heading), " ", "-") }

// cell makes a text fit a table's cell.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", "\\|")
}

func sortedKeys(values map[string]string) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
