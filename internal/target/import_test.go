package target_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	logTarget    = "eventbridge_log_target"
	metricTarget = "eventbridge_metric_target"
)

var (
	expectError = acctest.ExpectError
	expectJSON  = acctest.ExpectJSON
)

// identityOf is an identity; "" is null.
func identityOf(account, region, bus, rule, id string) map[string]any {
	out := map[string]any{"account_id": account, "region": region, "event_bus_name": bus, "rule_name": rule, "target_id": id}
	for key, value := range out {
		if value == "" {
			out[key] = nil
		}
	}
	return out
}

// threeTargets are one on the partner's bus, one on the default bus and one on
// the default bus of the other region.
func threeTargets(t *testing.T) *acctest.Env {
	t.Helper()
	env := acctest.New(t)
	makeRule(t, env, partner, ruleName)
	makeRule(t, env, "default", ruleName)
	makeFarRule(t, env)
	putTargets(t, env, partner, ebtypes.Target{Id: aws.String(defaultID), Arn: aws.String(groupARN)})
	putTargets(t, env, "default", ebtypes.Target{Id: aws.String(defaultID), Arn: aws.String(groupARN)})
	putFarTarget(t, env)
	return env
}

// Every form of an import leads to the target, and all of them to the same
// identity.
func TestImportForms(t *testing.T) {
	t.Parallel()
	const mine = "123456789012"
	env := threeTargets(t)
	onPartner := identityOf(mine, acctest.Region, partner, ruleName, defaultID)
	onDefault := identityOf(mine, acctest.Region, "default", ruleName, defaultID)
	far := identityOf(mine, elsewhere, "default", ruleName, defaultID)
	const busARN = "arn:aws:events:us-east-1:123456789012:event-bus/"
	for name, test := range map[string]struct {
		provider string
		id       string
		identity map[string]any
		want     map[string]any
	}{
		"id":                            {id: partner + "/" + ruleName + "/" + defaultID, want: onPartner},
		"id, default bus":               {id: "default/" + ruleName + "/" + defaultID, want: onDefault},
		"id, own region":                {id: "default/" + ruleName + "/" + defaultID + "@us-east-1", want: onDefault},
		"id, other region":              {id: farImportID, want: far},
		"id, provider elsewhere":        {provider: elsewhere, id: farTargetID, want: far},
		"rule ARN":                      {id: arnPrefix + partner + "/" + ruleName + "/" + defaultID, want: onPartner},
		"rule ARN, default bus":         {id: arnPrefix + ruleName + "/" + defaultID, want: onDefault},
		"rule ARN, other region":        {id: farImportARN, want: far},
		"rule ARN and region":           {id: farImportARN + "@" + elsewhere, want: far},
		"bus ARN":                       {id: busARN + partner + "/" + ruleName + "/" + defaultID, want: onPartner},
		"bus ARN, other region":         {id: "arn:aws:events:eu-west-1:123456789012:event-bus/default/" + ruleName + "/" + defaultID, want: far},
		"whole identity":                {identity: onPartner, want: onPartner},
		"whole identity, other region":  {identity: far, want: far},
		"short identity":                {identity: identityOf("", "", partner, ruleName, defaultID), want: onPartner},
		"identity with account":         {identity: identityOf(mine, "", "default", ruleName, defaultID), want: onDefault},
		"identity with region":          {identity: identityOf("", elsewhere, "default", ruleName, defaultID), want: far},
		"identity, provider elsewhere":  {provider: elsewhere, identity: identityOf("", "", "default", ruleName, defaultID), want: far},
		"identity, region, p elsewhere": {provider: elsewhere, identity: onPartner, want: onPartner},
	} {
		t.Run(name, func(t *testing.T) {
			settings := map[string]any{}
			if test.provider != "" {
				settings["region"] = test.provider
			}
			p := env.Protocol(settings)
			var imported *acctest.Resource
			var diags []*tfprotov6.Diagnostic
			if test.identity != nil {
				imported, diags = p.ImportIdentity(logTarget, test.identity)
			} else {
				imported, diags = p.Import(logTarget, test.id)
			}
			p.Must(diags)
			expectJSON(t, "identity", imported.Identity, test.want)
			bus, region := fmt.Sprint(test.want["event_bus_name"]), fmt.Sprint(test.want["region"])
			ruleARN := "arn:aws:events:" + region + ":123456789012:rule/" + strings.TrimPrefix(bus+"/", "default/") + ruleName
			expectJSON(t, "state", imported.State, map[string]any{
				"id": bus + "/" + ruleName + "/" + defaultID, "region": region, "rule_arn": ruleARN, "target_id": defaultID,
				"log_group_arn": strings.Replace(groupARN, acctest.Region, region, 1), "message": nil, "timestamp": nil, "dead_letter_arn": nil, "catalog_check": nil, "timeouts": nil,
				"retry_policy": map[string]any{"maximum_retry_attempts": 185, "maximum_event_age_in_seconds": 86400},
			})
			again, diags := p.Read(imported)
			p.Must(diags)
			expectJSON(t, "identity read again", again.Identity, imported.Identity)
		})
	}
}

func TestBadImportIdentities(t *testing.T) {
	t.Parallel()
	env := threeTargets(t)
	p := env.Protocol(nil)
	for name, test := range map[string]struct {
		identity map[string]any
		texts    []string
	}{
		"another account": {identityOf("999999999999", "", "default", ruleName, defaultID), []string{"Import from another account", "999999999999", "Nothing was imported."}},
		"unknown region":  {identityOf("", "nowhere", "default", ruleName, defaultID), []string{"Unknown AWS region", `"nowhere"`}},
		"no rule":         {identityOf("", "", "default", "nope", defaultID), []string{"Rule not found", `There is no rule "nope" on event bus "default" in us-east-1`}},
		"no bus there":    {identityOf("", elsewhere, partner, ruleName, defaultID), []string{"Rule not found", `in eu-west-1`}},
		"ARN of a bus": {
			identityOf("", "", "arn:aws:events:us-east-1:123456789012:event-bus/default", ruleName, defaultID),
			[]string{"Invalid identity", "The name of the event bus is \"default\"."},
		},
		"ARN of a rule": {identityOf("", "", "default", farRuleARN, defaultID), []string{"Invalid identity"}},
		"no target id":  {identityOf("", "", "default", ruleName, "a/b"), []string{"Invalid identity"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := p.ImportIdentity(logTarget, test.identity)
			expectError(t, diags, test.texts...)
		})
	}
	_, diags := p.Import(logTarget, "default/"+ruleName+"/"+defaultID+"@")
	expectError(t, diags, "Missing region in import ID")
	_, diags = p.Import(metricTarget, "default/"+ruleName+"/"+defaultID)
	expectError(t, diags, "Wrong target type", "sends to "+groupARN+", which is not a state machine. Import it as `eventbridge_log_target`. Nothing was imported.")

	_, diags = p.ImportIdentity(logTarget, identityOf("", "", "default", ruleName, "gone"))
	expectError(t, diags, "Target not found", `There is no target "gone" of rule "failed-builds" on event bus "default" in us-east-1.`)
}

// The identity stays as it is when the target goes.
func TestIdentityOfTargetThatIsGone(t *testing.T) {
	t.Parallel()
	env := threeTargets(t)
	imported, diags := env.Protocol(nil).Import(logTarget, "default/"+ruleName+"/"+defaultID)
	p := env.Protocol(nil)
	p.Must(diags)
	removeTarget(t, env, "default", defaultID)
	gone, diags := p.Read(imported)
	p.Must(diags)
	expectJSON(t, "identity", gone.Identity, imported.Identity)
	if gone.State != nil {
		t.Errorf("the state is %s", acctest.JSON(gone.State))
	}
}

func TestTargetIdentity(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeFarRule(t, env)
	text := knownvalue.StringExact
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: env.Factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config: env.Config(farTarget("")),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectIdentity(address, map[string]knownvalue.Check{
					"account_id": text("123456789012"), "region": text(elsewhere), "event_bus_name": text("default"), "rule_name": text(ruleName), "target_id": text(defaultID),
				})},
			},
			{Config: env.Config(farTarget(`message = "x"`))},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

// Timeouts are nothing that AWS knows of: after an import they are one change
// in place, without a call.
func TestTimeoutsAfterImport(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	w := env.Workspace(env.Config(target(arn, "")))
	w.Run("apply", "-auto-approve")
	w.Run("state", "rm", address)
	w.Write("main.tf", env.Config(target(arn, `timeouts = { create = "1m" }`)+
		"import {\n  to = "+address+"\n  id = \"default/"+ruleName+"/"+defaultID+"\"\n}\n"))
	env.Emulator.ResetCalls()
	if out := w.Run("apply", "-auto-approve"); !strings.Contains(out, "1 imported, 0 added, 1 changed, 0 destroyed") {
		t.Errorf("not one change:\n%s", out)
	}
	if calls := env.Emulator.CallCount("events:PutTargets"); calls != 0 {
		t.Errorf("the target was put %d times", calls)
	}
	if !w.IsEmptyPlan() {
		t.Error("the plan is not empty")
	}
	w.Write("main.tf", env.Config(target(arn, `timeouts = { create = "2m" }`)))
	env.Emulator.ResetCalls()
	if out := w.Run("apply", "-auto-approve", "-refresh=false"); !strings.Contains(out, "0 added, 1 changed, 0 destroyed") {
		t.Errorf("not one change:\n%s", out)
	}
	if calls := env.Emulator.CallCounts(); len(calls) != 0 {
		t.Errorf("AWS was called: %v", calls)
	}
}
