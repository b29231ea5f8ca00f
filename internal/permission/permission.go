package permission

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"sync"
)

//go:embed permissions.json
var text []byte

// Data is all that is known about permissions.
type Data struct {
	// AsOf is the day of AWS's service authorization reference that the facts
	// about actions are from, such as 2026-06-22.
	AsOf string `json:"as_of"`
	// Resources are the kinds of resources that actions can be narrowed to, by name.
	Resources map[string]Resource `json:"resources"`
	// Placeholders are the parts of ARNs that everybody has their own of.
	Placeholders []Placeholder `json:"placeholders"`
	// Actions are the IAM actions, by name, such as "events:PutRule".
	Actions map[string]Action `json:"actions"`
	// Operations are the calls that IAM decides on by other actions than the one
	// of the call's name.
	Operations []Operation `json:"operations"`
	// Features are the settings that need actions of their own, by name.
	Features map[string]string `json:"features"`
	// Objects are what the provider offers, in the order of the documentation.
	Objects []Object `json:"objects"`
	// Runtime are the policies that the provider writes: they let AWS's services
	// do their part while events flow.
	Runtime []Runtime `json:"runtime"`
}

// Resource is a kind of resource in the terms of IAM.
type Resource struct {
	// Sid names a statement about such resources.
	Sid string `json:"sid"`
	// ARNs are patterns with placeholders in braces; "*" where the actions know
	// no resources.
	ARNs []string `json:"arns"`
}

// Placeholder is a part of ARNs that everybody has their own of.
type Placeholder struct {
	// Name is what stands in braces in an ARN.
	Name string `json:"name"`
	// Example is what the guide has in its place.
	Example string `json:"example"`
	// About says what to put there.
	About string `json:"about"`
}

// Action is an IAM action, by AWS's service authorization reference.
type Action struct {
	// Level is the access level: List, Read, Write, Tagging or Permissions management.
	Level string `json:"level"`
	// Resources are the kinds of resources that it can be narrowed to.
	Resources []string `json:"resources"`
}

// IsRead says whether the action changes nothing.
func (a Action) IsRead() bool { return a.Level == "List" || a.Level == "Read" }

// Operation is a call that IAM decides on by other actions than that of its name.
type Operation struct {
	// Operation is the call, such as "events:PutTargets".
	Operation string `json:"operation"`
	// Actions are those that are asked for besides the one of the same name;
	// none means that the call needs no permission at all.
	Actions []string `json:"actions"`
	// Where says what makes the request need them.
	Where string `json:"where"`
}

// Kind is a kind of what the provider offers.
type Kind string

// The kinds of objects.
const (
	KindProvider     Kind = "provider"
	KindResource     Kind = "resource"
	KindDataSource   Kind = "data source"
	KindListResource Kind = "list resource"
)

// Object is something the provider offers that calls AWS, or does not.
type Object struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	// Also is a pattern (as of path.Match) of the names that this is true for as well.
	Also string `json:"also,omitempty"`
	// Note says more, in Markdown.
	Note  string `json:"note,omitempty"`
	Needs []Need `json:"needs"`
}

// Covers says whether the object is, or stands for, the one of that name.
func (o Object) Covers(kind Kind, name string) bool {
	if o.Kind != kind {
		return false
	}
	also, err := path.Match(o.Also, name)
	return o.Name == name || err == nil && also
}

// Phase is a part of an object's life.
type Phase string

// The phases: Read is every plan, refresh and import.
const (
	Read   Phase = "read"
	Create Phase = "create"
	Update Phase = "update"
	Delete Phase = "delete"
)

// Need is one action that an object needs.
type Need struct {
	Action string `json:"action"`
	// For are the phases in which it is called.
	For []Phase `json:"for"`
	// When is the feature that needs it, or "" where it is always needed.
	When string `json:"when,omitempty"`
	// On is the kind of resource, where the action can be narrowed to several.
	On string `json:"on,omitempty"`
	// PassedTo is the service that a role is handed over to, for iam:PassRole.
	PassedTo string `json:"passed_to,omitempty"`
	// Why says in a phrase what for.
	Why string `json:"why"`
	// Without says what the provider does where the action is denied. It is ""
	// where the action is required: then the operation fails.
	Without string `json:"without,omitempty"`
}

// Optional says whether the provider does without the action where it is denied.
func (n Need) Optional() bool { return n.Without != "" }

// Runtime is a policy that the provider writes for AWS's services.
type Runtime struct {
	Name string `json:"name"`
	// About says what has the policy, and what it is for.
	About string `json:"about"`
	// Of is the resource that writes it.
	Of string `json:"of"`
	// Trust is the trust policy of a role, with placeholders; null for what is no role.
	Trust json.RawMessage `json:"trust,omitempty"`
	// Policy is the policy itself, with placeholders.
	Policy json.RawMessage `json:"policy"`
}

var parsed = sync.OnceValue(func() *Data {
	data, err := Parse(text)
	if err != nil {
		panic(fmt.Sprintf("permissions.json: %s", err)) // the tests parse it
	}
	return data
})

// Default is the data of this provider.
func Default() *Data { return parsed() }

// Parse reads data, and checks that what it refers to is there.
func Parse(text []byte) (*Data, error) {
	data := &Data{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(data); err != nil {
		return nil, err
	}
	for name, action := range data.Actions {
		for _, kind := range action.Resources {
			if _, ok := data.Resources[kind]; !ok || len(action.Resources) == 0 {
				return nil, fmt.Errorf("%s: there is no resource %q", name, kind)
			}
		}
	}
	for _, object := range data.Objects {
		for _, need := range object.Needs {
			if err := data.check(need); err != nil {
				return nil, fmt.Errorf("%s %s: %w", object.Kind, object.Name, err)
			}
		}
	}
	return data, nil
}

func (d *Data) check(need Need) error {
	action, known := d.Actions[need.Action]
	_, feature := d.Features[need.When]
	switch {
	case !known:
		return fmt.Errorf("there is no action %q", need.Action)
	case need.When != "" && !feature:
		return fmt.Errorf("%s: there is no feature %q", need.Action, need.When)
	case need.On == "" && len(action.Resources) != 1, need.On != "" && !slices.Contains(action.Resources, need.On):
		return fmt.Errorf("%s: on which of %q?", need.Action, action.Resources)
	case len(need.For) == 0 || need.Why == "":
		return fmt.Errorf("%s: what for?", need.Action)
	}
	return nil
}

// Resource is the kind of resource that a need is on.
func (d *Data) Resource(need Need) Resource {
	if need.On != "" {
		return d.Resources[need.On]
	}
	return d.Resources[d.Actions[need.Action].Resources[0]]
}

// Besides are the actions that IAM may ask for besides the one of the call's
// name, such as iam:PassRole for "events:PutTargets".
func (d *Data) Besides(call string) []string {
	for _, operation := range d.Operations {
		if operation.Operation == call {
			return operation.Actions
		}
	}
	return nil
}

// Object finds what is known about something that the provider offers.
func (d *Data) Object(kind Kind, name string) (Object, bool) {
	for _, object := range d.Objects {
		if object.Covers(kind, name) {
			return object, true
		}
	}
	return Object{}, false
}
