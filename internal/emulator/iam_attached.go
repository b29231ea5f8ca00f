package emulator

import (
	"encoding/xml"
	"maps"
	"slices"
	"strings"
)

type attachedPolicyInput struct {
	RoleName  *string `aws:"required,len=1..64,re=sessionName"`
	PolicyArn *string `aws:"required,len=20..2048"`
}

func attachRolePolicy(c *call, in *attachedPolicyInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	if _, ok := c.managedPolicy(*in.PolicyArn); !ok {
		return nil, noSuchEntity("Policy %s does not exist or is not attachable.", *in.PolicyArn)
	}
	if slices.Contains(role.Attached, *in.PolicyArn) {
		return nil, nil //nolint:nilnil // nothing to do, no result element
	}
	if len(role.Attached) >= maxAttachedPolicies {
		return nil, iamConflict("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: %d", maxAttachedPolicies)
	}
	st.changeRole(role, func(r *iamRole) { r.Attached = append(slices.Clone(r.Attached), *in.PolicyArn) })
	return nil, nil //nolint:nilnil // no result element
}

func detachRolePolicy(c *call, in *attachedPolicyInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	at := slices.Index(role.Attached, *in.PolicyArn)
	if at < 0 {
		return nil, noSuchEntity("Policy %s was not found.", *in.PolicyArn)
	}
	st.changeRole(role, func(r *iamRole) { r.Attached = slices.Delete(slices.Clone(r.Attached), at, at+1) })
	return nil, nil //nolint:nilnil // no result element
}

type listAttachedInput struct {
	RoleName   *string `aws:"required,len=1..64,re=sessionName"`
	PathPrefix *string `aws:"len=1..512"`
	Marker     *string `aws:"len=1..320"`
	MaxItems   *int64  `aws:"range=1..1000"`
}

type attachedElement struct {
	PolicyName string
	PolicyArn  string
}

type listAttachedResult struct {
	XMLName          xml.Name          `xml:"ListAttachedRolePoliciesResult"`
	AttachedPolicies []attachedElement `xml:"AttachedPolicies>member"`
	IsTruncated      bool
	Marker           *string `xml:",omitempty"`
}

func listAttachedRolePolicies(c *call, in *listAttachedInput) (any, error) {
	role, err := c.iam().role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	var all []attachedElement
	for _, arn := range slices.Sorted(slices.Values(role.Attached)) {
		policy, ok := c.managedPolicy(arn)
		if ok && strings.HasPrefix(policy.Path, value(in.PathPrefix)) {
			all = append(all, attachedElement{PolicyName: policy.Name, PolicyArn: arn})
		}
	}
	all, marker, truncated, err := iamPage(c, all, func(a attachedElement) string { return a.PolicyArn }, pageInput{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	return &listAttachedResult{AttachedPolicies: all, IsTruncated: truncated, Marker: marker}, nil
}

// checkBoundary holds that a permissions boundary is a policy that exists.
func (c *call) checkBoundary(arn *string) error {
	if arn == nil {
		return nil
	}
	parsed, ok := parseARN(*arn)
	if !ok || parsed.service != "iam" || !strings.HasPrefix(parsed.resource, "policy/") {
		return failf("ValidationError", "Value (%s) passed in for ARN is invalid.", *arn)
	}
	if _, ok := c.managedPolicy(*arn); !ok {
		return noSuchEntity("Scope ARN: %s does not exist or is not attachable.", *arn)
	}
	return nil
}

type putBoundaryInput struct {
	RoleName            *string `aws:"required,len=1..64,re=sessionName"`
	PermissionsBoundary *string `aws:"required,len=20..2048"`
}

func putRolePermissionsBoundary(c *call, in *putBoundaryInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	if err := c.checkBoundary(in.PermissionsBoundary); err != nil {
		return nil, err
	}
	st.changeRole(role, func(r *iamRole) { r.Boundary = *in.PermissionsBoundary })
	return nil, nil //nolint:nilnil // no result element
}

func deleteRolePermissionsBoundary(c *call, in *roleNameInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	if role.Boundary == "" {
		return nil, noSuchEntity("Cannot find permissions boundary for role %s.", role.Name)
	}
	st.changeRole(role, func(r *iamRole) { r.Boundary = "" })
	return nil, nil //nolint:nilnil // no result element
}

// Tags of roles.

func registerRoleTags(s *queryService) {
	formWrites(s, "TagRole", tagRole)
	formWrites(s, "UntagRole", untagRole)
	formReads(s, "ListRoleTags", listRoleTags)
}

type iamTag struct {
	Key   *string `aws:"required,len=1..128,re=tagKey"`
	Value *string `aws:"required,len=0..256,re=tagValue"`
}

func mergeIAMTags(have map[string]string, tags []iamTag) (map[string]string, error) {
	out := map[string]string{}
	maps.Copy(out, have)
	seen := map[string]bool{}
	for _, tag := range tags {
		lower := strings.ToLower(*tag.Key)
		if strings.HasPrefix(lower, "aws:") {
			return nil, failf("InvalidInput", "Tag keys prefixed with aws: are reserved for system use.")
		}
		if seen[lower] {
			return nil, failf("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		}
		seen[lower] = true
		maps.DeleteFunc(out, func(key, _ string) bool { return strings.EqualFold(key, *tag.Key) })
		out[*tag.Key] = *tag.Value
	}
	if len(out) > maxTags {
		return nil, iamConflict("LimitExceeded", "The number of tags has reached the maximum limit.")
	}
	return out, nil
}

func listedIAMTags(tags map[string]string) []iamTag {
	out := make([]iamTag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		text := tags[key]
		out = append(out, iamTag{Key: &key, Value: &text})
	}
	return out
}

type tagRoleInput struct {
	RoleName *string  `aws:"required,len=1..64,re=sessionName"`
	Tags     []iamTag `aws:"required,len=..50"`
}

func tagRole(c *call, in *tagRoleInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	tags, err := mergeIAMTags(role.Tags, in.Tags)
	if err != nil {
		return nil, err
	}
	st.changeRole(role, func(r *iamRole) { r.Tags = tags })
	return nil, nil //nolint:nilnil // no result element
}

type untagRoleInput struct {
	RoleName *string  `aws:"required,len=1..64,re=sessionName"`
	TagKeys  []string `aws:"required,len=..50,item(len=1..128,re=tagKey)"`
}

func untagRole(c *call, in *untagRoleInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	left := maps.Clone(role.Tags)
	maps.DeleteFunc(left, func(key, _ string) bool {
		return slices.ContainsFunc(in.TagKeys, func(gone string) bool { return strings.EqualFold(gone, key) })
	})
	st.changeRole(role, func(r *iamRole) { r.Tags = left })
	return nil, nil //nolint:nilnil // no result element
}

type listRoleTagsInput struct {
	RoleName *string `aws:"required,len=1..64,re=sessionName"`
	Marker   *string `aws:"len=1..320"`
	MaxItems *int64  `aws:"range=1..1000"`
}

type listRoleTagsResult struct {
	XMLName     xml.Name `xml:"ListRoleTagsResult"`
	Tags        []iamTag `xml:"Tags>member"`
	IsTruncated bool
	Marker      *string `xml:",omitempty"`
}

func listRoleTags(c *call, in *listRoleTagsInput) (any, error) {
	role, err := c.iam().role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	tags, marker, truncated, err := iamPage(c, listedIAMTags(role.Tags), func(t iamTag) string { return *t.Key }, pageInput{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	return &listRoleTagsResult{Tags: tags, IsTruncated: truncated, Marker: marker}, nil
}
