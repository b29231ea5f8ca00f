package asl

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// enter does the work of a state and says what comes next, "" being the end.
func (r *run) enter(s *state, scope *scope) (output any, next string, failure *Failure) {
	if !s.jsonata {
		return nil, "", runtimeFailure("The emulator runs states that are written with JSONata; the state '%s' uses JSONPath.", s.name)
	}
	input := scope.states["input"]
	switch s.kind {
	case typePass, typeSucceed:
		output, failure = r.leave(scope, s.fields, input)
		return output, s.next, failure
	case typeWait:
		if failure := r.wait(scope); failure != nil {
			return nil, "", failure
		}
		output, failure = r.leave(scope, s.fields, input)
		return output, s.next, failure
	case typeFail:
		return nil, "", r.fail(scope)
	case typeChoice:
		return r.choose(scope)
	case typeTask:
		output, failure = r.task(scope)
		return output, s.next, failure
	}
	return nil, "", runtimeFailure("The emulator does not run states of the type %s.", s.kind)
}

// leave assigns the variables and makes the output of a state. Both are
// evaluated before any variable changes.
func (r *run) leave(scope *scope, fields map[string]any, otherwise any) (any, *Failure) {
	output := otherwise
	if template, given := fields[fieldOutput]; given {
		made, failure := scope.fill(template, fieldOutput)
		if failure != nil {
			return nil, failure
		}
		output = made
	}
	var assigned map[string]any
	if template, given := fields[fieldAssign]; given {
		made, failure := scope.fill(template, fieldAssign)
		if failure != nil {
			return nil, failure
		}
		assigned, _ = made.(map[string]any)
		if assigned == nil {
			return nil, &Failure{Error: ErrorEvaluation, Cause: fmt.Sprintf("The field 'Assign' of the state '%s' must be an object.", scope.state.name)}
		}
	}
	size := sizeOf(assigned)
	r.outcome.LargestAssign = max(r.outcome.LargestAssign, size)
	if tooLarge(output) || size > MaxData {
		return nil, dataLimit(scope.state)
	}
	maps.Copy(r.variables, assigned)
	return output, nil
}

func dataLimit(s *state) *Failure {
	return &Failure{Error: ErrorDataLimit, Cause: fmt.Sprintf("The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit.", s.name)}
}

func (r *run) task(scope *scope) (any, *Failure) {
	arguments := scope.states["input"]
	if template, given := scope.state.fields[fieldArguments]; given {
		made, failure := scope.fill(template, fieldArguments)
		if failure != nil {
			return nil, failure
		}
		arguments = made
	}
	if tooLarge(arguments) {
		return nil, dataLimit(scope.state)
	}
	resource, _ := scope.state.fields[fieldResource].(string)
	result, failure := r.env.Task(resource, arguments)
	if failure != nil {
		failure.fromTask = failure.Error != ErrorRuntime
		return nil, failure
	}
	if tooLarge(result) {
		return nil, dataLimit(scope.state)
	}
	scope.states["result"] = result
	return r.leave(scope, scope.state.fields, result)
}

func (r *run) choose(scope *scope) (any, string, *Failure) {
	s := scope.state
	input := scope.states["input"]
	for i, c := range s.choices {
		field := fmt.Sprintf("%s/%d/%s", fieldChoices, i, fieldCondition)
		result, failure := scope.evaluate(c.condition, field)
		if failure != nil {
			return nil, "", failure
		}
		holds, ok := result.Value.(bool)
		if !ok {
			return nil, "", scope.wrongKind(c.condition, field, "boolean", result)
		}
		if holds {
			output, failure := r.leave(scope, c.fields, input)
			return output, c.next, failure
		}
	}
	if s.fallback == "" {
		return nil, "", &Failure{Error: ErrorNoChoice, Cause: fmt.Sprintf("Failed to transition out of the state '%s'. No choice rule matched and there is no Default.", s.name)}
	}
	output, failure := r.leave(scope, s.fields, input)
	return output, s.fallback, failure
}

func (r *run) fail(scope *scope) *Failure {
	out := &Failure{}
	for name, target := range map[string]*string{fieldError: &out.Error, fieldCause: &out.Cause} {
		template, given := scope.state.fields[name]
		if !given {
			continue
		}
		made, failure := scope.fill(template, name)
		if failure != nil {
			return failure
		}
		text, ok := made.(string)
		if !ok {
			return &Failure{Error: ErrorEvaluation, Cause: fmt.Sprintf("The field '%s' of the state '%s' must be a string.", name, scope.state.name)}
		}
		*target = text
	}
	return out
}

func (r *run) wait(scope *scope) *Failure {
	if template, given := scope.state.fields["Seconds"]; given {
		made, failure := scope.fill(template, "Seconds")
		if failure != nil {
			return failure
		}
		seconds := numberOr(made, -1)
		if seconds < 0 {
			return &Failure{Error: ErrorEvaluation, Cause: fmt.Sprintf("The field 'Seconds' of the state '%s' must be a number from 0.", scope.state.name)}
		}
		r.outcome.Waited += time.Duration(seconds * float64(time.Second))
		return nil
	}
	made, failure := scope.fill(scope.state.fields["Timestamp"], "Timestamp")
	if failure != nil {
		return failure
	}
	text, _ := made.(string)
	until, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return &Failure{Error: ErrorEvaluation, Cause: fmt.Sprintf("The field 'Timestamp' of the state '%s' must be a time in ISO 8601.", scope.state.name)}
	}
	r.outcome.Waited += max(0, until.Sub(r.env.Now()))
	return nil
}

// fill evaluates the expressions in a template.
func (s *scope) fill(template any, field string) (any, *Failure) {
	switch v := template.(type) {
	case string:
		if !isExpression(v) {
			return v, nil
		}
		result, failure := s.evaluate(v, field)
		return result.Value, failure
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			made, failure := s.fill(item, fmt.Sprintf("%s/%d", field, i))
			if failure != nil {
				return nil, failure
			}
			out[i] = made
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			made, failure := s.fill(v[key], field+"/"+key)
			if failure != nil {
				return nil, failure
			}
			out[key] = made
		}
		return out, nil
	}
	return template, nil
}

// evaluate evaluates one expression. One that fails, or gives nothing or a
// function, is an error.
func (s *scope) evaluate(text, field string) (jsonata.Result, *Failure) {
	expression := expressionOf(text)
	variables := maps.Clone(s.run.variables)
	variables["states"] = s.states
	result, err := s.run.env.Evaluate(expression, variables)
	about := fmt.Sprintf("The JSONata expression '%s' specified for the field '%s'", expression, field)
	switch {
	case err != nil:
		return jsonata.Result{}, &Failure{Error: ErrorEvaluation, Cause: fmt.Sprintf("%s threw an error during evaluation. %v", about, err)}
	case !result.Defined:
		return jsonata.Result{}, &Failure{Error: ErrorEvaluation, Cause: about + " returned nothing (undefined)."}
	case result.Kind == "function":
		return jsonata.Result{}, &Failure{Error: ErrorEvaluation, Cause: about + " returned an unsupported result type."}
	}
	return result, nil
}

func (s *scope) wrongKind(text, field, want string, got jsonata.Result) *Failure {
	value, err := json.Marshal(got.Value)
	if err != nil {
		value = []byte(got.Kind)
	}
	return &Failure{Error: ErrorEvaluation, Cause: fmt.Sprintf(
		"The JSONata expression '%s' specified for the field '%s' returned an unexpected result type. Expected '%s', but was '%s' for value: %s",
		expressionOf(text), field, want, got.Kind, value)}
}
