package awsclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// The bounds of one reading of a log group. FilterLogEvents allows five calls a
// second in an account and region, and at most 1 MB of events a call.
const (
	// ReadingTime is how long a reading may take.
	ReadingTime = 20 * time.Second
	// ReadingSize is how many lines a reading may have.
	ReadingSize = 20_000
	// readingCalls is how many calls FilterLogEvents allows in a second.
	readingCalls = 5
	// sparse and dense are the numbers of lines from which on the next part of
	// the time is read in a larger or a smaller piece.
	sparse, dense = 1_000, 5_000
)

// ErrReadingSize reports that a log group has more events than a reading takes.
var ErrReadingSize = errors.New("more events than a reading takes")

// logEventsAPI is the part of the CloudWatch Logs API used by the reader.
type logEventsAPI interface {
	FilterLogEvents(context.Context, *cloudwatchlogs.FilterLogEventsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.FilterLogEventsOutput, error)
}

// LoggedEvents reads the EventBridge events that log groups received. It reads
// each group once, however many rules are compared with its events.
type LoggedEvents struct {
	api  logEventsAPI
	now  func() time.Time
	time time.Duration // ReadingTime
	size int           // ReadingSize
	pace time.Duration // the time in which readingCalls calls are allowed

	mu      sync.Mutex
	starts  [readingCalls]time.Time // of the last calls
	started int                     // how many there were
	flights map[logWindow]*flight[*LogReading]
}

// logWindow is a log group and the length of the time that is read.
type logWindow struct {
	group string
	of    time.Duration
}

// LogReading is what a log group received, as far as it was read.
type LogReading struct {
	// Events are the events, each once. They must not be changed.
	Events []LoggedEvent
	// Others is the number of lines that are not whole events.
	Others int
	// Newest is how much of the time, from now back, was read completely.
	Newest time.Duration
	// Stopped is why the rest was not read: ErrReadingSize, the end of the time
	// for it, or the error of the call. It is nil if everything was read.
	Stopped error
}

// LoggedEvent is one event of a log group.
type LoggedEvent struct {
	ID, DetailType string
	// JSON is the whole event.
	JSON []byte
}

func newLoggedEvents(api logEventsAPI) *LoggedEvents {
	return &LoggedEvents{api: api, now: time.Now, time: ReadingTime, size: ReadingSize, pace: time.Second, flights: map[logWindow]*flight[*LogReading]{}}
}

// Read reads what the group received in the time up to now. It fails only if
// the caller is cancelled.
func (l *LoggedEvents) Read(ctx context.Context, group string, of time.Duration) (*LogReading, error) {
	window := logWindow{group, of}
	l.mu.Lock()
	f := l.flights[window]
	if f == nil {
		f = &flight[*LogReading]{}
		l.flights[window] = f
	}
	l.mu.Unlock()
	return f.do(ctx, forever, func(ctx context.Context) (*LogReading, error) {
		ctx, cancel := context.WithTimeout(ctx, l.time)
		defer cancel()
		r := &logReader{LoggedEvents: l, group: group, seen: map[string]struct{}{}}
		r.Stopped = r.read(ctx, l.now(), of)
		return &r.LogReading, nil
	})
}

// wait waits until another call is allowed: all readings together make no more
// than readingCalls in a second, because AWS throttles the account otherwise.
func (l *LoggedEvents) wait(ctx context.Context) error {
	l.mu.Lock()
	now, last := time.Now(), &l.starts[l.started%readingCalls]
	next := last.Add(l.pace)
	if next.Before(now) {
		next = now
	}
	*last = next
	l.started++
	l.mu.Unlock()
	return Sleep(ctx, next.Sub(now))
}

// logReader is a reading that is under way.
type logReader struct {
	LogReading
	*LoggedEvents

	group string
	lines int
	seen  map[string]struct{} // the ids of the events: delivery is at least once
}

// read reads the newest hour first and then further back, because AWS returns
// the events of a call from the oldest to the newest. A quiet group is read in
// ever larger pieces, so that a week takes a few calls.
func (r *logReader) read(ctx context.Context, now time.Time, of time.Duration) error {
	oldest, piece := now.Add(-of), time.Hour
	for end := now; end.After(oldest); {
		start := end.Add(-piece)
		if start.Before(oldest) {
			start = oldest
		}
		before := r.lines
		if err := r.piece(ctx, start, end); err != nil {
			return err
		}
		r.Newest, end = now.Sub(start), start
		switch lines := r.lines - before; {
		case lines < sparse:
			piece *= 2
		case lines > dense:
			piece = max(piece/2, time.Hour)
		}
	}
	return nil
}

// piece reads the lines from start on and before end.
func (r *logReader) piece(ctx context.Context, start, end time.Time) error {
	for line, err := range Pages(func(token *string) ([]logstypes.FilteredLogEvent, *string, error) {
		if err := r.wait(ctx); err != nil {
			return nil, nil, err
		}
		out, err := r.api.FilterLogEvents(ctx, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: aws.String(r.group), NextToken: token,
			StartTime: aws.Int64(start.UnixMilli()), EndTime: aws.Int64(end.UnixMilli() - 1),
		})
		if err != nil {
			return nil, nil, err
		}
		return out.Events, out.NextToken, nil
	}) {
		switch {
		case err != nil:
			return err
		case r.lines == r.size:
			return ErrReadingSize
		}
		r.lines++
		r.add([]byte(aws.ToString(line.Message)))
	}
	return nil
}

// add adds a line. What a target made of an event with an input transformer is
// not an event.
func (r *logReader) add(line []byte) {
	var event struct {
		ID         string          `json:"id"`
		DetailType string          `json:"detail-type"`
		Source     string          `json:"source"`
		Detail     json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(line, &event) != nil || event.ID == "" || event.DetailType == "" || event.Source == "" || !bytes.HasPrefix(event.Detail, []byte("{")) {
		r.Others++
		return
	}
	if _, again := r.seen[event.ID]; again {
		return
	}
	r.seen[event.ID] = struct{}{}
	r.Events = append(r.Events, LoggedEvent{ID: event.ID, DetailType: event.DetailType, JSON: line})
}
