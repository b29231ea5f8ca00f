package demo

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// The measures of the picture of the events.
const (
	nodeHeight = 40
	nodeGap    = 10
	nodeWidth  = 250
	nodesShown = 12 // in a column; the rest is one node
)

// unmatched is where events end that no rule matches.
const unmatched = "no rule matches"

// node is what events go through. Its column is 0 for a detail-type, 1 for a
// rule and 2 for a target.
type node struct {
	column     int
	name, kind string
}

// flow is the way from one node to another.
type flow struct {
	from, to node
	failed   bool
}

// flows counts the events of each node and of each way.
type flows struct {
	nodes map[node]int
	ways  map[flow]int
}

// origin is where a picture's events come from.
type origin struct{ bus, source string }

// byOrigin sorts events by where they come from, in the order of arrival.
func byOrigin(journeys []emulator.Journey) (order []origin, all map[origin]flows) {
	all = map[origin]flows{}
	for _, journey := range journeys {
		at := origin{journey.Bus, journey.Source}
		if _, ok := all[at]; !ok {
			order, all[at] = append(order, at), flows{map[node]int{}, map[flow]int{}}
		}
		all[at].add(journey)
	}
	return order, all
}

func (f flows) add(journey emulator.Journey) {
	from := node{0, journey.DetailType, ""}
	f.nodes[from]++
	if len(journey.Stops) == 0 {
		to := node{1, unmatched, ""}
		f.nodes[to]++
		f.ways[flow{from: from, to: to}]++
	}
	seen := map[string]bool{}
	for _, stop := range journey.Stops {
		rule := node{1, stop.Rule, "rule"}
		if !seen[stop.Rule] {
			f.nodes[rule]++
			f.ways[flow{from: from, to: rule}]++
		}
		if seen[stop.Rule] = true; stop.TargetARN != "" {
			name, kind := named(stop.TargetARN)
			target := node{2, name, kind}
			f.nodes[target]++
			f.ways[flow{rule, target, stop.Code != ""}]++
		}
	}
}

// kinds are what targets are, by the beginning of their ARN behind the account.
var kinds = []struct{ service, resource, kind string }{
	{"logs", "log-group:", "log group"}, {"sns", "", "topic"}, {"sqs", "", "queue"}, {"lambda", "function:", "function"},
	{"states", "stateMachine:", "state machine"}, {"events", "api-destination/", "webhook"}, {"events", "event-bus/", "event bus"},
}

// named is the name of a target, and what it is.
func named(arn string) (name, kind string) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return arn, ""
	}
	for _, k := range kinds {
		if rest, ok := strings.CutPrefix(parts[5], k.resource); ok && parts[2] == k.service {
			if k.kind == "webhook" {
				rest, _, _ = strings.Cut(rest, "/") // AWS's id follows
			}
			return strings.TrimSuffix(rest, ":*"), k.kind
		}
	}
	return parts[5], parts[2]
}

// picture shows the way of the events: from detail-types to rules, and from the
// rules to their targets. The width of a line grows with the number of events.
func (f flows) picture(from origin) string {
	f = f.shortened()
	var nodes, lines svg
	at, height := map[node]int{}, 0
	nodes.text(1, 20, "big", "From "+from.source, pictureWidth)
	for column := range 3 {
		x := column * (pictureWidth - nodeWidth - 2) / 2
		nodes.text(x+1, 46, "head", [3]string{"Events", "Rules of the event bus", "Targets"}[column], nodeWidth)
		for i, n := range f.column(column) {
			y := 56 + i*(nodeHeight+nodeGap)
			at[n], height = y+nodeHeight/2, max(height, y+nodeHeight+6)
			class := "node"
			if n.name == unmatched {
				class = "none"
			}
			nodes.add(`<rect x="%d" y="%d" width="%d" height="%d" rx="5" class="%s"/>`, x+1, y, nodeWidth, nodeHeight, class)
			base := y + 24
			if n.kind != "" {
				base = y + 17
				nodes.text(x+11, y+33, "small", n.kind, nodeWidth)
			}
			nodes.text(x+11, base, "", n.name, nodeWidth-50)
			nodes.text(x+nodeWidth-9, base, "small end", strconv.Itoa(f.nodes[n]), nodeWidth)
		}
	}
	ways := slices.SortedFunc(maps.Keys(f.ways), func(a, b flow) int {
		return cmp.Or(cmp.Compare(a.from.column, b.from.column), cmp.Compare(at[a.from], at[b.from]), cmp.Compare(at[a.to], at[b.to]), cmp.Compare(boolean(a.failed), boolean(b.failed)))
	})
	for _, way := range ways {
		x := way.from.column*(pictureWidth-nodeWidth-2)/2 + nodeWidth + 1
		end := way.to.column*(pictureWidth-nodeWidth-2)/2 + 1
		class := "flow"
		switch {
		case way.failed:
			class = "failed"
		case way.to.name == unmatched:
			class = "lost"
		}
		width := 1 + 24*f.ways[way]/max(1, f.largest())
		lines.add(`<path d="M%d %dC%d %d %d %d %d %d" stroke-width="%d" class="%s"><title>%d events from %s to %s</title></path>`,
			x, at[way.from], (x+end)/2, at[way.from], (x+end)/2, at[way.to], end, at[way.to], width, class, f.ways[way], escaped(way.from.name), escaped(way.to.name))
	}
	return picture(f.summary(from), height, lines.String()+nodes.String())
}

// largest is the number of events of the most used way.
func (f flows) largest() int { return slices.Max(slices.Collect(maps.Values(f.ways))) }

// column are the nodes of a column, those with the most events first. What is
// lost or left out is last.
func (f flows) column(number int) []node {
	last := func(n node) int { return boolean(n.name == unmatched) + 2*boolean(strings.HasPrefix(n.name, "… ")) }
	return slices.SortedFunc(func(yield func(node) bool) {
		for n := range f.nodes {
			if n.column == number && !yield(n) {
				return
			}
		}
	}, func(a, b node) int {
		return cmp.Or(last(a)-last(b), f.nodes[b]-f.nodes[a], strings.Compare(a.name, b.name))
	})
}

// shortened joins the nodes of a column that are too many.
func (f flows) shortened() flows {
	instead := map[node]node{}
	for column := range 3 {
		all := slices.DeleteFunc(f.column(column), func(n node) bool { return n.name == unmatched })
		if len(all) > nodesShown {
			rest := all[nodesShown-1:]
			for _, n := range rest {
				instead[n] = node{column, fmt.Sprintf("… %d more", len(rest)), ""}
			}
		}
	}
	of := func(n node) node {
		if other, ok := instead[n]; ok {
			return other
		}
		return n
	}
	out := flows{map[node]int{}, map[flow]int{}}
	for n, events := range f.nodes {
		out.nodes[of(n)] += events
	}
	for way, events := range f.ways {
		out.ways[flow{of(way.from), of(way.to), way.failed}] += events
	}
	return out
}

// summary says in one sentence what the picture shows.
func (f flows) summary(from origin) string {
	var rules []string
	for _, n := range f.column(1) {
		rules = append(rules, fmt.Sprintf("%s %d", n.name, f.nodes[n]))
	}
	events := 0
	for _, n := range f.column(0) {
		events += f.nodes[n]
	}
	return fmt.Sprintf("%d events of %s by rule: %s", events, from.source, strings.Join(rules, ", "))
}

func boolean(is bool) int {
	if is {
		return 1
	}
	return 0
}
