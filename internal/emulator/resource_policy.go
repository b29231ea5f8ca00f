package emulator

import (
	"encoding/json"
	"slices"
	"strings"
)

// parseResourcePolicy reads the policy of a topic, a queue or a function. Unlike
// CloudWatch Logs, these name accounts, users and roles by ARN; an ARN counts as
// its account here.
func parseResourcePolicy(document string) (*policyDocument, error) {
	return completePolicy(document, func(s map[string]json.RawMessage) error {
		var kinds map[string]oneOrMany
		if json.Unmarshal(s["Principal"], &kinds) != nil {
			return nil //nolint:nilerr // "*"
		}
		for i, name := range kinds["AWS"] {
			if arn, ok := parseARN(name); ok {
				kinds["AWS"][i] = arn.account
			}
		}
		text, err := json.Marshal(kinds)
		s["Principal"] = text
		return err
	})
}

// mayDeliver decides whether EventBridge, or another service on behalf of the
// object source, may do an action on a resource: by the role, if there is one,
// and else by the resource's policy.
func (c *call) mayDeliver(d *delivery, action, resource string, policy *policyDocument) *deliveryError {
	if role := value(d.target.RoleArn); role != "" {
		assumed, ok := c.mayAssume(role, d.rule.ARN, eventsPrincipal)
		switch {
		case !ok:
			return &deliveryError{"NO_PERMISSIONS", "EventBridge cannot assume the role " + role + " of the target."}
		case !c.may(assumed, action, resource, nil):
			return &deliveryError{"NO_PERMISSIONS", notAllowed(role, action, resource)}
		}
		return nil
	}
	if !policy.lets(eventsPrincipal, action, resource, d.rule.ARN) {
		return &deliveryError{"NO_PERMISSIONS", "No statement of the policy of " + resource + " lets " + eventsPrincipal + " do " + action + "."}
	}
	return nil
}

// lets decides whether a resource's policy, nil for none, lets a service do an
// action on it on behalf of the object source.
func (p *policyDocument) lets(service, action, resource, source string) bool {
	if p == nil {
		return false
	}
	arn, _ := parseARN(source)
	return access{principal: service, action: action, resource: resource, context: map[string]string{
		"aws:sourcearn": source, "aws:sourceaccount": arn.account,
	}}.allowed([]*policyDocument{p})
}

// awsManagedKey reports whether a KMS key is one that AWS manages for a service,
// which EventBridge cannot use.
func awsManagedKey(key string) bool {
	return slices.Contains([]string{"alias/aws/sns", "alias/aws/sqs"}, key[strings.LastIndexByte(key, ':')+1:])
}
