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

// Data is permissions.json.
type Data struct {
	// AsOf is the day of AWS's service authorization reference that the facts
	// about actions are from, such as 2026-06-22.
	AsOf string `json:"as_of"`
	// Resources are the kinds of resources that actions can be narrowed to, by name.
	Resources map[string]Resource `json:"resources"`
	// Placeholders are the parts of ARNs that differ between users.
	Placeholders []Placeholder `json:"placeholders"`
	// Actions are the IAM actions, by name, such as "events:PutRule".
	Actions map[string]Action `json:"actions"`
	// Operations are the calls that need other actions than the one of the same name.
	Operations []Operation `json:"operations"`
	// Features are the settings that need separate actions, by name.
	Features map[string]string `json:"features"`
	// Objects are what the provider offers, in the order of the documentation.
	Objects []Object `json:"objects"`
	// Runtime are the policies that the provider creates for AWS services.
	Runtime []Runtime `json:"runtime"`
}

// Resource is a kind of resource in the terms of IAM.
type Resource struct {
	// Sid names a statement about such resources.
	Sid string `json:"sid"`
	// ARNs are patterns with placeholders in braces; "*" if the actions
	// have no resource types.
	ARNs []string `json:"arns"`
}

// Placeholder is a part of ARNs that differs between users.
type Placeholder struct {
	// Name is what stands in braces in an ARN.
	Name string `json:"name"`
	// Example is the value that the guide shows.
	Example string `json:"example"`
	// About describes the value.
	About string `json:"about"`
}

// Action is an IAM action, by AWS's service authorization reference.
type Action struct {
	// Level is the access level: List, Read, Write, Tagging or Permissions management.
	Level string `json:"level"`
	// Resources are the kinds of resources that it can be narrowed to.
	Resources []string `json:"resources"`
}

// IsRead reports whether the action changes nothing.
func (a Action) IsRead() bool { return a.Level == "List" || a.Level == "Read" }

// Operation is a call that needs other actions than the one of the same name.
type Operation struct {
	// Operation is the call, such as "events:PutTargets".
	Operation string `json:"operation"`
	// Actions are needed in addition to the one of the same name; an empty list
	// means that the call needs no permission.
	Actions []string `json:"actions"`
	// Where is the condition under which the request needs them.
	Where string `json:"where"`
}

// Kind is the kind of an [Object].
type Kind string

// The kinds of objects.
const (
	KindProvider     Kind = "provider"
	KindResource     Kind = "resource"
	KindDataSource   Kind = "data source"
	KindListResource Kind = "list resource"
)

// Object is a resource, data source or list resource, or the provider itself.
type Object struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	// Also is a pattern for [path.Match] of further names with the same needs.
	Also string `json:"also,omitempty"`
	// Note is shown on the page, in Markdown.
	Note string `json:"note,omitempty"`
	// Examples are values that fit this object better than those of [Placeholder].
	Examples Values `json:"examples,omitempty"`
	Needs    []Need `json:"needs"`
}

// Covers reports whether the object describes the one of that name.
func (o Object) Covers(kind Kind, name string) bool {
	if o.Kind != kind {
		return false
	}
	also, err := path.Match(o.Also, name)
	return o.Name == name || err == nil && also
}

// Phase is a part of an object's lifecycle.
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
	// When is the feature that needs it, or "" if it is always needed.
	When string `json:"when,omitempty"`
	// On is the kind of resource, if the action has several.
	On string `json:"on,omitempty"`
	// PassedTo is the service that receives the role, for iam:PassRole.
	PassedTo string `json:"passed_to,omitempty"`
	// Why is the purpose, as a phrase.
	Why string `json:"why"`
	// Without is what the provider does if the action is denied, or "" if the
	// operation fails.
	Without string `json:"without,omitempty"`
}

// Optional reports whether the provider works without the action.
func (n Need) Optional() bool { return n.Without != "" }

// Runtime is a policy that the provider creates for an AWS service.
type Runtime struct {
	Name string `json:"name"`
	// About describes the policy and its purpose.
	About string `json:"about"`
	// Of is the resource that creates it.
	Of string `json:"of"`
	// Examples are values that fit this policy better than those of [Placeholder].
	Examples Values `json:"examples,omitempty"`
	// Trust is the trust policy of a role, with placeholders; null if it is not a role.
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

// Default is the permissions of this provider.
func Default() *Data { return parsed() }

// Parse decodes data and checks its references.
func Parse(text []byte) (*Data, error) {
	data := &Data{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(data); err != nil {
		return nil, err
	}
	for name, resource := range data.Resources {
		if resource.Sid == "" || len(resource.ARNs) == 0 {
			return nil, fmt.Errorf("resource %s: sid and arns are required", name)
		}
	}
	for name, action := range data.Actions {
		if len(action.Resources) == 0 {
			return nil, fmt.Errorf("%s: no resources", name)
		}
		for _, kind := range action.Resources {
			if _, ok := data.Resources[kind]; !ok {
				return nil, fmt.Errorf("%s: unknown resource %q", name, kind)
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
		return fmt.Errorf("unknown action %q", need.Action)
	case need.When != "" && !feature:
		return fmt.Errorf("%s: unknown feature %q", need.Action, need.When)
	case need.On == "" && len(action.Resources) != 1, need.On != "" && !slices.Contains(action.Resources, need.On):
		return fmt.Errorf("%s: on must name one of %q", need.Action, action.Resources)
	case len(need.For) == 0 || need.Why == "":
		return fmt.Errorf("%s: for and why are required", need.Action)
	}
	return nil
}

// Resource is the kind of resource that a need refers to.
func (d *Data) Resource(need Need) Resource {
	if need.On != "" {
		return d.Resources[need.On]
	}
	return d.Resources[d.Actions[need.Action].Resources[0]]
}

// Besides are the actions that a call may need in addition to the one of its
// name, such as iam:PassRole for "events:PutTargets".
func (d *Data) Besides(call string) []string {
	for _, operation := range d.Operations {
		if operation.Operation == call {
			return operation.Actions
		}
	}
	return nil
}

// Object finds an object by its kind and name.
func (d *Data) Object(kind Kind, name string) (Object, bool) {
	for _, object := range d.Objects {
		if object.Covers(kind, name) {
			return object, true
		}
	}
	return Object{}, false
}
