package pattern

// {"exactly": "main"} is what the engine knows as another way to write "main". EventBridge does not document it. It differs in one thing: a
// text that is an IP address stands for itself only.

// parseExactly reads the operand of an exactly.
func (p *parser) parseExactly(n *node, at place) (Condition, bool) {
	condition, ok := p.parseText(n, at, wordExactly, OperatorExactly)
	if ok {
		p.report(n, at, Problem{
			Severity:   Warning,
			Summary:    "Undocumented operator",
			Detail:     "EventBridge does not document the operator `exactly` and may refuse it. Write the string itself in the list.",
			Suggestion: string(appendQuoted(nil, n.text)),
		})
	}

	return condition, ok
}
