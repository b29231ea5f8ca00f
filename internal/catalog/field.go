package catalog

// Kind is the kind of a field's values. It decides which matchers fit.
type Kind string

// The kinds of fields.
const (
	Text     Kind = "string"
	ID       Kind = "id"
	Enum     Kind = "enumeration"
	Time     Kind = "time"
	IP       Kind = "IP address"
	Number   Kind = "number"
	Bool     Kind = "boolean"
	TextList Kind = "list of strings"
	Map      Kind = "map"
	Object   Kind = "object"
	// Anything is what is below an open map: nothing is known about it.
	Anything Kind = "anything"
)

// JSONType names the JSON type of a value of this kind.
func (k Kind) JSONType() string {
	switch k {
	case Number:
		return "number"
	case Bool:
		return "boolean"
	case TextList:
		return "array"
	case Map, Object:
		return "object"
	default:
		return "string"
	}
}

// Format says how a text is written.
type Format string

// The formats of text fields.
const (
	// Timestamp is Buildkite's "2019-08-11 06:01:16 UTC".
	Timestamp Format = "timestamp"
	// DateTime is RFC 3339, "2026-03-12T18:10:00Z".
	DateTime Format = "date-time"
	// IPAddress is an IPv4 or IPv6 address.
	IPAddress Format = "ip"
	// Identifier is an id that is compared, never read.
	Identifier Format = "id"
	// CIDRList is a text of IP ranges in CIDR form with spaces between them.
	CIDRList Format = "cidr-list"
	// JSONText is a text that holds a JSON document.
	JSONText Format = "json"
	// NumberText is a text that holds a number.
	NumberText Format = "number-text"
	// AccountID is an AWS account: 12 digits.
	AccountID Format = "account-id"
)

// Presence says how certainly an event carries a field.
type Presence string

// The presences of a field.
const (
	// Always: every documented event of the detail-type has the field.
	Always Presence = "always"
	// Newest: only the newest documents show the field, see Field.Since.
	Newest Presence = "newest"
	// Sometimes: some documented events have the field and others don't.
	Sometimes Presence = "sometimes"
)

// Field is one documented field.
type Field struct {
	Name string
	// Path leads to the field from detail, or from the event's root for a
	// field of the envelope.
	Path []string
	Kind Kind
	// Integer reports that a number has no fraction.
	Integer bool
	// Nullable reports that the documents allow JSON null.
	Nullable bool
	Format   Format
	// Enum lists every documented spelling of an enumeration.
	Enum []string
	// Expected lists the values that fit the detail-type. The documents don't
	// rule the others out. Empty: all of Enum.
	Expected []string
	// ExpectsNull reports that null is among the values that fit. For a field
	// that is not an enumeration it is the only one.
	ExpectsNull bool
	// Const is the only possible value as JSON text, "" if there is none.
	Const string
	// Empty reports that a list never has an element.
	Empty       bool
	Description string
	// Since is the date at which the documents first show the field, empty
	// for a field that they show from the start.
	Since     string
	Documents []*Document
	// Presence is that of the detail-type. In a family's union it is Always
	// only when every detail-type always has the field.
	Presence Presence
	// DetailTypes names the detail-types that carry the field. It is set in a
	// family's union only.
	DetailTypes []string
	// Fields lists the fields of an object.
	Fields []*Field
	// instead are values that people try for those of Enum, or of an object
	// names that they try for those of its fields.
	instead []instead
	// hints are sentences about such values or names that have no documented one.
	hints map[string]string
	// Open reports that a map may hold values of any shape, not only text.
	Open bool
}

// Field returns the field at a path below this one, or nil.
func (f *Field) Field(path ...string) *Field {
	if len(path) == 0 {
		return f
	}
	return lookUp(f.Fields, path)
}

func lookUp(fields []*Field, path []string) *Field {
	if len(path) == 0 {
		return nil
	}
	for _, f := range fields {
		if f.Name == path[0] {
			return f.Field(path[1:]...)
		}
	}
	return nil
}

// Walk calls visit for each field of a tree, parents first, until it returns
// false.
func Walk(fields []*Field, visit func(*Field) bool) bool {
	for _, f := range fields {
		if !visit(f) || !Walk(f.Fields, visit) {
			return false
		}
	}
	return true
}
