package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// send puts one event on the default bus.
func (b *bed) send(t *testing.T, detailType, detail string) string {
	t.Helper()
	out := ok[*eventbridge.PutEventsOutput](t)(b.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{{
		Source: aws.String("mine"), DetailType: &detailType, Detail: &detail, Time: aws.Time(at(noon)()), Resources: []string{"r1"},
	}}}))
	if out.FailedEntryCount != 0 {
		t.Fatalf("PutEvents: %s", *out.Entries[0].ErrorMessage)
	}
	return *out.Entries[0].EventId
}

// messages are what arrived in the log group.
func (b *bed) messages() string {
	var out []string
	for _, e := range b.LogEvents(region, groupName) {
		out = append(out, e.Message)
	}
	return strings.Join(out, "\n")
}

// codes are why events did not arrive.
func (b *bed) codes() string {
	var out []string
	for _, f := range b.FailedInvocations("") {
		out = append(out, f.Code)
	}
	return strings.Join(out, " ")
}

func TestDeliveryOfTheWholeEvent(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at("2026-11-20T12:00:05Z")))
	b.createGroup(t, groupName)
	b.allowWriting(t)
	arn := b.putRule(t, "default", "r", `{"detail-type":["x"]}`)
	b.putTarget(t, "default", "r", logTarget("logs"))
	id := b.send(t, "x", `{"n": 1.50, "s": "<&>"}`)
	b.send(t, "y", `{}`)
	equal(t, "message", b.messages(), `{"version":"0","id":"`+id+`","detail-type":"x","source":"mine","account":"123456789012",`+
		`"time":"2026-11-20T12:00:00Z","region":"us-east-1","resources":["r1"],"detail":{"n":1.50,"s":"<&>"}}`)
	equal(t, "logged at", b.LogEvents(region, groupName)[0].Timestamp, at("2026-11-20T12:00:05Z")())
	equal(t, "matched", b.MatchedEvents()[arn], 1)

	_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{
		Name: aws.String("r"), EventPattern: aws.String(`{"detail-type":["x"]}`), State: ebtypes.RuleStateDisabled,
	})
	must(t, 0, err)
	b.send(t, "x", `{}`)
	equal(t, "matched by a disabled rule", b.MatchedEvents()[arn], 1)
}

func TestDeliveryNeedsAPolicy(t *testing.T) {
	t.Parallel()
	policy := func(effect, principals, actions, resource, condition string) string {
		return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":%q,"Principal":%s,"Action":%s,"Resource":%q%s}]}`,
			effect, principals, actions, resource, condition)
	}
	const (
		both    = `{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]}`
		actions = `["logs:CreateLogStream","logs:PutLogEvents"]`
		ruleARN = "arn:aws:events:us-east-1:123456789012:rule/r"
	)
	allow := policy("Allow", both, actions, groupARN+":*", "")
	for name, test := range map[string]struct {
		account  []string // policies of account scope
		group    string   // the policy of the log group
		delivers bool
	}{
		"none":              {},
		"account":           {account: []string{allow}, delivers: true},
		"group":             {group: allow, delivers: true},
		"wildcard":          {account: []string{policy("Allow", both, actions, "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/*:*", "")}, delivers: true},
		"any region":        {account: []string{policy("Allow", both, actions, "arn:aws:logs:*:*:log-group:/aws/events/*", "")}, delivers: true},
		"everything":        {account: []string{policy("Allow", `"*"`, `"logs:*"`, "*", "")}, delivers: true},
		"without the star":  {account: []string{policy("Allow", both, actions, groupARN, "")}},
		"another group":     {account: []string{policy("Allow", both, actions, groupARN+"-2:*", "")}},
		"one principal":     {account: []string{policy("Allow", `{"Service":"events.amazonaws.com"}`, actions, groupARN+":*", "")}},
		"other principal":   {account: []string{policy("Allow", `{"Service":"es.amazonaws.com"}`, actions, groupARN+":*", "")}},
		"one action":        {account: []string{policy("Allow", both, `"logs:PutLogEvents"`, groupARN+":*", "")}},
		"denied":            {account: []string{allow, policy("Deny", both, `"logs:PutLogEvents"`, "*", "")}},
		"denied by account": {group: allow, account: []string{policy("Deny", `"*"`, `"logs:*"`, "*", "")}},
		"two halves": {account: []string{policy("Allow", both, `"logs:PutLogEvents"`, groupARN+":*", ""),
			policy("Allow", both, `"logs:CreateLogStream"`, groupARN+":*", "")}, delivers: true},
		"this rule": {account: []string{policy("Allow", both, actions, groupARN+":*",
			`,"Condition":{"ArnEquals":{"aws:SourceArn":"`+ruleARN+`"},"StringEquals":{"AWS:SourceAccount":["1","123456789012"]}}`)}, delivers: true},
		"another rule":    {account: []string{policy("Allow", both, actions, groupARN+":*", `,"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*:*:rule/other*"}}`)}},
		"another account": {account: []string{policy("Allow", both, actions, groupARN+":*", `,"Condition":{"StringEquals":{"aws:SourceAccount":"999988887777"}}`)}},
		"an unknown key":  {account: []string{policy("Allow", both, actions, groupARN+":*", `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`)}},
		"denied to others": {account: []string{allow, policy("Deny", both, actions, "*",
			`,"Condition":{"StringNotEquals":{"aws:SourceAccount":"123456789012"}}`)}, delivers: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t)
			b.createGroup(t, groupName)
			for i, document := range test.account {
				_, err := b.logs.PutResourcePolicy(t.Context(), &cloudwatchlogs.PutResourcePolicyInput{PolicyName: aws.String(fmt.Sprint(i)), PolicyDocument: &document})
				must(t, 0, err)
			}
			if test.group != "" {
				_, err := b.logs.PutResourcePolicy(t.Context(), &cloudwatchlogs.PutResourcePolicyInput{ResourceArn: aws.String(groupARN), PolicyDocument: &test.group})
				must(t, 0, err)
			}
			arn := b.putRule(t, "default", "r", `{"source":["mine"]}`)
			b.putTarget(t, "default", "r", logTarget("logs"))
			b.send(t, "x", `{}`)
			failed := b.FailedInvocations(arn)
			if test.delivers {
				equal(t, "arrived", len(b.LogEvents(region, groupName)), 1)
				equal(t, "failed", len(failed), 0)
				return
			}
			equal(t, "arrived", len(b.LogEvents(region, groupName)), 0)
			equal(t, "failed", len(failed), 1)
			equal(t, "code", failed[0].Code, "NO_PERMISSIONS")
			equal(t, "rule", failed[0].Rule, "r")
			equal(t, "target", failed[0].TargetID, "logs")
		})
	}
}

func TestDeliveryThatGoesNowhere(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.createGroup(t, groupName)
	b.allowWriting(t)
	b.putRule(t, "default", "r", `{"source":["mine"]}`)
	queue := "arn:aws:sqs:us-east-1:123456789012:dead"
	b.putTarget(t, "default", "r", ebtypes.Target{Id: aws.String("star"), Arn: aws.String(groupARN + ":*")})
	b.send(t, "x", `{}`)
	equal(t, "arrived through :*", b.messages(), "")
	equal(t, "failures of :*, which are silent", b.codes(), "")

	b.putTarget(t, "default", "r", ebtypes.Target{
		Id: aws.String("missing"), Arn: aws.String(groupARN + "-missing"), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: &queue},
	})
	b.putTarget(t, "default", "r", ebtypes.Target{Id: aws.String("elsewhere"), Arn: aws.String(strings.Replace(groupARN, "us-east-1", "eu-west-1", 1))})
	b.putTarget(t, "default", "r", ebtypes.Target{Id: aws.String("topic"), Arn: aws.String("arn:aws:sns:us-east-1:123456789012:t")})
	b.send(t, "x", `{}`)
	equal(t, "failures", b.codes(), "NO_RESOURCE NO_RESOURCE NO_RESOURCE")
	dead := b.DeadLetters(queue)
	equal(t, "dead letters", len(dead), 1)
	equal(t, "target", dead[0].TargetID, "missing")
	if !json.Valid([]byte(dead[0].Event)) {
		t.Errorf("not an event: %s", dead[0].Event)
	}
}

func TestTransformedDelivery(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		template, message, codes string
		paths                    map[string]string
		detail                   string
	}{
		"as documented":      {template: `{"timestamp": <t>, "message": <m>}`, message: "x"},
		"a quoted value":     {template: `{"timestamp": "<t>", "message": "build <s> of <p>"}`, message: "build failed of a"},
		"predefined":         {template: `{"timestamp": <aws.events.event.ingestion-time>, "message": "<aws.events.rule-name> <aws.events.rule-arn>"}`, message: "r arn:aws:events:us-east-1:123456789012:rule/r"},
		"escaped when whole": {template: `{"timestamp": <t>, "message": <s>}`, detail: `{"s":"say \"hi\"\n"}`, message: "say \"hi\"\n"},
		"quote breaks":       {template: `{"timestamp": <t>, "message": "<s>"}`, detail: `{"s":"say \"hi\""}`, codes: "INVALID_JSON"},
		"missing in text":    {template: `{"timestamp": <t>, "message": "a<none>b"}`, message: "ab"},
		"missing as value":   {template: `{"timestamp": <t>, "message": <none>}`, codes: "INVALID_JSON"},
		"an object":          {template: `{"timestamp": <t>, "message": <d>}`, codes: "INVALID_JSON"},
		"a number":           {template: `{"timestamp": <t>, "message": <n>}`, codes: "INVALID_JSON"},
		"a number in text":   {template: `{"timestamp": <t>, "message": "<n>"}`, message: "7.50"},
		"a partner's time":   {template: `{"timestamp": "2023-06-26 00:31:04 UTC", "message": <m>}`, codes: "INVALID_JSON"},
		"too old":            {template: `{"timestamp": "2020-06-26T00:31:04Z", "message": <m>}`},
		"an index":           {template: `{"timestamp": <t>, "message": <i>}`, message: "r1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, emulator.WithClock(at("2026-11-20T12:00:05Z")))
			b.createGroup(t, groupName)
			b.allowWriting(t)
			b.putRule(t, "default", "r", `{"source":["mine"]}`)
			b.putTarget(t, "default", "r", ebtypes.Target{Id: aws.String("logs"), Arn: aws.String(groupARN), InputTransformer: &ebtypes.InputTransformer{
				InputTemplate: &test.template, InputPathsMap: map[string]string{
					"t": "$.time", "m": "$.detail-type", "s": "$.detail.s", "d": "$.detail", "n": "$.detail.n",
					"p": "$.detail.list[0].name", "none": "$.detail.none", "i": "$.resources[0]",
				},
			}})
			detail := test.detail
			if detail == "" {
				detail = `{"s":"failed","n":7.50,"list":[{"name":"a"}]}`
			}
			b.send(t, "x", detail)
			equal(t, "message", b.messages(), test.message)
			equal(t, "codes", b.codes(), test.codes)
			if strings.Contains(test.template, "<t>") && test.message != "" {
				equal(t, "time", b.LogEvents(region, groupName)[0].Timestamp, at(noon)())
			}
		})
	}
}

func TestPutEventsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t)
	entry := func(source, detailType, detail string) ebtypes.PutEventsRequestEntry {
		return ebtypes.PutEventsRequestEntry{Source: &source, DetailType: &detailType, Detail: &detail}
	}
	nowhere := entry("mine", "x", "{}")
	nowhere.EventBusName = aws.String("nowhere")
	out := ok[*eventbridge.PutEventsOutput](t)(b.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{
		entry("", "x", "{}"), entry("mine", "", "{}"), entry("mine", "x", ""), entry("mine", "x", "[]"), entry("aws.s3", "x", "{}"), nowhere,
	}}))
	var codes []string
	for _, e := range out.Entries {
		codes = append(codes, aws.ToString(e.ErrorCode))
	}
	equal(t, "codes", strings.Join(codes, " "), "InvalidArgument InvalidArgument InvalidArgument MalformedDetail NotAuthorizedForSourceException ")
	equal(t, "failed entries", out.FailedEntryCount, 5)

	b.associate(t)
	onPartnerBus := entry("mine", "x", "{}")
	onPartnerBus.EventBusName = aws.String(sourceName)
	_, err := b.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{onPartnerBus}})
	refused(t, err, "ValidationException")
	_, err = b.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: make([]ebtypes.PutEventsRequestEntry, 11)})
	refused(t, err, "ValidationException")
	_, err = b.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{
		entry("mine", "x", `{"a":"`+strings.Repeat("a", 1<<20)+`"}`),
	}})
	refused(t, err, "ValidationException")
}

func TestServiceEvents(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.createGroup(t, groupName)
	b.allowWriting(t)
	b.putRule(t, "default", "r", `{"source":["aws.aidevops"]}`)
	b.putTarget(t, "default", "r", logTarget("logs"))
	publish(t)(b.PublishServiceEvent(region, "", []byte(`{"source":"aws.aidevops","id":"one","time":"2026-01-01T00:00:00Z","detail-type":"d","detail":{"a":1}}`)))
	equal(t, "message", b.messages(), `{"version":"0","id":"one","detail-type":"d","source":"aws.aidevops","account":"123456789012",`+
		`"time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":[],"detail":{"a":1}}`)
	for _, sample := range []string{`[]`, `{"detail":{}}`, `{"detail-type":"x","detail":1}`} {
		if _, err := b.PublishServiceEvent(region, "aws.x", []byte(sample)); err == nil {
			t.Errorf("%s was taken for an event", sample)
		}
	}
}

func TestInventoryAndReset(t *testing.T) {
	t.Parallel()
	b := start(t)
	if !b.Inventory().IsEmpty() {
		t.Errorf("a new emulator holds %+v", b.Inventory())
	}
	b.associate(t)
	b.createGroup(t, groupName)
	b.allowWriting(t)
	b.putRule(t, sourceName, "r", anyPattern)
	b.putTarget(t, sourceName, "r", logTarget("logs"))
	want := emulator.Inventory{EventBuses: 1, EventSources: 1, Rules: 1, Targets: 1, LogGroups: 1, LogResourcePolicies: 1}
	equal(t, "inventory", b.Inventory(), want)
	b.Reset()
	equal(t, "inventory", b.Inventory(), emulator.Inventory{})
	equal(t, "calls", len(b.Calls()), 0)
}

func TestClock(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.SetNow(at(noon)())
	b.Advance(time.Hour)
	equal(t, "now", b.Now(), at("2026-11-20T13:00:00Z")())
}
