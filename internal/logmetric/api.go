package logmetric

import (
	"context"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// filtersAPI is the part of the CloudWatch Logs API used for log metrics.
type filtersAPI interface {
	DeleteMetricFilter(context.Context, *cloudwatchlogs.DeleteMetricFilterInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DeleteMetricFilterOutput, error)
	DescribeMetricFilters(context.Context, *cloudwatchlogs.DescribeMetricFiltersInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeMetricFiltersOutput, error)
	PutMetricFilter(context.Context, *cloudwatchlogs.PutMetricFilterInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.PutMetricFilterOutput, error)
}

var _ filtersAPI = (*cloudwatchlogs.Client)(nil)

func (r *logMetricResource) api() filtersAPI { return r.Meta.AWS.Logs() }

// findFilter returns a metric filter, or an error of the class IsNotFound.
func findFilter(ctx context.Context, api filtersAPI, group, name string) (logstypes.MetricFilter, error) {
	for found, err := range filtersOf(ctx, api, group, name) {
		if err != nil || aws.ToString(found.FilterName) == name {
			return found, err
		}
	}
	return logstypes.MetricFilter{}, &awsclient.NotFoundError{What: describe(group, name)}
}

// filtersOf lists the metric filters of a log group whose names start with the
// prefix, or all of the region if group is "".
func filtersOf(ctx context.Context, api filtersAPI, group, prefix string) iter.Seq2[logstypes.MetricFilter, error] {
	return awsclient.Pages(func(token *string) ([]logstypes.MetricFilter, *string, error) {
		input := &cloudwatchlogs.DescribeMetricFiltersInput{NextToken: token}
		if group != "" { // AWS takes a prefix together with a log group only.
			input.LogGroupName = aws.String(group)
			if prefix != "" {
				input.FilterNamePrefix = aws.String(prefix)
			}
		}
		out, err := api.DescribeMetricFilters(ctx, input)
		if err != nil {
			return nil, nil, err
		}
		return out.MetricFilters, out.NextToken, nil
	})
}
