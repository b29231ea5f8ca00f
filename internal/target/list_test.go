package target_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// manyTargets are targets of all kinds on three buses of two regions: the
// default bus and "custom" here, and the default bus elsewhere.
func manyTargets(t *testing.T) *acctest.Env {
	t.Helper()
	env := acctest.New(t)
	if _, err := env.EventBridge().CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String("custom")}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"second", ruleName, "no-targets"} {
		makeRule(t, env, "default", name)
	}
	makeRule(t, env, "custom", ruleName)
	makeFarRule(t, env)
	put := func(bus, rule, id, arn string) {
		out, err := env.EventBridge().PutTargets(t.Context(), &eventbridge.PutTargetsInput{EventBusName: aws.String(bus), Rule: aws.String(rule), Targets: []ebtypes.Target{{Id: aws.String(id), Arn: aws.String(arn)}}})
		if err != nil || out.FailedEntryCount != 0 {
			t.Fatalf("%v, %+v", err, out)
		}
	}
	put("default", ruleName, defaultID, groupARN)
	put("default", ruleName, "other", otherARN)
	put("default", ruleName, "queue", queueARN)
	put("default", "second", "b", groupARN)
	put("default", "second", "a", groupARN+":*")
	put("custom", ruleName, "c", otherARN)
	putFarTarget(t, env)
	if err := env.Emulator.PutManagedRule(acctest.Region, "default", "theirs", "states.amazonaws.com", `{"source":["aws.states"]}`); err != nil {
		t.Fatal(err)
	}
	return env
}

func names(found []acctest.Listed) []string {
	out := []string{}
	for _, one := range found {
		out = append(out, one.DisplayName)
	}
	return out
}

func TestListLogTargets(t *testing.T) {
	t.Parallel()
	env := manyTargets(t)
	const rule = "/" + ruleName + "/"
	all := []string{"custom" + rule + "c", "default" + rule + defaultID, "default" + rule + "other", "default/second/a", "default/second/b"}
	for name, test := range map[string]struct {
		config map[string]any
		want   []string
		calls  map[string]int
	}{
		"all":               {map[string]any{}, all, map[string]int{"events:ListEventBuses": 1, "events:ListRules": 2, "events:ListTargetsByRule": 4}},
		"one bus":           {map[string]any{"event_bus_name": "custom"}, all[:1], map[string]int{"events:ListRules": 1, "events:ListTargetsByRule": 1}},
		"one rule":          {map[string]any{"rule_name": "second"}, all[3:], map[string]int{"events:ListEventBuses": 1, "events:ListTargetsByRule": 2}},
		"rule on two buses": {map[string]any{"rule_name": ruleName}, all[:3], map[string]int{"events:ListEventBuses": 1, "events:ListTargetsByRule": 2}},
		"rule of a bus":     {map[string]any{"rule_name": ruleName, "event_bus_name": "default"}, all[1:3], map[string]int{"events:ListTargetsByRule": 1}},
		"no targets":        {map[string]any{"rule_name": "no-targets", "event_bus_name": "default"}, []string{}, map[string]int{"events:ListTargetsByRule": 1}},
		"one log group":     {map[string]any{"log_group_arn": otherARN}, []string{all[0], all[2]}, map[string]int{"events:ListEventBuses": 1, "events:ListRuleNamesByTarget": 2, "events:ListTargetsByRule": 2}},
		"log group, :*":     {map[string]any{"log_group_arn": otherARN + ":*", "event_bus_name": "custom"}, all[:1], map[string]int{"events:ListRuleNamesByTarget": 1, "events:ListTargetsByRule": 1}},
		"log group, rule":   {map[string]any{"log_group_arn": otherARN, "rule_name": ruleName, "event_bus_name": "default"}, all[2:3], map[string]int{"events:ListTargetsByRule": 1}},
		"unused log group":  {map[string]any{"log_group_arn": groupARN + "-unused"}, []string{}, map[string]int{"events:ListEventBuses": 1, "events:ListRuleNamesByTarget": 2}},
		"another region":    {map[string]any{"region": elsewhere}, []string{farTargetID}, map[string]int{"events:ListEventBuses": 1, "events:ListRules": 1, "events:ListTargetsByRule": 1}},
		"region of the ARN": {map[string]any{"log_group_arn": farGroupARN}, []string{farTargetID}, map[string]int{"events:ListEventBuses": 1, "events:ListRuleNamesByTarget": 1, "events:ListTargetsByRule": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			p := env.Protocol(nil)
			env.Emulator.ResetCalls()
			found, diags := p.List(logTarget, test.config, false, 0)
			p.Must(diags)
			if got := names(found); !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
			for _, one := range found {
				if one.State != nil {
					t.Errorf("%s has a state that nobody asked for", one.DisplayName)
				}
			}
			calls := env.Emulator.CallCounts()
			delete(calls, "sts:GetCallerIdentity")
			expectJSON(t, "calls", calls, test.calls)
		})
	}
}

// What is listed is what an import gives.
func TestListedLikeImported(t *testing.T) {
	t.Parallel()
	env := manyTargets(t)
	putTargets(t, env, "default", ebtypes.Target{
		Id: aws.String("everything"), Arn: aws.String(otherARN), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String(queueARN)},
		RetryPolicy: &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(3)},
		InputTransformer: &ebtypes.InputTransformer{
			InputPathsMap: map[string]string{"time": "$.time", "n": "$.detail.build.number"}, InputTemplate: aws.String(`{"timestamp": <time>, "message": "Build <n>"}`),
		},
	})
	for _, region := range []string{acctest.Region, elsewhere} {
		p := env.Protocol(nil)
		found, diags := p.List(logTarget, map[string]any{"region": region}, true, 0)
		p.Must(diags)
		if len(found) == 0 {
			t.Errorf("nothing in %s", region)
		}
		for _, one := range found {
			imported, diags := p.ImportIdentity(logTarget, one.Identity)
			p.Must(diags)
			expectJSON(t, "identity of "+one.DisplayName, one.Identity, imported.Identity)
			expectJSON(t, "state of "+one.DisplayName, one.State, imported.State)
		}
	}
}

// An account that is not asked for is that of the log group.
func TestListWithoutAccount(t *testing.T) {
	t.Parallel()
	env := manyTargets(t)
	p := env.Protocol(map[string]any{"skip_requesting_account_id": true})
	found, diags := p.List(logTarget, map[string]any{"event_bus_name": "custom"}, false, 0)
	p.Must(diags)
	if len(found) != 1 {
		t.Fatalf("found %q", names(found))
	}
	expectJSON(t, "identity", found[0].Identity, identityOf("123456789012", acctest.Region, "custom", ruleName, "c"))
	if calls := env.Emulator.CallCount("sts:*"); calls != 0 {
		t.Errorf("%d calls to STS", calls)
	}
}

// No more is read than is asked for, and rules and buses come page by page.
func TestListIsLazy(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for i := range 205 {
		arn := makeRule(t, env, "default", fmt.Sprintf("rule-%03d", i))
		_, err := env.EventBridge().PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String(arn[strings.LastIndex(arn, "/")+1:]), Targets: []ebtypes.Target{{Id: aws.String("t"), Arn: aws.String(groupARN)}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		config               map[string]any
		limit                int64
		want, pages, targets int
	}{
		{map[string]any{}, 0, 205, 3, 205},
		{map[string]any{}, 7, 7, 1, 7},
		{map[string]any{"log_group_arn": groupARN}, 0, 205, 3, 205},
		{map[string]any{"log_group_arn": groupARN}, 101, 101, 2, 101},
	} {
		p := env.Protocol(nil)
		env.Emulator.ResetCalls()
		found, diags := p.List(logTarget, test.config, true, test.limit)
		p.Must(diags)
		pages, targets := env.Emulator.CallCount("events:ListRules")+env.Emulator.CallCount("events:ListRuleNamesByTarget"), env.Emulator.CallCount("events:ListTargetsByRule")
		if len(found) != test.want || pages != test.pages || targets != test.targets {
			t.Errorf("%v: %d results with %d pages of rules and %d calls for targets, want %d, %d, %d", test.config, len(found), pages, targets, test.want, test.pages, test.targets)
			for _, call := range env.Emulator.Calls() {
				t.Logf("%s %s %v %s", call.Time.Format(time.RFC3339Nano), call.Name(), call.Input, call.Code)
			}
		}
	}
	p := env.Protocol(nil)
	env.Emulator.ResetCalls()
	for range p.Results(logTarget, nil, false, 100) {
		break
	}
	if calls := env.Emulator.CallCount("events:ListTargetsByRule"); calls != 1 {
		t.Errorf("%d calls for one result", calls)
	}
}

func TestListErrors(t *testing.T) {
	t.Parallel()
	env := manyTargets(t)
	denied := func(operation string) emulator.Fault {
		return emulator.Fault{Service: "events", Operation: operation, Code: "AccessDeniedException", Message: "You may not."}
	}
	for name, test := range map[string]struct {
		config map[string]any
		fault  emulator.Fault
		found  int
		texts  []string
	}{
		"no bus":                      {config: map[string]any{"event_bus_name": "nope"}, texts: []string{"Event bus not found", `There is no event bus "nope" in us-east-1.`}},
		"no bus, log group":           {config: map[string]any{"event_bus_name": "nope", "log_group_arn": groupARN}, texts: []string{"Event bus not found"}},
		"no rule":                     {config: map[string]any{"rule_name": "nope"}, texts: []string{"Rule not found", `There is no rule "nope" on any event bus in us-east-1.`}},
		"no rule on the bus":          {config: map[string]any{"rule_name": "second", "event_bus_name": "custom"}, texts: []string{"Rule not found", `There is no rule "second" on event bus "custom" in us-east-1.`}},
		"unknown region":              {config: map[string]any{"region": "nowhere"}, texts: []string{"Unknown AWS region"}},
		"two regions":                 {config: map[string]any{"region": elsewhere, "log_group_arn": groupARN}, texts: []string{"Conflicting region", "`region` is eu-west-1, but the region in `log_group_arn` is us-east-1."}},
		"buses denied":                {config: map[string]any{}, fault: denied("ListEventBuses"), texts: []string{"Listing targets of rules failed", "AccessDeniedException: You may not."}},
		"rules denied":                {config: map[string]any{}, fault: denied("ListRules"), texts: []string{"AccessDeniedException: You may not."}},
		"rules of a log group denied": {config: map[string]any{"log_group_arn": groupARN}, fault: denied("ListRuleNamesByTarget"), texts: []string{"AccessDeniedException: You may not."}},
		"targets denied":              {config: map[string]any{}, fault: denied("ListTargetsByRule"), texts: []string{"AccessDeniedException: You may not."}},
		"targets denied later": {
			config: map[string]any{}, found: 1, texts: []string{"AccessDeniedException: You may not."},
			fault: emulator.Fault{Service: "events", Operation: "ListTargetsByRule", Code: "AccessDeniedException", Message: "You may not.", After: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := env.Protocol(nil)
			if test.fault.Service != "" {
				defer env.Emulator.Inject(test.fault)()
			}
			found, diags := p.List(logTarget, test.config, true, 0)
			expectError(t, diags, test.texts...)
			if len(found) != test.found {
				t.Errorf("found %q", names(found))
			}
		})
	}
}

// A bus or rule that goes while the list is made is left out.
func TestListWhatGoesMeanwhile(t *testing.T) {
	t.Parallel()
	// A bus that is not found is looked for again, as reads may lag behind its creation.
	for operation, times := range map[string]int{"ListRules": 6, "ListTargetsByRule": 1} {
		env := manyTargets(t)
		env.Emulator.Inject(emulator.Fault{Service: "events", Operation: operation, Code: "ResourceNotFoundException", Times: times})
		p := env.Protocol(nil)
		found, diags := p.List(logTarget, nil, false, 0)
		p.Must(diags)
		if len(found) != 4 {
			t.Errorf("%s: found %q", operation, names(found))
		}
	}
}

func TestListConfigurations(t *testing.T) {
	t.Parallel()
	p := acctest.New(t).Protocol(nil)
	for name, test := range map[string]struct {
		typeName string
		config   map[string]any
		texts    []string
	}{
		"ARN of a bus":    {logTarget, map[string]any{"event_bus_name": "arn:aws:events:us-east-1:123456789012:event-bus/default"}, []string{"Invalid event bus name", "is an ARN. The name of the event bus is \"default\"."}},
		"no partner bus":  {logTarget, map[string]any{"event_bus_name": "aws.partner/stripe.com"}, []string{"Invalid event bus name", "the id is missing"}},
		"ARN of a rule":   {logTarget, map[string]any{"rule_name": farRuleARN}, []string{"must be the name of a rule, not its ARN"}},
		"no log group":    {logTarget, map[string]any{"log_group_arn": queueARN}, []string{"Invalid log group ARN", "is not the ARN of a log group."}},
		"no machine":      {metricTarget, map[string]any{"state_machine_arn": groupARN}, []string{"Invalid state machine ARN", "is not the ARN of a state machine."}},
		"no region":       {logTarget, map[string]any{"region": ""}, []string{"string length must be at least 1"}},
		"nothing":         {logTarget, nil, nil},
		"all, log group":  {logTarget, map[string]any{"event_bus_name": partner, "rule_name": ruleName, "log_group_arn": groupARN, "region": "us-east-1"}, nil},
		"all, state mach": {metricTarget, map[string]any{"event_bus_name": partner, "rule_name": ruleName, "state_machine_arn": machineARN, "region": "us-east-1"}, nil},
	} {
		diags := p.ValidateList(test.typeName, test.config)
		t.Run(name, func(t *testing.T) {
			if test.texts != nil {
				expectError(t, diags, test.texts...)
			} else if len(diags) != 0 {
				t.Errorf("got %s", acctest.JSON(diags))
			}
		})
	}
}

// TestQuery lists with Terraform itself.
func TestQuery(t *testing.T) {
	t.Parallel()
	env := manyTargets(t)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: env.Factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		Steps: []resource.TestStep{
			{Config: env.Config(farSink)},
			{
				Query:             true,
				Config:            "list \"eventbridge_log_target\" \"test\" {\n  provider = eventbridge\n  config {\n    event_bus_name = \"default\"\n  }\n}\n",
				QueryResultChecks: []querycheck.QueryResultCheck{querycheck.ExpectLength("eventbridge_log_target.test", 4)},
			},
		},
	})
}

// What `terraform query` writes is imported without a change.
func TestQueryWritesWhatImports(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(""))
	if _, err := w.Try("query", "-help"); err != nil {
		t.Skip("SKIP: this Terraform has no command `query`; 1.14 and later do")
	}
	makeRule(t, env, "default", ruleName)
	makeFarRule(t, env)
	putFarTarget(t, env)
	putTargets(t, env, "default",
		ebtypes.Target{Id: aws.String("plain"), Arn: aws.String(groupARN)},
		ebtypes.Target{
			Id: aws.String("everything"), Arn: aws.String(otherARN), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String(queueARN)},
			RetryPolicy: &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(3)},
			InputTransformer: &ebtypes.InputTransformer{
				InputPathsMap: map[string]string{"time": "$.time", "n": "$.detail.build.number"}, InputTemplate: aws.String(`{"timestamp": <time>, "message": "Build <n>"}`),
			},
		})
	w.Write("targets.tfquery.hcl", fmt.Sprintf(`
list "eventbridge_log_target" "home" {
  provider         = eventbridge
  include_resource = true
}

list "eventbridge_log_target" "europe" {
  provider         = eventbridge
  include_resource = true

  config {
    region = %q
  }
}
`, elsewhere))
	w.Run("query", "-generate-config-out=found.tf")
	if out := w.Run("plan"); !strings.Contains(out, "Plan: 3 to import, 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("plan:\n%s", out)
	}
	env.Emulator.ResetCalls()
	w.Run("apply", "-auto-approve")
	if calls := env.Emulator.CallCount("events:PutTargets"); calls != 0 {
		t.Errorf("the targets were put %d times", calls)
	}
	if !w.IsEmptyPlan() {
		t.Error("the plan after the import is not empty")
	}
}
