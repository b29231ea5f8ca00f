package catalog

import (
	"slices"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// lessenMistakes makes doubts of the mistakes in a pattern that matches a
// documented event nevertheless: a value that nobody documents beside others
// that are, a branch that never holds beside one that does. Such a pattern
// works as far as the documents tell, and may provide for what they don't.
//
// In a typed rule a misspelled name or value stays a mistake, because there the
// names and values are the documented ones by promise. What is left is about
// documented things that don't go together.
func (k *checker) lessenMistakes(p *pattern.Pattern) {
	lessens := func(f Finding) bool { return f.Severity == Mistake && (k.scope.Family == nil || f.ofDocumented) }
	if !slices.ContainsFunc(k.findings, lessens) || !k.matchesSample(p) {
		return
	}
	for i, f := range k.findings {
		if lessens(f) {
			k.findings[i].Severity = Doubt
		}
	}
}

// matchesSample reports whether the pattern matches a sample of a source whose
// events the rule can get. Only a partner event bus is limited to one.
func (k *checker) matchesSample(p *pattern.Pattern) bool {
	switch {
	case k.scope.Family != nil:
		return slices.ContainsFunc(k.scope.Family.candidates(nil, k.scope), func(s *Source) bool { return k.matchesSampleOf(s, p) })
	case k.scope.isPartnerBus():
		s := k.catalog.busSource(k.scope)
		return s != nil && k.matchesSampleOf(s, p)
	}
	return slices.ContainsFunc(k.catalog.sources, func(s *Source) bool { return k.matchesSampleOf(s, p) })
}

// matchesSampleOf leaves out what every user's events have another value for
// than the samples: the account, the region, the resources, the name of the
// event source. There it is enough that some event meets the condition.
func (k *checker) matchesSampleOf(s *Source, p *pattern.Pattern) bool {
	types := s.DetailTypes
	if k.scope.Family != nil {
		types = k.scope.Family.sentBy(s)
	}
	match := p.Ignoring(func(f *pattern.Field) bool { return k.isMetInEnvelope(s, f) })
	for _, d := range types {
		for _, sample := range d.Samples {
			if matches, err := match(sample.JSON); err == nil && matches {
				return true
			}
		}
	}
	return false
}

// isMetInEnvelope reports whether the leaf is about the envelope, apart from the
// detail-type, and some event of the source meets it.
func (k *checker) isMetInEnvelope(s *Source, leaf *pattern.Field) bool {
	switch leaf.Path[0] {
	case "detail", "detail-type":
		return false
	case "source":
		if len(leaf.Path) == 1 {
			return slices.ContainsFunc(leaf.Conditions, func(c pattern.Condition) bool { return k.sourceMeets(s, c) })
		}
	}
	f := descend(s.Envelope, leaf.Path)
	return f != nil && f.canMeet(leaf.Conditions, f.domain())
}
