package pattern

import "fmt"

// {"exists": true} passes every value, null too; {"exists": false} passes when there is none. An object is not a value, nor is an empty
// array. What that means within arrays is in [solver].

// parseExists reads the operand of an exists.
func (p *parser) parseExists(n *node, at place) (Condition, bool) {
	if n.kind == nodeTrue || n.kind == nodeFalse {
		return Condition{Operator: OperatorExists, Values: []Value{n.value()}}, true
	}

	problem := Problem{
		Summary: "Invalid value for exists",
		Detail:  fmt.Sprintf("The value of `exists` is %s, but must be `true` or `false`.", n.describe()),
	}

	if n.kind == nodeString && (n.text == "true" || n.text == "false") {
		problem.Detail += " Write it without quotes."
		problem.Suggestion = n.text
	}

	p.report(n, at, problem)

	return Condition{}, false
}
