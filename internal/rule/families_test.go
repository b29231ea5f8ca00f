package rule_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	fwresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	eventprovider "github.com/typed-events/terraform-provider-eventbridge/internal/provider"
	"github.com/typed-events/terraform-provider-eventbridge/internal/rule"
)

// TestEveryDetailType has a rule for each documented detail-type and one for
// each family, and publishes every sample: each event reaches the rules of its
// own detail-type and family, and no other.
func TestEveryDetailType(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var config strings.Builder
	wanted := map[string]int{}
	for _, source := range catalog.Default().Sources() {
		if !source.DefaultBus {
			makeBus(t, env, busOf(t, source))
		}
	}
	for _, family := range catalog.Default().Families() {
		bus := ""
		if !family.Source.DefaultBus {
			bus = fmt.Sprintf("event_bus_name = %q", busOf(t, family.Source))
		}
		fmt.Fprintf(&config, "resource %q \"all\" {\n  name = \"family-%s\"\n  %s\n}\n", "eventbridge_"+family.ResourceName, family.Name, bus)
		for _, detailType := range family.DetailTypes {
			fmt.Fprintf(&config, "resource %q %q {\n  name = %q\n  %s\n  detail_types = [%q]\n  must_match = [provider::eventbridge::sample_event(%q)]\n}\n",
				"eventbridge_"+family.ResourceName, detailType.Key, detailType.Key, bus, detailType.Name, detailType.Name)
			wanted[detailType.Key] = len(detailType.Samples)
			wanted["family-"+family.Name] += len(detailType.Samples)
		}
	}
	env.Test(t, resource.TestStep{
		Config: env.Config(config.String()),
		Check: func(*terraformState) error {
			for _, detailType := range catalog.Default().DetailTypes() {
				for _, sample := range detailType.Samples {
					var err error
					if source := detailType.Source; source.DefaultBus {
						_, err = env.Emulator.PublishServiceEvent(acctest.Region, source.EnvelopeSource, sample.JSON)
					} else {
						_, err = env.Emulator.PublishPartnerEvent(acctest.Region, busOf(t, source), sample.JSON)
					}
					if err != nil {
						t.Errorf("%s (%s): %s", detailType.Name, sample.Name, err)
					}
				}
			}
			matched := map[string]int{}
			for arn, count := range env.Emulator.MatchedEvents() {
				matched[arn[strings.LastIndexByte(arn, '/')+1:]] += count
			}
			for name, want := range wanted {
				if matched[name] != want {
					t.Errorf("the rule %s matched %d events, and not %d", name, matched[name], want)
				}
			}
			if len(matched) != len(wanted) {
				t.Errorf("%d rules matched, and not %d: %v", len(matched), len(wanted), matched)
			}
			return nil
		},
	})
}

// busOf is the partner event bus of the source's samples.
func busOf(t *testing.T, source *catalog.Source) string {
	t.Helper()
	var event struct {
		Source string `json:"source"`
	}
	if err := json.Unmarshal(source.DetailTypes[0].Samples[0].JSON, &event); err != nil {
		t.Fatal(err)
	}
	return event.Source
}

// withSource is the provider with the typed rules of another catalog besides.
type withSource struct {
	provider.Provider
	other *catalog.Catalog
}

func (p withSource) Resources(ctx context.Context) []func() fwresource.Resource {
	return slices.Concat(p.Provider.Resources(ctx), rule.Typed(p.other))
}

// TestThirdSource uses a made-up source that is nothing but data.
func TestThirdSource(t *testing.T) {
	t.Parallel()
	other, err := catalog.Load(os.DirFS("../catalog/testdata/thirdsource"))
	if err != nil {
		t.Fatal(err)
	}
	env := acctest.New(t)
	const (
		bus     = "aws.partner/deployer.example/acme/prod"
		address = "eventbridge_deployer_deployment_rule.test"
	)
	env.PartnerSource(bus)
	factories := map[string]func() (tfprotov6.ProviderServer, error){
		"eventbridge": providerserver.NewProtocol6WithError(withSource{eventprovider.New("test")(), other}),
	}
	config := func(lines string) string {
		return env.Config(fmt.Sprintf(`
resource "eventbridge_partner_event_source_association" "test" {
  event_source_name = %q
}
resource "eventbridge_deployer_deployment_rule" "test" {
  name           = "test"
  event_bus_name = eventbridge_partner_event_source_association.test.event_bus_name
  %s
}
`, bus, lines))
	}
	good := config(`deployment = { outcome = { not_equals = ["ok"] } }`)
	resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		refuses(config(`deployment = { outcom = { equals = ["ok"] } }`), "Unknown field", "`deployment` has no documented field `outcom`. Did you mean `outcome`?"),
		refuses(config(`detail_types = ["Deployment Finishd"]`), "Unknown detail-type", "`Deployment Finished`"),
		{Config: good},
		emptyPlan(good),
		importBlock(address, bus+"/test"),
	}})
}
