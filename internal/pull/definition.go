package pull

import (
	"fmt"
	"strconv"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// Limits of a run. Step Functions takes 256 KiB of variables, arguments or output
// at a time, 25,000 events of history, and 60 seconds of a request. PutEvents
// takes 10 entries and 256 KB.
const (
	// longestWindow is how much time one query covers, in milliseconds.
	longestWindow = 7 * 24 * 60 * 60 * 1000
	// fullPage is how many events a page has. A page that is too large is read
	// again with a quarter of it.
	fullPage = 100
	// mostPages keeps a run below the API's limits, and far below the history's.
	mostPages = 10
	// mostKnown is how many IDs of the overlap are kept.
	mostKnown = 2500
	// mostBulk is the size of an event's bulky part, and largestPage that of a
	// page, each in characters of JSON. Characters that are not ASCII count four.
	mostBulk    = 40000
	largestPage = 200000
	// batchSize and batchCharacters limit what is published at once.
	batchSize       = 10
	batchCharacters = 60000
	// runSeconds ends a run that hangs.
	runSeconds = 3600
)

// now is when the run started. An event that occurs later is for the next run.
const now = "$toMillis($states.context.Execution.StartTime)"

type object = stepfunctions.Object

// writer writes the definition of a Spec.
type writer struct {
	Spec
	source    *catalog.Source
	partition string
}

// Definition is the state machine, in Amazon States Language with JSONata.
// partition is AWS's, such as "aws-cn".
func (s Spec) Definition(source *catalog.Source, partition string) string {
	w := writer{Spec: s, source: source, partition: partition}
	return stepfunctions.JSON(object{
		"Comment":        s.comment(),
		"QueryLanguage":  "JSONata",
		"StartAt":        "Find the last run",
		"TimeoutSeconds": runSeconds,
		"States": object{
			"Find the last run":   w.findLastRun(),
			"First run?":          w.firstRun(),
			"Last run hidden":     fail("Cursor.NotListed", "Step Functions listed no successful run although there are some. The next run tries again."),
			"Read where it ended": w.readCursor(),
			"Ask":                 w.ask(),
			"Understood?":         w.understood(),
			"Refused":             object{"Type": "Fail", "Error": w.failure("Refused"), "Cause": expression("$problem")},
			"Publish or go on":    w.publishOrGoOn(),
			"Publish":             w.publish(),
			"Smaller?": object{
				"Type": "Choice",
				"Choices": []object{
					{"Condition": expression("$first > 1"), "Next": "Ask", "Assign": object{"first": expression("$max([1, $floor($first / 4)])")}},
					{"Condition": expression("$full"), "Next": "Ask", "Assign": object{"full": false}},
				},
				"Default": "Too large",
			},
			"Too large": fail(w.failure("EventTooLarge"), "One event takes more than 256 KiB, even without its data."),
			"Anything read?": object{
				"Type":    "Choice",
				"Choices": []object{{"Condition": expression("$pages > 0"), "Next": "Done", "Output": w.unfinished("$after")}},
				"Default": "Rate limited",
			},
			"Rate limited": object{"Type": "Fail", "Error": w.failure("RateLimited"), "Cause": expression("$string($states.input.Cause)")},
			"Done":         object{"Type": "Succeed"},
		},
	})
}

func (w writer) findLastRun() object {
	return object{
		"Type": "Task", "Resource": w.task("aws-sdk:sfn:listExecutions"),
		"Arguments": object{"StateMachineArn": expression("$states.context.StateMachine.Id"), "StatusFilter": "SUCCEEDED", "MaxResults": 10},
		"Assign": object{"last": expression("$exists($states.result.Executions[0].ExecutionArn) ? $states.result.Executions[0].ExecutionArn : " +
			"$exists($states.result.NextToken) ? 'hidden' : ''")},
		"Output": object{}, "Retry": retryAll(5), "Next": "First run?",
	}
}

func (w writer) firstRun() object {
	return object{
		"Type": "Choice",
		"Choices": []object{
			{"Condition": expression("$last = ''"), "Next": "Ask", "Assign": w.begin("$c := " + w.initial())},
			{"Condition": expression("$last = 'hidden'"), "Next": "Last run hidden"},
		},
		"Default": "Read where it ended",
	}
}

func (w writer) readCursor() object {
	return object{
		"Type": "Task", "Resource": w.task("aws-sdk:sfn:describeExecution"),
		"Arguments": object{"ExecutionArn": expression("$last")},
		"Assign": w.begin(fmt.Sprintf("$c := $parse($states.result.Output); $c := $c.start = %d and $c.organization = %s ? $c : %s",
			w.Start, stepfunctions.Literal(w.Organization), w.initial())),
		"Output": object{}, "Retry": retryAll(5), "Next": "Ask",
	}
}

// initial is the cursor before the first run.
func (w writer) initial() string { return fmt.Sprintf("{'from': %d}", w.Start) }

// begin are the variables that a run starts with. cursor sets $c.
func (w writer) begin(cursor string) object {
	of := func(value string) string { return expression("( " + cursor + "; " + value + " )") }
	return object{
		"from":  of("$c.from"),
		"to":    of(fmt.Sprintf("$exists($c.to) ? $c.to : $max([$c.from, $min([$c.from + %d, %s])])", longestWindow, now)),
		"after": of("$exists($c.after) ? $c.after : null"),
		"seen":  of("[$c.seen]"),
		"head":  of("[$c.head]"),
		"pages": 0, "first": fullPage, "full": true,
	}
}

func (w writer) ask() object {
	p := w.source.Pull
	variables := object{
		"organization": stepfunctions.Text(w.Organization),
		"from":         expression("$fromMillis($from)"), "to": expression("$fromMillis($to)"),
		"first": expression("$first"), "after": expression("$after"), "full": expression("$full"),
	}
	body := object{"query": stepfunctions.Text(w.Query(w.source)), "variables": variables}
	if w.Portal != "" {
		body = variables
	}
	// A portal may answer with or without the member "data".
	root := "$b := $states.result.ResponseBody; $d := $exists($b.data) ? $b.data : $b; $r := $d." + p.Root
	connection := fmt.Sprintf("%s; $c := $r.%s", root, p.Connection)
	of := func(value string) string { return expression("( " + connection + "; " + value + " )") }
	// An upper bound of the size in UTF-8: four bytes for each character that is not
	// ASCII. They are looked for only if it matters.
	large := fmt.Sprintf("$first > 1 and ($s := $string($states.result.ResponseBody); $n := $length($s); "+
		"$n > %[1]d or 4 * $n > %[1]d and 4 * $n - 3 * $length($replace($s, /[^ -~]+/, '')) > %[1]d)", largestPage)
	unlessLarge := func(value string) string { return of(large + " ? [] : [ " + value + " ]") }
	nodes := fmt.Sprintf("$c.%s[$type(%s) = 'string']", p.Nodes, p.ID)
	return object{
		"Type": "Task", "Resource": w.task("http:invoke"),
		"Arguments": object{
			"ApiEndpoint": stepfunctions.Text(w.Endpoint(w.source)), "Method": "POST",
			"InvocationConfig": object{"ConnectionArn": stepfunctions.Text(w.ConnectionARN)},
			"RequestBody":      body,
		},
		"Retry": []object{
			{"ErrorEquals": []string{"States.DataLimitExceeded", httpStatus(400), httpStatus(401), httpStatus(403), httpStatus(404)}, "MaxAttempts": 0},
			{"ErrorEquals": []string{httpStatus(429)}, "IntervalSeconds": 75, "MaxAttempts": 2, "BackoffRate": 1},
			retry(3),
		},
		"Catch": []object{
			{"ErrorEquals": []string{"States.DataLimitExceeded"}, "Next": "Smaller?", "Output": object{}},
			{"ErrorEquals": []string{httpStatus(429)}, "Next": "Anything read?", "Output": expression("$states.errorOutput")},
		},
		"Assign": object{
			"problem": of(fmt.Sprintf("$type($b) != 'object' ? 'The answer is not JSON.' : $exists($b.errors) ? $join([$b.errors.message], '; ') : "+
				"$type($r) != 'object' ? %s : $type($c) != 'object' ? %s : "+
				"$c.pageInfo.hasNextPage = true and ($type($c.pageInfo.endCursor) != 'string' or $c.pageInfo.endCursor = $after) ? 'The next page has no cursor of its own.' : ''",
				stepfunctions.Literal(p.NoRoot), stepfunctions.Literal(p.NoConnection))),
			"root":  of(fmt.Sprintf("$type($r) = 'object' ? $r.%s : {}", p.RootValue)),
			"more":  of("$c.pageInfo.hasNextPage = true"),
			"end":   of("$exists($c.pageInfo.endCursor) ? $c.pageInfo.endCursor : null"),
			"large": expression("( " + large + " )"),
			// Oldest first, without what has been published.
			"page": unlessLarge(fmt.Sprintf("$reverse(%s[$not(%s in $seen)]).($length($string(%s)) > %d ? $merge([$, {%s: null}]) : $)",
				nodes, p.ID, p.Bulky, mostBulk, stepfunctions.Literal(p.Bulky))),
			"read": unlessLarge(fmt.Sprintf("%s[$toMillis(%s) >= $to - %d].%s", nodes, p.Time, w.overlap(), p.ID)),
		},
		"Output": object{}, "Next": "Understood?",
	}
}

func (w writer) understood() object {
	return object{
		"Type": "Choice",
		"Choices": []object{
			{"Condition": expression("$problem != ''"), "Next": "Refused"},
			{"Condition": expression("$large"), "Next": "Smaller?"},
		},
		"Default": "Publish or go on",
		"Assign": object{
			"head": expression(fmt.Sprintf("( $h := [$distinct($append($head, $read))]; $count($h) > %d ? [$h[[0..%d]]] : $h )", mostKnown, mostKnown-1)),
			"at":   0, "pages": expression("$pages + 1"), "first": expression(fmt.Sprintf("$min([%d, $first * 4])", fullPage)), "full": true,
			// How many events each batch has: 600 is about what the envelope adds to an event.
			"counts": expression(fmt.Sprintf("[ $reduce([$page.($length($string($)) + 600)], function($a, $n) { $a[-1].n > 0 and ($a[-1].n >= %d or $a[-1].s + $n > %d) "+
				"? $append($a, {'n': 1, 's': $n}) : $append($filter($a, function($v, $i) { $i < $count($a) - 1 }), {'n': $a[-1].n + 1, 's': $a[-1].s + $n}) }, "+
				"[{'n': 0, 's': 0}]).n[$ > 0] ]", batchSize, batchCharacters)),
		},
	}
}

func (w writer) publishOrGoOn() object {
	mayAsk := "$pages < " + strconv.Itoa(mostPages)
	next := fmt.Sprintf("$max([%d, $to - %d])", w.Start, w.overlap())
	return object{
		"Type": "Choice",
		"Choices": []object{
			{"Condition": expression("$count($counts) > 0"), "Next": "Publish"},
			{"Condition": expression("$more and " + mayAsk), "Next": "Ask", "Assign": object{"after": expression("$end")}},
			{"Condition": expression("$more"), "Next": "Done", "Output": w.unfinished("$end")},
			{"Condition": expression(mayAsk + " and $to < " + now), "Next": "Ask", "Assign": object{
				"from": expression(next), "to": expression(fmt.Sprintf("$min([$to + %d, %s])", longestWindow, now)),
				"after": nil, "seen": expression("$head"), "head": []string{},
			}},
		},
		"Default": "Done", "Output": w.cursor(object{"from": expression(next), "seen": expression("$head")}),
	}
}

func (w writer) publish() object {
	return object{
		"Type": "Task", "Resource": w.task("events:putEvents"),
		"Arguments": object{"Entries": expression(fmt.Sprintf("[ $page[[$at..$at + $counts[0] - 1]].{'EventBusName': %s, 'Source': %s, 'DetailType': %s, 'Detail': %s} ]",
			stepfunctions.Literal(w.EventBus), stepfunctions.Literal(w.EventSource), stepfunctions.Literal(w.source.DetailTypes[0].Name), w.source.Pull.Detail))},
		"Assign": object{"at": expression("$at + $counts[0]"), "counts": expression("[ $filter($counts, function($v, $i) { $i > 0 }) ]")},
		"Output": object{}, "Retry": retryAll(6), "Next": "Publish or go on",
	}
}

// cursor is the output of a run.
func (w writer) cursor(rest object) object {
	rest["start"], rest["organization"] = w.Start, stepfunctions.Text(w.Organization)
	return rest
}

// unfinished is the cursor within a window.
func (w writer) unfinished(after string) object {
	return w.cursor(object{
		"from": expression("$from"), "to": expression("$to"), "after": expression(after), "seen": expression("$seen"), "head": expression("$head"),
	})
}

// overlap is LateMinutes in milliseconds.
func (w writer) overlap() int64 { return w.LateMinutes * 60 * 1000 }

// failure is the name of an error of the API, such as "Buildkite.Refused".
func (w writer) failure(name string) string { return w.source.Pull.API + "." + name }

func (w writer) task(name string) string { return "arn:" + w.partition + ":states:::" + name }

func expression(text string) string { return stepfunctions.Expression(text) }

func fail(name, cause string) object { return object{"Type": "Fail", "Error": name, "Cause": cause} }

func httpStatus(code int) string { return "States.Http.StatusCode." + strconv.Itoa(code) }

func retry(attempts int) object {
	return object{"ErrorEquals": []string{"States.TaskFailed", "States.Timeout"}, "IntervalSeconds": 2, "MaxAttempts": attempts, "BackoffRate": 2, "JitterStrategy": "FULL"}
}

func retryAll(attempts int) []object { return []object{retry(attempts)} }
