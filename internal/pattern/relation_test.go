package pattern_test

import (
	"math/rand/v2"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// TestRelations holds Covers and Overlaps against all short texts.
func TestRelations(t *testing.T) {
	t.Parallel()

	texts := []string{""}
	for from := 0; len(texts[from]) < 4; from++ {
		for _, letter := range "aAbB" {
			texts = append(texts, texts[from]+string(letter))
		}
	}

	rnd := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // repeatable on purpose
	operands := []string{"a", "A", "b", "ab", "aB", "ba"}
	globs := []string{"a*", "*a", "*", "a*b", "*b*", "A*a", "ab"}
	random := func() pattern.Condition {
		operand, glob := operands[rnd.IntN(len(operands))], globs[rnd.IntN(len(globs))]

		switch rnd.IntN(12) {
		case 0:
			return pattern.Text(operand)
		case 1:
			return pattern.Prefix(operand)
		case 2:
			return pattern.PrefixIgnoreCase(operand)
		case 3:
			return pattern.Suffix(operand)
		case 4:
			return pattern.SuffixIgnoreCase(operand)
		case 5:
			return pattern.EqualsIgnoreCase(operand)
		case 6:
			return pattern.AnythingButText(operand, operands[rnd.IntN(len(operands))])
		case 7:
			return pattern.AnythingButPrefix(operand)
		case 8:
			return pattern.AnythingButWildcard(glob)
		default:
			return pattern.Wildcard(glob)
		}
	}

	exact := 0

	for range 4000 {
		a, b := random(), random()
		covers, overlaps := true, false

		for _, text := range texts {
			value := pattern.Value{Kind: pattern.KindText, Text: text}
			inA, inB := pattern.NewEvaluator(a).Holds(value), pattern.NewEvaluator(b).Holds(value)
			covers = covers && (inA || !inB)
			overlaps = overlaps || inA && inB
		}

		if a.Covers(b) && !covers {
			t.Errorf("%s does not cover %s", a.JSON(), b.JSON())
		}

		if !a.Overlaps(b) && overlaps {
			t.Errorf("%s overlaps %s", a.JSON(), b.JSON())
		}

		if !b.Operator.IsNegation() {
			if a.Covers(b) != covers {
				t.Errorf("%s covers %s: %t", a.JSON(), b.JSON(), covers)
			}

			if !a.Operator.IsNegation() && a.Overlaps(b) != overlaps {
				t.Errorf("%s overlaps %s: %t", a.JSON(), b.JSON(), overlaps)
			}

			exact++
		}
	}

	if exact < 1000 {
		t.Errorf("%d pairs are decided exactly", exact)
	}
}
