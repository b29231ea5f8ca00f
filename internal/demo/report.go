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
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

//go:embed report.html
var reportPage string

// report is what one run of the demo did, as a page and as pictures. It has
// neither times nor generated ids, so that two runs give the same.
type report struct {
	rows    []row
	targets map[string][]string // what each rule sends to
	points  []emulator.MetricPoint
	queries []answer
}

// answer is what a saved query answers.
type answer struct {
	Name, Query string
	Columns     []string
	Rows        [][]string
}

// collect looks at everything that the demo made.
func (c *cloud) collect(ctx context.Context, bus string, rows []row, points []emulator.MetricPoint) (report, error) {
	r := report{rows: rows, points: slices.Clone(points), targets: map[string][]string{}}
	slices.SortFunc(r.points, func(a, b emulator.MetricPoint) int {
		return cmp.Or(strings.Compare(a.Metric, b.Metric), strings.Compare(dimensions(a), dimensions(b)), cmp.Compare(a.Value, b.Value))
	})
	rules, err := c.events.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: aws.String(bus)})
	if err != nil {
		return r, err
	}
	for _, rule := range rules.Rules {
		targets, err := c.events.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{EventBusName: aws.String(bus), Rule: rule.Name})
		if err != nil {
			return r, err
		}
		for _, target := range targets.Targets {
			arn := aws.ToString(target.Arn)
			r.targets[aws.ToString(rule.Name)] = append(r.targets[aws.ToString(rule.Name)], arn[strings.LastIndexByte(arn, ':')+1:])
		}
	}
	saved, err := c.logs.DescribeQueryDefinitions(ctx, &cloudwatchlogs.DescribeQueryDefinitionsInput{})
	if err != nil {
		return r, err
	}
	for _, query := range saved.QueryDefinitions {
		answered, err := c.ask(ctx, query)
		if err != nil {
			return r, fmt.Errorf("query %s: %w", aws.ToString(query.Name), err)
		}
		r.queries = append(r.queries, answered)
	}
	return r, nil
}

// ask runs a saved query over the last hour.
func (c *cloud) ask(ctx context.Context, query logstypes.QueryDefinition) (answer, error) {
	a := answer{Name: aws.ToString(query.Name), Query: aws.ToString(query.QueryString)}
	started, err := c.logs.StartQuery(ctx, &cloudwatchlogs.StartQueryInput{
		LogGroupNames: query.LogGroupNames, QueryString: query.QueryString,
		StartTime: aws.Int64(time.Now().Add(-time.Hour).Unix()), EndTime: aws.Int64(time.Now().Add(time.Hour).Unix()),
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

// write writes the page, and the pictures next to it.
func (r report) write(page string) error {
	parsed, err := template.New("report").Parse(reportPage)
	if err != nil {
		return err
	}
	pictures := r.pictures()
	var b bytes.Buffer
	err = parsed.Execute(&b, map[string]any{
		"Events":  template.HTML(pictures["events.svg"]),  //nolint:gosec // the picture escapes its texts
		"Metrics": template.HTML(pictures["metrics.svg"]), //nolint:gosec // as above
		"Rows":    r.tableRows(), "Queries": r.queries,
	})
	if err != nil {
		return err
	}
	failures := []error{os.WriteFile(page, b.Bytes(), 0o600)}
	for _, name := range slices.Sorted(maps.Keys(pictures)) {
		failures = append(failures, os.WriteFile(filepath.Join(filepath.Dir(page), name), []byte(pictures[name]), 0o600))
	}
	return errors.Join(failures...)
}

// tableRows are the events as the page's table shows them.
func (r report) tableRows() [][]string {
	var out [][]string
	for _, row := range r.rows {
		var to []string
		for _, rule := range row.rules {
			to = append(to, r.targets[rule]...)
		}
		out = append(out, []string{row.detailType, row.sample, row.state, orDash(row.rules), orDash(to)})
	}
	return out
}

// dimensions are a point's dimensions in one line.
func dimensions(point emulator.MetricPoint) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(point.Dimensions)) {
		out = append(out, name+"="+point.Dimensions[name])
	}
	return strings.Join(out, ", ")
}
