package pull_test

import (
	"hash/fnv"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/buildkite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
)

const interval = 5 * time.Minute

// TestNothingIsLost runs the definition through what can happen: no event is lost,
// and none is published again if nothing failed. Numbers are small, and events many
// at a time, so that it stays cheap: what a run does depends on pages and windows.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	failures := func(w *world, f figures) { w.reaches("runs that failed", f.failed, 1) }
	twice := func(w *world, _ figures) { w.reaches("events published twice", w.result().doubled, 1) }
	for name, test := range map[string]struct {
		change  func(*pull.Spec)
		given   func(*world)
		faults  faults
		runFor  time.Duration // half an hour, if it is not set
		every   time.Duration // five minutes
		doubles bool          // what is published twice is as it has to be
		fails   int           // how many runs may fail
		check   func(*world, figures)
	}{
		"nothing happens": {check: func(w *world, f figures) {
			// The cost: 7 transitions a run, and one less in the first, which has no cursor to read.
			if f.transitions != 7*len(w.runs)-1 || f.history != 25 {
				w.t.Errorf("%d transitions in %d runs, and a history of %d", f.transitions, len(w.runs), f.history)
			}
		}},
		"one event after the other": {given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 0) }},
		"every minute": {
			every: time.Minute, runFor: 12 * time.Minute,
			given: func(w *world) { w.add(20, begin, begin.Add(12*time.Minute), 9*time.Minute) },
		},
		"several pages": {
			given: func(w *world) { w.add(205, begin.Add(time.Minute), begin.Add(2*time.Minute), 0) }, runFor: 15 * time.Minute, every: 15 * time.Minute,
			check: func(w *world, f figures) { w.reaches("pages", f.pages, 3) },
		},
		"many at one instant": {
			runFor: 10 * time.Minute,
			given: func(w *world) {
				w.add(105, begin, begin.Add(time.Second), 0)
				for i := range w.events {
					w.events[i].OccurredAt, w.events[i].Visible = begin.Add(4*time.Minute), begin.Add(time.Duration(i%3)*4*time.Minute)
				}
				w.again()
			},
		},
		"visible as late as allowed": {given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 10*time.Minute) }},
		"an overlap of an hour": {
			change: func(s *pull.Spec) { s.LateMinutes = 60 }, runFor: 3 * time.Hour, every: 30 * time.Minute,
			given: func(w *world) { w.add(30, begin, begin.Add(2*time.Hour), time.Hour) },
		},
		"runs are stopped": {
			given: func(w *world) { w.add(30, begin, begin.Add(40*time.Minute), 10*time.Minute) }, runFor: 40 * time.Minute, faults: faults{stop: 0.6}, doubles: true, fails: 9,
			check: func(w *world, _ figures) { w.reaches("runs that were stopped", w.count("ABORTED"), 2) },
		},
		"a run is stopped between the last put and its end": {
			given: func(w *world) { w.add(20, begin.Add(time.Minute), begin.Add(2*time.Minute), 0) }, runFor: 10 * time.Minute, doubles: true, fails: 1,
			check: func(w *world, _ figures) {
				if got := w.result(); got.doubled != 20 {
					w.t.Errorf("%d events were published twice, not 20", got.doubled)
				}
			},
			faults: faults{stopAtPut: 2},
		},
		"puts fail in part": {
			given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 0) }, faults: faults{partial: 0.5}, doubles: true, fails: 1,
			check: func(w *world, _ figures) { w.reaches("retries", w.retries(), 3) },
		},
		"answers of puts are lost": {given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 0) }, faults: faults{lost: 0.4}, doubles: true, fails: 1, check: twice},
		"points are used up now and then": {
			given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 0) }, faults: faults{limited: 0.5}, fails: 5,
			check: func(w *world, _ figures) {
				w.reaches("seconds of waiting", int(w.waited().Seconds()), 75)
			},
		},
		"Buildkite is down now and then": {given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 0) }, faults: faults{down: 0.5}, fails: 5, check: func(w *world, _ figures) { w.reaches("retries", w.retries(), 1) }},
		"GraphQL reports errors":         {given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 0) }, faults: faults{broken: 0.4}, fails: 8, check: failures},
		"the organization is null":       {given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 0) }, faults: faults{missing: 0.4}, fails: 8, check: failures},
		"lists of runs lag behind": {
			given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 10*time.Minute) }, faults: faults{stale: 0.5}, doubles: true,
			check: twice,
		},
		"runs overlap": {
			given: func(w *world) { w.add(30, begin, begin.Add(30*time.Minute), 10*time.Minute) }, faults: faults{twice: 0.4}, doubles: true,
			check: func(w *world, _ figures) { w.reaches("runs", len(w.runs), 12) },
		},
		"all of it at once": {
			given: func(w *world) { w.add(40, begin, begin.Add(90*time.Minute), 10*time.Minute) }, runFor: 90 * time.Minute, faults: allAtOnce, doubles: true, fails: 18, check: failures,
		},
		"Buildkite is down for a day": {
			given: func(w *world) {
				w.add(60, begin, begin.Add(36*time.Hour), 10*time.Minute)
				w.down = func(now time.Time) bool {
					return now.After(begin.Add(6*time.Hour)) && now.Before(begin.Add(30*time.Hour))
				}
			},
			every: 2 * time.Hour, runFor: 36 * time.Hour, fails: 11,
			check: func(w *world, f figures) { w.reaches("runs that failed", f.failed, 11) },
		},
		"two years are read": {
			change: func(s *pull.Spec) { s.Start = begin.AddDate(-2, 0, 0).UnixMilli() },
			given:  func(w *world) { w.begin = begin.AddDate(-2, 0, 0); w.add(60, w.begin, begin, 0) },
			runFor: 50 * time.Minute,
			check: func(w *world, f figures) {
				w.reaches("pages", f.pages, 10)
				if before := w.runs[9]; strings.Contains(before.Output, "after") {
					w.t.Errorf("in the middle of a window: %s", before.Output)
				}
			},
		},
		"nothing older than the beginning is read": {given: func(w *world) { w.add(40, begin.Add(-time.Hour), begin.Add(20*time.Minute), 0) }, runFor: 30 * time.Minute},
		"events are large": {
			runFor: 30 * time.Minute, every: 15 * time.Minute,
			given: func(w *world) {
				w.add(64, begin.Add(time.Minute), begin.Add(2*time.Minute), 0)
				for i := range w.events {
					w.events[i].Data = map[string]any{"steps": strings.Repeat("x", 25000+200*i)}
				}
				w.events[7].Data = map[string]any{"steps": strings.Repeat("é", 39000)}
				w.events[8].Data = map[string]any{"steps": strings.Repeat("y", 300000)}
				w.events[9].Data = strings.Repeat("日", 120000)
				w.again()
			},
			check: func(w *world, f figures) {
				w.reaches("pages", f.pages, 10)
				w.reaches("bytes assigned", f.assigned, 60000)
				unfinished := 0
				for _, x := range w.runs {
					if strings.Contains(x.Output, `"after":"`) {
						unfinished++
					}
				}
				w.reaches("runs that ended in the middle of a window", unfinished, 1)
			},
		},
		"a portal": {
			change: func(s *pull.Spec) { s.Portal = "audit" }, runFor: 5 * time.Minute,
			given: func(w *world) {
				w.must(w.fake.AddPortal("audit", token, spec().Query(auditLog()), false))
				w.add(10, begin, begin.Add(5*time.Minute), 0)
			},
		},
		"a portal without data": {
			change: func(s *pull.Spec) { s.Portal = "audit" }, runFor: 5 * time.Minute,
			given: func(w *world) {
				w.must(w.fake.AddPortal("audit", token, spec().Query(auditLog()), true))
				w.add(10, begin, begin.Add(5*time.Minute), 0)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, seedOf(name), test.change)
			if test.given != nil {
				test.given(w)
			}
			if test.every == 0 {
				test.every = interval
			}
			if test.runFor == 0 {
				test.runFor = 30 * time.Minute
			}
			w.faults = test.faults
			w.until(begin.Add(test.runFor), test.every)
			w.faults, w.down = faults{}, nil
			w.until(w.now.Add(2*interval), interval) // good days, once more
			got, f := w.result(), w.figures()
			t.Logf("%d events, %+v, %d runs, %+v", len(w.events), got, len(w.runs), f)
			if got.lost > 0 || got.early > 0 || got.doubled > 0 && !test.doubles || f.failed > test.fails {
				t.Errorf("%+v, %+v", got, f)
			}
			if test.check != nil {
				test.check(w, f)
			}
		})
	}
}

// seedOf makes the chances of a test its own.
func seedOf(name string) uint64 {
	sum := fnv.New64a()
	sum.Write([]byte(name))
	return sum.Sum64()
}

// TestLaterThanAllowed shows the limit of what is promised, and that the tests find
// what is lost.
func TestLaterThanAllowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, nil)
	w.add(20, begin, begin.Add(30*time.Minute), 0)
	for i := range w.events {
		w.events[i].Visible = w.events[i].OccurredAt.Add(25 * time.Minute)
	}
	w.again()
	w.until(begin.Add(time.Hour), interval)
	if got := w.result(); got.lost != len(w.events) {
		t.Errorf("%d of %d events that show up 25 minutes late are lost", got.lost, len(w.events))
	}
}

// TestProperty states what is promised: whatever happens to the runs, an event that
// becomes visible at most late_minutes after it occurred is published, and once if
// no run failed and no list lagged.
func TestProperty(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		w := newWorld(t, seed, func(s *pull.Spec) { s.LateMinutes = 1 + int64(seed)*5 })
		late := time.Duration(1+int64(seed)*5) * time.Minute
		w.add(20, begin, begin.Add(30*time.Minute), late)
		for i := range w.events { // some at the same time, some at the limit
			if w.random.IntN(4) == 0 {
				w.events[i].OccurredAt = w.events[i].OccurredAt.Truncate(10 * time.Minute)
				w.events[i].Visible = w.events[i].OccurredAt.Add(late)
			}
		}
		w.again()
		if seed%2 == 1 {
			some := func(most float64) float64 { return most * w.random.Float64() }
			w.faults = faults{stop: some(0.5), stale: some(0.5), twice: some(0.5), partial: some(0.2), lost: some(0.2), limited: some(0.2), down: some(0.2), broken: some(0.2), missing: some(0.2)}
		}
		for w.now.Before(begin.Add(30*time.Minute + late)) {
			w.until(w.now, time.Duration(1+w.random.IntN(14))*time.Minute)
		}
		w.faults = faults{}
		w.until(w.now.Add(interval), interval)
		got, f := w.result(), w.figures()
		if got.lost > 0 || got.doubled > 0 && seed%2 == 0 {
			t.Errorf("seed %d: %+v, %d runs, %+v", seed, got, len(w.runs), f)
		}
	}
}

// TestRunsSayWhatIsWrong checks the errors of runs that fail, and that the next run
// takes up what they left.
func TestRunsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, nil)
	w.add(3, begin, begin.Add(time.Minute), 0)
	w.now = begin.Add(interval)
	answer := func(a buildkite.Answer) func() { return func() { w.instead = &a } }
	for _, test := range []struct {
		wrong        func()
		error, cause string
	}{
		{answer(buildkite.RateLimited), "Buildkite.RateLimited", "try again in 42 seconds"},
		{answer(buildkite.Unavailable), "States.Http.StatusCode.503", "Service unavailable"},
		{answer(buildkite.Failed), "Buildkite.Refused", "Something went wrong"},
		{answer(buildkite.NoOrganization), "Buildkite.Refused", "no organization with this slug"},
		{answer(buildkite.NoAuditLog), "Buildkite.Refused", "needs the Enterprise plan"},
		{answer(buildkite.NotAuthenticated), "States.Http.StatusCode.401", "Authentication required"},
		{answer(buildkite.Answer{Status: 200, Body: "<html>"}), "Buildkite.Refused", "not JSON"},
		{answer(buildkite.Answer{Status: 200, Body: `{"data":{"organization":{"auditEvents":{"edges":[],"pageInfo":{"hasNextPage":true,"endCursor":null}}}}}`}), "Buildkite.Refused", "no cursor of its own"},
		{func() { w.hide = true }, "Cursor.NotListed", "tries again"},
	} {
		test.wrong()
		if x := w.run(); x.Error != test.error || !strings.Contains(x.Cause, test.cause) {
			t.Errorf("got %s: %s, want %s: %s", x.Error, x.Cause, test.error, test.cause)
		}
		w.instead, w.hide = nil, false
	}
	if x := w.run(); x.Status != "SUCCEEDED" || w.result() != (result{}) {
		t.Errorf("got %s %s, %+v", x.Error, x.Cause, w.result())
	}
}

// TestPointsRunOut lets the points end within a run: it keeps what it has read.
func TestPointsRunOut(t *testing.T) {
	t.Parallel()
	start := begin.AddDate(0, 0, -100)
	w := newWorld(t, 1, func(s *pull.Spec) { s.Start = start.UnixMilli() })
	w.begin = start
	w.add(60, start, begin, 0)
	first, second := w.run(), w.run() // in the same minute
	if first.Status != "SUCCEEDED" || second.Status != "SUCCEEDED" || second.Waited < 150*time.Second {
		t.Errorf("%s, %s after %s", first.Status, second.Status, second.Waited)
	}
	third := w.run()
	if third.Error != "Buildkite.RateLimited" {
		t.Errorf("got %s", third.Error)
	}
	w.now = w.now.Add(interval)
	w.run()
	w.run()
	if got := w.result(); got != (result{}) {
		t.Errorf("%+v", got)
	}
}

// TestReadingStartsOver covers a cursor that does not fit the definition any more,
// and one that Step Functions has forgotten after 90 days.
func TestReadingStartsOver(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(*world)
		doubled int
	}{
		"nothing":       {func(*world) {}, 0},
		"another start": {func(w *world) { w.spec.Start += 60000; w.replace(w.spec) }, 19},
		"another organization": {func(w *world) {
			w.spec.Organization = "other"
			w.replace(w.spec)
			w.run()
			w.spec.Organization = "my-org"
			w.replace(w.spec)
		}, 0},
		"90 days without success": {func(w *world) { w.now = w.now.AddDate(0, 0, 91) }, 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 1, nil)
			w.add(20, begin, begin.Add(20*time.Minute), 0)
			w.until(begin.Add(30*time.Minute), 10*time.Minute)
			test.happens(w)
			for range 3 {
				w.run()
				w.now = w.now.Add(interval)
			}
			if got := w.result(); got.lost > 0 || got.doubled != test.doubled {
				t.Errorf("%+v, want %d events twice", got, test.doubled)
			}
		})
	}
}

// TestTypesOfEvents reads only the events of some types.
func TestTypesOfEvents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, func(s *pull.Spec) { s.EventTypes = []string{"TEAM_MEMBER_CREATED", "PIPELINE_UPDATED"} })
	w.add(20, begin, begin.Add(time.Minute), 0)
	w.now = begin.Add(interval)
	if x := w.run(); x.Status != "SUCCEEDED" || len(w.published()) != 8 {
		t.Errorf("%s, %d events", x.Status, len(w.published()))
	}
}
