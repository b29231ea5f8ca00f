package metricsink

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

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// rolesAPI is what a metric needs of IAM.
type rolesAPI interface {
	CreateRole(context.Context, *iam.CreateRoleInput, ...func(*iam.Options)) (*iam.CreateRoleOutput, error)
	DeleteRole(context.Context, *iam.DeleteRoleInput, ...func(*iam.Options)) (*iam.DeleteRoleOutput, error)
	DeleteRolePermissionsBoundary(context.Context, *iam.DeleteRolePermissionsBoundaryInput, ...func(*iam.Options)) (*iam.DeleteRolePermissionsBoundaryOutput, error)
	DeleteRolePolicy(context.Context, *iam.DeleteRolePolicyInput, ...func(*iam.Options)) (*iam.DeleteRolePolicyOutput, error)
	GetRole(context.Context, *iam.GetRoleInput, ...func(*iam.Options)) (*iam.GetRoleOutput, error)
	GetRolePolicy(context.Context, *iam.GetRolePolicyInput, ...func(*iam.Options)) (*iam.GetRolePolicyOutput, error)
	PutRolePermissionsBoundary(context.Context, *iam.PutRolePermissionsBoundaryInput, ...func(*iam.Options)) (*iam.PutRolePermissionsBoundaryOutput, error)
	PutRolePolicy(context.Context, *iam.PutRolePolicyInput, ...func(*iam.Options)) (*iam.PutRolePolicyOutput, error)
	TagRole(context.Context, *iam.TagRoleInput, ...func(*iam.Options)) (*iam.TagRoleOutput, error)
	UntagRole(context.Context, *iam.UntagRoleInput, ...func(*iam.Options)) (*iam.UntagRoleOutput, error)
	UpdateAssumeRolePolicy(context.Context, *iam.UpdateAssumeRolePolicyInput, ...func(*iam.Options)) (*iam.UpdateAssumeRolePolicyOutput, error)
}

var _ rolesAPI = (*iam.Client)(nil)

// rolePolicyName is the name of the one inline policy of a role. By it an import
// knows the roles that are made here.
const rolePolicyName = "eventbridge-metric"

// consistencyLooks is how often to look again for what was just created.
const consistencyLooks = 10

// role is a role as it is on AWS, or as it is to be.
type role struct {
	name, arn, path string
	// trust and policy are the two policies as JSON; policy is "" where there is none.
	trust, policy string
	boundary      string
	tags          map[string]string
}

// roles are the calls to IAM.
type roles struct {
	api   rolesAPI
	pause time.Duration
}

// pieceExistsError reports that a role or a state machine exists that this call
// has not created.
type pieceExistsError struct {
	name    string
	compare awsresource.Comparison
	role    *role
	machine *machine
}

func (e *pieceExistsError) Error() string { return e.name + " already exists" }

// find reads a role, or returns an error of the class IsNotFound.
func (r roles) find(ctx context.Context, name string) (*role, error) {
	out, err := r.api.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(name)})
	if err != nil {
		return nil, err
	}
	if out.Role == nil || aws.ToString(out.Role.Arn) == "" {
		return nil, &awsclient.IncompleteAnswerError{Operation: "IAM GetRole", Member: "the role"}
	}
	found := roleOf(out.Role)
	policy, err := r.api.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: aws.String(name), PolicyName: aws.String(rolePolicyName)})
	switch {
	case awsclient.IsNotFound(err):
	case err != nil:
		return nil, err
	default:
		found.policy = decoded(policy.PolicyDocument)
	}
	return found, nil
}

func roleOf(from *iamtypes.Role) *role {
	out := &role{
		name: aws.ToString(from.RoleName), arn: aws.ToString(from.Arn), path: aws.ToString(from.Path),
		trust: decoded(from.AssumeRolePolicyDocument), tags: map[string]string{},
	}
	if from.PermissionsBoundary != nil {
		out.boundary = aws.ToString(from.PermissionsBoundary.PermissionsBoundaryArn)
	}
	for _, tag := range from.Tags {
		out.tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
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

// difference compares a role that exists with the one that is to be created,
// tags apart. A role without its policy is what an interrupted creation leaves.
func (r role) difference(want role) string {
	switch {
	case r.path != want.path:
		return "its path differs from the configuration"
	case !awsclient.SamePolicy(r.trust, want.trust):
		return "its trust policy differs from the configuration"
	case r.policy != "" && !awsclient.SamePolicy(r.policy, want.policy):
		return "its policy differs from the configuration"
	case r.boundary != want.boundary:
		return "its permissions boundary differs from the configuration"
	}
	return ""
}

// obtain returns the role of that name. It creates one, unless it exists and is
// known to be this metric's (mine). It returns a *pieceExistsError if a role of
// that name exists that it has not created.
func (r roles) obtain(ctx context.Context, wantIn func(account string) role, account string, mine bool) (*role, error) {
	want := wantIn(account)
	found, err := r.find(ctx, want.name)
	exists := func(found *role) error {
		want := wantIn(awsresource.AccountOf(found.arn))
		return &pieceExistsError{name: "role " + want.name, role: found, compare: func(context.Context) (string, error) {
			return cmp.Or(found.difference(want), awsresource.CompareTags(found.tags, want.tags)), nil
		}}
	}
	switch {
	case err == nil && mine:
		return found, nil
	case err == nil:
		return nil, exists(found)
	case !awsclient.IsNotFound(err):
		return nil, err
	}
	input := &iam.CreateRoleInput{
		RoleName: aws.String(want.name), Path: aws.String(want.path), AssumeRolePolicyDocument: aws.String(want.trust),
		Description: aws.String("Made by terraform-provider-eventbridge for a metric"),
	}
	if want.boundary != "" {
		input.PermissionsBoundary = aws.String(want.boundary)
	}
	input.Tags = roleTags(want.tags)
	out, err := r.api.CreateRole(ctx, input)
	if err != nil {
		if !awsclient.IsUncertain(err) && !awsclient.IsAlreadyExists(err) {
			return nil, err
		}
		found, lookErr := r.find(ctx, want.name)
		if lookErr != nil {
			return nil, err
		}
		// The role did not exist just before. If an answer was lost, it is the
		// one that was asked for.
		if awsclient.IsUncertain(err) && found.difference(wantIn(account)) == "" && !differ(found.tags, want.tags) {
			return found, nil
		}
		return nil, exists(found)
	}
	if out.Role == nil || aws.ToString(out.Role.Arn) == "" {
		return r.find(ctx, want.name)
	}
	made := roleOf(out.Role)
	made.trust, made.tags = want.trust, want.tags
	return made, nil
}

func roleTags(tags map[string]string) []iamtypes.Tag {
	out := make([]iamtypes.Tag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, iamtypes.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return out
}

// configure gets a role to what is wanted and keeps it up to date. Tags of nil
// are left alone.
func (r roles) configure(ctx context.Context, now *role, want role) error {
	name := aws.String(now.name)
	if !awsclient.SamePolicy(now.trust, want.trust) {
		if err := r.patiently(ctx, func() error {
			_, err := r.api.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: name, PolicyDocument: aws.String(want.trust)})
			return err
		}); err != nil {
			return err
		}
		now.trust = want.trust
	}
	if now.boundary != want.boundary {
		var err error
		if want.boundary == "" {
			_, err = r.api.DeleteRolePermissionsBoundary(ctx, &iam.DeleteRolePermissionsBoundaryInput{RoleName: name})
		} else {
			_, err = r.api.PutRolePermissionsBoundary(ctx, &iam.PutRolePermissionsBoundaryInput{RoleName: name, PermissionsBoundary: aws.String(want.boundary)})
		}
		if err != nil {
			return err
		}
		now.boundary = want.boundary
	}
	if !awsclient.SamePolicy(now.policy, want.policy) {
		if err := r.patiently(ctx, func() error {
			_, err := r.api.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: name, PolicyName: aws.String(rolePolicyName), PolicyDocument: aws.String(want.policy)})
			return err
		}); err != nil {
			return err
		}
		now.policy = want.policy
	}
	if want.tags == nil {
		return nil
	}
	err := awsresource.SyncTags(ctx, now.tags, want.tags,
		func(ctx context.Context, put map[string]string) error {
			_, err := r.api.TagRole(ctx, &iam.TagRoleInput{RoleName: name, Tags: roleTags(put)})
			return err
		}, func(ctx context.Context, keys []string) error { return r.untag(ctx, now.name, keys) })
	if err == nil {
		now.tags = want.tags
	}
	return err
}

// patiently calls again while a role that was just made is not known everywhere.
func (r roles) patiently(ctx context.Context, call func() error) error {
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

func (r roles) untag(ctx context.Context, name string, keys []string) error {
	_, err := r.api.UntagRole(ctx, &iam.UntagRoleInput{RoleName: aws.String(name), TagKeys: keys})
	return err
}

// delete deletes a role with its policy. That it is not there is fine.
func (r roles) delete(ctx context.Context, name string) error {
	_, err := r.api.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(name), PolicyName: aws.String(rolePolicyName)})
	if err != nil && !awsclient.IsNotFound(err) {
		return err
	}
	_, err = r.api.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String(name)})
	if awsclient.IsNotFound(err) {
		return nil
	}
	return err
}

// trustPolicy lets a service assume the role, for objects of this account only.
// Without an account, which is not known before the first role is there, it is
// for any.
func trustPolicy(service, account, source string) string {
	s := awsclient.Statement{Effect: "Allow", Principal: map[string][]string{"Service": {service}}, Action: []string{"sts:AssumeRole"}}
	if account != "" {
		s.Condition = map[string]map[string]string{
			"StringEquals": {"aws:SourceAccount": account},
			"ArnLike":      {"aws:SourceArn": source},
		}
	}
	return awsclient.PolicyText(s)
}

// logDelivery are the permissions that Step Functions needs to have failures
// logged (Step Functions developer guide, "Logging using CloudWatch Logs"). They
// can't be narrowed to a log group.
var logDelivery = []string{
	"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
	"logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
}

// publishPolicy lets the state machine publish to one namespace. PutMetricData
// knows no resources; the condition is what narrows it.
func publishPolicy(namespace string, logs bool) string {
	all := []awsclient.Statement{{
		Effect: "Allow", Action: []string{"cloudwatch:PutMetricData"}, Resource: "*",
		Condition: map[string]map[string]string{"StringEquals": {"cloudwatch:namespace": namespace}},
	}}
	if logs {
		all = append(all, awsclient.Statement{Effect: "Allow", Action: logDelivery, Resource: "*"})
	}
	return awsclient.PolicyText(all...)
}

func startPolicy(stateMachineARN string) string {
	return awsclient.PolicyText(awsclient.Statement{Effect: "Allow", Action: []string{"states:StartExecution"}, Resource: stateMachineARN})
}

// isForeignPolicy says that a role can't go because of what others put on it.
func isForeignPolicy(err error) bool { return awsclient.IsDeleteConflict(err) }
