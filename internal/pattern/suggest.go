package pattern

import "strings"

// meant are words that people use for an operator, in lower case without dashes.
var meant = map[string]string{
	"startswith": wordPrefix, "beginswith": wordPrefix, "endswith": wordSuffix, "contains": wordWildcard, "like": wordWildcard,
	"glob": wordWildcard, "matches": wordWildcard, "not": wordAnythingBut, "notequals": wordAnythingBut, "ne": wordAnythingBut, "neq": wordAnythingBut,
	"except": wordAnythingBut, "notin": wordAnythingBut, "ignorecase": wordIgnoreCase, "iequals": wordIgnoreCase,
	"equalsinsensitive": wordIgnoreCase, "number": wordNumeric, "ip": wordCIDR, "ipaddress": wordCIDR,
	"present": wordExists, "exist": wordExists, "anythingbutprefix": wordAnythingBut, "anythingbutsuffix": wordAnythingBut,
}

var operatorWords = []string{
	wordPrefix, wordSuffix, wordIgnoreCase, wordWildcard, wordNumeric, wordCIDR, wordExists, wordAnythingBut,
}

// nearestOperator is the operator that a misspelt word most likely means.
func nearestOperator(word string) string {
	plain := plainWord(word)
	if operator, ok := meant[plain]; ok {
		return operator
	}

	return nearest(word, append([]string{wordExactly}, operatorWords...))
}

// nearest is the candidate that is nearest to the word, when it is near enough to be what was meant.
func nearest(word string, candidates []string) string {
	best, least := "", 3

	for _, candidate := range candidates {
		if plainWord(word) == plainWord(candidate) {
			return candidate
		}

		limit := min(least, (len(candidate)+2)/3)
		if d := distance(strings.ToLower(word), candidate); d < limit {
			best, least = candidate, d
		}
	}

	return best
}

var dashes = strings.NewReplacer("-", "", "_", "", " ", "")

func plainWord(word string) string { return strings.ToLower(dashes.Replace(word)) }

// distance is the number of letters to insert, leave out, change or swap with the next one to make one word of the other. Long
// words are not worth the work.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 {
		return 64
	}

	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}

	for j := range rows[0] {
		rows[0][j] = j
	}

	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}

			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)

			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}

	return rows[len(x)][len(y)]
}

// suggestBounds makes the list of a numeric out of a text such as "> 5" or ">= 1, < 10".
func suggestBounds(text string) string {
	var elements []string

	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		operator := part[:len(part)-len(strings.TrimLeft(part, "<>="))]
		number := strings.TrimSpace(part[len(operator):])

		if operator == "" {
			operator = "="
		}

		if !isNumber(number) || len(operator) > 2 {
			return ""
		}

		elements = append(elements, `"`+operator+`", `+number)
	}

	if len(elements) > 2 {
		return ""
	}

	return "[" + strings.Join(elements, ", ") + "]"
}
