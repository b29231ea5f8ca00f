package catalog

import (
	"math/big"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// domain is the set of things that a field can hold in an event.
type domain struct {
	missing bool // the field, or for EventBridge the same, an empty list
	null    bool
	values  bool
	except  string // a value that is left out, as JSON text
}

func (f *Field) domain() domain {
	return domain{
		missing: f.Presence != Always || f.Kind == TextList || f.Kind == Anything,
		null:    f.Nullable || f.Kind == Anything,
		values:  f.Const != "null" && !f.Empty,
	}
}

// isLeaf tells whether EventBridge compares the field's values. It only
// descends into objects.
func (f *Field) isLeaf() bool { return f.Kind != Object && f.Kind != Map }

// canMeet tells whether the field can hold, within the domain, what fulfils at
// least one of the conditions.
func (f *Field) canMeet(conditions []pattern.Condition, d domain) bool {
	for _, c := range conditions {
		if f.meets(c, d) {
			return true
		}
	}
	return false
}

func (f *Field) meets(c pattern.Condition, d domain) bool {
	switch {
	case f.Kind == Anything:
		return true
	case c.Operator == pattern.OperatorExists && c.Values[0].Kind == pattern.KindTrue:
		return d.null || d.values && f.isLeaf()
	case c.Operator == pattern.OperatorExists:
		return d.missing || d.values && !f.isLeaf()
	case isNull(c):
		return d.null
	case c.Operator.IsNegation():
		return d.null || d.values && f.isLeaf() && f.valueMeets(c, d.except)
	default:
		return d.values && f.isLeaf() && f.valueMeets(c, d.except)
	}
}

func isNull(c pattern.Condition) bool {
	return c.Operator == pattern.OperatorEquals && c.Values[0].Kind == pattern.KindNull
}

// valueMeets tells whether a value of the field other than null, and other
// than the exception, fulfils the condition.
func (f *Field) valueMeets(c pattern.Condition, except string) bool {
	switch {
	case f.Const != "":
		return f.Const != except && literalHolds(c, f.Const)
	case f.Enum != nil:
		for _, value := range f.Enum {
			if textHolds(c, value) && (except == "" || quote(value) != except) {
				return true
			}
		}
		return false
	case f.Kind == Bool:
		return except != "true" && literalHolds(c, "true") || except != "false" && literalHolds(c, "false")
	case c.Operator.IsNegation():
		return true // there is always one more number or text
	case f.Kind == Number:
		return f.numberMeets(c, except)
	case c.Operator == pattern.OperatorNumeric:
		return false
	case c.Operator == pattern.OperatorCIDR:
		return f.Kind == IP || f.Format == "" || f.Format == Identifier
	}
	operand := c.Values[0]
	return operand.Kind == pattern.KindText && formatAllows(f, c.Operator, operand.Text) &&
		(except == "" || c.Operator != pattern.OperatorEquals || quote(operand.Text) != except)
}

// literalHolds tells whether a condition holds for one JSON scalar.
func literalHolds(c pattern.Condition, literal string) bool {
	t, err := parseTree([]byte(literal))
	if err != nil {
		return true // the loader only lets JSON pass
	}
	switch t.kind {
	case treeString:
		return textHolds(c, t.text)
	case treeNumber:
		number := parseNumber(t.text)
		if c.Operator == pattern.OperatorNumeric {
			return intervalOf(c).contains(number)
		}
		return equalsAny(c, pattern.KindNumber, func(operand string) bool {
			r := parseNumber(operand)
			return r != nil && number != nil && r.Cmp(number) == 0
		})
	case treeTrue:
		return equalsAny(c, pattern.KindTrue, func(string) bool { return true })
	case treeFalse:
		return equalsAny(c, pattern.KindFalse, func(string) bool { return true })
	default:
		return isNull(c) || c.Operator.IsNegation()
	}
}

// equalsAny evaluates exact values and their negation.
func equalsAny(c pattern.Condition, kind pattern.ValueKind, equal func(operand string) bool) bool {
	switch c.Operator {
	case pattern.OperatorExists:
		return c.Values[0].Kind == pattern.KindTrue
	case pattern.OperatorEquals:
		return c.Values[0].Kind == kind && equal(c.Values[0].Text)
	case pattern.OperatorAnythingBut:
		for _, v := range c.Values {
			if v.Kind == kind && equal(v.Text) {
				return false
			}
		}
		return true
	default:
		return c.Operator.IsNegation()
	}
}

func (f *Field) numberMeets(c pattern.Condition, except string) bool {
	switch c.Operator {
	case pattern.OperatorEquals:
		if c.Values[0].Kind != pattern.KindNumber {
			return false
		}
		number := parseNumber(c.Values[0].Text)
		if number == nil {
			return true
		}
		if f.Integer && !number.IsInt() {
			return false
		}
		excepted := parseNumber(except)
		return excepted == nil || number.Cmp(excepted) != 0
	case pattern.OperatorNumeric:
		return intervalOf(c).holdsNumber(f.Integer, parseNumber(except))
	default:
		return false
	}
}

// interval is a range of numbers; a nil end is open to infinity.
type interval struct {
	low, high             *big.Rat
	lowClosed, highClosed bool
}

func intervalOf(c pattern.Condition) interval {
	var i interval
	for _, b := range c.Bounds {
		number := parseNumber(b.Number)
		switch b.Operator {
		case "=":
			i = interval{low: number, high: number, lowClosed: true, highClosed: true}
		case ">", ">=":
			i.low, i.lowClosed = number, b.Operator == ">="
		case "<", "<=":
			i.high, i.highClosed = number, b.Operator == "<="
		}
	}
	return i
}

func (i interval) contains(n *big.Rat) bool {
	if n == nil {
		return true
	}
	if i.low != nil {
		if c := n.Cmp(i.low); c < 0 || c == 0 && !i.lowClosed {
			return false
		}
	}
	if i.high != nil {
		if c := n.Cmp(i.high); c > 0 || c == 0 && !i.highClosed {
			return false
		}
	}
	return true
}

// holdsNumber tells whether there is a number in the interval besides the
// exception.
func (i interval) holdsNumber(integer bool, except *big.Rat) bool {
	if i.low == nil || i.high == nil {
		return true
	}
	if !integer {
		if i.low.Cmp(i.high) < 0 {
			return true
		}
		return i.contains(i.low) && i.contains(i.high) && (except == nil || except.Cmp(i.low) != 0)
	}
	// The first integers from the lower end on: one of two is no exception.
	first := new(big.Int).Div(i.low.Num(), i.low.Denom()) // rounds down
	for step := range int64(3) {
		n := new(big.Rat).SetInt(new(big.Int).Add(first, big.NewInt(step)))
		if i.contains(n) && (except == nil || except.Cmp(n) != 0) {
			return true
		}
	}
	return false
}

// resolve finds what a path means in events of the detail-type. It returns nil
// when they have no such field.
func (d *DetailType) resolve(path []string) *Field {
	if path[0] != "detail" || len(path) == 1 {
		return descend(d.Source.Envelope, path)
	}
	return descend(d.Fields, path[1:])
}

func descend(fields []*Field, path []string) *Field {
	f := lookUp(fields, path[:1])
	if f == nil || len(path) == 1 {
		return f
	}
	if f.Kind == Map {
		// A key with a dot is a path of several steps.
		child := &Field{Name: path[len(path)-1], Path: append(append([]string(nil), f.Path...), path[1:]...), Kind: Text, Presence: Sometimes, Description: f.Description}
		if f.Open {
			child.Kind = Anything
		}
		return child
	}
	return descend(f.Fields, path[1:])
}
