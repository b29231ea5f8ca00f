package loggroup

import (
	"context"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// logGroupsAPI is what a log group needs of CloudWatch Logs.
type logGroupsAPI interface {
	AssociateKmsKey(context.Context, *cloudwatchlogs.AssociateKmsKeyInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.AssociateKmsKeyOutput, error)
	CreateLogGroup(context.Context, *cloudwatchlogs.CreateLogGroupInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.CreateLogGroupOutput, error)
	DeleteLogGroup(context.Context, *cloudwatchlogs.DeleteLogGroupInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DeleteLogGroupOutput, error)
	DeleteRetentionPolicy(context.Context, *cloudwatchlogs.DeleteRetentionPolicyInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DeleteRetentionPolicyOutput, error)
	DescribeLogGroups(context.Context, *cloudwatchlogs.DescribeLogGroupsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error)
	DescribeLogStreams(context.Context, *cloudwatchlogs.DescribeLogStreamsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogStreamsOutput, error)
	DisassociateKmsKey(context.Context, *cloudwatchlogs.DisassociateKmsKeyInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DisassociateKmsKeyOutput, error)
	FilterLogEvents(context.Context, *cloudwatchlogs.FilterLogEventsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.FilterLogEventsOutput, error)
	ListTagsForResource(context.Context, *cloudwatchlogs.ListTagsForResourceInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.ListTagsForResourceOutput, error)
	PutRetentionPolicy(context.Context, *cloudwatchlogs.PutRetentionPolicyInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.PutRetentionPolicyOutput, error)
	TagResource(context.Context, *cloudwatchlogs.TagResourceInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.TagResourceOutput, error)
	UntagResource(context.Context, *cloudwatchlogs.UntagResourceInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.UntagResourceOutput, error)
}

// logGroups are the calls to CloudWatch Logs about groups themselves.
type logGroups struct {
	api logGroupsAPI
	now func() time.Time
	// pause is the pause between two looks for what AWS has not caught up with.
	pause time.Duration
}

// find returns the log group of that name, or a *awsclient.NotFoundError.
func (g logGroups) find(ctx context.Context, name string) (logs.LogGroup, error) {
	input := &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(name)}
	for {
		out, err := g.api.DescribeLogGroups(ctx, input)
		if err != nil {
			return logs.LogGroup{}, err
		}
		// Groups come sorted by name, so the one that is no longer than the
		// prefix is the first of all.
		if len(out.LogGroups) > 0 && aws.ToString(out.LogGroups[0].LogGroupName) == name {
			return out.LogGroups[0], nil
		}
		if len(out.LogGroups) > 0 || aws.ToString(out.NextToken) == "" {
			return logs.LogGroup{}, &awsclient.NotFoundError{What: describe(name)}
		}
		input.NextToken = out.NextToken
	}
}

// await is find for a group that was just created: AWS may need a moment until
// it is listed.
func (g logGroups) await(ctx context.Context, name string) (logs.LogGroup, error) {
	for look := 0; ; look++ {
		group, err := g.find(ctx, name)
		if !awsclient.IsNotFound(err) || look == consistencyLooks {
			return group, err
		}
		if err := awsclient.Sleep(ctx, g.pause); err != nil {
			return logs.LogGroup{}, err
		}
	}
}

// tags returns the group's tags, never nil without an error.
func (g logGroups) tags(ctx context.Context, arn string) (map[string]string, error) {
	out, err := g.api.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(arn)})
	if err != nil {
		return nil, err
	}
	tags := make(map[string]string, len(out.Tags))
	maps.Copy(tags, out.Tags)
	return tags, nil
}

func (g logGroups) tag(ctx context.Context, arn string, tags map[string]string) error {
	_, err := g.api.TagResource(ctx, &cloudwatchlogs.TagResourceInput{ResourceArn: aws.String(arn), Tags: tags})
	return err
}

func (g logGroups) untag(ctx context.Context, arn string, keys []string) error {
	_, err := g.api.UntagResource(ctx, &cloudwatchlogs.UntagResourceInput{ResourceArn: aws.String(arn), TagKeys: keys})
	return err
}

// retain sets for how many days events are kept; 0 means for ever.
func (g logGroups) retain(ctx context.Context, name string, days int32) error {
	if days == 0 {
		_, err := g.api.DeleteRetentionPolicy(ctx, &cloudwatchlogs.DeleteRetentionPolicyInput{LogGroupName: aws.String(name)})
		return err
	}
	_, err := g.api.PutRetentionPolicy(ctx, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String(name), RetentionInDays: aws.Int32(days)})
	return err
}

// encrypt sets the KMS key; "" means CloudWatch Logs' own.
func (g logGroups) encrypt(ctx context.Context, name, keyARN string) error {
	if keyARN == "" {
		_, err := g.api.DisassociateKmsKey(ctx, &cloudwatchlogs.DisassociateKmsKeyInput{LogGroupName: aws.String(name)})
		return err
	}
	_, err := g.api.AssociateKmsKey(ctx, &cloudwatchlogs.AssociateKmsKeyInput{LogGroupName: aws.String(name), KmsKeyId: aws.String(keyARN)})
	return err
}

func (g logGroups) delete(ctx context.Context, name string) error {
	_, err := g.api.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(name)})
	if awsclient.IsNotFound(err) {
		return nil
	}
	return err
}

// consistencyLooks is how often to look again for what was just made.
const consistencyLooks = 10
