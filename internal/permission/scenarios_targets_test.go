package permission_test

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// Destinations of targets.
const (
	topicARN    = "arn:aws:sns:us-east-1:" + account + ":alerts"
	queueARN    = "arn:aws:sqs:us-east-1:" + account + ":alerts"
	functionARN = "arn:aws:lambda:us-east-1:" + account + ":function:alert"
)

// forEvents is a policy that lets EventBridge do an action.
func forEvents(action, resource string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":%q,"Resource":%q}]}`, action, resource)
}

// withDestinations is a rule among many, and a topic, a queue and a function that
// let EventBridge in.
func withDestinations(s *stage) {
	withManyRules(s)
	putRule(s, ruleName)
	withRoles(s)
	byHand(s, s.sns.CreateTopic, &sns.CreateTopicInput{Name: aws.String("alerts"), Attributes: map[string]string{"Policy": forEvents("sns:Publish", topicARN)}})
	withQueue(s)
	byHand(s, s.lambda.AddPermission, &lambda.AddPermissionInput{
		FunctionName: aws.String("alert"), StatementId: aws.String("a"), Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("events.amazonaws.com"),
	})
}

// withQueue has a queue that lets EventBridge in.
func withQueue(s *stage) {
	byHand(s, s.sqs.CreateQueue, &sqs.CreateQueueInput{QueueName: aws.String("alerts"), Attributes: map[string]string{"Policy": forEvents("sqs:SendMessage", queueARN)}})
}

// withAnyTarget is withDestinations, with a target that is a topic.
func withAnyTarget(s *stage) {
	withDestinations(s)
	byHand(s, s.events.PutTargets, &eventbridge.PutTargetsInput{
		Rule: aws.String(ruleName), EventBusName: aws.String(sourceName), Targets: []ebtypes.Target{{Id: aws.String("alerts"), Arn: aws.String(topicARN)}},
	})
}

// toDestination is a target with the default ID.
func toDestination(arn string, more config) config {
	return config{"rule_arn": ruleARN, "target_id": "alerts", "arn": arn}.with(more)
}

// serviceTargetScenarios are those of targets of any service.
var serviceTargetScenarios = []scenario{
	{
		name: "topic, then queue", kind: permission.KindResource, object: anyTarget, features: []string{"topic", "queue"}, prepare: withDestinations,
		run: life(anyTarget, ruleARN+"/alerts", toDestination(topicARN, nil), toDestination(queueARN, nil)),
	},
	{
		name: "queue, then topic", kind: permission.KindResource, object: anyTarget, features: []string{"topic", "queue"}, prepare: withDestinations,
		run: life(anyTarget, "", toDestination(queueARN, nil), toDestination(topicARN, nil)),
	},
	{
		name: "function", kind: permission.KindResource, object: anyTarget, features: []string{"topic", "function"}, prepare: withDestinations,
		run: life(anyTarget, "", toDestination(functionARN, nil), toDestination(topicARN, nil), toDestination(functionARN, nil)),
	},
	{
		name: "dead-letter queue of any target", kind: permission.KindResource, object: anyTarget, features: []string{"topic", "dead_letter"}, prepare: withDestinations,
		run: life(anyTarget, "", toDestination(topicARN, config{"dead_letter_arn": queueARN}), toDestination(topicARN, nil), toDestination(topicARN, config{"dead_letter_arn": queueARN})),
	},
	{
		name: "role and paths", kind: permission.KindResource, object: anyTarget, features: []string{"role", "paths"}, prepare: withDestinations,
		run: life(anyTarget, "", toDestination(topicARN, config{"role_arn": givenRole("invocation"), "message": "Build <$.detail.build.number>"}),
			toDestination(topicARN, config{"role_arn": givenRole("invocation"), "body": `{"state":"<$.detail.build.state>"}`})),
	},
	{
		name: "target imported by name", kind: permission.KindResource, object: anyTarget, features: []string{"topic", "import_by_name"}, prepare: withDestinations,
		run: life(anyTarget, sourceName+"/"+ruleName+"/alerts", toDestination(topicARN, nil)),
	},
}
