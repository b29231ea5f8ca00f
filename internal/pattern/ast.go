package pattern

import "strings"

// Object is one JSON object of a pattern that holds fields: the whole pattern, the value of a key such as "detail", or
// one branch of a "$or". All its fields must match.
type Object struct {
	// Position is that of the opening brace.
	Position Position
	// JSONPath is the place of the object in the text, "$" for the whole pattern.
	JSONPath string
	// Fields are in the order of the text.
	Fields []*Field
}

// Field is one key of an [Object] with its value. Exactly one of Object, Conditions and Or is set.
type Field struct {
	// Name is the key as written, unescaped: "detail-type", "build.state", "$or".
	Name string
	// Path leads to the field from the root of an event, one name for each step. A dot in a key is a step, as it is for
	// EventBridge, and "$or" is none.
	Path []string
	// JSONPath is the place of the field in the pattern's text, "$or" and its index included.
	JSONPath string
	// Position is that of the key's opening quote.
	Position Position
	// Object is what a key leads to that is not a leaf.
	Object *Object
	// Conditions are those of a leaf. At least one of them must match.
	Conditions []Condition
	// Or are the branches of a "$or". At least one of them must match.
	Or []*Object
	// Overridden reports that the same path is set again further down in every combination it takes part in, so that this
	// field has no effect: the last one counts.
	Overridden bool
}

// IsLeaf reports whether the field holds conditions.
func (f *Field) IsLeaf() bool { return f.Object == nil && f.Or == nil }

// Key is the path joined with dots, as EventBridge names the field: "detail.build.state".
func (f *Field) Key() string { return strings.Join(f.Path, ".") }

// walk calls visit for each field of the object and below it, "$or" branches included, in the order of the text. It
// leaves out what is below a field for which visit answers false.
func (o *Object) walk(visit func(*Field) bool) {
	for _, field := range o.Fields {
		if !visit(field) {
			continue
		}

		if field.Object != nil {
			field.Object.walk(visit)
		}

		for _, branch := range field.Or {
			branch.walk(visit)
		}
	}
}

// Leaves are the fields with conditions in the object and below it, "$or" branches included, in the order of the text.
func (o *Object) Leaves() []*Field {
	var leaves []*Field

	o.walk(func(field *Field) bool {
		if field.IsLeaf() {
			leaves = append(leaves, field)
		}

		return true
	})

	return leaves
}
