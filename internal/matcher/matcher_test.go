package matcher_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

type given = map[string][]string

var kinds = []catalog.Kind{
	catalog.Text, catalog.ID, catalog.Enum, catalog.Time, catalog.IP, catalog.Number, catalog.Bool, catalog.TextList, catalog.Map, catalog.Object, catalog.Anything,
}

// TestEveryOperator makes the condition of every operator on every kind that
// supports it, and reads it back.
func TestEveryOperator(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"equals":                 `["a","b"]`,
		"equals_ignore_case":     `[{"equals-ignore-case":"a"},{"equals-ignore-case":"b"}]`,
		"prefix":                 `[{"prefix":"a"},{"prefix":"b"}]`,
		"prefix_ignore_case":     `[{"prefix":{"equals-ignore-case":"a"}},{"prefix":{"equals-ignore-case":"b"}}]`,
		"suffix":                 `[{"suffix":"a"},{"suffix":"b"}]`,
		"suffix_ignore_case":     `[{"suffix":{"equals-ignore-case":"a"}},{"suffix":{"equals-ignore-case":"b"}}]`,
		"wildcard":               `[{"wildcard":"a"},{"wildcard":"b"}]`,
		"not_equals":             `[{"anything-but":["a","b"]}]`,
		"not_equals_ignore_case": `[{"anything-but":{"equals-ignore-case":["a","b"]}}]`,
		"not_prefix":             `[{"anything-but":{"prefix":["a","b"]}}]`,
		"not_suffix":             `[{"anything-but":{"suffix":["a","b"]}}]`,
		"not_wildcard":           `[{"anything-but":{"wildcard":["a","b"]}}]`,
	}
	special := map[string]struct {
		values []string
		want   string
	}{
		"cidr":    {[]string{"10.0.0.0/8", "2001:db8::/32"}, `[{"cidr":"10.0.0.0/8"},{"cidr":"2001:db8::/32"}]`},
		"numeric": {[]string{"> 1000", ">= -1.5, < 5", "= 0"}, `[{"numeric":[">",1000]},{"numeric":[">=",-1.5,"<",5]},{"numeric":["=",0]}]`},
		"is":      {[]string{"null", "missing"}, `[null,{"exists":false}]`},
	}
	for _, kind := range kinds {
		for _, operator := range matcher.Operators(catalog.Anything) {
			values, want := []string{"a", "b"}, texts[operator]
			if s, ok := special[operator]; ok {
				values, want = s.values, s.want
			}
			switch {
			case kind == catalog.Number && operator == "equals":
				values, want = []string{"5", "1.50"}, `[5,1.50]`
			case kind == catalog.Number && operator == "not_equals":
				values, want = []string{"5", "-1"}, `[{"anything-but":[5,-1]}]`
			case kind == catalog.Bool && operator == "equals":
				values, want = []string{"true"}, `[true]`
			case (kind == catalog.Object || kind == catalog.Map) && operator == "is":
				values, want = []string{"null"}, `[null]`
			}
			t.Run(string(kind)+"/"+operator, func(t *testing.T) {
				t.Parallel()
				config := given{operator: values}
				reading := matcher.Read(matcher.Field{Name: "field", Kind: kind}, config)
				if !slices.Contains(matcher.Operators(kind), operator) {
					if len(reading.Findings) != 1 || reading.Findings[0].Summary != "Unsupported operator" || !strings.Contains(reading.Findings[0].Detail, "Use `"+matcher.Operators(kind)[0]+"`") {
						t.Fatalf("an operator that is not supported gives %+v", reading.Findings)
					}
					return
				}
				if len(reading.Findings) > 0 {
					t.Fatalf("it is refused: %+v", reading.Findings)
				}
				var b pattern.Builder
				b.Field([]string{"x"}, reading.Conditions...)
				if got := b.String(); got != `{"x":`+want+`}` {
					t.Fatalf("got %s, want %s", got, want)
				}
				parsed, problems := pattern.Parse(b.String())
				if parsed == nil {
					t.Fatalf("not a valid pattern: %v", problems)
				}
				back, ok := matcher.Write(kind, parsed.Root().Fields[0].Conditions)
				if !ok || !maps.EqualFunc(back, config, slices.Equal) {
					t.Fatalf("%s is read back as %v", b.String(), back)
				}
			})
		}
	}
}

// TestFindings names the place, the title and the words of what is wrong.
func TestFindings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind    catalog.Kind
		given   given
		at      matcher.Place
		summary string
		detail  string
	}{
		"misspelled": {
			catalog.Enum, given{"equalz": {"a"}}, whole("equalz"), "Unknown operator",
			"`equalz`, given for `build.state`, is not an operator. Did you mean `equals`? `build.state` is an enumeration. Use `equals`,",
		},
		"of the pattern language":   {catalog.Text, given{"anything-but": {"a"}}, whole("anything-but"), "Unknown operator", "Did you mean `not_equals`?"},
		"of another tool":           {catalog.Text, given{"startsWith": {"a"}}, whole("startsWith"), "Unknown operator", "Did you mean `prefix`?"},
		"comparison as an operator": {catalog.Number, given{"gte": {"5"}}, whole("gte"), "Unknown operator", "Did you mean `numeric`?"},
		"not supported": {
			catalog.Text, given{"numeric": {"> 5"}}, whole("numeric"), "Unsupported operator", "`build.state` is a string and does not support `numeric`. Use `equals`,",
		},
		"string operator on a number": {catalog.Number, given{"prefix": {"1"}}, whole("prefix"), "Unsupported operator", "To compare a number, use `numeric`"},
		"negated boolean":             {catalog.Bool, given{"not_equals": {"true"}}, whole("not_equals"), "Unsupported operator", "For the opposite of `true`, write `false`."},
		"inside an object":            {catalog.Object, given{"equals": {"a"}}, whole("equals"), "Unsupported operator", "use the path of that value"},
		"is of what": {
			catalog.Text, given{"is": {"nul"}}, at("is", 0), "Invalid value for is", `"nul" is not a value of ` + "`is`, given for `build.state`. Did you mean \"null\"?",
		},
		"an object that is missing": {catalog.Object, given{"is": {"missing"}}, at("is", 0), "Invalid value for is", "Use a field inside it"},
		"no number": {
			catalog.Number, given{"equals": {"1", "x"}}, at("equals", 1), "Invalid value type", "`build.state` is a number, and \"x\" in `equals` is not one. Write a JSON number",
		},
		"null as a number":    {catalog.Number, given{"equals": {"null"}}, at("equals", 0), "Invalid value type", "To match JSON null, write `is = [\"null\"]`."},
		"null as a boolean":   {catalog.Bool, given{"equals": {"null"}}, at("equals", 0), "Invalid value type", "To match JSON null, write `is = [\"null\"]`."},
		"no number, negated":  {catalog.Number, given{"not_equals": {"0x1"}}, at("not_equals", 0), "Invalid value type", `"0x1" in `},
		"no boolean":          {catalog.Bool, given{"equals": {"true", "yes"}}, at("equals", 1), "Invalid value type", "`build.state` is a boolean: its values are `true` and `false`, not \"yes\"."},
		"bare number":         {catalog.Number, given{"numeric": {"5"}}, at("numeric", 0), "Invalid value for numeric", `For exactly that number, write "= 5"`},
		"wrong sign":          {catalog.Number, given{"numeric": {"=> 5"}}, at("numeric", 0), "Invalid value for numeric", `"=> 5", given for ` + "`build.state`, is not a numeric condition."},
		"unequal":             {catalog.Number, given{"numeric": {"!=5"}}, at("numeric", 0), "Invalid value for numeric", "For every other number, write `not_equals = [\"5\"]`."},
		"two lower bounds":    {catalog.Number, given{"numeric": {"> 5, > 6"}}, at("numeric", 0), "Invalid value for numeric", `has two bounds that are not a lower and an upper one`},
		"empty range":         {catalog.Number, given{"numeric": {"< 5, >= 5"}}, at("numeric", 0), "Empty numeric range", "For one number, write \"= 5\"."},
		"bottom over top":     {catalog.Number, given{"numeric": {"> 5, < 4"}}, at("numeric", 0), "Empty numeric range", "the lower bound 5 is not less than the upper bound 4"},
		"too large":           {catalog.Number, given{"numeric": {"> 6000000000"}}, at("numeric", 0), "Number out of range", "from -5.0e9 to 5.0e9"},
		"too many digits":     {catalog.Number, given{"equals": {"1.234567890123456"}}, at("equals", 0), "Number out of range", "at most 15 digits"},
		"one address":         {catalog.IP, given{"cidr": {"10.0.0.1/32"}}, at("cidr", 0), "Invalid CIDR block", "Write `equals = [\"10.0.0.1\"]`."},
		"one address, IPv6":   {catalog.IP, given{"cidr": {"10.0.0.0/8", "2001:db8::1/128"}}, at("cidr", 1), "Invalid CIDR block", ""},
		"address alone":       {catalog.IP, given{"cidr": {"10.0.0.0"}}, at("cidr", 0), "Invalid CIDR block", ""},
		"block with too much": {catalog.IP, given{"cidr": {"10.0.0.0/33"}}, at("cidr", 0), "Invalid CIDR block", ""},
		"two asterisks":       {catalog.Text, given{"wildcard": {"a**b"}}, at("wildcard", 0), "Consecutive wildcard characters", "In `wildcard` of `build.state`, the wildcard has several"},
		"escape":              {catalog.Text, given{"equals": {"x"}, "wildcard": {"ok", `a\b`}}, at("wildcard", 1), "Invalid escape in a wildcard", ""},
		"negated asterisks":   {catalog.Text, given{"not_wildcard": {"a**b"}}, at("not_wildcard", 0), "Consecutive wildcard characters", ""},
		"empty not_prefix":    {catalog.Text, given{"is": {"null"}, "not_prefix": {"a", ""}}, at("not_prefix", 1), "Empty prefix in anything-but", ""},
		"two negations": {
			catalog.Text, given{"not_prefix": {"a", `\`}, "not_suffix": {"b"}}, whole("not_suffix"), "Conflicting operators",
			"`build.state` has `not_prefix` and `not_suffix`. The operators of one field are ORed, so only a value that begins with \"a\" or \"\\\\\", and ends with \"b\" is left out; every other one matches. " +
				"To leave out every one of these values, write `not_wildcard = [\"a*\", \"\\\\\\\\*\", \"*b\"]`.",
		},
		"three negations": {catalog.Text, given{"not_prefix": {"a"}, "not_suffix": {"b"}, "not_equals_ignore_case": {"c"}}, whole("not_prefix"), "Conflicting operators", "Keep one of the operators"},
		"taken back":      {catalog.Text, given{"equals": {"a"}, "not_equals": {"a"}}, whole("equals"), "Conditions always match", "what `not_equals` leaves out, `equals` accepts: `build.state` matches every value."},
		"taken back by a wider one": {
			catalog.Text, given{"prefix": {"m"}, "not_equals": {"main"}}, whole("prefix"), "Conditions always match", "",
		},
		"taken back by several": {
			catalog.Text, given{"prefix": {"m"}, "suffix": {"x"}, "not_equals": {"main", "ax"}}, whole("prefix"), "Conditions always match", "`prefix` or `suffix` accepts",
		},
		"number taken back": {catalog.Number, given{"numeric": {"> 5"}, "not_equals": {"7"}}, whole("numeric"), "Conditions always match", ""},
		"partly taken back": {
			catalog.Text, given{"equals": {"a"}, "not_equals": {"b", "a"}}, at("not_equals", 1), "Condition has no effect",
			"so `not_equals` of `build.state` does not leave out \"a\", which `equals` accepts.",
		},
		"prefix and not suffix": {
			catalog.Text, given{"prefix": {"release/"}, "not_suffix": {"-rc"}}, at("prefix", 0), "Condition widens the matcher",
			"The operators of one field are ORed, so `prefix` does not narrow what `not_suffix` matches, it widens it. " +
				"`build.state` matches every value that does not end with \"-rc\", and every value that begins with \"release/\" even if it ends with \"-rc\". " +
				"EventBridge cannot AND two operators on one field: keep one of the two.",
		},
		"wildcard and not prefix": {
			catalog.Text, given{"wildcard": {"*-rc"}, "not_prefix": {"a", "b"}}, at("wildcard", 0), "Condition widens the matcher",
			"every value that matches the wildcard \"*-rc\" even if it begins with \"a\" or \"b\"",
		},
		"element": {
			catalog.TextList, given{"prefix": {"queue="}, "not_suffix": {"x"}}, at("prefix", 0), "Condition widens the matcher", "every list with an element that begins with \"queue=\"",
		},
		"equals that adds nothing": {
			catalog.Text, given{"equals": {"sandbox-x", "main"}, "not_prefix": {"sandbox-"}}, at("equals", 1), "Condition has no effect",
			"`build.state` matches every value that does not begin with \"sandbox-\"; a value that is \"main\" is among them already.",
		},
		"number that adds nothing": {catalog.Number, given{"numeric": {">= 1,<5"}, "not_equals": {"7"}}, at("numeric", 0), "Condition has no effect", "a value that is >= 1, < 5 is among them already"},
		"present and more":         {catalog.Text, given{"is": {"present"}, "prefix": {"a", "b"}}, at("prefix", 0), "Condition has no effect", "`is = [\"present\"]` matches every value of `build.state`, so `prefix` adds nothing."},
		"present and a negation":   {catalog.Text, given{"is": {"null", "present"}, "not_equals": {"a"}}, at("is", 1), "Conditions always match", ""},
		"present or not":           {catalog.Text, given{"is": {"present", "missing"}}, at("is", 1), "Conditions always match", "every event matches"},
		"asterisk": {
			catalog.Text, given{"equals": {"release/*"}}, at("equals", 0), "Asterisk is not a wildcard",
			"In `equals` of `build.state`, the `*` in \"release/*\" stands for itself: only values with an asterisk match. To allow any characters in its place, write `wildcard = [\"release/*\"]` or `prefix = [\"release/\"]`.",
		},
		"asterisk in a prefix":     {catalog.Text, given{"prefix": {"release/*"}}, at("prefix", 0), "Asterisk is not a wildcard", "write `prefix = [\"release/\"]`, which allows any ending."},
		"asterisk in a suffix":     {catalog.Text, given{"suffix": {"*-rc"}}, at("suffix", 0), "Asterisk is not a wildcard", "write `suffix = [\"-rc\"]`, which allows any beginning."},
		"asterisk within":          {catalog.Text, given{"suffix": {"a*b"}}, at("suffix", 0), "Asterisk is not a wildcard", "write `wildcard = [\"*a*b\"]`."},
		"asterisk within a prefix": {catalog.Text, given{"prefix": {"a*b"}}, at("prefix", 0), "Asterisk is not a wildcard", "write `wildcard = [\"a*b*\"]`."},
		"negated asterisk":         {catalog.ID, given{"not_equals": {"x", "a*"}}, at("not_equals", 1), "Asterisk is not a wildcard", "write `not_wildcard = [\"a*\"]` or `not_prefix = [\"a\"]`."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings := matcher.Read(matcher.Field{Name: "build.state", Kind: test.kind}, test.given).Findings
			if len(findings) != 1 {
				t.Fatalf("%d findings: %+v", len(findings), findings)
			}
			f := findings[0]
			if f.Place != test.at || f.Summary != test.summary || !strings.Contains(f.Detail, test.detail) {
				t.Errorf("at %+v it says\n%s\n%s", f.Place, f.Summary, f.Detail)
			}
			want := pattern.Error
			if slices.Contains([]string{"Condition has no effect", "Condition widens the matcher", "Asterisk is not a wildcard"}, f.Summary) {
				want = pattern.Warning
			}
			if f.Severity != want {
				t.Errorf("its severity is %s", f.Severity)
			}
		})
	}
}

func whole(operator string) matcher.Place {
	return matcher.Place{Operator: operator, Index: matcher.Whole}
}

func at(operator string, index int) matcher.Place {
	return matcher.Place{Operator: operator, Index: index}
}

// TestNothingWrong takes what means what it says.
func TestNothingWrong(t *testing.T) {
	t.Parallel()
	for name, g := range map[string]given{
		"value in a negated prefix":   {"not_prefix": {"sandbox-"}, "equals": {"sandbox-prod"}},
		"prefix in a negated prefix":  {"not_prefix": {"sandbox-"}, "prefix": {"sandbox-prod-"}},
		"suffix in a negated suffix":  {"not_suffix": {"-rc"}, "suffix": {"-final-rc"}},
		"value in a negated wildcard": {"not_wildcard": {"a*b"}, "equals": {"axb"}},
		"other case":                  {"not_equals_ignore_case": {"main"}, "equals": {"Main"}},
		"missing as well":             {"not_equals": {"a"}, "is": {"missing"}},
		"null as well":                {"not_prefix": {"a"}, "is": {"null"}},
		"alternatives":                {"prefix": {"a"}, "suffix": {"b"}, "equals": {"c"}},
		"escaped asterisk":            {"wildcard": {`a\*b`}},
		"no values":                   {"equals": {}, "not_prefix": nil},
		"nothing":                     {},
	} {
		if found := matcher.Read(matcher.Field{Name: "x", Kind: catalog.Text}, g).Findings; len(found) > 0 {
			t.Errorf("%s: %+v", name, found)
		}
	}
	r := matcher.Read(matcher.Field{Name: "x", Kind: catalog.Number}, given{"numeric": {"<5,>=1"}})
	if r.HasErrors() || r.Conditions[0].JSON() != `{"numeric":[">=",1,"<",5]}` {
		t.Errorf("an upper bound first becomes %v", r)
	}
}

// TestWriteRefuses leaves to other attributes what a matcher cannot say.
func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	for name, conditions := range map[string][]pattern.Condition{
		"nothing":            nil,
		"two of one":         {pattern.AnythingButText("a"), pattern.AnythingButText("b")},
		"two negations":      {pattern.AnythingButText("a"), pattern.AnythingButPrefix("b")},
		"a number":           {pattern.NumberLexeme("5")},
		"everything":         {pattern.AnythingButText("a"), pattern.Text("a")},
		"negated number":     {pattern.AnythingButNumber("5")},
		"an address":         {pattern.CIDR("10.0.0.0/8")},
		"numeric conditions": {pattern.Numeric(pattern.Bound{Operator: ">", Number: "5"})},
	} {
		if back, ok := matcher.Write(catalog.Text, conditions); ok {
			t.Errorf("%s: %v", name, back)
		}
	}
}

func TestOperators(t *testing.T) {
	t.Parallel()
	for kind, test := range map[catalog.Kind]struct{ has, hasNot string }{
		catalog.Text: {"wildcard", "numeric"}, catalog.ID: {"equals", "cidr"}, catalog.Enum: {"prefix", "numeric"}, catalog.Time: {"prefix", "equals_ignore_case"},
		catalog.IP: {"cidr", "numeric"}, catalog.Number: {"numeric", "prefix"}, catalog.Bool: {"is", "numeric"}, catalog.TextList: {"prefix", "cidr"},
		catalog.Map: {"is", "equals"}, catalog.Object: {"is", "equals"}, catalog.Anything: {"cidr", "not"},
	} {
		got := matcher.Operators(kind)
		if !slices.Contains(got, test.has) || slices.Contains(got, test.hasNot) {
			t.Errorf("%s has %v", kind, got)
		}
		if sorted := slices.Sorted(slices.Values(got)); len(slices.Compact(sorted)) != len(got) {
			t.Errorf("%s has an operator twice: %v", kind, got)
		}
		if slices.ContainsFunc(got, func(operator string) bool { return !matcher.IsOperator(operator) }) {
			t.Errorf("%s has an operator that is none: %v", kind, got)
		}
	}
	// The lists are the caller's own.
	matcher.Operators(catalog.Text)[0] = "changed"
	if matcher.Operators(catalog.Text)[0] != matcher.Equals {
		t.Error("a caller can change the operators of all")
	}
}
