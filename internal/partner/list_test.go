package partner_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

var requestID = regexp.MustCompile(`Request ID: [0-9a-f-]+`)

// listed are the names and regions in a list.
func listed(results []acctest.Listed) []string {
	names := []string{}
	for _, one := range results {
		names = append(names, fmt.Sprintf("%s in %s", one.Identity["name"], one.Identity["region"]))
	}
	return names
}

// withBuses is an AWS with partner event buses in two regions, and others.
func withBuses(t *testing.T) *acctest.Env {
	t.Helper()
	env := withSource(t)
	associateByHand(t, env, func(in *eventbridge.CreateEventBusInput) {
		in.Description = aws.String("Builds")
		in.LogConfig = &ebtypes.LogConfig{Level: ebtypes.LevelError, IncludeDetail: ebtypes.IncludeDetailFull}
		in.Tags = []ebtypes.Tag{{Key: aws.String("team"), Value: aws.String("a")}}
	})
	for _, name := range []string{otherOrg, otherPartner} {
		env.PartnerSource(name)
		create(t, env, name, true)
	}
	env.PartnerSource(noOrg) // without a bus
	create(t, env, "aws-like-bus", false)
	create(t, env, "my-bus", false)
	offer(t, env, otherSource)
	associateElsewhere(t, env, otherSource)
	return env
}

func create(t *testing.T, env *acctest.Env, name string, ofPartner bool) {
	t.Helper()
	in := &eventbridge.CreateEventBusInput{Name: aws.String(name)}
	if ofPartner {
		in.EventSourceName = in.Name
	}
	if _, err := env.EventBridge().CreateEventBus(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func TestAssociationList(t *testing.T) {
	t.Parallel()
	env := withBuses(t)
	const here, there = " in us-east-1", " in eu-west-1"
	for name, test := range map[string]struct {
		provider string
		config   map[string]any
		limit    int64
		want     []string
	}{
		"all":                    {want: []string{otherPartner + here, sourceName + here, otherOrg + here}},
		"of a region":            {config: map[string]any{"region": otherRegion}, want: []string{otherSource + there}},
		"of the provider's":      {provider: otherRegion, want: []string{otherSource + there}},
		"of a region with none":  {config: map[string]any{"region": "eu-central-1"}, want: []string{}},
		"of a partner":           {config: map[string]any{"name_prefix": "aws.partner/buildkite.com/"}, want: []string{sourceName + here, otherOrg + here}},
		"of an organization":     {config: map[string]any{"name_prefix": "aws.partner/buildkite.com/my-org/"}, want: []string{sourceName + here}},
		"of nobody":              {config: map[string]any{"name_prefix": "aws.partner/nobody.example/"}, want: []string{}},
		"with a very short name": {config: map[string]any{"name_prefix": "aws"}, want: []string{otherPartner + here, sourceName + here, otherOrg + here}},
		"no more than two":       {limit: 2, want: []string{otherPartner + here, sourceName + here}},
		"no more than there are": {limit: 3, want: []string{otherPartner + here, sourceName + here, otherOrg + here}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := map[string]any{}
			if test.provider != "" {
				settings["region"] = test.provider
			}
			p := env.Protocol(settings)
			for _, whole := range []bool{false, true} {
				results, diags := p.List(typeName, test.config, whole, test.limit)
				expectDiagnostics(t, diags)
				expectJSON(t, "list", listed(results), test.want)
			}
		})
	}
}

// A whole result is what an import and its reading give, and one that is not
// whole takes no call of its own.
func TestAssociationListWhole(t *testing.T) {
	t.Parallel()
	env := withBuses(t)
	p := env.Protocol(map[string]any{"default_tags": map[string]any{"tags": map[string]any{"team": "a"}}})
	results, diags := p.List(typeName, map[string]any{"name_prefix": "aws.partner/buildkite.com/my-org/"}, true, 0)
	expectDiagnostics(t, diags)
	if len(results) != 1 {
		t.Fatalf("%d results", len(results))
	}
	imported, diags := p.Import(typeName, sourceName)
	p.Must(diags)
	expectJSON(t, "state", results[0].State, imported.State)
	expectJSON(t, "identity", results[0].Identity, imported.Identity)
	if results[0].DisplayName != sourceName || results[0].State["description"] != "Builds" || results[0].State["state"] != "ACTIVE" {
		t.Errorf("%s: %s", results[0].DisplayName, acctest.JSON(results[0].State))
	}

	env.Emulator.ResetCalls()
	results, diags = p.List(typeName, nil, false, 0)
	expectDiagnostics(t, diags)
	expectJSON(t, "display names", []string{results[0].DisplayName, results[1].DisplayName, results[2].DisplayName}, []string{otherPartner, sourceName, otherOrg})
	if results[1].State != nil {
		t.Errorf("nobody asked for %s", acctest.JSON(results[1].State))
	}
	if calls := env.Emulator.Calls(); len(calls) != 1 || calls[0].Operation != "ListEventBuses" {
		t.Errorf("AWS was called: %v", calls)
	}
}

// Terraform may have seen enough, or ask for few.
func TestAssociationListReadsNoMoreThanNeeded(t *testing.T) {
	t.Parallel()
	env := withBuses(t)
	p := env.Protocol(nil)
	env.Emulator.ResetCalls()
	_, diags := p.List(typeName, nil, true, 1)
	expectDiagnostics(t, diags)
	if calls := env.Emulator.Calls(); len(calls) != 4 || fmt.Sprint(calls[0].Input["Limit"]) != "1" {
		t.Errorf("one result took %v", calls)
	}
	results := p.Results(typeName, nil, true, 1000)
	env.Emulator.ResetCalls()
	for range results {
		break
	}
	if calls := env.Emulator.Calls(); len(calls) != 4 {
		t.Errorf("the first result took %v", calls)
	}
}

func TestAssociationListErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config map[string]any
		fault  emulator.Fault
		left   int
		want   string
	}{
		"unknown region": {
			config: map[string]any{"region": "us-east-7"},
			want: `Unknown AWS region at AttributeName("region"): "us-east-7" is not a region that this version of the provider knows. Regions look like us-east-1. ` +
				"Set `skip_region_validation = true` on the provider if the region is new. Nothing was changed.",
		},
		"listing denied": {
			fault: emulator.Fault{Operation: "ListEventBuses", Code: "AccessDeniedException", Message: "no"},
			want:  "Missing AWS permission: Listing partner event buses failed.\n\nAccessDeniedException: no\nCall: EventBridge ListEventBuses\nRequest ID: ID\n\nThe credentials need the permission events:ListEventBuses on this object, and no policy may deny it.",
		},
		"reading the second bus denied": {
			fault: emulator.Fault{Operation: "DescribeEventBus", Code: "AccessDeniedException", Message: "no", After: 1},
			left:  1,
			want: "Missing AWS permission: Reading event bus \"" + sourceName + "\" failed.\n\nAccessDeniedException: no\nCall: EventBridge DescribeEventBus\nRequest ID: ID\n\n" +
				"The credentials need the permission events:DescribeEventBus on this object, and no policy may deny it.",
		},
		"reading tags denied": {
			fault: emulator.Fault{Operation: "ListTagsForResource", Code: "AccessDeniedException", Message: "no"},
			want: "Missing AWS permission: Reading the tags of event bus \"" + otherPartner + "\" failed.\n\nAccessDeniedException: no\nCall: EventBridge ListTagsForResource\nRequest ID: ID\n\n" +
				"The credentials need the permission events:ListTagsForResource on this object, and no policy may deny it.\n\nNothing was changed.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withBuses(t)
			if test.fault.Operation != "" {
				env.Emulator.Inject(test.fault)
			}
			results, diags := env.Protocol(nil).List(typeName, test.config, true, 0)
			if len(results) != test.left {
				t.Errorf("%d results, want %d", len(results), test.left)
			}
			for _, d := range diags {
				d.Detail = requestID.ReplaceAllString(d.Detail, "Request ID: ID")
			}
			expectDiagnostics(t, diags, test.want)
		})
	}
	t.Run("a bus that is deleted meanwhile", func(t *testing.T) {
		t.Parallel()
		env := withBuses(t)
		env.Emulator.Inject(emulator.Fault{Operation: "DescribeEventBus", Code: "ResourceNotFoundException", After: 1, Times: 1})
		results, diags := env.Protocol(nil).List(typeName, nil, true, 2)
		expectDiagnostics(t, diags)
		expectJSON(t, "list", listed(results), []string{otherPartner + " in us-east-1", otherOrg + " in us-east-1"})
	})
}

// Terraform 1.14 and later ask for the list with `terraform query`.
func TestAssociationQuery(t *testing.T) {
	t.Parallel()
	env := withTwoRegions(t)
	identity := func(region, name string) map[string]knownvalue.Check {
		return map[string]knownvalue.Check{
			"account_id": knownvalue.StringExact("123456789012"), "region": knownvalue.StringExact(region), "name": knownvalue.StringExact(name),
		}
	}
	query := fmt.Sprintf(`
list "eventbridge_partner_event_source_association" "home" {
  provider         = eventbridge
  include_resource = true
}

list "eventbridge_partner_event_source_association" "europe" {
  provider = eventbridge

  config {
    region      = %q
    name_prefix = "aws.partner/buildkite.com/"
  }
}
`, otherRegion)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: env.Factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		Steps: []resource.TestStep{
			{Config: env.Config(association(`description = "Builds"`) + europe())},
			{
				Query: true, Config: query,
				QueryResultChecks: []querycheck.QueryResultCheck{
					querycheck.ExpectLength(typeName+".home", 1),
					querycheck.ExpectIdentity(typeName+".home", identity(acctest.Region, sourceName)),
					querycheck.ExpectResourceDisplayName(typeName+".home", queryfilter.ByResourceIdentity(identity(acctest.Region, sourceName)), knownvalue.StringExact(sourceName)),
					querycheck.ExpectResourceKnownValues(typeName+".home", queryfilter.ByResourceIdentity(identity(acctest.Region, sourceName)), []querycheck.KnownValueCheck{
						{Path: tfjsonpath.New("description"), KnownValue: knownvalue.StringExact("Builds")},
						{Path: tfjsonpath.New("event_bus_arn"), KnownValue: knownvalue.StringExact(busARN)},
						{Path: tfjsonpath.New("region"), KnownValue: knownvalue.StringExact(acctest.Region)},
					}),
					querycheck.ExpectLength(typeName+".europe", 1),
					querycheck.ExpectIdentity(typeName+".europe", identity(otherRegion, otherSource)),
				},
			},
		},
	})
}

// What Terraform writes of a query's results is a configuration whose import
// leaves nothing to change.
func TestAssociationQueryWritesConfiguration(t *testing.T) {
	t.Parallel()
	env := withTwoRegions(t)
	associateByHand(t, env, everySetting)
	associateElsewhere(t, env, otherSource)
	w := env.Workspace(env.Config(""))
	if _, err := w.Try("query", "-help"); err != nil {
		t.Skip("SKIP: this Terraform has no command `query`; 1.14 and later do")
	}
	w.Write("buses.tfquery.hcl", fmt.Sprintf(`
list "eventbridge_partner_event_source_association" "home" {
  provider         = eventbridge
  include_resource = true
}

list "eventbridge_partner_event_source_association" "europe" {
  provider         = eventbridge
  include_resource = true

  config {
    region = %q
  }
}
`, otherRegion))
	w.Run("query", "-generate-config-out=found.tf")
	if out := w.Run("plan"); !strings.Contains(out, "Plan: 2 to import, 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("plan:\n%s", out)
	}
	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the plan after the import is not empty")
	}
}
