package catalog

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// UnknownDetailTypeError says that no source documents a detail-type.
type UnknownDetailTypeError struct {
	Name string
	// Nearest is the name that was probably meant, "" if none is near.
	Nearest string
	// Hint says what to use instead of a name that the documents suggest, but
	// that no event carries. It is empty for any other name.
	Hint string
}

// Error is one sentence or more.
func (e *UnknownDetailTypeError) Error() string {
	if e.Hint != "" {
		return e.Hint
	}
	return fmt.Sprintf("%s is no documented detail-type.%s", prose.Code(e.Name), prose.DidYouMean(e.Nearest))
}

// UnknownVariantError says that a detail-type has no such sample.
type UnknownVariantError struct {
	DetailType string
	Variant    string
	Variants   []string
	Nearest    string
}

// Error is one sentence or more.
func (e *UnknownVariantError) Error() string {
	return fmt.Sprintf("There is no sample %s of %s. There are %s.%s",
		prose.Code(e.Variant), prose.Code(e.DetailType), prose.CodeAnd(e.Variants), prose.DidYouMean(e.Nearest))
}

// OverrideError says what is wrong with one value of a sample's overrides.
type OverrideError struct {
	// Path leads to the value from the event's root.
	Path []string
	// Reason is one sentence or more.
	Reason string
}

// Error names the path and the reason.
func (e *OverrideError) Error() string {
	if len(e.Path) == 0 {
		return e.Reason
	}
	return strings.Join(e.Path, ".") + ": " + e.Reason
}

// find returns a detail-type or an *UnknownDetailTypeError.
func (c *Catalog) find(detailType string) (*DetailType, error) {
	if d := c.byName[detailType]; d != nil {
		return d, nil
	}
	for _, s := range c.sources {
		if hint := s.NotDetailTypes[detailType]; hint != "" {
			return nil, &UnknownDetailTypeError{Name: detailType, Hint: hint}
		}
	}
	nearest, _ := nearestDetailType(detailType, c.detailTypes)
	return nil, &UnknownDetailTypeError{Name: detailType, Nearest: nearest}
}

// Sample returns a documented event as compact JSON. An empty variant means
// the first one, "documented". The error is an *UnknownDetailTypeError or an
// *UnknownVariantError.
func (c *Catalog) Sample(detailType, variant string) ([]byte, error) {
	return c.SampleWith(detailType, variant, nil)
}

// SampleWith returns a documented event with other values: overrides is a JSON
// object in the shape of an event, such as {"detail": {"build": {"state":
// "failed"}}}. Its objects are merged into those of the sample, any other
// value replaces the one that is there. Each value must fit the catalog. The
// error is an *UnknownDetailTypeError, an *UnknownVariantError, or one or more
// joined *OverrideError.
func (c *Catalog) SampleWith(detailType, variant string, overrides []byte) ([]byte, error) {
	d, err := c.find(detailType)
	if err != nil {
		return nil, err
	}
	if variant == "" {
		variant = documentedSample
	}
	sample := d.Sample(variant)
	if sample == nil {
		nearest, _ := prose.Nearest(variant, d.Variants())
		return nil, &UnknownVariantError{DetailType: d.Name, Variant: variant, Variants: d.Variants(), Nearest: nearest}
	}
	event, err := parseTree(sample)
	if err != nil {
		return nil, fmt.Errorf("sample %s of %s: %w", variant, d.Name, err)
	}
	if len(overrides) > 0 {
		changes, err := parseTree(overrides)
		if err != nil {
			return nil, &OverrideError{Reason: fmt.Sprintf("The overrides are not valid JSON: %s.", err)}
		}
		if changes.kind != treeObject {
			return nil, &OverrideError{Reason: fmt.Sprintf("The overrides must be an object in the shape of an event, and are %s.", changes.typeName())}
		}
		if err := d.checkEvent(changes); err != nil {
			return nil, err
		}
		event.merge(changes)
	}
	return event.append(nil), nil
}

// checkEvent checks a part of an event, in the event's shape.
func (d *DetailType) checkEvent(event *tree) error {
	var problems []error
	for _, m := range event.members {
		path := []string{m.name}
		switch {
		case m.name == "detail" && m.value.kind == treeObject:
			problems = append(problems, d.checkMembers([]string{"detail"}, m.value, d.Fields)...)
		case m.name == "detail":
			problems = append(problems, &OverrideError{Path: path, Reason: fmt.Sprintf("It is an object, not %s.", m.value.typeName())})
		case m.name == "detail-type" && m.value.kind == treeString:
			if m.value.text != d.Name {
				problems = append(problems, &OverrideError{Path: path, Reason: fmt.Sprintf("This is a sample of %s. Ask for a sample of the detail-type that you need instead.", prose.Code(d.Name))})
			}
		case m.name == "source" && m.value.kind == treeString:
			if reason := d.Source.checkSource(m.value.text); reason != "" {
				problems = append(problems, &OverrideError{Path: path, Reason: reason})
			}
		default:
			if lookUp(d.Source.Envelope, path) == nil && lookUp(d.Fields, path) != nil {
				problems = append(problems, &OverrideError{Path: path, Reason: fmt.Sprintf("The field is below detail: write it as %s.", prose.Code("detail."+m.name))})
				continue
			}
			problems = append(problems, d.checkMembers(nil, &tree{kind: treeObject, members: []treeMember{m}}, d.Source.Envelope)...)
		}
	}
	return errors.Join(problems...)
}

// checkSource tells why no event of the source has this `source`, or nothing.
func (s *Source) checkSource(name string) string {
	if s.EnvelopeSource != "" {
		if name == s.EnvelopeSource {
			return ""
		}
		return fmt.Sprintf("Events of %s have the source %s.", s.Title, prose.Code(s.EnvelopeSource))
	}
	if strings.HasPrefix(name, PartnerPrefix+s.Partner+"/") {
		return ""
	}
	return fmt.Sprintf("Events of %s have a source that begins with %s.", s.Title, prose.Code(PartnerPrefix+s.Partner+"/"))
}

func (d *DetailType) checkMembers(at []string, object *tree, fields []*Field) []error {
	var problems []error
	for _, m := range object.members {
		path := append(slices.Clip(at), m.name)
		field := lookUp(fields, []string{m.name})
		if field == nil {
			problems = append(problems, &OverrideError{Path: path, Reason: d.unknownField(path, fields)})
			continue
		}
		problems = append(problems, d.checkValue(path, m.value, field)...)
	}
	return problems
}

func (d *DetailType) unknownField(path []string, fields []*Field) string {
	if path[0] == "detail" {
		if f := d.Family.Field(path[1:]...); f != nil {
			return fmt.Sprintf("%s does not carry this field. It is documented for %s.", prose.Code(d.Name), prose.CodeAnd(f.DetailTypes))
		}
	}
	names := fieldNames(fields)
	nearest, _ := prose.Nearest(path[len(path)-1], names)
	if found := suggest(path, []*DetailType{d}, nil); found != "" {
		nearest = strings.TrimPrefix(found, joinPath(path[:len(path)-1])+".")
	}
	return fmt.Sprintf("%s has no such field. There are %s.%s", prose.Code(d.Name), prose.CodeAnd(names), prose.DidYouMean(nearest))
}

// checkValue checks one value against its field.
func (d *DetailType) checkValue(path []string, value *tree, f *Field) []error {
	fail := func(format string, args ...any) []error {
		return []error{&OverrideError{Path: path, Reason: fmt.Sprintf(format, args...)}}
	}
	if value.kind == treeNull {
		if f.Nullable {
			return nil
		}
		return fail("It is %s and never null.", f.a())
	}
	if f.Const == "null" {
		return fail("It is always null.")
	}
	if f.Integer && value.kind == treeNumber && !isInteger(value.text) {
		return fail("It is a whole number, and %s is none.", prose.Code(value.text))
	}
	if f.Kind == Map && value.kind == treeObject {
		for _, m := range value.members {
			if !f.Open && m.value.kind != treeString {
				return fail("It is a map of texts, and %s is %s.", prose.Code(m.name), m.value.typeName())
			}
		}
	}
	if !f.takes(value) {
		return fail("It is %s, not %s.", f.a(), value.typeName())
	}
	switch {
	case f.Kind == Object:
		return d.checkMembers(path, value, f.Fields)
	case f.Const != "" && string(value.append(nil)) != f.Const:
		return fail("It is always %s.", prose.Code(f.Const))
	case f.Enum != nil && !slices.Contains(f.Enum, value.text):
		nearest, _ := f.nearestValue(value.text)
		return fail("%s is no documented value. %s.%s", prose.Code(value.text), documentedValues(f.Enum), prose.DidYouMean(nearest))
	case f.Empty && len(value.items) > 0:
		return fail("The list is always empty.")
	case f.Format == Timestamp && !isTimestamp(value.text):
		return fail("%s is no time of the form %s.", prose.Code(value.text), prose.Code(timestampExample))
	case f.Format == DateTime && !isDateTime(value.text):
		return fail("%s is no time of the form %s.", prose.Code(value.text), prose.Code(dateTimeExample))
	case f.Kind == IP && !isIP(value.text):
		return fail("%s is no IP address.", prose.Code(value.text))
	case f.Format == AccountID && !formatAllows(f, pattern.OperatorEquals, value.text):
		return fail("%s is no AWS account of 12 digits.", prose.Code(value.text))
	}
	return nil
}

// takes tells whether the value has the JSON type of the field.
func (f *Field) takes(value *tree) bool {
	switch f.Kind {
	case Number:
		return value.kind == treeNumber
	case Bool:
		return value.kind == treeTrue || value.kind == treeFalse
	case TextList:
		return value.kind == treeArray && !slices.ContainsFunc(value.items, func(t *tree) bool { return t.kind != treeString })
	case Map, Object:
		return value.kind == treeObject
	default:
		return value.kind == treeString
	}
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
