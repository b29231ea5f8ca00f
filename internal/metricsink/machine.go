package metricsink

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// machinesAPI is what a metric needs of Step Functions.
type machinesAPI interface {
	CreateStateMachine(context.Context, *sfn.CreateStateMachineInput, ...func(*sfn.Options)) (*sfn.CreateStateMachineOutput, error)
	DeleteStateMachine(context.Context, *sfn.DeleteStateMachineInput, ...func(*sfn.Options)) (*sfn.DeleteStateMachineOutput, error)
	DescribeStateMachine(context.Context, *sfn.DescribeStateMachineInput, ...func(*sfn.Options)) (*sfn.DescribeStateMachineOutput, error)
	ListTagsForResource(context.Context, *sfn.ListTagsForResourceInput, ...func(*sfn.Options)) (*sfn.ListTagsForResourceOutput, error)
	TagResource(context.Context, *sfn.TagResourceInput, ...func(*sfn.Options)) (*sfn.TagResourceOutput, error)
	UntagResource(context.Context, *sfn.UntagResourceInput, ...func(*sfn.Options)) (*sfn.UntagResourceOutput, error)
	UpdateStateMachine(context.Context, *sfn.UpdateStateMachineInput, ...func(*sfn.Options)) (*sfn.UpdateStateMachineOutput, error)
}

var _ machinesAPI = (*sfn.Client)(nil)

// machine is a state machine as it is on AWS, or as it is to be.
type machine struct {
	arn, name, definition, roleARN string
	// failures is the ARN of the log group that gets failures, without ":*".
	failures string
	// otherLogging says that the logging is set in a way that is not made here.
	otherLogging bool
	// tags are nil where nobody asked for them, or they are left alone.
	tags map[string]string
}

// machines are the calls to Step Functions.
type machines struct {
	api   machinesAPI
	pause time.Duration
	// roleLooks is how often to try with a role that can't be assumed yet.
	roleLooks int
}

// find reads a state machine, or returns an error of the class IsNotFound. One
// that is being deleted is gone.
func (m machines) find(ctx context.Context, arn string, withTags bool) (*machine, error) {
	out, err := m.api.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(arn)})
	if err != nil {
		return nil, err
	}
	if out.Status == sfntypes.StateMachineStatusDeleting {
		return nil, &awsclient.NotFoundError{What: describeMachine(aws.ToString(out.Name))}
	}
	if out.Definition == nil || out.RoleArn == nil {
		return nil, &awsclient.IncompleteAnswerError{Operation: "Step Functions DescribeStateMachine", Member: "the definition or the role of the state machine"}
	}
	found := &machine{arn: cmp.Or(aws.ToString(out.StateMachineArn), arn), name: aws.ToString(out.Name), definition: aws.ToString(out.Definition), roleARN: aws.ToString(out.RoleArn)}
	found.failures, found.otherLogging = failuresOf(out.LoggingConfiguration)
	if !withTags {
		return found, nil
	}
	tags, err := m.api.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: aws.String(arn)})
	if err != nil {
		return nil, err
	}
	found.tags = map[string]string{}
	for _, tag := range tags.Tags {
		found.tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return found, nil
}

func failuresOf(logging *sfntypes.LoggingConfiguration) (group string, other bool) {
	if logging == nil || logging.Level == "" || logging.Level == sfntypes.LogLevelOff {
		return "", false
	}
	if len(logging.Destinations) > 0 && logging.Destinations[0].CloudWatchLogsLogGroup != nil {
		group = awsclient.PlainLogGroupARN(aws.ToString(logging.Destinations[0].CloudWatchLogsLogGroup.LogGroupArn))
	}
	return group, logging.Level != sfntypes.LogLevelError || logging.IncludeExecutionData || len(logging.Destinations) != 1
}

func loggingTo(group string) *sfntypes.LoggingConfiguration {
	if group == "" {
		return &sfntypes.LoggingConfiguration{Level: sfntypes.LogLevelOff}
	}
	return &sfntypes.LoggingConfiguration{Level: sfntypes.LogLevelError, Destinations: []sfntypes.LogDestination{
		{CloudWatchLogsLogGroup: &sfntypes.CloudWatchLogsLogGroup{LogGroupArn: aws.String(group + ":*")}},
	}}
}

// equals tells whether a state machine is exactly as it is to be, apart from its
// tags.
func (m machine) equals(want machine) bool {
	return stepfunctions.Same(m.definition, want.definition) && m.roleARN == want.roleARN && m.failures == want.failures && !m.otherLogging
}

// obtain returns the state machine, as roles.obtain does. One of that name that
// is still being deleted is waited for.
func (m machines) obtain(ctx context.Context, want machine, mine bool) (*machine, error) {
	found, err := m.find(ctx, want.arn, true)
	exists := func(found *machine) error {
		return &pieceExistsError{name: describeMachine(want.name), machine: found, compare: func(context.Context) (string, error) {
			if !found.equals(want) {
				return "its definition, role or logging differs from the configuration", nil
			}
			return awsresource.CompareTags(found.tags, want.tags), nil
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
	input := &sfn.CreateStateMachineInput{
		Name: aws.String(want.name), Definition: aws.String(want.definition), RoleArn: aws.String(want.roleARN), Type: sfntypes.StateMachineTypeExpress,
	}
	if want.failures != "" {
		input.LoggingConfiguration = loggingTo(want.failures)
	}
	input.Tags = machineTags(want.tags)
	var out *sfn.CreateStateMachineOutput
	err = m.patiently(ctx, func() error {
		var err error
		out, err = m.api.CreateStateMachine(ctx, input)
		return err
	})
	if err != nil {
		if !awsclient.IsUncertain(err) && !awsclient.IsAlreadyExists(err) {
			return nil, err
		}
		found, lookErr := m.find(ctx, want.arn, true)
		if lookErr != nil {
			return nil, err
		}
		// The state machine did not exist just before. If an answer was lost, it
		// is the one that was asked for.
		if awsclient.IsUncertain(err) && found.equals(want) && !differ(found.tags, want.tags) {
			return found, nil
		}
		return nil, exists(found)
	}
	made := want
	made.arn = cmp.Or(aws.ToString(out.StateMachineArn), want.arn)
	return &made, nil
}

// configure gets a state machine to what is wanted and keeps it up to date.
func (m machines) configure(ctx context.Context, now *machine, want machine) error {
	input := &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(now.arn)}
	if !stepfunctions.Same(now.definition, want.definition) {
		input.Definition = aws.String(want.definition)
	}
	if now.roleARN != want.roleARN {
		input.RoleArn = aws.String(want.roleARN)
	}
	if now.failures != want.failures || now.otherLogging {
		input.LoggingConfiguration = loggingTo(want.failures)
	}
	if input.Definition != nil || input.RoleArn != nil || input.LoggingConfiguration != nil {
		if err := m.patiently(ctx, func() error {
			_, err := m.api.UpdateStateMachine(ctx, input)
			return err
		}); err != nil {
			return err
		}
		now.definition, now.roleARN, now.failures, now.otherLogging = want.definition, want.roleARN, want.failures, false
	}
	if want.tags == nil {
		return nil
	}
	err := awsresource.SyncTags(ctx, now.tags, want.tags,
		func(ctx context.Context, put map[string]string) error {
			_, err := m.api.TagResource(ctx, &sfn.TagResourceInput{ResourceArn: aws.String(now.arn), Tags: machineTags(put)})
			return err
		}, func(ctx context.Context, keys []string) error { return m.untag(ctx, now.arn, keys) })
	if err == nil {
		now.tags = want.tags
	}
	return err
}

// patiently calls again while the role can't be assumed yet, and while a state
// machine of that name is being deleted.
func (m machines) patiently(ctx context.Context, call func() error) error {
	for look := 0; ; look++ {
		err := call()
		again := awsclient.IsDeleting(err) || awsclient.IsRoleNotAssumable(err) && look < m.roleLooks
		if !again {
			return err
		}
		if waitErr := awsclient.Sleep(ctx, m.pause); waitErr != nil {
			return err
		}
	}
}

func (m machines) untag(ctx context.Context, arn string, keys []string) error {
	_, err := m.api.UntagResource(ctx, &sfn.UntagResourceInput{ResourceArn: aws.String(arn), TagKeys: keys})
	return err
}

// delete deletes a state machine and waits until it is gone: runs that are
// under way come to their end first, and need the role.
func (m machines) delete(ctx context.Context, arn string) error {
	_, err := m.api.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(arn)})
	if awsclient.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for {
		_, err := m.api.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(arn)})
		if awsclient.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := awsclient.Sleep(ctx, m.pause); err != nil {
			return err
		}
	}
}

func machineTags(tags map[string]string) []sfntypes.Tag {
	out := make([]sfntypes.Tag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, sfntypes.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return out
}

func describeMachine(name string) string { return "state machine " + name }
