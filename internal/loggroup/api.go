package loggroup

import (
	"context"
	"iter"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// logGroupsAPI is the part of the CloudWatch Logs API used for log groups.
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
	PutLogGroupDeletionProtection(context.Context, *cloudwatchlogs.PutLogGroupDeletionProtectionInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.PutLogGroupDeletionProtectionOutput, error)
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

// withPrefix lists the log groups whose names start with the prefix, sorted by
// name, or all if it is "".
func (g logGroups) withPrefix(ctx context.Context, prefix string) iter.Seq2[logstypes.LogGroup, error] {
	return awsclient.Pages(func(token *string) ([]logstypes.LogGroup, *string, error) {
		input := &cloudwatchlogs.DescribeLogGroupsInput{NextToken: token}
		if prefix != "" {
			input.LogGroupNamePrefix = aws.String(prefix)
		}
		out, err := g.api.DescribeLogGroups(ctx, input)
		if err != nil {
			return nil, nil, err
		}
		return out.LogGroups, out.NextToken, nil
	})
}

// find returns the log group of that name, or a *awsclient.NotFoundError.
func (g logGroups) find(ctx context.Context, name string) (logstypes.LogGroup, error) {
	for group, err := range g.withPrefix(ctx, name) {
		if err != nil || aws.ToString(group.LogGroupName) == name {
			return group, err
		}
		break // the one that is no longer than the prefix would be the first of all
	}
	return logstypes.LogGroup{}, &awsclient.NotFoundError{What: describe(name)}
}

// mustFind is find for a log group that ought to exist: a group that is not listed
// is looked for again.
func (g logGroups) mustFind(ctx context.Context, name string) (logstypes.LogGroup, error) {
	return awsclient.RetryMissing(ctx, func() (logstypes.LogGroup, error) { return g.find(ctx, name) })
}

// waitFor is find for a group that was just created: AWS may need a moment until
// it is listed.
func (g logGroups) waitFor(ctx context.Context, name string) (logstypes.LogGroup, error) {
	for look := 0; ; look++ {
		group, err := g.find(ctx, name)
		if !awsclient.IsNotFound(err) || look == consistencyLooks {
			return group, err
		}
		if err := awsclient.Sleep(ctx, g.pause); err != nil {
			return logstypes.LogGroup{}, err
		}
	}
}

// tags returns the group's tags, never nil without an error.
func (g logGroups) tags(ctx context.Context, arn string) (map[string]string, error) {
	out, err := awsclient.RetryMissing(ctx, func() (*cloudwatchlogs.ListTagsForResourceOutput, error) {
		return g.api.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(arn)})
	})
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

// setRetention sets for how many days events are kept; 0 means forever.
func (g logGroups) setRetention(ctx context.Context, name string, days int32) error {
	if days == 0 {
		_, err := g.api.DeleteRetentionPolicy(ctx, &cloudwatchlogs.DeleteRetentionPolicyInput{LogGroupName: aws.String(name)})
		return err
	}
	_, err := g.api.PutRetentionPolicy(ctx, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String(name), RetentionInDays: aws.Int32(days)})
	return err
}

// protect sets whether AWS refuses to delete the group.
func (g logGroups) protect(ctx context.Context, name string, on bool) error {
	_, err := g.api.PutLogGroupDeletionProtection(ctx, &cloudwatchlogs.PutLogGroupDeletionProtectionInput{LogGroupIdentifier: aws.String(name), DeletionProtectionEnabled: aws.Bool(on)})
	return err
}

// setKMSKey sets the KMS key; "" means CloudWatch Logs' own.
func (g logGroups) setKMSKey(ctx context.Context, name, keyARN string) error {
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

// consistencyLooks is how often to look again for what was just created.
const consistencyLooks = 10

// existsError reports that a log group of that name exists.
type existsError struct{ group logstypes.LogGroup }

func (e *existsError) Error() string {
	return describe(aws.ToString(e.group.LogGroupName)) + " already exists"
}

// create creates the log group. It returns an *existsError if there is one of
// that name that this call has not created.
func (g logGroups) create(ctx context.Context, input *cloudwatchlogs.CreateLogGroupInput) (logstypes.LogGroup, error) {
	name := aws.ToString(input.LogGroupName)
	group, err := g.find(ctx, name)
	switch {
	case err == nil:
		return group, &existsError{group: group}
	case !awsclient.IsNotFound(err):
		return logstypes.LogGroup{}, err
	}
	_, err = g.api.CreateLogGroup(ctx, input)
	if err == nil {
		return g.waitFor(ctx, name)
	}
	if !awsclient.IsUncertain(err) && !awsclient.IsAlreadyExists(err) {
		return logstypes.LogGroup{}, err
	}
	// The group was not there just before, and an answer was lost: it is the one
	// that was asked for, if it is like that.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askTime)
	defer cancel()
	group, lookErr := g.find(ctx, name)
	if lookErr != nil {
		return logstypes.LogGroup{}, err
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
func (g logGroups) compare(group logstypes.LogGroup, input *cloudwatchlogs.CreateLogGroupInput) awsresource.Comparison {
	return func(ctx context.Context) (string, error) {
		switch {
		case input.LogGroupClass != "" && input.LogGroupClass != group.LogGroupClass:
			return "its class differs from the configuration", nil
		case aws.ToBool(input.DeletionProtectionEnabled) != aws.ToBool(group.DeletionProtectionEnabled):
			return "its deletion protection differs from the configuration", nil
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

// eventPages bounds the search for an event: CloudWatch Logs answers a search
// with empty pages while it goes on.
const eventPages = 20

// holdsEvents reports whether the log group holds an event, given for how many
// days it keeps them (0: forever). It doesn't go by the group's storedBytes,
// which lags by hours. It returns true in doubt, because an empty log group is
// deleted.
func (g logGroups) holdsEvents(ctx context.Context, name string, retentionDays int64) (bool, error) {
	out, err := g.api.DescribeLogStreams(ctx, &cloudwatchlogs.DescribeLogStreamsInput{
		LogGroupName: aws.String(name), OrderBy: logstypes.OrderByLastEventTime, Descending: aws.Bool(true),
	})
	if err != nil {
		return false, err
	}
	if len(out.LogStreams) == 0 && aws.ToString(out.NextToken) == "" {
		return false, nil
	}
	var kept time.Time
	if retentionDays > 0 {
		kept = g.now().AddDate(0, 0, -int(retentionDays))
	}
	for _, stream := range out.LogStreams {
		last := max(aws.ToInt64(stream.LastEventTimestamp), aws.ToInt64(stream.FirstEventTimestamp))
		if last != 0 && time.UnixMilli(last).After(kept) {
			return true, nil
		}
	}
	// A stream tells of its events up to an hour late, and goes on telling of
	// those that have expired: only a search knows.
	return g.search(ctx, name, kept)
}

// search looks for an event that is younger than kept, which may be zero.
func (g logGroups) search(ctx context.Context, name string, kept time.Time) (bool, error) {
	input := &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String(name), Limit: aws.Int32(1)}
	if !kept.IsZero() {
		input.StartTime = aws.Int64(kept.UnixMilli())
	}
	pages := 0
	for page, err := range awsclient.Pages(func(token *string) ([]*cloudwatchlogs.FilterLogEventsOutput, *string, error) {
		pages++
		input.NextToken = token
		page, err := g.api.FilterLogEvents(ctx, input)
		if err != nil {
			return nil, nil, err
		}
		return []*cloudwatchlogs.FilterLogEventsOutput{page}, page.NextToken, nil
	}) {
		if err != nil {
			return false, err
		}
		inDoubt := pages == eventPages && aws.ToString(page.NextToken) != ""
		if len(page.Events) > 0 || inDoubt {
			return true, nil
		}
	}
	return false, nil
}
