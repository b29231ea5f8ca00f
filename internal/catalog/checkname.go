package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// describeTypes names detail-types, or the families and sources that they make
// up.
func describeTypes(types []*DetailType) string {
	var names []string
	rest := slices.Clone(types)
	take := func(whole []*DetailType, title string) {
		if len(whole) < 2 || slices.ContainsFunc(whole, func(d *DetailType) bool { return !slices.Contains(rest, d) }) {
			return
		}
		names = append(names, title)
		rest = slices.DeleteFunc(rest, func(d *DetailType) bool { return slices.Contains(whole, d) })
	}
	for _, d := range types {
		if slices.Contains(rest, d) {
			take(d.Source.DetailTypes, d.Source.Title)
		}
		if slices.Contains(rest, d) {
			take(d.Family.DetailTypes, "the "+d.Family.Title)
		}
	}
	for _, d := range rest {
		names = append(names, prose.Code(d.Name))
	}
	return prose.And(deduplicate(names))
}

// noField reports a path that none of the selected detail-types has.
func (k *checker) noField(leaf *pattern.Field, selected, possible []*DetailType) {
	missing := slices.ContainsFunc(leaf.Conditions, isMissing)
	if carriers := documentedFor(leaf.Path, selected); len(carriers) > 0 {
		if missing {
			return // asking for its absence is right, if needless
		}
		k.add(leaf, nil, Finding{
			Code: FieldNotCarried, Severity: Mistake, Summary: "Field not in these events", Documented: detailTypeNames(carriers),
			Detail: fmt.Sprintf("No documented event of %s has the field %s, so this condition never matches. The field is documented for %s.",
				describeTypes(selected), prose.Code(joinPath(leaf.Path)), describeTypes(carriers)),
		})
		return
	}

	finding := Finding{Code: UnknownField, Severity: Mistake, Summary: "Unknown event field"}
	effect := "so this condition never matches"
	if missing {
		finding.Severity, effect = Doubt, "so this condition always matches"
	}
	if isDetailTypeMisspelled(leaf.Path) {
		finding.Nearest = "detail-type"
		finding.Detail = fmt.Sprintf("Events have no field %s, %s. The name in an event is %s.", prose.Code(joinPath(leaf.Path)), effect, prose.Code("detail-type"))
		k.add(leaf, nil, finding)
		return
	}
	var rest string
	finding.Nearest = suggest(leaf.Path, selected, possible)
	finding.Documented, rest = describePlace(leaf.Path, selected)
	finding.Detail = fmt.Sprintf("No documented event of %s has a field %s, %s.%s%s",
		sourceTitles(possible), prose.Code(joinPath(leaf.Path)), effect, prose.DidYouMean(finding.Nearest)+hintOf(leaf.Path, possible), rest)
	k.add(leaf, nil, finding)
}

func isDetailTypeMisspelled(path []string) bool {
	return len(path) == 1 && path[0] != "detail-type" && prose.Fold(path[0]) == prose.Fold("detail-type")
}

func sourceTitles(types []*DetailType) string {
	var titles []string
	for _, d := range types {
		if !slices.Contains(titles, d.Source.Title) {
			titles = append(titles, d.Source.Title)
		}
	}
	return strings.Join(titles, " or ")
}

// documentedFor lists the detail-types of the same sources that have the path.
func documentedFor(path []string, selected []*DetailType) []*DetailType {
	var carriers []*DetailType
	var sources []*Source
	for _, d := range selected {
		if slices.Contains(sources, d.Source) {
			continue
		}
		sources = append(sources, d.Source)
		for _, other := range d.Source.DetailTypes {
			if other.resolve(path) != nil {
				carriers = append(carriers, other)
			}
		}
	}
	return carriers
}

// describePlace lists the names that are documented at the deepest part of a
// path that exists, and says so.
func describePlace(path []string, selected []*DetailType) (documented []string, rest string) {
	known := len(path) - 1
	var parents []*Field
	for ; known > 0; known-- {
		for _, d := range selected {
			if f := d.resolve(path[:known]); f != nil {
				parents = append(parents, f)
			}
		}
		if len(parents) > 0 {
			break
		}
	}
	place := prose.Code(joinPath(path[:known]))
	switch {
	case known == 0:
		documented = fieldNames(selected[0].Source.Envelope)
		rest = fmt.Sprintf(" An event consists of %s.", prose.CodeAnd(documented))
	case known == 1 && path[0] == "detail":
		for _, d := range selected {
			documented = append(documented, fieldNames(d.Fields)...)
		}
		documented = deduplicate(documented)
		rest = fmt.Sprintf(" %s has %s.", place, prose.CodeAnd(documented))
	case parents[0].Kind == Object:
		for _, f := range parents {
			documented = append(documented, fieldNames(f.Fields)...)
		}
		documented = deduplicate(documented)
		rest = fmt.Sprintf(" %s has %s.", place, prose.CodeAnd(documented))
	case parents[0].Format == JSONText:
		rest = fmt.Sprintf(" %s is a string that holds JSON, which EventBridge does not parse. Match the string, for example with %s.", place, prose.Code("wildcard"))
	default:
		rest = fmt.Sprintf(" %s is %s and has no fields.", place, parents[0].Kind.json())
	}
	return documented, rest
}

// checkUnknownSource looks at a leaf of a pattern that the catalog knows
// nothing about: only at what holds for every event of EventBridge.
func (k *checker) checkUnknownSource(leaf *pattern.Field) {
	if len(leaf.Path) == 1 && leaf.Path[0] == "source" && k.scope.isPartnerBus() {
		k.checkForeignSource(leaf)
		return
	}
	if f := lookUp(k.catalog.envelope, leaf.Path[:1]); f != nil {
		if f.Format == AccountID && len(leaf.Path) == 1 {
			k.checkAccount(leaf, f)
		}
		return
	}
	if slices.ContainsFunc(leaf.Conditions, isMissing) {
		return
	}
	names := fieldNames(k.catalog.envelope)
	nearest, near := prose.Nearest(leaf.Path[0], names)
	if !near {
		return
	}
	k.add(leaf, nil, Finding{
		Code: UnknownField, Severity: Mistake, Summary: "Unknown event field", Nearest: nearest, Documented: names,
		Detail: fmt.Sprintf("Events have no field %s, so this condition never matches. The name in an event is %s.", prose.Code(leaf.Path[0]), prose.Code(nearest)),
	})
}

// checkAccount checks conditions on an account ID, which has 12 digits on every
// event bus.
func (k *checker) checkAccount(leaf *pattern.Field, f *Field) {
	if f.canMeet(leaf.Conditions, f.domain()) {
		return
	}
	for _, c := range leaf.Conditions {
		k.add(leaf, &c, Finding{
			Code: NeverHolds, Severity: Mistake, Summary: "Condition never matches",
			Detail: fmt.Sprintf("No event meets this condition on %s: it is an AWS account ID, a string of 12 digits.", prose.Code(f.Name)),
		})
	}
}

// checkForeignSource checks `source` on the bus of a partner that the catalog
// does not know. Every such bus sees the events of its own source only.
func (k *checker) checkForeignSource(leaf *pattern.Field) {
	bus := k.scope.EventBusName
	if pattern.NewEvaluator(leaf.Conditions...).Holds(pattern.TextValue(bus)) {
		return
	}
	k.add(leaf, nil, Finding{
		Code: UnseenSource, Severity: Mistake, Summary: "Source never on this event bus", Documented: []string{bus},
		Detail: fmt.Sprintf("A partner event bus receives only events of its own source, %s, which no condition on %s matches.", prose.Code(bus), prose.Code("source")),
	})
}
