package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Policies of IAM lack what a resource policy has: a trust policy names no
// resource, an identity policy no principal. What is lacking is filled in, so
// that both can be evaluated like resource policies.

// anyone and anything stand for the part that a kind of policy lacks.
var (
	anyone   = json.RawMessage(`"*"`)
	anything = json.RawMessage(`"*"`)
)

func malformedPolicy(format string, args ...any) *apiError {
	return failf("MalformedPolicyDocument", format, args...)
}

// servicePrincipal is what the name of a service's principal looks like.
var servicePrincipal = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$`)

// parseTrustPolicy reads the policy that says who may assume a role.
func parseTrustPolicy(document string) (*policyDocument, error) {
	if sizeWithoutSpace(document) > maxTrustPolicySize {
		return nil, iamConflict("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: %d", maxTrustPolicySize)
	}
	parsed, err := completePolicy(document, func(s map[string]json.RawMessage) error {
		if s["Resource"] != nil || s["NotResource"] != nil {
			return malformedPolicy("Has prohibited field Resource")
		}
		if s["Principal"] == nil && s["NotPrincipal"] == nil {
			return malformedPolicy("Missing required field Principal")
		}
		s["Resource"] = anything
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, s := range parsed.Statements {
		for _, action := range s.Actions {
			if !strings.HasPrefix(strings.ToLower(action), "sts:") {
				return nil, malformedPolicy("AssumeRole policy may only specify STS AssumeRole actions.")
			}
		}
		for _, principal := range s.Principals {
			if principal != "*" && !servicePrincipal.MatchString(principal) {
				return nil, malformedPolicy("Invalid principal in policy: \"SERVICE\":\"%s\"", principal)
			}
		}
	}
	return parsed, nil
}

// parseIdentityPolicy reads a policy that says what who has it may do.
func parseIdentityPolicy(document string) (*policyDocument, error) {
	parsed, err := completePolicy(document, func(s map[string]json.RawMessage) error {
		switch {
		case s["Principal"] != nil || s["NotPrincipal"] != nil:
			return malformedPolicy("Policy document should not specify a principal.")
		case s["Action"] == nil && s["NotAction"] == nil:
			return malformedPolicy("Policy statement must contain actions.")
		case s["Resource"] == nil && s["NotResource"] == nil:
			return malformedPolicy("Policy statement must contain resources.")
		}
		s["Principal"] = anyone
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, s := range parsed.Statements {
		for _, action := range slices.Concat(s.Actions, s.NotActions) {
			if action != "*" && !strings.Contains(action, ":") {
				return nil, malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
			}
		}
	}
	return parsed, nil
}

// completePolicy fills in what each statement lacks, and reads the whole.
func completePolicy(document string, complete func(map[string]json.RawMessage) error) (*policyDocument, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(document), &fields); err != nil || fields == nil {
		return nil, malformedPolicy("This policy contains invalid Json")
	}
	statements, err := splitStatements(fields["Statement"])
	if err != nil {
		return nil, malformedPolicy("Syntax errors in policy.")
	}
	for _, s := range statements {
		if err := complete(s); err != nil {
			return nil, err
		}
	}
	if fields["Statement"], err = json.Marshal(statements); err != nil {
		return nil, err
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	parsed, err := parsePolicy(string(text))
	if err != nil {
		return nil, malformedPolicy("Syntax errors in policy. (%v)", err)
	}
	return parsed, nil
}

func splitStatements(raw json.RawMessage) ([]map[string]json.RawMessage, error) {
	var many []map[string]json.RawMessage
	if json.Unmarshal(raw, &many) != nil {
		var one map[string]json.RawMessage
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, fmt.Errorf("reading the statements: %w", err)
		}
		many = []map[string]json.RawMessage{one}
	}
	if len(many) == 0 || slices.ContainsFunc(many, func(s map[string]json.RawMessage) bool { return s == nil }) {
		return nil, errors.New("there is no statement")
	}
	return many, nil
}

// sizeWithoutSpace is the size of a policy as its quota counts it.
func sizeWithoutSpace(document string) int {
	size := 0
	for _, r := range document {
		if !unicode.IsSpace(r) {
			size++
		}
	}
	return size
}
