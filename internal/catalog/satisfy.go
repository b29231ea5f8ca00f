package catalog

import (
	"encoding/json"
	"slices"
	"strings"

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

// isLeaf reports whether EventBridge compares the field's values. It only
// descends into objects.
func (f *Field) isLeaf() bool { return f.Kind != Object && f.Kind != Map }

// canMeet reports whether the field can hold, within the domain, what fulfils
// at least one of the conditions.
func (f *Field) canMeet(conditions []pattern.Condition, d domain) bool {
	return slices.ContainsFunc(conditions, func(c pattern.Condition) bool { return f.meets(c, d) })
}

func (f *Field) meets(c pattern.Condition, d domain) bool {
	if f.Kind == Anything {
		return true
	}
	evaluator := pattern.NewEvaluator(c)
	switch {
	case d.null && evaluator.Holds(pattern.Null().Values[0]):
		return true
	case evaluator.HoldsMissing(): // an object has no value of its own
		return d.missing || d.values && !f.isLeaf()
	default:
		return d.values && f.isLeaf() && f.valueMeets(c, evaluator, d.except)
	}
}

func isNull(c pattern.Condition) bool {
	return c.Operator == pattern.OperatorEquals && c.Values[0].Kind == pattern.KindNull
}

// valueMeets reports whether a value of the field other than null, and other
// than the exception, fulfils the condition.
func (f *Field) valueMeets(c pattern.Condition, evaluator pattern.Evaluator, except string) bool {
	if values, all := f.values(); all {
		return slices.ContainsFunc(values, func(v pattern.Value) bool { return v.JSON() != except && evaluator.Holds(v) })
	}
	operand := pattern.Value{}
	if len(c.Values) > 0 {
		operand = c.Values[0]
	}
	switch {
	case f.Kind == Number:
		return c.MayHoldNumber(f.Integer, except)
	case c.Operator == pattern.OperatorCIDR:
		return f.Kind == IP || f.Format == "" || f.Format == Identifier
	case c.Operator == pattern.OperatorEquals && operand.Kind == pattern.KindText:
		return operand.JSON() != except && f.checkText(operand.Text) == "" && c.MayHold(stringsOf[f.Format])
	default:
		return c.MayHold(stringsOf[f.Format])
	}
}

// values are those that the field can have other than null. It returns false if
// there is no end of them.
func (f *Field) values() ([]pattern.Value, bool) {
	switch {
	case f.Const != "":
		return []pattern.Value{literal(f.Const)}, true
	case f.Enum != nil:
		values := make([]pattern.Value, len(f.Enum))
		for i, text := range f.Enum {
			values[i] = pattern.TextValue(text)
		}
		return values, true
	case f.Kind == Bool:
		return []pattern.Value{literal("true"), literal("false")}, true
	default:
		return nil, false
	}
}

// literal is a JSON scalar of the catalog's data.
func literal(text string) pattern.Value {
	var s string
	switch {
	case json.Unmarshal([]byte(text), &s) == nil && text != "null":
		return pattern.TextValue(s)
	case text == "null":
		return pattern.Null().Values[0]
	case text == "true" || text == "false":
		return pattern.Bool(text == "true").Values[0]
	default:
		return pattern.NumberLexeme(text).Values[0]
	}
}

func isNumber(text string) bool {
	return json.Valid([]byte(text)) && strings.ContainsAny(text[:1], "-0123456789")
}

// stringsOf are the strings of a format.
var stringsOf = map[Format]pattern.Strings{
	Timestamp:  {Forms: [][]pattern.Class{form("dddd-dd-dd dd:dd:dd UTC")}},
	DateTime:   {Forms: [][]pattern.Class{form("dddd-dd-ddTdd:dd:ddZ"), form("dddd-dd-ddTdd:dd:dd.dddZ"), form("dddd-dd-ddTdd:dd:dd.ddddddZ")}},
	AccountID:  {Forms: [][]pattern.Class{form("dddddddddddd")}},
	IPAddress:  {Characters: isIPCharacter},
	NumberText: {Characters: isDigit},
	CIDRList:   {Characters: func(r rune) bool { return isIPCharacter(r) || strings.ContainsRune("/ ,", r) }},
}

// form is a form of strings in which d stands for a digit.
func form(text string) []pattern.Class {
	classes := make([]pattern.Class, 0, len(text))
	for _, r := range text {
		if r == 'd' {
			classes = append(classes, isDigit)
		} else {
			classes = append(classes, func(c rune) bool { return c == r })
		}
	}
	return classes
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isIPCharacter(r rune) bool {
	return isDigit(r) || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F' || r == ':' || r == '.'
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
