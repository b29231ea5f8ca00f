package insights

import (
	"slices"
	"strings"
)

// stats groups records and makes one of each group.
type stats struct {
	aggregates []aggregate
	by         []column
}

// aggregate is a function over the records of a group; field is "" for all of
// them.
type aggregate struct {
	name, function, field string
}

var functions = []string{"count", "count_distinct", "sum", "avg", "min", "max", "earliest", "latest"}

func (p *parser) stats() (command, error) {
	var c stats
	var err error
	if c.aggregates, err = list(p, p.aggregate); err != nil {
		return nil, err
	}
	if by, err := p.take("by"); err != nil || !by {
		return c, err
	}
	c.by, err = list(p, p.column)
	return c, err
}

func (p *parser) aggregate() (aggregate, error) {
	from := p.token.from
	a := aggregate{function: strings.ToLower(p.token.text)}
	if p.token.kind != word || !slices.Contains(functions, a.function) {
		return a, p.unexpected("one of " + strings.Join(functions, ", "))
	}
	if err := p.advance(); err != nil {
		return a, err
	}
	if err := p.want("("); err != nil {
		return a, err
	}
	if all := a.function == "count" && p.is("*", ")"); !all {
		field, err := p.field()
		if err != nil {
			return a, err
		}
		a.field = field
	} else if _, err := p.take("*"); err != nil {
		return a, err
	}
	to := p.token.to
	if err := p.want(")"); err != nil {
		return a, err
	}
	var err error
	a.name, err = p.alias(from, to)
	return a, err
}

func (c stats) run(r *run) {
	type group struct {
		made    *record
		records []*record
	}
	var groups []*group
	byKey := map[string]*group{}
	for _, rec := range r.records {
		made := &record{made: map[string]any{}}
		var key []string
		for _, by := range c.by {
			value := by.of.value(rec)
			if value != nil {
				made.made[by.name] = value
			}
			key = append(key, shown(value))
		}
		text := strings.Join(key, "\x00")
		g := byKey[text]
		if g == nil {
			g = &group{made: made}
			byKey[text] = g
			groups = append(groups, g)
		}
		g.records = append(g.records, rec)
	}
	if len(c.by) == 0 && len(groups) == 0 {
		groups = []*group{{made: &record{made: map[string]any{}}}}
	}
	r.records, r.columns, r.grouped = nil, nil, true
	for _, by := range c.by {
		r.columns = append(r.columns, by.name)
	}
	for _, a := range c.aggregates {
		r.columns = append(r.columns, a.name)
	}
	for _, g := range groups {
		for _, a := range c.aggregates {
			if value := a.of(g.records); value != nil {
				g.made.made[a.name] = value
			}
		}
		r.records = append(r.records, g.made)
	}
}

// of is the value over the records of a group; nil if none has the field.
func (a aggregate) of(records []*record) any {
	if a.field == "" {
		return float64(len(records))
	}
	var present []*record
	for _, rec := range records {
		if rec.get(a.field) != nil {
			present = append(present, rec)
		}
	}
	switch a.function {
	case "count":
		return float64(len(present))
	case "count_distinct":
		distinct := map[string]bool{}
		for _, rec := range present {
			distinct[shown(rec.get(a.field))] = true
		}
		return float64(len(distinct))
	case "sum", "avg":
		return a.total(present)
	}
	var best any
	var bestOrder any
	for _, rec := range present {
		value := rec.get(a.field)
		order, sign := value, 1
		if a.function == "earliest" || a.function == "latest" {
			order = rec.get(timestamp)
		}
		if a.function == "min" || a.function == "earliest" {
			sign = -1
		}
		if best == nil || sign*compare(order, bestOrder) > 0 {
			best, bestOrder = value, order
		}
	}
	return best
}

func (a aggregate) total(records []*record) any {
	sum, n := 0.0, 0
	for _, rec := range records {
		if value, ok := numberOf(rec.get(a.field)); ok {
			sum += value
			n++
		}
	}
	switch {
	case n == 0:
		return nil
	case a.function == "avg":
		return sum / float64(n)
	}
	return sum
}
