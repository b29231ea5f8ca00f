package dashboard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

// The grid of a dashboard (CloudWatch API reference, "Dashboard Body Structure
// and Syntax"), and how much of it a widget of each section gets.
const (
	gridWidth  = 24
	maxWidgets = 500

	halfWidth    = 12
	thirdWidth   = 8
	widgetHeight = 6
	headerHeight = 1
)

// content is what a dashboard shows.
type content struct {
	metrics []metric.Widget
	rules   []ruleName
	queries []queryWidget
	// own are widgets as JSON objects, below all others.
	own       []map[string]any
	period    int64
	start     string
	partition string
	account   string // "" if it is not known
}

type ruleName struct{ region, bus, name string }

// queryWidget is the attribute `dashboard` of an eventbridge_logs_query.
type queryWidget struct {
	Region        string   `json:"region"`
	Title         string   `json:"title"`
	Query         string   `json:"query"`
	LogGroupNames []string `json:"log_group_names"`
}

// body is the dashboard as CloudWatch takes it: a section for the metrics, one
// for the rules and one for the queries, each under a heading.
func (c content) body() string {
	var page layout
	page.section("Metrics", halfWidth, append(each(c.metrics, c.metricWidget), c.failures()...))
	page.section("Rules", thirdWidth, each(c.rules, c.ruleWidget))
	page.section("Queries", halfWidth, each(c.queries, c.queryWidget))
	page.own(c.own)
	whole := map[string]any{"widgets": page.widgets, "periodOverride": "inherit"}
	if c.start != "" {
		whole["start"] = c.start
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(whole); err != nil {
		panic(err) // it is made of what was JSON before
	}
	return strings.TrimSpace(b.String())
}

func each[T any](items []T, of func(T) map[string]any) []map[string]any {
	var out []map[string]any
	for _, item := range items {
		out = append(out, of(item))
	}
	return out
}

// metricWidget shows a count as bars, over the time that the dashboard shows,
// and any other value as lines of its median and of its 90th percentile.
func (c content) metricWidget(m metric.Widget) map[string]any {
	properties := map[string]any{"title": m.Title, "region": m.Region, "period": c.period}
	if m.Statistic == "Sum" {
		properties["view"], properties["setPeriodToTimeRange"] = "bar", true
		properties["metrics"] = []any{line(m, m.Statistic)}
	} else {
		properties["view"], properties["yAxis"] = "timeSeries", map[string]any{"left": map[string]any{"label": m.Unit, "showUnits": false, "min": 0}}
		properties["metrics"] = []any{line(m, "p50"), line(m, "p90")}
	}
	return map[string]any{"type": "metric", "properties": properties}
}

// line is a metric with one statistic. The values of dimensions are not known,
// so that a metric with dimensions is searched for.
func line(m metric.Widget, statistic string) []any {
	if len(m.Dimensions) == 0 {
		return []any{m.Namespace, m.Name, map[string]any{"stat": statistic, "label": statistic}}
	}
	names := []string{searchName(m.Namespace)}
	for _, dimension := range m.Dimensions {
		names = append(names, searchName(dimension))
	}
	schema := strings.Join(names, ",")
	label := statistic
	if statistic == "Sum" {
		label = "" // the names of the series say enough
	}
	return []any{map[string]any{
		"expression": fmt.Sprintf("SEARCH('{%s} MetricName=%s', '%s')", schema, searchText(m.Name), statistic), "label": label,
	}}
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9/]+$`)

func searchName(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return searchText(name)
}

func searchText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`).Replace(text) + `"`
}

// failures shows the failed executions of the state machines that publish
// metrics. They show nowhere else.
func (c content) failures() []map[string]any {
	if c.account == "" {
		return nil
	}
	lines := map[string][]any{}
	for _, m := range c.metrics {
		if m.StateMachine == "" {
			continue
		}
		arn := fmt.Sprintf("arn:%s:states:%s:%s:stateMachine:%s", c.partition, m.Region, c.account, m.StateMachine)
		lines[m.Region] = append(lines[m.Region], []any{"AWS/States", "ExecutionsFailed", "StateMachineArn", arn, map[string]any{"stat": "Sum", "label": m.Title}})
	}
	var out []map[string]any
	for _, region := range slices.Sorted(maps.Keys(lines)) {
		out = append(out, map[string]any{"type": "metric", "properties": map[string]any{
			"title": "Metrics not published", "region": region, "period": c.period, "view": "timeSeries", "metrics": lines[region],
			"yAxis": map[string]any{"left": map[string]any{"label": "Failed executions", "showUnits": false, "min": 0}},
		}})
	}
	return out
}

// ruleWidget shows what became of a rule's events. The metrics of rules on the
// default event bus do not have its name.
func (c content) ruleWidget(r ruleName) map[string]any {
	lines := []any{}
	for _, one := range [][2]string{{"MatchedEvents", "matched"}, {"Invocations", "delivered"}, {"FailedInvocations", "failed"}} {
		line := []any{"AWS/Events", one[0]}
		if r.bus != awsclient.DefaultBus {
			line = append(line, "EventBusName", r.bus)
		}
		lines = append(lines, append(line, "RuleName", r.name, map[string]any{"stat": "Sum", "label": one[1]}))
	}
	return map[string]any{"type": "metric", "properties": map[string]any{
		"title": r.name, "region": r.region, "period": c.period, "view": "timeSeries", "metrics": lines,
		"yAxis": map[string]any{"left": map[string]any{"label": "Events", "showUnits": false, "min": 0}},
	}}
}

func (c content) queryWidget(q queryWidget) map[string]any {
	var sources strings.Builder
	for _, name := range q.LogGroupNames {
		fmt.Fprintf(&sources, "SOURCE '%s' | ", name)
	}
	return map[string]any{"type": "log", "properties": map[string]any{"title": q.Title, "region": q.Region, "view": "table", "query": sources.String() + q.Query}}
}

// layout places widgets in rows, from the top.
type layout struct {
	widgets []map[string]any
	y       int
}

// section places widgets of the same width under a heading.
func (l *layout) section(title string, width int, widgets []map[string]any) {
	if l.widgets == nil {
		l.widgets = []map[string]any{}
	}
	if len(widgets) == 0 {
		return
	}
	l.place(map[string]any{"type": "text", "properties": map[string]any{"markdown": "## " + title}}, 0, gridWidth, headerHeight)
	l.y += headerHeight
	perRow := gridWidth / width
	for i, widget := range widgets {
		if i > 0 && i%perRow == 0 {
			l.y += widgetHeight
		}
		l.place(widget, i%perRow*width, width, widgetHeight)
	}
	l.y += widgetHeight
}

func (l *layout) place(widget map[string]any, x, width, height int) {
	widget["x"], widget["y"], widget["width"], widget["height"] = x, l.y, width, height
	l.widgets = append(l.widgets, widget)
}

// own appends widgets as they are. A place of their own counts from below the
// others.
func (l *layout) own(widgets []map[string]any) {
	for _, widget := range widgets {
		widget = maps.Clone(widget)
		if y, ok := widget["y"].(float64); ok {
			widget["y"] = y + float64(l.y)
		}
		l.widgets = append(l.widgets, widget)
	}
}
