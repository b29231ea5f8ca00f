package asl

import (
	"encoding/json"
	"math"
	"slices"
	"time"
)

// Errors of Step Functions itself (Step Functions developer guide, "Error names").
const (
	ErrorAll        = "States.ALL"
	ErrorTaskFailed = "States.TaskFailed"
	ErrorTimeout    = "States.Timeout"
	ErrorRuntime    = "States.Runtime"
	ErrorDataLimit  = "States.DataLimitExceeded"
	ErrorNoChoice   = "States.NoChoiceMatched"
	ErrorEvaluation = "States.QueryEvaluationError"
)

// retrier says which errors of a state are tried again.
type retrier struct {
	errors   []string
	interval float64
	max      int
	rate     float64
	maxDelay float64
}

// catcher says where a state goes after an error.
type catcher struct {
	errors []string
	next   string
	fields map[string]any
}

// matches reports whether a list of error names means an error. States.ALL does
// not mean errors that no retry can mend.
func matches(names []string, failure *Failure) bool {
	return !failure.Stopped && slices.ContainsFunc(names, func(name string) bool {
		switch name {
		case failure.Error:
			return true
		case ErrorAll:
			return failure.Error != ErrorRuntime && failure.Error != ErrorDataLimit
		case ErrorTaskFailed:
			return failure.fromTask && failure.Error != ErrorTimeout
		}
		return false
	})
}

// delay is how long Step Functions would wait before a retry, the first one being 0.
func (r retrier) delay(attempt int) time.Duration {
	seconds := r.interval * math.Pow(r.rate, float64(attempt))
	if r.maxDelay > 0 {
		seconds = min(seconds, r.maxDelay)
	}
	return time.Duration(seconds * float64(time.Second))
}

func (p *parser) retriers(s *state, place string) []retrier {
	var out []retrier
	p.each(s.fields, fieldRetry, place, func(fields map[string]any, location string, last bool) {
		p.onlyFields(fields, []string{"ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment"}, location)
		p.number(fields, "IntervalSeconds", location, 1, 99999999)
		p.number(fields, "MaxAttempts", location, 0, 99999999)
		p.number(fields, "MaxDelaySeconds", location, 1, 31622400)
		r := retrier{
			errors:   p.errorEquals(fields, location, last),
			interval: numberOr(fields["IntervalSeconds"], 1), max: int(numberOr(fields["MaxAttempts"], 3)),
			rate: numberOr(fields["BackoffRate"], 2), maxDelay: numberOr(fields["MaxDelaySeconds"], 0),
		}
		if r.rate < 1 {
			p.findings.schema(location+"/BackoffRate", "The value for the field 'BackoffRate' must be 1 or more")
		}
		if jitter, given := fields["JitterStrategy"]; given && jitter != "FULL" && jitter != "NONE" {
			p.findings.schema(location+"/JitterStrategy", "Value is not valid for 'JitterStrategy'. Allowed values: [FULL, NONE]")
		}
		if maxDelay, given := fields["MaxDelaySeconds"]; given && numberOr(maxDelay, 0) <= r.interval {
			p.findings.schema(location+"/MaxDelaySeconds", "The value for the field 'MaxDelaySeconds' must be greater than 'IntervalSeconds'")
		}
		out = append(out, r)
	})
	return out
}

func (p *parser) catchers(s *state, place string) []catcher {
	var out []catcher
	p.each(s.fields, fieldCatch, place, func(fields map[string]any, location string, last bool) {
		allowed := []string{"ErrorEquals", fieldNext, fieldAssign, "Comment"}
		if s.jsonata {
			allowed = append(allowed, fieldOutput)
		} else {
			allowed = append(allowed, "ResultPath")
		}
		p.onlyFields(fields, allowed, location)
		next, _ := p.text(fields, fieldNext, location, true)
		out = append(out, catcher{errors: p.errorEquals(fields, location, last), next: next, fields: fields})
	})
	return out
}

// each goes through a list of objects in a field.
func (p *parser) each(fields map[string]any, name, place string, visit func(fields map[string]any, location string, last bool)) {
	value, given := fields[name]
	if !given {
		return
	}
	list, ok := value.([]any)
	if !ok {
		p.findings.schema(place+"/"+name, "The value for the field '%s' must be an ARRAY", name)
		return
	}
	for i, item := range list {
		location := place + "/" + name + index(i)
		object, ok := item.(map[string]any)
		if !ok {
			p.findings.schema(location, "Expected a JSON object")
			continue
		}
		visit(object, location, i == len(list)-1)
	}
}

// errorEquals reads a list of error names. States.ALL stands alone, in the last
// entry.
func (p *parser) errorEquals(fields map[string]any, location string, last bool) []string {
	list, ok := fields["ErrorEquals"].([]any)
	if !ok || len(list) == 0 {
		p.findings.schema(location, "These fields are required: [ErrorEquals]")
		return nil
	}
	var names []string
	for _, item := range list {
		name, ok := item.(string)
		if !ok || name == "" {
			p.findings.schema(location+"/ErrorEquals", "The value for the field 'ErrorEquals' must be an ARRAY of STRINGs")
			return nil
		}
		names = append(names, name)
	}
	if slices.Contains(names, ErrorAll) && (len(names) > 1 || !last) {
		p.findings.schema(location+"/ErrorEquals", "States.ALL must appear alone and in the last entry")
	}
	return names
}

func numberOr(value any, fallback float64) float64 {
	if number, ok := value.(json.Number); ok {
		if n, err := number.Float64(); err == nil {
			return n
		}
	}
	return fallback
}
