package permission

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Document is an IAM policy, in the order in which it is written.
type Document struct {
	Version   string
	Statement []Statement
}

// Statement allows actions on resources.
type Statement struct {
	Sid       string
	Effect    string
	Action    []string
	Resource  []string
	Condition map[string]map[string]string `json:",omitempty"`
}

// MaxManagedPolicy is how many characters AWS allows in a managed policy, not counting
// white space (IAM user guide, "IAM and AWS STS quotas").
const MaxManagedPolicy = 6144

// Values are the values of placeholders, by name.
type Values map[string]string

// Examples are the values that the guide shows.
func (d *Data) Examples() Values {
	values := Values{}
	for _, placeholder := range d.Placeholders {
		values[placeholder.Name] = placeholder.Example
	}
	return values
}

// ExamplesWith are the values of the placeholders, with better ones where there are.
func (d *Data) ExamplesWith(better Values) Values {
	values := d.Examples()
	maps.Copy(values, better)
	return values
}

// Fill replaces the placeholders in text.
func (v Values) Fill(text string) string {
	for _, name := range slices.Sorted(maps.Keys(v)) {
		text = strings.ReplaceAll(text, "{"+name+"}", v[name])
	}
	return text
}

// Policy is the policy that allows exactly these needs, with one statement per
// kind of resource.
func (d *Data) Policy(needs []Need, values Values) Document {
	statements := map[string]*Statement{}
	for _, need := range needs {
		kind := d.Resource(need)
		sid := kind.Sid
		var condition map[string]map[string]string
		if need.PassedTo != "" {
			sid = "PassRoleTo" + sidOf(need.PassedTo)
			condition = map[string]map[string]string{"StringEquals": {"iam:PassedToService": need.PassedTo}}
		}
		statement := statements[sid]
		if statement == nil {
			statement = &Statement{Sid: sid, Effect: "Allow", Condition: condition}
			for _, arn := range kind.ARNs {
				statement.Resource = append(statement.Resource, values.Fill(arn))
			}
			statements[sid] = statement
		}
		if !slices.Contains(statement.Action, need.Action) {
			statement.Action = append(statement.Action, need.Action)
		}
	}
	document := Document{Version: "2012-10-17"}
	for _, sid := range slices.Sorted(maps.Keys(statements)) {
		slices.Sort(statements[sid].Action)
		document.Statement = append(document.Statement, *statements[sid])
	}
	return document
}

// sidOf is the name of a service principal in letters, such as "States".
func sidOf(principal string) string {
	name, _, _ := strings.Cut(principal, ".")
	return strings.ToUpper(name[:1]) + name[1:]
}

// JSON is the document, indented.
func (d Document) JSON() string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(d); err != nil {
		panic(err) // only strings
	}
	return strings.TrimSpace(b.String())
}

// Needs are the needs of the objects that choose accepts; nil accepts all.
func Needs(objects []Object, choose func(Object, Need) bool) []Need {
	var needs []Need
	for _, object := range objects {
		for _, need := range object.Needs {
			if choose == nil || choose(object, need) {
				needs = append(needs, need)
			}
		}
	}
	return needs
}

// IsFor reports whether the action is called in the phase.
func (n Need) IsFor(phase Phase) bool { return slices.Contains(n.For, phase) }
