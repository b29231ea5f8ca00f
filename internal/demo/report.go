package demo

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

//go:embed report.html
var reportPage string

// report is what one run of the demo did, as a page and as pictures. It has
// neither times nor generated ids, so that two runs give the same. What it shows
// is what is there: whatever sends events, and whatever they cause, appears by itself.
type report struct {
	rows       []row
	texts      []string
	journeys   []emulator.Journey
	queries    []answer
	metrics    board // all metrics, as a dashboard
	dashboards []board
}

// answer is what a saved query answers.
type answer struct {
	Name, Query string
	Columns     []string
	Rows        [][]string
}

// collect looks at everything that happened since start.
func (c *cloud) collect(ctx context.Context, rows []row, texts []string, start time.Time, of *emulator.Emulator) (report, error) {
	r := report{rows: rows, texts: texts, journeys: of.Journeys(), metrics: board{Name: "of all metrics", widgets: metricWidgets(of.Metrics())}}
	for _, w := range r.metrics.widgets {
		if err := c.look(ctx, w, start); err != nil {
			return r, err
		}
	}
	saved, err := c.logs.DescribeQueryDefinitions(ctx, &cloudwatchlogs.DescribeQueryDefinitionsInput{})
	if err != nil {
		return r, err
	}
	for _, query := range saved.QueryDefinitions {
		answered, err := c.ask(ctx, query.LogGroupNames, aws.ToString(query.QueryString), start)
		if err != nil {
			return r, fmt.Errorf("query %s: %w", aws.ToString(query.Name), err)
		}
		answered.Name = aws.ToString(query.Name)
		r.queries = append(r.queries, answered)
	}
	r.dashboards, err = c.dashboards(ctx, start)
	return r, err
}

// metricWidgets are widgets for all metrics that have points.
func metricWidgets(points []emulator.MetricPoint) []*widget {
	type metric struct{ namespace, name, unit, dimensions string }
	found := map[metric]bool{}
	for _, point := range points {
		found[metric{point.Namespace, point.Metric, point.Unit, strings.Join(slices.Sorted(maps.Keys(point.Dimensions)), ",")}] = true
	}
	var widgets []*widget
	for i, m := range slices.SortedFunc(maps.Keys(found), func(a, b metric) int {
		return cmp.Or(strings.Compare(a.namespace, b.namespace), strings.Compare(a.name, b.name), strings.Compare(a.dimensions, b.dimensions))
	}) {
		const width, height = 12, 6
		w := &widget{Type: "metric", X: i % 2 * width, Y: i / 2 * height, Width: width, Height: height}
		w.Properties.Title, w.Properties.YAxis.Left.Label, w.Properties.Period = m.namespace+"/"+m.name, m.unit, 3600
		statistics := []string{"p50", "p90"}
		if m.unit == "Count" {
			w.Properties.View, statistics = "bar", []string{"Sum"}
		}
		schema := strings.TrimSuffix(m.namespace+","+m.dimensions, ",")
		for _, statistic := range statistics {
			w.Properties.Metrics = append(w.Properties.Metrics, []any{map[string]any{
				"expression": fmt.Sprintf("SEARCH('{%s} MetricName=%s', '%s')", schema, m.name, statistic), "label": strings.TrimPrefix(statistic, "Sum"),
			}})
		}
		widgets = append(widgets, w)
	}
	return widgets
}

// ask runs a query on log groups over the day.
func (c *cloud) ask(ctx context.Context, groups []string, query string, start time.Time) (answer, error) {
	a := answer{Query: query}
	started, err := c.logs.StartQuery(ctx, &cloudwatchlogs.StartQueryInput{
		LogGroupNames: groups, QueryString: &query, StartTime: aws.Int64(start.Unix()), EndTime: aws.Int64(start.Add(dayLength).Unix()),
	})
	if err != nil {
		return a, err
	}
	results, err := c.logs.GetQueryResults(ctx, &cloudwatchlogs.GetQueryResultsInput{QueryId: started.QueryId})
	if err != nil {
		return a, err
	}
	for _, result := range results.Results {
		values := map[string]string{}
		for _, field := range result {
			name := aws.ToString(field.Field)
			if strings.HasPrefix(name, "@") {
				continue // times and pointers differ from run to run
			}
			if values[name] = aws.ToString(field.Value); !slices.Contains(a.Columns, name) {
				a.Columns = append(a.Columns, name)
			}
		}
		cells := make([]string, len(a.Columns))
		for i, column := range a.Columns {
			cells[i] = values[column]
		}
		a.Rows = append(a.Rows, cells)
	}
	return a, nil
}

// write writes the page, and the pictures of README and docs next to it.
func (r report) write(page string) error {
	parsed, err := template.New("report").Parse(reportPage)
	if err != nil {
		return err
	}
	events, metrics, dashboards := r.pictures()
	var b bytes.Buffer
	err = parsed.Execute(&b, map[string]any{
		"Rows": r.rows, "Texts": r.texts, "Events": events, "Metrics": metrics, "Queries": r.queries, "Dashboards": dashboards,
	})
	if err != nil {
		return err
	}
	failures := []error{os.WriteFile(page, b.Bytes(), 0o600)}
	for name, pictures := range map[string][]template.HTML{"events.svg": events, "dashboard.svg": dashboards} {
		if len(pictures) > 0 {
			failures = append(failures, os.WriteFile(filepath.Join(filepath.Dir(page), name), []byte(pictures[0]), 0o600))
		}
	}
	return errors.Join(failures...)
}

// pictures are the pictures of the events by where they come from, of the metrics,
// and of the dashboards.
func (r report) pictures() (events []template.HTML, metrics template.HTML, dashboards []template.HTML) {
	order, all := byOrigin(r.journeys)
	for _, from := range order {
		events = append(events, template.HTML(all[from].picture(from))) //nolint:gosec // a picture escapes its texts
	}
	for _, one := range r.dashboards {
		dashboards = append(dashboards, template.HTML(one.picture())) //nolint:gosec // as above
	}
	if len(r.metrics.widgets) > 0 {
		metrics = template.HTML(r.metrics.picture()) //nolint:gosec // as above
	}
	return events, metrics, dashboards
}
