package logfilter_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/logfilter"
)

const event = `{"detail-type":"Job Finished","time":"2019-08-11T06:01:36Z","account":null,
	"detail":{"job":{"exit_status":1,"passed":false,"retried":true,"label":"🚀 build","soft":"false","big":1e3,
	"agent_query_rules":["os=linux","queue=default"],"steps":[{"n":1},{"n":2}],"empty":"","ratio":0.5,"code":"4041"},
	"pipeline":{"slug":"my-pipeline"},"cluster.name":"c"}}`

func TestMatch(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]bool{
		``:                                                   true,
		`{ $.detail-type = "Job Finished" }`:                 true,
		`{$.detail-type="Job Finished"}`:                     true,
		`{ $.detail-type = "Job finished" }`:                 false,
		`{ $.detail-type = "Job*" }`:                         true,
		`{ $.detail-type = "*ished" }`:                       true,
		`{ $.detail-type = "*" }`:                            true,
		`{ $.detail-type = * }`:                              true,
		`{ $.detail-type != "Job Finished" }`:                false,
		`{ $.detail-type != "Job Started" }`:                 true,
		`{ $.nothing != "Job Started" }`:                     false,
		`{ $.nothing = "*" }`:                                false,
		`{ $.account = "*" }`:                                false,
		`{ $.account IS NULL }`:                              true,
		`{ $.nothing IS NULL }`:                              false,
		`{ $.nothing NOT EXISTS }`:                           true,
		`{ $.account NOT EXISTS }`:                           false,
		`{ $.detail.job.passed IS FALSE }`:                   true,
		`{ $.detail.job.passed IS TRUE }`:                    false,
		`{ $.detail.job.retried IS TRUE }`:                   true,
		`{ $.detail.job.soft IS FALSE }`:                     false,
		`{ $.detail.job.passed = "false" }`:                  false,
		`{ $.detail.job.exit_status = 1 }`:                   true,
		`{ $.detail.job.exit_status = 1.0 }`:                 true,
		`{ $.detail.job.exit_status = "1" }`:                 false,
		`{ $.detail.job.exit_status = * }`:                   true,
		`{ $.detail.job.exit_status = "*" }`:                 true,
		`{ $.detail.job.exit_status != 0 }`:                  true,
		`{ $.detail.job.exit_status > 0 }`:                   true,
		`{ $.detail.job.exit_status > 1 }`:                   false,
		`{ $.detail.job.exit_status >= 1 }`:                  true,
		`{ $.detail.job.exit_status < 1 }`:                   false,
		`{ $.detail.job.exit_status <= 1 }`:                  true,
		`{ $.detail.job.big = 1000 }`:                        true,
		`{ $.detail.job.exit_status = 10e-1 }`:               true,
		`{ $.detail.job.ratio < .75 }`:                       true,
		`{ $.detail.job.code > 1 }`:                          false,
		`{ $.detail.job.code = 404* }`:                       true,
		`{ $.detail.job.code = 4041 }`:                       true,
		`{ $.detail.job.label = "🚀*" }`:                      true,
		`{ $.detail.job.empty = "" }`:                        true,
		`{ $.detail.job.empty = "*" }`:                       true,
		`{ $.detail.job = "*" }`:                             false,
		`{ $.detail.job != "x" }`:                            false,
		`{ $.detail.job.agent_query_rules[0] = "os=linux" }`: true,
		`{ $.detail.job.agent_query_rules[2] = "*" }`:        false,
		`{ $.detail.job.agent_query_rules[2] NOT EXISTS }`:   true,
		`{ $.detail.job.agent_query_rules[*] = "queue=*" }`:  true,
		`{ $.detail.job.agent_query_rules = "*" }`:           false,
		`{ $.detail.job.steps[*].n = 2 }`:                    true,
		`{ $.detail.job.steps[0].n = 2 }`:                    false,
		`{ $.detail.['cluster.name'] = "c" }`:                true,
		`{ $.detail.pipeline.slug = %^my-% }`:                true,
		`{ $.detail.pipeline.slug = %^pipeline% }`:           false,
		`{ $.detail.pipeline.slug != %line$% }`:              false,
		`{ $.detail-type = "Job Finished" && $.detail.job.passed IS FALSE && $.detail.pipeline.slug = * }`: true,
		`{ ($.detail-type = "x") || ($.detail.job.exit_status = 1) }`:                                      true,
		`{ $.detail-type = "x" && $.detail-type = "y" || $.detail.job.exit_status = 1 }`:                   true,
		`{ $.detail-type = "x" && ($.detail-type = "y" || $.detail.job.exit_status = 1) }`:                 false,
		`{ (($.detail.job.exit_status = 1)) }`:                                                             true,
		`pipeline`:                                                                                         true,
		`"my-pipeline"`:                                                                                    true,
		`pipeline nothing`:                                                                                 false,
		`pipeline -nothing`:                                                                                true,
		`pipeline -slug`:                                                                                   false,
		`?nothing ?pipeline`:                                                                               true,
		`?nothing ?none`:                                                                                   false,
		`pipeline ?nothing`:                                                                                true,
		`%my-[a-z]+%`:                                                                                      true,
	} {
		f, err := logfilter.Parse(pattern)
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		if got := f.Match(event); got != want {
			t.Errorf("%s: got %t, want %t", pattern, got, want)
		}
	}
}

func TestMatchOtherMessages(t *testing.T) {
	t.Parallel()
	f, err := logfilter.Parse(`{ $.a = * }`)
	if err != nil {
		t.Fatal(err)
	}
	for message, want := range map[string]bool{`{"a":1}`: true, ` {"a":"b"} `: true, `{"a":1} x`: false, `{"a":1`: false, `"a"`: false, `a`: false, `[{"a":1}]`: false, ``: false} {
		if got := f.Match(message); got != want {
			t.Errorf("%s: got %t, want %t", message, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	const operators = "one of =, !=, <, >, <=, >=, IS NULL, IS TRUE, IS FALSE, NOT EXISTS is needed"
	for pattern, want := range map[string]string{
		`{ $.a = 1`:                            "If a filter pattern starts with '{' it must end with '}'",
		`[a, b`:                                "If a filter pattern starts with '[' it must end with ']'",
		`[a, b]`:                               "The emulator does not know patterns in square brackets",
		`{}`:                                   "The filter pattern ends where a condition is expected",
		`{ $."detail-type" = "x" }`:            `Invalid character(s) in term '$."'`,
		`{ $.['a' = 1 }`:                       `Invalid character(s) in term '$.['`,
		`{ $.["a"] = 1 }`:                      `Invalid character(s) in term '$.['`,
		`{ $['a'] = 1 }`:                       `Invalid character(s) in term '$['`,
		`{ $.a[x] = 1 }`:                       `Invalid character(s) in term '$.a['`,
		`{ $.a[-1] = 1 }`:                      `Invalid character(s) in term '$.a['`,
		`{ a = 1 }`:                            "Invalid selector 'a': it must start with '$.'",
		`{ $ = 1 }`:                            "Invalid selector '$': it must start with '$.'",
		`{ $. = 1 }`:                           "Invalid character(s) in term '$. '",
		`{ $.a == 1 }`:                         "Invalid character(s) in term '='",
		`{ $.a = Job Started }`:                "Invalid character(s) in term 'Started'",
		`{ $.a = a:b }`:                        "Invalid character(s) in term 'a:b'",
		`{ $.a = my-pipeline }`:                "Invalid character(s) in term 'my-pipeline'",
		`{ $.a }`:                              "Invalid operator after '$.a': " + operators,
		`{ $.a IS NOT NULL }`:                  "Invalid operator after '$.a': " + operators,
		`{ $.a EXISTS }`:                       "Invalid operator after '$.a': " + operators,
		`{ $.a IS NULLABLE }`:                  "Invalid operator after '$.a': " + operators,
		`{ $.a is null }`:                      "Invalid operator after '$.a': " + operators,
		`{ $.a > "1" }`:                        "The operator > needs a number, not '1'",
		`{ $.a >= x }`:                         "The operator >= needs a number, not 'x'",
		`{ $.a > * }`:                          "The operator > needs a number, not '*'",
		`{ $.a = }`:                            "The filter pattern ends where a value is expected",
		`{ $.a = "x }`:                         "A quoted text in the filter pattern is not closed",
		`{ $.a = %x }`:                         "A regular expression in the filter pattern is not closed",
		`{ $.a = %(x)% }`:                      "Invalid character(s) in term '%(x)%'",
		`{ $.a = %a b% }`:                      "Invalid character(s) in term '%a b%'",
		`{ $.a = %[% }`:                        "The regular expression '[' is not valid",
		`{ $.a = %x% || $.a = %y% || $.a=%z%}`: "A filter pattern can have at most 2 regular expressions",
		`{ ($.a = 1 }`:                         "A parenthesis in the filter pattern is not closed",
		`{ $.a = 1) }`:                         "Invalid character(s) in term ')'",
		`{ $.a = 1 && }`:                       "The filter pattern ends where a condition is expected",
		`{ $.a = 1 & $.b = 2 }`:                "Invalid character(s) in term '&'",
		`?Status: timeout`:                     "Invalid character(s) in term ':'",
		`(a`:                                   "Invalid character(s) in term '('",
		`"a`:                                   "A quoted text in the filter pattern is not closed",
	} {
		_, err := logfilter.Parse(pattern)
		var failure *logfilter.Error
		if !errors.As(err, &failure) || failure.Message != want {
			t.Errorf("%s:\ngot  %v\nwant %s", pattern, err, want)
		}
	}
	if _, err := logfilter.Parse("{" + strings.Repeat("(", 300) + "$.a=1" + strings.Repeat(")", 300) + "}"); err == nil {
		t.Error("no error for a pattern that is nested deeply")
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{ $.a[*].['b c'] != "x\"*" && ($.c IS NULL || $.d NOT EXISTS) }`, `{ $.a >= -1.5e3 || $.b = %^x+% }`, `?a -"b c" %d%`, `[a`, `{ $.`} {
		f.Add(seed, `{"a":[{"b c":"x"}],"c":null}`)
	}
	f.Fuzz(func(t *testing.T, pattern, message string) {
		filter, err := logfilter.Parse(pattern)
		if (filter == nil) != (err != nil) {
			t.Fatalf("got %v, %v", filter, err)
		}
		if err != nil {
			var failure *logfilter.Error
			if !errors.As(err, &failure) || failure.Message == "" {
				t.Fatalf("got the error %v", err)
			}
			return
		}
		filter.Match(message)
	})
}
