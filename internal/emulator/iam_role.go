package emulator

import (
	"encoding/xml"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

func registerRoles(s *queryService) {
	formWrites(s, "CreateRole", createRole)
	formReads(s, "GetRole", getRole)
	formReads(s, "ListRoles", listRoles)
	formWrites(s, "DeleteRole", deleteRole)
	formWrites(s, "UpdateRole", updateRole)
	formWrites(s, "UpdateRoleDescription", updateRoleDescription)
	formWrites(s, "UpdateAssumeRolePolicy", updateAssumeRolePolicy)
	formReads(s, "ListInstanceProfilesForRole", listInstanceProfilesForRole)
}

// roleElement is a role in an answer. Lists leave out some of it.
type roleElement struct {
	Path                     string
	RoleName                 string
	RoleID                   string `xml:"RoleId"`
	Arn                      string
	CreateDate               string
	AssumeRolePolicyDocument string
	Description              string           `xml:",omitempty"`
	MaxSessionDuration       int64            `xml:",omitempty"`
	PermissionsBoundary      *boundaryElement `xml:",omitempty"`
	Tags                     *tagElements     `xml:",omitempty"`
	RoleLastUsed             *struct{}        `xml:",omitempty"`
}

type boundaryElement struct {
	PermissionsBoundaryType string
	PermissionsBoundaryArn  string
}

type tagElements struct {
	Members []iamTag `xml:"member"`
}

func (r *iamRole) element() roleElement {
	out := roleElement{
		Path: r.Path, RoleName: r.Name, RoleID: r.ID, Arn: r.ARN, CreateDate: r.Created.UTC().Format(time.RFC3339),
		AssumeRolePolicyDocument: encodePolicy(r.Trust), Description: r.Description, MaxSessionDuration: r.MaxSession,
	}
	if r.Boundary != "" {
		// The model knows PermissionsBoundaryPolicy only; what is given is "Policy".
		out.PermissionsBoundary = &boundaryElement{PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: r.Boundary}
	}
	if len(r.Tags) > 0 {
		out.Tags = &tagElements{Members: listedIAMTags(r.Tags)}
	}
	return out
}

// encodePolicy writes a policy as IAM gives it back: percent-encoded.
func encodePolicy(document string) string {
	return strings.ReplaceAll(url.QueryEscape(document), "+", "%20")
}

type createRoleInput struct {
	Path                     *string  `aws:"len=1..512,re=rolePath"`
	RoleName                 *string  `aws:"required,len=1..64,re=sessionName"`
	AssumeRolePolicyDocument *string  `aws:"required,len=1..131072,re=policyText"`
	Description              *string  `aws:"len=..1000,re=roleDescription"`
	MaxSessionDuration       *int64   `aws:"range=3600..43200"`
	PermissionsBoundary      *string  `aws:"len=20..2048"`
	Tags                     []iamTag `aws:"len=..50"`
}

type roleResult struct {
	XMLName xml.Name
	Role    roleElement
}

func (c *call) roleResult(r *iamRole) *roleResult {
	return &roleResult{XMLName: xml.Name{Local: c.operation + "Result"}, Role: r.element()}
}

func createRole(c *call, in *createRoleInput) (any, error) {
	st, name := c.iam(), *in.RoleName
	trust, err := parseTrustPolicy(*in.AssumeRolePolicyDocument)
	if err != nil {
		return nil, err
	}
	tags, err := mergeIAMTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	if st.roles[strings.ToLower(name)] != nil {
		return nil, iamConflict("EntityAlreadyExists", "Role with name %s already exists.", name)
	}
	if err := c.checkBoundary(in.PermissionsBoundary); err != nil {
		return nil, err
	}
	role := &iamRole{
		Name: name, Path: "/", ID: "AROA" + strings.ToUpper(strings.ReplaceAll(c.emulator.newUUID(), "-", ""))[:17],
		Description: value(in.Description), Trust: *in.AssumeRolePolicyDocument, TrustParsed: trust,
		MaxSession: defaultMaxSession, Boundary: value(in.PermissionsBoundary), Created: c.now, Tags: tags,
		Inline: map[string]inlinePolicy{}, unready: c.emulator.workflow.roles.Uses, readyAt: c.now.Add(c.emulator.workflow.roles.For),
	}
	if in.Path != nil {
		role.Path = *in.Path
	}
	if in.MaxSessionDuration != nil {
		role.MaxSession = *in.MaxSessionDuration
	}
	role.ARN = "arn:" + partitionOf(c.region) + ":iam::" + st.account + ":role" + role.Path + name
	st.roles[strings.ToLower(name)] = role
	return c.roleResult(role), nil
}

type roleNameInput struct {
	RoleName *string `aws:"required,len=1..64,re=sessionName"`
}

func getRole(c *call, in *roleNameInput) (any, error) {
	role, err := c.iam().role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	out := c.roleResult(role)
	out.Role.RoleLastUsed = &struct{}{}
	return out, nil
}

type listRolesInput struct {
	PathPrefix *string `aws:"len=1..512"`
	Marker     *string `aws:"len=1..320"`
	MaxItems   *int64  `aws:"range=1..1000"`
}

type listRolesResult struct {
	XMLName     xml.Name      `xml:"ListRolesResult"`
	Roles       []roleElement `xml:"Roles>member"`
	IsTruncated bool
	Marker      *string `xml:",omitempty"`
}

func listRoles(c *call, in *listRolesInput) (any, error) {
	st := c.iam()
	out := &listRolesResult{}
	names, marker, truncated, err := iamPage(c, slices.Sorted(maps.Keys(st.roles)), func(name string) string { return name }, pageInput{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	out.Marker, out.IsTruncated = marker, truncated
	for _, name := range names {
		role := st.roles[name]
		if !strings.HasPrefix(role.Path, value(in.PathPrefix)) {
			continue
		}
		element := role.element()
		element.Tags, element.PermissionsBoundary = nil, nil
		out.Roles = append(out.Roles, element)
	}
	return out, nil
}

// deleteRole deletes a role that carries no policy.
func deleteRole(c *call, in *roleNameInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	switch {
	case len(role.Inline) > 0:
		return nil, iamConflict("DeleteConflict", "Cannot delete entity, must delete policies first.")
	case len(role.Attached) > 0:
		return nil, iamConflict("DeleteConflict", "Cannot delete entity, must detach all policies first.")
	}
	delete(st.roles, strings.ToLower(role.Name))
	return nil, nil //nolint:nilnil // no result element
}

type updateRoleInput struct {
	RoleName           *string `aws:"required,len=1..64,re=sessionName"`
	Description        *string `aws:"len=..1000,re=roleDescription"`
	MaxSessionDuration *int64  `aws:"range=3600..43200"`
}

// updateRole sets what is given; a maximum that is not given goes back to one
// hour, and a description that is not given stays.
func updateRole(c *call, in *updateRoleInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	st.changeRole(role, func(r *iamRole) {
		r.MaxSession = defaultMaxSession
		if in.MaxSessionDuration != nil {
			r.MaxSession = *in.MaxSessionDuration
		}
		if in.Description != nil {
			r.Description = *in.Description
		}
	})
	return c.emptyResult(), nil
}

type updateRoleDescriptionInput struct {
	RoleName    *string `aws:"required,len=1..64,re=sessionName"`
	Description *string `aws:"required,len=..1000,re=roleDescription"`
}

func updateRoleDescription(c *call, in *updateRoleDescriptionInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	st.changeRole(role, func(r *iamRole) { r.Description = *in.Description })
	return c.roleResult(st.roles[strings.ToLower(role.Name)]), nil
}

type updateAssumeRolePolicyInput struct {
	RoleName       *string `aws:"required,len=1..64,re=sessionName"`
	PolicyDocument *string `aws:"required,len=1..131072,re=policyText"`
}

func updateAssumeRolePolicy(c *call, in *updateAssumeRolePolicyInput) (any, error) {
	st := c.iam()
	role, err := st.role(*in.RoleName)
	if err != nil {
		return nil, err
	}
	trust, err := parseTrustPolicy(*in.PolicyDocument)
	if err != nil {
		return nil, err
	}
	st.changeRole(role, func(r *iamRole) { r.Trust, r.TrustParsed = *in.PolicyDocument, trust })
	return nil, nil //nolint:nilnil // no result element
}

type listInstanceProfilesInput struct {
	RoleName *string `aws:"required,len=1..64,re=sessionName"`
	Marker   *string `aws:"len=1..320"`
	MaxItems *int64  `aws:"range=1..1000"`
}

type listInstanceProfilesResult struct {
	XMLName          xml.Name `xml:"ListInstanceProfilesForRoleResult"`
	InstanceProfiles struct{}
	IsTruncated      bool
}

// listInstanceProfilesForRole finds none: the emulator has no instance profiles.
func listInstanceProfilesForRole(c *call, in *listInstanceProfilesInput) (any, error) {
	if _, err := c.iam().role(*in.RoleName); err != nil {
		return nil, err
	}
	return &listInstanceProfilesResult{}, nil
}
