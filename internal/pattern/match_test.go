package pattern

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestMatchOperators names values of a field that a list passes and values that it does not. A value is JSON; "-" is a missing field.
func TestMatchOperators(t *testing.T) {
	t.Parallel()

	cases := []struct {
		list   string
		passes []string
		fails  []string
	}{
		{`["a"]`, []string{`"a"`, `"\u0061"`, `["b","a"]`, `[["a"]]`}, []string{`"A"`, `"a "`, `"ab"`, `""`, `[]`, `{"a":"a"}`, `null`, "-"}},
		{`[""]`, []string{`""`}, []string{`" "`, `null`, `[]`, "-"}},
		{`["é"]`, []string{`"\u00e9"`}, []string{`"e\u0301"`}},
		{`["1"]`, []string{`"1"`}, []string{`1`}},
		{`[1]`, []string{`1`, `1.0`, `1e0`, `10e-1`, `[2,1]`}, []string{`"1"`, `2`, `true`, `null`, `-1`}},
		{`[0]`, []string{`-0`, `0.0`, `0e5`}, []string{`1e-300`, `null`, `false`}},
		{`[9007199254740993]`, []string{`9007199254740993`}, []string{`9007199254740992`, `9007199254740993.0`}},
		{`[4.9e-324]`, []string{`4.9e-324`, `0.49E-323`}, []string{`5e-324`, `0`}},
		{`[1e400]`, []string{`1e400`}, []string{`1E400`, `10e399`}},
		{`[true]`, []string{`true`}, []string{`"true"`, `1`, `false`, `null`}},
		{`[null]`, []string{`null`, `[null]`}, []string{`"null"`, `[]`, `{}`, `0`, "-"}},
		{`["10.0.0.1"]`, []string{`"10.0.0.1"`, `"010.000.0.1"`, `"::ffff:a00:1"`}, []string{`"10.0.0.2"`, `"10.0.0.1 "`}},
		{`["::1"]`, []string{`"::1"`, `"0:0:0:0:0:0:0:1"`, `"0::0001"`}, []string{`"::2"`, `"0.0.0.1"`}},
		{`[{"exactly":"10.0.0.1"}]`, []string{`"10.0.0.1"`}, []string{`"010.0.0.1"`}},
		{`[{"prefix":"re"}]`, []string{`"release"`, `"re"`, `["x","re"]`}, []string{`"Release"`, `"r"`, `1`, `null`, "-"}},
		{`[{"prefix":""}]`, []string{`""`, `"x"`}, []string{`1`, `null`, `[]`}},
		{`[{"prefix":{"equals-ignore-case":"Ré"}}]`, []string{`"rélease"`, `"RÉ"`}, []string{`"re"`, `"xré"`}},
		{`[{"suffix":".png"}]`, []string{`"a.png"`, `".png"`}, []string{`"a.PNG"`, `"png"`, `5`}},
		{`[{"suffix":{"equals-ignore-case":"straße"}}]`, []string{`"STRASSE"`, `"Hauptstraße"`}, []string{`"strasse"`}},
		{`[{"equals-ignore-case":"Main"}]`, []string{`"MAIN"`, `"main"`}, []string{`"mains"`, `"mai"`, `null`}},
		{`[{"equals-ignore-case":"\u212a"}]`, []string{`"k"`, `"\u212a"`}, []string{`"K"`}},
		{`[{"equals-ignore-case":"🚀"}]`, []string{`"??"`}, []string{`"🚀"`}},
		{`[{"wildcard":"a*c"}]`, []string{`"ac"`, `"abc"`, `"acc"`, `"a*c"`}, []string{`"abcd"`, `"a"`, `1`}},
		{`[{"wildcard":"*a*b*a*"}]`, []string{`"aba"`, `"xaxbxax"`}, []string{`"ab"`, `"aab"`}},
		{`[{"wildcard":"a\\*\\\\*"}]`, []string{`"a*\\"`, `"a*\\x"`}, []string{`"axx"`, `"a*"`}},
		{`[{"wildcard":""}]`, []string{`""`}, []string{`"x"`}},
		{`[{"wildcard":"ab*ba"}]`, []string{`"abba"`}, []string{`"aba"`}},
		{`[{"numeric":["=",300]}]`, []string{`300`, `3e2`}, []string{`"300"`, `301`, `null`}},
		{`[{"numeric":[">",0,"<=",5]}]`, []string{`5`, `0.1`, `[9,1]`}, []string{`0`, `5.01`, `"1"`, `1e400`}},
		{`[{"numeric":[">=",-1]}]`, []string{`-1`, `1e300`}, []string{`-1.1`}},
		{`[{"numeric":["<",5]}]`, []string{`-1e300`, `4.999`}, []string{`5`, "-"}},
		{`[{"cidr":"10.0.0.0/24"}]`, []string{`"10.0.0.255"`, `"10.0.0.0"`}, []string{`"10.0.1.0"`, `"10.0.0"`, `"x"`, "-"}},
		{`[{"cidr":"10.0.0.77/24"}]`, []string{`"10.0.0.1"`}, []string{`"10.0.1.77"`}},
		{`[{"cidr":"2001:db8::/33"}]`, []string{`"2001:db8:7fff::1"`}, []string{`"2001:db8:8000::"`, `"2001:db9::"`}},
		{`[{"cidr":"16.0.0.0/8"}]`, []string{`105`, `"1022::"`}, []string{`16`, `"10.0.0.1"`}},
		{`[{"cidr":"16.0.0.0/8"},{"numeric":["<",0]}]`, []string{`"16.1.1.1"`, `-1`}, []string{`105`}},
		{`[{"exists":true}]`, []string{`null`, `""`, `[1]`, `false`}, []string{`[]`, `{}`, `{"b":1}`, "-"}},
		{`[{"exists":false}]`, []string{`[]`, `{}`, `{"b":1}`, "-"}, []string{`null`, `""`, `[1]`}},
		{`[{"exists":false},"x"]`, []string{"-", `"x"`}, []string{`"y"`}},
		{`[{"anything-but":"a"}]`, []string{`"b"`, `null`, `1`, `["a","b"]`}, []string{`"a"`, `["a"]`, `[]`, `{}`, "-"}},
		{`[{"anything-but":["a","b"]}]`, []string{`"c"`, `true`}, []string{`"a"`, `["a","b"]`}},
		{`[{"anything-but":[1,2]}]`, []string{`3`, `"1"`, `null`, `1e400`}, []string{`1.0`, `2`, "-"}},
		{`[{"anything-but":"10.0.0.1"}]`, []string{`"010.0.0.1"`}, []string{`"10.0.0.1"`}},
		{`[{"anything-but":{"prefix":["a","b"]}}]`, []string{`"ca"`, `5`, `null`}, []string{`"a"`, `"bc"`, "-"}},
		{`[{"anything-but":{"suffix":"a"}}]`, []string{`"ab"`}, []string{`"ba"`}},
		{`[{"anything-but":{"equals-ignore-case":["A","b"]}}]`, []string{`"ab"`}, []string{`"a"`, `"B"`}},
		{`[{"anything-but":{"wildcard":"a*"}}]`, []string{`"b"`, `null`}, []string{`"a"`, `"ab"`}},
	}

	for _, c := range cases {
		p, problems := Parse(`{"detail":{"f":` + c.list + `}}`)
		if p == nil {
			t.Errorf("%s: %v", c.list, problems)

			continue
		}

		check := func(value string, want bool) {
			event := `{"detail":{"f":` + value + `}}`
			if value == "-" {
				event = `{"detail":{}}`
			}

			matches, err := p.Match([]byte(event))
			if err != nil || matches != want || evaluates(t, p.Root().Find("detail", "f").Conditions, value) != want {
				t.Errorf("%s on %s: %t (%v), want %t", c.list, value, matches, err, want)
			}
		}

		for _, value := range c.passes {
			check(value, true)
		}

		for _, value := range c.fails {
			check(value, false)
		}
	}
}

// evaluates asks the evaluator about a JSON value, or about each element of a list; "-" is a missing field.
func evaluates(t *testing.T, conditions []Condition, text string) bool {
	t.Helper()

	evaluator := NewEvaluator(conditions...)

	tree, _, err := readTree([]byte(text))
	if text == "-" || err == nil && (tree.kind == nodeObject || tree.kind == nodeArray && len(tree.elements) == 0) {
		return evaluator.HoldsMissing()
	}

	if err != nil {
		t.Fatal(err)
	}

	if tree.kind == nodeArray {
		return slices.ContainsFunc(tree.elements, func(n *node) bool { return evaluates(t, conditions, string(n.raw)) })
	}

	return evaluator.Holds(tree.value())
}

func TestMatchShapes(t *testing.T) {
	t.Parallel()

	cases := []struct {
		name, pattern, event string
		want                 bool
	}{
		{"both fields", `{"a":["x"],"b":["y"]}`, `{"b":"y","a":"x"}`, true},
		{"one field of two", `{"a":["x"],"b":["y"]}`, `{"a":"x"}`, false},
		{"dotted key in the pattern", `{"detail.state":["x"]}`, `{"detail":{"state":"x"}}`, true},
		{"dotted key in the event", `{"detail":{"state":["x"]}}`, `{"detail.state":"x"}`, true},
		{"key that is a beginning", `{"detail":{"state":["x"]}}`, `{"detail":{"stat":"x"}}`, false},
		{"repeated key in the pattern", `{"a":["x"],"a":["y"]}`, `{"a":"x"}`, false},
		{"repeated key in the event", `{"a":["x"]}`, `{"a":"x","a":"y"}`, true},
		{"repeated object in the pattern", `{"d":{"a":["x"]},"d":{"b":["y"]}}`, `{"d":{"a":"x"}}`, false},
		{"same element", `{"a":{"x":["1"],"y":["2"]}}`, `{"a":[{"x":"1","y":"2"}]}`, true},
		{"different elements", `{"a":{"x":["1"],"y":["2"]}}`, `{"a":[{"x":"1"},{"y":"2"}]}`, false},
		{"different arrays", `{"a":{"x":["1"]},"b":{"y":["2"]}}`, `{"a":[{"x":"0"},{"x":"1"}],"b":[{"y":"2"},{"y":"3"}]}`, true},
		{"array in an array", `{"a":{"b":{"x":["1"]},"y":["2"]}}`, `{"a":[{"b":[{"x":"0"},{"x":"1"}],"y":"2"}]}`, true},
		{"scalars of one array", `{"a":["1"],"b":["2"]}`, `{"a":["0","1"],"b":["2"]}`, true},
		{"missing from the settled element", `{"a":{"x":["1"],"z":[{"exists":false}]}}`, `{"a":[{"x":"1"},{"z":"2"}]}`, true},
		{"missing is asked first", `{"a":{"b":[{"exists":false}],"x":["1"]}}`, `{"a":[{"x":"1"},{"b":"2"}]}`, false},
		{"one branch", `{"$or":[{"a":["x"]},{"b":["y"]}]}`, `{"b":"y"}`, true},
		{"no branch", `{"$or":[{"a":["x"]},{"b":["y"]}]}`, `{"a":"y","b":"x"}`, false},
		{"branch and field", `{"c":["z"],"$or":[{"a":["x"]},{"b":["y"]}]}`, `{"b":"y"}`, false},
		{"or below a field", `{"d":{"$or":[{"a":["x"]},{"b":["y"]}]}}`, `{"d":{"b":"y"}}`, true},
		{"or within or", `{"$or":[{"a":["x"]},{"$or":[{"b":["y"]},{"c":["z"]}],"d":["w"]}]}`, `{"c":"z","d":"w"}`, true},
		{"branch replaces the field before", `{"a":["x"],"$or":[{"a":["y"]},{"b":["y"]}]}`, `{"a":"y"}`, true},
		{"field replaces the branch before", `{"$or":[{"a":["y"]},{"b":["y"]}],"a":["x"]}`, `{"a":"x"}`, true},
		{"lost branch", `{"$or":[{"a":["x"]},{"a":["x","y"]}]}`, `{"a":"y"}`, false},
		{"same branch the other way round", `{"$or":[{"a":["x","y"]},{"a":["x"]}]}`, `{"a":"y"}`, true},
		{"text after the event", `{"a":["x"]}`, `{"a":"x"} garbage`, true},
		{"empty name at the root of a pattern", `{"":{"a":["x"]}}`, `{"a":"x"}`, true},
		{"empty name at the end", `{"a":{"":["x"]}}`, `{"a":{"":"x"}}`, false},
	}

	for _, c := range cases {
		p, problems := Parse(c.pattern)
		if p == nil {
			t.Errorf("%s: %v", c.name, problems)

			continue
		}

		checkAgreement(t, p, c.event)

		if matches, err := p.Match([]byte(c.event)); err != nil || matches != c.want {
			t.Errorf("%s: %t (%v)", c.name, matches, err)
		}
	}
}

// TestEventErrors names the exact error of each text that is not an event.
func TestEventErrors(t *testing.T) {
	t.Parallel()

	cases := map[string]string{
		``:                            "the event is not valid at line 1, column 1: the text is empty; an event is a JSON object",
		`[{"a":"x"}]`:                 "the event is not valid at line 1, column 1: an event is a JSON object and must begin with `{`, not with `[`",
		`null`:                        "the event is not valid at line 1, column 1: an event is a JSON object and must begin with `{`, not with `null`",
		`{"a":`:                       "the event is not valid at line 1, column 6: the text ends where a JSON value is expected",
		"{\"a\":1,\n \"é\" 2}":        "the event is not valid at line 2, column 6: found `2` where a colon is expected",
		`{"a":[1,]}`:                  "the event is not valid at line 1, column 9: found `]` where a JSON value is expected",
		`{"a":01}`:                    "the event is not valid at line 1, column 6: a number must not begin with a zero; an id with leading zeros is a string and belongs in quotes",
		"{\"a\":\"x\ty\"}":            "the event is not valid at line 1, column 8: a string contains the control character '\\t' unescaped; write \\u0009",
		`{"zz":{"y":[tru]}}`:          "the event is not valid at line 1, column 13: found `tru` where a JSON value is expected",
		`{"a":"x}`:                    "the event is not valid at line 1, column 6: the string that begins here has no closing quote",
		strings.Repeat(`{"a":`, 1001): "the event is not valid at line 1, column 5001: the JSON is nested more than 1000 levels deep",
	}

	p, _ := Parse(`{"a":["x"]}`)

	for event, want := range cases {
		_, err := p.Match([]byte(event))

		var fault *EventError
		if !errors.As(err, &fault) || err.Error() != want {
			t.Errorf("%.40s: got %v, want %s", event, err, want)
		}
	}
}

// TestHard finds that what could take forever does not.
func TestHard(t *testing.T) {
	t.Parallel()

	deep := strings.Repeat(`{"a":`, 999) + `{"a":"x"}` + strings.Repeat("}", 999)
	p, _ := Parse(`{"a.a":{"a":[{"exists":false}]}}`)

	if matches, err := p.Match([]byte(deep)); err != nil || !matches {
		t.Errorf("1,000 levels: %t, %v", matches, err)
	}

	if _, problems := Parse(deep); len(problems) == 0 {
		t.Error("a deep pattern that ends in a string is valid")
	}

	if _, problems := Parse(strings.Repeat(`{"a":`, 1001)); !problems.HasErrors() || !strings.Contains(problems[0].Detail, "nested more than 1000 levels") {
		t.Errorf("1,001 levels: %v", problems)
	}

	p, _ = Parse(`{"a":[{"wildcard":"` + strings.Repeat("*a", 4) + `*b"}]}`)
	if matches, err := p.Match([]byte(`{"a":"` + strings.Repeat("a", 1<<20) + `"}`)); err != nil || matches {
		t.Errorf("a wildcard with many asterisks: %t, %v", matches, err)
	}

	elements := strings.Repeat(`{"x":"1"},`, 20000) + `{"y":"1"}`
	p, _ = Parse(`{"a":{"x":["1"],"y":["1"]},"b":{"x":["1"],"y":["1"]},"c":{"x":["1"],"y":["1"]}}`)

	if matches, err := p.Match([]byte(`{"a":[` + elements + `],"b":[` + elements + `],"c":[` + elements + `]}`)); err != nil || matches {
		t.Errorf("three arrays of 20,001 elements: %t, %v", matches, err)
	}

	p, problems := Parse(`{` + strings.TrimSuffix(strings.Repeat(`"$or":[{"a":["x"]},{"b":["y"]}],`, 60), ",") + `}`)
	if p != nil || problems.Errors()[0].Summary != "Too many $or combinations" {
		t.Errorf("2^60 combinations: %v", problems)
	}
}

// TestIgnoring leaves out conditions, in each combination of $or.
func TestIgnoring(t *testing.T) {
	t.Parallel()

	account := func(f *Field) bool { return f.Key() == "account" }
	cases := []struct {
		pattern, event string
		want           bool
	}{
		{`{"account":["1"],"a":["x"]}`, `{"account":"2","a":"x"}`, true},
		{`{"account":["1"],"a":["x"]}`, `{"a":"x"}`, true},
		{`{"account":["1"],"a":["x"]}`, `{"account":"1","a":"y"}`, false},
		{`{"account":["1"]}`, `{}`, true},
		{`{"$or":[{"account":["1"],"a":["x"]},{"a":["y"]}]}`, `{"account":"2","a":"y"}`, true},
		{`{"$or":[{"account":["1"],"a":["x"]},{"a":["y"]}]}`, `{"account":"2","a":"z"}`, false},
		{`{"$or":[{"account":["1"]},{"a":["y"]}]}`, `{"a":"z"}`, true},
		{`{"l":{"a":["x"],"b":["y"]},"account":["1"]}`, `{"l":[{"a":"x"},{"b":"y"}]}`, false},
	}

	for _, c := range cases {
		p, problems := Parse(c.pattern)
		if p == nil {
			t.Fatalf("%s: %v", c.pattern, problems)
		}

		before := p.String()

		got, err := p.Ignoring(account)([]byte(c.event))
		if err != nil || got != c.want {
			t.Errorf("%s on %s: %t, %v", c.pattern, c.event, got, err)
		}

		if whole, err := p.Match([]byte(`{"account":"3"}`)); whole || err != nil || p.String() != before {
			t.Errorf("%s has changed", c.pattern)
		}
	}

	p, _ := Parse(`{"a":["x"]}`)
	if _, err := p.Ignoring(account)([]byte(`[]`)); err == nil {
		t.Error("a list is taken for an event")
	}
}

// TestWorkSpace finds that the work space of a large event is let go, and that of a small one kept.
func TestWorkSpace(t *testing.T) {
	t.Parallel()

	p, _ := Parse(`{"a":["x"]}`)

	for n, want := range map[int]bool{10: true, 100_000: false} {
		r := &reading{}
		if err := r.read([]byte(`{"a":[`+strings.Repeat(`"y",`, n)+`"x"]}`), p.trie, len(p.keys), p.emptyNames); err != nil {
			t.Fatal(err)
		}

		if got := r.reusable(); got != want || r.src != nil {
			t.Errorf("after an event of %d values the work space is reusable: %t", n, got)
		}
	}
}

func TestMayHold(t *testing.T) {
	t.Parallel()

	digit := func(r rune) bool { return isDigit(byte(r)) && r < 0x80 }
	digits := Strings{Forms: [][]Class{{digit, digit, digit}}}
	letters := Strings{Characters: func(r rune) bool { return r >= 'a' && r <= 'z' }}

	cases := []struct {
		condition Condition
		in        Strings
		want      bool
	}{
		{Text("123"), digits, true}, {Text("1234"), digits, false}, {Text("12a"), digits, false}, {Prefix("1"), digits, true}, {Prefix("a"), digits, false},
		{Suffix("4"), digits, true}, {Wildcard("1*2*3"), digits, true}, {Wildcard("1*2*3*4"), digits, false}, {Wildcard(`*\**`), digits, false},
		{EqualsIgnoreCase("123"), digits, true}, {AnythingButText("123"), digits, true}, {Exists(true), digits, true}, {Exists(false), digits, false},
		{NumberLexeme("123"), digits, false}, {Numeric(Bound{">", "1"}), digits, false},
		{Text("abc"), letters, true}, {Text("Abc"), letters, false}, {EqualsIgnoreCase("ABC"), letters, true}, {SuffixIgnoreCase("1"), letters, false},
		{Text("anything"), Strings{}, true},
	}

	for _, c := range cases {
		if got := c.condition.MayHold(c.in); got != c.want {
			t.Errorf("%s: %t", c.condition.JSON(), got)
		}
	}

	numbers := []struct {
		condition Condition
		integer   bool
		except    string
		want      bool
	}{
		{Numeric(Bound{">", "1"}, Bound{"<", "2"}), true, "", false}, {Numeric(Bound{">", "1"}, Bound{"<", "2"}), false, "", true},
		{Numeric(Bound{">=", "1"}, Bound{"<", "2"}), true, "", true}, {Numeric(Bound{">=", "1"}, Bound{"<", "2"}), true, "1", false},
		{Numeric(Bound{">", "-1"}, Bound{"<", "1"}), true, "0", false}, {Numeric(Bound{">", "-1"}, Bound{"<", "2"}), true, "0", true},
		{Numeric(Bound{"=", "0"}), true, "0", false}, {Numeric(Bound{"=", "1.5"}), true, "", false}, {Numeric(Bound{"=", "1.5"}), false, "", true},
		{Numeric(Bound{">", "5"}), true, "6", true}, {Numeric(Bound{"<", "-5"}), true, "", true},
		{NumberLexeme("0"), true, "0", false}, {NumberLexeme("0.0"), true, "0", false}, {NumberLexeme("1.5"), true, "", false}, {NumberLexeme("1e2"), true, "", true},
		{AnythingButNumber("1"), true, "", true}, {Text("1"), true, "", false}, {Exists(true), true, "", true}, {Exists(false), true, "", false},
	}

	for _, c := range numbers {
		if got := c.condition.MayHoldNumber(c.integer, c.except); got != c.want {
			t.Errorf("%s of integers (%t) except %q: %t", c.condition.JSON(), c.integer, c.except, got)
		}
	}
}
