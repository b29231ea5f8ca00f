package target

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// finding is something wrong with a message or its timestamp.
type finding struct{ summary, detail string }

// pathSyntax are the JSON paths that EventBridge evaluates: names with dots
// between them, indexes of lists, and * for all (user guide,
// eb-transform-target-input).
var pathSyntax = regexp.MustCompile(`^\$(\.(\*|[A-Za-z0-9_/-]+)|\[(\*|[0-9]+)\])+$`)

// checkMessage checks a message's text.
func checkMessage(text string) []finding {
	parts, open := split(text)
	if open >= 0 {
		return []finding{{"Angle bracket in message", fmt.Sprintf(
			"The `<` at position %d opens a placeholder that is never closed. A placeholder is a JSON path in angle brackets, such as "+
				"<$.detail.build.number>. EventBridge has no way to write a `<` that stands for itself.", open+1)}}
	}
	var findings []finding
	for _, p := range parts {
		if p.placeholder {
			findings = append(findings, checkPlaceholder(p.text)...)
		}
	}
	if len(findings) == 0 {
		if detail := (message{text, eventTime}).checkSize(); detail != "" {
			findings = append(findings, finding{"Message too long", detail})
		}
	}
	return findings
}

func checkPlaceholder(text string) []finding {
	switch {
	case strings.HasPrefix(text, "$"):
		if detail := checkPath(text); detail != "" {
			return []finding{{"Invalid path in message", detail}}
		}
		if kind, notText := wholeThing(text); notText {
			return []finding{{"No text in message", fmt.Sprintf(
				"<%s> is %s, and CloudWatch Logs takes text only: EventBridge would drop the event. Name the fields in it one by one. "+
					"To write the whole event, leave message out.", text, kind)}}
		}
	case slices.Contains(objectVariables, text):
		return []finding{{"No text in message", fmt.Sprintf(
			"<%s> is a whole JSON object, and CloudWatch Logs takes text only: EventBridge would drop the event. "+
				"To write the whole event, leave message out.", text)}}
	case strings.HasPrefix(text, "aws.events.") && !isVariable(text):
		return []finding{{"Unknown variable in message", fmt.Sprintf(
			"EventBridge knows no variable <%s>. Those that are text are <%s>.", text, strings.Join(textVariables, ">, <"))}}
	case !isVariable(text):
		return []finding{{"Undeclared placeholder in message", fmt.Sprintf(
			"<%s> is not a JSON path. Write the path of the value itself, such as <$.detail.build.number> or <$.detail-type>; "+
				"the provider declares it to EventBridge.", text)}}
	}
	return nil
}

// checkPath checks the form of a JSON path and says what is wrong with it.
func checkPath(path string) string {
	switch {
	case len(path) > maxPathLength:
		return fmt.Sprintf("The path %.40s... has %d characters; EventBridge takes %d at most.", path, len(path), maxPathLength)
	case strings.ContainsAny(path, `'"`):
		return fmt.Sprintf("The path %s has a quoted name in brackets, which EventBridge refuses. Write names with a dot, dashes included: $.detail-type.", path)
	case path == "$":
		return "The path $ is the whole event. Name a field, such as $.detail-type."
	case !pathSyntax.MatchString(path):
		return fmt.Sprintf("EventBridge can't evaluate the path %s. A path starts with `$.` and has names of letters, digits, - and _ with dots between them, "+
			"and [0] or [*] for an element of a list: $.detail.job.agent_query_rules[0].", path)
	}
	return ""
}

// checkTimestamp checks the path of a message's time.
func checkTimestamp(path string) []finding {
	if path == ingestionTime {
		return nil
	}
	if !strings.HasPrefix(path, "$") {
		return []finding{{"Invalid timestamp", fmt.Sprintf(
			"%q is not a JSON path. Use %s, the time of the event, another path to a time in ISO 8601, or %s.", path, eventTime, ingestionTime)}}
	}
	if detail := checkPath(path); detail != "" {
		return []finding{{"Invalid timestamp", detail}}
	}
	for _, field := range documented(path) {
		switch {
		case field.Kind == catalog.Time && field.Format == catalog.Timestamp:
			return []finding{{"Time that CloudWatch Logs can't read", fmt.Sprintf(
				"%s is documented as a time written like \"2019-08-11 06:01:16 UTC\". CloudWatch Logs can't read that, and EventBridge would drop the event. "+
					"Use %s, the time of the event.", path, eventTime)}}
		case field.Kind != catalog.Time:
			return []finding{{"Timestamp that is no time", fmt.Sprintf(
				"%s is documented as %s. Use %s, the time of the event.", path, withArticle(field.Kind), eventTime)}}
		}
	}
	return nil
}

// unescaped are the paths of a message whose values may hold a quote, a
// backslash or a line break, which EventBridge puts into the text as they are.
func unescaped(text string) []string {
	parts, _ := split(text)
	if len(parts) < 2 {
		return nil // EventBridge escapes a value that stands alone
	}
	var paths []string
	for _, p := range parts {
		if p.placeholder && strings.HasPrefix(p.text, "$") && freeText(p.text) && !slices.Contains(paths, p.text) {
			paths = append(paths, p.text)
		}
	}
	return paths
}

// plainWords are the names of documented text fields whose form rules out
// quotes, backslashes and line breaks.
var plainWords = []string{"slug", "commit"}

// freeText says whether a value may hold any character. What is not documented
// may.
func freeText(path string) bool {
	fields := documented(path)
	if len(fields) == 0 {
		return !isEnvelope(path)
	}
	return slices.ContainsFunc(fields, func(f *catalog.Field) bool {
		return f.Kind == catalog.Text && !slices.Contains(plainWords, f.Name)
	})
}

// writesText says whether a value is JSON text rather than a number or a
// boolean. What is not documented is taken for text.
func writesText(path string) bool {
	return !slices.ContainsFunc(documented(path), func(f *catalog.Field) bool {
		return f.Kind == catalog.Number || f.Kind == catalog.Bool
	})
}

// wholeThing says whether a path leads to an object or a list, and to which.
func wholeThing(path string) (kind string, ok bool) {
	switch path {
	case "$.detail":
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
	rest, found := strings.CutPrefix(path, "$.detail.")
	if !found {
		return nil
	}
	names := strings.Split(rest, ".")
	var fields []*catalog.Field
	for _, detailType := range catalog.Default().DetailTypes() {
		if field := detailType.Field(names...); field != nil {
			fields = append(fields, field)
		}
	}
	return fields
}

// isEnvelope says whether a path leads to a field that EventBridge itself
// writes into every event.
func isEnvelope(path string) bool {
	return !strings.HasPrefix(path, "$.detail.")
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
