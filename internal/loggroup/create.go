package loggroup

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// existsError reports that a log group of that name exists.
type existsError struct{ group logs.LogGroup }

func (e *existsError) Error() string {
	return describe(aws.ToString(e.group.LogGroupName)) + " already exists"
}

// create creates the log group. It returns an *existsError if there is one of
// that name that this call has not created.
func (g logGroups) create(ctx context.Context, input *cloudwatchlogs.CreateLogGroupInput) (logs.LogGroup, error) {
	name := aws.ToString(input.LogGroupName)
	group, err := g.find(ctx, name)
	switch {
	case err == nil:
		return group, &existsError{group: group}
	case !awsclient.IsNotFound(err):
		return logs.LogGroup{}, err
	}
	_, err = g.api.CreateLogGroup(ctx, input)
	if err == nil {
		return g.await(ctx, name)
	}
	if !awsclient.IsUncertain(err) && !awsclient.IsAlreadyExists(err) {
		return logs.LogGroup{}, err
	}
	// The group was not there just before, and an answer was lost: it is the one
	// that was asked for, if it is like that.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askTime)
	defer cancel()
	group, lookErr := g.find(ctx, name)
	if lookErr != nil {
		return logs.LogGroup{}, err
	}
	if awsclient.IsUncertain(err) {
		if difference, compareErr := g.compare(group, input)(ctx); compareErr == nil && difference == "" {
			return group, nil
		}
	}
	return group, &existsError{group: group}
}

// askTime bounds the look for what a call without an answer has done.
const askTime = 10 * time.Second

// compare compares a log group that exists with the one that is to be created,
// as far as that takes one call; retention and policy are set afterwards.
func (g logGroups) compare(group logs.LogGroup, input *cloudwatchlogs.CreateLogGroupInput) awsresource.Comparison {
	return func(ctx context.Context) (string, error) {
		switch {
		case input.LogGroupClass != "" && input.LogGroupClass != group.LogGroupClass:
			return "its class differs from the configuration", nil
		case aws.ToString(input.KmsKeyId) != aws.ToString(group.KmsKeyId):
			return "its KMS key differs from the configuration", nil
		}
		tags, err := g.tags(ctx, plainARN(group))
		if err != nil {
			return "", err
		}
		if put, remove := awsresource.DiffTags(tags, input.Tags); len(put)+len(remove) > 0 {
			return "its tags differ from the configuration", nil
		}
		return "", nil
	}
}
