package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// doors are the services whose resource policy lets EventBridge in.
var doors = map[string]door{
	"sns":    {"topic", "sns:Publish", "sns:GetTopicAttributes", "aws_sns_topic_policy", topicAccess},
	"sqs":    {"queue", "sqs:SendMessage", "sqs:GetQueueUrl and sqs:GetQueueAttributes", "aws_sqs_queue_policy", queueAccess},
	"lambda": {"function", "lambda:InvokeFunction", "lambda:GetPolicy", "aws_lambda_permission", functionAccess},
}

// door is how EventBridge gets into a service.
type door struct {
	// noun is what has the policy.
	noun string
	// action is what EventBridge does there.
	action string
	// permission is what reading the policy takes, and resource what hashicorp/aws
	// writes it with.
	permission, resource string
	// read returns the policy, "" for none, and the ID of the KMS key, if any.
	read func(ctx context.Context, client *awsclient.Client, to arn.ARN) (policy, key string, err error)
}

func topicAccess(ctx context.Context, client *awsclient.Client, to arn.ARN) (policy, key string, err error) {
	out, err := client.SNS().GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String(to.String())})
	if err != nil {
		return "", "", err
	}
	return out.Attributes["Policy"], out.Attributes["KmsMasterKeyId"], nil
}

func queueAccess(ctx context.Context, client *awsclient.Client, to arn.ARN) (policy, key string, err error) {
	found, err := client.SQS().GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(to.Resource), QueueOwnerAWSAccountId: aws.String(to.AccountID)})
	if err != nil {
		return "", "", err
	}
	out, err := client.SQS().GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: found.QueueUrl, AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNamePolicy, sqstypes.QueueAttributeNameKmsMasterKeyId},
	})
	if err != nil {
		return "", "", err
	}
	return out.Attributes["Policy"], out.Attributes["KmsMasterKeyId"], nil
}

// functionAccess reads the policy of a function, or of the version or alias that
// the ARN names. Lambda answers alike for a function without a policy and for one
// that does not exist.
func functionAccess(ctx context.Context, client *awsclient.Client, to arn.ARN) (policy, key string, err error) {
	name, qualifier, qualified := strings.Cut(strings.TrimPrefix(to.Resource, "function:"), ":")
	input := &lambda.GetPolicyInput{FunctionName: aws.String(name)}
	if qualified {
		input.Qualifier = aws.String(qualifier)
	}
	out, err := client.Lambda().GetPolicy(ctx, input)
	if awsclient.IsNotFound(err) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	return aws.ToString(out.Policy), "", nil
}

// look reads whether a destination lets EventBridge in. A policy may have been
// written a moment ago, so that one that does not is read again some times.
func (d door) look(ctx context.Context, meta *awsresource.Meta, to arn.ARN, access awsclient.Access) (verdict awsclient.Verdict, key string, err error) {
	for look := 0; ; look++ {
		var policy string
		policy, key, err = d.read(ctx, meta.AWS, to)
		verdict = access.Decide(awsclient.PolicyDocument{Name: d.noun, Text: policy})
		if (err == nil && !verdict.Allowed || awsclient.IsNotFound(err)) && look < consistencyLooks && awsclient.Sleep(ctx, pauseOf(meta)) == nil {
			continue
		}
		return verdict, key, err
	}
}

// access is what EventBridge does there for a rule.
func (d door) access(to string, rule awsclient.RuleARN) awsclient.Access {
	return awsclient.Access{Principal: servicerole.EventBridge, Action: d.action, Resource: to, SourceARN: rule.String(), SourceAccount: rule.Account}
}

// dropped is what becomes of the events of a target that EventBridge cannot reach.
const dropped = "every event is dropped silently"

// checkReach refuses a topic, queue or function whose policy does not let
// EventBridge in for the rule.
func checkReach(ctx context.Context, meta *awsresource.Meta, text string, rule awsclient.RuleARN) diag.Diagnostics {
	to, err := arn.Parse(text)
	d, guarded := doors[to.Service]
	if err != nil || !guarded {
		return nil
	}
	at, access := path.Root("arn"), d.access(text, rule)
	verdict, key, err := d.look(ctx, meta, to, access)
	switch {
	case awsclient.IsNotFound(err):
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Target not found",
			fmt.Sprintf("There is no %s %s. EventBridge would accept the target and drop every event silently. The target was not written.", d.noun, text))}
	case awsclient.IsAccessDenied(err):
		return diag.Diagnostics{d.unreadable(at, text, dropped)}
	case err != nil:
		return diag.Diagnostics{awsresource.Diagnose("the policy of "+text, "reading", err, "The target was not written.")}
	case !verdict.Allowed:
		what, remedy := d.notLetIn(access, verdict)
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Missing delivery permission",
			what+". EventBridge would accept the target and drop every event silently. "+remedy+"\n\nThe target was not written.")}
	}
	return d.doubts(at, access, verdict, key, dropped)
}

// unreadable reports that the provider may not read a policy. loss is what happens
// if EventBridge may not send.
func (d door) unreadable(at path.Path, to, loss string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Resource policy not readable", fmt.Sprintf(
		"Without the permission %s the provider cannot check whether EventBridge may send to %s. If it may not, %s.", d.permission, to, loss))
}

// notLetIn says why EventBridge may not send, and what to do, with the statement
// that is missing.
func (d door) notLetIn(access awsclient.Access, verdict awsclient.Verdict) (what, remedy string) {
	what = fmt.Sprintf("The policy of %s does not grant EventBridge %s", access.Resource, access.Action)
	remedy = fmt.Sprintf("Add this statement, for example with `%s`:\n\n%s\n\nIf the same configuration adds it, name that resource in `depends_on` of the target.", d.resource, access.Statement())
	switch {
	case len(verdict.Denied) > 0:
		what = fmt.Sprintf("The policy of %s denies EventBridge %s", access.Resource, access.Action)
		remedy = "Change the statement with the effect Deny."
	case len(verdict.Missing) > 1:
		what += fmt.Sprintf(" for the rule %s: it does so only under the condition %s", access.SourceARN, prose.Or(verdict.Missing[1:]))
	}
	return what, remedy
}

// doubts are what may keep EventBridge out of a destination that lets it in.
func (d door) doubts(at path.Path, access awsclient.Access, verdict awsclient.Verdict, key, loss string) diag.Diagnostics {
	var diags diag.Diagnostics
	if len(verdict.Conditional) > 0 {
		diags.AddAttributeWarning(at, "Conditional delivery permission", fmt.Sprintf(
			"The policy of %s lets EventBridge in only under conditions that the provider cannot evaluate. If one is not met, %s. "+
				"A statement whose only condition is `aws:SourceArn` is safe:\n\n%s", access.Resource, loss, access.Statement()))
	}
	if alias := key[strings.LastIndexByte(key, ':')+1:]; strings.HasPrefix(alias, "alias/aws/") {
		diags.AddAttributeWarning(at, "KMS key managed by AWS", fmt.Sprintf(
			"The %s %s is encrypted with the key `%s`, which AWS manages and EventBridge cannot use: %s. "+
				"Use a customer managed key whose policy grants %s kms:GenerateDataKey and kms:Decrypt, or the encryption that the service itself manages.",
			d.noun, access.Resource, alias, loss, access.Principal))
	}
	return diags
}
