package pattern

import (
	"bytes"
	"errors"
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

// report adds a problem with a node.
func (p *parser) report(n *node, at place, problem Problem) {
	problem.Path = string(at)
	if problem.Found == "" {
		problem.Found = n.found()
	}

	p.add(problem, n.start)
}

func (p *parser) add(problem Problem, offset int) {
	if problem.Severity == 0 {
		problem.Severity = Error
	}

	if problem.Suggestion != "" {
		problem.Detail += prose.DidYouMean(problem.Suggestion)
	}

	at := p.position(offset)
	problem.Line, problem.Column, problem.Offset = at.Line, at.Column, at.Offset
	p.problems = append(p.problems, problem)
}

func (p *parser) position(offset int) Position {
	mark := p.marks[offset/bytesPerMark]

	return advance(mark, p.src[mark.Offset:offset])
}

// reportTop reports a pattern that is not an object.
func (p *parser) reportTop(n *node) {
	problem := Problem{
		Summary: "Invalid event pattern",
		Detail:  fmt.Sprintf("An event pattern is a JSON object, but this is %s.", n.describe()),
	}

	if n.kind == nodeString && looksLikeJSON(n.text) {
		problem.Summary = "Double-encoded JSON"
		problem.Detail = "The pattern is a JSON string that itself holds JSON: it was encoded twice. Encode it once, with a single `jsonencode`."
	}

	p.report(n, "$", problem)
}

func looksLikeJSON(text string) bool {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return false
	}

	_, _, err := readTree([]byte(text))

	return err == nil
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

// reportBareOperator reports an operator that stands under a field without a list around it.
func (p *parser) reportBareOperator(n *node, at place) bool {
	inner := n

	// An anything-but may have a further operator in it.
	for depth := 0; depth < 2 && inner.kind == nodeObject; depth++ {
		if len(inner.members) != 1 || !isOperator(inner.members[0].name) {
			return false
		}

		inner = inner.members[0].value
	}

	if inner.kind == nodeObject || inner.kind == nodeArray {
		return false
	}

	p.report(n, at, Problem{
		Summary:    "Operator outside a list",
		Detail:     fmt.Sprintf("The operator `%s` is written directly under a field. Write conditions in a list.", n.members[0].name),
		Suggestion: "[" + shorten(string(n.raw)) + "]",
	})

	return true
}

// reportBareValue reports a scalar under a field.
func (p *parser) reportBareValue(member *pair, at place) {
	n := member.value

	problem := Problem{
		Summary: "Value outside a list",
		Detail: fmt.Sprintf("The field `%s` is %s, but must be a list of values to match, or an object with fields below it.",
			member.name, n.describe()),
		Suggestion: "[" + n.found() + "]",
	}

	if n.kind == nodeString && looksLikeJSON(n.text) {
		problem.Summary = "Double-encoded JSON"
		problem.Detail = fmt.Sprintf("The field `%s` is a string that itself holds JSON: it was encoded twice. Write the JSON as it is.", member.name)
		problem.Suggestion = shorten(n.text)
	}

	p.report(n, at, problem)
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

// reportSyntax reports that the text is not JSON.
func (p *parser) reportSyntax(err error) {
	var fault *syntaxError
	if !errors.As(err, &fault) {
		fault = &syntaxError{reason: err.Error()}
	}

	problem := Problem{Path: "$", Summary: "Invalid JSON", Detail: "The event pattern is not JSON: " + fault.reason + "."}
	rest := p.src[min(fault.offset, len(p.src)):]

	switch {
	case len(bytes.TrimSpace(p.src)) == 0:
		problem.Detail = "The event pattern is empty. It must be a JSON object."
	case bytes.HasPrefix(rest, []byte("//")) || bytes.HasPrefix(rest, []byte("/*")) || bytes.HasPrefix(rest, []byte("#")):
		problem.Detail += " JSON has no comments."
	case bytes.HasPrefix(rest, []byte("'")):
		problem.Detail += " Write strings and keys in double quotes."
	case hasAnyPrefix(rest, "“", "”", "„", "‘", "’"):
		problem.Detail += " These are typographic quotes; JSON accepts only the plain double quote."
	case hasAnyPrefix(rest, "True", "False", "None", "TRUE", "FALSE", "NULL"):
		problem.Detail += " JSON writes true, false and null in lower case."
	case hasAnyPrefix(rest, "="):
		problem.Detail += " JSON has a colon between a key and its value; the text may be HCL that was not passed through `jsonencode`."
	case hasAnyPrefix(rest, "\uFEFF"):
		problem.Detail += " It is a byte order mark, which an editor may have put at the beginning of the file."
	case hasAnyPrefix(rest, "\u00A0"):
		problem.Detail += " It is a no-break space; JSON accepts only plain spaces."
	case len(rest) > 0 && isWordByte(rest[0]) && !isDigit(rest[0]) && utf8.FullRune(rest) && bytes.IndexRune(rest, utf8.RuneError) != 0:
		problem.Detail += " Write strings and keys in double quotes."
	}

	if len(rest) > 0 {
		problem.Found = strings.Trim(quoteFound(rest), "`")
	}

	p.add(problem, fault.offset)
}

func hasAnyPrefix(text []byte, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if bytes.HasPrefix(text, []byte(prefix)) {
			return true
		}
	}

	return false
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
