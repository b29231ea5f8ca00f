package awsclient

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Access is what a service wants to do to a resource on behalf of an object.
type Access struct {
	Principal, Action, Resource string
	// SourceARN and SourceAccount are the object and its account, which AWS
	// compares with the conditions of the resource's policy.
	SourceARN, SourceAccount string
}

// Statement is the statement of a resource policy that allows the access.
func (a Access) Statement() string {
	text, err := json.MarshalIndent(Statement{
		Effect: "Allow", Principal: map[string][]string{"Service": {a.Principal}}, Action: []string{a.Action}, Resource: a.Resource,
		Condition: map[string]map[string]string{"ArnEquals": {"aws:SourceArn": a.SourceARN}},
	}, "", "  ")
	if err != nil {
		panic(err) // strings
	}
	return string(text)
}

// Decide evaluates the policy of the resource. Conditions on the source are
// evaluated. Any other condition of an Allow is taken to be met and makes the
// verdict conditional, and one of a Deny not to be met. The first entry of Missing
// is the access; the others are the conditions of statements that would allow it
// to other sources.
func (a Access) Decide(policy PolicyDocument) Verdict {
	var verdict Verdict
	statements, err := statementsOf(policy.Text)
	if policy.Text != "" && err != nil {
		return Verdict{Allowed: true, Conditional: []string{policy.Name}, Unreadable: []string{policy.Name}}
	}
	allowed, conditional := false, false
	var narrowed []string
	for _, s := range statements {
		if !s.covers(a.Principal, a.Action, a.Resource) {
			continue
		}
		switch met := a.meets(s.Condition); {
		case s.denies() && met == yes:
			verdict.Denied = append(verdict.Denied, a.Action)
		case s.denies():
		case met == yes:
			allowed = true
		case met == perhaps:
			conditional = true
		case s.Principal.has(a.Principal) && !s.Principal.everyone:
			narrowed = append(narrowed, string(marshal(s.Condition)))
		}
	}
	if !allowed && conditional {
		verdict.Conditional = []string{policy.Name}
	}
	if !allowed && !conditional {
		verdict.Missing = append([]string{fmt.Sprintf("%s for %s", a.Action, a.Principal)}, narrowed...)
	}
	verdict.Allowed = len(verdict.Missing)+len(verdict.Denied) == 0
	return verdict
}

// answer is whether a condition is met, as far as can be known.
type answer int

const (
	no answer = iota
	perhaps
	yes
)

// meets evaluates the conditions of a statement, all of which have to be met.
func (a Access) meets(conditions map[string]json.RawMessage) answer {
	result := yes
	for _, operator := range slices.Sorted(maps.Keys(conditions)) {
		var keys map[string]oneOrMany
		if json.Unmarshal(conditions[operator], &keys) != nil {
			result = min(result, perhaps)
			continue
		}
		for key, values := range keys {
			result = min(result, a.meetsOne(operator, strings.ToLower(key), values))
		}
	}
	return result
}

func (a Access) meetsOne(operator, key string, values oneOrMany) answer {
	name, ifExists := strings.CutSuffix(operator, "IfExists")
	negated := strings.Contains(name, "Not")
	value := ""
	switch key {
	case "aws:sourcearn":
		value = a.SourceARN
	case "aws:sourceaccount":
		value = a.SourceAccount
	case "aws:sourceowner": // that of SNS, for accounts
		if ifExists || negated {
			return yes
		}
		return no
	case "aws:securetransport":
		value = "true"
	default:
		return perhaps
	}
	var matches bool
	switch strings.Replace(name, "Not", "", 1) {
	case "StringEquals", "Bool":
		matches = slices.Contains(values, value)
	case "StringEqualsIgnoreCase":
		matches = slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, value) })
	case "StringLike", "ArnEquals", "ArnLike":
		matches = values.match(value, nil)
	default:
		return perhaps
	}
	if matches != negated {
		return yes
	}
	return no
}
