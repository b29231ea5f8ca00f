package logsquery

import (
	"context"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// queriesAPI is the part of the CloudWatch Logs API used for saved queries.
type queriesAPI interface {
	DeleteQueryDefinition(context.Context, *cloudwatchlogs.DeleteQueryDefinitionInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DeleteQueryDefinitionOutput, error)
	DescribeQueryDefinitions(context.Context, *cloudwatchlogs.DescribeQueryDefinitionsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeQueryDefinitionsOutput, error)
	PutQueryDefinition(context.Context, *cloudwatchlogs.PutQueryDefinitionInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.PutQueryDefinitionOutput, error)
}

var _ queriesAPI = (*cloudwatchlogs.Client)(nil)

func (r *queryResource) api() queriesAPI { return r.Meta.AWS.Logs() }

// queriesOf lists the saved queries whose names start with the prefix.
func queriesOf(ctx context.Context, api queriesAPI, prefix string) iter.Seq2[logstypes.QueryDefinition, error] {
	return awsclient.Pages(func(token *string) ([]logstypes.QueryDefinition, *string, error) {
		input := &cloudwatchlogs.DescribeQueryDefinitionsInput{NextToken: token}
		if prefix != "" {
			input.QueryDefinitionNamePrefix = aws.String(prefix)
		}
		out, err := api.DescribeQueryDefinitions(ctx, input)
		if err != nil {
			return nil, nil, err
		}
		return out.QueryDefinitions, out.NextToken, nil
	})
}

// findQuery returns a saved query by its ID, or an error of the class
// IsNotFound. AWS finds queries by name only: the last known one is tried
// first, and then all.
func findQuery(ctx context.Context, api queriesAPI, id, name string) (logstypes.QueryDefinition, error) {
	return awsclient.RetryMissing(ctx, func() (logstypes.QueryDefinition, error) {
		prefixes := []string{""}
		if name != "" {
			prefixes = []string{name, ""}
		}
		for _, prefix := range prefixes {
			for found, err := range queriesOf(ctx, api, prefix) {
				if err != nil || aws.ToString(found.QueryDefinitionId) == id {
					return found, err
				}
			}
		}
		return logstypes.QueryDefinition{}, &awsclient.NotFoundError{What: describe(name, id)}
	})
}

// namesakes are the saved queries with exactly this name.
func namesakes(ctx context.Context, api queriesAPI, name string) (found []logstypes.QueryDefinition, err error) {
	for query, err := range queriesOf(ctx, api, name) {
		if err != nil {
			return nil, err
		}
		if aws.ToString(query.Name) == name {
			found = append(found, query)
		}
	}
	return found, nil
}
