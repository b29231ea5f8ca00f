package awsclient

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/smithy-go"
)

// busyGroup is a log group with so many lines in each hour, newest first. A call
// returns a hundred lines, after an empty page.
type busyGroup struct {
	now    time.Time
	hours  []int
	calls  int
	failAt int
	err    error
	delay  time.Duration
}

func (g *busyGroup) FilterLogEvents(ctx context.Context, in *cloudwatchlogs.FilterLogEventsInput, _ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	g.calls++
	if g.calls == g.failAt {
		return nil, g.err
	}
	if err := Sleep(ctx, g.delay); err != nil {
		return nil, &TimeoutError{Err: err, Last: g.err}
	}
	if in.NextToken == nil {
		return &cloudwatchlogs.FilterLogEventsOutput{NextToken: aws.String("0")}, nil
	}
	var all []logstypes.FilteredLogEvent
	for hour := len(g.hours) - 1; hour >= 0; hour-- {
		for i := range g.hours[hour] {
			at := g.now.Add(-time.Duration(hour)*time.Hour - time.Hour + time.Duration(i)*time.Millisecond).UnixMilli()
			if at >= *in.StartTime && at <= *in.EndTime {
				line := fmt.Sprintf(`{"id":"%d-%d","detail-type":"Job Started","source":"aws.partner/x","detail":{}}`, hour, i/2*2)
				all = append(all, logstypes.FilteredLogEvent{Timestamp: aws.Int64(at), Message: aws.String(line)})
			}
		}
	}
	var from int
	if _, err := fmt.Sscan(*in.NextToken, &from); err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.FilterLogEventsOutput{Events: all[from:min(from+100, len(all))]}
	if from+100 < len(all) {
		out.NextToken = aws.String(fmt.Sprint(from + 100))
	}
	return out, nil
}

// TestLoggedEvents reads groups to their bounds. Each event is in the group twice.
func TestLoggedEvents(t *testing.T) {
	t.Parallel()
	throttled := &smithy.GenericAPIError{Code: "ThrottlingException"}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		group   busyGroup
		hours   int
		events  int
		newest  time.Duration
		stopped error
		calls   int
	}{
		"a quiet week":             {group: busyGroup{hours: []int{10, 10, 0, 20}}, hours: 168, events: 20, newest: 168 * time.Hour, calls: 16},
		"an hour":                  {group: busyGroup{hours: []int{10, 10}}, hours: 1, events: 5, newest: time.Hour, calls: 2},
		"as many as are read":      {group: busyGroup{hours: []int{500, 500}}, hours: 2, events: 500, newest: 2 * time.Hour, calls: 12},
		"one more":                 {group: busyGroup{hours: []int{500, 501}}, hours: 2, events: 500, newest: time.Hour, stopped: ErrReadingSize, calls: 13},
		"more within an hour":      {group: busyGroup{hours: []int{1100}}, hours: 2, events: 500, stopped: ErrReadingSize, calls: 12},
		"an error in the middle":   {group: busyGroup{hours: []int{100, 100, 100, 100}, failAt: 5, err: throttled}, hours: 24, events: 100, newest: time.Hour, stopped: throttled, calls: 5},
		"no time":                  {group: busyGroup{hours: []int{100}, delay: time.Minute, err: throttled}, hours: 24, stopped: context.DeadlineExceeded, calls: 1},
		"an error at the start":    {group: busyGroup{failAt: 1, err: throttled}, hours: 24, stopped: throttled, calls: 1},
		"nothing to read in a day": {hours: 24, newest: 24 * time.Hour, calls: 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.group.now = now
			reader := newLoggedEvents(&test.group)
			reader.now, reader.size, reader.pace = func() time.Time { return now }, 1000, 0
			if test.group.delay > 0 {
				reader.time = 10 * time.Millisecond
			}
			for range 2 { // the second answer is the first one
				read, err := reader.Read(t.Context(), "group", time.Duration(test.hours)*time.Hour)
				if err != nil {
					t.Fatal(err)
				}
				if len(read.Events) != test.events || read.Others != 0 || read.Newest != test.newest || !errors.Is(read.Stopped, test.stopped) || test.group.calls != test.calls {
					t.Errorf("%d events, %d others, the newest %s, stopped by %v after %d calls", len(read.Events), read.Others, read.Newest, read.Stopped, test.group.calls)
				}
			}
		})
	}
}

func TestLoggedLines(t *testing.T) {
	t.Parallel()
	r := &logReader{seen: map[string]struct{}{}}
	for line, event := range map[string]bool{
		`{"id":"1","detail-type":"a","source":"b","detail":{}}`:        true,
		`{"id":"2","detail-type":"a","source":"b","detail":{"x":[1]}}`: true,
		`Build 7 failed`: false,
		`"a string"`:     false,
		`[]`:             false,
		``:               false,
		`{"id":"3","detail-type":"a","source":"b"}`:                          false,
		`{"id":"3","detail-type":"a","source":"b","detail":"{}"}`:            false,
		`{"id":3,"detail-type":"a","source":"b","detail":{}}`:                false,
		`{"detail-type":"a","source":"b","detail":{}}`:                       false,
		`{"id":"3","detail-type":"a","source":"b","detail":{}`:               false,
		`{"id":"3","detail-type":"a","source":"b","detail":{}} and the rest`: false,
	} {
		events, others := len(r.Events), r.Others
		r.add([]byte(line))
		if (len(r.Events) > events) != event || (r.Others > others) == event {
			t.Errorf("%s: is taken for an event: %v", line, !event)
		}
	}
}

// TestLoggedEventsPace has several readings at once, which together make no more
// calls than AWS allows.
func TestLoggedEventsPace(t *testing.T) {
	t.Parallel()
	const pace = 100 * time.Millisecond
	group := &pacedGroup{}
	reader := newLoggedEvents(group)
	reader.pace = pace
	start := time.Now()
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			if read, err := reader.Read(t.Context(), fmt.Sprint(i), 24*time.Hour); err != nil || read.Stopped != nil {
				t.Errorf("got %v, %v", read, err)
			}
		})
	}
	all.Wait()
	if took, least := time.Since(start), time.Duration((group.calls-1)/readingCalls)*pace; group.calls < 4*readingCalls || took < least {
		t.Errorf("%d calls took %s, not %s", group.calls, took, least)
	}
	// A reading that has to wait ends with its time.
	reader.time, reader.pace = pace, time.Hour
	if read, err := reader.Read(t.Context(), "late", time.Hour); err != nil || !errors.Is(read.Stopped, context.DeadlineExceeded) {
		t.Errorf("got %v, %v", read, err)
	}
}

// pacedGroup is an empty group that counts the calls.
type pacedGroup struct {
	mu    sync.Mutex
	calls int
}

func (g *pacedGroup) FilterLogEvents(context.Context, *cloudwatchlogs.FilterLogEventsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls++
	return &cloudwatchlogs.FilterLogEventsOutput{}, nil
}
