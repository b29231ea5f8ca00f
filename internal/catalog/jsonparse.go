package catalog

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds how deep JSON may be nested, as EventBridge does.
const maxDepth = 1000

// parseTree reads JSON text. It is here because the schemas are read at each
// start of the provider: encoding/json takes twice the time, and loses the order
// of the members.
func parseTree(data []byte) (*tree, error) {
	p := &parser{data: data}
	t, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if p.skipBlanks(); p.at < len(p.data) {
		return nil, p.fail("there is more behind the value")
	}
	return t, nil
}

// parser reads from a position in a JSON text.
type parser struct {
	data []byte
	at   int
}

func (p *parser) fail(format string, args ...any) error {
	read := p.data[:min(p.at, len(p.data))]
	line := 1 + strings.Count(string(read), "\n")
	column := 1 + utf8.RuneCount(read[strings.LastIndexByte(string(read), '\n')+1:])
	return fmt.Errorf("line %d, column %d: %s", line, column, fmt.Sprintf(format, args...))
}

func (p *parser) skipBlanks() {
	for p.at < len(p.data) {
		switch p.data[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// next is the next byte that is no blank, or 0 at the end.
func (p *parser) next() byte {
	p.skipBlanks()
	if p.at < len(p.data) {
		return p.data[p.at]
	}
	return 0
}

func (p *parser) value(depth int) (*tree, error) {
	if depth > maxDepth {
		return nil, p.fail("nested too deep")
	}
	switch c := p.next(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		text, err := p.text()
		return &tree{kind: treeString, text: text}, err
	case c == '-' || isDigit(rune(c)):
		return p.number()
	case p.word("null"):
		return &tree{kind: treeNull}, nil
	case p.word("false"):
		return &tree{kind: treeFalse}, nil
	case p.word("true"):
		return &tree{kind: treeTrue}, nil
	case p.at >= len(p.data):
		return nil, p.fail("the text ends too early")
	default:
		return nil, p.fail("a value is expected")
	}
}

func (p *parser) word(word string) bool {
	if !strings.HasPrefix(string(p.data[p.at:min(len(p.data), p.at+len(word))]), word) {
		return false
	}
	p.at += len(word)
	return true
}

func (p *parser) object(depth int) (*tree, error) {
	t := &tree{kind: treeObject}
	p.at++
	for p.next() != '}' {
		if len(t.members) > 0 {
			if err := p.comma('}'); err != nil {
				return nil, err
			}
		}
		if p.next() != '"' {
			return nil, p.fail("a name in quotes is expected")
		}
		name, err := p.text()
		if err != nil {
			return nil, err
		}
		if p.next() != ':' {
			return nil, p.fail("a colon is expected")
		}
		p.at++
		value, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		t.set(name, value)
	}
	p.at++
	return t, nil
}

func (p *parser) array(depth int) (*tree, error) {
	t := &tree{kind: treeArray}
	p.at++
	for p.next() != ']' {
		if len(t.items) > 0 {
			if err := p.comma(']'); err != nil {
				return nil, err
			}
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		t.items = append(t.items, item)
	}
	p.at++
	return t, nil
}

// comma reads the comma between two elements.
func (p *parser) comma(end byte) error {
	if p.next() != ',' {
		return p.fail("a comma or %q is expected", end)
	}
	p.at++
	if p.next() == end {
		return p.fail("a comma must not be the last thing before %q", end)
	}
	return nil
}

func (p *parser) text() (string, error) {
	begin := p.at
	escaped := false
	for p.at++; p.at < len(p.data); p.at++ {
		switch c := p.data[p.at]; {
		case c == '\\':
			escaped = true
			p.at++
		case c == '"':
			p.at++
			return p.unquote(begin, escaped)
		case c < ' ':
			return "", p.fail("a control character in a text must be escaped")
		}
	}
	p.at = min(p.at, len(p.data))
	return "", p.fail("a text is not closed")
}

func (p *parser) unquote(begin int, escaped bool) (string, error) {
	quoted := p.data[begin:p.at]
	if !escaped && utf8.Valid(quoted) {
		return string(quoted[1 : len(quoted)-1]), nil
	}
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil {
		p.at = begin
		return "", p.fail("a text has an escape that JSON does not have")
	}
	return text, nil
}

func (p *parser) number() (*tree, error) {
	begin := p.at
	for p.at < len(p.data) && (isDigit(rune(p.data[p.at])) || strings.IndexByte("+-.eE", p.data[p.at]) >= 0) {
		p.at++
	}
	text := string(p.data[begin:p.at])
	if !json.Valid([]byte(text)) {
		p.at = begin
		return nil, p.fail("%q is no number", text)
	}
	return &tree{kind: treeNumber, text: text}, nil
}
