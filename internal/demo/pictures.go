package demo

import (
	"cmp"
	"fmt"
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The measures of the pictures, in pixels.
const (
	pictureWidth = 960
	nodeHeight   = 30
	nodeGap      = 14
	nodeWidth    = 240
	barHeight    = 20
	labelWidth   = 330
)

// svg is a picture that is being drawn.
type svg struct{ strings.Builder }

func (s *svg) add(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

func (s *svg) text(x, y int, class, text string) {
	s.add(`<text x="%d" y="%d" class="%s">%s</text>`, x, y, class, html.EscapeString(text))
}

// picture is a whole picture of that height.
func picture(title string, height int, body string) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
<style>text{font:13px sans-serif;fill:#1f2933}.head{font-weight:bold}.small{font-size:12px;fill:#52606d}.end{text-anchor:end}.node{fill:#e4ecf7;stroke:#3b6ea8}.none{fill:#f0f0f0;stroke:#9aa5b1}.flow{fill:none;stroke:#3b6ea8;opacity:.45}.lost{fill:none;stroke:#9aa5b1;opacity:.45}.bar{fill:#3b6ea8}</style>
<rect width="100%%" height="100%%" fill="#fff"/>
%s</svg>
`, pictureWidth, height, html.EscapeString(title), body)
}

// pictures are the pictures of the report, by file name.
func (r report) pictures() map[string]string {
	return map[string]string{"events.svg": r.eventsPicture(), "metrics.svg": r.metricsPicture()}
}

// unmatched is where events end that no rule matches.
const unmatched = "no rule matches"

// eventsPicture shows the way of the events: by detail-type to rules, and from
// the rules to their targets. The width of a line is the number of events.
func (r report) eventsPicture() string {
	columns := [3][]string{}
	events, flows := map[string]int{}, map[[2]string]int{}
	put := func(column int, name string) string {
		if !slices.Contains(columns[column], name) {
			columns[column] = append(columns[column], name)
		}
		return fmt.Sprintf("%d %s", column, name)
	}
	for _, row := range r.rows {
		from := put(0, row.detailType)
		events[from]++
		for _, rule := range row.rules {
			to := put(1, rule)
			events[to]++
			flows[[2]string{from, to}]++
			for _, target := range r.targets[rule] {
				end := put(2, target)
				events[end]++
				flows[[2]string{to, end}]++
			}
		}
		if len(row.rules) == 0 {
			to := put(1, unmatched)
			events[to]++
			flows[[2]string{from, to}]++
		}
	}
	slices.SortFunc(columns[1], func(a, b string) int { // what is lost comes last
		return cmp.Or(boolean(a == unmatched)-boolean(b == unmatched), strings.Compare(a, b))
	})
	var nodes, lines svg
	at, height := map[string]int{}, 0
	for column, names := range columns {
		x := column * (pictureWidth - nodeWidth - 2) / 2
		nodes.text(x+1, 18, "head", [3]string{"Events of the source", "Rules of the event bus", "Targets"}[column])
		for i, name := range names {
			key, y := fmt.Sprintf("%d %s", column, name), 32+i*(nodeHeight+nodeGap)
			at[key], height = y+nodeHeight/2, max(height, y+nodeHeight+8)
			class := "node"
			if name == unmatched {
				class = "none"
			}
			nodes.add(`<rect x="%d" y="%d" width="%d" height="%d" rx="5" class="%s"/>`, x+1, y, nodeWidth, nodeHeight, class)
			nodes.text(x+11, y+20, "", name)
			nodes.text(x+nodeWidth-9, y+20, "small end", strconv.Itoa(events[key]))
		}
	}
	for _, flow := range slices.SortedFunc(maps.Keys(flows), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		column := int(flow[0][0] - '0')
		x := column*(pictureWidth-nodeWidth-2)/2 + nodeWidth + 1
		end := (column+1)*(pictureWidth-nodeWidth-2)/2 + 1
		class := "flow"
		if strings.HasSuffix(flow[1], unmatched) {
			class = "lost"
		}
		lines.add(`<path d="M%d %dC%d %d %d %d %d %d" stroke-width="%d" class="%s"/>`,
			x, at[flow[0]], (x+end)/2, at[flow[0]], (x+end)/2, at[flow[1]], end, at[flow[1]], 1+flows[flow], class)
	}
	return picture("The way of each event", height, lines.String()+nodes.String())
}

func boolean(is bool) int {
	if is {
		return 1
	}
	return 0
}

// metricsPicture shows the data points of each metric as bars.
func (r report) metricsPicture() string {
	var s svg
	y, largest := 0, map[string]float64{}
	for _, point := range r.points {
		largest[point.Metric] = max(largest[point.Metric], point.Value)
	}
	last := ""
	for _, point := range r.points {
		if point.Metric != last {
			y, last = y+24, point.Metric
			s.text(1, y, "head", fmt.Sprintf("%s/%s (%s)", point.Namespace, point.Metric, point.Unit))
			y += 8
		}
		width := 1.0
		if largest[point.Metric] > 0 {
			width = max(1, point.Value/largest[point.Metric]*(pictureWidth-labelWidth-90))
		}
		s.text(labelWidth-10, y+15, "small end", dimensions(point))
		s.add(`<rect x="%d" y="%d" width="%.0f" height="%d" class="bar"/>`, labelWidth, y+2, width, barHeight-4)
		s.text(labelWidth+int(width)+6, y+15, "small", fmt.Sprintf("%g", point.Value))
		y += barHeight
	}
	return picture("Data points of the metrics", y+10, s.String())
}
