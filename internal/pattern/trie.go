package pattern

import "bytes"

// trie leads from the names of an event to the fields that patterns name. It has a step for each name between dots, as a dot
// in a name equals nesting.
type trie struct {
	field    int32
	children []edge
	// many is set instead of children when there are many of them.
	many map[string]*trie
}

type edge struct {
	name string
	to   *trie
}

const manyChildren = 12

func newTrie() *trie { return &trie{field: -1} }

func (t *trie) child(name []byte) *trie {
	if t.many != nil {
		return t.many[string(name)]
	}

	for i := range t.children {
		if e := &t.children[i]; len(e.name) == len(name) && e.name == string(name) {
			return e.to
		}
	}

	return nil
}

func (t *trie) addChild(name string) *trie {
	if child := t.child([]byte(name)); child != nil {
		return child
	}

	child := newTrie()

	switch {
	case t.many != nil:
		t.many[name] = child
	case len(t.children) < manyChildren:
		t.children = append(t.children, edge{name: name, to: child})
	default:
		t.many = make(map[string]*trie, 2*manyChildren)
		for _, e := range t.children {
			t.many[e.name] = e.to
		}

		t.many[name] = child
		t.children = nil
	}

	return child
}

func (t *trie) isLeaf() bool { return len(t.children) == 0 && t.many == nil }

// step follows a name of an event, which may hold dots.
func (t *trie) step(name []byte) *trie {
	if bytes.IndexByte(name, '.') < 0 {
		return t.child(name)
	}

	for t != nil {
		dot := bytes.IndexByte(name, '.')
		if dot < 0 {
			return t.child(name)
		}

		t = t.child(name[:dot])
		name = name[dot+1:]
	}

	return nil
}
