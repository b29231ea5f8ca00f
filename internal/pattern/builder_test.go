package pattern

import (
	"errors"
	"strings"
	"testing"
)

func TestBuilder(t *testing.T) {
	t.Parallel()

	var b Builder

	b.Field([]string{"source"}, Text("aws.aidevops"))
	b.Field([]string{"detail", "build", "state"}, Text("failed"), AnythingButText("passed", "blocked"), Null(), Bool(true))
	b.Field([]string{"detail-type"}, Prefix("Build "), PrefixIgnoreCase("b"), Suffix("d"), SuffixIgnoreCase("d"), EqualsIgnoreCase("x"))
	b.Field([]string{"detail", "build", "number"}, NumberLexeme("1.0"), Numeric(Bound{">=", "1"}, Bound{"<", "5e1"}), AnythingButNumber("7"))
	b.Field([]string{"detail", "agent", "ip"}, CIDR("10.0.0.0/8"), Exists(false), Wildcard(`a\*<&>*`))
	b.Field([]string{"detail", "x"}, AnythingButPrefix("a"), AnythingButSuffix("b", "c"), AnythingButWildcard("d*"), AnythingButIgnoreCase("e"))
	b.Field([]string{"nothing"})

	var one, two Builder

	one.Field([]string{"build", "branch"}, Text("main"))
	two.Field([]string{"pipeline", "slug"}, Text("quo\"te\n"))
	b.AnyOf([]string{"detail"}, &one, &two, &Builder{})

	want := `{"source":["aws.aidevops"],"detail":{"build":{"state":["failed",{"anything-but":["passed","blocked"]},null,true],` +
		`"number":[1.0,{"numeric":[">=",1,"<",5e1]},{"anything-but":7}]},"agent":{"ip":[{"cidr":"10.0.0.0/8"},{"exists":false},{"wildcard":"a\\*<&>*"}]},` +
		`"x":[{"anything-but":{"prefix":"a"}},{"anything-but":{"suffix":["b","c"]}},{"anything-but":{"wildcard":"d*"}},{"anything-but":{"equals-ignore-case":"e"}}],` +
		`"$or":[{"build":{"branch":["main"]}},{"pipeline":{"slug":["quo\"te\n"]}}]},` +
		`"detail-type":[{"prefix":"Build "},{"prefix":{"equals-ignore-case":"b"}},{"suffix":"d"},{"suffix":{"equals-ignore-case":"d"}},{"equals-ignore-case":"x"}]}`

	if got := b.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}

	if err := b.Err(); err != nil {
		t.Error(err)
	}

	p, problems := Parse(b.String())
	if p == nil || p.String() != want {
		t.Errorf("the pattern reads as %v: %v", p, problems)
	}

	if got := p.Root().Find("detail", "build", "number").Conditions[1].Bounds[1].Number; got != "5e1" {
		t.Errorf("the second bound is %s", got)
	}
}

func TestBuilderSingleGroup(t *testing.T) {
	t.Parallel()

	var b, group Builder

	group.Field([]string{"state"}, Text("x"))
	b.AnyOf([]string{"detail"}, &group)

	if got := b.String(); got != `{"detail":{"state":["x"]}}` || b.IsEmpty() {
		t.Error(got)
	}
}

func TestBuilderMerge(t *testing.T) {
	t.Parallel()

	cases := []struct{ text, want, wantErr string }{
		{text: `{ "detail": {"b": [1.0], "a": [{"exists": true}]}, "id": ["y"] }`, want: `{"detail":{"state":["x"],"b":[1.0],"a":[{"exists":true}]},"id":["y"]}`},
		{text: `{"id": ["a"], "id": ["b"]}`, want: `{"detail":{"state":["x"]},"id":["b"]}`},
		{text: `{"$or":[{"id":["a"]},{"id":["b"]}]}`, want: `{"detail":{"state":["x"]},"$or":[{"id":["a"]},{"id":["b"]}]}`},
		{text: `{"detail": {"state": ["y"]}}`, wantErr: "the event pattern sets detail.state twice"},
		{text: `{"detail.state": ["y"]}`, wantErr: "the event pattern sets detail.state twice"},
		{text: `{"detail": {"state": {"x": ["y"]}}}`, wantErr: "the event pattern sets detail.state twice"},
		{text: `{"detail": ["y"]}`, wantErr: "the event pattern sets detail twice"},
	}

	for _, c := range cases {
		var b Builder

		b.Field([]string{"detail", "state"}, Text("x"))
		before := b.String()
		merged, _ := Parse(c.text)
		err := b.Merge(nil, merged)

		if c.wantErr == "" {
			if err != nil || b.String() != c.want {
				t.Errorf("%s: %s, %v", c.text, b.String(), err)
			}

			continue
		}

		var path *PathError
		if !errors.As(err, &path) || !strings.HasPrefix(err.Error(), c.wantErr) || b.String() != before {
			t.Errorf("%s: %v, and the builder holds %s", c.text, err, b.String())
		}
	}
}

func TestBuilderMergeBelow(t *testing.T) {
	t.Parallel()

	var b Builder

	b.Field([]string{"detail", "state"}, Text("x"))

	merged, _ := Parse(`{"b": {"c": ["y"]}, "$or": [{"d": [1]}, {"e.f": [2]}]}`)
	if err := b.Merge([]string{"detail"}, merged); err != nil || b.String() != `{"detail":{"state":["x"],"b":{"c":["y"]},"$or":[{"d":[1]},{"e.f":[2]}]}}` {
		t.Errorf("%s, %v", b.String(), err)
	}

	twice, _ := Parse(`{"state": ["y"]}`)
	if err := b.Merge([]string{"detail"}, twice); err == nil {
		t.Error("a field is set twice")
	}
}

func TestBuilderTwice(t *testing.T) {
	t.Parallel()

	var b Builder

	b.Field([]string{"a"}, Text("x"))
	b.Field([]string{"a"}, Text("y"))

	var path *PathError
	if err := b.Err(); !errors.As(err, &path) || path.Path[0] != "a" {
		t.Error(err)
	}
}
