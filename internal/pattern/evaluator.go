package pattern

// Evaluator decides whether the value of a field fulfils the conditions on it, exactly as [Pattern.Match] does for an event
// with that value. It can be used by many goroutines at once.
type Evaluator struct{ predicate *predicate }

// NewEvaluator compiles the conditions of one field, of which one must hold. They must be valid.
func NewEvaluator(conditions ...Condition) Evaluator {
	return Evaluator{predicate: newPredicate("", conditions)}
}

// Holds reports whether the value fulfils one of the conditions.
func (e Evaluator) Holds(v Value) bool {
	read := &value{text: []byte(v.Text), kind: v.Kind}

	switch v.Kind {
	case KindText:
		read.broken = hasHalf(read.text)
	case KindNumber:
		read.number, read.comparable = parseNumber(read.text)
	default:
	}

	return e.predicate.match(read)
}

// HoldsMissing reports whether a missing field fulfils one of the conditions.
func (e Evaluator) HoldsMissing() bool { return e.predicate.absent }
