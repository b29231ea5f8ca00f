package auditlog_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/buildkite"
)

// Prices in us-east-1 (AWS Step Functions and EventBridge pricing pages).
const (
	transitionPrice = 0.025 / 1000
	transitionsFree = 4000
	eventPrice      = 1.0 / 1e6
	monthMinutes    = 30 * 24 * 60
	busyDay         = 10000 // events
)

// transitions is how many a run takes, as the guide says: 4, 3 for each page of 100
// events that it reads, and 2 for each put of 10 that it publishes. It reads those
// of the overlap again.
func transitions(minutes, day int) int {
	published := day * minutes / (24 * 60)
	pages := max(1, (published+day*late/(24*60)+99)/100)
	return 4 + 3*pages + 2*((published+9)/10)
}

// late is the default of late_minutes.
const late = 10

// TestCosts computes the table of costs by interval in the guide.
func TestCosts(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../templates/guides/costs.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, minutes := range []int{1, 5, 15, 60} {
		cost := func(perRun int) float64 {
			return float64(perRun*monthMinutes/minutes-transitionsFree) * transitionPrice
		}
		quiet, busy := transitions(minutes, 0), transitions(minutes, busyDay)
		row := fmt.Sprintf("| %d minutes | %s | %.2f | %s | %.2f |", minutes, thousands(quiet*monthMinutes/minutes), cost(quiet),
			thousands(busy*monthMinutes/minutes), cost(busy)+busyDay*30*eventPrice)
		if row = strings.Replace(row, "| 1 minutes", "| 1 minute", 1); !strings.Contains(string(guide), row) {
			t.Errorf("the guide has no line %s", row)
		}
	}
}

// TestTransitions counts the transitions of runs without events and with as many
// as 10,000 a day.
func TestTransitions(t *testing.T) {
	t.Parallel()
	const minutes, warm, runs = 5, 2, 2
	for _, day := range []int{0, busyDay} {
		t.Run(fmt.Sprint(day), func(t *testing.T) {
			t.Parallel()
			env, o := withBuildkite(t)
			from := start.Add(-minutes * time.Minute)
			o.Add(buildkite.Invent(day*minutes*(warm+runs+1)/(24*60), from, start.Add((warm+runs)*minutes*time.Minute))...)
			w := env.Workspace(env.Config(withToken(token, 1, fmt.Sprintf("  backfill_start_time = %q\n", from.Format(time.RFC3339)))))
			w.Run("apply", "-auto-approve")
			for i := range warm + runs {
				if got := o.run(i * minutes); got != "SUCCEEDED" {
					t.Fatalf("run %d: %s", i, got)
				}
			}
			for _, done := range env.Emulator.Executions()[warm:] {
				if got, want := len(done.States)+done.Retries, transitions(minutes, day); got != want {
					t.Errorf("a run takes %d transitions, and should take %d: %q", got, want, done.States)
				}
			}
			w.Run("destroy", "-auto-approve")
		})
	}
}

// thousands is a number as the guide writes it.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
