package catalog

import (
	"slices"
	"strings"
	"unicode"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// nearestValue returns the value of the enumeration that a word most likely
// means.
func (f *Field) nearestValue(word string) (string, bool) { return nearestOf(word, f.Enum, f.instead) }

// hint is what the data says about a value, or about a name in an object, that
// people try: a sentence with a space in front, or nothing.
func (f *Field) hint(tried string) string {
	if text := f.hints[strings.ToLower(tried)]; text != "" {
		return " " + text
	}
	return ""
}

// hintOf is the hint about the last name of a path in an event.
func hintOf(path []string, types []*DetailType) string {
	for _, d := range types {
		if parent := d.resolve(path[:max(len(path)-1, 1)]); parent != nil && len(path) > 1 {
			if text := parent.hint(path[len(path)-1]); text != "" {
				return text
			}
		}
	}
	return ""
}

// nearestDetailType returns the name of the one of the detail-types that a word
// most likely means.
func nearestDetailType(word string, types []*DetailType) (string, bool) {
	var tried []instead
	var before *Source
	for _, d := range types {
		if d.Source != before {
			tried, before = append(tried, d.Source.instead...), d.Source
		}
	}
	return nearestOf(word, detailTypeNames(types), tried)
}

// nearestSource returns the source's `source`, if a word most likely means it.
func (s *Source) nearestSource(word string) (string, bool) {
	if s.Partner != "" {
		return "", false
	}
	if s.SourcePrefix != "" {
		first, rest, _ := strings.Cut(word, "/")
		_, near := prose.Nearest(first+"/", []string{s.SourcePrefix})
		return s.SourcePrefix + rest, near
	}
	return nearestOf(word, []string{s.EnvelopeSource}, lookUp(s.Envelope, []string{"source"}).instead)
}

// nearestOf returns what the data says to use instead of a word, else the
// nearest of the documented ones. It returns false when the word is so far from
// it that it may well be something else.
func nearestOf(word string, documented []string, list []instead) (string, bool) {
	var tried []string
	meant := make(map[string]string)
	for _, i := range list {
		if slices.Contains(documented, i.documented) {
			tried = append(tried, i.tried)
			meant[prose.Fold(i.tried)] = i.documented
		}
	}
	if documented := meant[prose.Fold(word)]; documented != "" {
		return documented, documented != word
	}
	nearest, near := prose.Nearest(word, documented)
	if !near {
		nearest, near = prose.Nearest(word, tried)
	}
	if !near {
		return inOtherWords(word, documented), false
	}
	// Another spelling of what people try, as in "COMMAND" for "command".
	if documented := meant[prose.Fold(nearest)]; documented != "" {
		nearest = documented
	}
	return nearest, near
}

// inOtherWords returns the candidate, the nearest in length, that has all words
// of a name and others, or that the name has all words of:
// "API_ACCESS_TOKEN_CREATED" for "API_TOKEN_CREATED", "ORGANIZATION_UPDATED" for
// "OrganizationUpdatedEvent". It is "" if there is none.
func inOtherWords(name string, candidates []string) string {
	words, best, least := wordsOf(name), "", 0
	for _, candidate := range candidates {
		others := wordsOf(candidate)
		if !prose.AreAmong(words, others) && !prose.AreAmong(others, words) {
			continue
		}
		if difference := max(len(words)-len(others), len(others)-len(words)); best == "" || difference < least {
			best, least = candidate, difference
		}
	}
	return best
}

// wordsOf are the words of a name in lower case, whether they are parted by
// signs or by capitals.
func wordsOf(name string) []string {
	var parted strings.Builder
	var before rune
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			parted.WriteByte(' ')
		}
		parted.WriteRune(unicode.ToLower(r))
		before = r
	}
	return strings.FieldsFunc(parted.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// nearestBeginning is the beginning of a candidate that a misspelled one most
// likely means, or "".
func nearestBeginning(word string, candidates []string) string {
	return nearestPart(word, candidates, func(candidate []rune, length int) []rune { return candidate[:length] })
}

// nearestEnding is the same for the end of a candidate.
func nearestEnding(word string, candidates []string) string {
	return nearestPart(word, candidates, func(candidate []rune, length int) []rune { return candidate[len(candidate)-length:] })
}

func nearestPart(word string, candidates []string, cut func(candidate []rune, length int) []rune) string {
	parts := make([]string, 0, 3*len(candidates))
	length := len([]rune(word))
	for _, candidate := range candidates {
		// A letter too few or too many is the likeliest slip after a wrong one.
		for _, n := range []int{length, length + 1, length - 1} {
			if runes := []rune(candidate); n > 0 && n <= len(runes) {
				parts = append(parts, string(cut(runes, n)))
			}
		}
	}
	nearest, _ := prose.Nearest(word, parts)
	return nearest
}
