package partner_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func TestAssociationActive(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	on, off := env.Config(association(`active = true`)), env.Config(association(`active = false`))
	state := func(want string) []statecheck.StateCheck {
		expires := knownvalue.Check(knownvalue.Null())
		if want == "PENDING" {
			expires = knownvalue.StringRegexp(rfc3339)
		}
		return []statecheck.StateCheck{known("state", knownvalue.StringExact(want)), known("expiration_time", expires)}
	}
	env.Test(t,
		resource.TestStep{Config: on, ConfigStateChecks: state("ACTIVE")},
		resource.TestStep{Config: off, ConfigStateChecks: state("PENDING"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		importBlock(off, sourceName),
		resource.TestStep{
			PreConfig: func() {
				if _, err := env.EventBridge().ActivateEventSource(context.Background(), &eventbridge.ActivateEventSourceInput{Name: aws.String(sourceName)}); err != nil {
					t.Fatal(err)
				}
			},
			Config: off, ConfigStateChecks: state("PENDING"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{Config: on, ConfigStateChecks: state("ACTIVE"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{
			PreConfig: func() { deactivate(t, env) },
			Config:    on, ConfigStateChecks: state("ACTIVE"),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(address, tfjsonpath.New("active"), knownvalue.Bool(true)),
			}},
		},
		// Only one of them left: the default is active.
		resource.TestStep{Config: env.Config(association()), ConfigPlanChecks: noChange()},
	)
}

func TestAssociationUpdateFaults(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]emulator.Fault{
		"throttled":                 {{Rate: 0.3, Code: "ThrottlingException", Seed: 7}},
		"internal errors":           {{Rate: 0.3, Status: 500, Seed: 8}},
		"answers lost":              {{Rate: 0.3, CutAfter: true, Seed: 9}},
		"answer of update lost":     {{Operation: "UpdateEventBus", CutAfter: true, Times: 1}},
		"answer of activation lost": {{Operation: "ActivateEventSource", CutAfter: true, Times: 1}, {Operation: "DeactivateEventSource", CutAfter: true, Times: 1}},
		"bus read late":             {{Operation: "DescribeEventBus", After: 2, Times: 2, StaleReads: 1}},
		"source read late":          {{Operation: "DescribeEventSource", After: 2, Times: 2, StaleReads: 1}},
		"concurrent changes":        {{Operation: "UpdateEventBus", Code: "ConcurrentModificationException", Times: 2}, {Operation: "DeactivateEventSource", Code: "ConcurrentModificationException", Times: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			one := env.Config(association(`description = "one"`, `dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:dead"`))
			two := env.Config(association(`description = "two"`, `tags = { a = "b" }`, `active = false`))
			arm := func() {
				for _, fault := range faults {
					env.Emulator.Inject(fault)
				}
			}
			env.Test(t,
				resource.TestStep{Config: one},
				resource.TestStep{PreConfig: arm, Config: two},
				resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: two, ConfigPlanChecks: noChange()},
			)
		})
	}
}

// What EventBridge does not take over is told, and not taken for done.
func TestAssociationSettingsNotTakenOver(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	const wait = `timeouts = { update = "500ms" }`
	env.Test(t,
		resource.TestStep{Config: env.Config(association(wait, `description = "one"`))},
		resource.TestStep{
			PreConfig: func() { env.Emulator.Inject(emulator.Fault{Operation: "DescribeEventBus", After: 2, StaleReads: 1}) },
			Config:    env.Config(association(wait, `description = "two"`)),
			ExpectError: acctest.ErrorRegexp("Error: Settings not applied",
				"EventBridge accepted a change of event bus \""+sourceName+"\", but still reports other values than the configured ones for: description.",
				"The event bus may be partly changed. The next plan shows the remaining changes."),
		},
		resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: env.Config(association(wait, `description = "two"`))},
	)
}

// Another form of the same key is not a change.
func TestAssociationKeyForms(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:kms:us-east-1:123456789012:"
	for short, long := range map[string]string{
		"alias/events":                         arn + "alias/events",
		"1234abcd-12ab-34cd-56ef-1234567890ab": arn + "key/1234abcd-12ab-34cd-56ef-1234567890ab",
	} {
		t.Run(short, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			config := func(key string) string { return env.Config(association(fmt.Sprintf("kms_key_identifier = %q", key))) }
			spellOut := func() {
				_, err := env.EventBridge().UpdateEventBus(context.Background(), &eventbridge.UpdateEventBusInput{Name: aws.String(sourceName), KmsKeyIdentifier: aws.String(long)})
				if err != nil {
					t.Fatal(err)
				}
			}
			env.Test(t,
				resource.TestStep{Config: config(short)},
				resource.TestStep{PreConfig: spellOut, Config: config(short), ConfigPlanChecks: noChange()},
				resource.TestStep{Config: config(long), ConfigPlanChecks: noChange()},
				importBlock(config(short), sourceName),
				importBlock(config(long), sourceName),
				// The key of that name in another account is another key.
				resource.TestStep{
					Config:           config("arn:aws:kms:us-east-1:210987654321:alias/events"),
					ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				},
			)
		})
	}
}

// What Terraform alone knows is changed without a call that writes.
func TestAssociationLocalChanges(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(association())},
		resource.TestStep{
			Config: env.Config(association(`skip_destroy = true`, `adopt_existing = true`, `timeouts = { delete = "1m" }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(address, tfjsonpath.New("state"), knownvalue.StringExact("ACTIVE")),
			}},
		},
		resource.TestStep{Config: env.Config(association())},
	)
	for _, operation := range []string{"UpdateEventBus", "ActivateEventSource", "DeactivateEventSource", "TagResource", "ListTagsForResource"} {
		if n := env.Emulator.CallCount("events:" + operation); n != 0 {
			t.Errorf("%s was called %d times", operation, n)
		}
	}
}

// A source that its partner deleted neither crashes anything nor makes a plan
// that can't be carried out.
func TestAssociationSourceDeletedLater(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	deleted := []statecheck.StateCheck{known("state", knownvalue.StringExact("DELETED")), known("expiration_time", knownvalue.Null())}
	env.Test(t,
		resource.TestStep{Config: env.Config(association())},
		resource.TestStep{
			PreConfig: func() { deleteSource(t, env) },
			Config:    env.Config(association()), ConfigPlanChecks: noChange(),
		},
		resource.TestStep{RefreshState: true},
		resource.TestStep{Config: env.Config(association()), ConfigPlanChecks: noChange(), ConfigStateChecks: deleted},
		importBlock(env.Config(association()), sourceName),
		resource.TestStep{Config: env.Config(association(`description = "still"`)), ConfigStateChecks: deleted},
		resource.TestStep{Config: env.Config(association(`active = false`)), ConfigStateChecks: append(deleted, known("active", knownvalue.Bool(false)))},
		resource.TestStep{Config: env.Config(association(`active = false`)), ConfigPlanChecks: noChange()},
	)
	if bus(t, env) != nil {
		t.Error("the bus is still there after destroy")
	}
}

// A source that is gone without a trace counts as deleted.
func TestAssociationSourceUnknownToAWS(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(association())},
		resource.TestStep{
			PreConfig: func() {
				env.Emulator.Inject(emulator.Fault{Operation: "DescribeEventSource", Code: "ResourceNotFoundException"})
			},
			RefreshState: true,
		},
		resource.TestStep{
			Config: env.Config(association()), ConfigPlanChecks: noChange(),
			ConfigStateChecks: []statecheck.StateCheck{
				known("state", knownvalue.StringExact("DELETED")),
				known("created_by", knownvalue.StringExact("buildkite.com")),
			},
		},
	)
}

func TestAssociationVanishes(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(association())},
		resource.TestStep{
			PreConfig: func() { deleteBus(t, env) },
			Config:    env.Config(association()), ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{known("state", knownvalue.StringExact("ACTIVE"))},
		},
		// Source and bus are gone.
		resource.TestStep{PreConfig: func() { deleteSource(t, env); deleteBus(t, env) }, RefreshState: true, ExpectNonEmptyPlan: true},
	)
}

// A bus that is read late is not taken for gone.
func TestAssociationReadLate(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	missing := func() {
		env.Emulator.Inject(emulator.Fault{Operation: "DescribeEventBus", Code: "ResourceNotFoundException", Times: 3})
	}
	env.Test(t,
		resource.TestStep{Config: env.Config(association())},
		resource.TestStep{PreConfig: missing, Config: env.Config(association()), ConfigPlanChecks: noChange()},
		resource.TestStep{
			PreConfig: func() {
				env.Emulator.ClearFaults()
				env.Emulator.Inject(emulator.Fault{Operation: "DescribeEventBus", Code: "ResourceNotFoundException"})
			},
			Config: env.Config(association()),
			ExpectError: acctest.ErrorRegexp("Error:", "event bus \""+sourceName+"\"",
				"EventBridge says that the event source is ACTIVE, so it has an event bus, and that the event bus does not exist"),
		},
		resource.TestStep{PreConfig: env.Emulator.ClearFaults, Config: env.Config(association()), ConfigPlanChecks: noChange()},
	)
}

func TestAssociationReplaced(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	const next = "aws.partner/buildkite.com/my-org/0206-287c-22cd4fe"
	env.PartnerSource(next)
	differ := statecheck.CompareValue(compare.ValuesDiffer())
	env.Test(t,
		resource.TestStep{
			Config:            env.Config(association()),
			ConfigStateChecks: []statecheck.StateCheck{differ.AddStateValue(address, tfjsonpath.New("event_bus_arn"))},
		},
		resource.TestStep{
			Config:           env.Config(associationOf(fmt.Sprintf("%q", next))),
			ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				differ.AddStateValue(address, tfjsonpath.New("event_bus_arn")),
				known("event_bus_name", knownvalue.StringExact(next)),
			},
		},
	)
}

func TestAssociationDestroyWithRules(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	rule := func(name string) {
		_, err := env.EventBridge().PutRule(context.Background(), &eventbridge.PutRuleInput{
			Name: aws.String(name), EventBusName: aws.String(sourceName), EventPattern: aws.String(`{"account":["123456789012"]}`),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	remove := func(name string) {
		if _, err := env.EventBridge().DeleteRule(context.Background(), &eventbridge.DeleteRuleInput{Name: aws.String(name), EventBusName: aws.String(sourceName)}); err != nil {
			t.Fatal(err)
		}
	}
	config := env.Config(association())
	const advice = "Rules that are not in this configuration were created elsewhere: delete them there, then destroy again. " +
		"To keep the event bus and its rules, apply `skip_destroy = true` before you destroy."
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { rule("of-another-team"); rule("of-nobody") },
			Config:    config, Destroy: true,
			ExpectError: acctest.ErrorRegexp("Error: Event bus has rules",
				"The event bus \""+sourceName+"\" was not deleted, because it has 2 rules: - of-another-team - of-nobody "+advice),
		},
		resource.TestStep{
			PreConfig: func() {
				remove("of-nobody")
				env.Emulator.Inject(emulator.Fault{Operation: "ListRules", Code: "AccessDeniedException"})
			},
			Config: config, Destroy: true,
			ExpectError: acctest.ErrorRegexp("Error:", "event bus \""+sourceName+"\"", "EventBus can't be deleted since it has rules.", "The event bus was not deleted."),
		},
		resource.TestStep{
			PreConfig: env.Emulator.ClearFaults,
			Config:    config, Destroy: true,
			ExpectError: acctest.ErrorRegexp("because it has 1 rule: - of-another-team "),
		},
		resource.TestStep{PreConfig: func() { remove("of-another-team") }, Config: config, ConfigPlanChecks: noChange()},
	)
}

func TestAssociationSkipDestroy(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(association(`skip_destroy = true`))},
		resource.TestStep{Config: env.Config(association(`skip_destroy = true`)), Destroy: true},
	)
	if bus(t, env) == nil || sourceState(t, env) != "ACTIVE" {
		t.Error("the bus did not stay")
	}
	if n := env.Emulator.CallCount("events:DeleteEventBus"); n != 0 {
		t.Errorf("%d deletions", n)
	}
}

func TestAssociationDestroyTwice(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]emulator.Fault{
		"answer lost": {Operation: "DeleteEventBus", CutAfter: true, Times: 1},
		"gone before": {Operation: "DeleteEventBus", Code: "ResourceNotFoundException", Times: 1},
		"throttled":   {Rate: 0.3, Code: "ThrottlingException", Seed: 3},
		"rules late":  {Operation: "ListRules", StaleReads: 1, Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			env.Test(t,
				resource.TestStep{Config: env.Config(association())},
				resource.TestStep{
					PreConfig: func() {
						if name == "gone before" {
							deleteBus(t, env)
						}
						env.Emulator.Inject(fault)
					},
					Config: env.Config(association()), Destroy: true,
				},
			)
			if bus(t, env) != nil {
				t.Error("the bus is still there")
			}
		})
	}
}
