package matcher_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// strings4 are all strings of up to four of these letters.
func strings4() []string {
	all := []string{""}
	for from := 0; len(all[from]) < 4; from++ {
		for _, letter := range "aAb" {
			all = append(all, all[from]+string(letter))
		}
	}
	return all
}

// accepted reports for each text whether one of the conditions accepts it.
func accepted(t *testing.T, conditions []pattern.Condition, texts []string) []bool {
	t.Helper()
	out := make([]bool, len(texts))
	if len(conditions) == 0 {
		return out
	}
	var b pattern.Builder
	b.Field([]string{"x"}, conditions...)
	parsed, problems := pattern.Parse(b.String())
	if parsed == nil {
		t.Fatalf("%s: %v", b.String(), problems)
	}
	for i, text := range texts {
		event, err := json.Marshal(map[string]string{"x": text})
		if err != nil {
			t.Fatal(err)
		}
		if out[i], err = parsed.Match(event); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestWordsAreTrue holds what is said of operators beside a negation against
// what the conditions do, on all short texts.
func TestWordsAreTrue(t *testing.T) {
	t.Parallel()
	texts := strings4()
	rnd := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // repeatable on purpose
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	operators := matcher.Operators(catalog.Text)
	seen := map[string]int{}
	for range 6000 {
		g := given{}
		for _, operator := range []string{pick(operators...), pick("not_equals", "not_equals_ignore_case", "not_prefix", "not_suffix", "not_wildcard")} {
			for range 1 + rnd.IntN(2) {
				switch operator {
				case matcher.Is:
					g[operator] = append(g[operator], pick("null", "missing", "present"))
				case matcher.Wildcard, matcher.NotWildcard:
					g[operator] = append(g[operator], pick("a*", "*a", "*b*", "a*b", "*", "A*a", "*ab", "ab"))
				default:
					g[operator] = append(g[operator], pick("a", "A", "ab", "aA", "ba", "bb", "b"))
				}
			}
		}
		reading := matcher.Read(matcher.Field{Name: "x", Kind: catalog.Text}, g)
		together := accepted(t, reading.Conditions, texts)
		without := func(place func(matcher.Place) bool) []bool {
			var rest []pattern.Condition
			for i, c := range reading.Conditions {
				if !place(reading.Places[i]) {
					rest = append(rest, c)
				}
			}
			return accepted(t, rest, texts)
		}
		said := map[string]bool{}
		for _, f := range reading.Findings {
			seen[f.Summary]++
			said[f.Place.Operator] = true
			same := slices.Equal(together, without(func(p matcher.Place) bool { return p == f.Place }))
			switch {
			case f.Summary == "Conditions always match":
				if slices.Contains(together, false) {
					t.Errorf("%v does not accept everything: %+v", g, f)
				}
			case f.Summary == "Condition has no effect" && !negates(f.Place.Operator) && !same:
				t.Errorf("%v has an effect: %+v", g, f)
			case f.Summary == "Condition widens the matcher" && slices.Equal(together, without(func(p matcher.Place) bool { return p.Operator == f.Place.Operator })):
				t.Errorf("%v does not widen anything: %+v", g, f)
			}
		}
		if reading.HasErrors() || countNegations(g) != 1 {
			continue
		}
		// What nothing is said of is an exception: it accepts only what the negation leaves out.
		for i, c := range reading.Conditions {
			place := reading.Places[i]
			if said[place.Operator] || place.Operator == matcher.Is || c.Operator.IsNegation() {
				continue
			}
			own, rest := accepted(t, []pattern.Condition{c}, texts), without(func(p matcher.Place) bool { return !negates(p.Operator) })
			for j := range texts {
				if own[j] && rest[j] {
					t.Errorf("%v: nothing is said of %s, and %q is accepted twice", g, c.JSON(), texts[j])
					break
				}
			}
		}
	}
	for _, summary := range []string{"Conflicting operators", "Conditions always match", "Condition has no effect", "Condition widens the matcher"} {
		if seen[summary] < 100 {
			t.Errorf("%q was seen %d times", summary, seen[summary])
		}
	}
}

func countNegations(g given) int {
	n := 0
	for operator := range g {
		if negates(operator) {
			n++
		}
	}
	return n
}

func negates(operator string) bool { return strings.HasPrefix(operator, "not_") }
