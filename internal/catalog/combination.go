package catalog

import (
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// combination is one way to choose a branch of each $or: an event matches a
// pattern when it meets all leaves of at least one combination.
type combination struct {
	leaves   []*pattern.Field
	branches []*pattern.Object // that were chosen
}

// combinations lists all of them. The pattern language bounds their number.
func combinations(root *pattern.Object) []combination {
	all := expandObject(root)
	for i := range all {
		all[i].leaves = effective(all[i].leaves)
	}
	return all
}

func expandObject(o *pattern.Object) []combination {
	all := []combination{{}}
	for _, f := range o.Fields {
		switch {
		case f.Object != nil:
			all = product(all, expandObject(f.Object))
		case f.Or != nil:
			var chosen []combination
			for _, branch := range f.Or {
				for _, c := range expandObject(branch) {
					c.branches = append([]*pattern.Object{branch}, c.branches...)
					chosen = append(chosen, c)
				}
			}
			all = product(all, chosen)
		default:
			all = product(all, []combination{{leaves: []*pattern.Field{f}}})
		}
	}
	return all
}

func product(left, right []combination) []combination {
	all := make([]combination, 0, len(left)*len(right))
	for _, l := range left {
		for _, r := range right {
			all = append(all, combination{
				leaves:   append(append([]*pattern.Field(nil), l.leaves...), r.leaves...),
				branches: append(append([]*pattern.Object(nil), l.branches...), r.branches...),
			})
		}
	}
	return all
}

// effective drops the leaves whose path is set again further down: for
// EventBridge the last one counts.
func effective(leaves []*pattern.Field) []*pattern.Field {
	last := make(map[string]*pattern.Field, len(leaves))
	for _, l := range leaves {
		last[joinPath(l.Path)] = l
	}
	kept := leaves[:0:0]
	for _, l := range leaves {
		if last[joinPath(l.Path)] == l {
			kept = append(kept, l)
		}
	}
	return kept
}

func joinPath(path []string) string { return strings.Join(path, ".") }

func (c combination) leaf(path ...string) *pattern.Field {
	for _, l := range c.leaves {
		if joinPath(l.Path) == joinPath(path) {
			return l
		}
	}
	return nil
}
