package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// builder turns the schemas of one source into fields.
type builder struct {
	fsys      fs.FS
	documents map[string]*Document
	objects   map[string]*schema // the shared objects, by file
	// exclusions of the detail-type that is being read.
	exclusions []*Exclusion
}

// layer is one of the schemas that describe the same field: that of the shared
// object first, what a detail-type says beside its $ref after it.
type layer struct {
	schema *schema
	folder string   // that a $ref starts from
	source []string // of the nearest parent that names one
}

// expand replaces a $ref by the schema it names, which goes before the rest.
func (b *builder) expand(layers []layer) ([]layer, error) {
	expanded := make([]layer, 0, len(layers)+1)
	for _, l := range layers {
		if l.schema.Ref != "" {
			file := path.Join(l.folder, l.schema.Ref)
			target := b.objects[file]
			if target == nil {
				target = &schema{}
				if err := readJSON(b.fsys, file, target); err != nil {
					return nil, err
				}
				b.objects[file] = target
			}
			expanded = append(expanded, layer{schema: target, folder: path.Dir(file), source: target.Source})
		}
		if l.schema.Source != nil {
			l.source = l.schema.Source
		}
		expanded = append(expanded, l)
	}
	return expanded, nil
}

// maxNesting is how deep objects may be nested. Only one that refers to itself
// gets there.
const maxNesting = 16

// root builds the fields of an object that is not a field itself.
func (b *builder) root(layers ...layer) ([]*Field, error) {
	expanded, err := b.expand(layers)
	if err != nil {
		return nil, err
	}
	return b.fields(nil, expanded, Always)
}

// fields builds the fields of an object from its expanded layers.
func (b *builder) fields(at []string, layers []layer, presence Presence) ([]*Field, error) {
	if len(at) > maxNesting {
		return nil, errors.New("nested too deep; does a shared object refer to itself?")
	}
	b.collectExclusions(at, layers)
	var names, required []string
	for _, l := range layers {
		required = append(required, l.schema.Required...)
		for _, p := range l.schema.Properties {
			if !slices.Contains(names, p.name) {
				names = append(names, p.name)
			}
		}
	}
	var fields []*Field
	for _, name := range names {
		var own []layer
		absent := false
		for _, l := range layers {
			if s := l.schema.property(name); s != nil {
				own = append(own, layer{schema: s, folder: l.folder, source: l.source})
				absent = absent || s.is(false)
			}
		}
		if absent {
			continue
		}
		field, err := b.field(append(slices.Clip(at), name), own, presence, slices.Contains(required, name))
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	return fields, nil
}

// field builds one field. parent is the presence of the object it belongs to.
func (b *builder) field(at []string, layers []layer, parent Presence, required bool) (*Field, error) {
	field := &Field{Name: at[len(at)-1], Path: at}
	layers, err := b.expand(layers)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", joinPath(at), err)
	}
	for i, l := range layers {
		if err := b.apply(field, l, i == 0); err != nil {
			return nil, fmt.Errorf("%s: %w", joinPath(at), err)
		}
	}
	switch {
	case required:
		field.Presence = Always
	case field.Since != "":
		field.Presence = Newest
	default:
		field.Presence = Sometimes
	}
	field.Presence = leastCertain(parent, field.Presence)
	if field.Kind == Object {
		below := field.Presence
		if field.Nullable {
			below = leastCertain(below, Sometimes)
		}
		if field.Fields, err = b.fields(at, layers, below); err != nil {
			return nil, err
		}
	}
	return field, nil
}

// apply adds what one layer says about the field.
func (b *builder) apply(field *Field, l layer, first bool) error {
	s := l.schema
	if s.Types != nil {
		nullable := slices.Contains(s.Types, "null")
		if first {
			field.setType(s)
		}
		field.Nullable = nullable
	}
	if s.Description != "" {
		field.Description = s.Description
	}
	if s.Since != "" {
		field.Since = s.Since
	}
	if s.Const != nil {
		field.Const = string(s.Const)
	}
	if s.MaxItems != nil {
		field.Empty = *s.MaxItems == 0
	}
	field.Expected = append(field.Expected, texts(s.Expected)...)
	field.ExpectsNull = field.ExpectsNull || slices.Contains(s.Expected, nil)
	field.instead = append(field.instead, insteadOf(s.Instead)...)
	if s.Hints != nil {
		field.hints = s.Hints
	}
	if first || s.Source != nil {
		var err error
		if field.Documents, err = b.lookUpDocuments(l.source); err != nil {
			return err
		}
	}
	// A later layer narrows the enumeration of the one before.
	values := texts(s.Enum)
	for _, group := range s.AnyOf {
		values = append(values, texts(group.Enum)...)
	}
	if values != nil {
		field.Kind, field.Enum = Enum, deduplicate(values)
	}
	return nil
}

// texts are the values of a list without null.
func texts(list []*string) []string {
	var values []string
	for _, value := range list {
		if value != nil {
			values = append(values, *value)
		}
	}
	return values
}

// instead is a value or name that people try, and the documented one to use for it.
type instead struct{ tried, documented string }

func insteadOf(names map[string]string) []instead {
	var list []instead
	for _, tried := range slices.Sorted(maps.Keys(names)) {
		list = append(list, instead{tried: tried, documented: names[tried]})
	}
	return list
}

// setType sets the field's kind from JSON Schema's type and format.
func (f *Field) setType(s *schema) {
	f.Format = s.Format
	name := strings.Trim(strings.Replace(strings.Join(s.Types, " "), "null", "", 1), " ")
	switch name {
	case "": // nothing but null
		f.Kind, f.Const = Text, "null"
	case "number", "integer":
		f.Kind, f.Integer = Number, name == "integer"
	case "boolean":
		f.Kind = Bool
	case "array":
		f.Kind = TextList
	case "object":
		f.Kind = Object
		if s.Additional != nil && !s.Additional.is(false) {
			f.Kind, f.Open = Map, s.Additional.is(true)
		}
	default:
		f.Kind = Text
		if kind, special := kindOfFormat[s.Format]; special {
			f.Kind = kind
		}
	}
}

// kindOfFormat are the kinds of strings that are more than text.
var kindOfFormat = map[Format]Kind{Timestamp: Time, DateTime: Time, IPAddress: IP, Identifier: ID}

func (b *builder) lookUpDocuments(names []string) ([]*Document, error) {
	documents := make([]*Document, len(names))
	for i, name := range names {
		if documents[i] = b.documents[name]; documents[i] == nil {
			return nil, fmt.Errorf("x-source names %q, which is not in documents of %s", name, sourceFile)
		}
	}
	return documents, nil
}

func leastCertain(a, b Presence) Presence {
	order := []Presence{Always, Newest, Sometimes}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
