package catalog_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

const partnerBus = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"

func parse(t *testing.T, text string) *pattern.Pattern {
	t.Helper()
	p, problems := pattern.Parse(text)
	if problems.HasErrors() {
		t.Fatalf("%s: %v", text, problems)
	}
	return p
}

// busOf is the scope of a raw rule on the bus that the event of the source
// reaches. A partner event bus has the name of its source.
func busOf(t *testing.T, s *catalog.Source, event []byte) catalog.Scope {
	t.Helper()
	var envelope struct {
		Source string `json:"source"`
	}
	if err := json.Unmarshal(event, &envelope); err != nil {
		t.Fatal(err)
	}
	switch {
	case s.DefaultBus:
		return catalog.Scope{EventBusName: "default"}
	case s.Partner == "":
		return catalog.Scope{}
	}
	return catalog.Scope{EventBusName: envelope.Source}
}

func mistakes(findings []catalog.Finding) []catalog.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f catalog.Finding) bool { return f.Severity == catalog.Notice })
}

// TestNoFalseAlarmOnSamples makes patterns from what samples hold, so that each
// matches a documented event. The check must have nothing to say about any.
func TestNoFalseAlarmOnSamples(t *testing.T) {
	t.Parallel()

	forEachSample(t, func(t *testing.T, d *catalog.DetailType, s catalog.Sample) {
		quiet := func(text string) {
			t.Helper()
			p := parse(t, text)
			matches, err := p.Match(s.JSON)
			if err != nil || !matches {
				t.Errorf("%s does not match the sample (%v)", text, err)
				return
			}
			raw := catalog.Default().Check(p, busOf(t, d.Source, s.JSON))
			typed := catalog.Default().Check(p, catalog.Scope{Family: d.Family})
			if found := mistakes(append(raw, typed...)); len(found) > 0 {
				t.Errorf("%s: %s: %s", text, found[0].Summary, found[0].Detail)
			}
		}
		// To exclude a value that nobody documents is at most doubtful.
		noMistake := func(text string) {
			t.Helper()
			p := parse(t, text)
			for _, scope := range []catalog.Scope{busOf(t, d.Source, s.JSON), {Family: d.Family}} {
				for _, f := range catalog.Default().Check(p, scope) {
					if f.Severity == catalog.Mistake {
						t.Errorf("%s: %s: %s", text, f.Summary, f.Detail)
					}
				}
			}
		}
		leaves := leavesOf(t, s.JSON)
		detailType := fmt.Sprintf(`[%q]`, d.Name)
		for _, l := range leaves {
			other := `[{"anything-but":"entirely different"}]`
			switch l.value.(type) {
			case json.Number:
				other = `[{"anything-but":987654}]`
			case bool, nil:
				other = `[{"exists":true}]`
			}
			noMistake(patternFor(t, map[string]string{l.key(): other, "detail-type": detailType}))
			for _, conditions := range conditionsFor(t, l) {
				quiet(patternFor(t, map[string]string{l.key(): conditions}))
				if l.path[0] != "detail-type" {
					quiet(patternFor(t, map[string]string{l.key(): conditions, "detail-type": detailType}))
				}
			}
		}
		// Pairs, as siblings and as branches of a $or.
		for i, a := range leaves {
			for _, b := range leaves[i+1:] {
				if a.key() == b.key() {
					continue
				}
				both := map[string]string{a.key(): "[" + a.json(t) + "]", b.key(): "[" + b.json(t) + "]"}
				quiet(patternFor(t, both))
			}
		}
		for i := range leaves {
			a, b := leaves[i], leaves[(i+7)%len(leaves)]
			quiet(fmt.Sprintf(`{"$or":[%s,%s]}`,
				patternFor(t, map[string]string{a.key(): "[" + a.json(t) + "]"}), patternFor(t, map[string]string{b.key(): "[" + b.json(t) + "]"})))
		}
		// All at once: a pattern that only this event matches.
		whole := map[string]string{}
		for _, l := range leaves {
			whole[l.key()] = "[" + l.json(t) + "]"
		}
		quiet(patternFor(t, whole))
	})
}

// conditionsFor lists conditions that the value meets.
func conditionsFor(t *testing.T, l leaf) []string {
	t.Helper()
	exact := l.json(t)
	conditions := []string{"[" + exact + "]", `[{"exists":true}]`, "[" + exact + `,{"exists":false}]`, "[" + exact + `,null]`}
	switch v := l.value.(type) {
	case string:
		if v == "" {
			break
		}
		runes := []rune(v)
		half := len(runes) / 2
		quote := func(s string) string {
			text, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		plain := strings.NewReplacer(`\`, `\\`, `*`, `\*`)
		conditions = append(conditions,
			`[{"prefix":`+quote(string(runes[:half+1]))+`}]`,
			`[{"prefix":{"equals-ignore-case":`+quote(strings.ToUpper(string(runes[:half+1])))+`}}]`,
			`[{"suffix":`+quote(string(runes[half:]))+`}]`,
			`[{"equals-ignore-case":`+quote(strings.ToUpper(v))+`}]`,
			`[{"wildcard":`+quote(plain.Replace(string(runes[:half]))+"*"+plain.Replace(string(runes[half+1:])))+`}]`,
		)
	case json.Number:
		conditions = append(conditions, `[{"numeric":["=",`+v.String()+`]}]`, `[{"numeric":[">=",`+v.String()+`]}]`,
			`[{"numeric":[">",-1000,"<=",`+v.String()+`]}]`)
	}
	return conditions
}

// TestNoErrorOfDocumentedValues asks for everything that a field can be, one by
// one: each value of an enumeration, null, missing.
func TestNoErrorOfDocumentedValues(t *testing.T) {
	t.Parallel()

	for _, d := range catalog.Default().DetailTypes() {
		raw := busOf(t, d.Source, d.Samples[0].JSON)
		typed := catalog.Scope{Family: d.Family, EventBusName: raw.EventBusName}
		catalog.Walk(d.Fields, func(f *catalog.Field) bool {
			var all []any
			for _, value := range f.Enum {
				all = append(all, value)
			}
			if f.Nullable || f.Const == "null" {
				all = append(all, nil)
			}
			if f.Presence != catalog.Always && f.Kind != catalog.Object && f.Kind != catalog.Map {
				all = append(all, map[string]bool{"exists": false})
			}
			for _, condition := range all {
				text := patternFor(t, map[string]string{
					"detail-type": fmt.Sprintf(`[%q]`, d.Name),
					"detail\x00" + strings.Join(f.Path, "\x00"): "[" + leaf{value: condition}.json(t) + "]",
				})
				for _, scope := range []catalog.Scope{raw, typed} {
					for _, found := range catalog.Default().Check(parse(t, text), scope) {
						if found.Severity == catalog.Mistake {
							t.Errorf("%s: %s: %s", text, found.Summary, found.Detail)
						}
					}
				}
			}
			return true
		})
	}
}

// TestNoFalseAlarm has the patterns of the public documents, of the AWS quick
// starts, and others that are right.
func TestNoFalseAlarm(t *testing.T) {
	t.Parallel()

	partner := catalog.Scope{EventBusName: partnerBus}
	standard := catalog.Scope{EventBusName: "default"}
	tests := []struct {
		scope   catalog.Scope
		pattern string
	}{
		{partner, `{"detail-type":["Job Finished"],"detail":{"job":{"type":["script"],"passed":[false],"soft_failed":[false]}}}`},
		{partner, `{"detail-type":["Build Finished"],"detail":{"build":{"state":[{"anything-but":"blocked"}],"branch":["main"]}}}`},
		{partner, `{"detail-type":["Job Started"],"detail":{"job":{"agent_query_rules":["queue=default"]}}}`},
		{partner, `{"detail-type":["Job Finished"],"detail":{"job":{"exit_status":[{"numeric":["<",0]}]}}}`},
		{partner, `{"detail-type":[{"prefix":"Agent "}]}`},
		{partner, `{"detail-type":["Audit Event Logged"],"detail":{"event":{"type":[{"prefix":"ORGANIZATION_"}]}}}`},
		{partner, `{"detail":{"pipeline":{"slug":[{"wildcard":"deploy-*"}]}}}`},
		{partner, `{"detail-type":["Build Started","Build Finished"],"detail":{"pipeline":{"slug":["some-pipeline"]}}}`},
		{partner, `{"detail-type":["Build Started"]}`},
		{partner, `{"account":["123456789012"],"detail-type":["Job Finished"]}`},
		{standard, `{"source":["aws.aidevops"]}`},
		{standard, `{"source":["aws.aidevops"],"detail-type":[{"prefix":"Investigation "}]}`},
		{standard, `{"source":["aws.aidevops"],"detail":{"data":{"status":["FAILED","TIMED_OUT"]}}}`},
		{standard, `{"source":["aws.aidevops"],"detail":{"data":{"priority":["CRITICAL","HIGH"]}}}`},
		{standard, `{"source":["aws.aidevops"],"detail":{"metadata":{"agent_space_id":["8f6187a7-0388-4926-8217-3a0fe32f757c"]}}}`},
		{standard, `{"source":["aws.aidevops"],"detail":{"metadata":{"execution_id":[{"exists":false}]}}}`},
		{standard, `{"source":["aws.aidevops"],"detail-type":["Mitigation Completed"],"detail":{"data":{"summary_record_id":[{"exists":true}]}}}`},
		{partner, `{"source":[{"prefix":"aws.partner/buildkite.com"}],"detail-type":["Build Failing"]}`},
		{partner, `{"source":["` + partnerBus + `"],"detail-type":["Build Failing"]}`},
		{partner, `{"detail-type":["Job Finished"],"detail":{"job":{"signal_reason":["agent_stop","cancel"],"exit_status":[{"anything-but":0}]}}}`},
		{partner, `{"detail-type":["Job Finished"],"detail":{"job":{"signal_reason":[null],"exit_status":[0]}}}`},
		{partner, `{"detail-type":["Job Finished"],"detail":{"job":{"broken_reason":["skipped by policy"]}}}`},
		{partner, `{"detail":{"job":{"broken_reason":[{"anything-but":"branch_mismatch"},{"exists":false}]}}}`},
		{partner, `{"detail-type":["Job Finished"],"detail":{"job":{"started_at":[null]},"agent":{"uuid":[{"exists":false}]}}}`},
		{partner, `{"detail-type":["Agent Blocked"],"detail":{"blocked_ip":[{"cidr":"10.0.0.0/8"}],"agent":{"token":[null]}}}`},
		{partner, `{"detail-type":["Agent Connected"],"detail":{"agent":{"ip_address":[{"cidr":"3.80.0.0/16"}],"meta_data":[{"prefix":"queue="}],"pid":["18534"]}}}`},
		{partner, `{"detail":{"build":{"meta_data":{"deploy:env":["production"]}}}}`},
		{partner, `{"detail":{"build":{"meta_data":{"release.channel":["beta"]}}}}`},
		{partner, `{"detail":{"event":{"data":{"name":["Buildkite"],"settings":{"sso":[true],"limit":[{"numeric":[">",3]}]}}}}}`},
		{partner, `{"detail":{"job":{"unblocked_by":{"name":["bell"]}}}}`},
		{partner, `{"detail":{"job":{"unblocked_by":[null]}}}`},
		{partner, `{"detail":{"build":{"started_at":[{"prefix":"2026-11-"}]}}}`},
		{partner, `{"detail":{"build":{"started_at":[{"wildcard":"* 06:*"}]}}}`},
		{partner, `{"time":[{"prefix":"2026-11-20T"}]}`},
		{partner, `{"detail":{"build":{"state":["running","started"]}},"detail-type":["Build Started"]}`},
		{partner, `{"$or":[{"detail-type":["Build Failing"]},{"detail-type":["Job Finished"],"detail":{"job":{"passed":[false]}}}]}`},
		{partner, `{"detail-type":["Build Finished","Job Finished"],"$or":[{"detail":{"build":{"state":["failed"]}}},{"detail":{"job":{"passed":[false]}}}]}`},
		{partner, `{"detail-type":["Build Finished"],"detail":{"$or":[{"build":{"branch":["main"]}},{"pipeline":{"slug":["release"]}}]}}`},
		{partner, `{"detail-type":[{"anything-but":["Job Started","Job Scheduled"]}]}`},
		{partner, `{"replay-name":["again"]}`},
		{standard, `{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"state":["stopped"]}}`},
		{standard, `{"detail-type":["EC2 Instance State-change Notification"],"detail":{"state":["stopped"]}}`},
		{standard, `{"source":["aws.aidevops","aws.ec2"],"detail":{"state":["stopped"]}}`},
		{catalog.Scope{EventBusName: "orders"}, `{"source":["com.example.orders"],"detail-type":["Build Finished"],"detail":{"total":[{"numeric":[">",100]}]}}`},
		{catalog.Scope{EventBusName: "aws.partner/auth0.com/tenant/auth0.logs"}, `{"detail":{"data":{"type":["f"]}}}`},
		{catalog.Scope{}, `{"detail":{"anything":["at all"]}}`},
		{catalog.Scope{EventBusName: "ci"}, `{"detail-type":["Build Finishd"],"detail":{"status":["failed"]}}`},
		{catalog.Scope{EventBusName: "ci"}, `{"detail-type":["Build Finished"],"detail":{"build":{"state":["failed"]}}}`},
	}
	for _, test := range tests {
		if found := catalog.Default().Check(parse(t, test.pattern), test.scope); len(found) > 0 {
			t.Errorf("%s on %q: %s: %s", test.pattern, test.scope.EventBusName, found[0].Summary, found[0].Detail)
		}
	}
}
