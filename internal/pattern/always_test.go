package pattern

import "testing"

func TestAlwaysHold(t *testing.T) {
	t.Parallel()

	for list, want := range map[string]bool{
		`[{"anything-but":"a"},{"anything-but":"b"}]`: true, `[{"anything-but":["a","b"]}]`: false, `[{"anything-but":"a"},"a"]`: true,
		`[{"anything-but":"a"},{"prefix":"a"}]`: true, `[{"anything-but":{"prefix":"a"}},{"anything-but":{"suffix":"a"}}]`: false,
		`[{"anything-but":{"prefix":"a"}},{"anything-but":{"prefix":"b"}}]`: true, `[{"anything-but":{"prefix":"a"}},{"anything-but":{"prefix":"ab"}}]`: false,
		`[{"anything-but":{"prefix":"a"}},"ab"]`: false, `[{"exists":true},{"exists":false}]`: true, `[{"exists":false},"a"]`: false,
		`[{"anything-but":["a","b"]},"a"]`: false, `[{"anything-but":["a","b"]},"a","b"]`: true, `[{"anything-but":1},{"anything-but":2}]`: true,
		`[{"numeric":[">",5]},{"numeric":["<=",5]}]`: true, `[{"numeric":[">",5]},{"numeric":["<",5]}]`: false, `[{"numeric":["<",9]},{"numeric":[">",3,"<",5]},{"numeric":[">=",7]}]`: true,
		`[{"numeric":["=",5]},{"numeric":["<",5]}]`:                   false,
		`[{"anything-but":{"wildcard":"a*c"}},{"anything-but":"ac"}]`: false, `["a","b"]`: false,
	} {
		for _, text := range []string{`{"detail":{"f":` + list + `}}`} {
			_, problems := Parse(text)
			if got := len(problems.Warnings()) == 1 && problems[0].Summary == "Conditions always match"; got != want {
				t.Errorf("%s: %v", text, problems)
			}
		}
	}

	for text, want := range map[string]bool{
		`{"$or":[{"detail":{"f":[{"anything-but":"a"}]}},{"detail":{"f":[{"anything-but":"b"}]}}]}`:                     true,
		`{"$or":[{"detail":{"f":[{"anything-but":"a"}]}},{"detail":{"g":[{"anything-but":"b"}]}}]}`:                     false,
		`{"$or":[{"detail":{"f":[{"exists":true}]}},{"detail":{"f":[{"exists":false}]}}]}`:                              true,
		`{"$or":[{"detail":{"f":[{"anything-but":"a"}],"g":["x"]}},{"detail":{"f":[{"anything-but":"b"}],"g":["y"]}}]}`: false,
	} {
		_, problems := Parse(text)
		if got := len(problems.Warnings()) == 1 && problems[0].Summary == "Conditions always match"; got != want {
			t.Errorf("%s: %v", text, problems)
		}
	}
}
