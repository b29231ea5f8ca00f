package emulator

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sums are the statistics of a number of samples.
type sums struct {
	count, sum, low, high float64
	samples               []weighted // in the order of their values; nil when only sums are known
	partial               bool       // samples do not tell all
}

func (p *metricPoint) sums() sums {
	if set := p.statistics; set != nil {
		return sums{count: value(set.SampleCount), sum: value(set.Sum), low: value(set.Minimum), high: value(set.Maximum), partial: true}
	}
	out := sums{low: math.Inf(1), high: math.Inf(-1)}
	for _, w := range p.values {
		out.count += w.count
		out.sum += w.value * w.count
		out.low, out.high = min(out.low, w.value), max(out.high, w.value)
		out.samples = append(out.samples, w)
	}
	return out
}

func (s sums) plus(o sums) sums {
	return sums{
		count: s.count + o.count, sum: s.sum + o.sum, low: min(s.low, o.low), high: max(s.high, o.high),
		samples: append(slices.Clip(s.samples), o.samples...), partial: s.partial || o.partial,
	}
}

// statistic is one statistic of samples, by its name; ok is false when it is
// not known.
func (s sums) statistic(name string) (result float64, ok bool) {
	switch name {
	case "SampleCount":
		return s.count, true
	case "Sum":
		return s.sum, true
	case "Average":
		return s.sum / s.count, true
	case "Minimum":
		return s.low, true
	case "Maximum":
		return s.high, true
	}
	percentile, ok := percentileOf(name)
	if !ok || s.partial {
		return 0, false
	}
	return s.percentile(percentile), true
}

// percentileOf reads a percentile such as p99.9.
func percentileOf(name string) (float64, bool) {
	text, ok := strings.CutPrefix(name, "p")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && n >= 0 && n <= 100
}

// percentile is the value at or below which that share of the samples is, the
// nearest rank. (CloudWatch interpolates in a way it does not document.)
func (s sums) percentile(p float64) float64 {
	sorted := slices.Clone(s.samples)
	slices.SortFunc(sorted, func(a, b weighted) int {
		switch {
		case a.value < b.value:
			return -1
		case a.value > b.value:
			return 1
		}
		return 0
	})
	rank, seen := p/100*s.count, 0.0
	for _, w := range sorted {
		if seen += w.count; seen >= rank {
			return w.value
		}
	}
	return s.high
}

// period is the points of one metric that lie in one period.
type period struct {
	start time.Time
	sums  sums
	unit  string
}

// selection says which points are read.
type selection struct {
	namespace, name string
	dimensions      map[string]string
	unit            string // "" for any
	from, to        time.Time
	seconds         int64
}

// periods groups points into periods, the first one first. With no unit asked
// for, points of different units make different entries.
func (s *cloudwatchState) periods(want selection) []period {
	key := metricKey(want.namespace, want.name, want.dimensions)
	type place struct {
		start int64
		unit  string
	}
	found := map[place]sums{}
	for _, p := range s.points {
		if p.key() != key || p.at.Before(want.from) || !p.at.Before(want.to) || want.unit != "" && p.unit != want.unit {
			continue
		}
		start := p.at.Unix() - p.at.Unix()%want.seconds
		at := place{start, p.unit}
		if have, ok := found[at]; ok {
			found[at] = have.plus(p.sums())
		} else {
			found[at] = p.sums()
		}
	}
	out := make([]period, 0, len(found))
	for at, total := range found {
		out = append(out, period{start: time.Unix(at.start, 0).UTC(), sums: total, unit: at.unit})
	}
	slices.SortFunc(out, func(a, b period) int {
		if c := a.start.Compare(b.start); c != 0 {
			return c
		}
		return strings.Compare(a.unit, b.unit)
	})
	return out
}
