package demo

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// runsMachines reports whether the emulator's state machines run. Without the
// reference implementation of JSONata they do not, and it says so.
func runsMachines(say narrator, bin string) (bool, error) {
	_, err := jsonata.Locate(filepath.Join(bin, "jsonata"))
	if errors.Is(err, jsonata.ErrMissing) {
		say.step("SKIP: the metrics and the summary are not made and the audit log is not read here, as npm and its package jsonata are not at hand")
		return false, nil
	}
	return err == nil, err
}

// showMetrics shows the points that the metrics of examples/demo got.
func showMetrics(say narrator, aws *emulator.Emulator) error {
	points := aws.Metrics()
	if len(points) == 0 {
		return errors.New("no metric was published")
	}
	say.step("What the metrics got")
	table := tabwriter.NewWriter(say.to, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "\n    METRIC\tDIMENSIONS\tVALUE")
	for _, point := range points {
		var dimensions []string
		for _, name := range slices.Sorted(maps.Keys(point.Dimensions)) {
			dimensions = append(dimensions, name+"="+point.Dimensions[name])
		}
		fmt.Fprintf(table, "    %s/%s\t%s\t%g %s\n", point.Namespace, point.Metric, strings.Join(dimensions, ", "), point.Value, point.Unit)
	}
	return table.Flush()
}
