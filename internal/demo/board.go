package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// board is a dashboard with what its widgets show.
type board struct {
	Name    string
	widgets []*widget
}

// widget is a widget of a dashboard as CloudWatch keeps it (CloudWatch API
// reference, "Dashboard Body Structure and Syntax"), and what it shows.
type widget struct {
	Type                string
	X, Y, Width, Height int
	Properties          struct {
		Markdown, Title, View, Query string
		Metrics                      [][]any
		Period                       int32
		SetPeriodToTimeRange         bool
		YAxis                        struct{ Left struct{ Label string } }
	}

	series []series
	answer answer
}

// series is one metric of a widget.
type series struct {
	label  string
	points []point
}

// point is a value at a time, in hours from the start.
type point struct{ at, value float64 }

// dashboards are all dashboards with what they show of the time from start.
func (c *cloud) dashboards(ctx context.Context, start time.Time) ([]board, error) {
	listed, err := c.metrics.ListDashboards(ctx, &cloudwatch.ListDashboardsInput{})
	if err != nil {
		return nil, err
	}
	var boards []board
	for _, entry := range listed.DashboardEntries {
		found, err := c.metrics.GetDashboard(ctx, &cloudwatch.GetDashboardInput{DashboardName: entry.DashboardName})
		if err != nil {
			return nil, err
		}
		var body struct{ Widgets []*widget }
		if err := json.Unmarshal([]byte(aws.ToString(found.DashboardBody)), &body); err != nil {
			return nil, err
		}
		for _, w := range body.Widgets {
			if err := c.look(ctx, w, start); err != nil {
				return nil, fmt.Errorf("dashboard %s, widget %q: %w", aws.ToString(entry.DashboardName), w.Properties.Title, err)
			}
		}
		boards = append(boards, board{aws.ToString(entry.DashboardName), body.Widgets})
	}
	return boards, nil
}

// logSource is the log group that a query of a widget reads.
var logSource = regexp.MustCompile(`SOURCE '([^']*)' \| `)

// look fills in what a widget shows.
func (c *cloud) look(ctx context.Context, w *widget, start time.Time) (err error) {
	if w.Type == "log" {
		var groups []string
		for _, source := range logSource.FindAllStringSubmatch(w.Properties.Query, -1) {
			groups = append(groups, source[1])
		}
		w.answer, err = c.ask(ctx, groups, logSource.ReplaceAllString(w.Properties.Query, ""), start)
		return err
	}
	for _, line := range w.Properties.Metrics {
		found, err := c.series(ctx, w, line, start)
		if err != nil {
			return err
		}
		w.series = append(w.series, found...)
	}
	return nil
}

// search is an expression that finds the metrics of a namespace with certain
// dimensions.
var search = regexp.MustCompile(`^SEARCH\('\{([^}]*)\} MetricName=(.*)', '(\w+)'\)$`)

// series are what a line of a widget shows: one metric, or those that are found.
func (c *cloud) series(ctx context.Context, w *widget, line []any, start time.Time) ([]series, error) {
	options, _ := line[len(line)-1].(map[string]any)
	label, _ := options["label"].(string)
	statistic, _ := options["stat"].(string)
	expression, isSearch := options["expression"].(string)
	if !isSearch {
		var words []string
		for _, word := range line[:len(line)-1] {
			words = append(words, fmt.Sprint(word))
		}
		metric := cwtypes.Metric{Namespace: &words[0], MetricName: &words[1]}
		for i := 2; i+1 < len(words); i += 2 {
			metric.Dimensions = append(metric.Dimensions, cwtypes.Dimension{Name: &words[i], Value: &words[i+1]})
		}
		points, err := c.points(ctx, w, metric, statistic, start)
		return []series{{label, points}}, err
	}
	parts := search.FindStringSubmatch(expression)
	if parts == nil {
		return nil, fmt.Errorf("%s is not drawn here", expression)
	}
	schema := strings.Split(strings.ReplaceAll(parts[1], `"`, ""), ",")
	pages := cloudwatch.NewListMetricsPaginator(c.metrics, &cloudwatch.ListMetricsInput{
		Namespace: &schema[0], MetricName: aws.String(strings.Trim(parts[2], `"`)),
	})
	var out []series
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, metric := range page.Metrics {
			name := []string{label}
			for _, dimension := range metric.Dimensions {
				name = append(name, aws.ToString(dimension.Value))
			}
			if !slices.Equal(dimensionNames(metric), slices.Sorted(slices.Values(schema[1:]))) {
				continue
			}
			points, err := c.points(ctx, w, metric, parts[3], start)
			if err != nil {
				return nil, err
			}
			out = append(out, series{strings.TrimSpace(strings.Join(name, " ")), points})
		}
	}
	return out, nil
}

func dimensionNames(metric cwtypes.Metric) []string {
	var names []string
	for _, dimension := range metric.Dimensions {
		names = append(names, aws.ToString(dimension.Name))
	}
	slices.Sort(names)
	return names
}

// points are the values of a metric during the day.
func (c *cloud) points(ctx context.Context, w *widget, metric cwtypes.Metric, statistic string, start time.Time) ([]point, error) {
	answer, err := c.metrics.GetMetricData(ctx, &cloudwatch.GetMetricDataInput{
		StartTime: &start, EndTime: aws.Time(start.Add(dayLength)), ScanBy: cwtypes.ScanByTimestampAscending,
		MetricDataQueries: []cwtypes.MetricDataQuery{{
			Id: aws.String("m"), MetricStat: &cwtypes.MetricStat{Metric: &metric, Period: aws.Int32(w.Properties.Period), Stat: &statistic},
		}},
	})
	if err != nil {
		return nil, err
	}
	var points []point
	for _, result := range answer.MetricDataResults {
		for i, at := range result.Timestamps {
			points = append(points, point{at.Sub(start).Hours(), result.Values[i]})
		}
	}
	return points, nil
}
