package pattern

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Limits of the service and of its engine.
const (
	// maxSize is the default quota for the size of an event pattern, in characters as sent.
	maxSize = 2048
	// maxSizeAPI is the size beyond which the API refuses a pattern whatever the quota.
	maxSizeAPI = 4096
	// maxCombinations is the number of combinations that the "$or" of one pattern may make.
	maxCombinations = 1000
	// maxFields is the number of fields that the engine takes in one combination.
	maxFields = 256
	// maxDepth is the number of levels that JSON may be nested, in both patterns and events.
	maxDepth = 1000
	// maxWildcardComplexity is the complexity of a field's wildcards that EventBridge is known to accept. The service does not document its
	// bound; it is known to refuse 11 and more. Of 10 nothing is known.
	maxWildcardComplexity = 9
	wildcardsRefused      = 11
)

// compile makes a pattern out of a tree without errors. It adds the problems that concern the pattern as a whole, and gives nil when
// one of them is an error.
func (p *parser) compile(root *Object) *Pattern {
	text := string(root.appendJSON(nil))
	sized := p.checkSize(text)

	if !p.checkCombinations(root) || !sized {
		return nil
	}

	p.checkComplexity(root)

	if p.problems.HasErrors() {
		return nil
	}

	p.checkMixups(root)
	p.checkAlways(root)
	p.checkEnvelope(root)

	e := expander{replaced: map[*Field]*Field{}}
	drafts := e.object(root, []draft{{fields: map[string]*Field{}}})

	p.reportReplaced(e.replaced, drafts)

	for _, d := range drafts {
		if len(d.fields) > maxFields {
			p.add(Problem{
				Path: "$", Summary: "Too many fields", Found: prose.Count(len(d.fields), "field"),
				Detail: fmt.Sprintf("The pattern asks for %d fields at once. EventBridge's engine accepts at most %d.", len(d.fields), maxFields),
			}, 0)

			return nil
		}
	}

	pattern := &Pattern{root: root, text: text, alternatives: alternatives(drafts)}
	pattern.canonical = sync.OnceValue(pattern.canonicalText)
	pattern.build(p.withoutLost(root, drafts))

	return pattern
}

// build compiles the combinations.
func (p *Pattern) build(drafts []draft) {
	p.trie = newTrie()
	numbers := map[string]int32{}
	predicates := map[*Field]*predicate{}

	for _, d := range drafts {
		rule := subrule{tests: make([]test, 0, len(d.fields))}

		for _, key := range d.sortedKeys() {
			number, known := numbers[key]
			if !known {
				number = int32(len(p.keys))
				numbers[key] = number
				p.keys = append(p.keys, key)
				p.trie.insert(key, number)
			}

			field := d.fields[key]

			compiled := predicates[field]
			if compiled == nil {
				compiled = newPredicate(key, field.Conditions)
				predicates[field] = compiled
			}

			rule.tests = append(rule.tests, test{field: number, predicate: compiled})
		}

		p.subrules = append(p.subrules, rule)
		p.drafts = append(p.drafts, d)
	}

	p.emptyNames = usesEmptyNames(p.keys)
}

func (t *trie) insert(key string, field int32) {
	for name := range strings.SplitSeq(key, ".") {
		t = t.addChild(name)
	}

	t.field = field
}

func (p *parser) checkCombinations(root *Object) bool {
	if countCombinations(root, maxCombinations) <= maxCombinations {
		return true
	}

	p.add(Problem{
		Path: "$", Summary: "Too many $or combinations",
		Detail: fmt.Sprintf("The branches of all `$or` in the pattern make more than %d combinations. EventBridge accepts at most that many; the numbers of branches are multiplied. "+
			"If branches differ in one field only, list the values under that field instead, or split the pattern into several rules.", maxCombinations),
	}, 0)

	return false
}

// reportReplaced warns of fields that a later one with the same path replaces.
func (p *parser) reportReplaced(replaced map[*Field]*Field, drafts []draft) {
	if len(replaced) == 0 {
		return
	}

	kept := map[*Field]bool{}
	for _, d := range drafts {
		for _, field := range d.fields {
			kept[field] = true
		}
	}

	for field, by := range replaced {
		field.Overridden = !kept[field]

		problem := Problem{
			Path: field.JSONPath, Severity: Warning, Summary: "Field set twice", Found: string(appendQuoted(nil, field.Name)),
			Detail: fmt.Sprintf("The field `%s` is set again at line %d, column %d (%s). The last one counts, so this one has no effect; the two are not ANDed or ORed.",
				field.Key(), by.Position.Line, by.Position.Column, by.JSONPath),
		}

		if !field.Overridden {
			problem.Detail = fmt.Sprintf("The field `%s` is set again at line %d, column %d (%s). In the combinations of `$or` that have both, the last one counts; they are not ANDed.",
				field.Key(), by.Position.Line, by.Position.Column, by.JSONPath)
		}

		p.add(problem, field.Position.Offset)
	}
}

// withoutLost are the drafts that the engine adds. It warns of those that it loses, and of those that it loses at times; see [machine].
func (p *parser) withoutLost(root *Object, drafts []draft) []draft {
	if len(drafts) == 1 {
		return drafts
	}

	m := machine{start: newMachineState()}
	kept := make([]draft, 0, len(drafts))
	fates := map[fate]int{}

	for i, d := range drafts {
		fate := m.add(i, d)
		if fates[fate]++; fate != lost {
			kept = append(kept, d)
		}
	}

	at := root.firstOr()
	p.reportLost(at, "leaves out", fates[lost], len(drafts))
	p.reportLost(at, "at times leaves out", fates[doubtful], len(drafts))

	return kept
}

func (p *parser) reportLost(at *Field, does string, lost, of int) {
	if lost == 0 {
		return
	}

	p.add(Problem{
		Path: at.JSONPath, Severity: Warning, Summary: "Ignored $or branch", Found: wordOr,
		Detail: fmt.Sprintf("EventBridge's engine %s %s of this pattern's %d: it mistakes a combination for a known one if an earlier one has the same fields "+
			"and shares a value with it in each of them. If the branches differ in one field only, list their values under that field; otherwise, make the branches' lists disjoint.",
			does, prose.Count(lost, "combination"), of),
	}, at.Position.Offset)
}

func (o *Object) firstOr() *Field {
	var first *Field

	o.walk(func(field *Field) bool {
		if field.Or != nil && first == nil {
			first = field
		}

		return first == nil
	})

	return first
}

// checkComplexity reports wildcards that are so complex that EventBridge refuses them, or may do so.
func (p *parser) checkComplexity(root *Object) {
	for _, leaf := range root.Leaves() {
		total, certain := 0, 0

		for _, condition := range leaf.Conditions {
			if condition.Operator == OperatorWildcard || condition.Operator == OperatorAnythingButWildcard {
				for _, v := range condition.Values {
					complexity, exact := wildcardComplexity(v.Text)
					total += complexity

					if exact {
						certain = max(certain, complexity)
					}
				}
			}
		}

		problem := Problem{
			Path: leaf.JSONPath, Severity: Warning, Summary: "Wildcards too complex", Found: "complexity " + strconv.Itoa(total),
			Detail: fmt.Sprintf("The wildcards of the field `%s` have complexity %d: that many of their beginnings can match one value at once. ", leaf.Key(), total),
		}

		switch {
		case certain >= wildcardsRefused:
			problem.Severity = Error
			problem.Detail += fmt.Sprintf("EventBridge refuses a wildcard of complexity %d or more.", wildcardsRefused)
		case total > maxWildcardComplexity:
			problem.Detail += fmt.Sprintf("EventBridge accepts %d and may refuse more.", maxWildcardComplexity)
		default:
			continue
		}

		problem.Detail += " Use fewer asterisks, or fewer repeated characters after one."
		p.add(problem, leaf.Position.Offset)
	}
}

// appendJSON appends the object as compact JSON, with the keys in their order and the numbers as spelt.
func (o *Object) appendJSON(to []byte) []byte {
	to = append(to, '{')

	for i, field := range o.Fields {
		if i > 0 {
			to = append(to, ',')
		}

		to = append(appendQuoted(to, field.Name), ':')

		switch {
		case field.Object != nil:
			to = field.Object.appendJSON(to)
		case field.Or != nil:
			for j, branch := range field.Or {
				to = append(to, "[,"[min(j, 1)])
				to = branch.appendJSON(to)
			}

			to = append(to, ']')
		default:
			for j, condition := range field.Conditions {
				to = append(to, "[,"[min(j, 1)])
				to = condition.appendJSON(to)
			}

			to = append(to, ']')
		}
	}

	return append(to, '}')
}
