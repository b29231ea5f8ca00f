package journal

import "github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"

// resourceType is the resource whose state machines are made here.
const resourceType = "eventbridge_devops_agent_summary"

// What is not certain about the API (SDK devopsagent v1.5.2), each in one place:
// how Step Functions names the action, the members of its answer, and the types of
// the records by the detail-types whose events name one.
const (
	listRecords   = ":states:::aws-sdk:devopsagent:listJournalRecords"
	answerRecords = "Records"
	answerID      = "RecordId"
	answerContent = "Content"
	answerToken   = "NextToken"
	recordTypes   = `{'Investigation Completed': 'investigation_summary_md', 'Mitigation Completed': 'mitigation_summary_md'}`
	detailTypes   = `{'Investigation Completed': 'Investigation Summary', 'Mitigation Completed': 'Mitigation Summary'}`
)

const (
	// pageSize keeps a page below the 256 KiB of a task's result. A page that is
	// larger is read record by record.
	pageSize = 5
	// maxPages and tries bound the search, within the five minutes of an Express
	// execution. The pauses make two minutes.
	maxPages = 20
	tries    = 4
	pause    = 40
	// maxLength is how many characters of a summary are published: each takes six
	// bytes at most in the JSON of an event, which has at most 256 KB.
	maxLength = "40000"
	// paragraphLength bounds the plain first paragraph.
	paragraphLength = "1000"
)

// The names of the states.
const (
	stateRead     = "Read the event"
	stateDecide   = "Is there a summary"
	stateList     = "List records"
	stateFound    = "Is the record there"
	stateWait     = "Wait for the record"
	stateAgain    = "Look again"
	stateTooLarge = "Is a record too large"
	stateSingle   = "List records one by one"
	stateWithout  = "Publish without text"
	statePublish  = "Publish"
	stateNothing  = "Nothing to publish"
	stateMissing  = "Record not found"
)

// Spec is what a state machine is made from.
type Spec struct {
	// Bus is the name of the event bus that the summary is published on, Source the
	// source of its event.
	Bus    string `json:"bus"`
	Source string `json:"source"`
	// Spaces are the agent spaces whose journals may be read, sorted; none are all.
	// The execution role has the permission, so that the states do not name them.
	Spaces []string `json:"spaces,omitempty"`
}

// SpecOf reads the Spec of a definition. ours is false if this package did not
// make the definition, intact is false if it was changed since.
func SpecOf(definition, partition string) (s Spec, ours, intact bool) {
	if !stepfunctions.Spec(definition, resourceType, &s) {
		return Spec{}, false, false
	}
	return s, true, stepfunctions.Same(s.Definition(partition), definition)
}

// Definition is the state machine in Amazon States Language with JSONata.
func (s Spec) Definition(partition string) string {
	type object = stepfunctions.Object
	expression := stepfunctions.Expression
	choice := func(condition, next string) object { return object{"Condition": expression(condition), "Next": next} }
	return stepfunctions.JSON(object{
		"Comment":       stepfunctions.Comment(resourceType, s),
		"QueryLanguage": "JSONata",
		"StartAt":       stateRead,
		"States": object{
			stateRead: object{
				"Type": "Pass",
				"Assign": object{
					"event":   expression("$states.input"),
					"kind":    expression("$lookup(" + recordTypes + ", $states.input.`detail-type` & '') & ''"),
					"space":   expression("$states.input.detail.metadata.agent_space_id & ''"),
					"run":     expression("$states.input.detail.metadata.execution_id & ''"),
					"record":  expression("$states.input.detail.data.summary_record_id & ''"),
					"looks":   1,
					"pages":   0,
					"limit":   pageSize,
					"token":   "",
					"content": "",
					"newest":  false,
				},
				"Next": stateDecide,
			},
			stateDecide: object{
				"Type":    "Choice",
				"Choices": []object{choice("$kind != '' and $space != '' and $run != '' and $record != ''", stateList)},
				"Default": stateNothing,
			},
			stateList: object{
				"Type":      "Task",
				"Resource":  "arn:" + partition + listRecords,
				"Arguments": expression("$merge([{'AgentSpaceId': $space, 'ExecutionId': $run, 'RecordType': $kind, 'Order': 'DESC', 'Limit': $limit}, $token = '' ? {} : {'" + answerToken + "': $token}])"),
				"Assign": object{
					"found":   expression("$count($states.result." + answerRecords + "[" + answerID + " = $record]) > 0"),
					"newest":  expression("$newest or $count($states.result." + answerRecords + "[$exists(" + answerID + ")]) > 0"),
					"content": expression(contentExpression),
					"token":   expression("$states.result." + answerToken + " & ''"),
					"pages":   expression("$pages + 1"),
				},
				"Retry": []object{
					{"ErrorEquals": []string{"States.DataLimitExceeded"}, "MaxAttempts": 0},
					{"ErrorEquals": []string{"States.TaskFailed"}, "IntervalSeconds": 1, "MaxAttempts": 5, "BackoffRate": 2, "JitterStrategy": "FULL"},
				},
				"Catch": []object{{"ErrorEquals": []string{"States.DataLimitExceeded"}, "Next": stateTooLarge}},
				"Next":  stateFound,
			},
			stateTooLarge: object{
				"Type":    "Choice",
				"Choices": []object{choice("$limit > 1", stateSingle)},
				"Default": stateWithout,
			},
			stateSingle: object{"Type": "Pass", "Assign": object{"limit": 1}, "Next": stateList},
			stateFound: object{
				"Type": "Choice",
				"Choices": []object{
					choice("$found", statePublish),
					choice("$token != '' and $pages < "+number(maxPages), stateList),
					choice("$looks < "+number(tries), stateWait),
					choice("$newest", statePublish),
				},
				"Default": stateMissing,
			},
			stateWait:    object{"Type": "Wait", "Seconds": pause, "Next": stateAgain},
			stateAgain:   object{"Type": "Pass", "Assign": object{"looks": expression("$looks + 1"), "pages": 0, "token": "", "newest": false}, "Next": stateList},
			statePublish: s.publish(partition, summaryExpression),
			stateWithout: s.publish(partition, "{'summary': '', 'summary_text': '', 'truncated': true}"),
			stateNothing: object{"Type": "Succeed"},
			stateMissing: object{
				"Type": "Fail", "Error": "Summary.RecordNotFound",
				"Cause": expression("'The journal has no record of the type ' & $kind & ' for the execution ' & $run"),
			},
		},
	})
}

// publish is the state that publishes the event with these further fields.
func (s Spec) publish(partition, fields string) stepfunctions.Object {
	return stepfunctions.Object{
		"Type":     "Task",
		"Resource": "arn:" + partition + ":states:::events:putEvents",
		"Arguments": stepfunctions.Object{"Entries": []stepfunctions.Object{{
			"EventBusName": stepfunctions.Text(s.Bus),
			"Source":       stepfunctions.Text(s.Source),
			"DetailType":   stepfunctions.Expression("$lookup(" + detailTypes + ", $event.`detail-type`)"),
			"Detail": stepfunctions.Expression("( $fields := " + fields + "; $merge([{'version': '1.0.0', 'metadata': $event.detail.metadata, 'data': $event.detail.data, 'event_id': $event.id}, $fields, " +
				"{'headline': $trim($event.detail.data.priority & ' ' & $lowercase($event.`detail-type`)) & ($fields.summary_text = '' ? '' : ': ' & $fields.summary_text)}]) )"),
		}}},
		"Retry": []stepfunctions.Object{{"ErrorEquals": []string{"States.ALL"}, "IntervalSeconds": 1, "MaxAttempts": 5, "BackoffRate": 2, "JitterStrategy": "FULL"}},
		"End":   true,
	}
}

// contentExpression is the content of the record, else of the newest one of the
// type, else what an earlier page had.
const contentExpression = `( $all := $states.result.` + answerRecords + `; $match := $all[` + answerID + ` = $record][0]; ` +
	`$exists($match) ? ($exists($match.` + answerContent + `) ? $match.` + answerContent + ` : '') : ($newest or $not($exists($all[0].` + answerContent + `)) ? $content : $all[0].` + answerContent + `) )`

// summaryExpression takes the Markdown out of the content, whatever its shape,
// shortens it, and makes a plain first paragraph.
const summaryExpression = `( ` +
	`$strings := function($v){ [$v[$type($) = 'string']] }; ` +
	`$longest := function($list){ $reduce($list, function($a, $b){ $length($b) > $length($a) ? $b : $a }, '') }; ` +
	`$markdown := $type($content) in ['number', 'boolean'] ? $string($content) : $type($content) = 'string' ? $content : ( ` +
	`$named := [$content.**.markdown, $content.**.text, $content.**.content, $content.**.summary]; ` +
	`$texts := $strings($named); $count($texts) > 0 ? $longest($texts) : $longest($strings($content.**)) ); ` +
	`$cut := $substring($markdown, 0, ` + maxLength + `); ` +
	// The first paragraph that is not a heading, without marks.
	`$start := $replace($substring($cut, 0, 20000), /\r/, ''); ` +
	`$body := $replace($start, /(^|\n)[ \t]*(#+[^\n]*|---+[ \t]*|===+[ \t]*)/, "\n"); ` +
	`$text := $contains($body, /\S/) ? $body : $replace($start, /#+/, ''); ` +
	`$first := $split($replace($text, /^\s+/, ''), /\n[ \t]*\n/)[0] & ''; ` +
	// Links keep their text, and underscores within a word stay.
	`$lines := $replace($replace($first, /(^|\n)[ \t]*>[> \t]*/, '$1'), /(^|\n)[ \t]*([-*+]|[0-9]+[.])[ \t]+/, '$1'); ` +
	"$marked := $replace($replace($lines, /!?\\[([^\\]]*)\\]\\([^\\)]*\\)/, '$1'), /[*`]+|~~/, ''); " +
	`$words := $replace($replace($marked, /(^|[^A-Za-z0-9])_+/, '$1'), /_+([^A-Za-z0-9]|$)/, '$1'); ` +
	`$plain := $trim($replace($words, /\s+/, ' ')); ` +
	`{'summary': $cut, 'summary_text': $substring($plain, 0, ` + paragraphLength + `), 'truncated': $length($cut) < $length($markdown)} )`

func number(n int) string { return stepfunctions.JSON(n) }
