package pattern

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Parse reads a pattern. It finds all problems of the text, in its order; the pattern is nil if and only if one of them
// is an error.
func Parse(text string) (*Pattern, Problems) {
	p := newParser(text)

	tree, end, err := readTree(p.src)
	if offset := invalidUTF8(text); offset >= 0 {
		err = &syntaxError{offset: offset, reason: fmt.Sprintf("it contains the byte %#02x, which is not valid UTF-8 there", text[offset])}
	}

	if err != nil {
		p.reportSyntax(err)

		return nil, p.problems
	}

	var root *Object
	if tree.kind == nodeObject {
		root = p.parseObject(tree, scope{at: "$"})
	} else {
		p.reportTop(tree)
	}

	rest := bytes.Trim(p.src[end:], " \t\r\n")
	if len(rest) > 0 {
		offset := bytes.IndexByte(p.src[end:], rest[0]) + end
		p.add(Problem{
			Path: "$", Severity: Warning,
			Summary: "Text after the pattern",
			Detail: fmt.Sprintf("The pattern ends before %s. EventBridge's engine ignores what follows; remove it, "+
				"or look for a misplaced brace.", quoteFound(rest)),
			Found: shorten(string(rest)),
		}, offset)
	}

	var parsed *Pattern
	if !p.problems.HasErrors() {
		parsed = p.compile(root)
	}

	sort.SliceStable(p.problems, func(i, j int) bool { return p.problems[i].Offset < p.problems[j].Offset })

	if p.problems.HasErrors() {
		return nil, p.problems
	}

	parsed.rest = string(rest)

	return parsed, p.problems
}

// invalidUTF8 is the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(text string) int {
	if utf8.ValidString(text) {
		return -1
	}

	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return i
		}
	}

	return -1
}

// parser turns the JSON of a pattern into its tree and collects the problems.
type parser struct {
	src      []byte
	problems Problems
	// marks are the positions at every so many bytes, so that a position is found without counting from the beginning.
	marks []Position
}

const bytesPerMark = 256

func newParser(text string) *parser {
	p := &parser{src: []byte(text), marks: make([]Position, 0, len(text)/bytesPerMark+1)}
	at := Position{Line: 1, Column: 1}

	for {
		p.marks = append(p.marks, at)
		if at.Offset+bytesPerMark > len(text) {
			return p
		}

		at = advance(at, p.src[at.Offset:at.Offset+bytesPerMark])
	}
}

// advance is the position after some text.
func advance(at Position, text []byte) Position {
	at.Offset += len(text)
	at.Line += bytes.Count(text, []byte{'\n'})

	if last := bytes.LastIndexByte(text, '\n'); last >= 0 {
		at.Column, text = 1, text[last+1:]
	}

	for _, c := range text {
		if utf8.RuneStart(c) {
			at.Column++
		}
	}

	return at
}

// scope is where a parser is.
type scope struct {
	at place
	// parents are the names that lead here, "$or" left out.
	parents []string
	// or reports that the object is within a "$or".
	or bool
}

func (p *parser) position(offset int) Position {
	mark := p.marks[offset/bytesPerMark]

	return advance(mark, p.src[mark.Offset:offset])
}

// parseObject reads an object of fields.
func (p *parser) parseObject(n *node, s scope) *Object {
	object := &Object{Position: p.position(n.start), JSONPath: string(s.at)}

	if len(n.members) == 0 {
		detail := "The object is empty. It must hold at least one field; leave it out to accept anything there."
		if s.at == "$" {
			detail = `The pattern is empty. It must hold at least one field; to match every event of a bus, write {"source": [{"prefix": ""}]}.`
		}

		p.report(n, s.at, Problem{Summary: "Empty object", Detail: detail})
	}

	for _, member := range n.members {
		if field := p.parseField(member, s); field != nil {
			object.Fields = append(object.Fields, field)
		}
	}

	return object
}

// parseField reads one key and what stands under it. It is nil when there is no use in going on with it.
func (p *parser) parseField(member *pair, s scope) *Field {
	at := s.at.key(member.name)
	n := member.value

	if member.name == wordOr {
		return p.parseOr(member, s, at)
	}

	if s.or && isReserved(member.name) {
		p.reportReserved(member, at)

		return nil
	}

	if p.reportMisspelledOr(member, at) {
		return nil
	}

	if len(s.parents) == 0 {
		p.checkName(member, at)
	}

	field := &Field{
		Name: member.name, JSONPath: string(at), Position: p.position(member.key.start),
		Path: strings.Split(extendKey(s.parents, member.name), "."),
	}

	switch n.kind {
	case nodeObject:
		if p.reportBareOperator(n, at) {
			return nil
		}

		parents := append(s.parents[:len(s.parents):len(s.parents)], member.name)
		field.Object = p.parseObject(n, scope{at: at, parents: parents, or: s.or})
	case nodeArray:
		if isOperator(member.name) && len(s.parents) > 0 {
			p.report(member.key, at, Problem{
				Severity: Warning,
				Summary:  "Operator used as a field",
				Detail: fmt.Sprintf("`%s` is written in the place of a field, so this matches a field of that name in the event. To use it as an operator, put it into a list: "+
					`"%s": [{"%s": ...}].`, member.name, s.parents[len(s.parents)-1], member.name),
			})
		}

		field.Conditions = p.parseConditions(n, at)
	default:
		p.reportBareValue(member, at)

		return nil
	}

	return field
}

// checkName warns of a name at the top of a pattern that no event has.
func (p *parser) checkName(member *pair, at place) {
	first, rest, dotted := strings.Cut(member.name, ".")

	names := make([]string, 0, len(fields))
	for _, field := range fields {
		names = append(names, field.name)
	}

	if slices.Contains(names, first) {
		return
	}

	name, near := prose.Nearest(first, names)
	if dotted && near {
		name += "." + shorten(rest)
	}

	problem := Problem{
		Severity: Warning,
		Summary:  "Unknown event field",
		Detail:   fmt.Sprintf("No event has a field `%s` at the top level, whatever its source. The fields there are %s.", shorten(first), prose.CodeAnd(names)),
	}

	if near {
		problem.Suggestion = string(appendQuoted(nil, name))
	}

	p.report(member.key, at, problem)
}

// checkSize reports a pattern that is longer than EventBridge takes. It is false when no quota makes that right.
func (p *parser) checkSize(compact string) bool {
	size := utf8.RuneCountInString(compact)

	problem := Problem{Path: "$", Summary: "Pattern too long", Found: prose.Count(size, "character")}

	switch {
	case size > maxSizeAPI:
		problem.Detail = fmt.Sprintf("The pattern has %d characters in compact form. EventBridge accepts at most %d, and %d unless the quota was raised. "+
			"Split it into several rules, or match a prefix or wildcard instead of a long list.", size, maxSizeAPI, maxSize)
	case size > maxSize:
		problem.Severity = Warning
		problem.Detail = fmt.Sprintf("The pattern has %d characters in compact form. EventBridge accepts at most %d unless the quota for the size of event patterns "+
			"was raised in this account and region.", size, maxSize)
	default:
		return true
	}

	p.add(problem, 0)

	return problem.Severity == Warning
}
