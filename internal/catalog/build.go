package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// builder turns the schemas of one source into fields.
type builder struct {
	fsys      fs.FS
	folder    string // of the source
	file      string // that is being read, for errors
	documents map[string]*Document
	objects   map[string]*schema
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
		if l.schema.ref != "" {
			file := path.Join(l.folder, l.schema.ref)
			target, err := b.object(file)
			if err != nil {
				return nil, err
			}
			expanded = append(expanded, layer{schema: target, folder: path.Dir(file), source: target.source})
		}
		if l.schema.source != nil {
			l.source = l.schema.source
		}
		expanded = append(expanded, l)
	}
	return expanded, nil
}

// object reads a shared object once.
func (b *builder) object(file string) (*schema, error) {
	if s := b.objects[file]; s != nil {
		return s, nil
	}
	if path.Dir(file) != path.Join(b.folder, "objects") {
		return nil, fmt.Errorf("$ref leads to %s, not to a file in %s/objects", file, b.folder)
	}
	s, err := readSchemaFile(b.fsys, file)
	if err != nil {
		return nil, err
	}
	if s.ref != "" {
		return nil, fmt.Errorf("%s: a shared object must not be a $ref itself", file)
	}
	b.objects[file] = s
	return s, nil
}

// maxNesting is how deep objects may be nested. Only one that refers to itself
// gets there.
const maxNesting = 16

// root builds the fields of an object that is no field itself.
func (b *builder) root(layers ...layer) ([]*Field, error) {
	expanded, err := b.expand(layers)
	if err != nil {
		return nil, b.errorAt(nil, err)
	}
	return b.fields(nil, expanded, Always)
}

// fields builds the fields of an object from its expanded layers.
func (b *builder) fields(at []string, layers []layer, presence Presence) ([]*Field, error) {
	if len(at) > maxNesting {
		return nil, b.errorAt(at, errors.New("nested too deep; does a shared object refer to itself?"))
	}
	if err := b.collectExclusions(at, layers); err != nil {
		return nil, b.errorAt(at, err)
	}

	var names, required []string
	for _, l := range layers {
		required = append(required, l.schema.required...)
		for _, p := range l.schema.properties {
			if !slices.Contains(names, p.name) {
				names = append(names, p.name)
			}
		}
	}
	for _, name := range required {
		if !slices.Contains(names, name) {
			return nil, b.errorAt(at, fmt.Errorf("required names %q, which is no property", name))
		}
	}
	for _, l := range layers {
		if err := checkInstead(l.schema.instead, names, "properties"); err != nil {
			return nil, b.errorAt(at, err)
		}
	}

	var fields []*Field
	for _, name := range names {
		var own []layer
		absent := false
		for _, l := range layers {
			if s := l.schema.property(name); s != nil {
				own = append(own, layer{schema: s, folder: l.folder, source: l.source})
				absent = absent || s.verdict == nothing
			}
		}
		if absent {
			if slices.Contains(required, name) {
				return nil, b.errorAt(at, fmt.Errorf("%q is required and false at once", name))
			}
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
	layers, err := b.expand(layers)
	if err != nil {
		return nil, b.errorAt(at, err)
	}
	field := &Field{Name: at[len(at)-1], Path: at}
	for i, l := range layers {
		if err := b.apply(field, l, i == 0); err != nil {
			return nil, b.errorAt(at, err)
		}
	}
	if field.Kind == "" {
		return nil, b.errorAt(at, errors.New("type is needed"))
	}
	if field.Description == "" {
		return nil, b.errorAt(at, errors.New("description is needed"))
	}
	if field.ExpectsNull && !field.Nullable {
		return nil, b.errorAt(at, errors.New("x-expected has null, which type does not have"))
	}
	for _, value := range field.Expected {
		if !slices.Contains(field.Enum, value) {
			return nil, b.errorAt(at, fmt.Errorf("x-expected has %q, which is not in enum", value))
		}
	}
	switch {
	case !required && field.Since != "":
		field.Presence = Newest
	case !required:
		field.Presence = Sometimes
	default:
		field.Presence = Always
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
	if s.verdict == anything {
		return errors.New("a schema that allows anything says nothing; describe the field")
	}
	if s.types != nil {
		if err := setType(field, s, first); err != nil {
			return err
		}
	}
	if s.description != "" {
		field.Description = s.description
	}
	if s.since != "" {
		field.Since = s.since
	}
	if s.constant != "" {
		field.Const = s.constant
	}
	if s.maxItems >= 0 {
		field.Empty = s.maxItems == 0
	}
	for _, value := range s.expected {
		if value == nil {
			field.ExpectsNull = true
		} else {
			field.Expected = append(field.Expected, *value)
		}
	}
	documents, err := b.lookUpDocuments(l.source)
	if err != nil {
		return err
	}
	if first || s.source != nil {
		field.Documents = documents
	}
	if err := b.applyEnum(field, s, documents); err != nil {
		return err
	}
	if field.Kind != Object { // see fields
		if err := checkInstead(s.instead, field.Enum, "enum"); err != nil {
			return err
		}
	}
	field.instead = append(field.instead, s.instead...)
	return nil
}

// checkInstead checks that x-instead leads to what is documented.
func checkInstead(list []instead, documented []string, where string) error {
	for _, i := range list {
		if slices.Contains(documented, i.tried) || !slices.Contains(documented, i.documented) {
			return fmt.Errorf("x-instead leads from %q to %q, but has to lead from what is not in %s to what is", i.tried, i.documented, where)
		}
	}
	return nil
}

// applyEnum sets the enumeration, or narrows the one of the layer before.
func (b *builder) applyEnum(field *Field, s *schema, documents []*Document) error {
	groups := s.anyOf
	if s.enum != nil {
		groups = []*schema{{enum: s.enum}}
	}
	if groups == nil {
		return nil
	}
	var values []string
	var sources []EnumSource
	for _, group := range groups {
		from := documents
		if group.source != nil {
			var err error
			if from, err = b.lookUpDocuments(group.source); err != nil {
				return err
			}
		}
		listed := make([]string, 0, len(group.enum))
		for _, value := range group.enum {
			if value == nil {
				continue // null is in the type
			}
			listed = append(listed, *value)
			if !slices.Contains(values, *value) {
				values = append(values, *value)
			}
		}
		sources = append(sources, EnumSource{Documents: from, Values: listed})
	}
	if field.Enum != nil {
		for _, value := range values {
			if !slices.Contains(field.Enum, value) {
				return fmt.Errorf("enum has %q, which the shared object does not have", value)
			}
		}
	}
	if len(values) == 0 || (field.Kind != Text && field.Kind != Enum) {
		return errors.New("enum is for text only")
	}
	field.Kind, field.Enum, field.EnumSources = Enum, values, sources
	return nil
}

// setType sets the field's kind from JSON Schema's type and format.
func setType(field *Field, s *schema, first bool) error {
	name, nullable := "", false
	for _, t := range s.types {
		switch {
		case t == "null":
			nullable = true
		case name == "":
			name = t
		default:
			return errors.New("type must be one type, or one type and null")
		}
	}
	if !first {
		// A detail-type may only take null away.
		if nullable && !field.Nullable || name != "" && name != field.jsonType() {
			return fmt.Errorf("type %v contradicts the shared object", s.types)
		}
		field.Nullable = nullable
		return nil
	}

	field.Nullable, field.Format = nullable, s.format
	switch name {
	case "": // nothing but null
		field.Kind, field.Const = Text, "null"
	case "string":
		switch s.format {
		case Timestamp, DateTime:
			field.Kind = Time
		case IPAddress:
			field.Kind = IP
		case Identifier:
			field.Kind = ID
		case "", CIDRList, JSONText, NumberText, AccountID:
			field.Kind = Text
		default:
			return fmt.Errorf("format %q is not known", s.format)
		}
	case "number":
		field.Kind = Number
	case "integer":
		field.Kind, field.Integer = Number, true
	case "boolean":
		field.Kind = Bool
	case "array":
		if s.items == nil || !slices.Equal(s.items.types, []string{"string"}) {
			return errors.New("an array must have items of type string")
		}
		field.Kind = TextList
	case "object":
		field.Kind = Object
		if s.additional != nil && s.additional.verdict != nothing {
			if len(s.properties) > 0 {
				return errors.New("an object has either properties or additionalProperties")
			}
			field.Kind, field.Open = Map, s.additional.verdict == anything
		}
	default:
		return fmt.Errorf("type %q is not known", name)
	}
	return nil
}

// jsonType is the name of the field's type in JSON Schema.
func (f *Field) jsonType() string {
	if f.Integer {
		return "integer"
	}
	return f.Kind.JSONType()
}

func (b *builder) lookUpDocuments(names []string) ([]*Document, error) {
	documents := make([]*Document, 0, len(names))
	for _, name := range names {
		d := b.documents[name]
		if d == nil {
			return nil, fmt.Errorf("x-source names %q, which is not in documents of %s", name, sourceFile)
		}
		documents = append(documents, d)
	}
	return documents, nil
}

func (b *builder) errorAt(at []string, err error) error {
	var inFile *fileError
	if errors.As(err, &inFile) {
		return err
	}
	if len(at) == 0 {
		return fmt.Errorf("%s: %w", b.file, err)
	}
	return fmt.Errorf("%s: %s: %w", b.file, strings.Join(at, "."), err)
}

func leastCertain(a, b Presence) Presence {
	order := []Presence{Always, Newest, Sometimes}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
