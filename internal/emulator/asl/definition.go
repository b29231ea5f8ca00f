package asl

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
)

// Machine is a definition that was checked.
type Machine struct {
	startAt string
	states  map[string]*state
}

// state is one state of a machine.
type state struct {
	name     string
	kind     string
	jsonata  bool
	fields   map[string]any
	next     string // "" for a state that ends, and for Choice
	retriers []retrier
	catchers []catcher
	choices  []choice
	fallback string // of a Choice
}

// choice is one rule of a Choice.
type choice struct {
	condition string
	next      string
	fields    map[string]any
}

// Field names that are used more than once.
const (
	fieldArguments = "Arguments"
	fieldAssign    = "Assign"
	fieldCatch     = "Catch"
	fieldCause     = "Cause"
	fieldChoices   = "Choices"
	fieldCondition = "Condition"
	fieldDefault   = "Default"
	fieldEnd       = "End"
	fieldError     = "Error"
	fieldLanguage  = "QueryLanguage"
	fieldNext      = "Next"
	fieldOutput    = "Output"
	fieldResource  = "Resource"
	fieldRetry     = "Retry"
	fieldStartAt   = "StartAt"
	fieldStates    = "States"
	fieldType      = "Type"
)

// Types of states.
const (
	typeChoice  = "Choice"
	typeFail    = "Fail"
	typeSucceed = "Succeed"
	typeTask    = "Task"
	typeWait    = "Wait"
	typePass    = "Pass"
)

const languageJSONata = "JSONata"

// decode reads JSON with its numbers as they are written, and nothing after it.
func decode(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var out any
	if err := decoder.Decode(&out); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more text after the JSON value")
	}
	return out, nil
}

// visitTexts calls visit for every text in value, with its place below location.
func visitTexts(value any, location string, visit func(text, location string)) {
	switch v := value.(type) {
	case string:
		visit(v, location)
	case []any:
		for i, item := range v {
			visitTexts(item, location+index(i), visit)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			visitTexts(v[key], location+"/"+key, visit)
		}
	}
}
