package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// schema is the part of JSON Schema that the data uses.
type schema struct {
	Ref         string        `json:"$ref"`
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Type        words         `json:"type"`
	Format      Format        `json:"format"`
	Enum        []*string     `json:"enum"`
	Const       literal       `json:"const"`
	AnyOf       []*schema     `json:"anyOf"`
	Items       *schema       `json:"items"`
	Properties  properties    `json:"properties"`
	Required    []string      `json:"required"`
	Additional  *schema       `json:"additionalProperties"`
	MinItems    *int          `json:"minItems"`
	MaxItems    *int          `json:"maxItems"`
	AllOf       []*schema     `json:"allOf"`
	Not         *schema       `json:"not"`
	Since       string        `json:"x-since"`
	Source      words         `json:"x-source"`
	Expected    []*string     `json:"x-expected"`
	verdict     schemaVerdict // of the schemas true and false
}

type schemaVerdict int8

const (
	structured schemaVerdict = iota
	anything
	nothing
)

func (s *schema) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true":
		s.verdict = anything
		return nil
	case "false":
		s.verdict = nothing
		return nil
	}
	type plain schema
	return decodeStrict(data, (*plain)(s))
}

// words is a text or a list of texts.
type words []string

func (w *words) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var one string
		if err := json.Unmarshal(data, &one); err != nil {
			return err
		}
		*w = words{one}
		return nil
	}
	var many []string
	err := json.Unmarshal(data, &many)
	*w = many
	return err
}

// literal is a JSON value kept as it is written. Unlike json.RawMessage it
// keeps null, too.
type literal string

func (l *literal) UnmarshalJSON(data []byte) error {
	*l = literal(data)
	return nil
}

// property is a member of properties.
type property struct {
	name   string
	schema *schema
}

// properties keeps the order of the file, which is the order of the documents.
type properties []property

func (p *properties) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	token, err := d.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('{') {
		return errors.New("properties must be an object")
	}
	for d.More() {
		token, err = d.Token()
		if err != nil {
			return err
		}
		name, ok := token.(string)
		if !ok {
			return errors.New("a name is expected")
		}
		member := new(schema)
		if err := d.Decode(member); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if p.schema(name) != nil {
			return fmt.Errorf("%s is there twice", name)
		}
		*p = append(*p, property{name: name, schema: member})
	}
	return nil
}

func (p properties) schema(name string) *schema {
	for _, member := range p {
		if member.name == name {
			return member.schema
		}
	}
	return nil
}

// decodeStrict decodes one JSON value and refuses unknown names and anything
// behind the value.
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
