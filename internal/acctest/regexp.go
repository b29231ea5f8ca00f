package acctest

import (
	"regexp"
	"strings"
)

// ErrorRegexp matches the texts in this order, however Terraform wrapped them:
// a space stands for any white space and the bars Terraform draws on the left.
func ErrorRegexp(texts ...string) *regexp.Regexp {
	const gap = `[\s│╷╵]+`
	parts := make([]string, 0, len(texts))
	for _, text := range texts {
		words := strings.Fields(text)
		for i, word := range words {
			words[i] = regexp.QuoteMeta(word)
		}
		parts = append(parts, strings.Join(words, gap))
	}
	return regexp.MustCompile(`(?s)` + strings.Join(parts, `.*?`))
}
