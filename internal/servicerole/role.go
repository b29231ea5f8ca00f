package servicerole

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// rolesAPI is the part of the IAM API used for roles.
type rolesAPI interface {
	CreateRole(context.Context, *iam.CreateRoleInput, ...func(*iam.Options)) (*iam.CreateRoleOutput, error)
	DeleteRole(context.Context, *iam.DeleteRoleInput, ...func(*iam.Options)) (*iam.DeleteRoleOutput, error)
	DeleteRolePermissionsBoundary(context.Context, *iam.DeleteRolePermissionsBoundaryInput, ...func(*iam.Options)) (*iam.DeleteRolePermissionsBoundaryOutput, error)
	DeleteRolePolicy(context.Context, *iam.DeleteRolePolicyInput, ...func(*iam.Options)) (*iam.DeleteRolePolicyOutput, error)
	DetachRolePolicy(context.Context, *iam.DetachRolePolicyInput, ...func(*iam.Options)) (*iam.DetachRolePolicyOutput, error)
	GetRole(context.Context, *iam.GetRoleInput, ...func(*iam.Options)) (*iam.GetRoleOutput, error)
	GetRolePolicy(context.Context, *iam.GetRolePolicyInput, ...func(*iam.Options)) (*iam.GetRolePolicyOutput, error)
	ListAttachedRolePolicies(context.Context, *iam.ListAttachedRolePoliciesInput, ...func(*iam.Options)) (*iam.ListAttachedRolePoliciesOutput, error)
	ListRolePolicies(context.Context, *iam.ListRolePoliciesInput, ...func(*iam.Options)) (*iam.ListRolePoliciesOutput, error)
	PutRolePermissionsBoundary(context.Context, *iam.PutRolePermissionsBoundaryInput, ...func(*iam.Options)) (*iam.PutRolePermissionsBoundaryOutput, error)
	PutRolePolicy(context.Context, *iam.PutRolePolicyInput, ...func(*iam.Options)) (*iam.PutRolePolicyOutput, error)
	TagRole(context.Context, *iam.TagRoleInput, ...func(*iam.Options)) (*iam.TagRoleOutput, error)
	UntagRole(context.Context, *iam.UntagRoleInput, ...func(*iam.Options)) (*iam.UntagRoleOutput, error)
	UpdateAssumeRolePolicy(context.Context, *iam.UpdateAssumeRolePolicyInput, ...func(*iam.Options)) (*iam.UpdateAssumeRolePolicyOutput, error)
	UpdateRole(context.Context, *iam.UpdateRoleInput, ...func(*iam.Options)) (*iam.UpdateRoleOutput, error)
}

var _ rolesAPI = (*iam.Client)(nil)

const (
	// maxSession is the longest session of a role in seconds, IAM's default. A
	// service renews its session, so that a longer one is of no use.
	maxSession = 3600
	// consistencyLooks is how often to look again for what was just created.
	consistencyLooks = 10
)

// Role is a role as it is on AWS, or as it is to be.
type Role struct {
	ARN string
	// Tags of a role that is to be are nil if they are left alone.
	Tags map[string]string

	name, path, description string
	// trust and policy are the two documents as JSON; policy is "" if the role has
	// no inline policy of the name that the owner gives it.
	trust, policy string
	boundary      string
	maxSession    int32
	// otherInline are the names, and attached the ARNs, of policies that the
	// owner does not put on a role.
	otherInline, attached []string
}

// roles are the calls to IAM.
type roles struct {
	api    rolesAPI
	policy string // name of the inline policy
	pause  time.Duration
}

// find reads a role, or returns an error of the class IsNotFound.
func (r roles) find(ctx context.Context, name string) (*Role, error) {
	out, err := r.api.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(name)})
	if err != nil {
		return nil, err
	}
	if out.Role == nil || aws.ToString(out.Role.Arn) == "" {
		return nil, &awsclient.IncompleteAnswerError{Operation: "IAM GetRole", Member: "the role"}
	}
	found := roleOf(out.Role)
	for policy, err := range awsclient.Pages(func(token *string) ([]string, *string, error) {
		out, err := r.api.ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: aws.String(name), Marker: token})
		if err != nil {
			return nil, nil, err
		}
		return out.PolicyNames, out.Marker, nil
	}) {
		if err != nil {
			return nil, err
		}
		if policy != r.policy {
			found.otherInline = append(found.otherInline, policy)
		}
	}
	// The list may lag behind the policy.
	policy, err := r.api.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: aws.String(name), PolicyName: aws.String(r.policy)})
	if err != nil && !awsclient.IsNotFound(err) {
		return nil, err
	}
	if err == nil {
		found.policy = decoded(policy.PolicyDocument)
	}
	for attached, err := range awsclient.Pages(func(token *string) ([]iamtypes.AttachedPolicy, *string, error) {
		out, err := r.api.ListAttachedRolePolicies(ctx, &iam.ListAttachedRolePoliciesInput{RoleName: aws.String(name), Marker: token})
		if err != nil {
			return nil, nil, err
		}
		return out.AttachedPolicies, out.Marker, nil
	}) {
		if err != nil {
			return nil, err
		}
		found.attached = append(found.attached, aws.ToString(attached.PolicyArn))
	}
	return found, nil
}

func roleOf(from *iamtypes.Role) *Role {
	out := &Role{
		name: aws.ToString(from.RoleName), ARN: aws.ToString(from.Arn), path: aws.ToString(from.Path), description: aws.ToString(from.Description),
		trust: decoded(from.AssumeRolePolicyDocument), maxSession: cmp.Or(aws.ToInt32(from.MaxSessionDuration), maxSession), Tags: map[string]string{},
	}
	if from.PermissionsBoundary != nil {
		out.boundary = aws.ToString(from.PermissionsBoundary.PermissionsBoundaryArn)
	}
	for _, tag := range from.Tags {
		out.Tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return out
}

// decoded is a policy document, which IAM answers percent-encoded.
func decoded(document *string) string {
	text, err := url.PathUnescape(aws.ToString(document))
	if err != nil {
		return aws.ToString(document)
	}
	return text
}

// differences are the parts in which a role differs from the one that is to be.
// Tags of nil are left alone.
func (r Role) differences(want Role) []string {
	var out []string
	for _, part := range []struct {
		name    string
		changed bool
	}{
		{"path", r.path != want.path},
		{"trust policy", !awsclient.SamePolicy(r.trust, want.trust)},
		{"policy", r.policy != want.policy && !awsclient.SamePolicy(r.policy, want.policy)},
		{"permissions boundary", r.boundary != want.boundary},
		{"description", r.description != want.description},
		{"maximum session duration", r.maxSession != want.maxSession},
		{"tags", want.Tags != nil && !sameTags(r.Tags, want.Tags)},
	} {
		if part.changed {
			out = append(out, part.name)
		}
	}
	for _, name := range r.otherInline {
		out = append(out, "additional inline policy "+name)
	}
	for _, arn := range r.attached {
		out = append(out, "attached policy "+arn)
	}
	return out
}

func sameTags(has, wants map[string]string) bool {
	put, remove := awsresource.DiffTags(has, wants)
	return len(put)+len(remove) == 0
}

// compare compares a role that exists with the one that is to be created. A role
// without its policy is what an interrupted creation leaves.
func (r Role) compare(want Role) awsresource.Comparison {
	return func(context.Context) (string, error) {
		tags := want.Tags
		r.policy, want.Tags = cmp.Or(r.policy, want.policy), nil
		if parts := r.differences(want); len(parts) > 0 {
			return "its " + parts[0] + " differs from the configuration", nil
		}
		return awsresource.CompareTags(r.Tags, tags), nil
	}
}

// obtain returns the role of that name. It creates one, unless it exists and is
// known to be the owner's (mine).
func (r roles) obtain(ctx context.Context, want Role, mine bool, exists func(*Role) diag.Diagnostics) (*Role, diag.Diagnostics, error) {
	found, err := r.find(ctx, want.name)
	switch {
	case err == nil && mine:
		return found, nil, nil
	case err == nil:
		return found, exists(found), nil
	case !awsclient.IsNotFound(err):
		return nil, nil, err
	}
	input := &iam.CreateRoleInput{
		RoleName: aws.String(want.name), Path: aws.String(want.path), AssumeRolePolicyDocument: aws.String(want.trust),
		Description: aws.String(want.description), Tags: roleTags(want.Tags),
	}
	if want.boundary != "" {
		input.PermissionsBoundary = aws.String(want.boundary)
	}
	out, err := r.api.CreateRole(ctx, input)
	if err != nil {
		if !awsclient.IsUncertain(err) && !awsclient.IsAlreadyExists(err) {
			return nil, nil, err
		}
		found, lookErr := r.find(ctx, want.name)
		if lookErr != nil {
			return nil, nil, err
		}
		// The role did not exist just before. If an answer was lost, it is the
		// one that was asked for.
		asked := want
		asked.policy = ""
		if awsclient.IsUncertain(err) && len(found.differences(asked)) == 0 && sameTags(found.Tags, want.Tags) {
			return found, nil, nil
		}
		return found, exists(found), nil
	}
	if out.Role == nil || aws.ToString(out.Role.Arn) == "" {
		found, err := r.find(ctx, want.name)
		return found, nil, err
	}
	made := roleOf(out.Role)
	made.trust, made.description, made.Tags = want.trust, want.description, want.Tags
	return made, nil, nil
}

func roleTags(tags map[string]string) []iamtypes.Tag {
	out := make([]iamtypes.Tag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, iamtypes.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return out
}

// configure gets a role to what is wanted and keeps it up to date. Tags of nil
// are left alone. What others added is removed first.
func (r roles) configure(ctx context.Context, now *Role, want Role) error {
	name := aws.String(now.name)
	for _, policy := range now.otherInline {
		if _, err := r.api.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: name, PolicyName: aws.String(policy)}); err != nil && !awsclient.IsNotFound(err) {
			return err
		}
	}
	for _, arn := range now.attached {
		if _, err := r.api.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: name, PolicyArn: aws.String(arn)}); err != nil && !awsclient.IsNotFound(err) {
			return err
		}
	}
	now.otherInline, now.attached = nil, nil
	for _, part := range []struct {
		changed bool
		set     func() error
	}{
		{!awsclient.SamePolicy(now.trust, want.trust), func() error {
			_, err := r.api.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: name, PolicyDocument: aws.String(want.trust)})
			return err
		}},
		{now.boundary != want.boundary && want.boundary == "", func() error {
			_, err := r.api.DeleteRolePermissionsBoundary(ctx, &iam.DeleteRolePermissionsBoundaryInput{RoleName: name})
			return err
		}},
		{now.boundary != want.boundary && want.boundary != "", func() error {
			_, err := r.api.PutRolePermissionsBoundary(ctx, &iam.PutRolePermissionsBoundaryInput{RoleName: name, PermissionsBoundary: aws.String(want.boundary)})
			return err
		}},
		{now.description != want.description || now.maxSession != want.maxSession, func() error {
			_, err := r.api.UpdateRole(ctx, &iam.UpdateRoleInput{RoleName: name, Description: aws.String(want.description), MaxSessionDuration: aws.Int32(want.maxSession)})
			return err
		}},
		{!awsclient.SamePolicy(now.policy, want.policy), func() error {
			_, err := r.api.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: name, PolicyName: aws.String(r.policy), PolicyDocument: aws.String(want.policy)})
			return err
		}},
	} {
		if !part.changed {
			continue
		}
		if err := r.whileUnknown(ctx, part.set); err != nil {
			return err
		}
	}
	if want.Tags == nil {
		want.Tags = now.Tags
	}
	err := awsresource.SyncTags(ctx, now.Tags, want.Tags,
		func(ctx context.Context, put map[string]string) error {
			_, err := r.api.TagRole(ctx, &iam.TagRoleInput{RoleName: name, Tags: roleTags(put)})
			return err
		}, func(ctx context.Context, keys []string) error {
			_, err := r.api.UntagRole(ctx, &iam.UntagRoleInput{RoleName: name, TagKeys: keys})
			return err
		})
	if err == nil {
		want.ARN, want.path = now.ARN, now.path
		*now = want
	}
	return err
}

// whileUnknown calls again while a role that was just created is not known
// everywhere.
func (r roles) whileUnknown(ctx context.Context, call func() error) error {
	for look := 0; ; look++ {
		err := call()
		if !awsclient.IsNotFound(err) || look == consistencyLooks {
			return err
		}
		if waitErr := awsclient.Sleep(ctx, r.pause); waitErr != nil {
			return err
		}
	}
}

// delete deletes a role with its policy. A role that is not there is fine.
func (r roles) delete(ctx context.Context, name string) error {
	_, err := r.api.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(name), PolicyName: aws.String(r.policy)})
	if err != nil && !awsclient.IsNotFound(err) {
		return err
	}
	_, err = r.api.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String(name)})
	if awsclient.IsNotFound(err) {
		return nil
	}
	return err
}
