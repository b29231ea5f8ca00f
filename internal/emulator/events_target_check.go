package emulator

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
)

// rolesNeeded are the services whose targets EventBridge reaches with a role.
var rolesNeeded = []string{
	"states", "firehose", "kinesis", "events", "ecs", "batch", "codebuild", "codepipeline", "glue",
	"redshift", "redshift-serverless", "sagemaker", "ssm", "ssm-incidents", "inspector", "imagebuilder", "eventsv2",
}

// checkTargets checks the targets of one request as EventBridge does before it
// stores any of them: one that is wrong fails the whole request.
func checkTargets(c *call, targets []target) error {
	seen := map[string]bool{}
	for _, t := range targets {
		if seen[*t.Id] {
			return invalid("More than one target with Id '%s' is provided", *t.Id)
		}
		seen[*t.Id] = true
		if err := checkTarget(c, t); err != nil {
			return err
		}
	}
	return nil
}

func checkTarget(c *call, t target) error {
	arn, ok := parseARN(*t.Arn)
	if !ok {
		return invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", *t.Arn)
	}
	inputs := 0
	for _, given := range []bool{t.Input != nil, t.InputPath != nil, t.InputTransformer != nil} {
		if given {
			inputs++
		}
	}
	switch {
	case inputs > 1:
		return invalid("Only one of Input, InputPath, or InputTransformer must be provided for target %s.", *t.Id)
	case t.RoleArn == nil && slices.Contains(rolesNeeded, arn.service):
		return invalid("RoleArn is required for target %s.", *t.Arn)
	case t.RoleArn != nil && arn.service == "logs":
		return invalid("RoleArn is not supported for target %s.", *t.Arn)
	case t.RoleArn != nil && !isRoleARN(*t.RoleArn):
		return invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", *t.RoleArn)
	case t.Input != nil && !json.Valid([]byte(*t.Input)):
		return invalid("JSON syntax error in input for target %s.", *t.Id)
	case t.InputPath != nil && *t.InputPath != "" && !isInputPath(*t.InputPath):
		return invalid("InputPath for target %s is invalid.", *t.Id)
	}
	if err := checkTargetQueue(c, t); err != nil {
		return err
	}
	if err := checkTransformer(t); err != nil {
		return err
	}
	switch arn.service {
	case "logs":
		return checkLogTarget(t, arn)
	case "sqs":
		if strings.HasSuffix(arn.resource, ".fifo") && (t.SqsParameters == nil || value(t.SqsParameters.MessageGroupId) == "") {
			return invalid("Parameter(s) SqsParameters must be specified for target: %s.", *t.Id)
		}
	}
	return nil
}

func isRoleARN(text string) bool {
	arn, ok := parseARN(text)
	return ok && arn.service == "iam" && strings.HasPrefix(arn.resource, "role/")
}

func isInputPath(text string) bool {
	_, ok := message.ParsePath(text)
	return ok
}

// checkTargetQueue checks a target's dead-letter queue. Unlike a target, it has
// to be in the rule's region.
func checkTargetQueue(c *call, t target) error {
	if err := checkDeadLetter(t.DeadLetterConfig); err != nil {
		return err
	}
	if queue, ok := parseARN(t.DeadLetterConfig.arn()); ok && queue.region != c.region {
		return invalid("The dead letter queue %s of target %s is not in the region of the rule.", t.DeadLetterConfig.arn(), *t.Id)
	}
	return nil
}

func checkTransformer(t target) error {
	if t.InputTransformer == nil {
		return nil
	}
	paths := t.InputTransformer.InputPathsMap
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		if strings.HasPrefix(strings.ToLower(name), "aws") {
			return invalid("InputPathsMap for target %s contains the key %s, which is reserved.", *t.Id, name)
		}
		if !isInputPath(paths[name]) {
			return invalid("InputPath for target %s is invalid.", *t.Id)
		}
	}
	transformer := t.InputTransformer.transformer()
	if name, found := transformer.Undeclared(); found {
		return invalid("InputTemplate for target %s contains invalid placeholder %s.", *t.Id, name)
	}
	if transformer.IsJSON() && !json.Valid(transformer.Sample()) {
		return invalid("Invalid InputTemplate for target %s : %s", *t.Id, transformer.Template)
	}
	return nil
}

func (t *inputTransformer) transformer() message.Transformer {
	return message.Transformer{Paths: t.InputPathsMap, Template: value(t.InputTemplate)}
}

// checkLogTarget holds what a log group takes: the whole event, or a template
// that makes a timestamp and a message, both texts.
func checkLogTarget(t target, arn parsedARN) error {
	switch {
	case !strings.HasPrefix(arn.resource, "log-group:"):
		return invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", *t.Arn)
	case t.Input != nil || t.InputPath != nil:
		return invalid("Input and InputPath are not supported for target %s.", *t.Arn)
	case t.InputTransformer == nil:
		return nil
	}
	if _, ok := parseLogEntry(t.InputTransformer.transformer().Sample()); !ok {
		return invalid("InputTemplate for target %s must have exactly the keys timestamp and message, both with text values.", *t.Id)
	}
	return nil
}

// logEntry is what a transformed event must be for a log group.
type logEntry struct{ timestamp, message string }

func parseLogEntry(text []byte) (logEntry, bool) {
	var fields map[string]any
	if json.Unmarshal(text, &fields) != nil || len(fields) != 2 {
		return logEntry{}, false
	}
	timestamp, first := fields["timestamp"].(string)
	message, second := fields["message"].(string)
	return logEntry{timestamp, message}, first && second
}
