package message

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// maxPathLength is the most characters of a path (service model events
// 2015-10-07).
const maxPathLength = 256

// Path is a JSON path as EventBridge evaluates it, such as
// "$.detail.build.state", "$.resources[0]" or "$.detail.items[*].id": names of
// letters, digits, -, _ and / with dots in front, and indexes, but no quoted
// names (user guide, eb-transform-target-input).
type Path []pathStep

// pathStep goes to a field, to an entry of a list, or (any) to all of either.
type pathStep struct {
	name  string
	index int
	list  bool
	any   bool
}

// ParsePath parses a path. It returns false for one that EventBridge refuses.
func ParsePath(text string) (Path, bool) {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return nil, false
	}
	var path Path
	for rest != "" {
		var step pathStep
		switch rest[0] {
		case '.':
			step, rest, ok = parseFieldStep(rest[1:])
		case '[':
			step, rest, ok = parseIndexStep(rest[1:])
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
		path = append(path, step)
	}
	return path, true
}

func parseFieldStep(text string) (pathStep, string, bool) {
	if rest, all := strings.CutPrefix(text, "*"); all {
		return pathStep{any: true}, rest, true
	}
	end := strings.IndexFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_/", r)
	})
	if end < 0 {
		end = len(text)
	}
	return pathStep{name: text[:end]}, text[end:], end > 0
}

func parseIndexStep(text string) (pathStep, string, bool) {
	inside, rest, closed := strings.Cut(text, "]")
	if !closed {
		return pathStep{}, "", false
	}
	if inside == "*" {
		return pathStep{list: true, any: true}, rest, true
	}
	index, err := strconv.Atoi(inside)
	return pathStep{list: true, index: index}, rest, err == nil && index >= 0
}

// Names are the names of the field that the path leads to, up to the first
// wildcard, such as "detail", "build" and "state". Indexes of lists are left out.
func (p Path) Names() []string {
	var names []string
	for _, step := range p {
		switch {
		case step.any && !step.list:
			return names
		case !step.list:
			names = append(names, step.name)
		}
	}
	return names
}

// find follows the path through a decoded event. A path with "*" returns a list.
func (p Path) find(from any) (any, bool) {
	if len(p) == 0 {
		return from, true
	}
	step, rest := p[0], p[1:]
	if step.any {
		return rest.findAll(from, step.list)
	}
	if step.list {
		list, ok := from.([]any)
		if !ok || step.index >= len(list) {
			return nil, false
		}
		return rest.find(list[step.index])
	}
	object, ok := from.(map[string]any)
	if !ok {
		return nil, false
	}
	next, ok := object[step.name]
	if !ok {
		return nil, false
	}
	return rest.find(next)
}

func (p Path) findAll(from any, onlyList bool) (any, bool) {
	var each []any
	switch v := from.(type) {
	case []any:
		each = v
	case map[string]any:
		if onlyList {
			return nil, false
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			each = append(each, v[name])
		}
	default:
		return nil, false
	}
	found := []any{}
	for _, item := range each {
		if value, ok := p.find(item); ok {
			found = append(found, value)
		}
	}
	return found, true
}

// decodeJSON reads JSON with numbers as they are spelt.
func decodeJSON(data []byte) (any, error) {
	var out any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err := decoder.Decode(&out)
	return out, err
}

// encodeJSON writes compact JSON and leaves <, > and & as they are.
func encodeJSON(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil // what was decoded can be encoded
	}
	return bytes.TrimSpace(buffer.Bytes())
}
