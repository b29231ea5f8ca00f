package emulator_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func TestJourneysAndMetricsOfDeliveries(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at("2026-11-20T12:00:05Z")))
	b.createGroup(t, groupName)
	b.allowWriting(t)
	b.putRule(t, "default", "logged", `{"detail-type":["x"]}`)
	b.putTarget(t, "default", "logged", logTarget("logs"))
	b.putRule(t, "default", "nowhere", `{"detail-type":["x","y"]}`)
	b.send(t, "x", `{}`)
	b.send(t, "y", `{}`)
	b.send(t, "z", `{}`)
	must(t, 0, lastError(b.logs.DeleteLogGroup(t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(groupName)})))
	b.send(t, "x", `{}`)
	equal(t, "journeys", fmt.Sprint(b.Journeys()), fmt.Sprintf("[{default mine x [{logged %[1]s } {nowhere  }]} {default mine y [{nowhere  }]} {default mine z []} "+
		"{default mine x [{logged %[1]s NO_RESOURCE} {nowhere  }]}]", groupARN))
	counts := map[string]float64{}
	for _, point := range b.Metrics("AWS/Events") {
		counts[point.Metric+" "+point.Dimensions["RuleName"]+point.Dimensions["EventBusName"]] += point.Value
	}
	equal(t, "metrics", fmt.Sprint(counts), "map[FailedInvocations logged:1 Invocations logged:2 MatchedEvents logged:2 MatchedEvents nowhere:3]")
}
