package awsresource

import (
	"errors"
	"fmt"
	"strings"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// class is the title and the advice for one kind of error.
type class struct {
	is      func(error) bool
	summary string
	advice  func(error) string
}

// classes are in the order in which they are tried: credential errors first, and
// a timeout before whatever AWS answered last.
var classes = []class{
	{isUnknownConfig, "Provider configuration not known yet", adviseUnknownConfig},
	{awsclient.IsExpiredCredentials, "Expired AWS credentials", say(
		"The credentials have expired. Sign in again or get new ones, and run Terraform again.")},
	{awsclient.IsInvalidCredentials, "Invalid AWS credentials", say(
		"AWS does not know these credentials, or the secret key is wrong. Check which profile, role or environment variables the provider uses.")},
	{awsclient.IsCancelled, "Operation interrupted", say("The operation was interrupted before AWS had completed it.")},
	{isUnansweredInTime, "No response from AWS", say(
		"The operation did not finish in time. Check the network, any proxies, and the provider's `endpoints`.")},
	{awsclient.IsTimeout, "Operation timed out", adviseTimeout},
	{awsclient.IsRoleNotAssumable, "Role cannot be assumed", say(
		"A new role takes some time to become available, so the call was retried for two minutes. Check that the trust policy of the role " +
			"allows the service to assume it, and that its permission policies allow the actions in the message.")},
	{awsclient.IsAccessDenied, "Missing AWS permission", advisePermission},
	{awsclient.IsLimitExceeded, "AWS quota exceeded", say(
		"A retry does not help: request a higher quota if AWS allows it, or delete what is no longer needed.")},
	{awsclient.IsThrottling, "Requests throttled by AWS", say(
		"AWS limits the calls per second in an account. Run Terraform again, with a lower `-parallelism` if this happens repeatedly. " +
			"The provider's `max_retries` and `retry_mode` set how long it retries.")},
	{awsclient.IsConcurrentModification, "Concurrent change on AWS", say(
		"Another process was changing the same object. Run Terraform again when it has finished.")},
	{awsclient.IsManagedRule, "Rule managed by AWS", say(
		"The rule belongs to the AWS service that created it, and only that service may change it.")},
	{awsclient.IsOperationDisabled, "Partner event sources not available", say(
		"AWS does not offer partner event sources in this region or to this account.")},
	{awsclient.IsInvalidState, "Conflicting state on AWS", nil},
	{awsclient.IsAlreadyExists, "Object already exists", nil},
	{awsclient.IsNotFound, "Object not found", nil},
	{awsclient.IsValidation, "Request rejected by AWS", nil},
	{awsclient.IsUnusableAnswer, "Incomplete response from AWS", say(
		"The provider cannot continue with such a response. Run Terraform again. If it happens repeatedly, check any proxies and the provider's `endpoints`, and report the problem with the request ID.")},
	{awsclient.IsInternal, "AWS internal error", say("This is a failure on AWS's side. Run Terraform again later.")},
	{awsclient.IsUnanswered, "No response from AWS", adviseUnanswered},
}

// Diagnose reports a failed operation on AWS. object names the object, such as
// `rule "a" on event bus "b"`; operation is such as "creating" or "reading the tags
// of"; left describes the state that remains, in whole sentences, or "".
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
		fmt.Fprintf(&b, "\nRequest ID: %s", id)
	}
	return b.String()
}

func say(text string) func(error) string { return func(error) string { return text } }

// iamPrefixes are the names under which IAM knows the services, by the SDK's names.
var iamPrefixes = map[string]string{
	"EventBridge": "events", "CloudWatch Logs": "logs", "STS": "sts",
	"SFN": "states", "CloudWatch": "cloudwatch", "IAM": "iam", "Scheduler": "scheduler",
}

func advisePermission(err error) string {
	service, operation := awsclient.OperationOf(err)
	prefix, known := iamPrefixes[service]
	if !known || operation == "" {
		return "The credentials lack a permission, or an organization policy denies it."
	}
	action := prefix + ":" + operation
	advice := fmt.Sprintf("The credentials need the permission %s on this object, and no policy may deny it.", action)
	if besides := permission.Default().Besides(action); len(besides) > 0 {
		advice += fmt.Sprintf(" AWS may also require %s; the message above names the missing one.", strings.Join(besides, " and "))
	}
	return advice
}

// isUnansweredInTime reports whether the operation timed out without an answer, so
// that a longer timeout would not help.
func isUnansweredInTime(err error) bool {
	var timeout *awsclient.TimeoutError
	return errors.As(err, &timeout) && awsclient.CodeOf(timeout.Last) == "" && awsclient.IsUnanswered(timeout.Last) && !awsclient.IsTimeout(timeout.Last)
}

// adviseTimeout names the argument that sets the limit, if there is one.
func adviseTimeout(err error) string {
	var limit *limitError
	advice := "The operation did not finish in time."
	if errors.As(err, &limit) {
		advice = fmt.Sprintf("The operation did not finish within %s.", limit.limit)
		if limit.setting != "" {
			advice += fmt.Sprintf(" If AWS needs longer, set a longer timeout in `%s`.", limit.setting)
		}
	}
	if awsclient.IsUnanswered(err) {
		advice += " AWS did not respond to the last call: check the network, any proxies, and the provider's `endpoints`."
	}
	return advice
}

// adviseUnanswered says that the outcome of a write is unknown.
func adviseUnanswered(err error) string {
	advice := "Check the network, any proxies, and the provider's `endpoints`."
	_, operation := awsclient.OperationOf(err)
	for _, look := range []string{"Describe", "Get", "List"} {
		if strings.HasPrefix(operation, look) {
			return advice
		}
	}
	return advice + " It is not known whether AWS completed the request."
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
	return fmt.Sprintf("The provider cannot call AWS while %s in its configuration depends on resources that are not applied yet. "+
		"Apply those first (terraform apply -target=...), or use values that are known during the plan.",
		strings.Join(unknown.Attributes, ", "))
}

// join joins the paragraphs that are not empty.
func join(paragraphs []string) string {
	said := make([]string, 0, len(paragraphs))
	for _, paragraph := range paragraphs {
		if paragraph != "" {
			said = append(said, paragraph)
		}
	}
	return strings.Join(said, "\n\n")
}
