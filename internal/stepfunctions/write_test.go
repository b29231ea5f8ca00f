package stepfunctions_test

import (
	"strings"
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

// TestSizeLimit takes the limit of Step Functions, which counts characters.
func TestSizeLimit(t *testing.T) {
	t.Parallel()
	for length, good := range map[int]bool{1048575: true, 1048576: true, 1048577: false} {
		if wrong := stepfunctions.CheckSize(strings.Repeat("\u00e9", length)); (wrong == "") != good {
			t.Errorf("%d characters: %q", length, wrong)
		}
	}
}

func TestComment(t *testing.T) {
	t.Parallel()
	definition := stepfunctions.JSON(stepfunctions.Object{"Comment": stepfunctions.Comment("eventbridge_a", map[string]string{"b": "<c>"})})
	var spec map[string]string
	if !stepfunctions.Spec(definition, "eventbridge_a", &spec) || spec["b"] != "<c>" {
		t.Errorf("read %v from %s", spec, definition)
	}
	if stepfunctions.Spec(definition, "eventbridge_b", &spec) {
		t.Error("a definition of another type counts")
	}
}
