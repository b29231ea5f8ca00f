package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// checkDetailType checks the conditions on `detail-type`.
func (k *checker) checkDetailType(leaf *pattern.Field, possible []*DetailType) {
	names := detailTypeNames(possible)
	v := fieldView{leaf: leaf, merged: &Field{Name: "detail-type", Path: leaf.Path, Kind: Enum, Enum: names, Presence: Always}, selected: possible}
	before := len(k.findings)
	for _, c := range leaf.Conditions {
		met := v.merged.meets(c, v.merged.domain())
		switch {
		case v.typeMismatch(c) != "":
			k.add(leaf, &c, v.wrongType(c))
		case c.Operator.IsNegation():
			for _, excluded := range c.Excluded() {
				k.checkExcludedDetailType(leaf, c, excluded, possible)
			}
		case met || (isNull(c) || c.Operator == pattern.OperatorExists) && len(leaf.Conditions) > 1:
		case isNull(c) || c.Operator == pattern.OperatorExists:
			k.add(leaf, &c, v.explain(c))
		default:
			k.add(leaf, &c, k.unknownDetailType(c.Operator, c.Values[0].Text, possible))
		}
	}
	if len(k.findings) == before {
		k.checkAlwaysHolds(v)
	}
}

func (k *checker) checkExcludedDetailType(leaf *pattern.Field, c, excluded pattern.Condition, possible []*DetailType) {
	evaluator := pattern.NewEvaluator(excluded)
	if slices.ContainsFunc(k.catalog.detailTypes, func(d *DetailType) bool { return evaluator.Holds(pattern.TextValue(d.Name)) }) {
		return
	}
	value := excluded.Values[0]
	finding := k.unknownDetailType(excluded.Operator, value.Text, possible)
	finding.Found = value.JSON()
	if _, near := nearestDetailType(value.Text, possible); !near && !k.isNotDetailType(value.Text, possible) {
		finding.Severity = Doubt
	}
	k.add(leaf, &c, finding)
}

func (k *checker) isNotDetailType(name string, possible []*DetailType) bool {
	return slices.ContainsFunc(possible, func(d *DetailType) bool { return d.Source.NotDetailTypes[name] != "" })
}

// unknownDetailType says that no possible detail-type fits a condition.
func (k *checker) unknownDetailType(o pattern.Operator, name string, possible []*DetailType) Finding {
	names := detailTypeNames(possible)
	finding := Finding{Code: UnknownDetailType, Severity: Mistake, Summary: "Unknown detail-type", Documented: names}
	who := sourceTitles(possible)
	if k.scope.Family != nil {
		who = k.scope.Family.Title
	}
	switch o {
	case pattern.OperatorPrefix, pattern.OperatorPrefixIgnoreCase:
		finding.Detail = fmt.Sprintf("No documented detail-type of %s begins with %s.", who, prose.Code(name))
		finding.Nearest = nearestBeginning(name, names)
	case pattern.OperatorSuffix, pattern.OperatorSuffixIgnoreCase:
		finding.Detail = fmt.Sprintf("No documented detail-type of %s ends with %s.", who, prose.Code(name))
		finding.Nearest = nearestEnding(name, names)
	case pattern.OperatorWildcard:
		finding.Detail = fmt.Sprintf("No documented detail-type of %s matches %s.", who, prose.Code(name))
	default:
		for _, d := range possible {
			if hint := d.Source.NotDetailTypes[name]; hint != "" {
				finding.Detail = hint
				return finding
			}
		}
		if d := k.catalog.byName[name]; d != nil {
			finding.Summary = "Detail-type of another source"
			if d.Source == possible[0].Source {
				finding.Summary = "Detail-type of another rule"
			}
			use := ""
			if k.scope.Family != nil {
				use = ": use " + prose.Code("eventbridge_"+d.Family.ResourceName)
			}
			finding.Detail = fmt.Sprintf("%s belongs to the %s, not to %s%s. %s.", prose.Code(name), d.Family.Title, who, use, documented("detail-type", names))
			return finding
		}
		finding.Nearest, _ = nearestDetailType(name, possible)
		finding.Detail = fmt.Sprintf("%s is not a documented detail-type of %s.", prose.Code(name), who)
	}
	finding.Detail += prose.DidYouMean(finding.Nearest) + " " + documented("detail-type", names) + "."
	return finding
}

// checkSource checks the conditions on `source` against what the bus sees.
func (k *checker) checkSource(leaf *pattern.Field, possible []*DetailType) {
	var sources []*Source
	for _, d := range possible {
		if !slices.Contains(sources, d.Source) {
			sources = append(sources, d.Source)
		}
	}
	for _, c := range leaf.Conditions {
		if isMissing(c) || isNull(c) && len(leaf.Conditions) > 1 || c.Operator.IsNegation() && c.Values[0].Kind == pattern.KindText {
			continue
		}
		met := slices.ContainsFunc(sources, func(s *Source) bool { return k.sourceMeets(s, c) })
		if !met {
			k.add(leaf, &c, k.unseenSource(c, sources))
			continue
		}
		if finding, doubtful := k.doubtfulSource(c, sources); doubtful {
			k.add(leaf, &c, finding)
		}
	}
}

// sourceMeets reports whether events of the source can meet a condition on `source`.
func (k *checker) sourceMeets(s *Source, c pattern.Condition) bool {
	f := s.sourceField(k.scope)
	if !f.meets(c, f.domain()) {
		return false
	}
	beginning := s.beginning()
	if beginning == "" || f.Const != "" {
		return true
	}
	operand := ""
	if len(c.Values) > 0 {
		operand = c.Values[0].Text
	}
	switch c.Operator {
	case pattern.OperatorEquals:
		return strings.HasPrefix(operand, beginning)
	case pattern.OperatorEqualsIgnoreCase:
		return strings.HasPrefix(strings.ToLower(operand), beginning)
	case pattern.OperatorPrefix:
		return strings.HasPrefix(operand, beginning) || strings.HasPrefix(beginning, operand)
	default:
		return true
	}
}

// unseenSource says that events of a source never have this `source`.
func (k *checker) unseenSource(c pattern.Condition, sources []*Source) Finding {
	s := sources[0]
	finding := Finding{Code: UnseenSource, Severity: Mistake, Summary: "Source never on this event bus"}
	operand := ""
	if len(c.Values) > 0 {
		operand = c.Values[0].Text
	}
	switch {
	case s.EnvelopeSource != "":
		finding.Documented = []string{s.EnvelopeSource}
		finding.Detail = fmt.Sprintf("Events of %s have the source %s, which the condition %s never matches.",
			s.Title, prose.Code(s.EnvelopeSource), prose.Code(c.JSON()))
	case k.scope.isPartnerBus():
		finding.Documented = []string{k.scope.EventBusName}
		finding.Detail = fmt.Sprintf("A partner event bus receives only events of its own source, %s, which the condition %s never matches. No condition on %s is needed here.",
			prose.Code(k.scope.EventBusName), prose.Code(c.JSON()), prose.Code("source"))
	default:
		finding.Documented = []string{s.beginning()}
		finding.Detail = fmt.Sprintf("Events of %s have a source that begins with %s", s.Title, prose.Code(s.beginning()))
		for _, other := range sources[1:] {
			finding.Documented = append(finding.Documented, other.beginning())
			finding.Detail += fmt.Sprintf(", events of %s one that begins with %s", other.Title, prose.Code(other.beginning()))
		}
		finding.Detail += fmt.Sprintf(", which the condition %s never matches.", prose.Code(c.JSON()))
	}
	for _, s := range sources {
		if nearest, near := s.nearestSource(operand); near {
			finding.Nearest = nearest
			finding.Detail += prose.DidYouMean(nearest)
			return finding
		}
		if s.Sender != "" && !strings.HasPrefix(operand, "aws.") && c.Operator == pattern.OperatorEquals {
			finding.Severity = Doubt
			finding.Detail += fmt.Sprintf(" It matches only if `event_source` of an %s is set to it.", prose.Code(s.Sender))
		}
	}
	return finding
}

// doubtfulSource finds a source whose events reach another bus by themselves.
func (k *checker) doubtfulSource(c pattern.Condition, sources []*Source) (Finding, bool) {
	s := sources[0]
	if len(sources) > 1 || k.scope.Family != nil || s.Partner == "" || k.scope.EventBusName != defaultBus || c.Operator == pattern.OperatorExists {
		return Finding{}, false
	}
	return hardlySeen(s), true
}

func hardlySeen(s *Source) Finding {
	return Finding{
		Code: UnseenSource, Severity: Doubt, Summary: "Source unlikely on this event bus",
		Detail: fmt.Sprintf("Events of %s arrive on the partner event bus of its event source. The default event bus receives them only if another rule forwards them.", s.Title),
	}
}

// checkBus checks whether the events of a typed rule reach its bus at all. What
// it finds is about the bus, not about a place in the pattern.
func (k *checker) checkBus() {
	if k.scope.Family == nil {
		return
	}
	s := k.scope.Family.Source
	finding := Finding{Code: UnseenSource, Severity: Mistake, Summary: "Source never on this event bus"}
	switch {
	case k.scope.isPartnerBus() && s.DefaultBus:
		finding.Detail = fmt.Sprintf("Events of %s arrive on the account's default event bus, and the partner event bus %s never receives them.", s.Title, prose.Code(k.scope.EventBusName))
	case k.scope.isPartnerBus() && k.catalog.busSource(k.scope) != s:
		finding.Detail = fmt.Sprintf("A partner event bus receives only events of its own source, and %s is not an event source of %s.", prose.Code(k.scope.EventBusName), s.Title)
	case k.scope.EventBusName == defaultBus && s.Partner != "" && !slices.ContainsFunc(k.evaluations, func(e *evaluation) bool {
		return slices.ContainsFunc(e.sources, func(sender *Source) bool { return sender != s })
	}):
		finding = hardlySeen(s)
	default:
		return
	}
	k.addWhole(finding)
}
