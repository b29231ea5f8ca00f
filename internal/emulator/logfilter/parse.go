package logfilter

import (
	"regexp"
	"strings"
)

// maxDepth is how deep parentheses may be nested; the guide names no limit, and
// a pattern has at most 1024 characters.
const maxDepth = 256

// parser reads the inside of a pattern on JSON.
type parser struct {
	rest   string
	depth  int
	filter *Filter
}

func parseJSON(inner string) (*Filter, error) {
	p := &parser{rest: inner, filter: &Filter{}}
	condition, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.space(); p.rest != "" {
		return nil, failf("Invalid character(s) in term '%s'", word(p.rest))
	}
	p.filter.condition = condition
	return checked(p.filter)
}

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// take takes a token off, when it is next.
func (p *parser) take(token string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, token)
	if ok {
		p.rest = rest
	}
	return ok
}

// or and and read conditions that are joined; "&&" binds more tightly.
func (p *parser) or() (node, error) {
	first, err := p.and()
	if err != nil {
		return nil, err
	}
	out := either{first}
	for p.take("||") {
		next, err := p.and()
		if err != nil {
			return nil, err
		}
		out = append(out, next)
	}
	return out, nil
}

func (p *parser) and() (node, error) {
	first, err := p.one()
	if err != nil {
		return nil, err
	}
	out := both{first}
	for p.take("&&") {
		next, err := p.one()
		if err != nil {
			return nil, err
		}
		out = append(out, next)
	}
	return out, nil
}

func (p *parser) one() (node, error) {
	if !p.take("(") {
		return p.comparison()
	}
	if p.depth++; p.depth > maxDepth {
		return nil, failf("The filter pattern is nested too deeply")
	}
	inside, err := p.or()
	if err != nil {
		return nil, err
	}
	p.depth--
	if !p.take(")") {
		return nil, failf("A parenthesis in the filter pattern is not closed")
	}
	return inside, nil
}

// keywords are the operators without an operand.
var keywords = regexp.MustCompile(`^(IS[ \t]+(?:NULL|TRUE|FALSE)|NOT[ \t]+EXISTS)(?:[^A-Za-z0-9_]|$)`)

func (p *parser) comparison() (node, error) {
	p.space()
	if p.rest == "" {
		return nil, failf("The filter pattern ends where a condition is expected")
	}
	selector, rest, err := scanSelector(p.rest)
	if err != nil {
		return nil, err
	}
	p.rest = rest
	p.filter.selectors = append(p.filter.selectors, selector)
	c := comparison{selector: selector}
	p.space()
	if m := keywords.FindStringSubmatch(p.rest); m != nil {
		c.operator = strings.Join(strings.Fields(m[1]), " ")
		p.rest = p.rest[len(m[1]):]
		return c, nil
	}
	for _, operator := range []string{"!=", "<=", ">=", "=", "<", ">"} {
		if p.take(operator) {
			c.operator = operator
			break
		}
	}
	if c.operator == "" {
		return nil, failf("Invalid operator after '%s': one of =, !=, <, >, <=, >=, IS NULL, IS TRUE, IS FALSE, NOT EXISTS is needed", selector)
	}
	if c.operand, err = p.operand(); err != nil {
		return nil, err
	}
	if c.operator != "=" && c.operator != "!=" && c.operand.number == nil {
		return nil, failf("The operator %s needs a number, not '%s'", c.operator, c.operand.text)
	}
	return c, nil
}

func (p *parser) operand() (operand, error) {
	p.space()
	switch {
	case strings.HasPrefix(p.rest, `"`):
		text, rest, ok := quoted(p.rest)
		if !ok {
			return operand{}, failf("A quoted text in the filter pattern is not closed")
		}
		p.rest = rest
		return operand{text: text, pattern: wildcards(text)}, nil
	case strings.HasPrefix(p.rest, "%"):
		return p.regexp()
	}
	n := strings.IndexAny(p.rest, " \t\r\n()&|")
	if n < 0 {
		n = len(p.rest)
	}
	text := p.rest[:n]
	if text == "" {
		return operand{}, failf("The filter pattern ends where a value is expected")
	}
	if at := strings.IndexFunc(text, func(r rune) bool { return !isAlphanumeric(r) && !strings.ContainsRune("_.-+*", r) }); at >= 0 {
		return operand{}, failf("Invalid character(s) in term '%s'", text)
	}
	p.rest = p.rest[n:]
	out := operand{text: text, pattern: wildcards(text)}
	if number, ok := parseNumber(text); ok {
		out.number = number
		return out, nil
	}
	if out.pattern == nil && strings.ContainsAny(text, "_.-+") {
		return operand{}, failf("Invalid character(s) in term '%s'", text)
	}
	return out, nil
}

// quoted reads a text in double quotes, in which a backslash takes away the
// meaning of what follows.
func quoted(text string) (inside, rest string, ok bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), text[i+1:], true
		case c == '\\' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\\'):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// regexpForm is what regular expressions may be made of: there are no groups.
var regexpForm = regexp.MustCompile(`^(?:[A-Za-z0-9:_#=@/;,.^$?*+|\[\]{}-]|\\[\x21-\x7E])+$`)

func (p *parser) regexp() (operand, error) {
	text, rest, closed := strings.Cut(p.rest[1:], "%")
	if !closed {
		return operand{}, failf("A regular expression in the filter pattern is not closed")
	}
	pattern, err := compileRegexp(text)
	if err != nil {
		return operand{}, err
	}
	p.rest = rest
	p.filter.regexps++
	return operand{text: text, pattern: pattern}, nil
}

func compileRegexp(text string) (*regexp.Regexp, error) {
	if !regexpForm.MatchString(text) {
		return nil, failf("Invalid character(s) in term '%%%s%%'", text)
	}
	pattern, err := regexp.Compile(text)
	if err != nil {
		return nil, failf("The regular expression '%s' is not valid", text)
	}
	return pattern, nil
}
