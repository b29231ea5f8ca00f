package awsresource

import (
	"errors"
	"fmt"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// class is what the user is told about one kind of error.
type class struct {
	is      func(error) bool
	summary string
	advice  func(error) string
}

// classes are in the order in which they are tried: an error of credentials is
// one whatever else it looks like, and a time that ran out is one whatever AWS
// answered last.
var classes = []class{
	{isUnknownConfig, "Provider configuration not known yet", adviseUnknownConfig},
	{awsclient.IsExpiredCredentials, "Expired AWS credentials", say(
		"The credentials were valid once and have expired. Sign in or fetch new ones, and run Terraform again.")},
	{awsclient.IsInvalidCredentials, "AWS credentials not accepted", say(
		"AWS does not know these credentials or their secret does not fit. Check which profile, role or environment variables the provider uses.")},
	{awsclient.IsCancelled, "Interrupted operation", say("The operation was interrupted before AWS was done with it.")},
	{isUnansweredInTime, "No answer from AWS", say(
		"The time for this operation ran out. Check the network, proxies and `endpoints` of the provider.")},
	{awsclient.IsTimeout, "Timeout", say("The time for this operation ran out. If AWS needs longer, set a longer time in `timeouts`.")},
	{awsclient.IsRoleNotAssumable, "Role that can't be used", say(
		"A new role takes a while until AWS knows it everywhere, and it was tried again for two minutes. Check that the trust policy of the role " +
			"lets the service assume it, and that its own policies allow what the message names.")},
	{awsclient.IsAccessDenied, "Missing AWS permission", advisePermission},
	{awsclient.IsLimitExceeded, "AWS quota used up", say(
		"Trying again does not help: raise the quota, where AWS allows it, or remove what is not needed any more.")},
	{awsclient.IsThrottling, "Throttling by AWS", say(
		"AWS allows only so many calls per second and account. Run Terraform again, with a lower `-parallelism` if this goes on; " +
			"`max_retries` and `retry_mode` of the provider say how long it keeps trying.")},
	{awsclient.IsConcurrentModification, "Concurrent change on AWS", say(
		"Something else was changing the same object all the time. Run Terraform again when it is done.")},
	{awsclient.IsManagedRule, "Rule managed by an AWS service", say(
		"The rule belongs to the AWS service that created it, and only that service may change it.")},
	{awsclient.IsOperationDisabled, "Partner events switched off", say(
		"AWS offers partner event sources not in this region or not to this account.")},
	{awsclient.IsInvalidState, "Unfitting state on AWS", nil},
	{awsclient.IsAlreadyExists, "Existing object", nil},
	{awsclient.IsNotFound, "Missing object", nil},
	{awsclient.IsValidation, "Request refused by AWS", nil},
	{awsclient.IsInternal, "AWS internal error", say("The fault is on AWS's side. Run Terraform again after a while.")},
	{awsclient.IsUnanswered, "No answer from AWS", adviseUnanswered},
}

// Diagnose tells the user about something that failed on AWS. object names the
// thing, such as `rule "a" on event bus "b"`; operation is what was tried, such
// as "creating" or "reading the tags of"; left is the state the user is left
// in, in whole sentences, or "".
func Diagnose(object, operation string, err error, left string) diag.Diagnostic {
	summary, advice := explain(err)
	paragraphs := []string{fmt.Sprintf("%s %s failed.", prose.Capitalize(operation), object), answer(err), advice, left}
	return diag.NewErrorDiagnostic(summary, join(paragraphs))
}

// explain returns the title for an error, and what to do about it or "".
func explain(err error) (summary, advice string) {
	for _, c := range classes {
		switch {
		case !c.is(err):
		case c.advice == nil:
			return c.summary, ""
		default:
			return c.summary, c.advice(err)
		}
	}
	return "AWS request failed", ""
}

// answer is what AWS said, or what went wrong instead.
func answer(err error) string {
	var b strings.Builder
	code := awsclient.CodeOf(err)
	var unsent *smithyhttp.RequestSendError
	switch {
	case code == "" && errors.As(err, &unsent) && unsent.Err != nil:
		b.WriteString(prose.Capitalize(unsent.Err.Error()))
	case code == "":
		b.WriteString(prose.Capitalize(err.Error()))
	default:
		service, operation := awsclient.OperationOf(err)
		fmt.Fprintf(&b, "%s: %s", code, awsclient.MessageOf(err))
		if operation != "" {
			fmt.Fprintf(&b, "\nCall: %s %s", service, operation)
		}
	}
	if attempts := awsclient.AttemptsOf(err); attempts > 1 {
		fmt.Fprintf(&b, "\nAttempts: %d", attempts)
	}
	if id := awsclient.RequestIDOf(err); id != "" {
		fmt.Fprintf(&b, "\nRequest id: %s", id)
	}
	return b.String()
}

func say(text string) func(error) string { return func(error) string { return text } }

// iamPrefixes are the names by which IAM knows the services, by the SDK's names.
var iamPrefixes = map[string]string{
	"EventBridge": "events", "CloudWatch Logs": "logs", "STS": "sts",
	"SFN": "states", "CloudWatch": "cloudwatch", "IAM": "iam",
}

func advisePermission(err error) string {
	service, operation := awsclient.OperationOf(err)
	prefix, known := iamPrefixes[service]
	if !known || operation == "" {
		return "The credentials lack a permission, or a policy of the organization denies it."
	}
	action := prefix + ":" + operation
	advice := fmt.Sprintf("The credentials need the permission %s on this object, and no policy may deny it.", action)
	if besides := permission.Default().Besides(action); len(besides) > 0 {
		advice += fmt.Sprintf(" AWS may ask for %s besides; which one is missing, it says above.", strings.Join(besides, " and "))
	}
	return advice
}

// isUnansweredInTime says whether the time ran out without a single answer at
// the end: longer waiting is not what would help.
func isUnansweredInTime(err error) bool {
	var timeout *awsclient.TimeoutError
	return errors.As(err, &timeout) && awsclient.CodeOf(timeout.Last) == "" && awsclient.IsUnanswered(timeout.Last)
}

// adviseUnanswered leaves open what became of a request that changes something.
func adviseUnanswered(err error) string {
	advice := "Check the network, proxies and `endpoints` of the provider."
	_, operation := awsclient.OperationOf(err)
	for _, look := range []string{"Describe", "Get", "List"} {
		if strings.HasPrefix(operation, look) {
			return advice
		}
	}
	return advice + " Whether AWS carried the request out is not known."
}

func isUnknownConfig(err error) bool {
	var unknown *awsclient.UnknownConfigError
	return errors.As(err, &unknown)
}

func adviseUnknownConfig(err error) string {
	var unknown *awsclient.UnknownConfigError
	if !errors.As(err, &unknown) {
		return ""
	}
	return fmt.Sprintf("AWS can't be asked while %s of the provider's configuration follows from resources that are not applied yet. "+
		"Apply those first (terraform apply -target=...), or give the provider values that are known while planning.",
		strings.Join(unknown.Attributes, ", "))
}

// join puts the paragraphs that say something under each other.
func join(paragraphs []string) string {
	said := make([]string, 0, len(paragraphs))
	for _, paragraph := range paragraphs {
		if paragraph != "" {
			said = append(said, paragraph)
		}
	}
	return strings.Join(said, "\n\n")
}
