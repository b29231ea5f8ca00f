package emulator

import (
	"encoding/xml"
	"maps"
	"slices"
)

func registerRolePolicies(s *queryService) {
	formWrites(s, "PutRolePolicy", putRolePolicy)
	formReads(s, "GetRolePolicy", getRolePolicy)
	formReads(s, "ListRolePolicies", listRolePolicies)
	formWrites(s, "DeleteRolePolicy", deleteRolePolicy)
}

type putRolePolicyInput struct {
	RoleName       *string `aws:"required,len=1..64,re=sessionName"`
	PolicyName     *string `aws:"required,len=1..128,re=sessionName"`
	PolicyDocument *string `aws:"required,len=1..131072,re=policyText"`
}

// putRolePolicy creates or replaces an inline policy. The quota is for all
// inline policies of the role together, without white space.
func putRolePolicy(c *call, in *putRolePolicyInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	parsed, err := parseIdentityPolicy(*in.PolicyDocument)
	if err != nil {
		return nil, err
	}
	inline := with(role.Inline, *in.PolicyName, inlinePolicy{document: *in.PolicyDocument, parsed: parsed})
	size := 0
	for _, policy := range inline {
		size += sizeWithoutSpace(policy.document)
	}
	if size > maxInlinePolicySize {
		return nil, iamConflict("LimitExceeded", "Maximum policy size of %d bytes exceeded for role %s", maxInlinePolicySize, role.Name)
	}
	st.changeRole(role, func(r *iamRole) { r.Inline = inline })
	return nil, nil //nolint:nilnil // no result element
}

type rolePolicyInput struct {
	RoleName   *string `aws:"required,len=1..64,re=sessionName"`
	PolicyName *string `aws:"required,len=1..128,re=sessionName"`
}

func (s *iamState) rolePolicy(in *rolePolicyInput) (*iamRole, inlinePolicy, error) {
	role, err := s.role(*in.RoleName)
	if err != nil {
		return nil, inlinePolicy{}, err
	}
	policy, ok := role.Inline[*in.PolicyName]
	if !ok {
		return nil, inlinePolicy{}, noSuchEntity("The role policy with name %s cannot be found.", *in.PolicyName)
	}
	return role, policy, nil
}

type getRolePolicyResult struct {
	XMLName        xml.Name `xml:"GetRolePolicyResult"`
	RoleName       string
	PolicyName     string
	PolicyDocument string
}

func getRolePolicy(c *call, in *rolePolicyInput) (any, error) {
	role, policy, err := c.iam().rolePolicy(in)
	if err != nil {
		return nil, err
	}
	return &getRolePolicyResult{RoleName: role.Name, PolicyName: *in.PolicyName, PolicyDocument: encodePolicy(policy.document)}, nil
}

type listRolePoliciesInput struct {
	RoleName *string `aws:"required,len=1..64,re=sessionName"`
	Marker   *string `aws:"len=1..320"`
	MaxItems *int64  `aws:"range=1..1000"`
}

type listRolePoliciesResult struct {
	XMLName     xml.Name `xml:"ListRolePoliciesResult"`
	PolicyNames []string `xml:"PolicyNames>member"`
	IsTruncated bool
	Marker      *string `xml:",omitempty"`
}

func listRolePolicies(c *call, in *listRolePoliciesInput) (any, error) {
	role, err := c.iam().role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	names, marker, truncated, err := iamPage(c, slices.Sorted(maps.Keys(role.Inline)), func(name string) string { return name }, pageInput{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	return &listRolePoliciesResult{PolicyNames: names, IsTruncated: truncated, Marker: marker}, nil
}

func deleteRolePolicy(c *call, in *rolePolicyInput) (any, error) {
	st := c.iam()
	role, _, err := st.rolePolicy(in)
	if err != nil {
		return nil, err
	}
	st.changeRole(role, func(r *iamRole) { r.Inline = without(r.Inline, *in.PolicyName) })
	return nil, nil //nolint:nilnil // no result element
}
