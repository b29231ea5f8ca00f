package insights

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Query is a query that was read.
type Query struct {
	commands []command
	// fields are the names of the fields that the query reads.
	fields []string
}

// Fields lists the fields of the log events that the query reads, in the order
// of their first use.
func (q *Query) Fields() []string { return q.fields }

// column is a value with the name that it gets.
type column struct {
	name string
	of   operand
}

// Parse reads a query. The error is a *SyntaxError.
func Parse(source string) (*Query, error) {
	p := &parser{lexer: lexer{source: source}, query: &Query{}, made: map[string]bool{}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	for {
		c, err := p.command()
		if err != nil {
			return nil, err
		}
		if n := len(p.query.commands); n > 0 {
			_, isDedup := p.query.commands[n-1].(dedup)
			_, isLimit := c.(limit)
			if isDedup && !isLimit {
				return nil, p.fail(p.start, "after dedup only limit is allowed")
			}
		}
		p.query.commands = append(p.query.commands, c)
		if p.token.kind == end {
			return p.query, nil
		}
		if err := p.want("|"); err != nil {
			return nil, err
		}
	}
}

type parser struct {
	lexer

	token token
	start int // of the command
	query *Query
	made  map[string]bool // names that the query itself made
	depth int
}

func (p *parser) advance() (err error) {
	p.token, err = p.next()
	return err
}

// is reports whether the token is a sign, or a keyword in any case of letters.
func (p *parser) is(texts ...string) bool {
	return slices.ContainsFunc(texts, func(t string) bool {
		return p.token.kind == sign && p.token.text == t || p.token.kind == word && !p.token.quoted && strings.EqualFold(p.token.text, t)
	})
}

// take advances over one of these, and reports whether there was one.
func (p *parser) take(texts ...string) (bool, error) {
	if !p.is(texts...) {
		return false, nil
	}
	return true, p.advance()
}

func (p *parser) want(text string) error {
	ok, err := p.take(text)
	if err == nil && !ok {
		err = p.unexpected(text)
	}
	return err
}

func (p *parser) unexpected(instead string) error {
	if p.token.kind == end {
		return p.fail(p.token.from, "unexpected end of the query, expected %s", instead)
	}
	return p.fail(p.token.from, "unexpected %q, expected %s", p.source[p.token.from:p.token.to], instead)
}

func (p *parser) command() (command, error) {
	p.start = p.token.from
	name := strings.ToLower(p.token.text)
	parse, known := map[string]func() (command, error){
		"fields": p.fields, "display": p.display, "filter": p.filter, "parse": p.parse,
		"stats": p.stats, "sort": p.sort, "dedup": p.dedup, "limit": p.limit,
	}[name]
	if p.token.kind != word || p.token.quoted || !known {
		return nil, p.unexpected("a command")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return parse()
}

// field reads the name of a field.
func (p *parser) field() (string, error) {
	if p.token.kind != word || p.token.text == "" {
		return "", p.unexpected("a field")
	}
	name := p.token.text
	if !p.made[name] && !slices.Contains(p.query.fields, name) {
		p.query.fields = append(p.query.fields, name)
	}
	return name, p.advance()
}

// list reads items separated by commas.
func list[T any](p *parser, item func() (T, error)) ([]T, error) {
	var out []T
	for {
		one, err := item()
		if err != nil {
			return nil, err
		}
		out = append(out, one)
		if more, err := p.take(","); err != nil || !more {
			return out, err
		}
	}
}

// alias reads `as name`, if it is there. The default is the text since from.
func (p *parser) alias(from, to int) (string, error) {
	name := strings.TrimSpace(p.source[from:to])
	given, err := p.take("as")
	if err != nil {
		return "", err
	}
	if given {
		if p.token.kind != word {
			return "", p.unexpected("a name")
		}
		name = p.token.text
		err = p.advance()
	}
	p.made[name] = true
	return name, err
}

func (p *parser) fields() (command, error) {
	columns, err := list(p, p.column)
	return fields(columns), err
}

func (p *parser) display() (command, error) {
	names, err := list(p, p.field)
	return display(names), err
}

// column reads a field or bin(...), with its alias.
func (p *parser) column() (column, error) {
	from, isField := p.token.from, !p.is("bin")
	plain := p.token
	of, err := p.operand()
	if err != nil {
		return column{}, err
	}
	if isField && !p.is("as") {
		return column{plain.text, of}, nil
	}
	name, err := p.alias(from, p.previousEnd())
	return column{name, of}, err
}

// previousEnd is where the token before the current one ended.
func (p *parser) previousEnd() int {
	return len(strings.TrimRight(p.source[:p.token.from], " \t\r\n"))
}

// operand reads a field or bin(period).
func (p *parser) operand() (operand, error) {
	if !p.is("bin") {
		name, err := p.field()
		return fieldOperand(name), err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.want("("); err != nil {
		return nil, err
	}
	period, ok := periodOf(p.token)
	if !ok {
		return nil, p.unexpected("a period such as 5m")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return binOperand(period), p.want(")")
}

func periodOf(t token) (time.Duration, bool) {
	if t.kind != number || len(t.text) < 2 {
		return 0, false
	}
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	unit := units[t.text[len(t.text)-1]]
	n, err := strconv.ParseInt(t.text[:len(t.text)-1], 10, 32)
	return time.Duration(n) * unit, err == nil && n > 0 && unit > 0
}

func (p *parser) parse() (command, error) {
	c := parseCommand{field: "@message"}
	var err error
	if p.token.kind == word {
		if c.field, err = p.field(); err != nil {
			return nil, err
		}
	}
	switch p.token.kind {
	case regular:
		if c.pattern, err = p.regular(); err != nil {
			return nil, err
		}
		for _, name := range c.pattern.SubexpNames()[1:] {
			if name == "" {
				return nil, p.fail(p.start, "every group of the regular expression needs a name")
			}
			c.names = append(c.names, name)
		}
		if len(c.names) == 0 {
			return nil, p.fail(p.start, "the regular expression has no group")
		}
	case text:
		parts := strings.Split(p.token.text, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		c.pattern = regexp.MustCompile("(?s)" + strings.Join(parts[:len(parts)-1], "(.*?)") + glob(parts))
		if err = p.advance(); err != nil {
			return nil, err
		}
		if err = p.want("as"); err != nil {
			return nil, err
		}
		if c.names, err = list(p, p.newName); err != nil {
			return nil, err
		}
		if len(c.names) != len(parts)-1 {
			return nil, p.fail(p.start, "the number of names and of asterisks differs")
		}
	default:
		return nil, p.unexpected("a text or a regular expression")
	}
	for _, name := range c.names {
		p.made[name] = true
	}
	return c, nil
}

// glob is the end of a pattern with asterisks: the last one takes all that is
// left where nothing comes behind it.
func glob(parts []string) string {
	last := parts[len(parts)-1]
	switch {
	case len(parts) == 1:
		return last
	case last == "":
		return "(.*)"
	}
	return "(.*?)" + last
}

func (p *parser) newName() (string, error) {
	if p.token.kind != word {
		return "", p.unexpected("a name")
	}
	name := p.token.text
	return name, p.advance()
}

func (p *parser) regular() (*regexp.Regexp, error) {
	compiled, err := regexp.Compile(p.token.text)
	if err != nil {
		return nil, p.fail(p.token.from, "invalid regular expression: %s", err)
	}
	return compiled, p.advance()
}

func (p *parser) sort() (command, error) {
	keys, err := list(p, func() (sortKey, error) {
		name, err := p.field()
		if err != nil {
			return sortKey{}, err
		}
		descending := p.is("desc")
		_, err = p.take("asc", "desc")
		return sortKey{name, descending}, err
	})
	return sorting(keys), err
}

func (p *parser) dedup() (command, error) {
	names, err := list(p, p.field)
	return dedup(names), err
}

func (p *parser) limit() (command, error) {
	n, err := strconv.Atoi(p.token.text)
	if p.token.kind != number || err != nil || n < 1 || n > maxRows {
		return nil, p.unexpected("a number from 1 to 100000")
	}
	return limit(n), p.advance()
}
