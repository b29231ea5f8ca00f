package pattern

import "testing"

func TestEqual(t *testing.T) {
	t.Parallel()

	cases := []struct {
		a, b string
		want bool
	}{
		{`{"a":["x"]}`, "{\n  \"a\": [ \"x\" ]\n}\n", true},
		{`{"a":["x"],"b":[1]}`, `{"b":[1],"a":["x"]}`, true},
		{`{"a":["<>"]}`, `{"\u0061":["\u003c\u003e"]}`, true},
		{`{"a":["/"]}`, `{"a":["\/"]}`, true},
		{`{"a":["x","y"]}`, `{"a":["y","x","x"]}`, true},
		{`{"a":[{"numeric":[">",1,"<",2]}]}`, `{"a":[{"numeric":[">",1,"<=",2]}]}`, false},
		{`{"a":[1]}`, `{"a":[1.0]}`, true},
		{`{"a":[100,{"numeric":[">",1e2]}]}`, `{"a":[{"numeric":[">",100.0]},1.0e2]}`, true},
		{`{"a":[{"anything-but":[1,2]}]}`, `{"a":[{"anything-but":[2.0,1,2]}]}`, true},
		{`{"a":[12345678901234567890]}`, `{"a":[12345678901234567890.0]}`, false},
		{`{"a":[{"anything-but":"x"}]}`, `{"a":[{"anything-but":["x"]}]}`, false},
		{`{"a":["1"]}`, `{"a":[1]}`, false},
		{`{"a":["x"],"a":["y"]}`, `{"a":["y"]}`, true},
		{`{"a.b":["x"]}`, `{"a":{"b":["x"]}}`, false},
		{`{"a":{"x":["y"]},"a":{"z":["y"]}}`, `{"a":{"z":["y"]}}`, false},
		{`{"$or":[{"a":["x"]},{"b":["y"]}]}`, `{"$or":[{"b":["y"]},{"a":["x"]}]}`, true},
		{`{"a":["x"]}`, `{"a":["x"]} x`, false},
		{`{"a":["x"]}x`, `{"a":["x"]} x`, true},
	}

	for _, c := range cases {
		a, _ := Parse(c.a)
		b, _ := Parse(c.b)

		if a == nil || b == nil || a.Equal(b) != c.want || b.Equal(a) != c.want {
			t.Errorf("%s and %s: want %t", c.a, c.b, c.want)
		}

		if !a.Equal(a) || a.Equal(nil) || (*Pattern)(nil).Equal(a) {
			t.Errorf("%s does not equal itself alone", c.a)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()

	cases := []struct{ pattern, event, path, asked, value, text string }{
		{
			`{"source":["a"],"detail":{"build":{"state":["failed","canceled"]}}}`, `{"source":"a","detail":{"build":{"state":"passed"}}}`,
			"detail.build.state", `["failed","canceled"]`, `"passed"`,
			`The event does not match: detail.build.state is "passed", but the pattern asks for ["failed","canceled"].`,
		},
		{
			`{"source":["a"],"detail":{"x":["y"]}}`, `{"detail":{}}`, "source", `["a"]`, "",
			`The event does not match: it has no value at source, where the pattern asks for ["a"].`,
		},
		{
			`{"a":["Main"]}`, `{"a":["main","x"]}`, "a", `["Main"]`, `"main", "x"`,
			`The event does not match: a is "main", "x", but the pattern asks for ["Main"]. Matching is case-sensitive; ` + "`equals-ignore-case` ignores case.",
		},
		{
			`{"a":[{"numeric":[">",5]}]}`, `{"a":"7"}`, "a", `[{"numeric":[">",5]}]`, `"7"`,
			`The event does not match: a is "7", but the pattern asks for [{"numeric":[">",5]}]. ` + "`numeric` compares numbers, but this one is in quotes and is a string.",
		},
		{`{"a":[1]}`, `{"a":"1"}`, "a", `[1]`, `"1"`, `The event does not match: a is "1", but the pattern asks for [1]. One is a string, the other is not.`},
		{
			`{"a":[{"exists":false}]}`, `{"a":null}`, "a", `[{"exists":false}]`, `null`,
			`The event does not match: a is null, but the pattern asks that the field is missing.`,
		},
		{
			`{"a":{"x":["1"],"y":["2"]}}`, `{"a":[{"x":"1"},{"y":"2"}]}`, "a.x", `["1"]`, `"1"`,
			`The event does not match: no single element of the array has all that the pattern asks for at a.x and a.y.`,
		},
		{
			`{"$or":[{"a":["x"]},{"b":["y"]}],"c":["z"]}`, `{"a":"x","c":"w"}`, "c", `["z"]`, `"w"`,
			`The event does not match: c is "w", but the pattern asks for ["z"]. None of the other combinations of ` + "`$or` (2 in all) matches either.",
		},
		{
			`{"a":["x",{"prefix":"re"}],"b":[{"exists":false}]}`, `{"a":"release"}`, "a", `{"prefix":"re"}`, `"release"`,
			`The event matches: a is "release" and matches {"prefix":"re"}; b is missing and matches {"exists":false}.`,
		},
	}

	for _, c := range cases {
		p, problems := Parse(c.pattern)
		if p == nil {
			t.Fatal(problems)
		}

		got, err := p.Explain([]byte(c.event))
		if err != nil || got.Path != c.path || got.Pattern != c.asked || got.Value != c.value || got.Text != c.text {
			t.Errorf("%s on %s:\ngot  %+v (%v)\nwant %s %s %s %s", c.pattern, c.event, got, err, c.path, c.asked, c.value, c.text)
		}
	}
}
