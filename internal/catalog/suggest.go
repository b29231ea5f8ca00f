package catalog

import (
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Suggest returns the documented path below detail that an unknown one most
// likely means, with dots between its names, or "".
func (f *Family) Suggest(path ...string) string {
	return strings.TrimPrefix(suggest(append([]string{"detail"}, path...), f.DetailTypes, f.DetailTypes), "detail.")
}

// Hint is a sentence about an unknown path below detail that people try, with a
// space in front, or "".
func (f *Family) Hint(path ...string) string {
	return hintOf(append([]string{"detail"}, path...), f.DetailTypes)
}

// maxSteps is the number of names in a path up to which one is suggested for it.
const maxSteps = 32

// suggest finds the documented path that an unknown one was meant to be, of the
// selected detail-types or else of the possible ones.
func suggest(path []string, selected, possible []*DetailType) string {
	if len(path) > maxSteps {
		return ""
	}
	for _, types := range [][]*DetailType{selected, possible} {
		for _, search := range []func([]string, []*DetailType) string{tried, misspelled, elsewhere} {
			if nearest := search(path, types); nearest != "" {
				return nearest
			}
		}
	}
	return ""
}

// tried is the documented path for one that has a name which people try.
func tried(path []string, types []*DetailType) string {
	for n := 1; n < len(path); n++ {
		for _, d := range types {
			object := d.resolve(path[:n])
			if object == nil || object.Kind != Object {
				continue
			}
			for _, i := range object.instead {
				meant := slices.Concat(path[:n], []string{i.documented}, path[n+1:])
				if prose.Fold(i.tried) == prose.Fold(path[n]) && d.resolve(meant) != nil {
					return joinPath(meant)
				}
			}
		}
	}
	return ""
}

// allPaths lists the paths of all fields of the detail-types.
func allPaths(types []*DetailType) []string {
	var all []string
	for _, d := range types {
		all = append(all, fieldNames(d.Source.Envelope)...)
		Walk(d.Fields, func(f *Field) bool {
			all = append(all, "detail."+joinPath(f.Path))
			return true
		})
	}
	return deduplicate(all)
}

// misspelled is the documented path of which each name is the same or near. The
// keys of a map are kept as they are.
func misspelled(path []string, types []*DetailType) string {
	all := allPaths(types)
	if best := misspelledName(path, all); best != "" {
		return best
	}
	for n := len(path) - 1; n > 1; n-- {
		best := misspelledName(path[:n], all)
		isMap := slices.ContainsFunc(types, func(d *DetailType) bool {
			f := d.resolve(strings.Split(best, "."))
			return f != nil && f.Kind == Map && len(f.Path) > 1
		})
		if best != "" && isMap {
			return best + "." + joinPath(path[n:])
		}
	}
	return ""
}

func misspelledName(path, all []string) string {
	best, most := "", -1
	for _, candidate := range all {
		steps := strings.Split(candidate, ".")
		if len(steps) != len(path) {
			continue
		}
		same := 0
		for i, step := range steps {
			if step == path[i] {
				same++
			} else if _, near := prose.Nearest(path[i], []string{step}); !near {
				same = -1
				break
			}
		}
		nearer := same == most && same >= 0 && prose.Distance(joinPath(path), candidate) < prose.Distance(joinPath(path), best)
		if same > most || nearer {
			best, most = candidate, same
		}
	}
	return best
}

// elsewhere is the documented path that has the same names at another place:
// below detail, inside an object, or, if there is only one, in another object.
func elsewhere(path []string, types []*DetailType) string {
	all := allPaths(types)
	ending := func(tail []string) []string {
		return slices.DeleteFunc(slices.Clone(all), func(candidate string) bool {
			return !strings.HasSuffix(candidate, "."+joinPath(tail))
		})
	}
	steps := func(path string) int { return strings.Count(path, ".") + 1 }
	names := path
	if names[0] == "detail" {
		names = names[1:]
	}
	if found := ending(names); len(found) > 0 {
		return slices.MinFunc(found, func(a, b string) int { return steps(a) - steps(b) })
	}
	for n := 1; n < len(names); n++ {
		found := ending(names[n:])
		if len(found) == 1 && steps(found[0]) <= len(path) {
			return found[0]
		}
	}
	return ""
}
