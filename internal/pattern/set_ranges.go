package pattern

import (
	"math"
	"slices"
)

// rangeIndex finds the ranges that hold a number: a binary tree over all bounds, in which each range stands at the few nodes that
// cover it.
type rangeIndex struct {
	ranges []indexedRange
	// bounds are the different bounds, rising. Number i of the tree's leaves is the space below bounds[i].
	bounds []float64
	nodes  [][]int32
	leaves int
}

type indexedRange struct {
	low, high float64
	predicate int32
}

func (x *rangeIndex) add(m *numericMatcher, predicate int32) {
	x.ranges = append(x.ranges, indexedRange{low: m.low, high: m.high, predicate: predicate})
}

// slot is the leaf that holds a number. A bound itself belongs to the leaf above it.
func (x *rangeIndex) slot(number float64) int {
	i, found := slices.BinarySearch(x.bounds, number)
	if found {
		i++
	}

	return i
}

func (x *rangeIndex) build() {
	if len(x.ranges) == 0 {
		return
	}

	for _, r := range x.ranges {
		for _, bound := range []float64{r.low, r.high} {
			if !math.IsInf(bound, 0) {
				x.bounds = append(x.bounds, bound)
			}
		}
	}

	slices.Sort(x.bounds)
	x.bounds = slices.Compact(x.bounds)

	x.leaves = 1
	for x.leaves < len(x.bounds)+1 {
		x.leaves *= 2
	}

	x.nodes = make([][]int32, 2*x.leaves)

	for _, r := range x.ranges {
		x.cover(x.slot(r.low), x.slot(r.high), r.predicate)
	}
}

// cover puts the predicate at the nodes that cover the leaves from the first to the last.
func (x *rangeIndex) cover(first, last int, predicate int32) {
	for low, high := first+x.leaves, last+x.leaves+1; low < high; low, high = low/2, high/2 {
		if low%2 == 1 {
			x.nodes[low] = append(x.nodes[low], predicate)
			low++
		}

		if high%2 == 1 {
			high--
			x.nodes[high] = append(x.nodes[high], predicate)
		}
	}
}

func (x *rangeIndex) lookUp(s *Set, run *setRun, number float64, matched []int) []int {
	if x.nodes == nil {
		return matched
	}

	for node := x.slot(number) + x.leaves; node > 0; node /= 2 {
		matched = s.wake(run, x.nodes[node], matched)
	}

	return matched
}
