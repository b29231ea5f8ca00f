package rule

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// BenchmarkModifyPlan plans one new job rule, the typed rule with the most fields.
func BenchmarkModifyPlan(b *testing.B) {
	family := catalog.Default().Family("buildkite_job_rule")
	made, ok := newRule(defineTyped(catalog.Default(), family))().(*rule)
	if !ok {
		b.Fatal("no rule")
	}
	ctx := context.Background()
	all := values{}
	for name, attribute := range made.schema.Attributes {
		value, err := attribute.GetType().ValueFromTerraform(ctx, nullOf(ctx, attribute.GetType()))
		if err != nil {
			b.Fatal(err)
		}
		all[name] = value
	}
	all[attrName] = types.StringValue("a")
	all[attrBus] = types.StringValue("aws.partner/buildkite.com/my-org/1")
	all["job"] = types.DynamicValue(matchertype.Object(values{
		"state":  matchertype.Value(catalog.Enum, map[string][]string{"equals": {"finished"}}),
		"label":  matchertype.Value(catalog.Text, map[string][]string{"prefix": {"a", "b"}}),
		"passed": types.BoolValue(true),
	}))
	plan := tfsdk.Plan{Schema: made.schema}
	if diags := all.write(ctx, &plan); diags.HasError() {
		b.Fatal(diags)
	}
	for b.Loop() {
		req := resource.ModifyPlanRequest{Plan: plan, Config: tfsdk.Config(plan), State: tfsdk.State{Schema: plan.Schema}}
		resp := resource.ModifyPlanResponse{Plan: plan}
		made.ModifyPlan(ctx, req, &resp)
		if resp.Diagnostics.HasError() {
			b.Fatal(resp.Diagnostics)
		}
	}
}

func nullOf(ctx context.Context, of attr.Type) tftypes.Value {
	return tftypes.NewValue(of.TerraformType(ctx), nil)
}

// previewEvents is how many events BenchmarkPreview reads, and previewTime how long
// the provider may take for them.
const (
	previewEvents = 10_000
	previewPages  = 5 // as many calls as a second allows, so that nothing waits
	previewTime   = 2 * time.Second
)

// BenchmarkPreview previews a changed rule: it reads the documented events of builds
// and jobs from a server that has its answers ready, compares and reports.
func BenchmarkPreview(b *testing.B) {
	pages, size := previewAnswers(b)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			NextToken int `json:"nextToken,string"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			b.Error(err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write(pages[in.NextToken])
	}))
	defer server.Close()
	before, _ := pattern.Parse(`{"detail-type":["Job Finished"],"detail":{"job":{"exit_status":[{"numeric":["<",1]}]},"pipeline":{"slug":[{"prefix":"my-"}]}}}`)
	after, _ := pattern.Parse(`{"detail-type":["Job Finished","Build Finished"],"detail":{"build":{"branch":[{"anything-but":{"prefix":"tmp/"}}]},"pipeline":{"slug":[{"wildcard":"*-pipeline"}]}}}`)
	b.SetBytes(int64(size))
	rounds := 0
	for b.Loop() {
		rounds++
		client, err := awsclient.New(b.Context(), awsclient.Config{
			Region: "us-east-1", AccessKey: "a", SecretKey: "b", SkipRequestingAccountID: true, Endpoints: awsclient.Endpoints{Logs: server.URL},
		})
		if err != nil {
			b.Fatal(err)
		}
		read, err := client.LoggedEvents().Read(b.Context(), "group", time.Hour)
		if err != nil || read.Stopped != nil || len(read.Events) != previewEvents {
			b.Fatal(len(read.Events), read.Stopped, err)
		}
		found := comparison{previewModel: previewModel{LogGroup: types.StringValue("group")}, LogReading: read}
		found.compare(before, after)
		if found.before == 0 || found.after <= found.before || !strings.Contains(found.text(), "10000 events") {
			b.Fatal(found.text())
		}
	}
	each := b.Elapsed() / time.Duration(rounds)
	if b.ReportMetric(each.Seconds(), "s/preview"); each > previewTime {
		b.Errorf("a preview of %d events takes %s, more than %s", previewEvents, each, previewTime)
	}
}

// previewAnswers are the answers of FilterLogEvents, and their size.
func previewAnswers(b *testing.B) (pages [][]byte, size int) {
	b.Helper()
	types := slices.Concat(catalog.Default().Family("buildkite_build_rule").DetailTypes, catalog.Default().Family("buildkite_job_rule").DetailTypes)
	type line struct {
		Message string `json:"message"`
	}
	for p := range previewPages {
		var lines []line
		for i := range previewEvents / previewPages {
			detailType := types[i%len(types)]
			event, err := catalog.Default().SampleWith(detailType.Name, detailType.Samples[i%len(detailType.Samples)].Name, fmt.Appendf(nil, `{"id":"%d-%d"}`, p, i))
			if err != nil {
				b.Fatal(err)
			}
			lines = append(lines, line{string(event)})
		}
		answer := map[string]any{"events": lines}
		if p+1 < previewPages {
			answer["nextToken"] = strconv.Itoa(p + 1)
		}
		page, err := json.Marshal(answer)
		if err != nil {
			b.Fatal(err)
		}
		pages, size = append(pages, page), size+len(page)
	}
	return pages, size
}
