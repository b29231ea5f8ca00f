package prose

import (
	"strings"
	"unicode/utf8"
)

// longest is the length in bytes up to which a word is compared. No name that
// the provider suggests is longer, and what a configuration holds may be of any
// size.
const longest = 256

// Nearest returns the candidate that a misspelled word most likely means. Case
// and the separators `-`, `_`, `.`, space don't count, transposed neighbours
// count once. It returns false if no candidate is near enough to suggest.
func Nearest(word string, candidates []string) (string, bool) {
	if len(word) > longest {
		return "", false
	}
	folded := Fold(word)
	if folded == "" {
		return "", false
	}
	most := tolerance(len(folded))
	best, least := "", most+1
	for _, candidate := range candidates {
		if d := bounded(folded, Fold(candidate), least); d < least {
			best, least = candidate, d
		}
	}
	if least > most {
		return abridged(word, candidates)
	}
	if best == word {
		return "", false
	}
	return best, true
}

// Distance is the optimal string alignment distance of two words: insertions,
// deletions, replacements, and swaps of two neighbours. Of words that are too
// long to compare it is the length of the longer one.
func Distance(a, b string) int {
	if len(a) > longest || len(b) > longest {
		return max(len(a), len(b))
	}
	return distance([]rune(a), []rune(b))
}

// Fold is a word without case and without the separators `-`, `_`, `.`, space.
func Fold(word string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_. ", r) {
			return -1
		}
		return r
	}, strings.ToLower(word))
}

// bounded is the distance of two words, or the bound if it is not less.
func bounded(a, b string, bound int) int {
	if n, m := utf8.RuneCountInString(a), utf8.RuneCountInString(b); n-m >= bound || m-n >= bound {
		return bound
	}
	return min(distance([]rune(a), []rune(b)), bound)
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

func distance(s, t []rune) int {
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

// abridged returns the candidate that the word says in another form: without
// its end or with more of one ("fail" and "cancelled" for "failed" and
// "cancel"), or without some of its words ("Token Blocked" for "Token
// Registration Blocked"). Of several it returns the shortest.
func abridged(word string, candidates []string) (string, bool) {
	const shortest = 4
	folded, best := Fold(word), ""
	for _, candidate := range candidates {
		other := Fold(candidate)
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

// leavesOutWords reports whether the words of a text, two at least, are among
// those of another one, in the same order.
func leavesOutWords(text, of string) bool {
	return AreAmong(strings.Fields(strings.ToLower(text)), strings.Fields(strings.ToLower(of)))
}

// AreAmong reports whether the words, two at least, are among the others, in the
// same order.
func AreAmong(words, others []string) bool {
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
