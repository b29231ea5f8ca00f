package asl_test

import (
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// Arguments, result and output of a state, and all that it assigns, have 256 KiB
// each. The history of a run counts as that of a Standard execution.
func TestLimits(t *testing.T) {
	t.Parallel()
	big := `{% $pad('x', 200000, 'é') %}` // 400 kB in UTF-8
	twice := `"Assign":{"a":"{% $pad('x', 131070) %}","b":"{% $pad('x', 131070) %}"}`
	stopped := &asl.Failure{Stopped: true}
	for name, test := range map[string]struct {
		definition string
		fails      *asl.Failure
		result     any
		want       string
		history    int
		most       int
	}{
		"a task":          {definition: `"A":{` + task + `,"End":true}`, history: 7, most: 7},
		"one event less":  {definition: `"A":{` + task + `,"End":true}`, history: 7, most: 6, want: asl.ErrorRuntime},
		"choice and fail": {definition: `"A":{"Type":"Choice","Choices":[{"Condition":true,"Next":"B"}]},"B":{"Type":"Fail","Error":"Mine"}`, want: "Mine", history: 5},
		"retried": {definition: `"A":{` + task + `,"Retry":[{"ErrorEquals":["X"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["X"],"Next":"B"}],"End":true},"B":{"Type":"Succeed"}`,
			fails: &asl.Failure{Error: "X"}, history: 15},
		"stopped":      {definition: `"A":{` + task + `,"Retry":[{"ErrorEquals":["States.ALL"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}],"End":true},"B":{"Type":"Succeed"}`, fails: stopped, want: "stopped", history: 6},
		"assigned":     {definition: `"A":{"Type":"Pass",` + twice + `,"End":true}`, want: asl.ErrorDataLimit, history: 3},
		"just fits":    {definition: `"A":{"Type":"Pass",` + strings.Replace(twice, "131070", "131052", 1) + `,"End":true}`, history: 4},
		"output":       {definition: `"A":{"Type":"Pass","Output":"` + big + `","End":true}`, want: asl.ErrorDataLimit, history: 3},
		"arguments":    {definition: `"A":{` + task + `,"Arguments":"` + big + `","End":true}`, want: asl.ErrorDataLimit, history: 6},
		"result":       {definition: `"A":{` + task + `,"Output":{},"End":true}`, result: strings.Repeat("x", asl.MaxData), want: asl.ErrorDataLimit, history: 6},
		"limit caught": {definition: `"A":{` + task + `,"Output":{},"Catch":[{"ErrorEquals":["States.DataLimitExceeded"],"Next":"B"}],"End":true},"B":{"Type":"Succeed"}`, result: strings.Repeat("x", asl.MaxData), history: 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := engine(t)
			machine, findings := asl.Parse(states(test.definition), asl.Options{Partition: "aws", Compile: e.Compile})
			if machine == nil {
				t.Fatal(findings)
			}
			got := machine.Run(map[string]any{}, asl.Environment{
				MaxHistory: test.most, Now: time.Now,
				Evaluate: func(x string, v map[string]any) (jsonata.Result, error) {
					return e.Evaluate(x, jsonata.Environment{Variables: v})
				},
				Task: func(string, any) (any, *asl.Failure) {
					if test.fails != nil {
						failure := *test.fails
						return nil, &failure
					}
					return test.result, nil
				},
			})
			name := ""
			if got.Failure != nil {
				if name = got.Failure.Error; got.Failure.Stopped {
					name = "stopped"
				}
			}
			if name != test.want || got.History != test.history {
				t.Errorf("got %q after %d events, want %q after %d", name, got.History, test.want, test.history)
			}
		})
	}
}
