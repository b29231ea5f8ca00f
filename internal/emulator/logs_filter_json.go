package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// filterCondition is a condition on a JSON message: a comparison of one field,
// or two conditions joined.
type filterCondition struct {
	join        string // "&&", "||", or "" for a comparison
	left, right *filterCondition

	path     inputPath
	operator string // "=", "!=", "<", "<=", ">", ">=", "IS NULL", "IS TRUE", "IS FALSE", "NOT EXISTS"
	text     string
	number   float64
	isNumber bool
	pattern  *regexp.Regexp // for a text with "*", or a regular expression
}

// filterToken finds the parts of a condition: selectors, quoted texts, regular
// expressions, operators, words.
var filterToken = regexp.MustCompile(`^\s*(\$[^\s=!<>()&|]*|"(?:[^"\\]|\\.)*"|%[^%]*%|&&|\|\||[()]|!=|<=|>=|=|<|>|[^\s=!<>()&|"]+)`)

type filterParser struct{ tokens []string }

func parseFilterCondition(text string) (*filterCondition, error) {
	p := &filterParser{}
	for strings.TrimSpace(text) != "" {
		m := filterToken.FindStringSubmatch(text)
		if m == nil {
			return nil, fmt.Errorf("invalid character(s) in term '%s'", strings.TrimSpace(text))
		}
		p.tokens = append(p.tokens, m[1])
		text = text[len(m[0]):]
	}
	condition, err := p.either()
	if err == nil && len(p.tokens) > 0 {
		err = fmt.Errorf("unexpected '%s'", p.tokens[0])
	}
	return condition, err
}

func (p *filterParser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *filterParser) next() string {
	token := p.peek()
	if token != "" {
		p.tokens = p.tokens[1:]
	}
	return token
}

func (p *filterParser) either() (*filterCondition, error) { return p.joined("||", p.both) }

func (p *filterParser) both() (*filterCondition, error) { return p.joined("&&", p.one) }

func (p *filterParser) joined(join string, part func() (*filterCondition, error)) (*filterCondition, error) {
	left, err := part()
	for err == nil && p.peek() == join {
		p.next()
		var right *filterCondition
		right, err = part()
		left = &filterCondition{join: join, left: left, right: right}
	}
	return left, err
}

func (p *filterParser) one() (*filterCondition, error) {
	token := p.next()
	if token == "(" {
		inside, err := p.either()
		if err == nil && p.next() != ")" {
			err = errors.New("a parenthesis is not closed")
		}
		return inside, err
	}
	path, ok := parseSelector(token)
	if !ok {
		return nil, fmt.Errorf("'%s' is not a selector", token)
	}
	c := &filterCondition{path: path, operator: p.next()}
	switch c.operator {
	case "IS", "NOT":
		c.operator += " " + p.next()
		switch c.operator {
		case "IS NULL", "IS TRUE", "IS FALSE", "NOT EXISTS":
			return c, nil
		}
	case "=", "!=", "<", "<=", ">", ">=":
		return c, c.compareWith(p.next())
	}
	return nil, fmt.Errorf("'%s' is not an operator", c.operator)
}

// bracketName is a name that cannot be written plainly, as in $.['cluster.name'].
var bracketName = regexp.MustCompile(`\.\['([^']+)'\]`)

func parseSelector(text string) (inputPath, bool) {
	names := bracketName.FindAllStringSubmatch(text, -1)
	plain := bracketName.ReplaceAllString(text, ".EMULATOR-NAME")
	path, ok := parseInputPath(plain)
	for i := range path {
		if path[i].name == "EMULATOR-NAME" && len(names) > 0 {
			path[i].name, names = names[0][1], names[1:]
		}
	}
	return path, ok && strings.HasPrefix(text, "$.")
}

// compareWith reads the value of a comparison.
func (c *filterCondition) compareWith(token string) error {
	switch {
	case token == "":
		return errors.New("a value is missing")
	case strings.HasPrefix(token, "%"):
		pattern, err := regexp.Compile(strings.Trim(token, "%"))
		c.pattern = pattern
		return err
	case strings.HasPrefix(token, `"`):
		if err := json.Unmarshal([]byte(token), &c.text); err != nil {
			return err
		}
	default:
		c.text = token
		if number, err := strconv.ParseFloat(token, 64); err == nil {
			c.number, c.isNumber = number, true
		}
	}
	if !c.isNumber && c.operator != "=" && c.operator != "!=" {
		return fmt.Errorf("'%s' needs a number", c.operator)
	}
	if strings.Contains(c.text, "*") {
		quoted := strings.ReplaceAll(regexp.QuoteMeta(c.text), `\*`, `.*`)
		c.pattern = regexp.MustCompile(`(?s)\A` + quoted + `\z`)
	}
	return nil
}

func (c *filterCondition) holds(content any) bool {
	switch c.join {
	case "&&":
		return c.left.holds(content) && c.right.holds(content)
	case "||":
		return c.left.holds(content) || c.right.holds(content)
	}
	found, exists := c.path.find(content)
	if c.operator == "NOT EXISTS" {
		return !exists
	}
	if !exists {
		return false
	}
	if many, ok := found.([]any); ok && c.hasWildcard() {
		for _, one := range many {
			if c.compare(one) {
				return true
			}
		}
		return false
	}
	return c.compare(found)
}

func (c *filterCondition) hasWildcard() bool {
	for _, step := range c.path {
		if step.any {
			return true
		}
	}
	return false
}

func (c *filterCondition) compare(found any) bool {
	switch c.operator {
	case "IS NULL":
		return found == nil
	case "IS TRUE":
		return found == true
	case "IS FALSE":
		return found == false
	}
	var text string
	switch v := found.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	case bool:
		text = strconv.FormatBool(v)
	default:
		return false // an object, a list or null matches nothing
	}
	number, err := strconv.ParseFloat(text, 64)
	isNumber := c.isNumber && err == nil
	switch c.operator {
	case "=":
		return c.equals(text, number, isNumber)
	case "!=":
		return !c.equals(text, number, isNumber)
	case "<":
		return isNumber && number < c.number
	case "<=":
		return isNumber && number <= c.number
	case ">":
		return isNumber && number > c.number
	}
	return isNumber && number >= c.number
}

func (c *filterCondition) equals(text string, number float64, isNumber bool) bool {
	switch {
	case c.pattern != nil:
		return c.pattern.MatchString(text)
	case isNumber:
		return number == c.number
	}
	return text == c.text
}
