package demo

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// elements counts the elements of a picture, which has to be XML.
func elements(t *testing.T, picture string) map[string]int {
	t.Helper()
	found := map[string]int{}
	decoder := xml.NewDecoder(strings.NewReader(picture))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("%s:\n%s", err, picture)
		}
		if start, ok := token.(xml.StartElement); ok {
			found[start.Name.Local]++
		}
	}
}

// TestWays draws more rules than have room, events that are lost, and one that does
// not reach its target.
func TestWays(t *testing.T) {
	t.Parallel()
	const odd = `<&"'>`
	var journeys []emulator.Journey
	add := func(source string, stops ...emulator.Stop) {
		journeys = append(journeys, emulator.Journey{Bus: "b", Source: source, DetailType: odd, Stops: stops})
	}
	for n := range 20 {
		add("s", emulator.Stop{Rule: fmt.Sprintf("r%02d", n), TargetARN: "arn:aws:sqs:us-east-1:1:" + odd})
	}
	add("s")
	add("s", emulator.Stop{Rule: "r00", TargetARN: "arn:aws:events:us-east-1:1:api-destination/chat/8f9b5b0c", Code: "NO_PERMISSIONS"}, emulator.Stop{Rule: "r00", TargetARN: "no ARN"})
	add("other", emulator.Stop{Rule: "alone"})
	order, all := byOrigin(journeys)
	if len(order) != 2 || order[0].source != "s" {
		t.Fatalf("the origins are %v", order)
	}
	drawn := all[order[0]].picture(order[0])
	count := elements(t, drawn)
	// A background, a detail-type, eleven rules, those that have no room, no rule, three targets.
	if want := 1 + 1 + 11 + 1 + 1 + 3; count["rect"] != want {
		t.Errorf("%d boxes, not %d:\n%s", count["rect"], want, drawn)
	}
	for _, want := range []string{`>22<`, `>… 9 more<`, `>no rule matches<`, `class="failed"><title>1 events from r00 to chat<`, `>webhook<`, `&lt;&amp;&#34;&#39;&gt;`} {
		if !strings.Contains(drawn, want) {
			t.Errorf("the picture has no %s:\n%s", want, drawn)
		}
	}
	elements(t, all[order[1]].picture(order[1]))
}

// TestPlots draws odd values.
func TestPlots(t *testing.T) {
	t.Parallel()
	for top, want := range map[float64]float64{0: 1, 1: 0.5, 3: 1, 4: 1, 5: 2, 42: 20, 800: 200, 0.003: 0.001} {
		if got := gridStep(top); got != want {
			t.Errorf("the step for %v is %v, not %v", top, got, want)
		}
	}
	w := &widget{Type: "metric", Width: 12, Height: 6, series: []series{
		{"one", []point{{12, 3}}}, {"none", nil}, {"<many>", []point{{1, 1}, {0, 2}, {24, 0}}}, {strings.Repeat("long ", 30), []point{{0, 0}, {1, 0}}},
	}}
	lines := board{"<b>", []*widget{w}}.picture()
	if count := elements(t, lines); count["circle"] != 1 || strings.Count(lines, `class="curve"`) != 2 {
		t.Errorf("drawn:\n%s", lines)
	}
	w.Properties.View = "bar"
	bars := board{"b", []*widget{w, {Type: "log", Width: 12, Height: 6}, {Type: "text", Width: 24, Height: 1}}}.picture()
	if count := elements(t, bars); count["rect"] != 1+2+4 {
		t.Errorf("drawn:\n%s", bars)
	}
}
