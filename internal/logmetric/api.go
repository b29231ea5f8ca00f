package logmetric

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// filtersAPI is what a log metric needs of CloudWatch Logs.
type filtersAPI interface {
	DeleteMetricFilter(context.Context, *cloudwatchlogs.DeleteMetricFilterInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DeleteMetricFilterOutput, error)
	DescribeMetricFilters(context.Context, *cloudwatchlogs.DescribeMetricFiltersInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeMetricFiltersOutput, error)
	PutMetricFilter(context.Context, *cloudwatchlogs.PutMetricFilterInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.PutMetricFilterOutput, error)
}

var _ filtersAPI = (*cloudwatchlogs.Client)(nil)

func (r *logMetricResource) api() filtersAPI { return r.Meta.AWS.Logs() }

// findFilter returns a metric filter, or an error of the class IsNotFound.
func findFilter(ctx context.Context, api filtersAPI, group, name string) (logs.MetricFilter, error) {
	input := &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(group), FilterNamePrefix: aws.String(name)}
	for {
		out, err := api.DescribeMetricFilters(ctx, input)
		if err != nil {
			return logs.MetricFilter{}, err
		}
		for _, found := range out.MetricFilters {
			if aws.ToString(found.FilterName) == name {
				return found, nil
			}
		}
		if aws.ToString(out.NextToken) == "" {
			return logs.MetricFilter{}, &awsclient.NotFoundError{What: describeFilter(group, name)}
		}
		input.NextToken = out.NextToken
	}
}

func describeFilter(group, name string) string {
	return fmt.Sprintf("metric filter %q of log group %q", name, group)
}
