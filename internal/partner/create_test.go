package partner_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// associateByHand makes the bus as someone else would.
func associateByHand(t *testing.T, env *acctest.Env, change ...func(*eventbridge.CreateEventBusInput)) {
	t.Helper()
	in := &eventbridge.CreateEventBusInput{Name: aws.String(sourceName), EventSourceName: aws.String(sourceName)}
	for _, one := range change {
		one(in)
	}
	if _, err := env.EventBridge().CreateEventBus(context.Background(), in); err != nil {
		t.Fatal(err)
	}
}

// The name of the source is usually unknown while planning, and the partner
// makes the source while the apply waits.
func TestAssociationWaitsForUnknownSource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	appear := func() {
		go func() {
			for env.Emulator.CallCount("events:DescribeEventSource") < 3 {
				time.Sleep(time.Millisecond)
			}
			env.PartnerSource(sourceName)
		}()
	}
	config := env.Config(associationOf("terraform_data.service.output", `description = terraform_data.service.id`) + fmt.Sprintf(`
resource "terraform_data" "service" {
  input = %q
}
`, sourceName))
	env.Test(t,
		resource.TestStep{
			PreConfig: appear, Config: config,
			ConfigPlanChecks:  action(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{known("state", knownvalue.StringExact("ACTIVE"))},
		},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
	)
}

func TestAssociationSourceMissing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		others []string
		fault  *emulator.Fault
		want   []string
	}{
		"none": {
			want: []string{"Event sources of buildkite.com: none exist."},
		},
		"others": {
			others: []string{"aws.partner/buildkite.com/my-org/0000", "aws.partner/auth0.com/my-org/1"},
			want:   []string{"Event sources of buildkite.com that exist: - aws.partner/buildkite.com/my-org/0000 (PENDING)"},
		},
		"listing denied": {
			fault: &emulator.Fault{Operation: "ListEventSources", Code: "AccessDeniedException"},
			want:  []string{"The existing event sources could not be listed (AccessDeniedException)."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			for _, other := range test.others {
				env.PartnerSource(other)
			}
			if test.fault != nil {
				env.Emulator.Inject(*test.fault)
			}
			texts := append([]string{
				"Error: Partner event source not found",
				"event_source_name = \"" + sourceName + "\"",
				"The partner event source \"" + sourceName + "\" did not appear in time in region us-east-1 of account 123456789012.",
			}, test.want...)
			texts = append(texts,
				"A partner creates a source in the account and region that were entered at the partner. Check them, and the name. If the source is in another region, set `region`. "+
					"If the partner needs longer, set a longer timeout in `timeouts.create`. No event bus was created, and nothing was changed.")
			env.Test(t, resource.TestStep{
				Config:      env.Config(association(`timeouts = { create = "300ms" }`)),
				ExpectError: acctest.ErrorRegexp(texts...),
			})
		})
	}
}

func TestAssociationBusExists(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(association()),
			ExpectError: acctest.ErrorRegexp(
				"Error: Partner event bus already exists",
				"Event bus \""+sourceName+"\" already exists, and the provider does not take over what it did not create. It was not changed.",
				"to = eventbridge_partner_event_source_association.NAME",
				"terraform import eventbridge_partner_event_source_association.NAME '"+sourceName+"'",
				"With `adopt_existing = true` this resource takes over the event bus and its rules, and applies the configured settings."),
		},
		resource.TestStep{
			Config:           env.Config(association() + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, sourceName)),
			ConfigPlanChecks: action(plancheck.ResourceActionNoop),
		},
	)
	if n := env.Emulator.CallCount("events:CreateEventBus"); n != 1 {
		t.Errorf("%d creations were tried, want the one by hand", n)
	}
}

func TestAssociationAdopts(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"ACTIVE", "PENDING"} {
		t.Run(before, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			associateByHand(t, env, func(in *eventbridge.CreateEventBusInput) {
				in.Description, in.KmsKeyIdentifier = aws.String("by hand"), aws.String("alias/by-hand")
				in.Tags = []ebtypes.Tag{{Key: aws.String("hand"), Value: aws.String("made")}}
			})
			if before == "PENDING" {
				deactivate(t, env)
			}
			config := env.Config(association(`adopt_existing = true`, `description = "ours"`, `tags = { ours = "yes" }`))
			env.Test(t,
				resource.TestStep{
					Config: config,
					ConfigStateChecks: []statecheck.StateCheck{
						known("state", knownvalue.StringExact("ACTIVE")), known("tags", tagCheck("ours", "yes")),
					},
					Check: onAWS(func() error {
						if b := bus(t, env); aws.ToString(b.Description) != "ours" || b.KmsKeyIdentifier != nil {
							return fmt.Errorf("bus is %+v", b)
						}
						return nil
					}),
				},
				resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
			)
			if n := env.Emulator.CallCount("events:CreateEventBus"); n != 1 {
				t.Errorf("%d buses created, want the one made by hand", n)
			}
		})
	}
}

// An adopted bus that could not be taken over wholly must not become tainted:
// the next apply would destroy it.
func TestAssociationAdoptionFails(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	config := env.Config(association(`adopt_existing = true`, `tags = { a = "b" }`))
	env.Test(t,
		resource.TestStep{
			PreConfig: func() {
				env.Emulator.Inject(emulator.Fault{Operation: "TagResource", Code: "AccessDeniedException", Times: 1})
			},
			Config: config, ExpectError: acctest.ErrorRegexp("Error:", "event bus \""+sourceName+"\"", "AccessDeniedException"),
		},
		resource.TestStep{Config: config, ConfigPlanChecks: action(plancheck.ResourceActionCreate)},
	)
	if n := env.Emulator.CallCount("events:DeleteEventBus"); n != 1 {
		t.Errorf("%d deletions, want the one at the end", n)
	}
}

func TestAssociationSourceDeletedBefore(t *testing.T) {
	t.Parallel()
	for _, adopt := range []string{"true", "false"} {
		t.Run(adopt, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			associateByHand(t, env)
			deleteSource(t, env)
			env.Test(t, resource.TestStep{
				Config: env.Config(association(`adopt_existing = ` + adopt)),
				ExpectError: acctest.ErrorRegexp("Error: Partner event source deleted",
					"The partner has deleted the event source \""+sourceName+"\", but its event bus still exists.",
					"Set up the integration at the partner again, and use the name of the new event source",
					"terraform import eventbridge_partner_event_source_association.NAME \""+sourceName+"\"",
					"No event bus was created, and nothing was changed."),
			})
		})
	}
}

// What goes wrong on the way must neither double the bus nor lose it.
func TestAssociationCreateFaults(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]emulator.Fault{
		"throttled":                {{Rate: 0.3, Code: "ThrottlingException", Seed: 7}},
		"internal errors":          {{Rate: 0.3, Status: 500, Seed: 8}},
		"create fails once":        {{Operation: "CreateEventBus", Code: "ConcurrentModificationException", Times: 1}},
		"connections cut":          {{Rate: 0.3, CutConnection: true, Seed: 9}},
		"answer of create lost":    {{Operation: "CreateEventBus", CutAfter: true, Times: 1}},
		"answers lost":             {{Rate: 0.3, CutAfter: true, Seed: 10}},
		"stale source after":       {{Operation: "DescribeEventSource", After: 1, Times: 3, StaleReads: 1}},
		"stale bus after":          {{Operation: "DescribeEventBus", After: 1, Times: 3, StaleReads: 1}},
		"create sees source late":  {{Operation: "CreateEventBus", Code: "ResourceNotFoundException", Times: 2}},
		"lost, then bus read late": {{Operation: "CreateEventBus", CutAfter: true, Times: 1}, {Operation: "DescribeEventBus", After: 1, Times: 2, StaleReads: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			// It is activated first, and deactivated then.
			config := env.Config(association(`description = "once"`, `tags = { a = "b" }`, `active = false`))
			env.Test(t,
				resource.TestStep{
					PreConfig: func() {
						for _, fault := range faults {
							env.Emulator.Inject(fault)
						}
					},
					Config: config,
				},
				resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: config, ConfigPlanChecks: noChange()},
			)
		})
	}
}

// A bus that someone else makes between the look and the creation is theirs,
// even if it is exactly the same, unless an answer was lost: then it has to
// differ.
func TestAssociationForeignBusInBetween(t *testing.T) {
	t.Parallel()
	for description, cut := range map[string]bool{"theirs": true, "ours": false} {
		t.Run(description, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			env.Test(t, resource.TestStep{
				PreConfig: func() {
					associateByHand(t, env, func(in *eventbridge.CreateEventBusInput) { in.Description = aws.String(description) })
					env.Emulator.Inject(emulator.Fault{Operation: "DescribeEventBus", Times: 1, Code: "ResourceNotFoundException"})
					if cut {
						env.Emulator.Inject(emulator.Fault{Operation: "CreateEventBus", Times: 1, CutConnection: true})
					}
				},
				Config:      env.Config(association(`description = "ours"`)),
				ExpectError: acctest.ErrorRegexp("Error: Partner event bus already exists"),
			})
			if b := bus(t, env); b == nil || aws.ToString(b.Description) != description {
				t.Errorf("bus is %+v", b)
			}
		})
	}
}

// With adopt_identical, the next apply adopts a bus whose creation AWS never
// answered.
func TestAssociationCreateUnanswered(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	config := env.ConfigWith("adopt_identical = true", association(`description = "ours"`, `tags = { team = "a" }`))
	env.Test(t,
		resource.TestStep{
			PreConfig: func() {
				env.Emulator.Inject(emulator.Fault{Operation: "CreateEventBus", CutAfter: true})
				env.Emulator.Inject(emulator.Fault{Operation: "DescribeEventBus", Code: "ResourceNotFoundException"})
			},
			Config: config,
			ExpectError: acctest.ErrorRegexp("Error: No response from AWS", "Creating event bus \""+sourceName+"\" failed.",
				"It is not known whether the event bus was created. Apply again: if AWS created it, the error shows the import block."),
		},
		resource.TestStep{
			PreConfig: env.Emulator.ClearFaults,
			Config:    config, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			Check: onAWS(func() error { return expectTags(t, env, map[string]string{"team": "a"}) }),
		},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
	)
}

// Whatever fails after the bus was made: it is in the state.
func TestAssociationSavedBeforeWaits(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	config := env.Config(association(`active = false`))
	env.Test(t,
		resource.TestStep{
			PreConfig: func() {
				env.Emulator.Inject(emulator.Fault{Operation: "DeactivateEventSource", Code: "AccessDeniedException", Times: 1})
			},
			Config: config,
			ExpectError: acctest.ErrorRegexp("Error:", "partner event source \""+sourceName+"\"", "AccessDeniedException",
				"The event bus was created and is in Terraform's state, marked as tainted, so the next apply replaces it."),
		},
		resource.TestStep{
			Config: config, ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{known("state", knownvalue.StringExact("PENDING"))},
		},
	)
}

// An AWS that never answers is not told as a source that is missing.
func TestAssociationNoAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   emulator.Fault
		timeout string
		summary string
		answer  string
	}{
		"internal errors": {emulator.Fault{Operation: "DescribeEventSource", Status: 500}, "1m", "AWS internal error", "InternalException:"},
		"throttling":      {emulator.Fault{Operation: "DescribeEventSource", Code: "ThrottlingException"}, "1m", "Requests throttled by AWS", "ThrottlingException: Rate exceeded"},
		"slow answers":    {emulator.Fault{Operation: "DescribeEventSource", Delay: 10 * time.Second}, "50ms", "Operation timed out", "The operation did not finish within 50ms. If AWS needs longer, set a longer timeout in `timeouts.create`."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			env.Emulator.Inject(test.fault)
			env.Test(t, resource.TestStep{
				Config: env.Config(association(fmt.Sprintf("timeouts = { create = %q }", test.timeout))),
				ExpectError: acctest.ErrorRegexp("Error: "+test.summary, "Looking for partner event source \""+sourceName+"\" failed.",
					test.answer, "No event bus was created, and nothing was changed."),
			})
		})
	}
}

func TestAssociationErrorsOfAWS(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault emulator.Fault
		want  []string
		calls int
	}{
		"partner sources switched off": {
			fault: emulator.Fault{Operation: "DescribeEventSource", Code: "OperationDisabledException"},
			want: []string{"Error: Partner event sources not available",
				"Partner event sources are disabled in region us-east-1 of account 123456789012 (OperationDisabledException, while looking for partner event source \"" + sourceName + "\").",
				"No event bus was created, and nothing was changed."},
			calls: 1,
		},
		"too many buses": {
			fault: emulator.Fault{Operation: "CreateEventBus", Code: "LimitExceededException"},
			want:  []string{"event bus \"" + sourceName + "\"", "LimitExceededException", "100 event buses"},
			calls: 1,
		},
		"not allowed to create": {
			fault: emulator.Fault{Operation: "CreateEventBus", Code: "AccessDeniedException"},
			want:  []string{"event bus \"" + sourceName + "\"", "AccessDeniedException", "No event bus was created, and nothing was changed."},
			calls: 1,
		},
		"not allowed to look": {
			fault: emulator.Fault{Operation: "DescribeEventBus", Code: "AccessDeniedException"},
			want:  []string{"event bus \"" + sourceName + "\"", "AccessDeniedException", "No event bus was created, and nothing was changed."},
			calls: 3, // two plans look as well, the second during the apply
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			env.Emulator.Inject(test.fault)
			env.Test(t, resource.TestStep{Config: env.Config(association()), ExpectError: acctest.ErrorRegexp(test.want...)})
			if n := env.Emulator.CallCount("events:" + test.fault.Operation); n != test.calls {
				t.Errorf("%s was called %d times, want %d", test.fault.Operation, n, test.calls)
			}
		})
	}
}

func deactivate(t *testing.T, env *acctest.Env) {
	t.Helper()
	if _, err := env.EventBridge().DeactivateEventSource(context.Background(), &eventbridge.DeactivateEventSourceInput{Name: aws.String(sourceName)}); err != nil {
		t.Fatal(err)
	}
}

func deleteSource(t *testing.T, env *acctest.Env) {
	t.Helper()
	_, err := env.EventBridge().DeletePartnerEventSource(context.Background(), &eventbridge.DeletePartnerEventSourceInput{
		Name: aws.String(sourceName), Account: aws.String(env.Emulator.Account()),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func deleteBus(t *testing.T, env *acctest.Env) {
	t.Helper()
	_, err := env.EventBridge().DeleteEventBus(context.Background(), &eventbridge.DeleteEventBusInput{Name: aws.String(sourceName)})
	if err != nil {
		t.Fatal(err)
	}
}

// Two resources of one configuration never share a bus.
func TestAssociationTwice(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.Test(t, resource.TestStep{
		Config: env.Config(association() + fmt.Sprintf(`
resource "eventbridge_partner_event_source_association" "second" {
  event_source_name = %q
}
`, sourceName)),
		ExpectError: acctest.ErrorRegexp("Error: Duplicate partner event bus"),
	})
}

func expectTags(t *testing.T, env *acctest.Env, want map[string]string) error {
	t.Helper()
	out, err := env.EventBridge().ListTagsForResource(t.Context(), &eventbridge.ListTagsForResourceInput{ResourceARN: bus(t, env).Arn})
	if err != nil {
		return err
	}
	got := map[string]string{}
	for _, tag := range out.Tags {
		got[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("the tags are %v, want %v", got, want)
	}
	return nil
}
