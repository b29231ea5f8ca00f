package catalog

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// mostOverrides is the number of wrong overrides that one error lists.
const mostOverrides = 20

// checkEvent checks a part of an event, in the event's shape.
func (d *DetailType) checkEvent(event map[string]any) []error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(event)) {
		if len(problems) >= mostOverrides {
			return append(problems[:mostOverrides], &OverrideError{Reason: "There are more such values."})
		}
		problems = append(problems, d.checkTop(name, event[name])...)
	}
	return problems
}

// checkTop checks one field of the envelope.
func (d *DetailType) checkTop(name string, value any) []error {
	fail := func(format string, args ...any) []error {
		return []error{&OverrideError{Path: []string{name}, Reason: fmt.Sprintf(format, args...)}}
	}
	text, isText := value.(string)
	object, isObject := value.(map[string]any)
	switch {
	case name == "detail" && isObject:
		return d.checkMembers([]string{"detail"}, object, d.Fields)
	case name == "detail":
		return fail("It is an object, not %s.", typeName(value))
	case name == "detail-type" && isText:
		if text != d.Name {
			return fail("This is a sample of %s. Use a sample of the detail-type that you need instead.", prose.Code(d.Name))
		}
	case name == "source" && isText:
		if reason := d.Source.checkSource(text); reason != "" {
			return fail("%s", reason)
		}
	case lookUp(d.Source.Envelope, []string{name}) == nil && lookUp(d.Fields, []string{name}) != nil:
		return fail("The field is below detail: write it as %s.", prose.Code("detail."+name))
	default:
		return d.checkMembers(nil, map[string]any{name: value}, d.Source.Envelope)
	}
	return nil
}

// checkSource says why no event of the source has this `source`, or nothing.
func (s *Source) checkSource(name string) string {
	if s.EnvelopeSource != "" {
		if name == s.EnvelopeSource {
			return ""
		}
		return fmt.Sprintf("Events of %s have the source %s.", s.Title, prose.Code(s.EnvelopeSource))
	}
	if strings.HasPrefix(name, s.beginning()) {
		if _, err := (&Catalog{}).ParseEventSourceName(name); s.Partner != "" && err != nil { // whatever the partner's own form
			return prose.Capitalize(err.Error()) + "."
		}
		return ""
	}
	return fmt.Sprintf("Events of %s have a source that begins with %s.", s.Title, prose.Code(s.beginning()))
}

func (d *DetailType) checkMembers(at []string, object map[string]any, fields []*Field) []error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if len(problems) > mostOverrides {
			break
		}
		path := append(slices.Clip(at), name)
		field := lookUp(fields, []string{name})
		if field == nil {
			problems = append(problems, &OverrideError{Path: path, Reason: d.unknownField(path, fields)})
			continue
		}
		problems = append(problems, d.checkValue(path, object[name], field)...)
	}
	return problems
}

func (d *DetailType) unknownField(path []string, fields []*Field) string {
	if path[0] == "detail" {
		if f := d.Family.Field(path[1:]...); f != nil {
			return fmt.Sprintf("%s does not have this field. It is documented for %s.", prose.Code(d.Name), prose.CodeAnd(f.DetailTypes))
		}
	}
	names := fieldNames(fields)
	nearest, _ := prose.Nearest(path[len(path)-1], names)
	if found := suggest(path, []*DetailType{d}, nil); found != "" {
		nearest = strings.TrimPrefix(found, joinPath(path[:len(path)-1])+".")
	}
	return fmt.Sprintf("%s has no such field. The fields are %s.%s", prose.Code(d.Name), prose.CodeAnd(names), prose.DidYouMean(nearest)+hintOf(path, []*DetailType{d}))
}

// checkValue checks one value against its field.
func (d *DetailType) checkValue(path []string, value any, f *Field) []error {
	fail := func(format string, args ...any) []error {
		return []error{&OverrideError{Path: path, Reason: fmt.Sprintf(format, args...)}}
	}
	if value == nil {
		if f.Nullable {
			return nil
		}
		return fail("It is %s and never null.", f.a())
	}
	if f.Const == "null" {
		return fail("It is always null.")
	}
	if !f.takes(value) {
		return fail("It is %s, not %s.", f.a(), typeName(value))
	}
	switch v := value.(type) {
	case map[string]any:
		return d.checkObject(path, v, f)
	case []any:
		if f.Empty && len(v) > 0 {
			return fail("The list is always empty.")
		}
	case json.Number:
		if f.Integer && !isInteger(v.String()) {
			return fail("It is an integer, and %s is not.", shown(v.String()))
		}
	case string:
		if reason := f.checkText(v); reason != "" {
			return fail("%s", reason)
		}
	}
	if f.Const != "" && string(appendValue(nil, value, nil)) != f.Const {
		return fail("It is always %s.", prose.Code(f.Const))
	}
	return nil
}

func (d *DetailType) checkObject(path []string, object map[string]any, f *Field) []error {
	if f.Kind == Object {
		return d.checkMembers(path, object, f.Fields)
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if _, isText := object[name].(string); !f.Open && !isText {
			return []error{&OverrideError{Path: path, Reason: fmt.Sprintf("It is a map of strings, and %s is %s.", shown(name), typeName(object[name]))}}
		}
	}
	return nil
}

// checkText says why the field never has a string, or nothing.
func (f *Field) checkText(text string) string {
	switch {
	case f.Enum != nil && !slices.Contains(f.Enum, text):
		nearest, _ := f.nearestValue(text)
		return fmt.Sprintf("%s is not a documented value. %s.%s", shown(text), documentedValues(f.Enum), prose.DidYouMean(nearest)+f.hint(text))
	case f.Format == Timestamp && !isTimestamp(text):
		return fmt.Sprintf("%s is not a time of the form %s.", shown(text), prose.Code(timestampExample))
	case f.Format == DateTime && !isDateTime(text):
		return fmt.Sprintf("%s is not a time of the form %s.", shown(text), prose.Code(dateTimeExample))
	case f.Kind == IP && !isIP(text):
		return shown(text) + " is not an IP address."
	case f.Format == AccountID && !isAccount(text):
		return shown(text) + " is not an AWS account ID of 12 digits."
	default:
		return ""
	}
}

// takes reports whether the value has the JSON type of the field.
func (f *Field) takes(value any) bool {
	switch f.Kind {
	case Number:
		_, ok := value.(json.Number)
		return ok
	case Bool:
		_, ok := value.(bool)
		return ok
	case TextList:
		list, ok := value.([]any)
		return ok && !slices.ContainsFunc(list, func(item any) bool { _, isText := item.(string); return !isText })
	case Map, Object:
		_, ok := value.(map[string]any)
		return ok
	default:
		_, ok := value.(string)
		return ok
	}
}

// typeName names the JSON type of a decoded value in a message.
func typeName(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case json.Number:
		return "a number"
	case string:
		return "a string"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}

func isInteger(number string) bool {
	value, err := strconv.ParseFloat(number, 64)
	return err == nil && value == math.Trunc(value)
}

const (
	timestampLayout  = "2006-01-02 15:04:05 UTC"
	timestampExample = "2019-08-11 06:01:16 UTC"
	dateTimeExample  = "2026-03-12T18:10:00Z"
)

func isTimestamp(s string) bool {
	_, err := time.Parse(timestampLayout, s)
	return err == nil
}

func isDateTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

func isIP(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.IndexFunc(s, func(r rune) bool { return !isDigit(r) }) < 0
}
