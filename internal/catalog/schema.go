package catalog

import (
	"errors"
	"fmt"
	"strings"
)

// schema is the part of JSON Schema that the data uses.
type schema struct {
	verdict     schemaVerdict
	ref         string // $ref
	title       string
	description string
	types       []string // type: one name or more
	format      Format
	enum        []*string // nil is null
	constant    string    // const, as JSON text
	anyOf       []*schema
	allOf       []*schema
	not         *schema
	items       *schema
	properties  []property
	required    []string
	additional  *schema // additionalProperties
	minItems    int
	maxItems    int       // -1 if there is none
	since       string    // x-since
	source      []string  // x-source: one name or more
	expected    []*string // x-expected, nil is null
	instead     []instead // x-instead
}

// schemaVerdict tells the schemas true and false from all others.
type schemaVerdict int8

const (
	structured schemaVerdict = iota
	anything
	nothing
)

// property is a member of properties. They are in the order of the file, which
// is the order of the documents.
type property struct {
	name   string
	schema *schema
}

// instead is a value or name that people try, and the documented one to use for it.
type instead struct{ tried, documented string }

// property returns the schema of a property, or nil.
func (s *schema) property(name string) *schema {
	for _, p := range s.properties {
		if p.name == name {
			return p.schema
		}
	}
	return nil
}

func parseSchema(data []byte) (*schema, error) {
	t, err := parseTree(data)
	if err != nil {
		return nil, err
	}
	return readSchema(t)
}

// readSchema refuses every keyword that the package does not use, so that a
// misspelt one can't be overlooked.
func readSchema(t *tree) (*schema, error) {
	switch t.kind {
	case treeTrue:
		return &schema{verdict: anything}, nil
	case treeFalse:
		return &schema{verdict: nothing}, nil
	case treeObject:
	default:
		return nil, fmt.Errorf("a schema is an object or a boolean, not %s", t.typeName())
	}
	s := &schema{maxItems: -1}
	for _, m := range t.members {
		if err := s.read(m.name, m.value); err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return s, nil
}

func (s *schema) read(keyword string, t *tree) (err error) {
	switch keyword {
	case "$ref":
		s.ref, err = t.asText()
	case "title":
		s.title, err = t.asText()
	case "description":
		s.description, err = t.asText()
	case "format":
		var name string
		name, err = t.asText()
		s.format = Format(name)
	case "x-since":
		s.since, err = t.asText()
	case "type":
		s.types, err = t.asWords()
	case "x-source":
		s.source, err = t.asWords()
	case "required":
		s.required, err = t.asWords()
	case "enum":
		s.enum, err = t.asValues()
	case "x-expected":
		s.expected, err = t.asValues()
	case "x-instead":
		s.instead, err = t.asInstead()
	case "const":
		s.constant = string(t.append(nil))
	case "anyOf":
		s.anyOf, err = t.asSchemas()
	case "allOf":
		s.allOf, err = t.asSchemas()
	case "not":
		s.not, err = readSchema(t)
	case "items":
		s.items, err = readSchema(t)
	case "additionalProperties":
		s.additional, err = readSchema(t)
	case "properties":
		s.properties, err = t.asProperties()
	case "minItems":
		s.minItems, err = t.asCount()
	case "maxItems":
		s.maxItems, err = t.asCount()
	default:
		err = errors.New("this keyword is not used here")
	}
	return err
}

func (t *tree) asText() (string, error) {
	if t.kind != treeString || strings.TrimSpace(t.text) == "" {
		return "", fmt.Errorf("a text is needed, not %s", t.typeName())
	}
	return t.text, nil
}

// asWords reads a text or a list of texts.
func (t *tree) asWords() ([]string, error) {
	if t.kind == treeString {
		return []string{t.text}, nil
	}
	if t.kind != treeArray || len(t.items) == 0 {
		return nil, fmt.Errorf("a text or a list of texts is needed, not %s", t.typeName())
	}
	list := make([]string, len(t.items))
	for i, item := range t.items {
		var err error
		if list[i], err = item.asText(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// asValues reads a list of texts and null.
func (t *tree) asValues() ([]*string, error) {
	if t.kind != treeArray || len(t.items) == 0 {
		return nil, fmt.Errorf("a list of values is needed, not %s", t.typeName())
	}
	list := make([]*string, len(t.items))
	for i, item := range t.items {
		switch item.kind {
		case treeNull:
		case treeString:
			list[i] = &item.text
		default:
			return nil, fmt.Errorf("a value is a text or null, not %s", item.typeName())
		}
	}
	return list, nil
}

func (t *tree) asSchemas() ([]*schema, error) {
	if t.kind != treeArray || len(t.items) == 0 {
		return nil, fmt.Errorf("a list of schemas is needed, not %s", t.typeName())
	}
	list := make([]*schema, len(t.items))
	for i, item := range t.items {
		var err error
		if list[i], err = readSchema(item); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (t *tree) asProperties() ([]property, error) {
	if t.kind != treeObject {
		return nil, fmt.Errorf("an object is needed, not %s", t.typeName())
	}
	list := make([]property, len(t.members))
	for i, m := range t.members {
		s, err := readSchema(m.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		list[i] = property{name: m.name, schema: s}
	}
	return list, nil
}

func (t *tree) asInstead() ([]instead, error) {
	if t.kind != treeObject {
		return nil, fmt.Errorf("an object is needed, not %s", t.typeName())
	}
	list := make([]instead, len(t.members))
	for i, m := range t.members {
		documented, err := m.value.asText()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		list[i] = instead{tried: m.name, documented: documented}
	}
	return list, nil
}

func (t *tree) asCount() (int, error) {
	n := parseNumber(t.text)
	if t.kind != treeNumber || n == nil || !n.IsInt() || n.Sign() < 0 || !n.Num().IsInt64() {
		return 0, errors.New("a count is needed")
	}
	return int(n.Num().Int64()), nil
}
