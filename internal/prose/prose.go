// Package prose has what the provider's messages share: lists in a sentence,
// names in backticks, capital letters, and suggestions for misspelled names.
//
// The package is pure: it imports the standard library only.
package prose

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// And lists items in a sentence: "a", "a and b", "a, b and c".
func And(items []string) string { return join(items, "and") }

// Or lists items in a sentence: "a", "a or b", "a, b or c".
func Or(items []string) string { return join(items, "or") }

// Code puts a name into backticks.
func Code(name string) string { return "`" + name + "`" }

// Codes lists names in backticks, with commas: "`a`, `b`, `c`".
func Codes(names []string) string { return strings.Join(each(names, Code), ", ") }

// CodeAnd lists names in backticks: "`a`, `b` and `c`".
func CodeAnd(names []string) string { return And(each(names, Code)) }

// CodeOr lists names in backticks: "`a`, `b` or `c`".
func CodeOr(names []string) string { return Or(each(names, Code)) }

// QuoteAnd lists values in double quotes: `"a", "b" and "c"`.
func QuoteAnd(values []string) string {
	return And(each(values, func(value string) string { return fmt.Sprintf("%q", value) }))
}

// QuoteOr lists values in double quotes: `"a", "b" or "c"`.
func QuoteOr(values []string) string {
	return Or(each(values, func(value string) string { return fmt.Sprintf("%q", value) }))
}

// Count is a number with its noun, which takes an "s" in the plural: "1 field", "2 fields".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// DidYouMean asks for the name that was probably meant, with a space in front.
// It is empty if the name is.
func DidYouMean(name string) string {
	if name == "" {
		return ""
	}
	return " Did you mean " + Code(name) + "?"
}

// Capitalize makes the first letter a capital one.
func Capitalize(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// Sentence makes a sentence of a text such as that of an error: a capital
// letter in front and a full stop at the end.
func Sentence(text string) string {
	return Capitalize(strings.TrimSuffix(text, ".")) + "."
}

// Shorten cuts a text to at most that many characters, the last one an ellipsis.
func Shorten(text string, most int) string {
	if len(text) <= most || utf8.RuneCountInString(text) <= most {
		return text
	}
	end := 0
	for range most - 1 {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return text[:end] + "…"
}

func each(items []string, change func(string) string) []string {
	changed := make([]string, len(items))
	for i, item := range items {
		changed[i] = change(item)
	}
	return changed
}

func join(items []string, last string) string {
	switch n := len(items); n {
	case 0:
		return ""
	case 1:
		return items[0]
	default:
		return strings.Join(items[:n-1], ", ") + " " + last + " " + items[n-1]
	}
}
