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

// creationMark is a tag that a log group bears from its creation until Terraform
// has written it down. It tells a group whose creation was cut off (by a lost
// answer, or by the end of the provider) from one that was made elsewhere: the
// first is finished by the next apply, the second is never taken over.
const creationMark = awsresource.CreationMark

// clockSkew is by how much AWS's clock may lag behind this machine's.
const clockSkew = 5 * time.Minute

// existsError says that there is a log group of that name that was made
// elsewhere.
type existsError struct{ group logs.LogGroup }

func (e *existsError) Error() string {
	return describe(aws.ToString(e.group.LogGroupName)) + " exists already"
}

// created is a log group that create made or found unfinished.
type created struct {
	group logs.LogGroup
	// marked says that the group bears creationMark.
	marked bool
	// tags are the group's tags, nil where it has those it was to be made with.
	tags map[string]string
}

// create makes the log group, or goes on with one whose creation was cut off.
// It returns an *existsError where there is another one of that name.
func (g logGroups) create(ctx context.Context, input *cloudwatchlogs.CreateLogGroupInput) (created, error) {
	name := aws.ToString(input.LogGroupName)
	group, err := g.find(ctx, name)
	if err == nil {
		return g.resume(ctx, group, input.LogGroupClass)
	}
	if !awsclient.IsNotFound(err) {
		return created{}, err
	}
	started := g.now()
	mark, err := awsresource.CreateMarked(input.Tags, g.marks.NewMark(), func(tags map[string]string) error {
		tagged := *input
		tagged.Tags = tags
		_, err := g.api.CreateLogGroup(ctx, &tagged)
		return err
	})
	if err != nil {
		return g.recoverLost(ctx, name, mark, started, err)
	}
	group, err = g.await(ctx, name)
	if err != nil {
		return created{}, err
	}
	return created{group: group, marked: mark != ""}, nil
}

// resume decides about a log group that is there before its creation.
func (g logGroups) resume(ctx context.Context, group logs.LogGroup, class logs.LogGroupClass) (created, error) {
	tags, mark, err := g.tags(ctx, plainARN(group))
	if err != nil || !g.marks.LeftBehind(mark) || class != "" && class != group.LogGroupClass {
		return created{}, &existsError{group: group} // without its tags the group counts as somebody else's
	}
	return created{group: group, marked: true, tags: tags}, nil
}

// recoverLost finds out whether a failed call made the log group all the same: its
// answer may have been lost on the way. The group was not there just before.
func (g logGroups) recoverLost(ctx context.Context, name, mark string, started time.Time, failure error) (created, error) {
	group, err := g.find(ctx, name)
	if err != nil {
		return created{}, failure // the first failure is the one to tell about
	}
	if mark == "" {
		if time.UnixMilli(aws.ToInt64(group.CreationTime)).Before(started.Add(-clockSkew)) {
			return created{}, &existsError{group: group}
		}
		return created{group: group}, nil
	}
	_, found, err := g.tags(ctx, plainARN(group))
	if err != nil || found != mark {
		return created{}, &existsError{group: group} // without its tags the group counts as somebody else's
	}
	return created{group: group, marked: true}, nil
}
