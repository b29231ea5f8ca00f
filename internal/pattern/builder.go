package pattern

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Builder makes the compact JSON of a pattern. Keys stand in the order in which they were first named, whatever was added to
// them later, so the same calls always give the same text. The zero value is ready to use.
type Builder struct {
	root buildNode
	errs []error
}

// PathError reports that a path of a pattern was set twice, or once as a field and once as an object. In a pattern the
// last one would silently win.
type PathError struct {
	// Path is the path in question, one name for each step. Its last step is "$or" when there would be two of those in one
	// object.
	Path []string
}

// Error names the path.
func (e *PathError) Error() string {
	return fmt.Sprintf("the event pattern sets %s twice", strings.Join(e.Path, "."))
}

type buildNode struct {
	name     string
	children []*buildNode
	// conditions are the list of a leaf as JSON; nil for an object.
	conditions []string
	// branches are those of a "$or".
	branches []*buildNode
}

func (n *buildNode) child(name string) *buildNode {
	for _, child := range n.children {
		if child.name == name {
			return child
		}
	}

	return nil
}

func (n *buildNode) isLeaf() bool { return n.conditions != nil || n.branches != nil }

// Field adds a field with its conditions, at least one of which must match. A path that is set already is an error, which
// [Builder.Err] tells.
func (b *Builder) Field(path []string, conditions ...Condition) {
	if len(conditions) == 0 {
		return
	}

	texts := make([]string, 0, len(conditions))
	for _, condition := range conditions {
		texts = append(texts, condition.JSON())
	}

	b.set(path, &buildNode{conditions: texts})
}

// AnyOf adds a "$or" to the object at parent (none for the pattern itself). Paths in the groups begin at that object.
// Empty groups are left out. One group that is left is ANDed, as a "$or" needs two.
func (b *Builder) AnyOf(parent []string, groups ...*Builder) {
	var branches []*buildNode

	for _, group := range groups {
		b.errs = append(b.errs, group.errs...)

		if len(group.root.children) > 0 {
			branches = append(branches, &group.root)
		}
	}

	switch len(branches) {
	case 0:
	case 1:
		b.merge(parent, branches[0])
	default:
		b.set(append(slices.Clone(parent), wordOr), &buildNode{branches: branches})
	}
}

// Merge adds all fields of a pattern below parent (none for the pattern itself). The error is a [*PathError] for each path that is
// set already; nothing is added then.
func (b *Builder) Merge(parent []string, pattern *Pattern) error {
	trial := Builder{root: *b.root.clone()}
	trial.merge(parent, buildObject(pattern.Root()))

	if err := trial.Err(); err != nil {
		return err
	}

	b.root = trial.root

	return nil
}

// Err is what was wrong with the calls so far: a [*PathError] for each path that was set twice.
func (b *Builder) Err() error { return errors.Join(b.errs...) }

// String is the pattern as compact JSON; "{}" when nothing was added.
func (b *Builder) String() string { return string(b.root.appendJSON(nil)) }

// IsEmpty reports whether nothing was added.
func (b *Builder) IsEmpty() bool { return len(b.root.children) == 0 }

func (b *Builder) merge(parent []string, object *buildNode) {
	for _, child := range object.children {
		path := append(slices.Clone(parent), child.name)

		if child.isLeaf() {
			b.set(path, child)
		} else {
			b.merge(path, child)
		}
	}
}

func (b *Builder) set(path []string, leaf *buildNode) {
	if len(path) == 0 {
		b.errs = append(b.errs, &PathError{})

		return
	}

	at := &b.root

	for i, name := range path[:len(path)-1] {
		next := at.child(name)
		if next == nil {
			next = &buildNode{name: name}
			at.children = append(at.children, next)
		}

		if next.isLeaf() {
			b.errs = append(b.errs, &PathError{Path: slices.Clone(path[:i+1])})

			return
		}

		at = next
	}

	// A dot in a name equals a step, so two ways to write a path are the same path.
	name := path[len(path)-1]
	if at.child(name) != nil || leaf.conditions != nil && b.root.has("", strings.Join(path, ".")) {
		b.errs = append(b.errs, &PathError{Path: slices.Clone(path)})

		return
	}

	at.children = append(at.children, &buildNode{name: name, conditions: leaf.conditions, branches: leaf.branches})
}

// buildObject is a parsed object for a builder. Fields that a later one overrides are left out.
func buildObject(object *Object) *buildNode {
	node := &buildNode{}

	for _, field := range object.Fields {
		if field.Overridden {
			continue
		}

		child := &buildNode{name: field.Name}

		switch {
		case field.Object != nil:
			child.children = buildObject(field.Object).children
		case field.Or != nil:
			for _, branch := range field.Or {
				child.branches = append(child.branches, buildObject(branch))
			}
		default:
			for _, condition := range field.Conditions {
				child.conditions = append(child.conditions, condition.JSON())
			}
		}

		node.children = append(node.children, child)
	}

	return node
}

// has reports whether a leaf below the node has the key.
func (n *buildNode) has(parents, key string) bool {
	for _, child := range n.children {
		name := parents + child.name
		if child.conditions != nil && name == key || len(child.children) > 0 && child.has(name+".", key) {
			return true
		}
	}

	return false
}

func (n *buildNode) clone() *buildNode {
	copied := &buildNode{name: n.name, conditions: n.conditions, branches: n.branches}

	for _, child := range n.children {
		copied.children = append(copied.children, child.clone())
	}

	return copied
}

func (n *buildNode) appendJSON(to []byte) []byte {
	to = append(to, '{')

	for i, child := range n.children {
		if i > 0 {
			to = append(to, ',')
		}

		to = append(appendQuoted(to, child.name), ':')

		switch {
		case child.conditions != nil:
			to = append(to, '[')
			to = append(to, strings.Join(child.conditions, ",")...)
			to = append(to, ']')
		case child.branches != nil:
			for j, branch := range child.branches {
				to = append(to, "[,"[min(j, 1)])
				to = branch.appendJSON(to)
			}

			to = append(to, ']')
		default:
			to = child.appendJSON(to)
		}
	}

	return append(to, '}')
}
