package rule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	buildType = "eventbridge_buildkite_build_rule"
	rawType   = "eventbridge_rule"
)

// manyRules are rules of every kind on three buses and in two regions.
func manyRules(t *testing.T) *acctest.Env {
	t.Helper()
	env := busesInBoth(t)
	makeBus(t, env, partnerBus)
	put(t, env, acctest.Region, partnerBus, "failed", `{"detail-type":["Build Finished"],"detail":{"build":{"state":["failed"]}}}`)
	put(t, env, acctest.Region, partnerBus, "jobs", `{"detail-type":["Job Finished"]}`)
	put(t, env, acctest.Region, partnerBus, "mixed", `{"detail-type":["Build Finished","Job Finished"]}`)
	put(t, env, acctest.Region, partnerBus, "account", `{"detail-type":["Build Finished"],"account":["123456789012"]}`)
	put(t, env, acctest.Region, builds, "copy", `{"detail-type":["Build Started"]}`)
	put(t, env, acctest.Region, "default", "agent", `{"source":["aws.aidevops"],"detail-type":["Investigation Created"]}`)
	put(t, env, acctest.Region, "default", "agent-of-any-source", `{"detail-type":["Investigation Created"]}`)
	put(t, env, elsewhere, builds, "there", `{"detail-type":["Build Started"]}`)
	_, err := env.EventBridge().PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("nightly"), ScheduleExpression: aws.String("rate(1 day)")})
	if err == nil {
		err = env.Emulator.PutManagedRule(acctest.Region, "default", "managed", "events.amazonaws.com", `{"source":["x"]}`)
	}
	if err == nil {
		_, err = env.EventBridge().TagResource(t.Context(), &eventbridge.TagResourceInput{
			ResourceARN: aws.String("arn:aws:events:us-east-1:123456789012:rule/" + partnerBus + "/failed"), Tags: []ebtypes.Tag{{Key: aws.String("team"), Value: aws.String("ci")}},
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	env.Emulator.ResetCalls()
	return env
}

func displayNames(found []acctest.Listed) string {
	var out []string
	for _, one := range found {
		out = append(out, one.DisplayName)
	}
	slices.Sort(out)
	return strings.ReplaceAll(strings.Join(out, " "), partnerBus, "PARTNER")
}

func TestListRules(t *testing.T) {
	t.Parallel()
	env := manyRules(t)
	p := env.Protocol(nil)
	for name, test := range map[string]struct {
		resource string
		config   map[string]any
		want     string
		calls    map[string]int
	}{
		"every bus": {
			rawType, nil, "PARTNER/account PARTNER/failed PARTNER/jobs PARTNER/mixed builds/copy default/agent default/agent-of-any-source",
			map[string]int{"events:ListEventBuses": 1, "events:ListRules": 3},
		},
		"partner bus":       {rawType, map[string]any{"event_bus_name": partnerBus}, "PARTNER/account PARTNER/failed PARTNER/jobs PARTNER/mixed", map[string]int{"events:ListRules": 1}},
		"prefix":            {rawType, map[string]any{"event_bus_name": partnerBus, "name_prefix": "fai"}, "PARTNER/failed", map[string]int{"events:ListRules": 1}},
		"another region":    {rawType, map[string]any{"region": elsewhere, "event_bus_name": builds}, "builds/there", map[string]int{"events:ListRules": 1}},
		"ARN of the bus":    {rawType, map[string]any{"event_bus_name": busARN(elsewhere)}, "builds/there", map[string]int{"events:ListRules": 1, "sts:GetCallerIdentity": 1}},
		"build rules":       {buildType, nil, "PARTNER/failed builds/copy", map[string]int{"events:ListEventBuses": 1, "events:ListRules": 3}},
		"job rules":         {"eventbridge_buildkite_job_rule", nil, "PARTNER/jobs", nil},
		"rules of a source": {"eventbridge_devops_agent_investigation_rule", nil, "default/agent", nil},
		"none":              {"eventbridge_buildkite_audit_rule", nil, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			env.Emulator.ResetCalls()
			found, diags := p.List(test.resource, test.config, false, 0)
			p.Must(diags)
			if got := displayNames(found); got != test.want {
				t.Errorf("listed are %q and not %q", got, test.want)
			}
			for _, one := range found {
				region := acctest.Region
				if strings.HasSuffix(one.DisplayName, "/there") {
					region = elsewhere
				}
				i := strings.LastIndex(one.DisplayName, "/")
				if want := identityOf("123456789012", region, one.DisplayName[:i], one.DisplayName[i+1:]); acctest.JSON(one.Identity) != acctest.JSON(want) {
					t.Errorf("the identity of %s is %s", one.DisplayName, acctest.JSON(one.Identity))
				}
				if one.State != nil {
					t.Errorf("nobody asked for %s", acctest.JSON(one.State))
				}
			}
			if got := env.Emulator.CallCounts(); test.calls != nil && acctest.JSON(got) != acctest.JSON(test.calls) {
				t.Errorf("the calls are %v and not %v", got, test.calls)
			}
		})
	}
}

// TestListWhole lists rules with all their attributes: as an import reads them.
func TestListWhole(t *testing.T) {
	t.Parallel()
	env := manyRules(t)
	p := env.Protocol(nil)
	for _, resource := range []string{rawType, buildType} {
		env.Emulator.ResetCalls()
		found, diags := p.List(resource, nil, true, 0)
		p.Must(diags)
		if len(found) == 0 {
			t.Fatalf("no %s is listed", resource)
		}
		if n := env.Emulator.CallCount("events:ListTagsForResource"); n != len(found) {
			t.Errorf("the tags of %d rules are read in %d calls", len(found), n)
		}
		for _, one := range found {
			imported, diags := p.ImportIdentity(resource, one.Identity)
			p.Must(diags)
			if got := acctest.JSON(one.State); got != acctest.JSON(imported.State) {
				t.Errorf("%s is listed as\n%s\nand imported as\n%s", one.DisplayName, got, acctest.JSON(imported.State))
			}
			if strings.HasSuffix(one.DisplayName, "/failed") && acctest.JSON(one.State["tags"]) != `{"team":"ci"}` {
				t.Errorf("the tags are %s", acctest.JSON(one.State["tags"]))
			}
		}
	}
}

// TestListPages reads no page that nobody wants.
func TestListPages(t *testing.T) {
	t.Parallel()
	env := busesInBoth(t)
	for i := range 230 {
		put(t, env, acctest.Region, builds, fmt.Sprintf("rule-%03d", i), `{"detail-type":["Build Finished"]}`)
	}
	p := env.Protocol(nil)
	for name, test := range map[string]struct {
		limit        int64
		found, pages int
	}{
		"all":          {0, 230, 3},
		"one page":     {100, 100, 1},
		"two pages":    {101, 101, 2},
		"one":          {1, 1, 1},
		"more than is": {1000, 230, 3},
	} {
		env.Emulator.ResetCalls()
		found, diags := p.List(buildType, map[string]any{"event_bus_name": builds}, false, test.limit)
		p.Must(diags)
		if n := env.Emulator.CallCount("events:ListRules"); len(found) != test.found || n != test.pages {
			t.Errorf("%s: %d rules in %d pages", name, len(found), n)
		}
	}
}

// TestListOverDeletedBus goes on where a bus is deleted after it was listed.
func TestListOverDeletedBus(t *testing.T) {
	t.Parallel()
	env := manyRules(t)
	env.Emulator.Inject(emulator.Fault{
		Service: "events", Operation: "ListRules", Code: "ResourceNotFoundException",
		Match: func(call emulator.Call) bool { return call.Input["EventBusName"] == builds },
	})
	p := env.Protocol(nil)
	found, diags := p.List(buildType, nil, false, 0)
	p.Must(diags)
	if got := displayNames(found); got != "PARTNER/failed" {
		t.Errorf("listed are %q", got)
	}
}

func TestListRefused(t *testing.T) {
	t.Parallel()
	env := manyRules(t)
	p := env.Protocol(nil)
	for name, test := range map[string]struct {
		config map[string]any
		texts  []string
	}{
		"no such bus":     {map[string]any{"event_bus_name": "elsewhere"}, []string{"Event bus not found", `There is no event bus "elsewhere" in us-east-1. Check its name`}},
		"unknown region":  {map[string]any{"region": "mars"}, []string{"Unknown AWS region", `"mars"`}},
		"two regions":     {map[string]any{"region": "us-east-1", "event_bus_name": busARN(elsewhere)}, []string{"Event bus in another region"}},
		"another account": {map[string]any{"event_bus_name": "arn:aws:events:us-east-1:999999999999:event-bus/builds"}, []string{"Event bus in another account", "Nothing was listed."}},
	} {
		_, diags := p.List(rawType, test.config, false, 0)
		t.Run(name, func(t *testing.T) { expectError(t, diags, test.texts...) })
	}
	for operation, texts := range map[string][]string{
		"ListEventBuses":      {"Missing AWS permission", "Listing the event buses of us-east-1 failed.", "events:ListEventBuses"},
		"ListRules":           {"Missing AWS permission", "Listing the rules of event bus", "events:ListRules"},
		"ListTagsForResource": {"Missing AWS permission", "Reading the tags of rule", "events:ListTagsForResource"},
	} {
		remove := env.Emulator.Inject(emulator.Fault{Service: "events", Operation: operation, Code: "AccessDeniedException"})
		_, diags := p.List(rawType, nil, true, 0)
		t.Run(operation, func(t *testing.T) { expectError(t, diags, texts...) })
		remove()
	}
}

// TestQuery lists rules with the real Terraform.
func TestQuery(t *testing.T) {
	t.Parallel()
	env := manyRules(t)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: env.Factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		Steps: []resource.TestStep{
			{Config: env.Config(" ")},
			{
				Query: true,
				Config: `
list "eventbridge_rule" "partner" {
  provider = eventbridge
  config { event_bus_name = "` + partnerBus + `" }
}
list "eventbridge_buildkite_build_rule" "all" {
  provider         = eventbridge
  include_resource = true
}
`,
				QueryResultChecks: []querycheck.QueryResultCheck{
					querycheck.ExpectLength("eventbridge_rule.partner", 4),
					querycheck.ExpectLength("eventbridge_buildkite_build_rule.all", 2),
					querycheck.ExpectIdentity("eventbridge_buildkite_build_rule.all", map[string]knownvalue.Check{
						"account_id": knownvalue.StringExact("123456789012"), "region": knownvalue.StringExact(acctest.Region),
						"event_bus_name": knownvalue.StringExact(partnerBus), "name": knownvalue.StringExact("failed"),
					}),
				},
			},
		},
	})
}

// TestQueryGenerates writes the configuration of what a query found, and
// imports with it: nothing is left to change.
func TestQueryGenerates(t *testing.T) {
	t.Parallel()
	env := manyRules(t)
	w := env.Workspace(env.Config(" "))
	if _, err := w.Try("query", "-help"); err != nil {
		t.Skip("SKIP: terraform query needs Terraform 1.14")
	}
	w.Write("all.tfquery.hcl", `
list "eventbridge_buildkite_build_rule" "all" {
  provider = eventbridge
}
list "eventbridge_devops_agent_investigation_rule" "all" {
  provider = eventbridge
}
list "eventbridge_rule" "there" {
  provider = eventbridge
  config {
    region      = "`+elsewhere+`"
    name_prefix = "th"
  }
}
`)
	w.Run("query", "-generate-config-out=generated.tf")
	env.Emulator.ResetCalls()
	if out := w.Run("apply", "-auto-approve"); !strings.Contains(out, "4 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("the import of what was generated says\n%s", out)
	}
	expectReadsOnly(t, env)
	if !w.IsEmptyPlan() {
		t.Error("the next plan is not empty")
	}
}
