package metricsink_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestIdentities imports each sink by its identity, with and without account
// and region, and compares with what an import by ID gives.
func TestIdentities(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := inRegion("there", `region = "eu-west-1"`)
	keep := strings.Replace(config, "name = \""+name+"\"", "name = \""+name+"\"\n  force_destroy = true", 1)
	env.Test(t, resource.TestStep{
		Config: env.Config(keep),
		PostApplyFunc: func() {
			p := env.Protocol(map[string]any{"region": elsewhere})
			far := env.Protocol(nil)
			for _, one := range []struct {
				typeName, id, arn string
				keys              map[string]any
			}{
				{"eventbridge_log_group", name, "arn:aws:logs:eu-west-1:210987654321:log-group:" + name, map[string]any{"name": name}},
				{"eventbridge_log_metric", name + ":failed", "arn:aws:logs:eu-west-1:210987654321:log-group:" + name, map[string]any{"log_group_name": name, "name": "failed"}},
				{"eventbridge_metric", "wait", "arn:aws:states:eu-west-1:210987654321:stateMachine:wait", map[string]any{"name": "wait"}},
			} {
				whole := map[string]any{"account_id": "123456789012", "region": elsewhere}
				for key, value := range one.keys {
					whole[key] = value
				}
				byID, diags := p.Import(one.typeName, one.id)
				p.Must(diags)
				short, diags := p.ImportIdentity(one.typeName, one.keys)
				p.Must(diags)
				long, diags := far.ImportIdentity(one.typeName, whole)
				p.Must(diags)
				for form, got := range map[string]*acctest.Resource{"by ID": byID, "by keys": short, "by whole identity": long} {
					if acctest.JSON(got.State) != acctest.JSON(byID.State) || got.State == nil {
						t.Errorf("%s %s: state\n got %s\nwant %s", one.typeName, form, acctest.JSON(got.State), acctest.JSON(byID.State))
					}
					// The account of a metric filter is only asked for once.
					if one.typeName != "eventbridge_log_metric" || form == "by whole identity" {
						if acctest.JSON(got.Identity) != acctest.JSON(whole) {
							t.Errorf("%s %s: identity %s, want %s", one.typeName, form, acctest.JSON(got.Identity), acctest.JSON(whole))
						}
					}
				}
				again, diags := far.Read(long)
				far.Must(diags)
				if acctest.JSON(again.Identity) != acctest.JSON(whole) {
					t.Errorf("%s: the identity changed to %s", one.typeName, acctest.JSON(again.Identity))
				}

				whole["account_id"] = "210987654321"
				if _, diags := far.ImportIdentity(one.typeName, whole); len(diags) != 1 || diags[0].Summary != "Import from another account" {
					t.Errorf("%s of another account: %s", one.typeName, acctest.JSON(diags))
				}
				for key := range one.keys {
					wrong := maps.Clone(one.keys)
					wrong[key] = one.arn
					_, diags := far.ImportIdentity(one.typeName, wrong)
					if len(diags) != 1 || diags[0].Summary != "Invalid identity" || !strings.HasSuffix(diags[0].Detail, "Nothing was imported.") {
						t.Errorf("%s with an ARN as %s: %s", one.typeName, key, acctest.JSON(diags))
					}
				}
				gone := map[string]any{"region": "sa-east-1"}
				for key, value := range one.keys {
					gone[key] = value
				}
				none, diags := far.ImportIdentity(one.typeName, gone)
				far.Must(diags)
				if none.State != nil {
					t.Errorf("%s: found where there is none: %s", one.typeName, acctest.JSON(none.State))
				}
			}
		},
	})
}

// TestImportByIdentityBlock is what a user of Terraform 1.12 writes.
func TestImportByIdentityBlock(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(strings.Replace(inRegion("there", `region = "eu-west-1"`), "name = \""+name+"\"", "name = \""+name+"\"\n  force_destroy = true", 1))
	steps := []resource.TestStep{{Config: config}}
	for _, address := range []string{"eventbridge_log_metric.there", "eventbridge_metric.there"} {
		steps = append(steps, resource.TestStep{Config: config, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity})
	}
	resource.UnitTest(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: env.Factories,
		Steps:                    steps,
	})
}
