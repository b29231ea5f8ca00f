package dashboard

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

func whole() content {
	return content{
		metrics: []metric.Widget{
			{Region: "us-east-1", Namespace: "Buildkite", Name: "JobWaitTime", Dimensions: []string{"Pipeline", "Build Queue"}, Unit: "Seconds", Title: "JobWaitTime", Statistic: "p90", StateMachine: "wait"},
			{Region: "us-east-1", Namespace: "My CI", Name: `a"b'c`, Dimensions: []string{"Pipeline"}, Unit: "Count", Title: "failed", Statistic: "Sum"},
			{Region: "eu-west-1", Namespace: "CI", Name: "Lost", Unit: "Count", Title: "Lost", Statistic: "Sum", StateMachine: "lost"},
		},
		rules:   []ruleName{{"us-east-1", "bus", "r1"}, {"us-east-1", "bus", "r2"}, {"us-east-1", "bus", "r3"}, {"us-east-1", "default", "r4"}},
		queries: []queryWidget{{Region: "us-east-1", Title: "q", Query: "limit 1", LogGroupNames: []string{"/a", "/b"}}},
		own:     []map[string]any{{"type": "text", "y": 2.0, "properties": map[string]any{"markdown": "<hello>"}}, {"type": "alarm"}},
		period:  60, start: "-PT3H", partition: "aws", account: "123456789012",
	}
}

// TestBody compares each widget with what CloudWatch's documentation asks for.
func TestBody(t *testing.T) {
	t.Parallel()
	body := whole().body()
	for _, want := range []string{
		`["AWS/States","ExecutionsFailed","StateMachineArn","arn:aws:states:eu-west-1:123456789012:stateMachine:lost",{"label":"Lost","stat":"Sum"}]`,
		`"expression":"SEARCH('{Buildkite,Pipeline,\"Build Queue\"} MetricName=\"JobWaitTime\"', 'p50')"`, `'p90')"`,
		`"expression":"SEARCH('{\"My CI\",Pipeline} MetricName=\"a\\\"b\\'c\"', 'Sum')"`,
		`[["CI","Lost",{"label":"Sum","stat":"Sum"}]]`,
		`["AWS/Events","FailedInvocations","EventBusName","bus","RuleName","r1",{"label":"failed","stat":"Sum"}]`,
		`["AWS/Events","FailedInvocations","RuleName","r4",{"label":"failed","stat":"Sum"}]`,
		`"query":"SOURCE '/a' | SOURCE '/b' | limit 1"`, `"markdown":"<hello>"`, `"start":"-PT3H"`, `"periodOverride":"inherit"`, `"view":"bar"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the body has no %s:\n%s", want, body)
		}
	}
	var page struct {
		Widgets []struct {
			Type                string
			X, Y, Width, Height *int
		}
	}
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, w := range page.Widgets {
		place := w.Type
		for _, n := range []*int{w.X, w.Y, w.Width, w.Height} {
			if n != nil {
				place += fmt.Sprintf(" %d", *n)
			}
		}
		places = append(places, place)
	}
	got, want := strings.Join(places, "\n"), `text 0 0 24 1
metric 0 1 12 6
metric 12 1 12 6
metric 0 7 12 6
metric 12 7 12 6
metric 0 13 12 6
text 0 19 24 1
metric 0 20 8 6
metric 8 20 8 6
metric 16 20 8 6
metric 0 26 8 6
text 0 32 24 1
log 0 33 12 6
text 41
alarm`
	if got != want {
		t.Errorf("the widgets are at\n%s\nand should be at\n%s", got, want)
	}
}

// TestBodyWithoutContent is an empty dashboard, which CloudWatch takes.
func TestBodyWithoutContent(t *testing.T) {
	t.Parallel()
	if got := (content{}).body(); got != `{"periodOverride":"inherit","widgets":[]}` {
		t.Error(got)
	}
	without := whole()
	without.account = ""
	if strings.Contains(without.body(), "AWS/States") {
		t.Error("the ARN of a state machine has no account")
	}
}
