package emulator_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	topicARN    = "arn:aws:sns:us-east-1:123456789012:alerts"
	queueARN    = "arn:aws:sqs:us-east-1:123456789012:alerts"
	functionARN = "arn:aws:lambda:us-east-1:123456789012:function:alert"
	alertRule   = "arn:aws:events:us-east-1:123456789012:rule/r"
)

// letting is a policy that lets a service do an action on behalf of source.
func letting(service, action, resource, source string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":%q},"Action":%q,"Resource":%q,`+
		`"Condition":{"ArnEquals":{"aws:SourceArn":%q}}}]}`, service, action, resource, source)
}

func (b *bed) createQueue(t *testing.T, name string, attributes map[string]string) *string {
	t.Helper()
	return ok[*sqs.CreateQueueOutput](t)(sqs.NewFromConfig(b.config(region)).CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})).QueueUrl
}

// received are the messages of a queue with their attributes, deleted afterwards.
func (b *bed) received(t *testing.T, url *string) []string {
	t.Helper()
	client := sqs.NewFromConfig(b.config(region))
	out := ok[*sqs.ReceiveMessageOutput](t)(client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: []string{"All"}}))
	var texts []string
	for _, m := range out.Messages {
		text := *m.Body
		if code, found := m.MessageAttributes["ERROR_CODE"]; found {
			text = *code.StringValue + " " + aws.ToString(m.MessageAttributes["RULE_ARN"].StringValue) + aws.ToString(m.MessageAttributes["SCHEDULE_ARN"].StringValue)
		}
		texts = append(texts, text)
		must(t, 0, ignore(client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: m.ReceiptHandle})))
	}
	return texts
}

func ignore[T any](_ T, err error) error { return err }

// An event goes through a topic to a web server and a queue, as the target's
// transformer makes it.
func TestDeliveryToTopic(t *testing.T) {
	t.Parallel()
	b := start(t)
	posted := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		posted <- r.Header.Get("X-Amz-Sns-Message-Type") + " " + string(body)
	}))
	defer server.Close()
	client := sns.NewFromConfig(b.config(region))
	must(t, 0, ignore(client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("alerts")})))
	url := b.createQueue(t, "alerts", map[string]string{"Policy": letting("sns.amazonaws.com", "sqs:SendMessage", queueARN, topicARN)})
	for protocol, endpoint := range map[string]string{"http": server.URL, "sqs": queueARN} {
		must(t, 0, ignore(client.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: &protocol, Endpoint: &endpoint})))
	}
	_, err := client.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("http"), Endpoint: aws.String("http://example.com")})
	refused(t, err, "InvalidParameter")

	b.putRule(t, "default", "r", `{"source":["mine"]}`)
	b.putTarget(t, "default", "r", ebtypes.Target{Id: aws.String("a"), Arn: aws.String(topicARN), InputTransformer: &ebtypes.InputTransformer{
		InputPathsMap: map[string]string{"n": "$.detail.n"}, InputTemplate: aws.String(`"Build <n>"`),
	}})
	b.send(t, "x", `{"n":7}`)
	equal(t, "under the default policy", b.codes(), "NO_PERMISSIONS")

	must(t, 0, ignore(client.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
		TopicArn: aws.String(topicARN), AttributeName: aws.String("Policy"), AttributeValue: aws.String(letting("events.amazonaws.com", "sns:Publish", topicARN, alertRule)),
	})))
	b.send(t, "x", `{"n":7}`)
	got := b.received(t, url)
	equal(t, "messages", len(got), 1)
	var notification struct{ Type, TopicArn, Message string }
	must(t, 0, json.Unmarshal([]byte(got[0]), &notification))
	equal(t, "message", notification.Message, `"Build 7"`)
	equal(t, "posted", <-posted, "Notification "+got[0])

	must(t, 0, ignore(client.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
		TopicArn: aws.String(topicARN), AttributeName: aws.String("KmsMasterKeyId"), AttributeValue: aws.String("alias/aws/sns"),
	})))
	b.send(t, "x", `{"n":8}`)
	equal(t, "with the key of AWS", b.codes(), "NO_PERMISSIONS NO_PERMISSIONS")
	must(t, 0, ignore(client.DeleteTopic(t.Context(), &sns.DeleteTopicInput{TopicArn: aws.String(topicARN)})))
	_, err = client.GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: aws.String(topicARN)})
	refused(t, err, "NotFound")
}

// A queue gets an event if its policy lets EventBridge send, and the dead letter
// of another target.
func TestDeliveryToQueue(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at("2026-11-20T12:00:05Z")))
	fifoARN := queueARN + ".fifo"
	url := b.createQueue(t, "alerts.fifo", map[string]string{"FifoQueue": "true", "Policy": letting("events.amazonaws.com", "sqs:SendMessage", fifoARN, alertRule)})
	dead := b.createQueue(t, "dead", map[string]string{"Policy": letting("events.amazonaws.com", "SQS:SendMessage", "*", alertRule)})
	b.putRule(t, "default", "r", `{"source":["mine"]}`)
	b.putTarget(t, "default", "r", ebtypes.Target{
		Id: aws.String("fifo"), Arn: &fifoARN, Input: aws.String(`{"a":1}`), SqsParameters: &ebtypes.SqsParameters{MessageGroupId: aws.String("g")},
	})
	b.putTarget(t, "default", "r", ebtypes.Target{
		Id: aws.String("none"), Arn: aws.String(queueARN), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:123456789012:dead")},
	})
	b.send(t, "x", `{}`)
	equal(t, "messages", fmt.Sprint(b.received(t, url)), `[{"a":1}]`)
	equal(t, "dead letters", fmt.Sprint(b.received(t, dead)), "[NO_RESOURCE "+alertRule+"]")
	equal(t, "left", len(b.received(t, dead)), 0)

	client := sqs.NewFromConfig(b.config(region))
	must(t, 0, ignore(client.SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{QueueUrl: url, Attributes: map[string]string{"Policy": ""}})))
	b.send(t, "x", `{}`)
	equal(t, "failures", b.codes(), "NO_RESOURCE NO_PERMISSIONS NO_RESOURCE")
	found := ok[*sqs.GetQueueUrlOutput](t)(client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("alerts.fifo")}))
	attributes := ok[*sqs.GetQueueAttributesOutput](t)(client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: found.QueueUrl, AttributeNames: []sqstypes.QueueAttributeName{"All"}}))
	equal(t, "ARN", attributes.Attributes["QueueArn"], fifoARN)
	sent := ok[*sqs.SendMessageOutput](t)(client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: dead, MessageBody: aws.String("hello")}))
	equal(t, "sent", *sent.MD5OfMessageBody, "5d41402abc4b2a76b9719d911017c592")
	must(t, 0, ignore(client.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: dead})))
	_, err := client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("dead")})
	refused(t, err, "AWS.SimpleQueueService.NonExistentQueue")
}

// A function is invoked if a permission lets EventBridge do so, or the role of
// the target.
func TestDeliveryToFunction(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.putRule(t, "default", "r", `{"source":["mine"]}`)
	b.putTarget(t, "default", "r", ebtypes.Target{Id: aws.String("f"), Arn: aws.String(functionARN), InputPath: aws.String("$.detail")})
	b.send(t, "x", `{"n":1}`)
	equal(t, "without permission", b.codes(), "NO_PERMISSIONS")
	client := lambda.NewFromConfig(b.config(region))
	_, err := client.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: aws.String(functionARN)})
	refused(t, err, "ResourceNotFoundException")
	must(t, 0, ignore(client.AddPermission(t.Context(), &lambda.AddPermissionInput{
		FunctionName: aws.String("alert"), StatementId: aws.String("events"), Action: aws.String("lambda:InvokeFunction"),
		Principal: aws.String("events.amazonaws.com"), SourceArn: aws.String(alertRule),
	})))
	policy := ok[*lambda.GetPolicyOutput](t)(client.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: aws.String(functionARN)}))
	equal(t, "policy", json.Valid([]byte(*policy.Policy)), true)
	b.send(t, "x", `{"n":2}`)
	equal(t, "invoked with", fmt.Sprint(b.Invocations(functionARN)), `[{"n":2}]`)
}
