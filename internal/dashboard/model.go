package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

type dashboardModel struct {
	ID       types.String `tfsdk:"id"`
	Name     types.String `tfsdk:"name"`
	Metrics  types.List   `tfsdk:"metrics"`
	RuleARNs types.List   `tfsdk:"rule_arns"`
	Queries  types.List   `tfsdk:"queries"`
	Widgets  types.String `tfsdk:"widgets"`
	Period   types.Int64  `tfsdk:"period"`
	Start    types.String `tfsdk:"start"`
	Body     types.String `tfsdk:"body"`
	ARN      types.String `tfsdk:"arn"`
	Tags     types.Map    `tfsdk:"tags"`
	TagsAll  types.Map    `tfsdk:"tags_all"`
}

// empty is a dashboard of which only the name is known.
func empty(name string) dashboardModel {
	none := types.ListNull(types.StringType)
	noTags := types.MapNull(types.StringType)
	return dashboardModel{ID: types.StringValue(name), Name: types.StringValue(name), Metrics: none, RuleARNs: none, Queries: none, Tags: noTags, TagsAll: noTags}
}

// content is what the attributes say; complete is false where a part is unknown.
func (m dashboardModel) content(ctx context.Context) (c content, complete bool, diags diag.Diagnostics) {
	c = content{period: m.Period.ValueInt64(), start: m.Start.ValueString()}
	complete = !m.Metrics.IsUnknown() && !m.RuleARNs.IsUnknown() && !m.Queries.IsUnknown() && !m.Widgets.IsUnknown() && !m.Period.IsUnknown() && !m.Start.IsUnknown()
	refuse := func(name, of string) func(int, string) {
		return func(i int, text string) {
			if awsresource.IsInvented(ctx, text) {
				complete = false
				return
			}
			diags.AddAttributeError(path.Root(name).AtListIndex(i), "Invalid dashboard content", fmt.Sprintf(
				"%q is not the `dashboard` of %s. Refer to that attribute of the resource.", prose.Shorten(text, 200), of))
		}
	}
	c.metrics = elements(m.Metrics, &complete, refuse("metrics", "an `eventbridge_metric` or `eventbridge_log_metric`"), func(text string) (w metric.Widget, ok bool) {
		err := strictJSON(text, &w)
		return w, err == nil && w.Namespace != "" && w.Name != ""
	})
	c.queries = elements(m.Queries, &complete, refuse("queries", "an `eventbridge_logs_query`"), func(text string) (w queryWidget, ok bool) {
		err := strictJSON(text, &w)
		return w, err == nil && w.Query != "" && len(w.LogGroupNames) > 0
	})
	c.rules = elements(m.RuleARNs, &complete, func(int, string) { complete = false }, func(text string) (ruleName, bool) { // the attribute's validator reports others
		arn, err := awsclient.ParseRuleARN(text)
		return ruleName{arn.Region, arn.Bus, arn.Name}, err == nil
	})
	if text := m.Widgets.ValueString(); text != "" {
		if err := strictJSON(text, &c.own); err != nil {
			found := "It is JSON of another form. If it is a whole dashboard body, give only the value of its `widgets`."
			if !json.Valid([]byte(text)) {
				found = "It is not valid JSON. Use `jsonencode`."
			}
			diags.AddAttributeError(path.Root("widgets"), "Invalid widgets",
				"`widgets` must be a JSON array of objects, such as `jsonencode([{ type = \"text\", properties = { markdown = \"...\" } }])`. "+found)
		}
	}
	n := len(c.metrics) + len(c.rules) + len(c.queries) + len(c.own)
	if n > maxWidgets-5 { // there are three headings, and a widget of failed executions for each region
		diags.AddAttributeError(path.Root("name"), "Too many widgets", fmt.Sprintf("A dashboard can have up to %d widgets, headings included, and this one has %d metrics, rules, queries and widgets of your own.", maxWidgets, n))
	}
	return c, complete, diags
}

// elements reads the known elements of a list, and refuses those that cannot be
// read.
func elements[T any](list types.List, complete *bool, refuse func(i int, text string), read func(string) (T, bool)) []T {
	var out []T
	for i, element := range list.Elements() {
		text, ok := element.(types.String)
		if !ok || text.IsUnknown() || text.IsNull() { // the attribute's validator reports null
			*complete = false
			continue
		}
		item, ok := read(text.ValueString())
		if !ok {
			refuse(i, text.ValueString())
			continue
		}
		out = append(out, item)
	}
	return out
}

// strictJSON reads one JSON value and nothing behind it, without unknown names.
func strictJSON(text string, into any) error {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one JSON value")
	}
	return nil
}

// expand is the dashboard as it is sent. AWS takes tags only while it creates one.
func (m dashboardModel) expand(tags map[string]string) *cloudwatch.PutDashboardInput {
	return &cloudwatch.PutDashboardInput{DashboardName: m.Name.ValueStringPointer(), DashboardBody: m.Body.ValueStringPointer(), Tags: dashboardTags(tags)}
}

// flatten is the state of a dashboard. prior is the state or plan before; after
// an import it has the name only. tags are nil if they were not read.
func flatten(found *cloudwatch.GetDashboardOutput, tags map[string]string, prior dashboardModel, meta *awsresource.Meta) dashboardModel {
	m := prior
	m.ID, m.ARN = m.Name, types.StringPointerValue(found.DashboardArn)
	if body := types.StringPointerValue(found.DashboardBody); !sameJSON(body.ValueString(), prior.Body.ValueString()) {
		m.Body = body
	}
	if m.Tags, m.TagsAll = awsresource.NoTags(); tags != nil {
		m.Tags, m.TagsAll = meta.FlattenTags(tags, prior.Tags)
	}
	if prior.Period.IsNull() {
		m.setContent(m.Body.ValueString())
	}
	return m
}

// setContent makes the attributes of an imported dashboard from its body. Which
// metrics, rules and queries it was made from is not to be seen any more, so all of
// it are own widgets.
func (m *dashboardModel) setContent(body string) {
	none := awsresource.StringList(nil)
	m.Metrics, m.RuleARNs, m.Queries, m.Widgets, m.Period = none, none, none, types.StringValue("[]"), types.Int64Value(defaultPeriod)
	var whole struct {
		Start   *string
		Widgets json.RawMessage
	}
	var widgets []struct{ Properties struct{ Period int64 } }
	if json.Unmarshal([]byte(body), &whole) != nil || len(whole.Widgets) == 0 {
		return
	}
	m.Start, m.Widgets = types.StringPointerValue(whole.Start), types.StringValue(string(whole.Widgets))
	if json.Unmarshal(whole.Widgets, &widgets) != nil {
		return
	}
	for _, widget := range widgets {
		if period := widget.Properties.Period; period >= minPeriod && period <= maxPeriod && period%minPeriod == 0 {
			m.Period = types.Int64Value(period)
			return
		}
	}
}

// isOfImport reports whether the content is what setContent makes.
func (m dashboardModel) isOfImport() bool {
	return isEmpty(m.Metrics) && isEmpty(m.RuleARNs) && isEmpty(m.Queries) && !m.Widgets.IsNull()
}

func isEmpty(list types.List) bool {
	return !list.IsNull() && !list.IsUnknown() && len(list.Elements()) == 0
}

// sameJSON reports whether two texts are the same JSON, however it is written.
func sameJSON(a, b string) bool {
	var left, right any
	return json.Unmarshal([]byte(a), &left) == nil && json.Unmarshal([]byte(b), &right) == nil && reflect.DeepEqual(left, right)
}
