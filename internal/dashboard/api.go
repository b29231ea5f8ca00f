package dashboard

import (
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// dashboardsAPI is the part of the CloudWatch API used for dashboards.
type dashboardsAPI interface {
	DeleteDashboards(context.Context, *cloudwatch.DeleteDashboardsInput, ...func(*cloudwatch.Options)) (*cloudwatch.DeleteDashboardsOutput, error)
	GetDashboard(context.Context, *cloudwatch.GetDashboardInput, ...func(*cloudwatch.Options)) (*cloudwatch.GetDashboardOutput, error)
	ListDashboards(context.Context, *cloudwatch.ListDashboardsInput, ...func(*cloudwatch.Options)) (*cloudwatch.ListDashboardsOutput, error)
	ListTagsForResource(context.Context, *cloudwatch.ListTagsForResourceInput, ...func(*cloudwatch.Options)) (*cloudwatch.ListTagsForResourceOutput, error)
	PutDashboard(context.Context, *cloudwatch.PutDashboardInput, ...func(*cloudwatch.Options)) (*cloudwatch.PutDashboardOutput, error)
	TagResource(context.Context, *cloudwatch.TagResourceInput, ...func(*cloudwatch.Options)) (*cloudwatch.TagResourceOutput, error)
	UntagResource(context.Context, *cloudwatch.UntagResourceInput, ...func(*cloudwatch.Options)) (*cloudwatch.UntagResourceOutput, error)
}

var _ dashboardsAPI = (*cloudwatch.Client)(nil)

func (r *dashboardResource) api() dashboardsAPI { return r.Meta.AWS.CloudWatch() }

// findDashboard returns a dashboard, or an error of the class IsNotFound.
func findDashboard(ctx context.Context, api dashboardsAPI, name string) (*cloudwatch.GetDashboardOutput, error) {
	found, err := api.GetDashboard(ctx, &cloudwatch.GetDashboardInput{DashboardName: aws.String(name)})
	if err == nil && found.DashboardBody == nil {
		err = &awsclient.IncompleteAnswerError{Operation: "CloudWatch GetDashboard", Member: "the body of the dashboard"}
	}
	return found, err
}

// tagsOf are the tags of the dashboard with that ARN.
func tagsOf(ctx context.Context, api dashboardsAPI, arn *string) (map[string]string, error) {
	out, err := awsclient.RetryMissing(ctx, func() (*cloudwatch.ListTagsForResourceOutput, error) {
		return api.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: arn})
	})
	if err != nil {
		return nil, err
	}
	tags := map[string]string{}
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags, nil
}

func dashboardTags(tags map[string]string) []cwtypes.Tag {
	out := make([]cwtypes.Tag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, cwtypes.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return out
}

// syncTags changes the tags of a dashboard.
func syncTags(ctx context.Context, api dashboardsAPI, arn *string, old, updated map[string]string) error {
	return awsresource.SyncTags(ctx, old, updated,
		func(ctx context.Context, put map[string]string) error {
			_, err := api.TagResource(ctx, &cloudwatch.TagResourceInput{ResourceARN: arn, Tags: dashboardTags(put)})
			return err
		}, func(ctx context.Context, keys []string) error {
			_, err := api.UntagResource(ctx, &cloudwatch.UntagResourceInput{ResourceARN: arn, TagKeys: keys})
			return err
		})
}

// dashboardsOf lists the dashboards whose names start with the prefix.
func dashboardsOf(ctx context.Context, api dashboardsAPI, prefix string) iter.Seq2[cwtypes.DashboardEntry, error] {
	return awsclient.Pages(func(token *string) ([]cwtypes.DashboardEntry, *string, error) {
		input := &cloudwatch.ListDashboardsInput{NextToken: token}
		if prefix != "" {
			input.DashboardNamePrefix = aws.String(prefix)
		}
		out, err := api.ListDashboards(ctx, input)
		if err != nil {
			return nil, nil, err
		}
		return out.DashboardEntries, out.NextToken, nil
	})
}
