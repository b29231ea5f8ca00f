package pattern

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// nodeKind is the JSON type of a [node].
type nodeKind int

const (
	nodeObject nodeKind = iota + 1
	nodeArray
	nodeString
	nodeNumber
	nodeTrue
	nodeFalse
	nodeNull
)

// node is one value of a pattern's JSON, with its place.
type node struct {
	kind nodeKind
	// raw is the value as written; start is its offset in the text.
	raw   []byte
	start int
	// text is the unescaped string, or the number or literal as spelt.
	text     string
	members  []*pair
	elements []*node
}

// pair is one key of an object with its value.
type pair struct {
	name  string
	key   *node
	value *node
}

// readTree reads the JSON of a pattern. It also gives the offset after it.
func readTree(text []byte) (*node, int, error) {
	reader := treeReader{scanner: scanner{src: text}}
	reader.space()

	tree, err := reader.value()

	return tree, reader.pos, err
}

type treeReader struct {
	scanner
	depth int
}

func (r *treeReader) value() (*node, error) {
	c := r.at()
	n := &node{start: r.pos}

	var err error

	switch {
	case c == '{':
		n.kind = nodeObject
		err = r.list('}', func() error { return r.pair(n) })
	case c == '[':
		n.kind = nodeArray
		err = r.list(']', func() error { return r.element(n) })
	case c == '"':
		n.kind = nodeString

		raw, _, fault := r.str()
		n.text, err = string(appendUnescaped(nil, raw)), fault
	case c == '-' || isDigit(c):
		n.kind = nodeNumber

		raw, fault := r.number()
		n.text, err = string(raw), fault
	default:
		kind, fault := r.literal()
		n.kind, err = map[ValueKind]nodeKind{KindTrue: nodeTrue, KindFalse: nodeFalse, KindNull: nodeNull}[kind], fault
		n.text = string(r.src[n.start:r.pos])
	}

	if err != nil {
		return nil, err
	}

	n.raw = r.src[n.start:r.pos]

	return n, nil
}

// list reads an object or array from its bracket.
func (r *treeReader) list(closing byte, item func() error) error {
	r.depth++
	if r.depth > maxDepth {
		return r.fail(r.pos, "the JSON is nested more than %d levels deep", maxDepth)
	}

	r.pos++

	if r.at() == closing {
		r.pos++
		r.depth--

		return nil
	}

	for {
		if err := item(); err != nil {
			return err
		}

		switch r.at() {
		case ',':
			comma := r.pos
			r.pos++

			if r.at() == closing {
				return r.fail(comma, "there is a trailing comma before the closing `%c`; remove it", closing)
			}
		case closing:
			r.pos++
			r.depth--

			return nil
		default:
			return r.unexpected(fmt.Sprintf("a comma or a closing `%c`", closing))
		}
	}
}

func (r *treeReader) pair(n *node) error {
	if r.at() != '"' {
		return r.unexpected("a key in double quotes")
	}

	start := r.pos

	raw, _, err := r.str()
	if err != nil {
		return err
	}

	if len(raw) > maxNameLength {
		return r.fail(start, "the key has %d characters; at most %d are read", len(raw), maxNameLength)
	}

	name := string(appendUnescaped(nil, raw))
	key := &node{kind: nodeString, start: start, raw: r.src[start:r.pos], text: name}

	if r.at() != ':' {
		return r.unexpected("a colon")
	}

	r.pos++

	value, err := r.value()
	if err != nil {
		return err
	}

	n.members = append(n.members, &pair{name: name, key: key, value: value})

	return nil
}

func (r *treeReader) element(n *node) error {
	value, err := r.value()
	if err != nil {
		return err
	}

	n.elements = append(n.elements, value)

	return nil
}

// isText reports whether the node is one of the strings.
func (n *node) isText(texts ...string) bool {
	return n.kind == nodeString && slices.Contains(texts, n.text)
}

// found is the text of the node as a message shows it.
func (n *node) found() string { return shorten(unescapeHTML.Replace(string(n.raw))) }

// unescapeHTML shows the characters that Terraform's jsonencode escapes.
var unescapeHTML = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&")

// describe names the node in a sentence: "the string \"x\"", "an object".
func (n *node) describe() string {
	switch n.kind {
	case nodeObject:
		if len(n.members) == 0 {
			return "an empty object"
		}

		return "an object"
	case nodeArray:
		if len(n.elements) == 0 {
			return "an empty list"
		}

		return "a list"
	case nodeString:
		return "the string " + n.found()
	case nodeNumber:
		return "the number " + n.found()
	default:
		return "`" + n.text + "`"
	}
}

func (n *node) value() Value {
	kinds := map[nodeKind]ValueKind{
		nodeString: KindText, nodeNumber: KindNumber, nodeTrue: KindTrue, nodeFalse: KindFalse, nodeNull: KindNull,
	}

	return Value{Kind: kinds[n.kind], Text: n.text}
}

// maxShown is the number of characters of a pattern up to which a message shows them.
const maxShown = 80

// shorten cuts a long text to what fits into a message, and takes line breaks out.
func shorten(text string) string {
	if longest := 16 * maxShown; len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}

	return prose.Shorten(strings.Join(strings.Fields(text), " "), maxShown)
}

// asElements is the node as elements of a list: the elements of a list, or the value itself. It is nothing when that is too long to show.
func (n *node) asElements() string {
	if n.kind == nodeArray {
		return listText(n.elements)
	}

	return listText([]*node{n})
}

// listText is the nodes as they stand in a list, or nothing when that is too long to show.
func listText(nodes []*node) string {
	texts := make([]string, 0, len(nodes))
	for _, n := range nodes {
		texts = append(texts, string(n.raw))
	}

	if text := strings.Join(texts, ", "); text == shorten(text) {
		return text
	}

	return ""
}

// characterAt is the number of the character at a byte offset, counted from 1.
func characterAt(text string, offset int) string {
	return strconv.Itoa(utf8.RuneCountInString(text[:offset]) + 1)
}

// oneOf names the words as a choice.
func oneOf(words []string) string {
	if len(words) == 1 {
		return prose.Code(words[0])
	}

	return "one of " + prose.CodeOr(words)
}

// isNumber reports whether the text is a JSON number.
func isNumber(text string) bool {
	if text == "" || text[0] != '-' && !isDigit(text[0]) {
		return false
	}

	s := scanner{src: []byte(text)}
	_, err := s.number()

	return err == nil && s.pos == len(text)
}

// place is where in a pattern a node stands.
type place string

func (p place) index(i int) place { return p + place("["+strconv.Itoa(i)+"]") }

func (p place) key(name string) place {
	for i := range len(name) {
		if c := name[i]; !isWordByte(c) && c != '-' {
			return p.quoted(name)
		}
	}

	if name == "" {
		return p.quoted(name)
	}

	return p + "." + place(name)
}

func (p place) quoted(name string) place {
	return p + "['" + place(strings.ReplaceAll(strings.ReplaceAll(name, `\`, `\\`), `'`, `\'`)) + "']"
}
