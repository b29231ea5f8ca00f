package metric

import (
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// Spec says which metric is made of which events. Its JSON form is kept in the
// state machine, so that the metric can be read back.
type Spec struct {
	// Preset is the preset that the metric started from, "" for none.
	Preset string `json:"preset,omitempty"`
	// DetailTypes are those of the events that count, sorted.
	DetailTypes []string `json:"detail_types"`
	// Where are conditions that an event also has to meet.
	Where     Where  `json:"where,omitempty"`
	Namespace string `json:"namespace"`
	Name      string `json:"metric_name"`
	Unit      string `json:"unit"`
	// Resolution is 1 or 60 seconds.
	Resolution int64 `json:"storage_resolution"`
	// Dimensions are references by the dimension's name, see [parseReference].
	Dimensions map[string]string `json:"dimensions,omitempty"`

	// One of these three is the value.
	Count    bool      `json:"count,omitempty"`
	Field    string    `json:"field,omitempty"`
	Duration *Duration `json:"duration,omitempty"`
}

// Duration is the time between two fields of one event.
type Duration struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// refKind is what a reference of a dimension means.
type refKind int

// The kinds of references.
const (
	// fieldRef is a field of the event.
	fieldRef refKind = iota
	// queueRef is the queue in the agent query rules of a job, or in the tags of an agent.
	queueRef
	// constantRef is a fixed text.
	constantRef
)

// queueName is the reference that means the queue of a job or an agent.
const queueName = "queue"

// reference is a reference of a dimension.
type reference struct {
	Kind refKind
	// Path leads to the field from the event's root.
	Path []string
	// Constant is the fixed text.
	Constant string
}

// parseReference reads a reference: `detail.pipeline.slug` or another field of the
// event, `queue`, or a constant with an equals sign in front, `=production`.
func parseReference(text string) reference {
	if constant, ok := strings.CutPrefix(text, "="); ok {
		return reference{Kind: constantRef, Constant: constant}
	}
	if text == queueName {
		return reference{Kind: queueRef}
	}
	return reference{Kind: fieldRef, Path: strings.Split(text, ".")}
}

// resolved is a field that a path leads to.
type resolved struct {
	field *catalog.Field
	// key is the key in a map, where the path leads into one.
	key string
}

// kind is that of the value: of an element where the path leads into a map.
func (r resolved) kind() catalog.Kind {
	if r.key != "" {
		return catalog.Text
	}
	return r.field.Kind
}

// resolve finds a field of a detail-type by its path from the event's root. What
// follows a map is its key, dots and all.
func resolve(d *catalog.DetailType, path []string) (resolved, bool) {
	if len(path) == 0 {
		return resolved{}, false
	}
	fields, rest := d.Source.Envelope, path
	if path[0] == "detail" {
		fields, rest = d.Fields, path[1:]
	}
	for i, name := range rest {
		at := slices.IndexFunc(fields, func(f *catalog.Field) bool { return f.Name == name })
		if at < 0 {
			return resolved{}, false
		}
		field := fields[at]
		switch {
		case i == len(rest)-1:
			return resolved{field: field}, true
		case field.Kind == catalog.Map && field.Name != "detail":
			return resolved{field: field, key: strings.Join(rest[i+1:], ".")}, true
		}
		fields = field.Fields
	}
	return resolved{}, false
}

// paths are the paths of all fields that a value, a condition or a dimension can
// refer to, for suggestions.
func paths(d *catalog.DetailType) []string {
	var out []string
	catalog.Walk(d.Fields, func(f *catalog.Field) bool {
		if f.Kind != catalog.Object {
			out = append(out, "detail."+strings.Join(f.Path, "."))
		}
		return true
	})
	for _, f := range d.Source.Envelope {
		if f.Name != "detail" {
			out = append(out, f.Name)
		}
	}
	return out
}
