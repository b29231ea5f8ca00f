package emulator_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// TestDashboards puts, reads, lists and deletes dashboards as the SDK does.
func TestDashboards(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	ctx := t.Context()
	put := func(name, body string) (*cloudwatch.PutDashboardOutput, error) {
		return c.metrics.PutDashboard(ctx, &cloudwatch.PutDashboardInput{DashboardName: &name, DashboardBody: &body})
	}
	out := got[*cloudwatch.PutDashboardOutput](t)(put("b", `{"widgets": [], "colour": "red"}`))
	equal(t, "warnings", fmt.Sprint(len(out.DashboardValidationMessages), aws.ToString(out.DashboardValidationMessages[0].DataPath)), "1/colour")
	must(t, 0, func() error {
		_, err := put("a", `{"widgets": [{"type": "text", "properties": {"markdown": "x"}}]}`)
		return err
	}())
	found := got[*cloudwatch.GetDashboardOutput](t)(c.metrics.GetDashboard(ctx, &cloudwatch.GetDashboardInput{DashboardName: aws.String("a")}))
	equal(t, "ARN", aws.ToString(found.DashboardArn), "arn:aws:cloudwatch::123456789012:dashboard/a")
	holds(t, "body", aws.ToString(found.DashboardBody), "markdown")
	listed := got[*cloudwatch.ListDashboardsOutput](t)(c.metrics.ListDashboards(ctx, &cloudwatch.ListDashboardsInput{}))
	equal(t, "list", fmt.Sprint(len(listed.DashboardEntries), *listed.DashboardEntries[0].DashboardName, *listed.DashboardEntries[1].Size), "2a32")

	for body, want := range map[string]string{
		"no": "valid JSON",
		`{}`: "array of objects",
		`{"widgets": [{"type": "chart", "properties": {}}]}`:                                                                       "allowed values",
		`{"widgets": [{"type": "log", "properties": {}}]}`:                                                                         "required property 'query'",
		`{"widgets": [{"type": "metric", "properties": {"region": "x"}, "width": 25}]}`:                                            "from 1 to 24",
		`{"widgets": [` + strings.TrimSuffix(strings.Repeat(`{"type": "text", "properties": {"markdown": ""}},`, 501), ",") + `]}`: "more than 500",
	} {
		_, err := put("bad", body)
		var invalid *cwtypes.DashboardInvalidInputError
		if !errors.As(err, &invalid) || len(invalid.DashboardValidationMessages) == 0 {
			t.Errorf("%.60s: got %v", body, err)
			continue
		}
		holds(t, body[:min(len(body), 60)], aws.ToString(invalid.DashboardValidationMessages[0].Message), want)
	}

	var missing *cwtypes.DashboardNotFoundError
	_, err := c.metrics.DeleteDashboards(ctx, &cloudwatch.DeleteDashboardsInput{DashboardNames: []string{"a", "c"}})
	equal(t, "not found", errors.As(err, &missing), true)
	equal(t, "left", c.Inventory().Dashboards, 2)
	must(t, 0, func() error {
		_, err := c.metrics.DeleteDashboards(ctx, &cloudwatch.DeleteDashboardsInput{DashboardNames: []string{"a", "b"}})
		return err
	}())
	equal(t, "left", c.Inventory().Dashboards, 0)
}

// TestDashboardTags tags dashboards as the SDK does. PutDashboard ignores tags if the
// dashboard exists.
func TestDashboardTags(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	ctx := t.Context()
	const arn = "arn:aws:cloudwatch::123456789012:dashboard/a"
	tags := func() string {
		out := got[*cloudwatch.ListTagsForResourceOutput](t)(c.metrics.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(arn)}))
		text := ""
		for _, tag := range out.Tags {
			text += aws.ToString(tag.Key) + "=" + aws.ToString(tag.Value) + " "
		}
		return text
	}
	tag := func(key, value string) []cwtypes.Tag { return []cwtypes.Tag{{Key: &key, Value: &value}} }
	for _, value := range []string{"1", "2"} {
		got[*cloudwatch.PutDashboardOutput](t)(c.metrics.PutDashboard(ctx, &cloudwatch.PutDashboardInput{DashboardName: aws.String("a"), DashboardBody: aws.String(`{"widgets": []}`), Tags: tag("a", value)}))
		equal(t, "tags", tags(), "a=1 ")
	}
	got[*cloudwatch.TagResourceOutput](t)(c.metrics.TagResource(ctx, &cloudwatch.TagResourceInput{ResourceARN: aws.String(arn), Tags: append(tag("a", "3"), tag("b", "")...)}))
	equal(t, "tags", tags(), "a=3 b= ")
	got[*cloudwatch.UntagResourceOutput](t)(c.metrics.UntagResource(ctx, &cloudwatch.UntagResourceInput{ResourceARN: aws.String(arn), TagKeys: []string{"a", "c"}}))
	equal(t, "tags", tags(), "b= ")
	var missing *cwtypes.ResourceNotFoundException
	_, err := c.metrics.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(arn + "b")})
	equal(t, "not found", errors.As(err, &missing), true)
	if _, err := c.metrics.TagResource(ctx, &cloudwatch.TagResourceInput{ResourceARN: aws.String(arn), Tags: tag("aws:a", "")}); err == nil {
		t.Error("a tag of AWS was taken")
	}
}
