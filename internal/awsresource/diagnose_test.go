package awsresource_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func answered(code, message string) error {
	return &smithy.OperationError{ServiceID: "EventBridge", OperationName: "PutRule", Err: &awshttp.ResponseError{
		RequestID: "11-22",
		ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusBadRequest}},
			Err:      &smithy.GenericAPIError{Code: code, Message: message},
		},
	}}
}

// TestDiagnose reads each text as a user does.
func TestDiagnose(t *testing.T) {
	t.Parallel()
	const said = "\nCall: EventBridge PutRule\nRequest ID: 11-22\n\n"
	const left = "The rule was not created."
	for name, test := range map[string]struct {
		err     error
		summary string
		detail  string
	}{
		"permission": {
			answered("AccessDeniedException", "User: me is not authorized"), "Missing AWS permission",
			"AccessDeniedException: User: me is not authorized" + said + "The credentials need the permission events:PutRule on this object, and no policy may deny it. " +
				"AWS may also require events:TagResource; the message above names the missing one.\n\n",
		},
		"quota": {
			answered("LimitExceededException", "The requested resource exceeds the maximum number allowed."), "AWS quota exceeded",
			"LimitExceededException: The requested resource exceeds the maximum number allowed." + said +
				"A retry does not help: request a higher quota if AWS allows it, or delete what is no longer needed.\n\n",
		},
		"throttling": {
			&retry.MaxAttemptsError{Attempt: 25, Err: answered("ThrottlingException", "Rate exceeded")}, "Requests throttled by AWS",
			"ThrottlingException: Rate exceeded\nCall: EventBridge PutRule\nAttempts: 25\nRequest ID: 11-22\n\n",
		},
		"concurrent": {answered("ConcurrentModificationException", "busy"), "Concurrent change on AWS", "ConcurrentModificationException: busy" + said},
		"internal":   {answered("InternalException", "oops"), "AWS internal error", "InternalException: oops" + said},
		"managed":    {answered("ManagedRuleException", "no"), "Rule managed by AWS", "ManagedRuleException: no" + said},
		"disabled":   {answered("OperationDisabledException", "no"), "Partner event sources not available", "OperationDisabledException: no" + said},
		"state":      {answered("InvalidStateException", "not now"), "Conflicting state on AWS", "InvalidStateException: not now" + said},
		"exists":     {answered("ResourceAlreadyExistsException", "a"), "Object already exists", "ResourceAlreadyExistsException: a" + said},
		"missing":    {answered("ResourceNotFoundException", "a"), "Object not found", "ResourceNotFoundException: a" + said},
		"missing, by a listing": {
			&awsclient.NotFoundError{What: `rule "b"`}, "Object not found", "Rule \"b\" does not exist\n\n",
		},
		"refused":     {answered("ValidationException", "bad"), "Request rejected by AWS", "ValidationException: bad" + said},
		"expired":     {answered("ExpiredTokenException", "old"), "Expired AWS credentials", "ExpiredTokenException: old" + said + "The credentials have expired."},
		"unknown key": {answered("UnrecognizedClientException", "who"), "Invalid AWS credentials", "UnrecognizedClientException: who" + said},
		"timeout": {
			&awsclient.TimeoutError{Err: context.DeadlineExceeded, Last: answered("ThrottlingException", "Rate exceeded")}, "Operation timed out",
			"ThrottlingException: Rate exceeded" + said + "The operation did not finish in time.",
		},
		"interrupted": {context.Canceled, "Operation interrupted", "Context canceled\n\nThe operation was interrupted"},
		"no answer": {
			&smithyhttp.RequestSendError{Err: errors.New("connection reset")}, "No response from AWS",
			"Connection reset\n\nCheck the network, any proxies, and the provider's `endpoints`. It is not known whether AWS completed the request.\n\n",
		},
		"no answer to a look": {
			&smithy.OperationError{ServiceID: "EventBridge", OperationName: "ListRules", Err: &smithyhttp.RequestSendError{Err: errors.New("connection reset")}},
			"No response from AWS", "Connection reset\n\nCheck the network, any proxies, and the provider's `endpoints`.\n\n",
		},
		"no answer until the time ran out": {
			&awsclient.TimeoutError{Err: context.DeadlineExceeded, Last: &smithyhttp.RequestSendError{Err: errors.New("connection refused")}}, "No response from AWS",
			"Connection refused\n\nThe operation did not finish in time. Check the network, any proxies, and the provider's `endpoints`.\n\n",
		},
		"provider not known": {
			&awsclient.UnknownConfigError{Attributes: []string{"region", "profile"}}, "Provider configuration not known yet",
			"The provider's configuration is not known yet (region, profile)\n\nThe provider cannot call AWS while region, profile in its configuration depends",
		},
		"anything else": {errors.New("something"), "AWS request failed", "Something\n\n"},
	} {
		got := awsresource.Diagnose(`rule "a" on event bus "b"`, "creating", test.err, left)
		const first = "Creating rule \"a\" on event bus \"b\" failed.\n\n"
		if got.Summary() != test.summary || !strings.HasPrefix(got.Detail(), first+test.detail) || !strings.HasSuffix(got.Detail(), "\n\n"+left) {
			t.Errorf("%s: %s\n%s", name, got.Summary(), got.Detail())
		}
		if got.Severity() != diag.SeverityError || strings.ContainsAny(got.Summary(), ":.") {
			t.Errorf("%s: the summary %q is to be a short noun phrase of an error", name, got.Summary())
		}
	}
	if got := awsresource.Diagnose("a", "reading", errors.New("b"), ""); got.Detail() != "Reading a failed.\n\nB" {
		t.Errorf("got %q", got.Detail())
	}
}

func TestARN(t *testing.T) {
	t.Parallel()
	for text, wrong := range map[string]string{
		"arn:aws:sqs:eu-central-1:123456789012:queue":        "",
		"arn:aws-cn:sqs:cn-north-1:123456789012:queue":       "",
		"arn:aws-eusc:sqs:eusc-de-east-1:123456789012:queue": "",
		"arn:aws-any:sqs:some-region-of-2031:123456789012:q": "",
		"queue": `"queue" is not an ARN`,
		"arn:gcp:sqs:eu-central-1:123456789012:queue":          `has the partition "gcp", which is not an AWS partition`,
		"arn:aws:sns:eu-central-1:123456789012:queue":          `belongs to the service "sns", not "sqs"`,
		"arn:aws:sqs::123456789012:queue":                      `has no region. Expected an ARN such as arn:aws:sqs:<region>:<account>:...`,
		"arn:aws:sqs:eu-central-1:12345:queue":                 `has the account "12345", which is not 12 digits`,
		"arn:aws:sqs:eu-central-1:123456789012:":               `names "", which is not "" followed by a name`,
		"arn:aws:sqs:eu-central-1:123456789012:a queue":        `contains white space`,
		"https://sqs.eu-central-1.amazonaws.com/123/the-queue": `is not an ARN`,
	} {
		check(t, awsresource.ARN("sqs", ""), text, "Invalid ARN", wrong)
	}
	check(t, awsresource.ARN("kms", "key/"), "arn:aws:kms:eu-central-1:123456789012:alias/a", "Invalid ARN", `names "alias/a", which is not "key/" followed by a name`)
	check(t, awsresource.ARN("kms", "key/"), "arn:aws:kms:eu-central-1:123456789012:key/", "Invalid ARN", `names "key/"`)
	check(t, awsresource.ARN("iam", "role/"), "arn:aws:iam::123456789012:role/a", "", "")
	check(t, awsresource.ARN("iam", "role/"), "arn:aws:iam:eu-central-1:123456789012:role/a", "Invalid ARN",
		`has the region "eu-central-1", but ARNs of iam have none. Expected an ARN such as arn:aws:iam::<account>:role/...`)
	check(t, awsresource.AccountID(), "123456789012", "", "")
	check(t, awsresource.AccountID(), "12345678901x", "Invalid AWS account", `"12345678901x" is not an AWS account ID`)
}

func check(t *testing.T, v validator.String, text, summary, wrong string) {
	t.Helper()
	for _, silent := range []types.String{types.StringNull(), types.StringUnknown()} {
		resp := validator.StringResponse{}
		v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("a"), ConfigValue: silent}, &resp)
		if len(resp.Diagnostics) > 0 {
			t.Errorf("%s: %v", silent, resp.Diagnostics)
		}
	}
	resp := validator.StringResponse{}
	v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("a"), ConfigValue: types.StringValue(text)}, &resp)
	if wrong == "" && len(resp.Diagnostics) == 0 {
		return
	}
	if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary() != summary || !strings.Contains(resp.Diagnostics[0].Detail(), wrong) {
		t.Errorf("%q: got %v, want %s", text, resp.Diagnostics, wrong)
	}
}

func TestBaseTakesTheProvidersData(t *testing.T) {
	t.Parallel()
	meta := &awsresource.Meta{}
	for name, test := range map[string]struct {
		data  any
		want  *awsresource.Meta
		wrong int
	}{"while validating": {nil, nil, 0}, "configured": {meta, meta, 0}, "a bug": {"other", nil, 1}} {
		var base awsresource.Base
		resp := resource.ConfigureResponse{}
		base.Configure(t.Context(), resource.ConfigureRequest{ProviderData: test.data}, &resp)
		var data awsresource.DataBase
		dataResp := datasource.ConfigureResponse{}
		data.Configure(t.Context(), datasource.ConfigureRequest{ProviderData: test.data}, &dataResp)
		if base.Meta != test.want || data.Meta != test.want ||
			resp.Diagnostics.ErrorsCount() != test.wrong || dataResp.Diagnostics.ErrorsCount() != test.wrong {
			t.Errorf("%s: %v, %v", name, resp.Diagnostics, dataResp.Diagnostics)
		}
	}
}
