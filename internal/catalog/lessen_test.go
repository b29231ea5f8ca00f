package catalog_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// junk are conditions as slips make them: names and values that nobody
// documents, operators and operands that fit no field or one of another type.
var junk = []string{
	`"faild"`, `"Build Blocked"`, `""`, `"null"`, `17`, `-3.5`, `true`, `null`,
	`{"anything-but":"faild"}`, `{"anything-but":["passd","x"]}`, `{"anything-but":"0"}`, `{"anything-but":0}`,
	`{"anything-but":{"prefix":"zz"}}`, `{"anything-but":{"suffix":["zz","b"]}}`, `{"anything-but":{"wildcard":"z*z"}}`, `{"anything-but":{"equals-ignore-case":"FAILD"}}`,
	`{"prefix":"zz"}`, `{"prefix":""}`, `{"prefix":{"equals-ignore-case":"zZ"}}`, `{"suffix":"zz"}`, `{"equals-ignore-case":"FAILD"}`,
	`{"wildcard":"z*z"}`, `{"wildcard":"*"}`, `{"numeric":[">",5,"<",6]}`, `{"numeric":["<",-1000]}`, `{"cidr":"10.0.0.0/8"}`,
	`{"exists":true}`, `{"exists":false}`,
}

// junkLeaves are fields as slips make them, each with a condition.
var junkLeaves = [][2]string{
	{"detailType", `["Build Finished"]`}, {"detail-typ", `["x"]`}, {"sorce", `["x"]`}, {"state", `["failed"]`}, {"detail", `["x"]`},
	{"detail\x00sate", `["x"]`}, {"detail\x00build", `["x"]`}, {"detail\x00build\x00sate", `["failed"]`}, {"detail\x00build\x00state", `["faild"]`},
	{"detail\x00job\x00passed", `["true"]`}, {"detail\x00job\x00exit_status", `[{"numeric":[">",1,"<",2]}]`}, {"detail\x00data\x00status", `["FAILD"]`},
	{"detail-type", `["Build Blocked"]`}, {"source", `["aws.ec2"]`}, {"resources", `["x"]`},
}

// userEvent is the event as another account has it: what the envelope says of
// the account, the region, the event source and the time differs.
func userEvent(t *testing.T, event []byte, bus string) []byte {
	t.Helper()
	var whole map[string]any
	d := json.NewDecoder(bytes.NewReader(event))
	d.UseNumber()
	if err := d.Decode(&whole); err != nil {
		t.Fatal(err)
	}
	whole["id"], whole["account"], whole["region"], whole["time"] = "0b1c-user", "999988887777", "eu-west-3", "2027-01-02T03:04:05Z"
	if bus != "" {
		whole["source"] = bus
	}
	if arns, ok := whole["resources"].([]any); ok && len(arns) > 0 {
		whole["resources"] = []any{"arn:aws:aidevops:eu-west-3:999988887777:agentspace/mine"}
	}
	text, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// generator makes random patterns that a given event matches.
type generator struct {
	t      *testing.T
	random *rand.Rand
	leaves []leaf
}

func (g *generator) oneIn(n int) bool { return g.random.IntN(n) == 0 }

// object has some of the event's fields, each with a condition that holds among
// some of any kind, and perhaps a $or of which one branch holds.
func (g *generator) object(depth int) string {
	conditions := map[string]string{}
	for range 1 + g.random.IntN(4) {
		l := g.leaves[g.random.IntN(len(g.leaves))]
		holding := conditionsFor(g.t, l)
		list := strings.TrimSuffix(strings.TrimPrefix(holding[g.random.IntN(len(holding))], "["), "]")
		all := []string{list}
		for range g.random.IntN(4) {
			all = append(all, junk[g.random.IntN(len(junk))])
		}
		g.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		conditions[l.key()] = "[" + strings.Join(all, ",") + "]"
	}
	text := patternFor(g.t, conditions)
	if depth > 0 && g.oneIn(2) {
		branches := []string{g.object(depth - 1)}
		for range 1 + g.random.IntN(2) {
			branches = append(branches, g.junkBranch())
		}
		g.random.Shuffle(len(branches), func(i, j int) { branches[i], branches[j] = branches[j], branches[i] })
		text = fmt.Sprintf(`{"$or":[%s],%s`, strings.Join(branches, ","), strings.TrimPrefix(text, "{"))
	}
	return text
}

func (g *generator) junkBranch() string {
	conditions := map[string]string{}
	for range 1 + g.random.IntN(2) {
		if g.oneIn(3) {
			conditions[g.leaves[g.random.IntN(len(g.leaves))].key()] = "[" + junk[g.random.IntN(len(junk))] + "]"
			continue
		}
		l := junkLeaves[g.random.IntN(len(junkLeaves))]
		conditions[l[0]] = l[1]
	}
	return patternFor(g.t, conditions)
}

// TestNoErrorWhereASampleMatches is the promise of the check for raw rules: a
// pattern that matches a documented event, of the account that the documents
// show or of any other, is never an error, whatever else is in it.
func TestNoErrorWhereASampleMatches(t *testing.T) {
	t.Parallel()

	const rounds = 40
	forEachSample(t, func(t *testing.T, d *catalog.DetailType, s catalog.Sample) {
		other, buses := catalog.PartnerPrefix+d.Source.Partner+"/acme/7f3a", []string{"ci", "default", ""}
		own := append([]string{busOf(t, d.Source, s.JSON).EventBusName}, buses...)
		others := append([]string{other}, buses...)
		if d.Source.DefaultBus {
			other, own, others = "", buses, buses
		}
		random := rand.New(rand.NewPCG(1, uint64(len(s.JSON))))
		tried, doubts := 0, 0
		try := func(event []byte, buses []string) {
			g := &generator{t: t, random: random, leaves: leavesOf(t, event)}
			for range rounds {
				text := g.object(2)
				p := parse(t, text)
				if matches, err := p.Match(event); err != nil || !matches {
					continue // where $or sets a field again, the last one counts
				}
				tried++
				for _, bus := range buses {
					for _, f := range catalog.Default().Check(p, catalog.Scope{EventBusName: bus}) {
						if f.Severity == catalog.Mistake {
							t.Errorf("%s on %q: %s: %s", text, bus, f.Summary, f.Detail)
						}
						if f.Severity == catalog.Doubt {
							doubts++
						}
					}
				}
			}
		}
		try(s.JSON, own)
		try(userEvent(t, s.JSON, other), others)
		if tried < rounds || doubts < rounds {
			t.Errorf("%d of %d patterns match, and there are %d doubts", tried, 2*rounds, doubts)
		}
	})
}

// TestNoErrorOfDocumentedThings is the promise for typed rules: where a sample
// matches, nothing that is put together of documented names and values is an
// error, but for a field that none of the selected detail-types carries.
func TestNoErrorOfDocumentedThings(t *testing.T) {
	t.Parallel()

	const rounds = 60
	forEachSample(t, func(t *testing.T, d *catalog.DetailType, s catalog.Sample) {
		random := rand.New(rand.NewPCG(2, uint64(len(s.JSON))))
		g := &generator{t: t, random: random}
		for _, l := range leavesOf(t, s.JSON) {
			if l.path[0] == "detail" {
				g.leaves = append(g.leaves, l)
			}
		}
		tried := 0
		for range rounds {
			text := g.documented(d)
			p := parse(t, text)
			if matches, err := p.Match(s.JSON); err != nil || !matches {
				continue
			}
			tried++
			for _, f := range catalog.Default().Check(p, catalog.Scope{Family: d.Family, EventBusName: busOf(t, d.Source, s.JSON).EventBusName}) {
				if f.Severity == catalog.Mistake && f.Code != catalog.FieldNotCarried {
					t.Errorf("%s: %s: %s", text, f.Summary, f.Detail)
				}
			}
		}
		if tried < rounds/2 {
			t.Errorf("%d of %d patterns match", tried, rounds)
		}
	})
}

// documented is a pattern of a typed rule that holds documented things only.
func (g *generator) documented(d *catalog.DetailType) string {
	names := []string{}
	for _, name := range d.Family.DetailTypeNames() {
		if name == d.Name || g.oneIn(3) {
			names = append(names, quoted(g.t, name))
		}
	}
	conditions := map[string]string{"detail-type": "[" + strings.Join(names, ",") + "]"}
	if d.Source.EnvelopeSource != "" {
		conditions["source"] = "[" + quoted(g.t, d.Source.EnvelopeSource) + "]"
	}
	for range 1 + g.random.IntN(3) {
		l := g.leaves[g.random.IntN(len(g.leaves))]
		holding := conditionsFor(g.t, l)
		list := holding[g.random.IntN(len(holding))]
		if f := d.Family.Field(l.path[1:]...); f != nil {
			list = strings.TrimSuffix(list, "]") + g.alternatives(f) + "]"
		}
		conditions[l.key()] = list
	}
	if g.oneIn(2) {
		return patternFor(g.t, conditions)
	}
	// A group that holds, and one of another sample of the family.
	own := g.leaves[g.random.IntN(len(g.leaves))]
	other := d.Family.DetailTypes[g.random.IntN(len(d.Family.DetailTypes))]
	var others []leaf
	for _, l := range leavesOf(g.t, other.Samples[g.random.IntN(len(other.Samples))].JSON) {
		if l.path[0] == "detail" {
			others = append(others, l)
		}
	}
	branch := map[string]string{}
	for range 2 {
		l := others[g.random.IntN(len(others))]
		branch[strings.TrimPrefix(l.key(), "detail\x00")] = "[" + l.json(g.t) + "]"
	}
	conditions["detail\x00$or"] = fmt.Sprintf("[%s,%s]",
		patternFor(g.t, map[string]string{strings.TrimPrefix(own.key(), "detail\x00"): "[" + own.json(g.t) + "]"}), patternFor(g.t, branch))
	return patternFor(g.t, conditions)
}

// alternatives are more conditions on a field, of documented values.
func (g *generator) alternatives(f *catalog.Field) string {
	var out strings.Builder
	for range g.random.IntN(3) {
		switch {
		case len(f.Enum) > 0 && g.oneIn(3):
			fmt.Fprintf(&out, `,{"anything-but":[%s]}`, quoted(g.t, f.Enum[g.random.IntN(len(f.Enum))]))
		case len(f.Enum) > 0:
			out.WriteString("," + quoted(g.t, f.Enum[g.random.IntN(len(f.Enum))]))
		case g.oneIn(3):
			out.WriteString(`,{"exists":true}`)
		case g.oneIn(2):
			out.WriteString(`,{"exists":false}`)
		case f.Nullable:
			out.WriteString(",null")
		}
	}
	return out.String()
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestMistakes has slips that are errors, in raw rules although what the
// envelope asks for is another account's, and in typed rules even beside values
// that are right; and those that are warnings because a sample matches.
func TestMistakes(t *testing.T) {
	t.Parallel()

	raw, build := catalog.Scope{EventBusName: partnerBus}, catalog.Scope{EventBusName: partnerBus, Family: catalog.Default().Family("buildkite_build_rule")}
	job, agent := build, catalog.Scope{EventBusName: "default", Family: catalog.Default().Family("devops_agent_investigation_rule")}
	job.Family = catalog.Default().Family("buildkite_job_rule")
	const mistake, doubt = catalog.Mistake, catalog.Doubt
	tests := []struct {
		scope   catalog.Scope
		pattern string
		at      string
		want    catalog.Severity
		nearest string
	}{
		{raw, `{"detail-type":["Build Fnished"]}`, "$.detail-type[0]", mistake, "Build Finished"},
		{raw, `{"detail-type":["Build Blocked"]}`, "$.detail-type[0]", mistake, ""},
		{raw, `{"detailType":["Build Finished"]}`, "$.detailType", mistake, "detail-type"},
		{raw, `{"account":["999988887777"],"detailType":["Build Finished"]}`, "$.detailType", mistake, "detail-type"},
		{raw, `{"detail":{"build":{"state":["faild"]}}}`, "$.detail.build.state[0]", mistake, "failed"},
		{raw, `{"region":["eu-west-3"],"resources":[{"exists":false}],"detail":{"build":{"state":["faild","passd"]}}}`, "$.detail.build.state[0]", mistake, "failed"},
		{raw, `{"detail-type":["Build Finished"],"detail":{"build":{"state":["running"]}}}`, "$.detail.build.state[0]", mistake, ""},
		{raw, `{"detail":{"build":{"sate":["failed"]}}}`, "$.detail.build.sate", mistake, "detail.build.state"},
		{raw, `{"detail-type":["Build Finished"],"detail":{"job":{"passed":[true]}}}`, "$.detail.job.passed", mistake, ""},
		{raw, `{"detail":{"job":{"exit_status":["1"]}}}`, "$.detail.job.exit_status[0]", mistake, ""},
		{raw, `{"detail":{"job":{"exit_status":[0],"signal_reason":["cancel"]}}}`, "$.detail.job.signal_reason", mistake, ""},
		{raw, `{"source":["aws.aidevops"]}`, "$.source[0]", mistake, ""},
		{raw, `{"source":["aws.partner/buildkite.com/other/1"],"detail-type":["Build Finished"]}`, "$.source[0]", mistake, ""},
		{catalog.Scope{EventBusName: "default"}, `{"source":["aws.aidevop"],"detail-type":["Investigation Completed"]}`, "$.source[0]", mistake, "aws.aidevops"},
		{catalog.Scope{EventBusName: "default"}, `{"source":["aws.aidevops"],"resources":["arn:of:mine"],"detail":{"data":{"status":["COMPLETE"]}}}`, "$.detail.data.status[0]", mistake, "COMPLETED"},

		{raw, `{"detail":{"build":{"state":["passed","faild"]}}}`, "$.detail.build.state[1]", doubt, "failed"},
		{raw, `{"account":["999988887777"],"region":[{"prefix":"eu-"}],"time":[{"prefix":"2027-"}],"id":["mine"],"detail":{"build":{"state":["passed","faild"]}}}`, "$.detail.build.state[1]", doubt, "failed"},
		{catalog.Scope{EventBusName: "aws.partner/buildkite.com/acme/7f3a"}, `{"source":["aws.partner/buildkite.com/acme/7f3a"],"detail-type":["Build Finished","Build Fnished"]}`, "$.detail-type[1]", doubt, "Build Finished"},
		{catalog.Scope{EventBusName: "default"}, `{"source":["aws.aidevops"],"resources":["arn:of:mine"],"detail":{"data":{"status":["COMPLETED","COMPLETE"]}}}`, "$.detail.data.status[1]", doubt, "COMPLETED"},
		{raw, `{"detail":{"job":{"exit_status":[{"anything-but":"1"}]}}}`, "$.detail.job.exit_status[0]", doubt, ""},
		{raw, `{"$or":[{"detailType":["x"]},{"detail-type":["Build Finished"]}]}`, "$.$or[0].detailType", doubt, "detail-type"},

		{build, `{"detail-type":["Build Finished","Build Fnished"]}`, "$.detail-type[1]", mistake, "Build Finished"},
		{build, `{"detail-type":["Build Finished","Job Finished"]}`, "$.detail-type[1]", mistake, ""},
		{build, `{"detail":{"build":{"state":["passed","faild"]}}}`, "$.detail.build.state[1]", mistake, "failed"},
		{build, `{"detail":{"build":{"state":[{"anything-but":["blockd"]}]}}}`, "$.detail.build.state[0]", mistake, "blocked"},
		{build, `{"detail-type":["Build Finished"],"detail":{"build":{"state":["running"]}}}`, "$.detail.build.state[0]", mistake, ""},
		{build, `{"detail-type":["Build Finished"],"detail":{"build":{"state":["passed","running"]}}}`, "$.detail.build.state[1]", doubt, ""},
		{job, `{"detail":{"job":{"exit_status":[0],"signal_reason":["cancel"]}}}`, "$.detail.job.signal_reason", mistake, ""},
		{job, `{"detail":{"$or":[{"job":{"exit_status":[0],"signal_reason":["cancel"]}},{"job":{"passed":[true]}}]}}`, "$.detail.$or[0].job.signal_reason", doubt, ""},
		{agent, `{"source":["aws.aidevops"],"detail":{"data":{"status":["COMPLETED","COMPLETE"]}}}`, "$.detail.data.status[1]", mistake, "COMPLETED"},
		{agent, `{"source":["aws.aidevops","aws.ec2"]}`, "$.source[1]", mistake, ""},
	}
	for _, test := range tests {
		found := catalog.Default().Check(parse(t, test.pattern), test.scope)
		if len(found) == 0 {
			t.Errorf("%s: nothing is found", test.pattern)
			continue
		}
		if f := found[0]; f.JSONPath != test.at || f.Severity != test.want || f.Nearest != test.nearest {
			t.Errorf("%s: %s at %s, nearest %q: %s", test.pattern, f.Severity, f.JSONPath, f.Nearest, f.Detail)
		}
	}
}
