package catalog

import (
	"slices"
	"strings"
	"unicode"
)

// Nearest returns the candidate that a misspelt word most likely means. Case
// and the separators `-`, `_`, `.`, space don't count, transposed neighbours
// count once. It returns false when no candidate is near enough to suggest.
func Nearest(word string, candidates []string) (string, bool) {
	folded := fold(word)
	if folded == "" {
		return "", false
	}
	best, bestDistance := "", -1
	for _, candidate := range candidates {
		d := distance(folded, fold(candidate))
		if bestDistance < 0 || d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	if best == word {
		return "", false
	}
	if bestDistance < 0 || bestDistance > tolerance(len(folded)) {
		return abridged(word, candidates)
	}
	return best, true
}

// nearestValue returns the value of the enumeration that a word most likely
// means.
func (f *Field) nearestValue(word string) (string, bool) { return nearestOf(word, f.Enum, f.instead) }

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
			meant[fold(i.tried)] = i.documented
		}
	}
	if documented := meant[fold(word)]; documented != "" {
		return documented, documented != word
	}
	nearest, near := Nearest(word, documented)
	if !near {
		nearest, near = Nearest(word, tried)
	}
	if !near {
		return inOtherWords(word, documented), false
	}
	// Another spelling of what people try, as in "COMMAND" for "command".
	if documented := meant[fold(nearest)]; documented != "" {
		nearest = documented
	}
	return nearest, near
}

// abridged returns the candidate that the word says in another form: without
// its end or with more of one ("fail" and "cancelled" for "failed" and
// "cancel"), or without some of its words ("Token Blocked" for "Token
// Registration Blocked"). Of several it returns the shortest.
func abridged(word string, candidates []string) (string, bool) {
	const shortest = 4
	folded, best := fold(word), ""
	for _, candidate := range candidates {
		other := fold(candidate)
		short, long := folded, other
		if len(short) > len(long) {
			short, long = long, short
		}
		same := len(short) >= shortest && strings.HasPrefix(long, short) && len(long)-len(short) <= shortest || leavesOutWords(word, candidate)
		if same && candidate != word && (best == "" || len(candidate) < len(best)) {
			best = candidate
		}
	}
	return best, best != ""
}

// leavesOutWords tells whether the words of a text, two at least, are among
// those of another one, in the same order.
func leavesOutWords(text, of string) bool {
	return areAmong(strings.Fields(strings.ToLower(text)), strings.Fields(strings.ToLower(of)))
}

func areAmong(words, others []string) bool {
	if len(words) < 2 {
		return false
	}
	for _, other := range others {
		if len(words) > 0 && words[0] == other {
			words = words[1:]
		}
	}
	return len(words) == 0
}

// inOtherWords returns the candidate, the nearest in length, that has all words
// of a name and others, or that the name has all words of:
// "API_ACCESS_TOKEN_CREATED" for "API_TOKEN_CREATED", "ORGANIZATION_UPDATED" for
// "OrganizationUpdatedEvent". It is "" if there is none.
func inOtherWords(name string, candidates []string) string {
	words, best, least := wordsOf(name), "", 0
	for _, candidate := range candidates {
		others := wordsOf(candidate)
		if !areAmong(words, others) && !areAmong(others, words) {
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

// nearestBeginning is the beginning of a candidate that a misspelt one most
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
	nearest, _ := Nearest(word, parts)
	return nearest
}

// tolerance is the number of edits up to which a suggestion is worth making.
func tolerance(length int) int {
	switch {
	case length <= 2:
		return 0
	case length <= 4:
		return 1
	case length <= 9:
		return 2
	default:
		return 3
	}
}

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_. ", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// distance is the optimal string alignment distance: insertions, deletions,
// replacements, and swaps of two neighbours.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before := make([]int, len(t)+1)
	previous := make([]int, len(t)+1)
	current := make([]int, len(t)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(s); i++ {
		current[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(t)]
}
