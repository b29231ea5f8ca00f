package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// dayLength is the time that the report shows. It ends at the last full hour.
const dayLength = 24 * time.Hour

// clock is the emulator's time. It starts before the day, is moved through it, and
// then runs as any clock.
type clock struct {
	mu      sync.Mutex
	behind  time.Duration
	stopped time.Time
}

// newClock is a clock that runs, more than a day late.
func newClock() *clock { return &clock{behind: dayLength + 2*time.Hour} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped.IsZero() {
		return time.Now().Add(-c.behind)
	}
	return c.stopped
}

// stop stops the clock at a time.
func (c *clock) stop(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = at
}

// run sets the clock right.
func (c *clock) run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behind, c.stopped = 0, time.Time{}
}

// dayEvent is an event that is published at a time.
type dayEvent struct {
	at         time.Time
	detailType string
	detail     json.RawMessage
}

// pipelines are what builds during the day: how often, for how long in seconds,
// and how many of the builds fail.
var pipelines = []struct {
	slug    string
	every   time.Duration
	seconds float64
	failing float64
}{
	{"web", 12 * time.Minute, 240, 0.1},
	{"api", 20 * time.Minute, 420, 0.2},
}

// object is a JSON object.
type object = map[string]any

// day are the builds and jobs of a day: the documented events with other times,
// pipelines, branches and states. Each run makes the same.
func day(start time.Time) ([]dayEvent, error) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same numbers in each run
	var events []dayEvent
	for i, pipeline := range pipelines {
		begin := start
		for n := 1; ; n++ {
			load := 1 - 0.4*math.Cos(begin.Sub(start).Hours()/12*math.Pi) // most in the middle of the day
			begin = begin.Add(time.Duration(float64(pipeline.every) / load).Truncate(time.Second))
			wait := time.Duration(pipeline.seconds/20*load*load+random.Float64()*10) * time.Second
			end := begin.Add(time.Duration(pipeline.seconds*(load+random.Float64()*0.5)) * time.Second)
			if end.After(start.Add(dayLength)) {
				break
			}
			build := object{
				"uuid":   fmt.Sprintf("00000000-0000-4000-8000-%04d%08d", i, n),
				"number": n, "branch": "main", "state": "passed", "started_at": stamp(begin), "finished_at": stamp(end),
			}
			if random.Float64() < 0.3 {
				build["branch"] = "feature"
			}
			if random.Float64() < pipeline.failing {
				build["state"] = "failed"
			}
			job := object{"runnable_at": stamp(begin.Add(-wait)), "started_at": stamp(begin)}
			for _, one := range []dayEvent{{at: begin, detailType: "Job Started"}, {at: end, detailType: "Build Finished"}} {
				of := object{"pipeline": object{"slug": pipeline.slug}}
				if one.detailType == "Job Started" {
					of["job"] = job
				} else {
					of["build"] = build
				}
				var err error
				if one.detail, err = detail(one.detailType, of); err != nil {
					return nil, err
				}
				events = append(events, one)
			}
		}
	}
	slices.SortStableFunc(events, func(a, b dayEvent) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.detailType, b.detailType))
	})
	return events, nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// detail is the detail of the documented event with other values.
func detail(detailType string, changes object) (json.RawMessage, error) {
	overrides, err := json.Marshal(object{"detail": changes})
	if err != nil {
		return nil, err
	}
	sample, err := catalog.Default().SampleWith(detailType, "documented", overrides)
	if err != nil {
		return nil, err
	}
	var event struct {
		Detail json.RawMessage `json:"detail"`
	}
	err = json.Unmarshal(sample, &event)
	return event.Detail, err
}

// publishDay publishes a day's builds and jobs, each at its time.
func (c *cloud) publishDay(ctx context.Context, source string, start time.Time) (events int, err error) {
	all, err := day(start)
	if err != nil {
		return 0, err
	}
	for _, event := range all {
		c.clock.stop(event.at)
		answer, err := c.events.PutPartnerEvents(ctx, &eventbridge.PutPartnerEventsInput{Entries: []ebtypes.PutPartnerEventsRequestEntry{{
			Source: aws.String(source), DetailType: aws.String(event.detailType), Detail: aws.String(string(event.detail)), Time: aws.Time(event.at),
		}}})
		if err != nil {
			return 0, err
		}
		if answer.FailedEntryCount > 0 {
			return 0, fmt.Errorf("publishing %s: %s", event.detailType, aws.ToString(answer.Entries[0].ErrorMessage))
		}
	}
	return len(all), nil
}
