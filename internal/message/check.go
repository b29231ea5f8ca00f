package message

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Finding is something wrong with a message or its timestamp.
type Finding struct{ Summary, Detail string }

func found(summary, format string, args ...any) []Finding {
	return []Finding{{summary, fmt.Sprintf(format, args...)}}
}

// CheckText checks the text of a message for what EventBridge or CloudWatch Logs
// refuse.
func CheckText(text string) []Finding {
	parts, open := split(text)
	if open >= 0 {
		return found("Unclosed placeholder", "The `<` at position %d opens a placeholder that is never closed. A placeholder is a JSON path in angle brackets, such as "+
			"<$.detail.build.number>. EventBridge has no escape for a literal `<`.", open+1)
	}
	var findings []Finding
	for _, p := range parts {
		if p.placeholder {
			findings = append(findings, checkPlaceholder(p.text, isWhole(parts))...)
		}
	}
	if len(findings) > 0 {
		return findings
	}
	made := Log{text, EventTime}.Transformer()
	if length := len([]rune(made.Template)); length > maxTemplateLength {
		return found("Message too long", "The finished template has %d characters; EventBridge allows %d.", length, maxTemplateLength)
	}
	if count := len(made.Paths); count > maxPaths {
		return found("Message too long", "The message takes %d different values from the event; EventBridge allows %d.", count, maxPaths)
	}
	return nil
}

func checkPlaceholder(text string, whole bool) []Finding {
	switch {
	case strings.HasPrefix(text, "$"):
		if detail := checkPath(text); detail != "" {
			return found("Invalid JSON path", "%s", detail)
		}
		if kind, ok := compound(text); ok && whole {
			return found("Message is not a string", "<%s> is %s, and CloudWatch Logs takes strings only: EventBridge would drop the event. Name its fields one by one. "+
				"To write the whole event, leave `message` out.", text, kind)
		}
	case slices.Contains(objectVariables, text):
		return found("Message is not a string", "<%s> is a JSON object, and CloudWatch Logs takes strings only: EventBridge would drop the event. "+
			"To write the whole event, leave `message` out.", text)
	case isVariable(text):
	case strings.HasPrefix(text, "aws.events."):
		return found("Unknown EventBridge variable", "EventBridge has no variable <%s>. Its string variables are <%s>.", text, strings.Join(textVariables, ">, <"))
	default:
		return found("Unknown placeholder", "<%s> is not a JSON path. Write the path of the value, such as <$.detail.build.number> or <$.detail-type>; "+
			"the provider declares it to EventBridge.", text)
	}
	return nil
}

// checkPath says what is wrong with a JSON path.
func checkPath(path string) string {
	if len(path) > maxPathLength {
		return fmt.Sprintf("The path %.40s... has %d characters; EventBridge allows %d.", path, len(path), maxPathLength)
	}
	if strings.ContainsAny(path, `'"`) {
		return fmt.Sprintf("The path %s has a quoted name in brackets, which EventBridge refuses. Write names with a dot, dashes included: $.detail-type.", path)
	}
	switch parsed, ok := ParsePath(path); {
	case !ok:
		return fmt.Sprintf("EventBridge does not support the path %s. A path starts with `$.`, has names of letters, digits, - and _ with dots between them, "+
			"and [0] or [*] for elements of a list: $.detail.job.agent_query_rules[0].", path)
	case len(parsed) == 0:
		return "The path $ is the whole event. Name a field, such as $.detail-type."
	}
	return ""
}

// CheckTimestamp checks the path of a message's time.
func CheckTimestamp(path string) []Finding {
	const summary = "Invalid timestamp"
	if path == ingestionTime {
		return nil
	}
	if !strings.HasPrefix(path, "$") {
		return found(summary, "%q is not a JSON path. Use %s, the time of the event, another path to a time in ISO 8601, or %s.", path, EventTime, ingestionTime)
	}
	if detail := checkPath(path); detail != "" {
		return found(summary, "%s", detail)
	}
	for _, field := range documented(path) {
		switch {
		case field.Kind == catalog.Time && field.Format == catalog.Timestamp:
			return found("Unsupported timestamp format", "%s is documented as a time such as \"2019-08-11 06:01:16 UTC\". CloudWatch Logs cannot parse it, and EventBridge would drop the event. "+
				"Use %s, the time of the event.", path, EventTime)
		case field.Kind != catalog.Time:
			return found(summary, "%s is not a time: it is documented as %s. Use %s, the time of the event.", path, withArticle(field.Kind), EventTime)
		}
	}
	return nil
}

// looksLikePlaceholder finds what would be a placeholder in angle brackets.
var looksLikePlaceholder = regexp.MustCompile(`\$\.[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+|\[[0-9*]+\])*|aws\.events\.(rule-arn|rule-name|event\.ingestion-time)`)

// Doubts reports what EventBridge accepts in the text of a message and is hardly
// meant.
func Doubts(text string) []Finding {
	parts, _ := split(text)
	var findings []Finding
	var bare []string
	placeholders := 0
	for _, p := range parts {
		if p.placeholder {
			placeholders++
		} else {
			bare = append(bare, looksLikePlaceholder.FindAllString(p.text, -1)...)
		}
	}
	switch {
	case len(bare) > 0:
		findings = append(findings, found("Path without angle brackets",
			"The message contains %s as plain text. Put a path in angle brackets to insert its value: <%s>.", prose.CodeAnd(bare), bare[0])...)
	case placeholders == 0:
		findings = append(findings, found("Message without placeholders",
			"The same text is written for every event. To insert a value of the event, write its JSON path in angle brackets, such as <$.detail-type>.")...)
	}
	if paths := unescaped(parts); len(paths) > 0 {
		findings = append(findings, found("Unescaped values",
			"EventBridge inserts values into a longer text without escaping them. If %s contains a quote, a backslash or a line break, the event is lost. "+
				"Leave the value out, or make it the whole message: EventBridge escapes a value that stands alone.", prose.CodeOr(paths))...)
	}
	return findings
}

// Fields are the paths of a text to fields of the event, as their names.
func Fields(text string) [][]string {
	parts, _ := split(text)
	var fields [][]string
	for _, p := range parts {
		if path, ok := ParsePath(p.text); ok && p.placeholder {
			fields = append(fields, path.Names())
		}
	}
	return fields
}

// unescaped are the paths of a message whose values may hold a quote, a
// backslash or a line break, which EventBridge inserts as they are.
func unescaped(parts []part) []string {
	if len(parts) < 2 {
		return nil // EventBridge escapes a value that stands alone
	}
	var paths []string
	for _, p := range parts {
		if p.placeholder && strings.HasPrefix(p.text, "$") && isFreeText(p.text) && !slices.Contains(paths, p.text) {
			paths = append(paths, p.text)
		}
	}
	return paths
}

// plainWords are the names of documented text fields whose form rules out
// quotes, backslashes and line breaks.
var plainWords = []string{"slug", "commit"}

// isFreeText reports whether a value may hold any character, as one that is not
// documented may.
func isFreeText(path string) bool {
	fields := documented(path)
	if len(fields) == 0 {
		return strings.HasPrefix(path, "$.detail.")
	}
	return slices.ContainsFunc(fields, func(f *catalog.Field) bool {
		return f.Kind == catalog.Text && !slices.Contains(plainWords, f.Name)
	})
}

// isString reports whether a value is a string rather than a number or a
// boolean, as far as it is documented.
func isString(path string) bool {
	return !slices.ContainsFunc(documented(path), func(f *catalog.Field) bool {
		return f.Kind == catalog.Number || f.Kind == catalog.Bool
	})
}

// compound reports whether a path leads to an object or a list, and to which.
func compound(path string) (kind string, ok bool) {
	switch path {
	case "$.detail", eventObject, eventJSON:
		return "an object", true
	case "$.resources":
		return "a list", true
	}
	if strings.HasSuffix(path, "*") || strings.HasSuffix(path, "[*]") {
		return "a list", true
	}
	if strings.HasSuffix(path, "]") {
		return "", false // an element
	}
	for _, f := range documented(path) {
		switch f.Kind {
		case catalog.Object, catalog.Map:
			return "an object", true
		case catalog.TextList:
			return "a list", true
		}
	}
	return "", false
}

// documented are the fields that the catalog has under a path, one for each
// detail-type that carries it.
func documented(path string) []*catalog.Field {
	parsed, _ := ParsePath(path)
	names := parsed.Names()
	if len(names) < 2 || names[0] != "detail" {
		return nil
	}
	var fields []*catalog.Field
	for _, detailType := range catalog.Default().DetailTypes() {
		if field := detailType.Field(names[1:]...); field != nil {
			fields = append(fields, field)
		}
	}
	return fields
}

func withArticle(kind catalog.Kind) string {
	switch kind {
	case catalog.ID, catalog.Enum, catalog.IP, catalog.Object:
		return "an " + string(kind)
	case catalog.Text:
		return "text"
	default:
		return "a " + string(kind)
	}
}
