package dashboard

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// dashboardsAPI is what a dashboard needs of CloudWatch.
type dashboardsAPI interface {
	DeleteDashboards(context.Context, *cloudwatch.DeleteDashboardsInput, ...func(*cloudwatch.Options)) (*cloudwatch.DeleteDashboardsOutput, error)
	GetDashboard(context.Context, *cloudwatch.GetDashboardInput, ...func(*cloudwatch.Options)) (*cloudwatch.GetDashboardOutput, error)
	ListDashboards(context.Context, *cloudwatch.ListDashboardsInput, ...func(*cloudwatch.Options)) (*cloudwatch.ListDashboardsOutput, error)
	PutDashboard(context.Context, *cloudwatch.PutDashboardInput, ...func(*cloudwatch.Options)) (*cloudwatch.PutDashboardOutput, error)
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

// dashboardsOf lists the dashboards whose names start with the prefix.
func dashboardsOf(ctx context.Context, api dashboardsAPI, prefix string) iter.Seq2[cloudwatchtypes.DashboardEntry, error] {
	return awsclient.Pages(func(token *string) ([]cloudwatchtypes.DashboardEntry, *string, error) {
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

func describeDashboard(name string) string { return fmt.Sprintf("dashboard %q", name) }

// rejections are what AWS says is wrong with a body, or "".
func rejections(err error) string {
	var invalid *cloudwatchtypes.DashboardInvalidInputError
	if !errors.As(err, &invalid) {
		return ""
	}
	return listMessages(invalid.DashboardValidationMessages)
}

// listMessages lists messages, one a line.
func listMessages(messages []cloudwatchtypes.DashboardValidationMessage) string {
	var lines []string
	for _, message := range messages {
		lines = append(lines, fmt.Sprintf("  %s: %s", aws.ToString(message.DataPath), aws.ToString(message.Message)))
	}
	return strings.Join(lines, "\n")
}
