package asl

import (
	"maps"
	"slices"
	"unicode/utf8"
)

// MaxDefinition is the size of a definition, in bytes (API model of Step Functions).
const MaxDefinition = 1 << 20

// maxStateName is the length of a state's name.
const maxStateName = 80

// Options say for whom a definition is checked.
type Options struct {
	// Express is true for a state machine of type EXPRESS.
	Express bool
	// Partition is the partition of ARNs in it, such as "aws".
	Partition string
	// Compile checks the syntax of a JSONata expression; nil leaves it unchecked.
	Compile func(expression string) error
}

// Parse checks a definition. The machine is nil when a finding is an error.
func Parse(definition string, options Options) (*Machine, []Finding) {
	p := &parser{options: options}
	p.machine(definition)
	if slices.ContainsFunc(p.findings, func(f Finding) bool { return f.Severity == SeverityError }) {
		return nil, p.findings
	}
	return p.result, p.findings
}

type parser struct {
	options  Options
	findings findings
	result   *Machine
	// jsonata is true when the machine's query language is JSONata.
	jsonata bool
}

// machineFields are the fields at the top of a definition.
var machineFields = []string{"Comment", fieldLanguage, fieldStartAt, fieldStates, "TimeoutSeconds", "Version"}

func (p *parser) machine(definition string) {
	if len(definition) > MaxDefinition {
		p.findings.schema("/", "The definition is longer than %d bytes", MaxDefinition)
		return
	}
	decoded, err := decode([]byte(definition))
	if err != nil {
		p.findings.add(CodeJSON, "", "Invalid JSON: %v", err)
		return
	}
	fields, ok := decoded.(map[string]any)
	if !ok {
		p.findings.add(CodeJSON, "", "Expected a JSON object")
		return
	}
	p.onlyFields(fields, machineFields, "")
	p.jsonata = p.language(fields, "", false)
	p.number(fields, "TimeoutSeconds", "", 1, 99999999)
	startAt, hasStart := p.text(fields, fieldStartAt, "", true)
	states, ok := fields[fieldStates].(map[string]any)
	switch {
	case fields[fieldStates] == nil:
		p.findings.schema("/", "These fields are required: [States]")
		return
	case !ok || len(states) == 0:
		p.findings.schema("/States", "Field must have 1 or more states")
		return
	}
	p.result = &Machine{startAt: startAt, states: map[string]*state{}}
	for _, name := range slices.Sorted(maps.Keys(states)) {
		p.state(name, states[name])
	}
	if hasStart {
		p.transitions()
	}
}

// language reads the query language and reports whether it is JSONata.
func (p *parser) language(fields map[string]any, location string, inherited bool) bool {
	text, given := p.text(fields, fieldLanguage, location, false)
	if !given {
		return inherited
	}
	switch text {
	case languageJSONata:
		return true
	case "JSONPath":
		if inherited {
			p.findings.schema(location+"/"+fieldLanguage, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine")
		}
		return false
	}
	p.findings.schema(location+"/"+fieldLanguage, "Value is not valid for 'QueryLanguage'. Allowed values: [JSONPath, JSONata]")
	return inherited
}

// text reads a field that must be a non-empty text.
func (p *parser) text(fields map[string]any, name, location string, required bool) (string, bool) {
	value, given := fields[name]
	if !given {
		if required {
			p.findings.schema(at(location), "These fields are required: [%s]", name)
		}
		return "", false
	}
	text, ok := value.(string)
	if !ok || text == "" {
		p.findings.schema(location+"/"+name, "The value for the field '%s' must be a non-empty STRING", name)
		return "", false
	}
	return text, true
}

// at is a location, "/" for the top.
func at(location string) string {
	if location == "" {
		return "/"
	}
	return location
}

func (p *parser) onlyFields(fields map[string]any, allowed []string, location string) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(allowed, name) {
			p.findings.schema(at(location), "Field '%s' is not supported", name)
		}
	}
}

// transitions holds that every target exists, that every state can be reached,
// and that the machine can come to an end.
func (p *parser) transitions() {
	m := p.result
	reached := map[string]bool{}
	follow := func(target, location string) {
		if target == "" {
			return
		}
		if m.states[target] == nil {
			p.findings.add(CodeTarget, location, "Missing '%s' target: %s", lastPart(location), target)
			return
		}
		reached[target] = true
	}
	follow(m.startAt, "/"+fieldStartAt)
	ends := false
	for _, name := range slices.Sorted(maps.Keys(m.states)) {
		s := m.states[name]
		place := "/States/" + name
		follow(s.next, place+"/"+fieldNext)
		follow(s.fallback, place+"/"+fieldDefault)
		for i, c := range s.choices {
			follow(c.next, place+"/"+fieldChoices+index(i)+"/"+fieldNext)
		}
		for i, c := range s.catchers {
			follow(c.next, place+"/"+fieldCatch+index(i)+"/"+fieldNext)
		}
		ends = ends || s.kind == typeSucceed || s.kind == typeFail || s.kind != typeChoice && s.next == ""
	}
	for _, name := range slices.Sorted(maps.Keys(m.states)) {
		if !reached[name] {
			p.findings.add(CodeTarget, "/States/"+name, "State \"%s\" is not reachable.", name)
		}
	}
	if !ends {
		p.findings.add(CodeEnd, "/", "No terminal state found in the state machine")
	}
}

func (p *parser) stateName(name string) {
	if n := utf8.RuneCountInString(name); n == 0 || n > maxStateName {
		p.findings.schema("/States/"+name, "The name of a state must have 1 to %d characters", maxStateName)
	}
}
