package loggroup

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// eventPages bounds the search for an event: CloudWatch Logs answers a search
// with empty pages while it goes on.
const eventPages = 20

// holdsEvents says whether the log group holds an event, given for how many
// days it keeps them (0: for ever). It doesn't go by the group's storedBytes,
// which lags by hours. Where it can't tell for certain it says yes, because a
// group that is believed to be empty is deleted.
func (g logGroups) holdsEvents(ctx context.Context, name string, retentionDays int64) (bool, error) {
	out, err := g.api.DescribeLogStreams(ctx, &cloudwatchlogs.DescribeLogStreamsInput{
		LogGroupName: aws.String(name), OrderBy: logs.OrderByLastEventTime, Descending: aws.Bool(true),
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
	for range eventPages {
		out, err := g.api.FilterLogEvents(ctx, input)
		if err != nil {
			return false, err
		}
		if len(out.Events) > 0 {
			return true, nil
		}
		if aws.ToString(out.NextToken) == "" {
			return false, nil
		}
		input.NextToken = out.NextToken
	}
	return true, nil
}
