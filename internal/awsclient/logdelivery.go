package awsclient

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Who writes events of a rule to a log group, and what they do there.
// Source: the EventBridge user guide, "Using resource-based policies"
// (CloudWatch Logs permissions).
var (
	deliveryPrincipals = []string{"events.amazonaws.com", "delivery.logs.amazonaws.com"}
	deliveryActions    = []string{"logs:CreateLogStream", "logs:PutLogEvents"}
)

// PolicyDocument is a resource policy as AWS returned it.
type PolicyDocument struct{ Name, Text string }

// Verdict is the answer to whether EventBridge may write to a log group.
type Verdict struct {
	// Allowed says that some policy allows all that delivery needs and none
	// denies it.
	Allowed bool
	// Missing says what no policy allows, each such as
	// "logs:PutLogEvents for events.amazonaws.com".
	Missing []string
	// Denied names what a policy denies, each such as
	// `logs:PutLogEvents for events.amazonaws.com by policy "a"`.
	Denied []string
	// Conditional names the policies that allow only under conditions, which
	// were taken to be met.
	Conditional []string
	// Unreadable names the policies whose document could not be read.
	Unreadable []string
}

// MayDeliver evaluates the policies for EventBridge's delivery to the log
// group, given by ARN with or without ":*". Every principal needs every action
// on the group's log streams. A condition of an Allow is taken to be met, and
// one of a Deny not to be, because what EventBridge sends along is not
// documented.
func MayDeliver(logGroupARN string, documents []PolicyDocument) Verdict {
	var verdict Verdict
	type reading struct {
		name       string
		statements []statement
	}
	readings := make([]reading, 0, len(documents))
	for _, document := range documents {
		statements, err := statementsOf(document.Text)
		if err != nil {
			verdict.Unreadable = append(verdict.Unreadable, document.Name)
			continue
		}
		readings = append(readings, reading{document.Name, statements})
	}

	// The streams' names are AWS's choice; this one stands for all of them.
	stream := PlainLogGroupARN(logGroupARN) + ":log-stream:0123456789abcdef"
	for _, principal := range deliveryPrincipals {
		for _, action := range deliveryActions {
			what := fmt.Sprintf("%s for %s", action, principal)
			allowed, conditional := false, []string(nil)
			for _, policy := range readings {
				for _, s := range policy.statements {
					if !s.covers(principal, action, stream) {
						continue
					}
					switch {
					case s.denies() && !s.conditional():
						verdict.Denied = append(verdict.Denied, fmt.Sprintf("%s by policy %q", what, policy.name))
					case s.denies():
					case s.conditional():
						conditional = append(conditional, policy.name)
					default:
						allowed = true
					}
				}
			}
			if allowed {
				continue
			}
			if len(conditional) == 0 {
				verdict.Missing = append(verdict.Missing, what)
			}
			for _, name := range conditional {
				if !slices.Contains(verdict.Conditional, name) {
					verdict.Conditional = append(verdict.Conditional, name)
				}
			}
		}
	}
	verdict.Allowed = len(verdict.Missing) == 0 && len(verdict.Denied) == 0
	return verdict
}

// MayAssume reports whether a trust policy may let a service assume the role: a
// condition is taken to be met, and a policy that can't be read to allow it.
func MayAssume(trustPolicy, principal string) bool {
	statements, err := statementsOf(trustPolicy)
	return err != nil || slices.ContainsFunc(statements, func(s statement) bool {
		s.Resource = oneOrMany{"*"} // the role itself
		return s.Effect == "Allow" && s.covers(principal, "sts:AssumeRole", "")
	})
}

// statement is one statement of a policy document.
type statement struct {
	Effect       string
	Principal    principals
	NotPrincipal principals
	Action       oneOrMany
	NotAction    oneOrMany
	Resource     oneOrMany
	NotResource  oneOrMany
	Condition    map[string]json.RawMessage
}

func (s statement) denies() bool      { return s.Effect == "Deny" }
func (s statement) conditional() bool { return len(s.Condition) > 0 }

func (s statement) covers(principal, action, resource string) bool {
	if s.Effect != "Allow" && s.Effect != "Deny" {
		return false
	}
	who := s.Principal.has(principal)
	if s.NotPrincipal.given {
		who = !s.NotPrincipal.has(principal)
	}
	// Action names do not tell upper from lower case, resources do.
	does := s.Action.match(strings.ToLower(action), strings.ToLower)
	if len(s.NotAction) > 0 {
		does = !s.NotAction.match(strings.ToLower(action), strings.ToLower)
	}
	where := s.Resource.match(resource, nil)
	if len(s.NotResource) > 0 {
		where = !s.NotResource.match(resource, nil)
	}
	return who && does && where
}

func statementsOf(text string) ([]statement, error) {
	var document struct{ Statement json.RawMessage }
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		return nil, err
	}
	if len(document.Statement) == 0 {
		return nil, nil
	}
	var many []statement
	if document.Statement[0] == '[' {
		return many, json.Unmarshal(document.Statement, &many)
	}
	var one statement
	if err := json.Unmarshal(document.Statement, &one); err != nil {
		return nil, err
	}
	return []statement{one}, nil
}

// oneOrMany is a text or a list of texts, with the wildcards * and ?.
type oneOrMany []string

// UnmarshalJSON reads either form.
func (o *oneOrMany) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		var many []string
		if err := json.Unmarshal(data, &many); err != nil {
			return err
		}
		*o = many
		return nil
	}
	var one string
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*o = oneOrMany{one}
	return nil
}

func (o oneOrMany) match(text string, fold func(string) string) bool {
	return slices.ContainsFunc(o, func(pattern string) bool {
		if fold != nil {
			pattern = fold(pattern)
		}
		return wildcard(pattern, text)
	})
}

// principals is "*" or an object from a kind of principal to names.
type principals struct {
	given    bool
	everyone bool
	services oneOrMany
}

// UnmarshalJSON reads either form.
func (p *principals) UnmarshalJSON(data []byte) error {
	p.given = true
	var text string
	if json.Unmarshal(data, &text) == nil {
		p.everyone = text == "*"
		return nil
	}
	var kinds map[string]oneOrMany
	if err := json.Unmarshal(data, &kinds); err != nil {
		return err
	}
	p.services = kinds["Service"]
	p.everyone = slices.Contains(kinds["AWS"], "*")
	return nil
}

func (p principals) has(service string) bool {
	return p.everyone || slices.Contains(p.services, "*") || slices.Contains(p.services, service)
}

// wildcard matches text with a pattern in which * stands for any characters and
// ? for one.
func wildcard(pattern, text string) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
