package partner

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// tagAPI is what the package calls of Amazon EventBridge for tags.
type tagAPI interface {
	ListTagsForResource(context.Context, *eventbridge.ListTagsForResourceInput, ...func(*eventbridge.Options)) (*eventbridge.ListTagsForResourceOutput, error)
	TagResource(context.Context, *eventbridge.TagResourceInput, ...func(*eventbridge.Options)) (*eventbridge.TagResourceOutput, error)
	UntagResource(context.Context, *eventbridge.UntagResourceInput, ...func(*eventbridge.Options)) (*eventbridge.UntagResourceOutput, error)
}

// listTags reads the tags of a bus. The result is never nil.
func (k keeper) listTags(ctx context.Context, busARN string) (map[string]string, error) {
	out, err := k.api.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: aws.String(busARN)})
	if err != nil {
		return nil, err
	}
	tags := make(map[string]string, len(out.Tags))
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags, nil
}

// syncTags gives a bus exactly these tags, apart from AWS's own.
func (k keeper) syncTags(ctx context.Context, busARN string, want map[string]string) error {
	has, err := k.listTags(ctx, busARN)
	if err != nil {
		return err
	}
	return awsresource.SyncTags(ctx, has, want,
		func(ctx context.Context, put map[string]string) error {
			_, err := k.api.TagResource(ctx, &eventbridge.TagResourceInput{ResourceARN: aws.String(busARN), Tags: tagList(put)})
			return err
		},
		func(ctx context.Context, keys []string) error {
			_, err := k.api.UntagResource(ctx, &eventbridge.UntagResourceInput{ResourceARN: aws.String(busARN), TagKeys: keys})
			return err
		})
}

// tagList is the SDK's form of tags, in a stable order, nil for none.
func tagList(tags map[string]string) []ebtypes.Tag {
	var list []ebtypes.Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, ebtypes.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return list
}
