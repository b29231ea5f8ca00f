package emulator

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

func registerStreams(s *jsonService) {
	writes(s, "CreateLogStream", createLogStream)
	reads(s, "DescribeLogStreams", describeLogStreams)
	writes(s, "PutLogEvents", putLogEvents)
}

type logStreamInput struct {
	LogGroupName  *string `json:"logGroupName" aws:"required,len=1..512,re=groupName"`
	LogStreamName *string `json:"logStreamName" aws:"required,len=1..512,re=streamName"`
}

func createLogStream(c *call, in *logStreamInput) (*nothing, error) {
	st := c.logs()
	group, err := st.group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	if group.Streams[*in.LogStreamName] != nil {
		return nil, failf("ResourceAlreadyExistsException", "The specified log stream already exists")
	}
	st.append(group.Name, *in.LogStreamName, c.now)
	return &nothing{}, nil
}

func (g *logGroup) stream(name string) (*logStream, error) {
	stream := g.Streams[name]
	if stream == nil {
		return nil, notFound("The specified log stream does not exist.")
	}
	return stream, nil
}

type describeLogStreamsInput struct {
	LogGroupName        *string `json:"logGroupName" aws:"len=1..512,re=groupName"`
	LogGroupIdentifier  *string `json:"logGroupIdentifier" aws:"len=1..2048,re=groupIdentifier"`
	LogStreamNamePrefix *string `json:"logStreamNamePrefix" aws:"len=1..512,re=streamName"`
	OrderBy             *string `json:"orderBy" aws:"enum=LogStreamName|LastEventTime"`
	Descending          bool    `json:"descending"`
	NextToken           *string `json:"nextToken" aws:"len=1.."`
	Limit               *int64  `json:"limit" aws:"range=1..50"`
}

type describedStream struct {
	LogStreamName       string `json:"logStreamName"`
	CreationTime        int64  `json:"creationTime"`
	FirstEventTimestamp *int64 `json:"firstEventTimestamp,omitempty"`
	LastEventTimestamp  *int64 `json:"lastEventTimestamp,omitempty"`
	LastIngestionTime   *int64 `json:"lastIngestionTime,omitempty"`
	ARN                 string `json:"arn"`
	StoredBytes         int64  `json:"storedBytes"`
}

type describeLogStreamsOutput struct {
	LogStreams []describedStream `json:"logStreams"`
	NextToken  *string           `json:"nextToken,omitempty"`
}

func describeLogStreams(c *call, in *describeLogStreamsInput) (*describeLogStreamsOutput, error) {
	st := c.logs()
	group, err := st.identified(in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	byTime := value(in.OrderBy) == "LastEventTime"
	if byTime && in.LogStreamNamePrefix != nil {
		return nil, invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.")
	}
	var streams []describedStream
	for _, name := range slices.Sorted(maps.Keys(group.Streams)) {
		if strings.HasPrefix(name, value(in.LogStreamNamePrefix)) {
			streams = append(streams, group.Streams[name].described(st.groupARN(group.Name)))
		}
	}
	if byTime {
		slices.SortStableFunc(streams, func(a, b describedStream) int {
			return cmp.Compare(value(a.LastEventTimestamp), value(b.LastEventTimestamp))
		})
	}
	if in.Descending {
		slices.Reverse(streams)
	}
	positions := map[string]string{}
	for i, stream := range streams {
		positions[stream.LogStreamName] = position(i)
	}
	streams, next, err := logsPage(c, streams, func(s describedStream) string { return positions[s.LogStreamName] }, in.NextToken, in.Limit, 50)
	if err != nil {
		return nil, err
	}
	return &describeLogStreamsOutput{LogStreams: append([]describedStream{}, streams...), NextToken: next}, nil
}

func (s *logStream) described(groupARN string) describedStream {
	out := describedStream{
		LogStreamName: s.Name, CreationTime: s.Created.UnixMilli(),
		ARN: groupARN + ":log-stream:" + s.Name, StoredBytes: s.storedBytes(),
	}
	if len(s.Events) > 0 {
		byTime := func(a, b logEvent) int { return cmp.Compare(a.At, b.At) }
		first, last := slices.MinFunc(s.Events, byTime).At, slices.MaxFunc(s.Events, byTime).At
		ingested := s.Events[len(s.Events)-1].Ingested
		out.FirstEventTimestamp, out.LastEventTimestamp, out.LastIngestionTime = &first, &last, &ingested
	}
	return out
}

type inputLogEvent struct {
	Timestamp *int64  `json:"timestamp" aws:"required,range=0.."`
	Message   *string `json:"message" aws:"required,len=1.."`
}

type putLogEventsInput struct {
	LogGroupName  *string         `json:"logGroupName" aws:"required,len=1..512,re=groupName"`
	LogStreamName *string         `json:"logStreamName" aws:"required,len=1..512,re=streamName"`
	LogEvents     []inputLogEvent `json:"logEvents" aws:"required,len=1..10000"`
	SequenceToken *string         `json:"sequenceToken" aws:"len=1.."`
}

type rejectedLogEvents struct {
	TooNewLogEventStartIndex *int `json:"tooNewLogEventStartIndex,omitempty"`
	TooOldLogEventEndIndex   *int `json:"tooOldLogEventEndIndex,omitempty"`
}

type putLogEventsOutput struct {
	NextSequenceToken     string             `json:"nextSequenceToken"`
	RejectedLogEventsInfo *rejectedLogEvents `json:"rejectedLogEventsInfo,omitempty"`
}

func putLogEvents(c *call, in *putLogEventsInput) (*putLogEventsOutput, error) {
	st := c.logs()
	group, err := st.group(*in.LogGroupName)
	if err != nil {
		return nil, err
	}
	if _, err := group.stream(*in.LogStreamName); err != nil {
		return nil, err
	}
	out := &putLogEventsOutput{NextSequenceToken: c.emulator.newUUID()}
	var rejected rejectedLogEvents
	var events []logEvent
	last := int64(0)
	for i, e := range in.LogEvents {
		at := *e.Timestamp
		if at < last {
			return nil, invalidParameter("Log events in a single PutLogEvents request must be in chronological order.")
		}
		last = at
		switch when := time.UnixMilli(at); {
		case when.Before(c.now.Add(-oldestEvent)):
			end := i + 1
			rejected.TooOldLogEventEndIndex = &end
		case when.After(c.now.Add(newestEvent)):
			if rejected.TooNewLogEventStartIndex == nil {
				rejected.TooNewLogEventStartIndex = &i
			}
		default:
			events = append(events, logEvent{ID: c.emulator.newUUID(), At: at, Ingested: c.now.UnixMilli(), Message: *e.Message})
		}
	}
	if rejected != (rejectedLogEvents{}) {
		out.RejectedLogEventsInfo = &rejected
	}
	st.append(group.Name, *in.LogStreamName, c.now, events...)
	c.countLogEvents(st, group.Name, events...)
	return out, nil
}
