package rule_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const previewGroup = "/aws/events/all"

// buildEvent is an invented event.
type buildEvent struct {
	id, detailType, state, branch string
	age                           time.Duration
}

func (e buildEvent) String() string {
	return fmt.Sprintf(`{"version":"0","id":%q,"detail-type":%q,"source":%q,"account":"123456789012","time":"2026-11-20T12:00:00Z","region":"us-east-1","resources":[],`+
		`"detail":{"version":1,"build":{"uuid":%[1]q,"state":%[4]q,"branch":%[5]q},"organization":{"slug":"my-org"}}}`, e.id, e.detailType, partnerBus, e.state, e.branch)
}

// log makes a log group of events and other lines.
func log(t *testing.T, env *acctest.Env, group string, events []buildEvent, others ...string) {
	t.Helper()
	logs, ctx := env.Logs(), context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(group)})
	must(err)
	now := time.Now()
	slices.SortStableFunc(events, func(a, b buildEvent) int { return cmp.Compare(b.age, a.age) })
	var lines [2][]logstypes.InputLogEvent // by stream, the oldest first
	put := func(line string, age time.Duration) {
		stream := &lines[len(line)%2]
		*stream = append(*stream, logstypes.InputLogEvent{Message: aws.String(line), Timestamp: aws.Int64(now.Add(-age).UnixMilli())})
	}
	for _, e := range events {
		put(e.String(), e.age)
	}
	for _, other := range others {
		put(other, 0)
	}
	for i, stream := range lines {
		name := aws.String(fmt.Sprintf("stream-%d", i))
		_, err := logs.CreateLogStream(ctx, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: aws.String(group), LogStreamName: name})
		must(err)
		for len(stream) > 0 {
			n := min(len(stream), 5000)
			_, err := logs.PutLogEvents(ctx, &cloudwatchlogs.PutLogEventsInput{LogGroupName: aws.String(group), LogStreamName: name, LogEvents: stream[:n]})
			must(err)
			stream = stream[n:]
		}
	}
	env.Emulator.ResetCalls()
}

// manyEvents are events of 23 hours, the oldest first.
func manyEvents(n int) []buildEvent {
	events := make([]buildEvent, 0, n)
	for i := range n {
		events = append(events, buildEvent{
			id:         fmt.Sprintf("00000000-0000-4000-8000-%012d", i),
			detailType: []string{"Build Created", "Build Started", "Build Finished", "Build Failing", "Job Finished"}[i%5],
			state:      []string{"passed", "failed", "canceled"}[i/5%3],
			branch:     []string{"main", "release/1", "feature/x", "feature/y"}[i/15%4],
			age:        23*time.Hour - 23*time.Hour/time.Duration(n)*time.Duration(i),
		})
	}
	return events
}

// previewed is a build rule with a preview and these conditions.
func previewed(build, preview map[string]any) map[string]any {
	config := map[string]any{"name": "test", "event_bus_name": partnerBus, "event_pattern": pattern(build)}
	if preview != nil {
		config["preview"] = preview
	}
	return config
}

// pattern selects builds.
func pattern(build map[string]any) string {
	if build == nil {
		return `{"detail-type":["Build Finished"]}`
	}
	return acctest.JSON(map[string]any{"detail-type": build["types"], "detail": map[string]any{"build": map[string]any{"state": build["state"], "branch": build["branch"]}}})
}

var (
	narrow = map[string]any{"types": []string{"Build Finished"}, "state": []string{"failed"}, "branch": []any{"main", "release/1"}}
	wide   = map[string]any{"types": []string{"Build Finished", "Build Failing"}, "state": []string{"failed"}, "branch": []any{map[string]any{"anything-but": "release/1"}}}
	never  = map[string]any{"types": []string{"Build Finished"}, "state": []string{"failed"}, "branch": []any{"no-such-branch"}}
)

// said is what a plan says, and whether it is an error.
func said(diags []*tfprotov6.Diagnostic) (text string, failed bool) {
	for _, d := range diags {
		text += d.Summary + "\n" + d.Detail + "\n"
		failed = failed || d.Severity == tfprotov6.DiagnosticSeverityError
	}
	return text, failed
}

// TestPreviewFigures compares a change of a rule with a count that knows nothing
// of event patterns.
func TestPreviewFigures(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	events := manyEvents(12_000)
	logged := append(append([]buildEvent{}, events...), events[11_000:]...) // a thousand arrive twice
	log(t, env, previewGroup, logged, "Build 7 failed", `{"text":"Build 8 failed"}`)

	var both, before, after, finished, failing, gone int
	var lost []string
	for _, e := range events {
		failed := e.state == "failed"
		was := failed && e.detailType == "Build Finished" && (e.branch == "main" || e.branch == "release/1")
		is := failed && (e.detailType == "Build Finished" || e.detailType == "Build Failing") && e.branch != "release/1"
		switch {
		case was && is:
			both++
		case is && e.detailType == "Build Finished":
			finished++
		case is:
			failing++
		case was:
			gone++
			lost = append(lost, e.id)
		}
		if was {
			before++
		}
		if is {
			after++
		}
	}
	created := env.Protocol(nil)
	old := created.Create("eventbridge_rule", previewed(narrow, nil))
	p := env.Protocol(nil)
	planned, diags := p.Plan("eventbridge_rule", old, previewed(wide, map[string]any{"log_group_name": previewGroup}))
	text, failed := said(diags)
	want := fmt.Sprintf("Of the 12000 events that log group %q received in the last 24 hours, the event pattern matched %d before the change and would have matched %d after it:\n\n"+
		"  - before and after: %d\n  - newly matched: %d\n      - Build Failing: %d (such as ", previewGroup, before, after, both, finished+failing, failing)
	if failed || !strings.Contains(text, want) || strings.Count(text, "Event pattern preview\n") != 1 ||
		!strings.Contains(text, fmt.Sprintf("      - Build Finished: %d (such as ", finished)) ||
		!strings.Contains(text, fmt.Sprintf("  - no longer matched: %d\n      - Build Finished: %[1]d (such as ", gone)) ||
		!strings.Contains(text, "2 lines are not whole events") {
		t.Errorf("want %s; got %s", want, text)
	}
	named := slices.DeleteFunc(lost, func(id string) bool { return !strings.Contains(text, id) })
	if len(named) != 3 || strings.Count(text, "00000000-0000-4000-8000-") != 9 {
		t.Errorf("not three ids each in %s", text)
	}
	if planned == nil || strings.Contains(acctest.JSON(planned.State), "00000000-") {
		t.Error("the plan has events")
	}
	for _, call := range env.Emulator.Calls() {
		if call.Operation == "FilterLogEvents" && call.Input["filterPattern"] != nil {
			t.Errorf("a filter hides events: %v", call.Input)
		}
	}

	// One reading serves all rules of a run.
	calls := env.Emulator.CallCount("logs:FilterLogEvents")
	for name, build := range map[string]map[string]any{"wide": wide, "never": never} {
		config := previewed(build, map[string]any{"log_group_name": previewGroup})
		config["name"] = name
		_, diags := p.Plan("eventbridge_rule", nil, config)
		want := map[string]string{
			"wide":  fmt.Sprintf("The event pattern would have matched %d of the 12000 events that log group %q received in the last 24 hours:\n\n", after, previewGroup),
			"never": fmt.Sprintf("The event pattern would have matched none of the 12000 events that log group %q received in the last 24 hours. ", previewGroup),
		}[name]
		if text, failed := said(diags); failed || !strings.Contains(text, want) {
			t.Errorf("want %s; got %s", want, text)
		}
	}
	if now := env.Emulator.CallCount("logs:FilterLogEvents"); now != calls || calls == 0 {
		t.Errorf("%d calls, and %d after two more rules", calls, now)
	}
}

// TestPreview has what a preview can meet.
func TestPreview(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	log(t, env, previewGroup, manyEvents(150))
	log(t, env, "/empty", nil)
	log(t, env, "/templated", nil, "Build 7 failed", "Build 8 failed")
	log(t, env, "/week", []buildEvent{{id: "old", detailType: "Build Finished", state: "failed", branch: "main", age: 100 * time.Hour}})
	old := env.Protocol(nil).Create("eventbridge_rule", previewed(narrow, map[string]any{"log_group_name": previewGroup}))
	denied := func(code string) emulator.Fault { return emulator.Fault{Operation: "FilterLogEvents", Code: code} }
	for name, test := range map[string]struct {
		prior   *acctest.Resource
		config  map[string]any
		fault   emulator.Fault
		want    []string // none: silent, and without a call
		failed  bool
		unknown string
	}{
		"nothing changes":        {prior: old, config: previewed(narrow, map[string]any{"log_group_name": previewGroup})},
		"only the preview":       {prior: old, config: previewed(narrow, map[string]any{"log_group_name": "/empty", "hours": 3, "at_least": 1})},
		"only the description":   {prior: old, config: with(previewed(narrow, map[string]any{"log_group_name": previewGroup}), "description", "a")},
		"no preview":             {prior: old, config: previewed(wide, nil)},
		"unknown group":          {prior: old, config: previewed(wide, map[string]any{"log_group_name": acctest.Unknown})},
		"unknown limit":          {prior: old, config: previewed(wide, map[string]any{"log_group_name": previewGroup, "at_most": acctest.Unknown})},
		"unknown preview":        {prior: old, config: with(previewed(wide, nil), "preview", acctest.Unknown)},
		"unknown pattern":        {prior: old, config: with(previewed(wide, map[string]any{"log_group_name": previewGroup}), "event_pattern", acctest.Unknown)},
		"unknown region":         {prior: old, config: with(previewed(wide, map[string]any{"log_group_name": previewGroup}), "region", acctest.Unknown)},
		"a pattern with mistake": {config: with(previewed(wide, map[string]any{"log_group_name": previewGroup}), "event_pattern", `{"detail-type":["Build Finnished"]}`), want: []string{"Build Finnished"}, failed: true},
		"nothing differs": {prior: old, config: with(previewed(nil, map[string]any{"log_group_name": "/week", "hours": 168}), "event_pattern", `{"detail-type":["Build Finished","Build Started"]}`), want: []string{
			"Event pattern preview", `Of the 1 event that log group "/week" received in the last 168 hours, the event pattern matched 1 before the change and would have matched 1 after it`,
			"before and after: 1", "newly matched: none", "no longer matched: none"}},
		"few ids": {config: previewed(nil, map[string]any{"log_group_name": "/week", "hours": 168}), want: []string{"would have matched 1 of the 1 event that", "- Build Finished: 1 (old)"}},
		"an empty group": {prior: old, config: previewed(wide, map[string]any{"log_group_name": "/empty", "hours": 1}), want: []string{
			"Event pattern preview", `Log group "/empty" received no event in the last hour, so there is nothing to compare the event pattern with.`}},
		"templated messages": {prior: old, config: previewed(wide, map[string]any{"log_group_name": "/templated"}), want: []string{
			"Event pattern preview", `Log group "/templated" received no whole event in the last 24 hours`, "2 lines are not whole events", "Name a log group that receives whole events."}},
		"no group": {config: previewed(wide, map[string]any{"log_group_name": "/none", "at_least": 1}), want: []string{
			"Incomplete event pattern preview", `Log group "/none" could not be read`, "It does not exist.", "`at_most` and `at_least` were not checked."}},
		"without permission": {prior: old, config: previewed(wide, map[string]any{"log_group_name": previewGroup, "at_most": 0}), fault: denied("AccessDeniedException"), want: []string{
			"Incomplete event pattern preview", "could not be read", "AccessDeniedException", "logs:FilterLogEvents", "were not checked"}},
		"throttled": {prior: old, config: previewed(wide, map[string]any{"log_group_name": previewGroup}), fault: emulator.Fault{Operation: "FilterLogEvents", Code: "ThrottlingException", After: 4}, want: []string{
			"Incomplete event pattern preview", "events read of those that log group", "Of the last 24 hours only a part was read", "with all of the last 3 hours.", "ThrottlingException"}},
		"at most": {prior: old, config: previewed(wide, map[string]any{"log_group_name": previewGroup, "at_most": 13}), failed: true, want: []string{
			"Event pattern matches too many events", "would have matched 14 after it", "`at_most` allows 13 events. Nothing was changed."}},
		"at least": {prior: old, config: previewed(wide, map[string]any{"log_group_name": previewGroup, "at_least": 15, "at_most": 100}), failed: true, want: []string{
			"Event pattern matches too few events", "`at_least` asks for 15 events."}},
		"within the limits":                       {prior: old, config: previewed(wide, map[string]any{"log_group_name": previewGroup, "at_least": 14, "at_most": 14}), want: []string{"Event pattern preview"}},
		"at least of nothing":                     {prior: old, config: previewed(wide, map[string]any{"log_group_name": "/empty", "at_least": 1}), want: []string{"Event pattern matches too few events"}, failed: true},
		"at least of a group that is new as well": {config: previewed(wide, map[string]any{"log_group_name": "/empty", "at_least": 1}), want: []string{"Event pattern preview"}},
	} {
		p := env.Protocol(nil)
		env.Emulator.ResetCalls()
		undo := func() {}
		if test.fault.Code != "" {
			undo = env.Emulator.Inject(test.fault)
		}
		_, diags := p.Plan("eventbridge_rule", test.prior, test.config)
		undo()
		text, failed := said(diags)
		if failed != test.failed || len(test.want) == 0 && text != "" || !errorRegexp(test.want...).MatchString(text) {
			t.Errorf("%s: got %s", name, text)
		}
		if calls := env.Emulator.CallCount("logs:FilterLogEvents"); len(test.want) == 0 && calls > 0 {
			t.Errorf("%s: %d calls", name, calls)
		}
	}
}

func with(config map[string]any, name string, value any) map[string]any {
	config[name] = value
	return config
}

// TestPreviewInTerraform changes the preview of a typed rule.
func TestPreviewInTerraform(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	log(t, env, previewGroup, manyEvents(150))
	config := func(build, preview string) string { return env.Config(buildRuleConfig(lines(build, preview))) }
	const all, failed = ``, `build = { state = { equals = ["failed"] } }`
	const preview = `preview = { log_group_name = "` + previewGroup + `" }`
	quiet := func(step resource.TestStep) resource.TestStep {
		step.PreConfig = env.Emulator.ResetCalls
		step.Check = func(*terraformState) error {
			if counts := env.Emulator.CallCounts(); counts["events:PutRule"] > 0 || counts["logs:FilterLogEvents"] > 0 {
				return fmt.Errorf("AWS was called: %v", counts)
			}
			return nil
		}
		return step
	}
	env.Test(t,
		resource.TestStep{Config: config(all, preview)},
		quiet(emptyPlan(config(all, preview))),
		quiet(resource.TestStep{Config: config(all, `preview = { log_group_name = "/other", hours = 2, at_most = 1 }`), ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate)}),
		resource.TestStep{Config: config(failed, `preview = { log_group_name = "`+previewGroup+`", at_most = 1 }`), ExpectError: errorRegexp("Event pattern matches too many events")},
		quiet(resource.TestStep{Config: config(all, ``), ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate)}),
		importBlock(buildRule, partnerBus+"/test"),
		quiet(resource.TestStep{Config: config(all, preview), ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate)}),
	)
}

func TestPreviewIsValidated(t *testing.T) {
	t.Parallel()
	refusal := func(preview string, want ...string) acctest.Refusal {
		return acctest.Refusal{Config: buildRuleConfig(preview), Want: want}
	}
	newEnv(t).Refuses(map[string]acctest.Refusal{
		"no hours":        refusal(`preview = { log_group_name = "a", hours = 0 }`, "preview.hours", "between 1 and 168"),
		"many hours":      refusal(`preview = { log_group_name = "a", hours = 169 }`, "preview.hours", "between 1 and 168"),
		"less than none":  refusal(`preview = { log_group_name = "a", at_most = -1 }`, "preview.at_most", "at least 0"),
		"limits":          refusal(`preview = { log_group_name = "a", at_most = 1, at_least = 2 }`, "Conflicting preview limits", "`at_least` is 2 and `at_most` is 1"),
		"name of a group": refusal(`preview = { log_group_name = "a b" }`, "preview.log_group_name"),
		"no group":        refusal(`preview = { hours = 1 }`, "log_group_name"),
	})
}
