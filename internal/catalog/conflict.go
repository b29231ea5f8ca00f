package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// conflict is a reason why no event meets a combination although each of its
// conditions can be met.
type conflict struct {
	first, second *pattern.Field // in the order of the text
	reason        string
}

// findConflict reports whether an event can meet the combination, and if not,
// which of its conditions exclude each other.
func (k *checker) findConflict(e *evaluation) {
	if len(e.sources) == 0 {
		return
	}
	for _, leaf := range e.Fields {
		if k.leafIsDead(leaf, k.selectedFor(leaf)) {
			e.dead = true // a finding about the leaf says why
		}
	}
	if e.dead {
		return
	}

	meeting := func(leaves ...*pattern.Field) []*DetailType {
		return slices.DeleteFunc(slices.Clone(e.possible), func(d *DetailType) bool {
			return slices.ContainsFunc(leaves, func(l *pattern.Field) bool { return !k.meets(d, l) })
		})
	}
	all := meeting(e.Fields...)
	if len(all) > 0 {
		var excluded *conflict
		for _, d := range all {
			c := k.excluded(d, e)
			if c == nil {
				return // this one can meet it
			}
			if excluded == nil {
				excluded = c
			}
		}
		e.dead, e.conflict = true, excluded
		return
	}

	e.dead = true
	for i, first := range e.Fields {
		for _, second := range e.Fields[i+1:] {
			if len(meeting(first, second)) == 0 {
				e.conflict = k.conflictOfTwo(e, first, second, meeting(first), meeting(second))
				return
			}
		}
	}
	e.conflict = k.conflictOfMany(e)
}

// selectedFor lists the detail-types that are selected in any combination that
// the leaf takes part in.
func (k *checker) selectedFor(leaf *pattern.Field) []*DetailType {
	if joinPath(leaf.Path) == "detail-type" {
		return k.leaves[leaf].possible
	}
	return k.leaves[leaf].selected
}

// excluded returns the conditions of which a documented exclusion says that
// they never hold together.
func (k *checker) excluded(d *DetailType, e *evaluation) *conflict {
	for _, exclusion := range d.Exclusions {
		var forced []*pattern.Field
		for _, term := range exclusion.Terms {
			f := descend(d.Fields, term.Field)
			if f == nil {
				break
			}
			leaf := leafOf(e.Alternative, append([]string{"detail"}, term.Field...)...)
			if leaf == nil || f.canMeet(leaf.Conditions, f.without(term)) {
				break
			}
			forced = append(forced, leaf)
		}
		if len(forced) == len(exclusion.Terms) {
			slices.SortFunc(forced, func(a, b *pattern.Field) int { return a.Position.Offset - b.Position.Offset })
			first, second := forced[0], forced[len(forced)-1]
			return &conflict{first: first, second: second, reason: bothConditions(first, second) + " " + prose.Sentence(exclusion.Description)}
		}
	}
	return nil
}

// without is what the field can hold while the term does not hold.
func (f *Field) without(t Term) domain {
	d := f.domain()
	d.except, d.values = t.Value, d.values && t.Value != ""
	return d
}

// conflictOfTwo describes a conflict of two conditions that no detail-type meets together.
func (k *checker) conflictOfTwo(e *evaluation, first, second *pattern.Field, meetsFirst, meetsSecond []*DetailType) *conflict {
	for _, p := range [][2]*pattern.Field{{first, second}, {second, first}} {
		selector, field := p[0], p[1]
		if joinPath(selector.Path) != "detail-type" {
			continue
		}
		types := meetsFirst
		if selector == second {
			types = meetsSecond
		}
		// What is wrong with the field on the selected detail-types alone.
		sub := newChecker(k.catalog, k.scope)
		sub.checkField(field, types, e.possible)
		if len(sub.findings) > 0 {
			return &conflict{first: selector, second: field, reason: sub.findings[0].Detail}
		}
	}
	reason := bothConditions(first, second)
	if len(documentedWith(first.Path, second.Path, e.possible)) == 0 {
		reason += " No documented detail-type has both fields:"
	} else {
		reason += " No documented detail-type meets both:"
	}
	reason += fmt.Sprintf(" the first holds for %s, the second for %s.", describeTypes(meetsFirst), describeTypes(meetsSecond))
	return &conflict{first: first, second: second, reason: reason}
}

func documentedWith(a, b []string, types []*DetailType) []*DetailType {
	return slices.DeleteFunc(slices.Clone(types), func(d *DetailType) bool { return d.resolve(a) == nil || d.resolve(b) == nil })
}

// conflictOfMany describes a conflict of three conditions or more.
func (k *checker) conflictOfMany(e *evaluation) *conflict {
	// Leave out what is not needed for the conflict.
	needed := slices.Clone(e.Fields)
	for i := 0; i < len(needed); {
		rest := slices.Delete(slices.Clone(needed), i, i+1)
		met := slices.ContainsFunc(e.possible, func(d *DetailType) bool {
			return !slices.ContainsFunc(rest, func(l *pattern.Field) bool { return !k.meets(d, l) })
		})
		if met {
			i++
		} else {
			needed = rest
		}
	}
	names := make([]string, len(needed))
	for i, leaf := range needed {
		names[i] = describeLeaf(leaf)
	}
	return &conflict{
		first: needed[0], second: needed[len(needed)-1],
		reason: "No documented event can meet these conditions together: " + strings.Join(names, "; ") + ".",
	}
}

// maxShown is the length up to which a message shows a condition whole.
const maxShown = 100

func describeLeaf(leaf *pattern.Field) string {
	conditions := make([]string, len(leaf.Conditions))
	for i, c := range leaf.Conditions {
		conditions[i] = c.JSON()
	}
	shown := prose.Shorten("["+strings.Join(conditions, ",")+"]", maxShown)
	return fmt.Sprintf("%s %s", prose.Code(joinPath(leaf.Path)), prose.Code(shown))
}

func bothConditions(first, second *pattern.Field) string {
	return fmt.Sprintf("No documented event can meet %s and %s together.", describeLeaf(first), describeLeaf(second))
}

// reportConflicts reports the conflicts of a pattern that never matches, and
// those of the branches that never do.
func (k *checker) reportConflicts() {
	reported := make(map[[2]*pattern.Field]bool)
	report := func(c *conflict, branch *pattern.Object) {
		key := [2]*pattern.Field{c.first, c.second}
		if reported[key] {
			return
		}
		reported[key] = true
		at, other := c.second, c.first
		detail := c.reason
		if branch != nil {
			if !strings.HasPrefix(at.JSONPath, branch.JSONPath) {
				at, other = other, at
			}
			detail = fmt.Sprintf("The branch %s never matches. %s", prose.Code(branch.JSONPath), detail)
		}
		k.add(at, nil, Finding{
			Code: Contradiction, Severity: Mistake, Summary: "Conflicting conditions",
			Detail: detail, Other: other.Path, ofDocumented: true,
		})
	}

	if !slices.ContainsFunc(k.evaluations, func(e *evaluation) bool { return !e.dead }) {
		for _, e := range k.evaluations {
			if e.conflict != nil {
				report(e.conflict, nil)
			}
		}
		return
	}
	for _, e := range k.evaluations {
		if e.conflict == nil {
			continue
		}
		for _, branch := range e.Branches {
			if k.branchIsDead(branch) {
				report(e.conflict, branch)
				break
			}
		}
	}
}

func (k *checker) branchIsDead(branch *pattern.Object) bool {
	return !slices.ContainsFunc(k.evaluations, func(e *evaluation) bool {
		return slices.Contains(e.Branches, branch) && !e.dead
	})
}
