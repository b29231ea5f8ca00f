package jsonata_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

func engine(t *testing.T) *jsonata.Engine {
	t.Helper()
	e, err := jsonata.Default()
	if errors.Is(err, jsonata.ErrMissing) {
		t.Skip("SKIP: " + err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

const picture = `'[Y0001]-[M01]-[D01] [H01]:[m01]:[s01] UTC'`

func TestEvaluate(t *testing.T) {
	t.Parallel()
	e := engine(t)
	event := map[string]any{
		"detail-type": "Job Started",
		"time":        "2019-08-11T06:01:36Z",
		"detail": map[string]any{"job": map[string]any{
			"runnable_at": "2019-08-11 06:01:14 UTC", "started_at": "2019-08-11 06:01:16 UTC", "finished_at": nil,
			"agent_query_rules": []any{"os=linux", "queue=default"},
		}},
	}
	seconds := func(from, to string) string {
		return `( $t := function($v){ $type($v) = 'string' ? $toMillis($v, ` + picture + `) : $v };
		  $x := $t($states.input.detail.job.` + from + `); $y := $t($states.input.detail.job.` + to + `);
		  $type($x) = 'number' and $type($y) = 'number' ? ($y - $x) / 1000 : null )`
	}
	for name, test := range map[string]struct {
		expression string
		want       string // JSON; "" when nothing is given
		code       string
	}{
		"a picture":                  {`$toMillis('2019-08-11 06:01:16 UTC', ` + picture + `)`, `1565503276000`, ""},
		"no picture":                 {`$toMillis('2019-08-11 06:01:16 UTC')`, "", "D3110"},
		"garbage":                    {`$toMillis('garbage', ` + picture + `)`, "", ""},
		"null is no time":            {`$toMillis(null, ` + picture + `)`, "", "T0410"},
		"a missing field":            {`$toMillis($states.input.nothing, ` + picture + `)`, "", ""},
		"ISO time":                   {`$toMillis('2026-03-12T18:10:00Z')`, `1773339000000`, ""},
		"quoted name":                {"$states.input.`detail-type`", `"Job Started"`, ""},
		"from millis":                {`$fromMillis(1565503276000)`, `"2019-08-11T06:01:16.000Z"`, ""},
		"ASCII":                      {`$replace('zażółć 猫', /[^ -~]/, '_')`, `"za____ _"`, ""},
		"a difference":               {seconds("runnable_at", "started_at"), `2`, ""},
		"a difference with null":     {seconds("runnable_at", "finished_at"), `null`, ""},
		"a difference with nothing":  {seconds("runnable_at", "canceled_at"), `null`, ""},
		"the queue":                  {`$substringAfter($filter($states.input.detail.job.agent_query_rules, function($v){ $substring($v,0,6) = 'queue=' })[0], 'queue=')`, `"default"`, ""},
		"one dimension stays a list": {`[ [ {'Name':'Pipeline','Value':'a'}, {'Name':'Queue','Value':' '} ][$exists(Value) and $length($trim(Value)) > 0] ]`, `[{"Name":"Pipeline","Value":"a"}]`, ""},
		"an object drops nothing":    {`{'a': $states.input.nothing, 'b': 1}`, `{"b":1}`, ""},
		"no context":                 {`detail`, "", ""},
		"a syntax error":             {`1 +`, "", "S0207"},
		"an unknown function":        {`$nothing()`, "", "T1006"},
		"no eval":                    {`$eval('1')`, "", "T1006"},
		"partition":                  {`$partition([1,2,3,4,5], 2)`, `[[1,2],[3,4],[5]]`, ""},
		"partition by nothing":       {`$partition([1], 0)`, "", "T0410"},
		"range":                      {`$range(1, 9, 2)`, `[1,3,5,7,9]`, ""},
		"range down":                 {`$range(3, 1, -1)`, `[3,2,1]`, ""},
		"range without step":         {`$range(1, 2)`, `[1,2]`, ""},
		"range too long":             {`$range(1, 1001)`, "", "T0410"},
		"hash":                       {`$hash('a', 'SHA-1')`, `"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"`, ""},
		"unknown hash":               {`$hash('a', 'CRC')`, "", "T0410"},
		"parse":                      {`$parse('{"a": {"b": [1, null]}}').a.b`, `[1,null]`, ""},
		"parse garbage":              {`$parse('{')`, "", "D3120"},
		"seeded random":              {`$random(7) = $random(7) and $random(7) >= 0 and $random(7) < 1`, `true`, ""},
		"random":                     {`$random() < 1`, `true`, ""},
		"uuid":                       {`$length($uuid()) = 36 and $uuid() != $uuid()`, `true`, ""},
		"the clock":                  {`$now()`, `"2026-01-02T03:04:05.000Z"`, ""},
		"a variable":                 {`$limit + 1`, `6`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := e.Evaluate(test.expression, jsonata.Environment{
				Variables: map[string]any{"states": map[string]any{"input": event}, "limit": 5},
				Now:       time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
			})
			if test.code != "" {
				var failure *jsonata.Error
				if !errors.As(err, &failure) || failure.Code != test.code || failure.Message == "" {
					t.Fatalf("got %v, %v; want an error with code %s", got, err, test.code)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			text := ""
			if got.Defined {
				data, err := json.Marshal(got.Value)
				if err != nil {
					t.Fatal(err)
				}
				text = string(data)
			}
			if diff := cmp.Diff(test.want, text); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	e := engine(t)
	for expression, want := range map[string]string{
		`null`: "null", `true`: "boolean", `1`: "number", `'a'`: "string", `[1]`: "array", `{}`: "object",
		`function($x){$x}`: "function", `$sum`: "function",
	} {
		got, err := e.Evaluate(expression, jsonata.Environment{})
		if err != nil || got.Kind != want || !got.Defined {
			t.Errorf("%s: got %+v, %v; want %s", expression, got, err, want)
		}
	}
}

func TestCompile(t *testing.T) {
	t.Parallel()
	e := engine(t)
	if err := e.Compile(`$states.input.a`); err != nil {
		t.Error(err)
	}
	var failure *jsonata.Error
	if err := e.Compile(`{'a': `); !errors.As(err, &failure) {
		t.Errorf("got %v, want an error of JSONata", err)
	}
}

// TestConcurrent holds that evaluations do not see each other's values.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	e := engine(t)
	var wait sync.WaitGroup
	for n := range 16 {
		wait.Go(func() {
			for range 8 {
				got, err := e.Evaluate(`$states.input * 2`, jsonata.Environment{Variables: map[string]any{"states": map[string]any{"input": n}}})
				if want := json.Number(strconv.Itoa(n * 2)); err != nil || got.Value != want {
					t.Errorf("got %v, %v; want %s", got, err, want)
				}
			}
		})
	}
	wait.Wait()
}

func TestLocate(t *testing.T) {
	empty := t.TempDir()
	t.Setenv(jsonata.EnvDir, "")
	t.Chdir(empty)
	if _, err := jsonata.Locate(empty); !errors.Is(err, jsonata.ErrMissing) || !strings.Contains(err.Error(), "make jsonata") {
		t.Errorf("got %v, want that it is missing and how to fetch it", err)
	}
	if err := os.WriteFile(filepath.Join(empty, "jsonata.min.js"), []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := jsonata.Locate(empty); err == nil || errors.Is(err, jsonata.ErrMissing) {
		t.Errorf("got %v, want that the file is not the reference implementation", err)
	}
}
