package logmetric_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	name          = "/aws/events/buildkite"
	partnerSource = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
)

// do runs a call that changes something behind the provider's back.
func do[I, O any](t *testing.T, call func(context.Context, *I, ...func(*cloudwatchlogs.Options)) (*O, error), input *I) {
	t.Helper()
	if _, err := call(context.Background(), input); err != nil {
		t.Fatal(err)
	}
}

var emptyPlan = acctest.EmptyPlan

// must runs a call behind the provider's back.
func must[O any](t *testing.T) func(out O, err error) O {
	t.Helper()
	return func(out O, err error) O {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func describePoint(p emulator.MetricPoint) string {
	var dimensions []string
	for _, name := range slices.Sorted(maps.Keys(p.Dimensions)) {
		dimensions = append(dimensions, name+"="+p.Dimensions[name])
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %v %s %v %s", p.Namespace, p.Metric, p.Value, p.Unit, p.Resolution, strings.Join(dimensions, ",")))
}
