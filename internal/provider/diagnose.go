package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

const untouched = "Nothing was read or changed on AWS."

// isMissing reports that there is no region or that there are no credentials. It
// is an error only of what calls AWS: functions and the documented events do not.
func isMissing(err error) bool {
	var noRegion *awsclient.MissingRegionError
	var noCredentials *awsclient.CredentialsError
	return errors.As(err, &noRegion) || errors.As(err, &noCredentials)
}

// diagnose reports why the provider cannot be configured, at the attribute that is
// wrong if there is one.
func (s settings) diagnose(err error) diag.Diagnostic {
	var (
		noRegion      *awsclient.MissingRegionError
		unknownRegion *awsclient.UnknownRegionError
		noProfile     *awsclient.MissingProfileError
		wrongAccount  *awsclient.AccountError
		noRole        *awsclient.AssumeRoleError
		noCredentials *awsclient.CredentialsError
		setting       *awsclient.SettingError
	)
	switch {
	case errors.As(err, &noRegion):
		return diag.NewErrorDiagnostic("Missing AWS region",
			"No AWS region is configured. Set region in the provider's configuration, or the environment variable AWS_REGION, "+
				"or a region for the profile in the shared configuration file. It is required even if each resource sets its own `region`.\n\n"+untouched)
	case errors.As(err, &unknownRegion):
		return at(s.Region.ValueString() != "", "region", "Unknown AWS region", fmt.Sprintf(
			"%q is not an AWS region that this version of the provider knows. Correct the name, or set skip_region_validation = true if the region is newer.\n\n%s",
			unknownRegion.Region, untouched))
	case errors.As(err, &noProfile):
		return at(s.Profile.ValueString() != "", "profile", "Missing AWS profile", fmt.Sprintf(
			"There is no profile %q in the shared configuration and credentials files%s. Correct the name or add the profile.\n\n%s",
			noProfile.Profile, enumerate(noProfile.Files), untouched))
	case errors.As(err, &wrongAccount):
		return accountDiagnostic(wrongAccount)
	case awsclient.IsExpiredCredentials(err) || awsclient.IsInvalidCredentials(err):
		return awsresource.Diagnose("the AWS credentials", "checking", err, untouched)
	case errors.As(err, &noRole):
		return noRoleDiagnostic(noRole)
	case errors.As(err, &noCredentials):
		return diag.NewErrorDiagnostic("Missing AWS credentials", fmt.Sprintf(
			"No usable AWS credentials were found. Set a profile, or access_key and secret_key, in the provider's configuration; or set AWS_PROFILE, "+
				"or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the environment; or sign in with single sign-on.\n\nThe AWS SDK says: %s\n\n%s",
			noCredentials.Err, untouched))
	case errors.As(err, &setting):
		return diag.NewAttributeErrorDiagnostic(path.Root(setting.Attribute), "Invalid provider setting",
			fmt.Sprintf("%s\n\n%s", setting.Err, untouched))
	case awsclient.CodeOf(err) != "" || awsclient.IsUnanswered(err):
		return awsresource.Diagnose("the AWS account of the credentials", "looking up", err, untouched)
	}
	return diag.NewErrorDiagnostic("Invalid AWS configuration", fmt.Sprintf("The AWS SDK says: %s\n\n%s", err, untouched))
}

func accountDiagnostic(wrong *awsclient.AccountError) diag.Diagnostic {
	if len(wrong.Allowed) == 0 {
		return diag.NewAttributeErrorDiagnostic(path.Root("forbidden_account_ids"), "Wrong AWS account", fmt.Sprintf(
			"The credentials belong to the AWS account %s, which forbidden_account_ids forbids. Use other credentials or another profile.\n\n%s", wrong.Account, untouched))
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("allowed_account_ids"), "Wrong AWS account", fmt.Sprintf(
		"The credentials belong to the AWS account %s, and allowed_account_ids allows %s only. Use other credentials or another profile.\n\n%s",
		wrong.Account, strings.Join(wrong.Allowed, ", "), untouched))
}

func noRoleDiagnostic(failed *awsclient.AssumeRoleError) diag.Diagnostic {
	attribute := "assume_role"
	if failed.WebIdentity {
		attribute = "assume_role_with_web_identity"
	}
	told := awsresource.Diagnose("the role "+strings.Join(failed.Roles, ", then "), "assuming", failed.Err,
		"Check the role's ARN, that its trust policy names the caller, and that the caller may assume it.\n\n"+untouched)
	return diag.NewAttributeErrorDiagnostic(path.Root(attribute), "Role cannot be assumed", told.Detail())
}

// at is an error at the attribute if the configuration sets it, and otherwise, with
// a value from the environment, of the provider.
func at(configured bool, attribute, summary, detail string) diag.Diagnostic {
	if configured {
		return diag.NewAttributeErrorDiagnostic(path.Root(attribute), summary, detail)
	}
	return diag.NewErrorDiagnostic(summary, detail)
}

func enumerate(files []string) string {
	if len(files) == 0 {
		return ""
	}
	return " " + strings.Join(files, ", ")
}
