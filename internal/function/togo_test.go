package function

import "testing"

func TestSentence(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"It is a number.":     "It is a number",
		"It is a number":      "It is a number",
		"Did you mean `a`?":   "Did you mean `a`? The data source `eventbridge_event_types` lists what is documented",
		"There is `a` or `b`": "There is `a` or `b`",
	} {
		if got := sentence(in, whatIsDocumented); got != want {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}
