package insights

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// condition is what a filter asks of a record.
type condition interface{ holds(*record) bool }

type (
	allOf      []condition
	anyOf      []condition
	negation   struct{ of condition }
	present    struct{ field string }
	comparison struct {
		field, operator string
		with            any
	}
	membership struct {
		field  string
		values []any
	}
	likeness struct {
		field string
		like  *regexp.Regexp
	}
)

func (p *parser) filter() (command, error) {
	of, err := p.anyOf()
	return filter{of}, err
}

func (p *parser) anyOf() (condition, error) {
	return chain(p, "or", p.allOf, func(all []condition) condition { return anyOf(all) })
}

func (p *parser) allOf() (condition, error) {
	return chain(p, "and", p.condition, func(all []condition) condition { return allOf(all) })
}

func chain(p *parser, word string, part func() (condition, error), join func([]condition) condition) (condition, error) {
	var all []condition
	for {
		one, err := part()
		if err != nil {
			return nil, err
		}
		all = append(all, one)
		more, err := p.take(word)
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return join(all), nil
}

// maxDepth is how deep parentheses and negations go.
const maxDepth = 50

func (p *parser) condition() (condition, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(p.token.from, "too many levels")
	}
	defer func() { p.depth-- }()
	switch {
	case p.is("not"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		of, err := p.condition()
		return negation{of}, err
	case p.is("("):
		if err := p.advance(); err != nil {
			return nil, err
		}
		of, err := p.anyOf()
		if err != nil {
			return nil, err
		}
		return of, p.want(")")
	case p.is("ispresent"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		if err := p.want("("); err != nil {
			return nil, err
		}
		field, err := p.field()
		if err != nil {
			return nil, err
		}
		return present{field}, p.want(")")
	}
	return p.comparison()
}

func (p *parser) comparison() (condition, error) {
	field, err := p.field()
	if err != nil {
		return nil, err
	}
	not, err := p.take("not")
	if err != nil {
		return nil, err
	}
	operator := strings.ToLower(p.token.text)
	var of condition
	switch {
	case p.is("in"):
		of, err = p.membership(field)
	case p.is("like") || p.is("=~") && !not:
		of, err = p.likeness(field)
	case p.is("=", "!=", "<", "<=", ">", ">=") && !not:
		if err = p.advance(); err != nil {
			return nil, err
		}
		var with any
		with, err = p.constant()
		of = comparison{field, operator, with}
	default:
		return nil, p.unexpected("an operator")
	}
	if not {
		of = negation{of}
	}
	return of, err
}

func (p *parser) membership(field string) (condition, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.want("["); err != nil {
		return nil, err
	}
	values, err := list(p, p.constant)
	if err != nil {
		return nil, err
	}
	return membership{field, values}, p.want("]")
}

// likeness reads a text that is to occur, or a regular expression.
func (p *parser) likeness(field string) (condition, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	switch p.token.kind {
	case text:
		like := regexp.MustCompile(regexp.QuoteMeta(p.token.text))
		return likeness{field, like}, p.advance()
	case regular:
		like, err := p.regular()
		return likeness{field, like}, err
	}
	return nil, p.unexpected("a text or a regular expression")
}

func (p *parser) constant() (any, error) {
	switch p.token.kind {
	case text:
		out := p.token.text
		return out, p.advance()
	case number:
		n, err := strconv.ParseFloat(p.token.text, 64)
		if err != nil {
			return nil, p.unexpected("a number")
		}
		return n, p.advance()
	}
	return nil, p.unexpected("a text or a number")
}

func (c allOf) holds(r *record) bool {
	return !slices.ContainsFunc(c, func(of condition) bool { return !of.holds(r) })
}

func (c anyOf) holds(r *record) bool {
	return slices.ContainsFunc(c, func(of condition) bool { return of.holds(r) })
}

func (c negation) holds(r *record) bool { return !c.of.holds(r) }

func (c present) holds(r *record) bool { return r.get(c.field) != nil }

func (c comparison) holds(r *record) bool {
	value := r.get(c.field)
	if value == nil {
		return false
	}
	order := compare(value, c.with)
	switch c.operator {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func (c membership) holds(r *record) bool {
	value := r.get(c.field)
	return value != nil && slices.ContainsFunc(c.values, func(of any) bool { return compare(value, of) == 0 })
}

func (c likeness) holds(r *record) bool {
	value := r.get(c.field)
	return value != nil && c.like.MatchString(shown(value))
}
