package pattern

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// random makes patterns and events out of few names and values, so that they often meet.
type random struct{ *rand.Rand }

func (r random) pick(texts ...string) string { return texts[r.IntN(len(texts))] }

func (r random) name() string {
	if r.IntN(40) == 0 {
		return r.pick("", ".", "a.", ".b", "a..b", "é")
	}

	return r.pick("a", "b", "c", "d", "a", "b", "c", "a.b", "b.c")
}

func (r random) text() string {
	return r.pick(`""`, `"x"`, `"y"`, `"xy"`, `"XY"`, `"yx"`, `"ß"`, `"SS"`, `"İ"`, `"ﬁ"`, `"é"`, `"😀"`, `"??"`, `"1"`, `"null"`, `"*"`, `"a\\b"`, `"\""`,
		`"10.0.0.1"`, `"010.0.0.1"`, `"16.0.0.1"`, `"::1"`, `"0:0::1"`, `"2001:db8::1"`, `"18.52.86.120"`)
}

func (r random) number() string {
	return r.pick("0", "-0", "1", "1.0", "1e0", "2", "3.5", "-1", "105", "12345678", "9007199254740993", "0.1", "0.10", "1e400", "1E5")
}

func (r random) scalar() string {
	switch r.IntN(6) {
	case 0:
		return r.pick("true", "false", "null")
	case 1, 2:
		return r.number()
	default:
		return r.text()
	}
}

func (r random) list(least int, element func() string) string {
	elements := make([]string, 0, 4)
	for range least + r.IntN(3) {
		elements = append(elements, element())
	}

	return "[" + strings.Join(elements, ",") + "]"
}

func (r random) wildcard() string {
	var b strings.Builder

	for range r.IntN(5) {
		b.WriteString(r.pick("x", "y", "*", "X", `\\*`, `\\\\`, "é"))
	}

	return `"` + strings.ReplaceAll(strings.ReplaceAll(b.String(), "**", "*"), "**", "*") + `"`
}

func (r random) condition() string {
	some := func(element func() string) string {
		if r.IntN(2) == 0 {
			return element()
		}

		return r.list(1, element)
	}

	switch r.IntN(14) {
	case 0:
		return fmt.Sprintf(`{"%s":%s}`, r.pick("prefix", "suffix", "equals-ignore-case", "exactly"), r.text())
	case 1:
		return fmt.Sprintf(`{"%s":{"equals-ignore-case":%s}}`, r.pick("prefix", "suffix"), r.text())
	case 2:
		return fmt.Sprintf(`{"wildcard":%s}`, r.wildcard())
	case 3:
		return fmt.Sprintf(`{"numeric":["%s",%s]}`, r.pick("=", "<", "<=", ">", ">="), r.number())
	case 4:
		return fmt.Sprintf(`{"numeric":["%s",%s,"%s",%s]}`, r.pick(">", ">="), r.pick("-1", "0", "1"), r.pick("<", "<="), r.pick("2", "105", "1e5"))
	case 5:
		return fmt.Sprintf(`{"cidr":"%s"}`, r.pick("10.0.0.0/8", "0.0.0.0/0", "::/0", "16.0.0.0/8", "2001:db8::/32", "10.0.0.0/31"))
	case 6:
		return fmt.Sprintf(`{"exists":%s}`, r.pick("true", "false"))
	case 7:
		return fmt.Sprintf(`{"anything-but":%s}`, some(r.text))
	case 8:
		return fmt.Sprintf(`{"anything-but":%s}`, some(r.number))
	case 9:
		return fmt.Sprintf(`{"anything-but":{"%s":%s}}`, r.pick("prefix", "suffix", "equals-ignore-case"), some(r.text))
	case 10:
		return fmt.Sprintf(`{"anything-but":{"wildcard":%s}}`, some(r.wildcard))
	default:
		return r.scalar()
	}
}

func (r random) pattern(depth int) string {
	var fields []string

	for range 1 + r.IntN(3) {
		switch n := r.IntN(10); {
		case n == 0 && depth < 3:
			fields = append(fields, `"$or":`+r.list(2, func() string { return r.pattern(depth + 1) }))
		case n < 4 && depth < 3:
			fields = append(fields, fmt.Sprintf(`"%s":%s`, r.name(), r.pattern(depth+1)))
		default:
			fields = append(fields, fmt.Sprintf(`"%s":%s`, r.name(), r.list(1, r.condition)))
		}
	}

	return "{" + strings.Join(fields, ",") + "}"
}

func (r random) event(depth int) string {
	var fields []string
	for range 1 + r.IntN(4) {
		fields = append(fields, fmt.Sprintf(`"%s":%s`, r.name(), r.value(depth+1)))
	}

	return "{" + strings.Join(fields, ",") + "}"
}

func (r random) value(depth int) string {
	switch n := r.IntN(10); {
	case n < 4 || depth > 4:
		return r.scalar()
	case n < 7:
		return r.event(depth)
	default:
		return r.list(0, func() string { return r.value(depth + 1) })
	}
}

// TestRandom compares pattern, explanation and reference on random patterns and events.
func TestRandom(t *testing.T) {
	t.Parallel()

	r := random{rand.New(rand.NewPCG(20, 26))}

	for range 60 {
		var patterns []*Pattern

		for len(patterns) < 25 {
			if p, _ := Parse(r.pattern(0)); p != nil {
				patterns = append(patterns, p)
			}
		}

		for range 4 {
			event := r.event(0)

			for _, p := range patterns {
				checkAgreement(t, p, event)
			}
		}
	}
}

// TestRandomArrays does so for what arrays make difficult: few names, many elements, missing fields.
func TestRandomArrays(t *testing.T) {
	t.Parallel()

	r := random{rand.New(rand.NewPCG(19, 99))}

	var value func(depth int) string

	object := func(depth int) string {
		var fields []string
		for _, i := range r.Perm(3)[:1+r.IntN(3)] {
			fields = append(fields, fmt.Sprintf(`"%c":%s`, 'a'+i, value(depth+1)))
		}

		return "{" + strings.Join(fields, ",") + "}"
	}

	value = func(depth int) string {
		switch n := r.IntN(8); {
		case depth > 4 || n < 2:
			return r.pick(`"x"`, `"y"`, "1")
		case n < 4:
			return object(depth)
		default:
			return r.list(0, func() string { return value(depth + 1) })
		}
	}

	var pattern func(depth int) string

	pattern = func(depth int) string {
		var fields []string

		for _, i := range r.Perm(3)[:1+r.IntN(3)] {
			text := r.pick(`["x"]`, `["y"]`, `["x","y"]`, `[{"exists":false}]`, `[{"exists":true}]`, `[{"exists":false},"x"]`, `[{"anything-but":"x"}]`)
			if depth < 2 && r.IntN(2) == 0 {
				text = pattern(depth + 1)
			}

			fields = append(fields, fmt.Sprintf(`"%c":%s`, 'a'+i, text))
		}

		return "{" + strings.Join(fields, ",") + "}"
	}

	for range 1500 {
		p, problems := Parse(pattern(0))
		if p == nil {
			t.Fatal(problems)
		}

		checkAgreement(t, p, object(0))
	}
}
