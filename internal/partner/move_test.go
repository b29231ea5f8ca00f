package partner_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const hashicorpAWS = "registry.terraform.io/hashicorp/aws"

// awsBus is the state of an aws_cloudwatch_event_bus as hashicorp/aws writes it:
// all its attributes, null if nothing is set. Version 5 has no region.
func awsBus(t *testing.T, changed map[string]any) string {
	t.Helper()
	state := map[string]any{
		"arn": busARN, "dead_letter_config": []any{}, "description": "", "event_source_name": sourceName, "id": sourceName,
		"kms_key_identifier": "", "log_config": []any{}, "name": sourceName, "tags": nil, "tags_all": map[string]any{},
	}
	for name, value := range changed {
		state[name] = value
	}
	text, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A moved bus is the same as an imported one.
func TestAssociationMove(t *testing.T) {
	t.Parallel()
	team := map[string]any{"team": "a"}
	for name, test := range map[string]struct {
		provider string
		changed  map[string]any
		settings map[string]any
		bus      func(*eventbridge.CreateEventBusInput)
		// tags are those that the imported bus would not have.
		tags map[string]any
	}{
		"version 5": {},
		"version 5, every setting": {
			changed: map[string]any{
				"description": "Builds", "kms_key_identifier": "alias/events", "tags": team, "tags_all": team,
				"dead_letter_config": []any{map[string]any{"arn": "arn:aws:sqs:us-east-1:123456789012:dead"}},
				"log_config":         []any{map[string]any{"include_detail": "FULL", "level": "TRACE"}},
			},
			bus: everySetting,
		},
		"version 6": {changed: map[string]any{"region": "us-east-1"}},
		"version 6, every setting, drifted": {
			changed: map[string]any{"region": "us-east-1", "description": "of yesterday", "tags": map[string]any{"of": "yesterday"}},
			bus:     everySetting,
		},
		"source forgotten by an import":           {changed: map[string]any{"event_source_name": nil, "region": "us-east-1"}},
		"source forgotten by an import, as text":  {changed: map[string]any{"event_source_name": ""}},
		"attributes of versions to come":          {changed: map[string]any{"region": "us-east-1", "policy": "{}", "event_types": []any{1, 2}}},
		"attributes of older versions":            {changed: map[string]any{"dead_letter_config": nil, "log_config": nil, "kms_key_identifier": nil, "description": nil}},
		"of OpenTofu's registry":                  {provider: "registry.opentofu.org/hashicorp/aws", changed: map[string]any{"region": "us-east-1"}},
		"of a mirror":                             {provider: "mirror.example.com/hashicorp/aws"},
		"as OpenTofu names it":                    {provider: "aws"},
		"default tags":                            {changed: map[string]any{"tags_all": team}, settings: defaultTags(team), bus: everySetting},
		"a default tag that is written out":       {changed: map[string]any{"tags": team, "tags_all": team}, settings: defaultTags(team), bus: everySetting, tags: team},
		"default tags, and an empty map of tags":  {changed: map[string]any{"tags": map[string]any{}, "tags_all": team}, settings: defaultTags(team), bus: everySetting},
		"a provider of another region, version 5": {settings: map[string]any{"region": otherRegion}},
		"a provider of another region, version 6": {changed: map[string]any{"region": "us-east-1"}, settings: map[string]any{"region": otherRegion}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			associateByHand(t, env, func(in *eventbridge.CreateEventBusInput) {
				if test.bus != nil {
					test.bus(in)
				}
			})
			p := env.Protocol(test.settings)
			moved, diags := p.Move(cmp.Or(test.provider, hashicorpAWS), "aws_cloudwatch_event_bus", 0, awsBus(t, test.changed), typeName)
			expectDiagnostics(t, diags)
			imported, diags := p.Import(typeName, busARN)
			p.Must(diags)
			if test.tags != nil {
				imported.State["tags"] = test.tags
			}
			expectJSON(t, "state", moved.State, imported.State)
			expectJSON(t, "identity", moved.Identity, identityOf(acctest.Region, sourceName))
		})
	}
}

func defaultTags(tags map[string]any) map[string]any {
	return map[string]any{"default_tags": map[string]any{"tags": tags}}
}

func everySetting(in *eventbridge.CreateEventBusInput) {
	in.Description, in.KmsKeyIdentifier = aws.String("Builds"), aws.String("alias/events")
	in.DeadLetterConfig = &ebtypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:123456789012:dead")}
	in.LogConfig = &ebtypes.LogConfig{Level: ebtypes.LevelTrace, IncludeDetail: ebtypes.IncludeDetailFull}
	in.Tags = []ebtypes.Tag{{Key: aws.String("team"), Value: aws.String("a")}}
}

// A bus that is gone by the time of the move leaves no state, and does not
// change its identity.
func TestAssociationMoveOfVanished(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	moved, diags := env.Protocol(nil).Move(hashicorpAWS, "aws_cloudwatch_event_bus", 0, awsBus(t, nil), typeName)
	expectDiagnostics(t, diags)
	if moved.State != nil {
		t.Errorf("the state is %s", acctest.JSON(moved.State))
	}
}

func TestAssociationMoveRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const (
		stays      = " Nothing was changed; the resource remains in the state as it was."
		only       = "cannot be moved to eventbridge_partner_event_source_association. Only aws_cloudwatch_event_bus of hashicorp/aws can, if it is the event bus of a partner event source. Remove the moved block." + stays
		unreadable = "Unreadable state: The state of the aws_cloudwatch_event_bus cannot be read. "
		instead    = "\n\nInstead of the moved block, write a `removed` block for it, with `lifecycle { destroy = false }`, and an import block for the eventbridge_partner_event_source_association." + stays
		custom     = " does not belong to a partner event source, whose name starts with \"aws.partner/\"; eventbridge_partner_event_source_association only manages those. " +
			"Remove the moved block and keep the event bus in hashicorp/aws; this provider's rules can still use it." + stays
	)
	for name, test := range map[string]struct {
		provider, typ string
		version       int64
		state, want   string
	}{
		"custom bus": {
			state: awsBus(t, map[string]any{"name": "my-bus", "id": "my-bus", "event_source_name": nil}),
			want:  "Unsupported move: The event bus \"my-bus\"" + custom,
		},
		"default bus": {
			state: awsBus(t, map[string]any{"name": "default", "id": "default"}),
			want:  "Unsupported move: The event bus \"default\"" + custom,
		},
		"rule":                {typ: "aws_cloudwatch_event_rule", state: `{"name":"r"}`, want: "Unsupported move: aws_cloudwatch_event_rule of the provider registry.terraform.io/hashicorp/aws " + only},
		"another provider":    {provider: "registry.terraform.io/hashicorp/awscc", state: awsBus(t, nil), want: "Unsupported move: aws_cloudwatch_event_bus of the provider registry.terraform.io/hashicorp/awscc " + only},
		"a fork":              {provider: "registry.terraform.io/nothashicorp/aws", state: awsBus(t, nil), want: "Unsupported move: aws_cloudwatch_event_bus of the provider registry.terraform.io/nothashicorp/aws " + only},
		"another version":     {version: 1, state: awsBus(t, nil), want: unreadable + "Its schema version is 1, but this provider supports version 0." + instead},
		"no JSON":             {state: `{`, want: unreadable + "It has no `name`, or does not have the format of hashicorp/aws 5 and 6." + instead},
		"another form":        {state: `{"name":["a"]}`, want: unreadable + "It has no `name`, or does not have the format of hashicorp/aws 5 and 6." + instead},
		"nothing in it":       {state: `{}`, want: unreadable + "It has no `name`, or does not have the format of hashicorp/aws 5 and 6." + instead},
		"null where is state": {state: `null`, want: unreadable + "It has no `name`, or does not have the format of hashicorp/aws 5 and 6." + instead},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := env.Protocol(nil).Move(cmp.Or(test.provider, hashicorpAWS), cmp.Or(test.typ, "aws_cloudwatch_event_bus"), test.version, test.state, typeName)
			expectDiagnostics(t, diags, test.want)
		})
	}
	if calls := env.Emulator.Calls(); len(calls) != 0 {
		t.Errorf("AWS was called: %v", calls)
	}
}

// TestAssociationMovedByTerraform lets Terraform itself move a bus from a state
// that hashicorp/aws has written, without that provider being there.
func TestAssociationMovedByTerraform(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env, func(in *eventbridge.CreateEventBusInput) {
		in.Description, in.KmsKeyIdentifier = aws.String("Builds"), aws.String("alias/events")
		in.Tags = []ebtypes.Tag{{Key: aws.String("team"), Value: aws.String("a")}}
	})
	w := env.Workspace(env.Config(association(`description = "Builds"`, `kms_key_identifier = "alias/events"`, `tags = { team = "a" }`) + fmt.Sprintf(`
moved {
  from = aws_cloudwatch_event_bus.buildkite
  to   = %s
}
`, address)))
	w.Write("terraform.tfstate", fmt.Sprintf(`{
  "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "3f0d6a0e-0000-0000-0000-000000000000", "outputs": {},
  "resources": [{
    "mode": "managed", "type": "aws_cloudwatch_event_bus", "name": "buildkite",
    "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
    "instances": [{"schema_version": 0, "attributes": %s, "sensitive_attributes": [], "private": "bnVsbA=="}]
  }]
}`, awsBus(t, map[string]any{"region": "us-east-1", "description": "Builds", "kms_key_identifier": "alias/events", "tags": map[string]any{"team": "a"}, "tags_all": map[string]any{"team": "a"}})))
	w.InstallAsAWS()
	w.Run("init")
	out := w.Run("plan")
	if !strings.Contains(out, "has moved to "+address) || !strings.Contains(out, "Plan: 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("plan:\n%s", out)
	}
	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the plan after the move is not empty")
	}
	if n := env.Emulator.CallCount("events:UpdateEventBus") + env.Emulator.CallCount("events:DeleteEventBus"); n != 0 {
		t.Errorf("the move wrote to AWS %d times", n)
	}
}
