package insights

import (
	"cmp"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Event is a log event.
type Event struct {
	Timestamp, Ingested      int64 // milliseconds
	Message, ID, Stream, Log string
}

// Field is a field of a row.
type Field struct{ Name, Value string }

// Result is the answer to a query. A row leaves out the fields that its records
// lack.
type Result struct {
	Rows                    [][]Field
	Matched, Scanned, Bytes int
}

const (
	timestamp   = "@timestamp"
	timeFormat  = "2006-01-02 15:04:05.000"
	defaultRows = 10000
	maxRows     = 100000
)

// command is a step of a query.
type command interface{ run(*run) }

type (
	fields       []column
	display      []string
	filter       struct{ of condition }
	parseCommand struct {
		field   string
		pattern *regexp.Regexp
		names   []string
	}
	sortKey struct {
		name       string
		descending bool
	}
	sorting []sortKey
	dedup   []string
	limit   int
)

// run is a query in the middle of its work.
type run struct {
	records []*record
	columns []string
	// grouped reports that the records are no longer log events.
	grouped bool
	limit   int
}

// Run answers the query from events.
func (q *Query) Run(events []Event) Result {
	r := &run{}
	out := Result{Scanned: len(events)}
	for _, event := range events {
		out.Bytes += len(event.Message)
		r.records = append(r.records, newRecord(event))
	}
	sorting{{timestamp, true}}.run(r)
	out.Matched = len(r.records)
	for _, c := range q.commands {
		before := r.grouped
		c.run(r)
		if _, isFilter := c.(filter); isFilter && !before {
			out.Matched = len(r.records)
		}
	}
	limit(cmp.Or(r.limit, defaultRows)).run(r)
	if r.columns == nil {
		r.columns = []string{timestamp, "@message"}
	}
	for _, rec := range r.records {
		row := []Field{}
		for _, name := range r.columns {
			if value := rec.get(name); value != nil {
				row = append(row, Field{name, shown(value)})
			}
		}
		if !r.grouped {
			row = append(row, Field{"@ptr", rec.id})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (c fields) run(r *run) {
	for _, column := range c {
		if !slices.Contains(r.columns, column.name) {
			r.columns = append(r.columns, column.name)
		}
		for _, rec := range r.records {
			if value := column.of.value(rec); value != nil {
				rec.made[column.name] = value
			}
		}
	}
}

func (c display) run(r *run) { r.columns = c }

func (c filter) run(r *run) {
	r.records = slices.DeleteFunc(r.records, func(rec *record) bool { return !c.of.holds(rec) })
}

func (c parseCommand) run(r *run) {
	for _, rec := range r.records {
		found := c.pattern.FindStringSubmatch(shown(rec.get(c.field)))
		for i, name := range c.names {
			if found != nil {
				rec.made[name] = found[i+1]
			}
		}
	}
}

// run sorts; records without the field come last.
func (c sorting) run(r *run) {
	slices.SortStableFunc(r.records, func(a, b *record) int {
		for _, key := range c {
			x, y := a.get(key.name), b.get(key.name)
			switch {
			case x == nil && y == nil:
				continue
			case x == nil:
				return 1
			case y == nil:
				return -1
			}
			if order := compare(x, y); order != 0 {
				if key.descending {
					return -order
				}
				return order
			}
		}
		return 0
	})
}

// run keeps the first record of each combination of values, and every record
// that lacks one of them.
func (c dedup) run(r *run) {
	seen := map[string]bool{}
	r.records = slices.DeleteFunc(r.records, func(rec *record) bool {
		var key []string
		for _, name := range c {
			value := rec.get(name)
			if value == nil {
				return false
			}
			key = append(key, shown(value))
		}
		text := strings.Join(key, "\x00")
		known := seen[text]
		seen[text] = true
		return known
	})
}

func (c limit) run(r *run) {
	r.limit = int(c)
	r.records = r.records[:min(len(r.records), int(c))]
}

// operand is what a column is made of.
type operand interface{ value(*record) any }

type (
	fieldOperand string
	binOperand   time.Duration
)

func (f fieldOperand) value(r *record) any { return r.get(string(f)) }

func (b binOperand) value(r *record) any {
	at, err := time.Parse(timeFormat, shown(r.get(timestamp)))
	if err != nil {
		return nil
	}
	return at.Truncate(time.Duration(b)).Format(timeFormat)
}

// record is a log event, or a group of them, as a query sees it. Values are
// texts, numbers and booleans; nil is an absent field.
type record struct {
	id   string
	made map[string]any // by the query
	own  map[string]any // of the event
}

func newRecord(e Event) *record {
	r := &record{id: e.ID, made: map[string]any{}, own: map[string]any{
		timestamp:        time.UnixMilli(e.Timestamp).UTC().Format(timeFormat),
		"@ingestionTime": time.UnixMilli(e.Ingested).UTC().Format(timeFormat),
		"@message":       e.Message, "@logStream": e.Stream, "@log": e.Log,
	}}
	var message map[string]any
	if json.Unmarshal([]byte(e.Message), &message) == nil {
		flatten(r.own, "", message)
	}
	return r
}

// flatten names the values inside objects and arrays by their paths.
func flatten(into map[string]any, prefix string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, item := range v {
			flatten(into, prefix+name+".", item)
		}
	case []any:
		for i, item := range v {
			flatten(into, prefix+strconv.Itoa(i)+".", item)
		}
	case nil:
	default:
		into[strings.TrimSuffix(prefix, ".")] = v
	}
}

func (r *record) get(name string) any {
	if value, ok := r.made[name]; ok {
		return value
	}
	return r.own[name]
}

// compare compares as numbers if both values are, else as texts.
func compare(a, b any) int {
	x, isNumber := numberOf(a)
	y, both := numberOf(b)
	if isNumber && both {
		return cmp.Compare(x, y)
	}
	return strings.Compare(shown(a), shown(b))
}

func numberOf(value any) (float64, bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case string:
		n, err := strconv.ParseFloat(v, 64)
		return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
	}
	return 0, false
}

// shown is a value as the answer has it.
func shown(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}
