package pattern

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// benchEvent is a Build Finished event as Buildkite sends it, with made-up values.
var benchEvent = []byte(`{"version":"0","id":"5fb2d4a4-3c1e-9c7c-8d7a-6a1ad8a0f2b1","detail-type":"Build Finished",` +
	`"source":"aws.partner/buildkite.com/acme/0106-187c-12cd4fe","account":"123456789012","time":"2026-03-12T08:59:00Z",` +
	`"region":"us-east-1","resources":[],"detail":{"version":1,"build":{"uuid":"4fb94162-5cd5-4e24-8ab5-4a0b2d3c1e11",` +
	`"graphql_id":"QnVpbGQtLS00ZmI5NDE2Mi01Y2Q1","number":48211,"commit":"23fd03ee7a87bdd9ee5ef0b1b1ea4e2b0b2d2a11",` +
	`"message":"Deploy the new checkout to all regions","branch":"release/2026.03","state":"failed","blocked_state":null,` +
	`"source":"webhook","started_at":"2026-03-12 08:51:13 UTC","finished_at":"2026-03-12 08:58:59 UTC",` +
	`"meta_data":{"release":"2026.03.1","team":"payments"}},"pipeline":{"uuid":"88d73553-5533-4f56-9c16-fb85d7817d8f",` +
	`"graphql_id":"UGlwZWxpbmUtLS04OGQ3MzU1My01NTMz","slug":"service-7","repo":"git@github.com:acme/service-7.git"},` +
	`"organization":{"uuid":"a98961b7-adc1-41aa-8726-cfb2c46e42e0","graphql_id":"T3JnYW5pemF0aW9uLS0tYTk4OTYx","slug":"acme"}}}`)

// BenchmarkMatch is the time for one event against one pattern, by operator.
func BenchmarkMatch(b *testing.B) {
	forms := map[string]string{
		"exact":        `{"detail":{"pipeline":{"slug":["service-7"]}}}`,
		"prefix":       `{"detail":{"build":{"branch":[{"prefix":"release/"}]}}}`,
		"ignore-case":  `{"detail":{"pipeline":{"slug":[{"equals-ignore-case":"SERVICE-7"}]}}}`,
		"wildcard":     `{"detail":{"build":{"message":[{"wildcard":"*new*all*"}]}}}`,
		"numeric":      `{"detail":{"build":{"number":[{"numeric":[">",1000]}]}}}`,
		"anything-but": `{"detail":{"build":{"state":[{"anything-but":["passed","blocked"]}]}}}`,
	}

	for _, name := range []string{"exact", "prefix", "ignore-case", "wildcard", "numeric", "anything-but"} {
		b.Run(name, func(b *testing.B) {
			p, _ := Parse(forms[name])

			b.SetBytes(int64(len(benchEvent)))
			b.ReportAllocs()

			for b.Loop() {
				if matches, err := p.Match(benchEvent); err != nil || !matches {
					b.Fatal(matches, err)
				}
			}
		})
	}
}

// BenchmarkHard is what is meant to be slow: the time must stay in proportion to the size.
func BenchmarkHard(b *testing.B) {
	long := strings.Repeat("a", 1<<20)

	var arrays bytes.Buffer

	arrays.WriteString(`{"a":[`)

	for i := range 20000 {
		fmt.Fprintf(&arrays, `{"x":"1","y":"%d"},`, i)
	}

	arrays.WriteString(`{}],"b":[`)

	for i := range 20000 {
		fmt.Fprintf(&arrays, `{"x":"1","y":"%d"},`, i)
	}

	arrays.WriteString(`{}]}`)

	cases := []struct{ name, pattern, event string }{
		{"wildcard", `{"a":[{"wildcard":"` + strings.Repeat("*a", 4) + `*b"}]}`, `{"a":"` + long + `"}`},
		{"deep", `{"` + strings.Repeat("a.", 998) + `a":["x"]}`, strings.Repeat(`{"a":`, 999) + `"x"` + strings.Repeat("}", 999)},
		{"arrays", `{"a":{"x":["1"],"y":["no"]},"b":{"x":["1"],"y":["no"]}}`, arrays.String()},
		{"arrays-apart", `{"a":{"x":["1"],"y":[{"prefix":"1"}]},"b":{"x":["1"],"y":["1"],"z":[{"exists":false}]},"c":[{"exists":false}]}`, arrays.String()},
		{"arrays-product", `{"a":{"x":["1"],"z":[{"exists":false}]},"b":{"x":["1"],"y":["5"],"z":[{"exists":false},"no"]},"b.x":["1"]}`, arrays.String()},
	}

	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			p, problems := Parse(c.pattern)
			if p == nil {
				b.Fatal(problems)
			}

			b.SetBytes(int64(len(c.event)))

			for b.Loop() {
				if _, err := p.Match([]byte(c.event)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
