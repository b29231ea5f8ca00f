package catalog

import (
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

const defaultBus = "default"

// isPartnerBus reports whether the bus belongs to a partner event source. Such a
// bus has the name of its source and sees nothing but events of that source.
func (s Scope) isPartnerBus() bool { return strings.HasPrefix(s.EventBusName, PartnerPrefix) }

// busSource is the catalog's source whose partner event bus this is, or nil.
func (c *Catalog) busSource(scope Scope) *Source {
	if !scope.isPartnerBus() {
		return nil
	}
	for _, s := range c.sources {
		if s.Partner != "" && strings.HasPrefix(scope.EventBusName, PartnerPrefix+s.Partner+"/") {
			return s
		}
	}
	return nil
}

// candidates lists the sources whose events the combination may be meant for.
// None means that the catalog knows nothing about them.
func (c *Catalog) candidates(combo pattern.Alternative, scope Scope) []*Source {
	if scope.Family != nil {
		return scope.Family.candidates(leafOf(combo, "source"), scope)
	}
	if scope.isPartnerBus() {
		if s := c.busSource(scope); s != nil {
			return []*Source{s}
		}
		return nil
	}
	if leaf := leafOf(combo, "source"); leaf != nil {
		return c.sourcesOf(leaf)
	}
	if leaf := leafOf(combo, "detail-type"); leaf != nil {
		if found := c.sourcesByDetailType(leaf); len(found) > 0 {
			return found
		}
		return c.sourcesByMisspelledDetailType(leaf, combo)
	}
	return nil
}

// candidates lists the senders of the family whose events the bus may see and
// that a condition on `source` asks for, or all of them if it asks for none.
func (f *Family) candidates(leaf *pattern.Field, scope Scope) []*Source {
	if scope.isPartnerBus() {
		return []*Source{f.Source}
	}
	senders := f.Senders()
	if leaf == nil || len(senders) == 1 {
		return senders
	}
	meant := slices.DeleteFunc(slices.Clone(senders), func(s *Source) bool { return !slices.ContainsFunc(leaf.Conditions, s.askedFor) })
	if len(meant) == 0 {
		return senders
	}
	return meant
}

// sourcesOf lists the sources that the conditions on `source` ask for. A
// condition that asks for any other source as well leaves the pattern alone.
func (c *Catalog) sourcesOf(leaf *pattern.Field) []*Source {
	var found []*Source
	for _, condition := range leaf.Conditions {
		matched := false
		for _, s := range c.sources {
			if s.askedFor(condition) {
				matched = true
				if !slices.Contains(found, s) {
					found = append(found, s)
				}
			}
		}
		if !matched {
			return nil
		}
	}
	return found
}

// askedFor reports whether a condition on `source` is about this source alone.
func (s *Source) askedFor(c pattern.Condition) bool {
	if c.Operator.IsNegation() || len(c.Values) == 0 || c.Values[0].Kind != pattern.KindText {
		return false
	}
	operand := c.Values[0].Text
	if s.EnvelopeSource != "" {
		if c.Operator == pattern.OperatorEquals {
			_, near := s.nearestSource(operand)
			return near || operand == s.EnvelopeSource
		}
		return pattern.NewEvaluator(c).Holds(pattern.TextValue(s.EnvelopeSource)) && len(operand) > len("aws.") && c.Operator != pattern.OperatorSuffix
	}
	if _, near := s.nearestSource(operand); near && c.Operator == pattern.OperatorEquals {
		return true
	}
	beginning := strings.TrimSuffix(s.beginning(), "/")
	switch c.Operator {
	case pattern.OperatorEquals, pattern.OperatorPrefix, pattern.OperatorWildcard:
		return strings.HasPrefix(operand, beginning)
	case pattern.OperatorEqualsIgnoreCase, pattern.OperatorPrefixIgnoreCase:
		return strings.HasPrefix(strings.ToLower(operand), beginning)
	default:
		return false
	}
}

// beginning is what the `source` of every event of the source begins with, if
// the rest of it is the customer's.
func (s *Source) beginning() string {
	if s.Partner != "" {
		return PartnerPrefix + s.Partner + "/"
	}
	return s.SourcePrefix
}

// sourcesByDetailType lists the sources that document at least one of the
// detail-types that the pattern names.
func (c *Catalog) sourcesByDetailType(leaf *pattern.Field) []*Source {
	var found []*Source
	for _, condition := range leaf.Conditions {
		if condition.Operator != pattern.OperatorEquals || condition.Values[0].Kind != pattern.KindText {
			continue
		}
		for _, s := range c.sources {
			name := condition.Values[0].Text
			documented := slices.ContainsFunc(s.DetailTypes, func(d *DetailType) bool { return d.Name == name })
			if (documented || s.NotDetailTypes[name] != "") && !slices.Contains(found, s) {
				found = append(found, s)
			}
		}
	}
	return found
}

// sourcesByMisspelledDetailType lists the sources of which the pattern names a
// detail-type almost, and a field of detail exactly.
func (c *Catalog) sourcesByMisspelledDetailType(leaf *pattern.Field, combo pattern.Alternative) []*Source {
	var found []*Source
	for _, s := range c.sources {
		names := detailTypeNames(s.DetailTypes)
		near := slices.ContainsFunc(leaf.Conditions, func(condition pattern.Condition) bool {
			if condition.Operator != pattern.OperatorEquals {
				return false
			}
			_, near := prose.Nearest(condition.Values[0].Text, names)
			return near
		})
		known := slices.ContainsFunc(combo.Fields, func(l *pattern.Field) bool {
			return len(l.Path) > 2 && l.Path[0] == "detail" &&
				slices.ContainsFunc(s.DetailTypes, func(d *DetailType) bool { return d.resolve(l.Path) != nil })
		})
		if near && known {
			found = append(found, s)
		}
	}
	return found
}

// sourceField is the field `source` as events of the source on that bus have it.
func (s *Source) sourceField(scope Scope) *Field {
	f := *lookUp(s.Envelope, []string{"source"})
	if s.Partner != "" && scope.isPartnerBus() {
		f.Const = quote(scope.EventBusName)
	}
	return &f
}
