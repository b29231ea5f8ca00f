package awsclient

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// tagsAPI is the part of the EventBridge API used for tags of buses and rules.
type tagsAPI interface {
	ListTagsForResource(context.Context, *eventbridge.ListTagsForResourceInput, ...func(*eventbridge.Options)) (*eventbridge.ListTagsForResourceOutput, error)
	TagResource(context.Context, *eventbridge.TagResourceInput, ...func(*eventbridge.Options)) (*eventbridge.TagResourceOutput, error)
	UntagResource(context.Context, *eventbridge.UntagResourceInput, ...func(*eventbridge.Options)) (*eventbridge.UntagResourceOutput, error)
}

// Tags reads and changes the tags of one event bus or rule.
type Tags struct {
	api tagsAPI
	arn string
}

// Tags are those of the event bus or rule with that ARN.
func (c *Client) Tags(arn string) Tags { return Tags{api: c.eventBridge, arn: arn} }

// List reads the tags. The result is never nil without an error.
func (t Tags) List(ctx context.Context) (map[string]string, error) {
	out, err := RetryMissing(ctx, func() (*eventbridge.ListTagsForResourceOutput, error) {
		return t.api.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: aws.String(t.arn)})
	})
	if err != nil {
		return nil, err
	}
	tags := make(map[string]string, len(out.Tags))
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags, nil
}

// Put adds tags and changes their values.
func (t Tags) Put(ctx context.Context, tags map[string]string) error {
	_, err := t.api.TagResource(ctx, &eventbridge.TagResourceInput{ResourceARN: aws.String(t.arn), Tags: TagList(tags)})
	return err
}

// Remove removes the tags of these keys.
func (t Tags) Remove(ctx context.Context, keys []string) error {
	_, err := t.api.UntagResource(ctx, &eventbridge.UntagResourceInput{ResourceARN: aws.String(t.arn), TagKeys: keys})
	return err
}

// TagList is the SDK's form of tags, in a stable order, nil for none.
func TagList(tags map[string]string) []ebtypes.Tag {
	var list []ebtypes.Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, ebtypes.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return list
}
