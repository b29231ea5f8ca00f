package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// policyDocument is a resource policy, read so far that it can be evaluated for
// a service principal.
type policyDocument struct {
	Version    string
	Statements []policyStatement
}

type policyStatement struct {
	Deny         bool
	Principals   []string // service principals; "*" is anyone
	Actions      []string
	NotActions   []string
	Resources    []string
	NotResources []string
	Conditions   []policyCondition
}

type policyCondition struct {
	operator string
	key      string
	values   []string
}

// oneOrMany is a text or a list of texts.
type oneOrMany []string

func (o *oneOrMany) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*o = oneOrMany{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(data, &many); err != nil {
		return errors.New("a text or a list of texts is needed")
	}
	*o = many
	return nil
}

type rawStatement struct {
	Sid         string `json:"Sid"`
	Effect      string
	Principal   json.RawMessage
	Action      oneOrMany
	NotAction   oneOrMany
	Resource    oneOrMany
	NotResource oneOrMany
	Condition   map[string]map[string]oneOrScalar
}

// oneOrScalar is like oneOrMany and takes booleans and numbers too.
type oneOrScalar []string

func (o *oneOrScalar) UnmarshalJSON(data []byte) error {
	var texts oneOrMany
	if texts.UnmarshalJSON(data) == nil {
		*o = oneOrScalar(texts)
		return nil
	}
	*o = oneOrScalar{string(bytes.TrimSpace(data))}
	return nil
}

// parsePolicy reads a policy document, or says what is wrong with it.
func parsePolicy(text string) (*policyDocument, error) {
	var raw struct {
		Version   string
		ID        string `json:"Id"`
		Statement json.RawMessage
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&raw); err != nil {
		return nil, err
	}
	if raw.Version != "" && raw.Version != "2012-10-17" && raw.Version != "2008-10-17" {
		return nil, fmt.Errorf("the version %q is not known", raw.Version)
	}
	var statements []rawStatement
	if err := json.Unmarshal(raw.Statement, &statements); err != nil {
		var one rawStatement
		if err := json.Unmarshal(raw.Statement, &one); err != nil {
			return nil, fmt.Errorf("the statements cannot be read: %w", err)
		}
		statements = []rawStatement{one}
	}
	if len(statements) == 0 {
		return nil, errors.New("there is no statement")
	}
	doc := &policyDocument{Version: raw.Version}
	for i, s := range statements {
		parsed, err := s.parse()
		if err != nil {
			return nil, fmt.Errorf("statement %d: %w", i+1, err)
		}
		doc.Statements = append(doc.Statements, parsed)
	}
	return doc, nil
}

func (s rawStatement) parse() (policyStatement, error) {
	out := policyStatement{
		Deny: s.Effect == "Deny", Actions: s.Action, NotActions: s.NotAction,
		Resources: s.Resource, NotResources: s.NotResource,
	}
	switch {
	case s.Effect != "Allow" && s.Effect != "Deny":
		return out, fmt.Errorf("the effect %q is neither Allow nor Deny", s.Effect)
	case len(s.Action) == 0 && len(s.NotAction) == 0:
		return out, errors.New("there is no action")
	case len(s.Resource) == 0 && len(s.NotResource) == 0:
		return out, errors.New("there is no resource")
	}
	for _, resource := range slices.Concat(out.Resources, out.NotResources) {
		if resource != "*" && !strings.HasPrefix(resource, "arn:") {
			return out, fmt.Errorf("the resource %q is neither an ARN nor *", resource)
		}
	}
	var err error
	if out.Principals, err = parsePrincipal(s.Principal); err != nil {
		return out, err
	}
	for operator, keys := range s.Condition {
		if !knownOperator(operator) {
			return out, fmt.Errorf("the condition operator %q is not known", operator)
		}
		for key, values := range keys {
			out.Conditions = append(out.Conditions, policyCondition{operator, strings.ToLower(key), values})
		}
	}
	return out, nil
}

// errPrincipal is a principal that CloudWatch Logs cannot keep: an ARN, or a
// service named as an AWS account.
var errPrincipal = errors.New("the principal cannot be kept")

func parsePrincipal(raw json.RawMessage) ([]string, error) {
	var anyone string
	if json.Unmarshal(raw, &anyone) == nil {
		if anyone != "*" {
			return nil, fmt.Errorf("the principal %q is not known", anyone)
		}
		return []string{"*"}, nil
	}
	var kinds map[string]oneOrMany
	if err := json.Unmarshal(raw, &kinds); err != nil || len(kinds) == 0 {
		return nil, errors.New("there is no principal")
	}
	var out []string
	for kind, names := range kinds {
		switch kind {
		case "Service":
			out = append(out, names...)
		case "AWS":
			for _, name := range names {
				if name != "*" && !compiledPatterns()["account"].MatchString(name) {
					return nil, errPrincipal
				}
			}
			if slices.Contains(names, "*") {
				out = append(out, "*")
			}
		case "Federated", "CanonicalUser": // never a service
		default:
			return nil, fmt.Errorf("the kind of principal %q is not known", kind)
		}
	}
	return out, nil
}

// access is a request of a service principal that policies decide on.
type access struct {
	principal, action, resource string
	context                     map[string]string // condition keys in lower case
}

// allowed reports whether policies let an access happen: one allows it and none denies it.
func (a access) allowed(policies []*policyDocument) bool {
	allow := false
	for _, policy := range policies {
		for _, statement := range policy.Statements {
			if !statement.covers(a) {
				continue
			}
			if statement.Deny {
				return false
			}
			allow = true
		}
	}
	return allow
}

func (s policyStatement) covers(a access) bool {
	if !slices.Contains(s.Principals, a.principal) && !slices.Contains(s.Principals, "*") {
		return false
	}
	matchesAction := func(p string) bool { return glob(strings.ToLower(p), strings.ToLower(a.action)) }
	matchesResource := func(p string) bool { return glob(p, a.resource) }
	return listed(s.Actions, s.NotActions, matchesAction) &&
		listed(s.Resources, s.NotResources, matchesResource) &&
		!slices.ContainsFunc(s.Conditions, func(c policyCondition) bool { return !c.met(a.context) })
}

// listed reports whether something is in a list, or, when there is no list, not
// in the list of exceptions.
func listed(in, except []string, matches func(string) bool) bool {
	if len(in) > 0 {
		return slices.ContainsFunc(in, matches)
	}
	return !slices.ContainsFunc(except, matches)
}
