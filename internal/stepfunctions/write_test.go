package stepfunctions_test

import (
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

func TestLiteral(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``: `""`, `a'b`: `"a'b"`, `a"b\c`: `"a\"b\\c"`, "a\nb": `"a\nb"`, `<&>`: `"<&>"`,
		`x %} & $now() {% y`: `"x \u0025} & $now() {\u0025 y"`,
	} {
		if got := stepfunctions.Literal(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{`plain {% 1 %}`: `plain {% 1 %}`, `{% 1 %}`: `{% "{\u0025 1 \u0025}" %}`} {
		if got := stepfunctions.Text(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	if !stepfunctions.Same(`{"a":1,"b":[2]}`, "{\"b\": [2],\n \"a\": 1}") || stepfunctions.Same(`{"a":1}`, `{"a":2}`) || stepfunctions.Same(`{`, `[`) {
		t.Error("wrong comparison")
	}
}
