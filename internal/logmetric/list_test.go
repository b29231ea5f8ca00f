package logmetric_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestList lists the metric filters that the resource can manage, and no others.
func TestList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t, resource.TestStep{Config: env.Config(logMetric(failedJobs)), PostApplyFunc: func() {
		do(t, env.Logs().CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/other")})
		for i, pattern := range []string{"ERROR", `{ $.detail-type = "Agent Lost" }`} {
			do(t, env.Logs().PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
				LogGroupName: aws.String("/other"), FilterName: aws.String(fmt.Sprintf("lost-%d", i)), FilterPattern: aws.String(pattern),
				MetricTransformations: []logstypes.MetricTransformation{{MetricName: aws.String("Lost"), MetricNamespace: aws.String("CI"), MetricValue: aws.String("1")}},
			})
		}
		p := env.Protocol(nil)
		for _, one := range []struct {
			config map[string]any
			limit  int64
			want   string
		}{
			{nil, 0, "[/aws/events/buildkite:failed /other:lost-1]"},
			{nil, 1, "[/aws/events/buildkite:failed]"},
			{map[string]any{"log_group_name": "/other"}, 0, "[/other:lost-1]"},
			{map[string]any{"name_prefix": "lost"}, 0, "[/other:lost-1]"},
			{map[string]any{"log_group_name": "/other", "name_prefix": "f"}, 0, "[]"},
			{map[string]any{"region": "eu-west-1"}, 0, "[]"},
		} {
			found, diags := p.List("eventbridge_log_metric", one.config, false, one.limit)
			p.Must(diags)
			names := []string{}
			for _, listed := range found {
				names = append(names, listed.DisplayName)
			}
			if got := fmt.Sprint(names); got != one.want {
				t.Errorf("%v: got %s, want %s", one.config, got, one.want)
			}
		}
		imported, diags := p.Import("eventbridge_log_metric", name+":failed")
		p.Must(diags)
		found, diags := p.List("eventbridge_log_metric", map[string]any{"log_group_name": name}, true, 0)
		p.Must(diags)
		if len(found) != 1 || acctest.JSON(found[0].State) != acctest.JSON(imported.State) || acctest.JSON(found[0].Identity) != acctest.JSON(imported.Identity) {
			t.Errorf("listed %s, imported %s", acctest.JSON(found), acctest.JSON(imported))
		}
		if _, diags := p.List("eventbridge_log_metric", map[string]any{"log_group_name": "/missing"}, false, 0); len(diags) != 1 || diags[0].Summary != "Log group not found" {
			t.Errorf("of a missing log group: %s", acctest.JSON(diags))
		}
	}})
}
