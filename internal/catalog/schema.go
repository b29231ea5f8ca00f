package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

// schema is the part of JSON Schema that the data uses. Any other keyword is
// refused, so that a misspelled one can't be overlooked.
type schema struct {
	Ref         string            `json:"$ref"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Types       words             `json:"type"`
	Format      Format            `json:"format"`
	Enum        []*string         `json:"enum"` // nil is null
	Const       json.RawMessage   `json:"const"`
	AnyOf       []*schema         `json:"anyOf"`
	AllOf       []*schema         `json:"allOf"`
	Not         *schema           `json:"not"`
	Items       *schema           `json:"items"`
	Properties  properties        `json:"properties"`
	Required    []string          `json:"required"`
	Additional  *schema           `json:"additionalProperties"`
	MinItems    int               `json:"minItems"`
	MaxItems    *int              `json:"maxItems"`
	Since       string            `json:"x-since"`
	Source      words             `json:"x-source"`
	Expected    []*string         `json:"x-expected"` // nil is null
	Instead     map[string]string `json:"x-instead"`
	Hints       map[string]string `json:"x-hint"`
	// verdict is set for the schemas true and false.
	verdict *bool
}

// UnmarshalJSON reads an object of keywords, or true or false.
func (s *schema) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return json.Unmarshal(data, &s.verdict)
	}
	type keywords schema
	return decodeStrict(data, (*keywords)(s))
}

// is reports whether the schema is the given one of true and false.
func (s *schema) is(verdict bool) bool { return s != nil && s.verdict != nil && *s.verdict == verdict }

// words are a string or a list of strings.
type words []string

// UnmarshalJSON reads both.
func (w *words) UnmarshalJSON(data []byte) error {
	if data[0] == '[' {
		return json.Unmarshal(data, (*[]string)(w))
	}
	*w = words{""}
	return json.Unmarshal(data, &(*w)[0])
}

// properties are in the order of the file, which is the order of the documents.
type properties []property

type property struct {
	name   string
	schema *schema
}

// UnmarshalJSON keeps the order, which a map would lose.
func (p *properties) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if opening, err := d.Token(); err != nil || opening != json.Delim('{') {
		return errors.Join(errors.New("properties must be an object"), err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		read := property{schema: &schema{}}
		read.name, _ = name.(string)
		if err := d.Decode(read.schema); err != nil {
			return fmt.Errorf("%s: %w", read.name, err)
		}
		*p = append(*p, read)
	}
	return nil
}

// property returns the schema of a property, or nil.
func (s *schema) property(name string) *schema {
	for _, p := range s.Properties {
		if p.name == name {
			return p.schema
		}
	}
	return nil
}

// readJSON reads a file strictly: no unknown names, nothing behind the value.
func readJSON(fsys fs.FS, file string, into any) error {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	if err := decodeStrict(data, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func decodeStrict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one JSON value")
	}
	return nil
}
