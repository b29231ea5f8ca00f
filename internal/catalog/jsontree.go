package catalog

import (
	"bytes"
	"encoding/json"
)

// tree is a JSON value that keeps the order of its members and the spelling of
// its numbers.
type tree struct {
	kind    treeKind
	text    string // the unescaped string, or the number as it is written
	members []treeMember
	items   []*tree
}

type treeMember struct {
	name  string
	value *tree
}

type treeKind int8

const (
	treeNull treeKind = iota
	treeFalse
	treeTrue
	treeNumber
	treeString
	treeArray
	treeObject
)

// typeName names the JSON type in a message.
func (t *tree) typeName() string {
	switch t.kind {
	case treeNull:
		return "null"
	case treeFalse, treeTrue:
		return "a boolean"
	case treeNumber:
		return "a number"
	case treeString:
		return "a text"
	case treeArray:
		return "a list"
	default:
		return "an object"
	}
}

func (t *tree) member(name string) *tree {
	for _, m := range t.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// set sets a member; as in JSON, the last one counts.
func (t *tree) set(name string, value *tree) {
	for i, m := range t.members {
		if m.name == name {
			t.members[i].value = value
			return
		}
	}
	t.members = append(t.members, treeMember{name: name, value: value})
}

// merge puts the members of other into t: objects are merged, anything else
// replaces what is there.
func (t *tree) merge(other *tree) {
	for _, m := range other.members {
		own := t.member(m.name)
		if own != nil && own.kind == treeObject && m.value.kind == treeObject {
			own.merge(m.value)
			continue
		}
		t.set(m.name, m.value)
	}
}

// append writes the value as compact JSON.
func (t *tree) append(to []byte) []byte {
	switch t.kind {
	case treeNull:
		return append(to, "null"...)
	case treeFalse:
		return append(to, "false"...)
	case treeTrue:
		return append(to, "true"...)
	case treeNumber:
		return append(to, t.text...)
	case treeString:
		return append(to, quote(t.text)...)
	case treeArray:
		to = append(to, '[')
		for i, item := range t.items {
			if i > 0 {
				to = append(to, ',')
			}
			to = item.append(to)
		}
		return append(to, ']')
	default:
		to = append(to, '{')
		for i, m := range t.members {
			if i > 0 {
				to = append(to, ',')
			}
			to = append(append(to, quote(m.name)...), ':')
			to = m.value.append(to)
		}
		return append(to, '}')
	}
}

// quote writes a JSON string without escaping what HTML would need.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil { // a string can always be encoded
		return `""`
	}
	return string(bytes.TrimRight(b.Bytes(), "\n"))
}
