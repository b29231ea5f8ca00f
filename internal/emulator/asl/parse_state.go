package asl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// stateFields are the fields of the types of states, beyond the common ones:
// for JSONata, and those that only JSONPath has.
var stateFields = map[string]struct{ common, jsonata, jsonpath []string }{
	typePass:    {[]string{fieldNext, fieldEnd, fieldAssign}, []string{fieldOutput}, []string{"Result", "Parameters", "ResultPath"}},
	typeTask:    {[]string{fieldNext, fieldEnd, fieldAssign, fieldResource, fieldRetry, fieldCatch, "TimeoutSeconds", "HeartbeatSeconds", "Credentials"}, []string{fieldArguments, fieldOutput}, []string{"Parameters", "ResultSelector", "ResultPath", "TimeoutSecondsPath", "HeartbeatSecondsPath"}},
	typeChoice:  {[]string{fieldChoices, fieldDefault, fieldAssign}, []string{fieldOutput}, nil},
	typeWait:    {[]string{fieldNext, fieldEnd, fieldAssign, "Seconds", "Timestamp"}, []string{fieldOutput}, []string{"SecondsPath", "TimestampPath"}},
	typeSucceed: {nil, []string{fieldOutput}, nil},
	typeFail:    {[]string{fieldError, fieldCause}, nil, []string{"ErrorPath", "CausePath"}},
	"Parallel":  {[]string{fieldNext, fieldEnd, fieldAssign, "Branches", fieldRetry, fieldCatch}, []string{fieldArguments, fieldOutput}, []string{"Parameters", "ResultSelector", "ResultPath"}},
	"Map":       {[]string{fieldNext, fieldEnd, fieldAssign, "ItemProcessor", "Iterator", "ItemReader", "ItemBatcher", "ResultWriter", "MaxConcurrency", "ToleratedFailurePercentage", "ToleratedFailureCount", "ItemSelector", "Label", fieldRetry, fieldCatch}, []string{"Items", fieldOutput}, []string{"Parameters", "ItemsPath", "ResultSelector", "ResultPath", "MaxConcurrencyPath", "ToleratedFailurePercentagePath", "ToleratedFailureCountPath"}},
}

// everyState are the fields of all states; pathFields those of all but Fail, for JSONPath.
var (
	everyState = []string{fieldType, "Comment", fieldLanguage}
	pathFields = []string{"InputPath", "OutputPath"}
)

func (p *parser) state(name string, value any) {
	place := "/States/" + name
	p.stateName(name)
	// A state that cannot be read counts as an end: one mistake, one finding.
	p.result.states[name] = &state{name: name, kind: typeSucceed}
	fields, ok := value.(map[string]any)
	if !ok {
		p.findings.schema(place, "Expected a JSON object")
		return
	}
	kind, given := p.text(fields, fieldType, place, true)
	if !given {
		return
	}
	known, ok := stateFields[kind]
	if !ok {
		p.findings.schema(place+"/Type", "Value is not valid for 'Type'. Allowed values: [Choice, Fail, Map, Parallel, Pass, Succeed, Task, Wait]")
		return
	}
	s := &state{name: name, kind: kind, fields: fields, jsonata: p.language(fields, place, p.jsonata)}
	p.result.states[name] = s
	allowed := slices.Concat(everyState, known.common)
	if s.jsonata {
		allowed = append(allowed, known.jsonata...)
	} else {
		allowed = append(append(allowed, known.jsonpath...), pathFields...)
	}
	p.onlyFields(fields, allowed, place)
	p.next(s, place)
	switch kind {
	case typeTask:
		p.task(s, place)
	case typeChoice:
		p.choices(s, place)
	case typeWait:
		p.wait(s, place)
	}
	s.retriers = p.retriers(s, place)
	s.catchers = p.catchers(s, place)
	if s.jsonata {
		p.expressions(s, place)
	}
}

// next reads where a state goes: to Next, or nowhere after End.
func (p *parser) next(s *state, place string) {
	if !slices.Contains(stateFields[s.kind].common, fieldNext) {
		return
	}
	next, hasNext := p.text(s.fields, fieldNext, place, false)
	end, hasEnd := s.fields[fieldEnd]
	if isEnd, ok := end.(bool); hasEnd && (!ok || !isEnd) {
		p.findings.schema(place+"/End", "The value for the field 'End' must be true")
		return
	}
	switch {
	case s.fields[fieldNext] != nil && hasEnd:
		p.findings.schema(place, "Only one of these fields is allowed: [Next, End]")
	case s.fields[fieldNext] == nil && !hasEnd:
		p.findings.schema(place, "One of these fields is required: [Next, End]")
	case hasNext:
		s.next = next
	}
}

func (p *parser) task(s *state, place string) {
	p.number(s.fields, "TimeoutSeconds", place, 1, 99999999)
	p.number(s.fields, "HeartbeatSeconds", place, 1, 99999999)
	resource, ok := p.text(s.fields, fieldResource, place, true)
	if !ok {
		return
	}
	location := place + "/" + fieldResource
	unknown := func() {
		p.findings.schema(location, "The resource provided %s is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.", resource)
	}
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || p.options.Partition != "" && parts[1] != p.options.Partition {
		unknown()
		return
	}
	if parts[2] != "states" {
		if parts[2] != "lambda" {
			unknown()
		}
		return
	}
	switch {
	case p.options.Express && (strings.HasPrefix(parts[5], "activity:") || strings.HasSuffix(resource, ".sync") ||
		strings.HasSuffix(resource, ".sync:2") || strings.HasSuffix(resource, ".waitForTaskToken")):
		p.findings.schema(location, "Express state machine does not support '%s' service integration", resource)
	case strings.HasPrefix(parts[5], "aws-sdk:cloudwatch:") && parts[5] != PutMetricData:
		action := strings.TrimPrefix(parts[5], "aws-sdk:cloudwatch:")
		if !slices.Contains(cloudwatchActions, action) {
			unknown()
		}
	}
}

// PutMetricData is the resource part of the ARN of the task that publishes metrics.
const PutMetricData = "aws-sdk:cloudwatch:putMetricData"

// cloudwatchActions are other operations of CloudWatch (its service model).
var cloudwatchActions = []string{
	"deleteAlarms", "deleteAnomalyDetector", "deleteDashboards", "deleteInsightRules", "deleteMetricStream",
	"describeAlarmHistory", "describeAlarms", "describeAlarmsForMetric", "describeAnomalyDetectors",
	"describeInsightRules", "disableAlarmActions", "disableInsightRules", "enableAlarmActions",
	"enableInsightRules", "getDashboard", "getInsightRuleReport", "getMetricData", "getMetricStatistics",
	"getMetricStream", "getMetricWidgetImage", "listDashboards", "listManagedInsightRules", "listMetricStreams",
	"listMetrics", "listTagsForResource", "putAnomalyDetector", "putCompositeAlarm", "putDashboard",
	"putInsightRule", "putManagedInsightRules", "putMetricAlarm", "putMetricStream", "setAlarmState",
	"startMetricStreams", "stopMetricStreams", "tagResource", "untagResource",
}

func (p *parser) choices(s *state, place string) {
	list, ok := s.fields[fieldChoices].([]any)
	if !ok || len(list) == 0 {
		if s.fields[fieldChoices] == nil {
			p.findings.schema(place, "These fields are required: [Choices]")
		} else {
			p.findings.schema(place+"/Choices", "The value for the field 'Choices' must be a non-empty ARRAY")
		}
	}
	for i, item := range list {
		location := place + "/" + fieldChoices + index(i)
		fields, ok := item.(map[string]any)
		if !ok {
			p.findings.schema(location, "Expected a JSON object")
			continue
		}
		c := choice{fields: fields}
		c.next, _ = p.text(fields, fieldNext, location, true)
		if s.jsonata {
			p.onlyFields(fields, []string{fieldCondition, fieldNext, fieldAssign, fieldOutput, "Comment"}, location)
			switch condition := fields[fieldCondition].(type) {
			case string:
				if c.condition = condition; !isExpression(condition) {
					p.findings.schema(location+"/"+fieldCondition, "The value for the field 'Condition' must be a valid JSONata expression")
				}
			case bool:
				c.condition = fmt.Sprintf("{%% %t %%}", condition)
			default:
				p.findings.schema(location, "These fields are required: [Condition]")
			}
		}
		s.choices = append(s.choices, c)
	}
	s.fallback, _ = p.text(s.fields, fieldDefault, place, false)
}

func (p *parser) wait(s *state, place string) {
	given := 0
	for _, name := range []string{"Seconds", "Timestamp", "SecondsPath", "TimestampPath"} {
		if s.fields[name] != nil {
			given++
		}
	}
	if given != 1 {
		p.findings.schema(place, "Exactly one of these fields is required: [Seconds, Timestamp]")
	}
	p.number(s.fields, "Seconds", place, 0, 99999999)
}

// number checks a field that is a whole number or, in JSONata, an expression.
func (p *parser) number(fields map[string]any, name, location string, low, high int64) {
	value, given := fields[name]
	if !given {
		return
	}
	if text, ok := value.(string); ok && isExpression(text) {
		return
	}
	number, ok := value.(json.Number)
	n, err := number.Int64()
	if !ok || err != nil || n < low || n > high {
		p.findings.schema(location+"/"+name, "The value for the field '%s' must be a whole number from %d to %d", name, low, high)
	}
}

func index(i int) string { return fmt.Sprintf("[%d]", i) }

func lastPart(location string) string {
	return location[strings.LastIndexByte(location, '/')+1:]
}
