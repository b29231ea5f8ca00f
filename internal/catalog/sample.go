package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// UnknownDetailTypeError reports that no source documents a detail-type.
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
	return fmt.Sprintf("%s is not a documented detail-type.%s", shown(e.Name), prose.DidYouMean(e.Nearest))
}

// UnknownVariantError reports that a detail-type has no such sample.
type UnknownVariantError struct {
	DetailType string
	Variant    string
	Variants   []string
	Nearest    string
}

// Error is one sentence or more.
func (e *UnknownVariantError) Error() string {
	return fmt.Sprintf("%s has no sample %s. Its samples are %s.%s",
		prose.Code(e.DetailType), shown(e.Variant), prose.CodeAnd(e.Variants), prose.DidYouMean(e.Nearest))
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
	return prose.Shorten(joinPath(e.Path), maxShown) + ": " + e.Reason
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
	variants := d.Variants()
	for _, extension := range d.Family.Extensions {
		if extension.Name == d.Name {
			variants = append(variants, extension.Variants()...)
			if sample == nil {
				d, sample = extension, extension.Sample(variant)
			}
		}
	}
	if sample == nil {
		nearest, _ := prose.Nearest(variant, variants)
		return nil, &UnknownVariantError{DetailType: d.Name, Variant: variant, Variants: variants, Nearest: nearest}
	}
	event, err := decodeObject(sample)
	if err != nil {
		return nil, fmt.Errorf("sample %s of %s: %w", variant, d.Name, err)
	}
	if len(overrides) > 0 {
		changes, err := decodeObject(overrides)
		if err != nil {
			return nil, &OverrideError{Reason: fmt.Sprintf("The overrides are not a JSON object in the shape of an event: %s.", err)}
		}
		if problems := d.checkEvent(changes); len(problems) > 0 {
			return nil, errors.Join(problems...)
		}
		merge(event, changes)
	}
	return d.appendEvent(nil, event), nil
}

// decodeObject reads one JSON object. Numbers keep their spelling.
func decodeObject(data []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more than one JSON value")
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("found %s", typeName(value))
	}
	return object, nil
}

// merge puts the members of one object into another: objects are merged, any
// other value replaces the one that is there.
func merge(into, from map[string]any) {
	for name, value := range from {
		object, isObject := value.(map[string]any)
		if own, wasObject := into[name].(map[string]any); isObject && wasObject {
			merge(own, object)
			continue
		}
		into[name] = value
	}
}

// appendEvent writes an event as compact JSON, with the fields in the order of
// the documents.
func (d *DetailType) appendEvent(to []byte, event map[string]any) []byte {
	return appendObject(to, event, d.Source.Envelope, d.Fields)
}

// appendObject writes the documented fields in their order, and then any others.
// below are the fields of an object that the list of fields has no tree for.
func appendObject(to []byte, object map[string]any, fields, below []*Field) []byte {
	names := slices.DeleteFunc(fieldNames(fields), func(name string) bool { _, there := object[name]; return !there })
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	to = append(to, '{')
	for i, name := range names {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(append(to, quote(name)...), ':')
		var inner []*Field
		switch f := lookUp(fields, []string{name}); {
		case f != nil && f.Kind == Object:
			inner = f.Fields
		case name == "detail":
			inner = below
		}
		to = appendValue(to, object[name], inner)
	}
	return append(to, '}')
}

func appendValue(to []byte, value any, fields []*Field) []byte {
	switch v := value.(type) {
	case map[string]any:
		return appendObject(to, v, fields, nil)
	case []any:
		to = append(to, '[')
		for i, item := range v {
			if i > 0 {
				to = append(to, ',')
			}
			to = appendValue(to, item, nil)
		}
		return append(to, ']')
	case json.Number:
		return append(to, v...)
	case bool:
		return strconv.AppendBool(to, v)
	case string:
		return append(to, quote(v)...)
	default:
		return append(to, "null"...)
	}
}

// quote writes a JSON string without escaping what HTML would need.
func quote(s string) string { return pattern.TextValue(s).JSON() }
