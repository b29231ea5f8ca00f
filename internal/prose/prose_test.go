package prose_test

import (
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

func TestProse(t *testing.T) {
	t.Parallel()

	names := []string{"a", "b", "c"}
	tests := []struct{ got, want string }{
		{prose.And(nil), ""}, {prose.And(names[:1]), "a"}, {prose.And(names[:2]), "a and b"}, {prose.And(names), "a, b and c"},
		{prose.Or(names), "a, b or c"}, {prose.Code("a"), "`a`"}, {prose.Codes(names[:2]), "`a`, `b`"},
		{prose.CodeAnd(names), "`a`, `b` and `c`"}, {prose.CodeOr(names[:2]), "`a` or `b`"}, {prose.QuoteOr(names[:2]), `"a" or "b"`},
		{prose.Count(0, "field"), "0 fields"}, {prose.Count(1, "field"), "1 field"}, {prose.Count(2, "field"), "2 fields"},
		{prose.DidYouMean(""), ""}, {prose.DidYouMean("a"), " Did you mean `a`?"},
		{prose.Capitalize(""), ""}, {prose.Capitalize("über"), "Über"}, {prose.Capitalize("Ab"), "Ab"},
		{prose.Sentence("not found"), "Not found."}, {prose.Sentence("Not found."), "Not found."},
		{prose.Shorten("äöü", 3), "äöü"}, {prose.Shorten("äöüß", 3), "äö…"}, {prose.Shorten("", 3), ""},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
