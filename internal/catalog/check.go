package catalog

import (
	"slices"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// Check says what the catalog knows about a pattern: names and values that no
// documented event has, matchers of the wrong type, conditions that no
// documented event can meet together, and conditions that mean nothing. A
// pattern on a source that the catalog does not know is left alone. Nothing in
// a pattern that matches a sample is a Mistake, but for names and values in a
// typed rule that nobody documents. Findings are in the order of the pattern's
// text; those about the whole pattern or the bus come first.
func (c *Catalog) Check(p *pattern.Pattern, scope Scope) []Finding {
	if p == nil {
		return nil
	}
	k := newChecker(c, scope)
	for _, combo := range p.Alternatives() {
		k.evaluations = append(k.evaluations, k.selectTypes(combo))
	}
	k.selectForLeaves()
	for _, leaf := range p.Root().Leaves() {
		k.checkLeaf(leaf)
	}
	for _, e := range k.evaluations {
		k.findConflict(e)
	}
	k.reportConflicts()
	k.checkBus()
	k.checkMatchesAll()
	k.lessenMistakes(p)
	slices.SortStableFunc(k.findings, func(a, b Finding) int { return a.offset - b.offset })
	return k.findings
}

type checker struct {
	catalog     *Catalog
	scope       Scope
	evaluations []*evaluation
	leaves      map[*pattern.Field]*leafTypes
	met         map[metKey]bool // what meets found out
	findings    []Finding
}

// leafTypes are the detail-types that a leaf is about, in all combinations
// that it takes part in.
type leafTypes struct {
	possible, selected []*DetailType
	known              bool // in every combination
	tied               bool // in one combination at least
}

type metKey struct {
	detailType *DetailType
	leaf       *pattern.Field
}

func newChecker(c *Catalog, scope Scope) *checker {
	return &checker{catalog: c, scope: scope, met: make(map[metKey]bool), leaves: make(map[*pattern.Field]*leafTypes)}
}

// evaluation is what is known about one combination.
type evaluation struct {
	pattern.Alternative
	// sources whose events the combination is about; none if the catalog
	// knows nothing about it.
	sources []*Source
	// possible are the detail-types of the sources, within the scope.
	possible []*DetailType
	// selected are those of them that the condition on `detail-type` lets
	// pass, or all if it lets none pass, which is a separate finding.
	selected []*DetailType
	// conflict is why no event meets the combination, if there is a reason
	// that is not a finding about a single leaf.
	conflict *conflict
	// dead reports that no event meets the combination.
	dead bool
	// tied reports that no other source can send what is meant: the rule is a typed
	// one, or `source` or the event bus says so.
	tied bool
}

func (k *checker) selectTypes(combo pattern.Alternative) *evaluation {
	e := &evaluation{Alternative: combo, sources: k.catalog.candidates(combo, k.scope)}
	e.tied = k.scope.Family != nil || k.scope.isPartnerBus() || leafOf(combo, "source") != nil
	for _, s := range e.sources {
		types := s.DetailTypes
		if k.scope.Family != nil {
			types = k.scope.Family.sentBy(s)
		}
		e.possible = append(e.possible, types...)
	}
	e.selected = e.possible
	if leaf := leafOf(combo, "detail-type"); leaf != nil {
		selected := slices.DeleteFunc(slices.Clone(e.possible), func(d *DetailType) bool { return !k.meets(d, leaf) })
		if len(selected) > 0 {
			e.selected = selected
		}
	}
	return e
}

// field is what a leaf's path means in events of the detail-type, or nil.
func (k *checker) field(d *DetailType, path []string) *Field {
	switch {
	case len(path) == 1 && path[0] == "detail-type":
		return &Field{Name: path[0], Path: path, Kind: Enum, Enum: []string{d.Name}, Presence: Always}
	case len(path) == 1 && path[0] == "source":
		return d.Source.sourceField(k.scope)
	default:
		return d.resolve(path)
	}
}

// meets reports whether events of the detail-type can meet the leaf.
func (k *checker) meets(d *DetailType, leaf *pattern.Field) bool {
	key := metKey{detailType: d, leaf: leaf}
	met, known := k.met[key]
	if !known {
		if f := k.field(d, leaf.Path); f != nil {
			met = f.canMeet(leaf.Conditions, f.domain())
		} else {
			met = slices.ContainsFunc(leaf.Conditions, isMissing)
		}
		k.met[key] = met
	}
	return met
}

// isMissing reports whether the condition holds for a field that is not there.
func isMissing(c pattern.Condition) bool {
	return c.Operator == pattern.OperatorExists && c.Values[0].Kind == pattern.KindFalse
}

func (k *checker) selectForLeaves() {
	for _, e := range k.evaluations {
		for _, leaf := range e.Fields {
			types := k.leaves[leaf]
			if types == nil {
				types = &leafTypes{known: true}
				k.leaves[leaf] = types
			}
			types.known, types.tied = types.known && len(e.sources) > 0, types.tied || e.tied
			types.possible = appendNew(types.possible, e.possible)
			types.selected = appendNew(types.selected, e.selected)
		}
	}
}

// checkLeaf reports what is wrong with a leaf on its own: in every combination
// that it takes part in.
func (k *checker) checkLeaf(leaf *pattern.Field) {
	types := k.leaves[leaf]
	switch {
	case types == nil: // another one overrides it
	case !types.known:
		k.checkUnknownSource(leaf)
	case joinPath(leaf.Path) == "detail-type":
		k.checkDetailType(leaf, types.possible)
	case joinPath(leaf.Path) == "source":
		k.checkSource(leaf, types.possible)
	default:
		k.checkField(leaf, types.selected, types.possible)
	}
}

func appendNew(to, from []*DetailType) []*DetailType {
	for _, d := range from {
		if !slices.Contains(to, d) {
			to = append(to, d)
		}
	}
	return to
}

// leafIsDead reports whether a finding already says that no event meets the leaf.
func (k *checker) leafIsDead(leaf *pattern.Field, selected []*DetailType) bool {
	return !slices.ContainsFunc(selected, func(d *DetailType) bool { return k.meets(d, leaf) })
}

// add records a finding at a leaf, or at one of its conditions.
func (k *checker) add(leaf *pattern.Field, c *pattern.Condition, f Finding) {
	if types := k.leaves[leaf]; types != nil && types.known && !types.tied && f.Severity == Mistake {
		f.Severity = Doubt // another source may well use the same detail-type
	}
	f.Path = leaf.Path
	position := leaf.Position
	f.JSONPath = leaf.JSONPath
	if c != nil {
		position, f.JSONPath = c.Position, c.JSONPath
		if f.Found == "" {
			f.Found = c.JSON()
		}
	}
	f.Line, f.Column, f.offset = position.Line, position.Column, position.Offset
	k.findings = append(k.findings, f)
}

// addWhole records a finding about the whole pattern, or the rule's bus.
func (k *checker) addWhole(f Finding) {
	f.JSONPath, f.Line, f.Column = "$", 1, 1
	k.findings = append(k.findings, f)
}
