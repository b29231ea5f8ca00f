package acctest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// pages are the folders of examples/ whose files are parts of the
// documentation's pages (see TestExamples). Every other folder is a whole configuration.
var pages = []string{"provider", "resources", "data-sources", "functions", "list-resources"}

const examples = "../../examples"

// wholeExamples are the folders of examples/ that are whole configurations.
func wholeExamples(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(examples)
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, entry := range entries {
		if entry.IsDir() && !slices.Contains(pages, entry.Name()) {
			folders = append(folders, entry.Name())
		}
	}
	return folders
}

// TestWholeExamples takes every whole configuration of examples/ through its
// life as a user would, byte for byte, with the built provider: init, apply, a plan without
// changes, the events it is made for, destroy. What it promises is in promises_test.go.
func TestWholeExamples(t *testing.T) {
	t.Parallel()
	for _, folder := range wholeExamples(t) {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			want, ok := promised[folder]
			if !ok {
				t.Fatalf("examples/%s promises nothing: say in promises_test.go what it is applied with and where which events arrive", folder)
			}
			s := newStage(t)
			want.before(s)
			w := s.apply(folder, want)
			want.arrives(s)
			w.Run("destroy", "-auto-approve")
			left := s.env.Emulator.Inventory()
			left.EventSources = 0 // the partner's
			if left != want.keeps {
				t.Errorf("destroy leaves %+v, and should leave %+v", left, want.keeps)
			}
			if want.afterwards != nil {
				want.afterwards(s, w)
			}
		})
	}
}

// TestQuickStartsShareABus applies all quick starts side by side, which AWS's own
// ones can't be: each of them wants to own the event bus.
func TestQuickStartsShareABus(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.bus()
	var applied []*acctest.Workspace
	for _, folder := range wholeExamples(t) {
		if strings.HasPrefix(folder, "quick-start-") {
			applied = append(applied, s.apply(folder, promised[folder]))
		}
	}
	if rules := s.env.Emulator.Rules(acctest.Region, buildkite); len(rules) < len(applied) || len(applied) < 3 {
		t.Errorf("%d quick starts make the rules %+v", len(applied), rules)
	}
	for _, w := range applied {
		w.Run("destroy", "-auto-approve")
	}
}

// TestAlertServices sends the alert to each service of the quick start, in the form
// and with the secret in the place that the service expects.
func TestAlertServices(t *testing.T) {
	t.Parallel()
	const text = "Build 123456 of my-pipeline failed at 2019-08-11 06:01:35 UTC"
	const commit, uuid = "5a741616cdf07dc87c5adafe784321eeeb639e33", "8fcaa7b9-e175-4110-9f48-f79949806a31"
	for service, want := range map[string]string{
		"teams": `/chat?sig=secret {"attachments":[{"content":{"actions":[{"title":"Build","type":"Action.OpenUrl","url":"https://buildkite.com/builds/` + uuid + `"}],` +
			`"body":[{"text":"` + text + `","type":"TextBlock","weight":"bolder"},{"text":"` + commit + `","type":"TextBlock"}],"type":"AdaptiveCard","version":"1.4"},` +
			`"contentType":"application/vnd.microsoft.card.adaptive"}],"type":"message"}`,
		"pagerduty": `/chat {"dedup_key":"` + uuid + `","event_action":"trigger","links":[{"href":"https://buildkite.com/builds/` + uuid + `","text":"Build"}],` +
			`"payload":{"custom_details":{"branch":"main","commit":"` + commit + `"},"severity":"error","source":"my-pipeline","summary":"` + text + `"},"routing_key":"secret"}`,
	} {
		t.Run(service, func(t *testing.T) {
			t.Parallel()
			const folder = "quick-start-pipeline-alerts"
			s := newStage(t)
			s.bus()
			alerts := promised[folder]
			alerts.variables = maps.Clone(alerts.variables)
			alerts.variables["webhook_service"], alerts.variables["webhook_secret"] = service, "secret"
			w := s.apply(folder, alerts)
			s.publishAll()
			if got := s.received(); len(got) != 2 || got[0] != want {
				t.Errorf("received %q, want %s", got, want)
			}
			w.Run("destroy", "-auto-approve")
		})
	}
}

// TestIndexWithBuildkite applies the configuration with Buildkite's provider
// that the documentation begins with.
func TestIndexWithBuildkite(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	w := s.env.WorkspaceOf(t.TempDir())
	w.Write("main.tf", read(t, filepath.Join(examples, "provider", "with-buildkite.tf")))
	s.serve(w, standIns{"buildkite/buildkite": buildkiteStandIn{s.env}})
	w.Run("init")
	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the second plan is not empty")
	}
	s.expectEvents("/aws/events/buildkite", s.publishAll()["Build Finished, failed"])
	w.Run("destroy", "-auto-approve")
}

// TestTerraformTests runs the `terraform test` of every example that has one,
// without any AWS: not even the emulator may be called.
func TestTerraformTests(t *testing.T) {
	t.Parallel()
	found := 0
	for _, folder := range wholeExamples(t) {
		files, err := filepath.Glob(filepath.Join(examples, folder, "tests", "*.tftest.hcl"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			continue
		}
		found++
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			w := env.WorkspaceOf(filepath.Join(examples, folder))
			for _, name := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
				w.Setenv(name, "") // the test brings its own
			}
			w.Run("init")
			if out := w.Run("test"); !strings.Contains(out, "0 failed") || strings.Contains(out, "0 passed") {
				t.Error(out)
			}
			if calls := env.Emulator.Calls(); len(calls) > 0 {
				t.Errorf("AWS was called: %+v", calls[0])
			}

			// The test can fail: a rule that selects other events is found out.
			main := read(t, filepath.Join(w.Dir, "main.tf"))
			w.Write("main.tf", strings.Replace(main, `prefix = ["release/"]`, `prefix = ["feature/"]`, 1))
			if out, err := w.Try("test"); err == nil {
				t.Errorf("a wrong rule passes:\n%s", out)
			}
		})
	}
	if found == 0 {
		t.Error("no example has a test")
	}
}

// TestExamplesReadWell checks what every whole example has in common.
func TestExamplesReadWell(t *testing.T) {
	t.Parallel()
	list := read(t, filepath.Join(examples, "README.md"))
	for _, folder := range wholeExamples(t) {
		if !strings.Contains(list, "]("+folder+")") {
			t.Errorf("examples/README.md does not list %s", folder)
		}
		main := read(t, filepath.Join(examples, folder, "main.tf"))
		header, _, _ := strings.Cut(main, "\n\n")
		if !strings.HasPrefix(header, "# ") || !strings.Contains(header, "\n# Costs") {
			t.Errorf("%s/main.tf does not begin by saying what it is for and what it costs", folder)
		}
		versions := read(t, filepath.Join(examples, folder, "versions.tf"))
		if !strings.Contains(versions, `required_version = ">= 1.8"`) && !strings.Contains(versions, `required_version = ">= 1.11" # write-only`) {
			t.Errorf("%s/versions.tf requires no version of Terraform", folder)
		}
		for _, want := range []string{`"typed-events/eventbridge"`, `"~> 0.1"`} {
			if !strings.Contains(versions, want) {
				t.Errorf("%s/versions.tf has no %s", folder, want)
			}
		}
	}
	for folder := range promised {
		if !slices.Contains(wholeExamples(t), folder) {
			t.Errorf("examples/%s is promised and not there", folder)
		}
	}
}

// buildkite is the partner event source that examples are tried with.
const buildkite = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"

// stage is an AWS, with a partner, that examples are applied to.
type stage struct {
	t   *testing.T
	env *acctest.Env

	server   *httptest.Server
	messages []string // what the server got, as received returns it
}

// localServer is the value of a variable that gets the URL of a local web server.
const localServer = "local server"

// inbox is the URL of a local web server that keeps what it gets.
func (s *stage) inbox() string {
	if s.server == nil {
		s.server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				s.t.Error(err)
			}
			text := string(body)
			var notification struct{ Message string }
			if r.Header.Get("X-Amz-Sns-Message-Type") != "" && json.Unmarshal(body, &notification) == nil {
				text = notification.Message
			}
			if secret := r.Header.Get("Authorization"); secret != "" {
				text = "[" + secret + "] " + text
			}
			s.messages = append(s.messages, r.URL.RequestURI()+" "+text)
		}))
		s.t.Cleanup(s.server.Close)
	}
	return s.server.URL
}

// received are the paths and bodies of what the local web server got, sorted.
func (s *stage) received() []string { return slices.Sorted(slices.Values(s.messages)) }

func newStage(t *testing.T) *stage {
	t.Helper()
	return &stage{t: t, env: acctest.New(t)}
}

// source makes the partner event source, as Buildkite does.
func (s *stage) source() { s.env.PartnerSource(buildkite) }

// bus makes the source and its event bus, as another configuration would.
func (s *stage) bus() {
	s.t.Helper()
	s.source()
	if _, err := s.env.EventBridge().CreateEventBus(s.t.Context(), &eventbridge.CreateEventBusInput{
		Name: aws.String(buildkite), EventSourceName: aws.String(buildkite),
	}); err != nil {
		s.t.Fatal(err)
	}
}

// apply takes an example to an empty second plan.
func (s *stage) apply(folder string, want whole) *acctest.Workspace {
	s.t.Helper()
	path := filepath.Join(examples, folder)
	w := s.env.WorkspaceOf(path)
	if want.variables != nil {
		variables := maps.Clone(want.variables)
		for name, value := range variables {
			if value == localServer {
				variables[name] = s.inbox() + "/chat"
			}
		}
		values, err := json.Marshal(variables)
		if err != nil {
			s.t.Fatal(err)
		}
		w.Write("terraform.tfvars.json", string(values))
	}
	if want.standIns != nil {
		s.serve(w, want.standIns(s, path))
	}
	if out, err := w.Try("fmt", "-check", "-diff", "-recursive"); err != nil {
		s.t.Errorf("%s is not formatted: %s\n%s", folder, err, out)
	}
	w.Serve()
	w.Run("init")
	out := w.Run("apply", "-auto-approve")
	if strings.Contains(out, "Warning:") {
		s.t.Errorf("%s warns:\n%s", folder, out)
	}
	if !w.IsEmptyPlan() {
		s.t.Errorf("the second plan of %s is not empty", folder)
	}
	return w
}

// publish publishes a sample event of now, as its source would, and returns its
// id. overrides are as those of the function sample_event, as JSON.
func (s *stage) publish(detailType, variant, overrides string) string {
	s.t.Helper()
	return s.publishIn(acctest.Region, detailType, variant, overrides)
}

func (s *stage) publishIn(region, detailType, variant, overrides string) string {
	s.t.Helper()
	sample, err := catalog.Default().SampleWith(detailType, variant, []byte(overrides))
	if err != nil {
		s.t.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal(sample, &event); err != nil {
		s.t.Fatal(err)
	}
	delete(event, "id")
	event["time"] = time.Now().UTC().Format(time.RFC3339) // CloudWatch takes no points of 2019
	if sample, err = json.Marshal(event); err != nil {
		s.t.Fatal(err)
	}
	var id string
	if catalog.Default().DetailType(detailType).Source.Partner != "" {
		id, err = s.env.Emulator.PublishPartnerEvent(region, buildkite, sample)
	} else {
		id, err = s.env.Emulator.PublishServiceEvent(region, "", sample)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// publishAll publishes every documented event of every source. The ids are by
// detail-type and variant, such as "Build Finished, failed".
func (s *stage) publishAll() map[string]string {
	s.t.Helper()
	ids := map[string]string{}
	for _, detailType := range catalog.Default().DetailTypes() {
		if detailType.Source.Partner != "" && !slices.Contains(s.env.Emulator.BusNames(acctest.Region), buildkite) {
			continue
		}
		for _, sample := range detailType.Samples {
			ids[detailType.Name+", "+sample.Name] = s.publish(detailType.Name, sample.Name, "")
		}
	}
	return ids
}

// expectEvents wants exactly the events of these ids in the log group, whole.
func (s *stage) expectEvents(group string, ids ...string) {
	s.t.Helper()
	s.expectEventsIn(acctest.Region, group, ids...)
}

func (s *stage) expectEventsIn(region, group string, ids ...string) {
	s.t.Helper()
	var got []string
	for _, event := range s.env.Emulator.LogEvents(region, group) {
		var whole struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal([]byte(event.Message), &whole); err != nil {
			s.t.Errorf("%s holds no whole event: %s", group, event.Message)
		}
		got = append(got, whole.ID)
	}
	slices.Sort(got)
	slices.Sort(ids)
	if !slices.Equal(got, ids) {
		s.t.Errorf("%s holds the events %q, and should hold %q", group, got, ids)
	}
}

// expectLines wants exactly these lines in the log group.
func (s *stage) expectLines(group string, lines ...string) {
	s.t.Helper()
	var got []string
	for _, event := range s.env.Emulator.LogEvents(acctest.Region, group) {
		got = append(got, event.Message)
	}
	slices.Sort(got)
	slices.Sort(lines)
	if !slices.Equal(got, lines) {
		s.t.Errorf("%s holds %q, and should hold %q", group, got, lines)
	}
}

// expectPoints wants exactly these points of metrics, such as "Buildkite
// JobWaitTime 2 Seconds Pipeline=my-pipeline".
func (s *stage) expectPoints(points ...string) {
	s.t.Run("metrics", func(t *testing.T) {
		if _, err := jsonata.Locate(); err != nil {
			t.Skipf("SKIP: %s", err)
		}
		var got []string
		for _, p := range s.env.Emulator.Metrics() {
			text := fmt.Sprintf("%s %s %v %s", p.Namespace, p.Metric, p.Value, p.Unit)
			for _, name := range slices.Sorted(maps.Keys(p.Dimensions)) {
				text += " " + name + "=" + p.Dimensions[name]
			}
			got = append(got, text)
		}
		slices.Sort(got)
		slices.Sort(points)
		if !slices.Equal(got, points) {
			t.Errorf("got the points %q, and want %q", got, points)
		}
		if failed := s.env.Emulator.FailedExecutions(); len(failed) > 0 {
			t.Errorf("an execution failed: %+v", failed[0])
		}
	})
}

// expectDelivered wants no delivery of an event to have failed.
func (s *stage) expectDelivered() {
	s.t.Helper()
	if failed := s.env.Emulator.FailedInvocations(""); len(failed) > 0 {
		s.t.Errorf("an event was not delivered: %+v", failed[0])
	}
}

// nothing is what destroy leaves.
var nothing emulator.Inventory
