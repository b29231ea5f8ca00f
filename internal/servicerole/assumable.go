package servicerole

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// NotAssumableError reports a role that a service will never be able to assume.
type NotAssumableError struct {
	// Why says what is wrong with the role.
	Why string
	// Err is the answer of the service.
	Err error
}

func (e *NotAssumableError) Error() string { return e.Why }
func (e *NotAssumableError) Unwrap() error { return e.Err }

// CheckAssumable looks at a role after the answer of a service that could not
// assume it. A role that was just created takes some seconds until AWS knows it
// everywhere, and waiting helps. It does not help if the role does not exist or
// does not trust the service: then the error is a *NotAssumableError. It is nil
// if the role cannot be read.
func CheckAssumable(ctx context.Context, api interface {
	GetRole(context.Context, *iam.GetRoleInput, ...func(*iam.Options)) (*iam.GetRoleOutput, error)
}, roleARN, principal string, answer error) error {
	out, err := awsclient.RetryMissing(ctx, func() (*iam.GetRoleOutput, error) {
		return api.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(NameIn(roleARN))})
	})
	switch {
	case awsclient.IsNotFound(err):
		return &NotAssumableError{Why: fmt.Sprintf("the role %s does not exist", roleARN), Err: answer}
	case err != nil, out.Role == nil, aws.ToString(out.Role.Arn) != roleARN, awsclient.MayAssume(decoded(out.Role.AssumeRolePolicyDocument), principal):
		return nil //nolint:nilerr // nothing is known of the role then
	}
	return &NotAssumableError{Why: "the trust policy of the role does not allow sts:AssumeRole for " + principal, Err: answer}
}

// patience is how long a service may not know a role that was just created.
const patience = 2 * time.Minute

// UntilAssumable calls again while a service cannot assume the role of the call
// yet. The error is a *NotAssumableError if it never will.
func UntilAssumable(ctx context.Context, meta *awsresource.Meta, roleARN, principal string, call func() error) error {
	const longest = 2 * time.Second
	for look := 0; ; look++ {
		err := call()
		if !awsclient.IsRoleNotAssumable(err) || look == int(patience/longest) {
			return err
		}
		if look == 0 {
			if never := CheckAssumable(ctx, meta.AWS.IAM(), roleARN, principal, err); never != nil {
				return never
			}
		}
		if awsclient.Sleep(ctx, min(meta.PollInterval, longest)) != nil {
			return err
		}
	}
}

// NotAssumable reports at an attribute that AWS cannot assume the role in it.
// object is what needs the role; advice and left are whole sentences.
func NotAssumable(at path.Path, roleARN, principal, object string, err error, advice, left string) diag.Diagnostic {
	why := fmt.Sprintf("A new role takes some time to become available, so the provider retried for more than a minute. Check that the trust policy of the role allows sts:AssumeRole for %s.", principal)
	var never *NotAssumableError
	if errors.As(err, &never) {
		why = prose.Capitalize(never.Why) + "."
	}
	return diag.NewAttributeErrorDiagnostic(at, "Role cannot be assumed", fmt.Sprintf("%s cannot assume the role %s for the %s.\n\n%s: %s\n\n%s %s %s",
		principal, roleARN, object, awsclient.CodeOf(err), awsclient.MessageOf(err), why, advice, left))
}
