package emulator

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/logfilter"
)

func registerLogReading(s *jsonService) {
	reads(s, "FilterLogEvents", filterLogEvents)
}

// position is a number as a text that sorts like the number.
func position(i int) string { return fmt.Sprintf("%012d", i) }

// between lists the events from start to end, both included, by their time.
func (s *logStream) between(start, end int64) []logEvent {
	out := slices.DeleteFunc(slices.Clone(s.Events), func(e logEvent) bool { return e.At < start || e.At > end })
	slices.SortStableFunc(out, func(a, b logEvent) int { return cmp.Compare(a.At, b.At) })
	return out
}

type filterLogEventsInput struct {
	LogGroupName        *string  `json:"logGroupName" aws:"len=1..512,re=groupName"`
	LogGroupIdentifier  *string  `json:"logGroupIdentifier" aws:"len=1..2048,re=groupIdentifier"`
	LogStreamNames      []string `json:"logStreamNames" aws:"len=1..100,item(len=1..512,re=streamName)"`
	LogStreamNamePrefix *string  `json:"logStreamNamePrefix" aws:"len=1..512,re=streamName"`
	StartTime           *int64   `json:"startTime" aws:"range=0.."`
	EndTime             *int64   `json:"endTime" aws:"range=0.."`
	FilterPattern       *string  `json:"filterPattern" aws:"len=0..1024"`
	NextToken           *string  `json:"nextToken" aws:"len=1.."`
	Limit               *int64   `json:"limit" aws:"range=1..10000"`
}

type filteredLogEvent struct {
	LogStreamName string `json:"logStreamName"`
	Timestamp     int64  `json:"timestamp"`
	Message       string `json:"message"`
	IngestionTime int64  `json:"ingestionTime"`
	EventID       string `json:"eventId"`
}

type filterLogEventsOutput struct {
	Events             []filteredLogEvent `json:"events"`
	SearchedLogStreams []struct{}         `json:"searchedLogStreams"`
	NextToken          *string            `json:"nextToken,omitempty"`
}

// maxFilterAnswer is how large the events of one answer may be together.
const maxFilterAnswer = 1 << 20

// filterLogEvents reads all streams of a group, by time: those of different
// streams follow each other as they were logged.
func filterLogEvents(c *call, in *filterLogEventsInput) (*filterLogEventsOutput, error) {
	group, err := c.logs().identified(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	if in.LogStreamNames != nil && in.LogStreamNamePrefix != nil {
		return nil, invalidParameter("logStreamNamePrefix and logStreamNames cannot both be specified.")
	}
	filter, err := logfilter.Parse(value(in.FilterPattern))
	if err != nil {
		return nil, invalidParameter("%s", err)
	}
	end := int64(math.MaxInt64)
	if in.EndTime != nil {
		end = *in.EndTime
	}
	var events []filteredLogEvent
	searched := 0
	for _, name := range slices.Sorted(maps.Keys(group.Streams)) {
		if in.LogStreamNames != nil && !slices.Contains(in.LogStreamNames, name) || !strings.HasPrefix(name, value(in.LogStreamNamePrefix)) {
			continue
		}
		searched++
		for _, e := range group.Streams[name].between(value(in.StartTime), end) {
			if filter.Match(e.Message) {
				events = append(events, filteredLogEvent{name, e.At, e.Message, e.Ingested, e.ID})
			}
		}
	}
	slices.SortStableFunc(events, func(a, b filteredLogEvent) int { return cmp.Compare(a.Timestamp, b.Timestamp) })
	out := &filterLogEventsOutput{Events: []filteredLogEvent{}, SearchedLogStreams: []struct{}{}}
	if searched > 1 && in.NextToken == nil {
		// AWS may answer before it has searched all streams: with a token, and no event.
		out.NextToken = pointer(c.pageToken(""))
		return out, nil
	}
	positions := map[string]string{}
	for i, e := range events {
		positions[e.EventID] = position(i)
	}
	at := func(e filteredLogEvent) string { return positions[e.EventID] }
	found, _, err := logsPage(c, events, at, in.NextToken, in.Limit, 10000)
	if err != nil {
		return nil, err
	}
	fitting := int64(fit(found))
	if found, out.NextToken, err = logsPage(c, events, at, in.NextToken, &fitting, 0); err == nil {
		out.Events = append(out.Events, found...)
	}
	return out, err
}

// fit is how many events of a page fit into the megabyte that one answer may
// have; at least one.
func fit(events []filteredLogEvent) int {
	size := 0
	for i, e := range events {
		if size += len(e.Message) + eventOverhead; size > maxFilterAnswer && i > 0 {
			return i
		}
	}
	return max(1, len(events))
}
