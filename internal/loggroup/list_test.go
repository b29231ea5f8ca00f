package loggroup_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestList lists the log groups that the resource can manage, and no others.
func TestList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for i := range 52 { // more than a page
		do(t, env.Logs().CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(fmt.Sprintf("/many/%02d", i))})
	}
	do(t, env.Logs().CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name), Tags: map[string]string{"team": "ci"}})
	do(t, env.Logs().CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/lambda"), LogGroupClass: logstypes.LogGroupClassDelivery})
	p := env.Protocol(nil)
	for _, one := range []struct {
		config map[string]any
		limit  int64
		want   string
	}{
		{map[string]any{"name_prefix": "/aws"}, 0, "1 [/aws/events/buildkite]"},
		{nil, 2, "2 [/aws/events/buildkite /many/00]"},
		{map[string]any{"name_prefix": "/many/"}, 0, "52 [/many/00 /many/01]"},
		{map[string]any{"region": "eu-west-1"}, 0, "0 []"},
	} {
		found, diags := p.List("eventbridge_log_group", one.config, false, one.limit)
		p.Must(diags)
		names := []string{}
		for _, listed := range found[:min(2, len(found))] {
			names = append(names, listed.DisplayName)
		}
		if got := fmt.Sprint(len(found), " ", names); got != one.want {
			t.Errorf("%v: got %s, want %s", one.config, got, one.want)
		}
	}
	imported, diags := p.Import("eventbridge_log_group", name)
	p.Must(diags)
	found, diags := p.List("eventbridge_log_group", map[string]any{"name_prefix": name}, true, 0)
	p.Must(diags)
	if len(found) != 1 || acctest.JSON(found[0].State) != acctest.JSON(imported.State) || acctest.JSON(found[0].Identity) != acctest.JSON(imported.Identity) {
		t.Errorf("listed %s, imported %s", acctest.JSON(found), acctest.JSON(imported))
	}
}
