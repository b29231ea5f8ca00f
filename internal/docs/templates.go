package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// prefix is the prefix of every type that the provider defines.
const prefix = "eventbridge_"

// writeTemplates writes the templates of all pages to out: those of templates/,
// guides generated from the catalog and from the permissions, and one
// template for each resource, data source and list resource.
func writeTemplates(root, out string, schema *tfjson.ProviderSchema) error {
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.CopyFS(out, os.DirFS(filepath.Join(root, "templates"))); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(out, "sections")); err != nil {
		return err
	}
	events, permissions := catalog.Default(), permission.Default()
	guides := eventGuides(events)
	guides["permissions.md"] = permissionsGuide(permissions)
	for name, text := range guides {
		if err := writeFile(filepath.Join(out, "guides", name), text); err != nil {
			return err
		}
	}
	for folder, kind := range map[string]struct {
		of    permission.Kind
		names []string
	}{
		"resources":      {permission.KindResource, sortedKeys(schema.ResourceSchemas)},
		"data-sources":   {permission.KindDataSource, sortedKeys(schema.DataSourceSchemas)},
		"list-resources": {permission.KindListResource, sortedKeys(schema.ListResourceSchemas)},
	} {
		generic := filepath.Join(out, folder+".md.tmpl")
		text, err := os.ReadFile(generic)
		if err != nil {
			return err
		}
		for _, name := range kind.names {
			reference := newReference(root, events, permissions, kind.of, name)
			reference.Limit = timeLimit(schema, kind.of, name)
			page, err := reference.render(string(text))
			if err == nil {
				err = writeFile(filepath.Join(out, folder, strings.TrimPrefix(name, prefix)+".md.tmpl"), page)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if err := os.Remove(generic); err != nil {
			return err
		}
	}
	return nil
}

// reference is what a reference page says beyond the schema. The templates of
// reference pages use it between [[ and ]].
type reference struct {
	Subcategory   string
	AWS           string // links to AWS's documentation
	Events        string // links to the event reference
	Section       string // what templates/sections has for the page, or ""
	Permissions   string // a section, or ""
	ImportCommand string // `terraform import ...`, or ""
	Limit         string // how long an operation takes at most
}

func newReference(root string, events *catalog.Catalog, permissions *permission.Data, kind permission.Kind, name string) reference {
	page := reference{Subcategory: subcategory(name), AWS: awsLinks(name), Events: eventLinks(events, name)}
	if object, ok := permissions.Object(kind, name); ok {
		page.Permissions = permissionsSection(permissions, object)
	}
	if kind == permission.KindResource {
		page.Section = handWritten(filepath.Join(root, "templates", "sections", strings.TrimPrefix(name, prefix)+".md"))
		if name == "eventbridge_logs_query" {
			page.Section = strings.Replace(page.Section, "PRESETS", presetTable(events), 1)
		}
		if query := pullQuery(events, name); query != "" {
			page.Section = strings.Replace(page.Section, "QUERY", query, 1)
		}
		page.ImportCommand = importCommand(filepath.Join(root, "examples", "resources", name, "import-by-string-id.tf"))
	}
	return page
}

// timeLimit says how long the operations of a type take at most.
func timeLimit(schema *tfjson.ProviderSchema, kind permission.Kind, name string) string {
	const also = ", even if AWS does not respond."
	limit := fmt.Sprintf("%.0f minutes", awsresource.OperationTimeout.Minutes())
	switch kind {
	case permission.KindListResource:
		return fmt.Sprintf("A list operation ends after at most %.0f minutes%s", awsresource.ListTimeout.Minutes(), also)
	case permission.KindDataSource:
		if schema.DataSourceSchemas[name].Block.Attributes[awsresource.TimeoutsName] != nil {
			return "`timeouts` limits how long reading takes" + also
		}
		return "Reading ends after at most " + limit + also
	}
	if schema.ResourceSchemas[name].Block.Attributes[awsresource.TimeoutsName] != nil {
		return "Reading, planning and importing each end after at most " + limit + also + " `timeouts` limits the other operations."
	}
	return "Each operation ends after at most " + limit + also
}

// render fills in the template and leaves the actions of tfplugindocs alone.
func (r reference) render(text string) ([]byte, error) {
	parsed, err := template.New("page").Delims("[[", "]]").Parse(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = parsed.Execute(&b, r)
	return b.Bytes(), err
}

// subcategory is the heading that the registry lists a page under.
func subcategory(name string) string {
	switch {
	case strings.HasSuffix(name, "_rule"), name == "eventbridge_event_types", name == "eventbridge_matching_rules":
		return "Rules"
	case strings.HasSuffix(name, "_target"), name == "eventbridge_webhook":
		return "Targets"
	case strings.Contains(name, "partner_event_source"), name == "eventbridge_buildkite_audit_log":
		return "Partner event sources"
	}
	return "Logs and metrics"
}

// awsPages are the pages of AWS's documentation that explain a term.
var awsPages = map[string]string{
	"CloudWatch metrics":      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html",
	"API destinations":        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html",
	"connections":             "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection.html",
	"EventBridge Scheduler":   "https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html",
	"HTTP Tasks":              "https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html",
	"Standard workflows":      "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html",
	"dead-letter queues":      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
	"encryption of logs":      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
	"event buses":             "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html",
	"event patterns":          "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html",
	"events":                  "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html",
	"Express workflows":       "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html",
	"input transformers":      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html",
	"log groups":              "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
	"Logs Insights queries":   "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html",
	"CloudWatch dashboards":   "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html",
	"dashboard body":          "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html",
	"saved queries":           "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html",
	"metric filters":          "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html",
	"partner event sources":   "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-saas.html",
	"resource policies":       "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
	"retry policies":          "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html",
	"rules":                   "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html",
	"targets":                 "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html",
	"filter pattern syntax":   "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html",
	"roles of state machines": "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html",
}

// awsLinks are links to AWS's pages for the terms of a reference page.
func awsLinks(name string) string {
	var terms []string
	switch {
	case name == "eventbridge_log_group":
		terms = []string{"log groups", "resource policies", "encryption of logs"}
	case name == "eventbridge_log_metric":
		terms = []string{"metric filters", "filter pattern syntax", "CloudWatch metrics"}
	case name == "eventbridge_metric":
		terms = []string{"CloudWatch metrics", "Express workflows", "roles of state machines"}
	case name == "eventbridge_dashboard":
		terms = []string{"CloudWatch dashboards", "dashboard body"}
	case name == "eventbridge_logs_query":
		terms = []string{"saved queries", "Logs Insights queries"}
	case name == "eventbridge_devops_agent_summary":
		terms = []string{"Express workflows", "roles of state machines", "events"}
	case name == "eventbridge_buildkite_audit_log":
		terms = []string{"EventBridge Scheduler", "Standard workflows", "HTTP Tasks", "connections"}
	case name == "eventbridge_webhook":
		terms = []string{"API destinations", "connections", "retry policies", "dead-letter queues"}
	case name == "eventbridge_event_types", name == "eventbridge_matching_rules":
		terms = []string{"events", "event patterns"}
	case strings.HasSuffix(name, "_rule"):
		terms = []string{"rules", "event patterns", "event buses", "events"}
	case strings.HasSuffix(name, "_target"):
		terms = []string{"targets", "input transformers", "retry policies", "dead-letter queues"}
	case strings.Contains(name, "partner_event_source"):
		terms = []string{"partner event sources", "event buses", "dead-letter queues"}
	}
	links := make([]string, len(terms))
	for i, term := range terms {
		links[i] = "[" + term + "](" + awsPages[term] + ")"
	}
	return strings.Join(links, ", ")
}

// eventLinks are links to the event reference: to the family's page for a typed
// rule, to the sources' pages for what takes paths or patterns of any event.
func eventLinks(events *catalog.Catalog, name string) string {
	var links []string
	for _, source := range events.Sources() {
		for _, family := range source.Families {
			if prefix+family.ResourceName == name {
				return "[" + family.Title + "](../guides/" + familyGuide(family) + ")"
			}
		}
		links = append(links, "["+source.Title+" events](../guides/"+sourceGuide(source)+")")
	}
	switch name {
	case "eventbridge_rule", "eventbridge_metric", "eventbridge_log_metric", "eventbridge_logs_query", "eventbridge_log_target", "eventbridge_target", "eventbridge_event_types":
		return strings.Join(links, ", ")
	}
	return ""
}

// pullQuery is the query by which a resource reads the events of its source, or "".
func pullQuery(events *catalog.Catalog, name string) string {
	for _, family := range events.Families() {
		for _, sender := range family.Senders() {
			if sender.Sender == name && sender.Pull != nil {
				return strings.Replace(strings.Join(sender.Pull.Query, "\n"), "{filter}", "", 1)
			}
		}
	}
	return ""
}

// presetTable lists the queries that the catalog has for eventbridge_logs_query.
func presetTable(events *catalog.Catalog) string {
	var b strings.Builder
	b.WriteString("| Preset | Events | What it shows |\n|---|---|---|\n")
	for _, query := range events.Queries() {
		fmt.Fprintf(&b, "| `%s` | [%s](../guides/%s) | %s |\n", query.Name, query.Source.Title, sourceGuide(query.Source), query.Description)
	}
	return strings.TrimSpace(b.String())
}

// handWritten is the text of a file in templates/sections, or "" if there is none.
func handWritten(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

var importArguments = regexp.MustCompile(`(?s)\bto\s*=\s*(\S+).*\bid\s*=\s*"([^"]+)"`)

// importCommand is the command that does what the import block in a file does.
func importCommand(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return "" // TestPagesAreComplete reports it
	}
	if found := importArguments.FindSubmatch(text); found != nil {
		return fmt.Sprintf("terraform import %s '%s'", found[1], found[2])
	}
	return ""
}

func sortedKeys[T any](values map[string]T) []string { return slices.Sorted(maps.Keys(values)) }
