package pattern_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// vector is one verdict of AWS's engine, github.com/aws/event-ruler 2.0.1.
type vector struct {
	ID      string  `json:"id"`
	Group   string  `json:"group"`
	Pattern string  `json:"pattern"`
	Event   *string `json:"event"`
	Valid   bool    `json:"valid"`
	Matches *bool   `json:"matches"`
}

// vectors reads the verdicts. They stand beside the module, not in it, so a clone has none.
func vectors(t *testing.T) []vector {
	t.Helper()

	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "conformance", "patterns.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("SKIP: no conformance vectors beside the checkout (../shared/conformance/patterns.jsonl), the verdicts of AWS's engine are not compared")
	}

	if err != nil {
		t.Fatal(err)
	}

	t.Cleanup(func() { _ = file.Close() })

	var all []vector

	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)

	for lines.Scan() {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}

		all = append(all, v)
	}

	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}

	return all
}

// TestConformance asks for the verdicts of AWS's engine on every vector. The groups quirk-* hold verdicts that are not what the
// documentation leads one to expect. We follow the engine in all of them, as a rule is matched by that engine and not by its
// documentation; the package comment says so for each.
func TestConformance(t *testing.T) {
	t.Parallel()

	type tally struct{ asked, agreed int }

	quirks := map[string]*tally{}
	agreed, asked := 0, 0

	for _, v := range vectors(t) {
		problem := disagreement(v)
		asked++

		if problem == "" {
			agreed++
		} else {
			t.Errorf("%s (%s): %s\npattern %s", v.ID, v.Group, problem, v.Pattern)
		}

		if strings.HasPrefix(v.Group, "quirk-") {
			if quirks[v.Group] == nil {
				quirks[v.Group] = &tally{}
			}

			quirks[v.Group].asked++

			if problem == "" {
				quirks[v.Group].agreed++
			}
		}
	}

	t.Logf("%d of %d verdicts agree", agreed, asked)

	for group, count := range quirks {
		t.Logf("%s: %d of %d", group, count.agreed, count.asked)
	}
}

func disagreement(v vector) string {
	p, problems := pattern.Parse(v.Pattern)

	// Limits of the service that the engine does not enforce play no part in its verdicts.
	if p == nil && v.Valid && !slices.ContainsFunc(problems.Errors(), func(p pattern.Problem) bool { return p.Summary != "Wildcards too complex" }) {
		return ""
	}

	if (p != nil) != v.Valid {
		return fmt.Sprint("valid is not as the engine says: ", problems)
	}

	if p == nil || v.Event == nil {
		return ""
	}

	matches, err := p.Match([]byte(*v.Event))

	explanation, explainErr := p.Explain([]byte(*v.Event))

	switch {
	case (err != nil) != (explainErr != nil):
		return "the explanation and the pattern differ in their errors"
	case err != nil && (v.Group != "event-refused" && v.Matches != nil):
		return "the event is refused: " + err.Error()
	case err == nil && v.Group == "event-refused":
		return "the event is not refused"
	case err == nil && v.Matches != nil && matches != *v.Matches:
		return "matches is not as the engine says: " + explanation.Text
	case err == nil && matches != explanation.Matches:
		return "the explanation and the pattern differ"
	}

	return ""
}
