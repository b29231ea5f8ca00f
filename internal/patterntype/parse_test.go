package patterntype

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestMemo(t *testing.T) {
	t.Parallel()
	m := memo{bound: 1000}
	text := func(i int) string { return fmt.Sprintf(`{"a":["%07d"]}`, i) } // 17 characters
	first, _ := m.parse(text(0))
	if again, _ := m.parse(text(0)); again != first {
		t.Error("a text is read again")
	}
	for i := range 1000 {
		m.parse(text(i))
		if again, _ := m.parse(text(0)); again != first {
			t.Fatalf("what is asked for all the time is read again after %d", i)
		}
	}
	if n := len(m.young) + len(m.old); n > 2*1000/17 {
		t.Errorf("%d patterns are kept", n)
	}
	if again, _ := m.parse(text(5)); again == nil || again.String() != text(5) {
		t.Errorf("%v is read instead of %s", again, text(5))
	}
	huge := `{"a":["` + strings.Repeat("x", 500) + `"]}`
	if p, problems := m.parse(huge); p == nil || m.young[huge] != nil {
		t.Errorf("a huge text is kept, or not read: %v", problems)
	}
	if p, problems := m.parse("no pattern"); p != nil || len(problems) != 1 {
		t.Errorf("what is no pattern is %v, %v", p, problems)
	}
}

func TestMemoReadsOnce(t *testing.T) {
	t.Parallel()
	m := memo{bound: 1000}
	var all sync.WaitGroup
	var lock sync.Mutex
	found := map[any]bool{}
	for range 20 {
		all.Go(func() {
			p, _ := m.parse(`{"a":["b"]}`)
			lock.Lock()
			defer lock.Unlock()
			found[p] = true
		})
	}
	all.Wait()
	if len(found) != 1 {
		t.Errorf("one text was read %d times", len(found))
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{`{"a":["x"]}`, `{ "a": ["x"] }`, true}, {`{"a":[1]}`, `{"a":[1.0]}`, true}, {`{"a":["x"]}`, `{"a":["y"]}`, false},
		{"no pattern", "no pattern", true}, {"no pattern", "no  pattern", false}, {`{"a":["x"]}`, "no pattern", false}, {"no pattern", `{"a":["x"]}`, false},
	} {
		if got := Equal(test.a, test.b); got != test.want {
			t.Errorf("%s and %s: %t", test.a, test.b, got)
		}
	}
}
