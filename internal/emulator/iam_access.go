package emulator

import (
	"maps"
	"slices"
	"strings"
)

// roleByARN finds a role by its whole ARN, path and all.
func (c *call) roleByARN(text string) *iamRole {
	arn, ok := parseARN(text)
	path, isRole := strings.CutPrefix(arn.resource, "role/")
	if !ok || arn.service != "iam" || !isRole {
		return nil
	}
	role := iamIn(c.store, arn.account).roles[strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])]
	if role == nil || role.ARN != text {
		return nil
	}
	return role
}

// mayAssume reports whether a service may take on a role now. A role that is new may
// not be known yet where the service asks; every question counts.
func (c *call) mayAssume(roleARN, source string, principals ...string) (*iamRole, bool) {
	role := c.roleByARN(roleARN)
	if role == nil {
		return nil, false
	}
	if role.unready > 0 {
		arn, _ := parseARN(role.ARN)
		iamIn(c.store, arn.account).changeRole(role, func(r *iamRole) { r.unready-- })
		return role, false
	}
	if c.now.Before(role.readyAt) {
		return role, false
	}
	return role, slices.ContainsFunc(principals, func(p string) bool { return c.trusts(role, p, source) })
}

// trusts reports whether a role's trust policy lets a service assume it for the
// object that source is the ARN of.
func (c *call) trusts(role *iamRole, principal, source string) bool {
	arn, _ := parseARN(role.ARN)
	context := map[string]string{"aws:sourceaccount": arn.account, "aws:securetransport": "true"}
	if source != "" {
		context["aws:sourcearn"] = source
	}
	a := access{principal: principal, action: "sts:AssumeRole", resource: role.ARN, context: context}
	return a.allowed([]*policyDocument{role.TrustParsed})
}

// may reports whether a role's policies, within its permissions boundary, allow
// an action on a resource.
func (c *call) may(role *iamRole, action, resource string, context map[string]string) bool {
	a := access{principal: role.ARN, action: action, resource: resource, context: map[string]string{"aws:securetransport": "true"}}
	maps.Copy(a.context, context)
	var policies []*policyDocument
	for _, name := range slices.Sorted(maps.Keys(role.Inline)) {
		policies = append(policies, role.Inline[name].parsed)
	}
	for _, arn := range role.Attached {
		if policy, ok := c.managedPolicy(arn); ok {
			policies = append(policies, policy.Parsed)
		}
	}
	if !a.allowed(policies) {
		return false
	}
	if role.Boundary == "" {
		return true
	}
	boundary, ok := c.managedPolicy(role.Boundary)
	return ok && a.allowed([]*policyDocument{boundary.Parsed})
}

// notAllowed says that a role may not do an action on a resource.
func notAllowed(role, action, resource string) string {
	return "The role " + role + " does not allow " + action + " on " + resource + "."
}
