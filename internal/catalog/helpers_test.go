package catalog_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// leaf is a scalar of an event, or an element of a list of scalars.
type leaf struct {
	path  []string
	value any // string, json.Number, bool or nil
}

// belowOpenMap reports whether the value's shape is not documented.
func (l leaf) belowOpenMap(d *catalog.DetailType) bool {
	for i := 2; i < len(l.path); i++ {
		if f := d.Field(l.path[1:i]...); f != nil && f.Open {
			return true
		}
	}
	return false
}

func leavesOf(t *testing.T, event []byte) []leaf {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(event))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	var leaves []leaf
	var walk func(path []string, value any)
	walk = func(path []string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for name, below := range v {
				walk(append(slices.Clip(path), name), below)
			}
		case []any:
			for _, item := range v {
				leaves = append(leaves, leaf{path: path, value: item})
			}
		default:
			leaves = append(leaves, leaf{path: path, value: v})
		}
	}
	walk(nil, value)
	slices.SortFunc(leaves, func(a, b leaf) int { return strings.Compare(strings.Join(a.path, "."), strings.Join(b.path, ".")) })
	return leaves
}

// withValue is the event with another value at one place.
func withValue(t *testing.T, event []byte, path []string, value any) map[string]any {
	t.Helper()
	var whole map[string]any
	if err := json.Unmarshal(event, &whole); err != nil {
		t.Fatal(err)
	}
	object := whole
	for _, name := range path[:len(path)-1] {
		below, ok := object[name].(map[string]any)
		if !ok {
			t.Fatalf("%v: %s is no object", path, name)
		}
		object = below
	}
	object[path[len(path)-1]] = value
	return whole
}

func valueAt(value any, path []string) (any, bool) {
	for _, name := range path {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		if value, ok = object[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

// patternFor is the text of a pattern that nests a list of conditions below a
// path.
func patternFor(t *testing.T, conditions map[string]string) string {
	t.Helper()
	root := map[string]any{}
	for path, list := range conditions {
		object := root
		steps := strings.Split(path, "\x00")
		for _, name := range steps[:len(steps)-1] {
			below, ok := object[name].(map[string]any)
			if !ok {
				below = map[string]any{}
				object[name] = below
			}
			object = below
		}
		object[steps[len(steps)-1]] = json.RawMessage(list)
	}
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (l leaf) key() string { return strings.Join(l.path, "\x00") }

func (l leaf) json(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal(l.value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
