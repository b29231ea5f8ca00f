package eventtypes_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

const address = "data.eventbridge_event_types.this"

func config(env *acctest.Env, filters string) string {
	return env.Config(fmt.Sprintf("data \"eventbridge_event_types\" \"this\" {\n%s\n}\n", filters))
}

func TestEventTypes(t *testing.T) {
	t.Parallel()
	c := catalog.Default()
	families := map[string]int{
		``:                       len(c.DetailTypes()),
		`source = "buildkite"`:   len(c.Source("buildkite").DetailTypes),
		`source = "devopsagent"`: len(c.Source("devopsagent").DetailTypes),
		`family = "build"`:       len(c.Family("eventbridge_buildkite_build_rule").DetailTypes),
		"source = \"buildkite\"\nfamily = \"cluster_token\"": 1,
	}
	env := acctest.New(t)
	var steps []resource.TestStep
	for filters, count := range families {
		steps = append(steps, resource.TestStep{
			Config: config(env, filters),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("event_types"), knownvalue.ListSizeExact(count)),
			},
		})
	}
	env.Test(t, steps...)
	if calls := env.Emulator.Calls(); len(calls) > 0 {
		t.Errorf("AWS was called: %v", calls)
	}
}

func TestEventTypesContent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t, resource.TestStep{
		Config: config(env, `family = "cluster_token"`),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("event_types").AtSliceIndex(0), knownvalue.ObjectPartial(map[string]knownvalue.Check{
				"detail_type":   knownvalue.StringExact("Cluster Token Registration Blocked"),
				"source":        knownvalue.StringExact("buildkite"),
				"family":        knownvalue.StringExact("cluster_token"),
				"resource_type": knownvalue.StringExact("eventbridge_buildkite_cluster_token_rule"),
				"samples":       knownvalue.MapPartial(map[string]knownvalue.Check{"documented": knownvalue.NotNull()}),
				"fields": knownvalue.ListPartial(map[int]knownvalue.Check{0: knownvalue.ObjectExact(map[string]knownvalue.Check{
					"path": knownvalue.StringExact("version"), "type": knownvalue.StringExact("number"), "kind": knownvalue.StringExact("number"),
					"nullable": knownvalue.Bool(false), "values": knownvalue.ListSizeExact(0), "description": knownvalue.NotNull(),
				})}),
			})),
		},
	})
}

func TestEventTypesUnknownNames(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{
			Config:      config(env, `source = "buildkit"`),
			ExpectError: acctest.ErrorRegexp("Unknown event source", "The catalog has no event source \"buildkit\". Did you mean `buildkite`? The known ones are `buildkite`, `devopsagent`, `devopsagentsummary`"),
		},
		resource.TestStep{
			Config:      config(env, "source = \"devopsagent\"\nfamily = \"build\""),
			ExpectError: acctest.ErrorRegexp("Unknown event family", "The event source \"devopsagent\" has no family \"build\".", "The known ones are `investigation`, `mitigation`."),
		},
	)
}
