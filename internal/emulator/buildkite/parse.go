package buildkite

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// operation is a query: one operation without fragments.
type operation struct {
	variables map[string]bool // declared, and whether they are required
	fields    []*field
}

// field is a field with an alias, or an inline fragment with the type it is for.
type field struct {
	alias, name string
	on          string // of an inline fragment
	arguments   map[string]any
	include     any // the condition of @include, nil without
	fields      []*field
}

// variable is an argument that is given with the request.
type variable string

var tokens = regexp.MustCompile(`\s+|,|(\.\.\.|[{}()\[\]:!$@=]|"(?:[^"\\\n]|\\.)*"|-?\d+|[A-Za-z_]\w*)|(.)`)

// parser reads tokens.
type parser struct {
	tokens []string
	err    error
}

func parse(query string) (*operation, error) {
	p := &parser{}
	for _, found := range tokens.FindAllStringSubmatch(query, -1) {
		if found[2] != "" {
			return nil, fmt.Errorf("parse error on %q", found[2])
		}
		if found[1] != "" {
			p.tokens = append(p.tokens, found[1])
		}
	}
	if p.peek() == "query" {
		p.next()
		if isName(p.peek()) {
			p.next()
		}
	}
	op := &operation{variables: map[string]bool{}}
	if p.peek() == "(" {
		p.declarations(op)
	}
	op.fields = p.selection()
	if p.err == nil && len(p.tokens) > 0 {
		p.fail()
	}
	if p.err != nil {
		return nil, p.err
	}
	return op, checkFields("Query", op.fields, op.variables)
}

func (p *parser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *parser) next() string {
	token := p.peek()
	if token == "" {
		p.fail()
		return ""
	}
	p.tokens = p.tokens[1:]
	return token
}

func (p *parser) fail() {
	if p.err != nil {
		return
	}
	p.err = errors.New("parse error: unexpected end of the query")
	if len(p.tokens) > 0 {
		p.err = fmt.Errorf("parse error on %q", p.tokens[0])
	}
	p.tokens = nil
}

func (p *parser) expect(token string) {
	if p.peek() != token {
		p.fail()
		return
	}
	p.next()
}

func isName(token string) bool {
	return token != "" && (token[0] == '_' || token[0] >= 'A' && token[0] <= 'Z' || token[0] >= 'a' && token[0] <= 'z')
}

func (p *parser) name() string {
	if !isName(p.peek()) {
		p.fail()
		return ""
	}
	return p.next()
}

// declarations reads "($a: T!, $b: [T])".
func (p *parser) declarations(op *operation) {
	p.expect("(")
	for p.err == nil && p.peek() != ")" {
		p.expect("$")
		name := p.name()
		p.expect(":")
		if p.peek() == "[" {
			p.next()
			p.name()
			if p.peek() == "!" {
				p.next()
			}
			p.expect("]")
		} else {
			p.name()
		}
		op.variables[name] = p.peek() == "!"
		if p.peek() == "!" {
			p.next()
		}
	}
	p.expect(")")
}

func (p *parser) selection() []*field {
	var out []*field
	p.expect("{")
	for p.err == nil && p.peek() != "}" {
		f := &field{}
		if p.peek() == "..." {
			p.next()
			p.expect("on")
			f.on = p.name()
		} else {
			f.name = p.name()
			f.alias = f.name
			if p.peek() == ":" {
				p.next()
				f.name = p.name()
			}
			if p.peek() == "(" {
				f.arguments = p.arguments()
			}
		}
		for p.peek() == "@" {
			p.next()
			p.expect("include")
			f.include = p.arguments()["if"]
		}
		if p.peek() == "{" {
			f.fields = p.selection()
		}
		out = append(out, f)
	}
	p.expect("}")
	if len(out) == 0 {
		p.fail()
	}
	return out
}

func (p *parser) arguments() map[string]any {
	out := map[string]any{}
	p.expect("(")
	for p.err == nil && p.peek() != ")" {
		name := p.name()
		p.expect(":")
		out[name] = p.value()
	}
	p.expect(")")
	return out
}

func (p *parser) value() any {
	switch token := p.next(); {
	case token == "$":
		return variable(p.name())
	case token == "[":
		list := []any{}
		for p.err == nil && p.peek() != "]" {
			list = append(list, p.value())
		}
		p.expect("]")
		return list
	case token == "true", token == "false":
		return token == "true"
	case token == "null":
		return nil
	case isName(token):
		return token // an enum
	case token != "" && token[0] == '"':
		text, err := strconv.Unquote(token)
		if err != nil {
			p.fail()
		}
		return text
	default:
		n, err := strconv.Atoi(token)
		if err != nil {
			p.fail()
		}
		return float64(n)
	}
}
