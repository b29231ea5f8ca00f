package rule

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// checkEvents evaluates the events that the rule must and must not match.
func (r *rule) checkEvents(v values, parsed *pattern.Pattern) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, attribute := range []string{attrMustMatch, attrMustNotMatch} {
		for i, element := range v.list(attribute).Elements() {
			if text, ok := element.(types.String); ok && !text.IsUnknown() {
				r.checkEvent(v, parsed, testEvent{attribute: attribute, index: i, text: text.ValueString()}, &diags)
			}
		}
	}
	return diags
}

// testEvent is an element of must_match or must_not_match.
type testEvent struct {
	attribute string
	index     int
	text      string
}

func (r *rule) checkEvent(v values, parsed *pattern.Pattern, event testEvent, diags *diag.Diagnostics) {
	at := path.Root(event.attribute).AtListIndex(event.index)
	explanation, members, problem := readEvent(parsed, fmt.Sprintf("Element %d of `%s`", event.index, event.attribute), event.text)
	if problem != "" {
		diags.AddAttributeError(at, "Invalid event", problem)
		return
	}
	must := event.attribute == attrMustMatch
	switch name := eventName(members); {
	case explanation.Matches && !must:
		diags.AddAttributeError(at, "must_not_match event matches", fmt.Sprintf("The rule matches element %d of `must_not_match`, %s.\n\n%s", event.index, name, decided(explanation)))
	case !explanation.Matches && must:
		diags.AddAttributeError(at, "must_match event does not match", fmt.Sprintf("The rule does not match element %d of `must_match`, %s.\n\n%s", event.index, name, decided(explanation)))
	case !must:
		mode, _ := patterntype.CatalogCheck(v.str(attrCatalogCheck))
		if undocumented := r.catalog().Undocumented([]byte(event.text)); len(undocumented) > 0 && mode != catalog.ModeOff {
			diags.AddAttributeWarning(at, "must_not_match event never occurs", fmt.Sprintf("Element %d of `must_not_match`, %s, proves nothing, because no rule for documented events can match it:\n\n%s",
				event.index, name, "  - "+strings.Join(undocumented, "\n  - ")))
		}
	}
}

// readEvent reads an event and compares it with a pattern. subject names the
// event in the problem, which is "" if it is an event.
func readEvent(parsed *pattern.Pattern, subject, text string) (explanation pattern.Explanation, members map[string]any, problem string) {
	explanation, err := parsed.Explain([]byte(text))
	if err == nil {
		err = json.Unmarshal([]byte(text), &members)
	}
	if err != nil {
		return explanation, nil, fmt.Sprintf("%s is not an event: %s.%s", subject, reason(err), notAnEvent(text))
	}
	if name := listInEnvelope(members); name != "" {
		problem = fmt.Sprintf("%s is an event pattern, not an event: `%s` is a list. "+
			"Give a whole event, in which `%[2]s` is a string, such as `provider::eventbridge::sample_event(...)`.", subject, name)
	}
	return explanation, members, problem
}

// listInEnvelope is the name of a list in the envelope that is a string in
// every event, or "".
func listInEnvelope(event map[string]any) string {
	for _, name := range []string{"source", "detail-type", "account", "region", "id", "version"} {
		if _, ok := event[name].([]any); ok {
			return name
		}
	}
	return ""
}

// notAnEvent says what a string that is not an event was probably meant to be.
func notAnEvent(text string) string {
	trimmed := strings.TrimSpace(text)
	var encoded string
	switch {
	case trimmed == "":
		return " It is empty."
	case json.Unmarshal([]byte(trimmed), &encoded) == nil:
		return " It is a JSON string, so the event was probably encoded twice. Remove one `jsonencode`."
	case strings.HasPrefix(trimmed, "["):
		return " It is a list. Give each event as a separate string, such as `[for event in jsondecode(file(\"events.json\")) : jsonencode(event)]`."
	case isFilePath(trimmed):
		return fmt.Sprintf(" It looks like the path of a file. To read the file, write `file(%q)`.", trimmed)
	case strings.HasPrefix(trimmed, "{") && strings.Contains(trimmed, "="):
		return " It looks like a Terraform object in quotes. Write `jsonencode({ ... })`."
	}
	return " Give the whole event as JSON, with its envelope."
}

// isFilePath reports whether a string is more likely the path of a file than
// anything else.
func isFilePath(text string) bool {
	if strings.ContainsAny(text, "{}\"\n") {
		return false
	}
	lower := strings.ToLower(text)
	return strings.HasSuffix(lower, ".json") || strings.HasSuffix(lower, ".jsonc") || strings.HasSuffix(lower, ".jsonl") || strings.HasSuffix(lower, ".tftpl") ||
		strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../") || strings.HasPrefix(text, "/")
}

func reason(err error) string {
	var at *pattern.EventError
	if errors.As(err, &at) {
		return fmt.Sprintf("%s (line %d, column %d)", at.Reason, at.Line, at.Column)
	}
	return err.Error()
}

func decided(explanation pattern.Explanation) string {
	if explanation.Text != "" {
		return explanation.Text
	}
	value := explanation.Value
	if value == "" {
		value = "nothing"
	}
	return fmt.Sprintf("The first difference is at %s: the event pattern asks for %s, and the event has %s.", explanation.Path, explanation.Pattern, value)
}

// eventName names an event to the user by its detail-type and id.
func eventName(event map[string]any) string {
	detailType, _ := event["detail-type"].(string)
	id, _ := event["id"].(string)
	switch {
	case detailType == "":
		return "an event without `detail-type`"
	case id == "":
		return fmt.Sprintf("an event %q", detailType)
	}
	return fmt.Sprintf("event %q with id %q", detailType, id)
}
