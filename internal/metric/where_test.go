package metric_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/logfilter"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// oddTexts are texts that are awkward to quote or to compare.
var oddTexts = []string{
	"", "a", "A", "ab", "aB", "ba", "main", "é", "É", "ß", "İ", "K", "null", "true", "1", "-1", "a*b", "a\"b", `a\b`, "a b", "(x)", "a && b", "%a%", "a\nb", "*", " ", "it's",
	"$.a", "{", "}", "%}", "`", "a😀",
}

// matched is a field and values that events have there.
type matched struct {
	path   []string
	kind   catalog.Kind
	values []any
}

// matchedFields are fields of Job Finished, one of each kind.
func matchedFields() []matched {
	texts := []any{nil}
	for _, text := range oddTexts {
		texts = append(texts, text)
	}
	return []matched{
		{[]string{"detail", "build", "branch"}, catalog.Text, texts},
		{[]string{"detail", "build", "state"}, catalog.Enum, texts},
		{[]string{"detail", "job", "uuid"}, catalog.ID, texts},
		{[]string{"detail", "job", "started_at"}, catalog.Time, texts},
		{[]string{"detail", "build", "meta_data", "a.b(c"}, catalog.Text, texts},
		{[]string{"detail", "job", "exit_status"}, catalog.Number, []any{nil, 0, 1, -1, 1.5, 100, 255}},
		{[]string{"detail", "job", "passed"}, catalog.Bool, []any{nil, true, false}},
		{[]string{"detail", "job", "agent_query_rules"}, catalog.TextList, []any{nil, []any{}, []any{"a"}, []any{"ab", "main"}, []any{"queue=a", "b"}}},
	}
}

// randomMatcher is a matcher that fits a kind of field.
func randomMatcher(rnd *rand.Rand, kind catalog.Kind) map[string][]string {
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	fitting := matcher.Operators(kind)
	out := map[string][]string{}
	for range 1 + rnd.IntN(2) {
		operator := pick(fitting...)
		for range 1 + rnd.IntN(2) {
			value := pick(oddTexts...)
			switch {
			case operator == matcher.Is:
				value = pick("null", "missing", "present")
			case operator == matcher.Numeric:
				value = pick("> 0", ">= 1", "< 100", "<= -1", "= 1", ">= 0, < 100", "> 1, <= 1.5")
			case kind == catalog.Number:
				value = pick("0", "1", "-1", "1.0", "1e0", "1.5", "1E2", "100e-2")
			case kind == catalog.Bool:
				value = pick("true", "false")
			case strings.HasSuffix(operator, "wildcard"):
				value = pick("a*", "*a", "*a*", "*", "a*b", "*é", `a\*b`, `\\*`, "a")
			}
			out[operator] = append(out[operator], value)
		}
	}
	return out
}

// rulePattern is the pattern that a typed rule makes of a matcher.
func rulePattern(m matched, given map[string][]string) (*pattern.Pattern, string) {
	var builder pattern.Builder
	builder.Field(m.path, matcher.Read(matcher.Field{Name: strings.Join(m.path, "."), Kind: m.kind}, given).Conditions...)
	parsed, _ := pattern.Parse(builder.String())
	return parsed, builder.String()
}

// eventWith is an event with a value at the field, or without the field.
func eventWith(m matched, value any, missing bool) map[string]any {
	event := map[string]any{"detail-type": "Job Finished", "detail": map[string]any{"job": map[string]any{}, "build": map[string]any{"meta_data": map[string]any{}}}}
	at := event
	for _, name := range m.path[:len(m.path)-1] {
		at, _ = at[name].(map[string]any)
	}
	if !missing {
		at[m.path[len(m.path)-1]] = value
	}
	return event
}

// eachMatcher calls test with random matchers that rules and metrics take, and
// with the events to try them on.
func eachMatcher(t *testing.T, rounds int, test func(spec metric.Spec, m matched, rule *pattern.Pattern, events []map[string]any)) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // repeatable on purpose
	fields := matchedFields()
	tried := 0
	for range rounds {
		m := fields[rnd.IntN(len(fields))]
		given := randomMatcher(rnd, m.kind)
		spec := metric.Spec{
			DetailTypes: []string{"Job Finished"}, Where: metric.Where{strings.Join(m.path, "."): given}, Count: true, Namespace: "n", Name: "m", Unit: "Count", Resolution: 60,
		}
		invalid := slices.ContainsFunc(spec.Check(catalog.Default()), func(f metric.Finding) bool { return f.Severity == metric.Invalid })
		rule, text := rulePattern(m, given)
		if rule == nil && !invalid {
			t.Errorf("%v: EventBridge refuses %s, and the metric does not", given, text)
		}
		if rule == nil || invalid {
			continue
		}
		tried++
		events := []map[string]any{eventWith(m, nil, true)}
		for _, value := range m.values {
			events = append(events, eventWith(m, value, false))
		}
		test(spec, m, rule, events)
	}
	if tried < rounds/3 {
		t.Errorf("of %d matchers %d were tried", rounds, tried)
	}
}

func matches(t *testing.T, rule *pattern.Pattern, event map[string]any) (bool, string) {
	t.Helper()
	text := asJSON(t, event)
	found, err := rule.Match([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return found, text
}

// TestFilterDecidesAsRule holds the filter patterns against the rules that are
// made of the same matchers.
func TestFilterDecidesAsRule(t *testing.T) {
	t.Parallel()
	filters := 0
	eachMatcher(t, 2500, func(spec metric.Spec, m matched, rule *pattern.Pattern, events []map[string]any) {
		filter, findings := spec.Filter(catalog.Default())
		if len(findings) > 0 {
			return
		}
		filters++
		parsed, err := logfilter.Parse(filter.Pattern)
		if err != nil {
			t.Errorf("%s: %s", filter.Pattern, err)
			return
		}
		again, ok := filter.SpecOf(catalog.Default())
		back, findings := again.Filter(catalog.Default())
		if !ok || len(findings) > 0 || len(back.Pattern) != len(filter.Pattern) {
			t.Errorf("%v: %s is read back, %v, as %s", spec.Where, filter.Pattern, ok, back.Pattern)
		}
		for _, event := range events {
			want, text := matches(t, rule, event)
			if got := parsed.Match(text); got != want {
				t.Errorf("%s and %s: got %v, want %v", filter.Pattern, text, got, want)
			}
		}
	})
	if filters < 500 {
		t.Errorf("%d matchers have a filter pattern", filters)
	}
}

// TestWhereDecidesAsRule holds the conditions in JSONata against the rules that
// are made of the same matchers, on events of any type of value.
func TestWhereDecidesAsRule(t *testing.T) {
	t.Parallel()
	engine := reference(t)
	rnd := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // repeatable on purpose
	odd := []any{true, 5, "1", []any{}, []any{"a", nil}, []any{1, "ab"}, map[string]any{}, map[string]any{"x": "a"}}
	eachMatcher(t, 120, func(spec metric.Spec, m matched, rule *pattern.Pattern, events []map[string]any) {
		if strings.Contains(fmt.Sprint(spec.Where), "ignore_case") {
			// EventBridge compares only characters of one UTF-16 unit so.
			events = slices.DeleteFunc(events, func(event map[string]any) bool { return strings.Contains(asJSON(t, event), "😀") })
		}
		for range 4 {
			event := events[rnd.IntN(len(events))]
			if rnd.IntN(3) == 0 {
				event = eventWith(m, odd[rnd.IntN(len(odd))], false)
			}
			want, text := matches(t, rule, event)
			result, err := engine.Evaluate(assigned(t, spec, "value"), jsonata.Environment{Variables: map[string]any{"states": map[string]any{"input": event}}})
			if got := result.Value != nil; err != nil || got != want {
				t.Errorf("%v and %s: got %v, %v, want %v", spec.Where, text, got, err, want)
			}
		}
	})
}

// TestWhereIsShallow holds that many conditions stay within the depth of about
// 100 to which AWS evaluates JSONata, and decide the same.
func TestWhereIsShallow(t *testing.T) {
	t.Parallel()
	engine := reference(t)
	where := metric.Where{"detail.build.branch": {}}
	for i := range 1000 {
		for _, operator := range []string{"equals", "wildcard", "prefix"} {
			where["detail.build.branch"][operator] = append(where["detail.build.branch"][operator], fmt.Sprintf("b%d-%s", i, operator))
		}
	}
	for i := range 300 {
		where[fmt.Sprintf("detail.build.meta_data.k%d", i)] = map[string][]string{"not_equals": {"a", "b"}}
	}
	spec := metric.Spec{DetailTypes: []string{"Build Finished"}, Where: where, Count: true, Namespace: "n", Name: "m", Unit: "Count", Resolution: 60}
	if findings := spec.Check(catalog.Default()); len(findings) > 0 {
		t.Fatalf("%+v", findings)
	}
	text := assigned(t, spec, "value")
	if depth := depthOf(text); depth > 60 {
		t.Errorf("the expression is %d deep", depth)
	}
	meta := map[string]any{}
	for i := range 300 {
		meta[fmt.Sprint("k", i)] = "c"
	}
	for branch, want := range map[string]bool{"b999-equals": true, "b500-prefix-and-more": true, "b1-wildcard": true, "main": false} {
		event := map[string]any{"detail-type": "Build Finished", "detail": map[string]any{"build": map[string]any{"branch": branch, "meta_data": meta}}}
		result, err := engine.Evaluate(text, jsonata.Environment{Variables: map[string]any{"states": map[string]any{"input": event}}})
		if got := result.Value != nil; err != nil || got != want {
			t.Errorf("%s: got %v, %v", branch, got, err)
		}
	}
}

// depthOf is how deep an expression nests: each bracket is a step, and so is each
// "and" and "or" that stands in a row.
func depthOf(text string) int {
	row, deepest := []int{0}, 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			for i++; text[i] != '"'; i++ {
			}
		case text[i] == '(' || text[i] == '{' || text[i] == '[':
			row = append(row, row[len(row)-1]+1)
		case text[i] == ')' || text[i] == '}' || text[i] == ']':
			row = row[:len(row)-1]
		case strings.HasPrefix(text[i:], " or "), strings.HasPrefix(text[i:], " and "):
			row[len(row)-1]++
		}
		deepest = max(deepest, row[len(row)-1])
	}
	return deepest
}
