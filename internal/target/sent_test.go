package target_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// ruleResource is a rule for the events of the detail-type.
func ruleResource(name, bus, detailType string) string {
	return fmt.Sprintf("resource \"eventbridge_rule\" %[1]q {\n  name = %[1]q\n  event_bus_name = %[2]q\n  event_pattern = jsonencode({ detail-type = [%[3]q] })\n  catalog_check = \"off\"\n}\n", name, bus, detailType)
}

// publish puts one event on the default event bus.
func publish(t *testing.T, env *acctest.Env, detailType, detail string) {
	t.Helper()
	out, err := env.EventBridge().PutEvents(context.Background(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{{
		Source: aws.String("mine"), DetailType: &detailType, Detail: &detail, Resources: []string{"a"},
	}}})
	if err != nil || out.FailedEntryCount > 0 {
		t.Fatal(out, err)
	}
}

// TestSentBodies compares what a web server receives with the rules that the user
// guide has for input transformers (eb-transform-target-input): the types of values,
// missing paths, quotes, objects in strings, and EventBridge's own variables.
func TestSentBodies(t *testing.T) {
	t.Parallel()
	received := map[string]string{}
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		received[r.Header.Get("Case")] += fmt.Sprintf("%s %s %s", r.Method, r.URL, body)
	}))
	defer server.Close()
	env := acctest.New(t)
	const detail = `{"n":7.50,"s":"failed","q":"say \"hi\"\n","o":{"k":["v",1]},"b":true,"z":null,"u":"ü<&>"}`
	cases := map[string]struct{ lines, want string }{
		"a number keeps its type":      {`body = jsonencode({ n = "<$.detail.n>" })`, `{"n":7.50}`},
		"so do all others":             {`body = jsonencode({ l = ["<$.detail.b>", "<$.detail.z>", "<$.detail.o>", "<$.detail.s>"] })`, `{"l":[true,null,{"k":["v",1]},"failed"]}`},
		"quotes and lines are escaped": {`body = jsonencode({ q = "<$.detail.q>" })`, `{"q":"say \"hi\"\n"}`},
		"a part of a list":             {`body = jsonencode({ a = "<$.detail.o.k[0]>", b = "<$.resources[0]>" })`, `{"a":"v","b":"a"}`},
		"text in a string":             {`body = jsonencode({ t = "<$.detail.s>: <$.detail.n>" })`, `{"t":"failed: 7.50"}`},
		"a quote breaks the string":    {`body = jsonencode({ t = "he <$.detail.q>" })`, ``},
		"an object in a string":        {`body = jsonencode({ t = "of <$.detail.o>" })`, `{"t":"of {k:[v,1]}"}`},
		"a missing path in a string":   {`body = jsonencode({ t = "a<$.detail.none>b" })`, `{"t":"ab"}`},
		"a missing path as a value":    {`body = jsonencode({ t = "<$.detail.none>" })`, ``},
		"letters of others":            {`body = jsonencode({ t = "<$.detail.u> <&>" })`, `{"t":"ü<&> \u003c&\u003e"}`},
		"the rule":                     {`body = jsonencode({ r = "<aws.events.rule-name>", a = "<aws.events.rule-arn>" })`, `{"a":"arn:aws:events:us-east-1:123456789012:rule/RULE","r":"RULE"}`},
		"the whole event":              {`body = jsonencode({ e = "<aws.events.event.json>" })`, `{"e":{"account":"123456789012","detail":{"b":true,`},
		"the event without its detail": {`body = jsonencode({ e = "<aws.events.event>" })`, `"detail-type":"done"`},
		"the time of arrival":          {`body = jsonencode({ t = "<aws.events.event.ingestion-time>" })`, `{"t":"20`},
		"text":                         {`message = "Build <$.detail.s> <$.detail.none>"`, `"Build failed "`},
		"a constant":                   {`input = jsonencode({ a = "<$.detail.s>" })`, `{"a":"\u003c$.detail.s\u003e"}`},
		"a part of the event":          {`input_path = "$.detail.o"`, `{"k":["v",1]}`},
		"a part that the event lacks":  {`input_path = "$.detail.none"`, `{}`},
	}
	names := map[string]string{}
	config := "resource \"eventbridge_webhook\" \"test\" {\n  name = \"server\"\n  url = \"" + server.URL + "/hook\"\n  secret_wo = \"Bearer a\"\n  secret_wo_version = 1\n}\n"
	for name, test := range cases {
		rule := fmt.Sprintf("r%d", len(names))
		names[rule] = name
		config += ruleResource(rule, "default", "done") + fmt.Sprintf("resource \"eventbridge_target\" %[1]q {\n  rule_arn = eventbridge_rule.%[1]s.arn\n  arn = eventbridge_webhook.test.arn\n"+
			"  role_arn = eventbridge_webhook.test.invocation_role_arn\n  headers = { Case = %[1]q }\n  %[2]s\n}\n", rule, test.lines)
	}
	w := env.Workspace(env.Config(config))
	w.Run("apply", "-auto-approve")
	publish(t, env, "done", detail)
	for rule, name := range names {
		got, want := received[rule], strings.ReplaceAll(cases[name].want, "RULE", rule)
		switch {
		case want == "" && got != "":
			t.Errorf("%s: the server got %s, and nothing should have been sent", name, got)
		case want != "" && (!strings.HasPrefix(got, "POST /hook ") || !strings.Contains(got, want)):
			t.Errorf("%s: the server got %s, not %s", name, got, want)
		}
	}
	if got := received[ruleOf(names, "the event without its detail")]; strings.Contains(got, `"detail":`) {
		t.Errorf("the event without its detail is %s", got)
	}
	broken := map[string]bool{}
	for _, failure := range env.Emulator.FailedInvocations("") {
		if broken[names[failure.Rule]] = true; failure.Code != "INVALID_JSON" {
			t.Errorf("%s: %s: %s", names[failure.Rule], failure.Code, failure.Message)
		}
	}
	if len(broken) != 2 || !broken["a quote breaks the string"] || !broken["a missing path as a value"] {
		t.Errorf("not sent: %v", broken)
	}
}

func ruleOf(names map[string]string, name string) string {
	for rule, of := range names {
		if of == name {
			return rule
		}
	}
	return ""
}

const defaultBusARN = "arn:aws:events:us-east-1:123456789012:event-bus/default"

// TestTargetBus sends events to another event bus, from where a rule takes them to
// a queue.
func TestTargetBus(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx := context.Background()
	makeSender(t, env)
	made, err := env.EventBridge().CreateEventBus(ctx, &eventbridge.CreateEventBusInput{Name: aws.String("central")})
	if err != nil {
		t.Fatal(err)
	}
	makeQueue(t, env, "undelivered", map[string]string{"Policy": fmt.Sprintf(eventsPolicy, "sqs:SendMessage", queueARN, arnPrefix+"central/there")})
	w := env.Workspace(env.Config(ruleResource("here", "default", "done") + ruleResource("there", "central", "done") + `
resource "eventbridge_target" "bus" {
  rule_arn = eventbridge_rule.here.arn
  arn      = "` + *made.EventBusArn + `"
  role_arn = "` + senderARN + `"
}

resource "eventbridge_target" "queue" {
  rule_arn = eventbridge_rule.there.arn
  arn      = "` + queueARN + `"
}

resource "eventbridge_target" "back" {
  rule_arn = eventbridge_rule.there.arn
  arn      = "` + defaultBusARN + `"
  role_arn = "` + senderARN + `"
}
`))
	w.Run("apply", "-auto-approve")
	publish(t, env, "done", `{"n":1}`) // the role may not put events
	allowSender(t, env, "events:PutEvents", *made.EventBusArn)
	publish(t, env, "done", `{"n":2}`)
	var ways []string
	for _, journey := range env.Emulator.Journeys() {
		for _, stop := range journey.Stops {
			ways = append(ways, fmt.Sprintf("%s %s %s %s", journey.Bus, stop.Rule, stop.TargetARN, stop.Code))
		}
	}
	slices.Sort(ways)
	want := []string{
		"central there " + defaultBusARN + " NO_RESOURCE", // no event goes to a third event bus
		"central there " + queueARN + " ",
		"default here " + *made.EventBusArn + " ", "default here " + *made.EventBusArn + " NO_PERMISSIONS",
	}
	if !slices.Equal(ways, want) {
		t.Errorf("the events went\n%s", strings.Join(ways, "\n"))
	}
}
