package emulator

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
)

// FailedInvocation is an event that a rule matched and a target did not get.
type FailedInvocation struct {
	Time       time.Time
	Account    string
	Region     string
	Bus        string
	Rule       string
	RuleARN    string
	TargetID   string
	TargetARN  string
	Code       string // as in a dead-letter queue's message: NO_PERMISSIONS, NO_RESOURCE, INVALID_JSON
	Message    string
	DeadLetter string // the queue's ARN, or "" when the event is lost
	Event      string // the event as JSON
}

// delivery is one event on its way to one target.
type delivery struct {
	call    *call
	state   *eventsState
	rule    *eventRule
	target  target
	event   *event
	payload []byte // what the target gets
}

// deliveryError is why a target did not get an event.
type deliveryError struct{ code, message string }

// targetKind delivers to targets of one AWS service.
type targetKind func(d *delivery) *deliveryError

// deliver takes an event to the targets of the enabled rules of a bus that match it.
func (c *call) deliver(st *eventsState, bus *eventBus, e *event) {
	payload := e.json()
	journey := len(st.journeys)
	st.journeys = append(st.journeys, Journey{Bus: bus.Name, Source: e.Source, DetailType: e.DetailType})
	var stops []Stop
	for _, name := range bus.ruleNames(func(r *eventRule) bool { return r.State != ruleDisabled && r.compiled != nil }) {
		rule := bus.Rules[name]
		if matched, err := rule.compiled.Match(payload); err != nil || !matched {
			continue
		}
		st.matched[rule.ARN]++
		c.countDelivery(st, rule, "MatchedEvents")
		if len(rule.Targets) == 0 {
			stops = append(stops, Stop{Rule: name})
		}
		for _, t := range rule.Targets {
			d := &delivery{call: c, state: st, rule: rule, target: t, event: e, payload: payload}
			stop := Stop{Rule: name, TargetARN: *t.Arn}
			c.countDelivery(st, rule, "Invocations")
			if failure := d.run(); failure != nil {
				stop.Code = failure.code
				c.countDelivery(st, rule, "FailedInvocations")
				st.failures = append(st.failures, d.failed(failure))
				d.deadLetter(failure)
			}
			stops = append(stops, stop)
		}
	}
	st.journeys[journey].Stops = stops
}

func (e *event) json() []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return nil
	}
	return bytes.TrimSpace(buffer.Bytes())
}

func (d *delivery) run() *deliveryError {
	payload, err := d.transform()
	if err != nil {
		return invalidJSON("What would be sent is not valid JSON: " + string(payload))
	}
	d.payload = payload
	arn, _ := parseARN(*d.target.Arn)
	kind, ok := d.call.emulator.kinds[arn.service]
	if !ok {
		return &deliveryError{"NO_RESOURCE", "The emulator has no targets of the service " + arn.service + "."}
	}
	return kind(d)
}

// transform is what the target gets of the event.
func (d *delivery) transform() ([]byte, error) {
	event := message.Event{JSON: d.payload, RuleARN: d.rule.ARN, RuleName: d.rule.Name, Ingested: d.call.now}
	switch t := d.target; {
	case t.Input != nil:
		return []byte(*t.Input), nil
	case t.InputPath != nil:
		return event.Select(*t.InputPath)
	case t.InputTransformer != nil:
		return t.InputTransformer.transformer().Render(event)
	}
	return d.payload, nil
}

func invalidJSON(message string) *deliveryError { return &deliveryError{"INVALID_JSON", message} }

func (d *delivery) failed(failure *deliveryError) FailedInvocation {
	return FailedInvocation{
		Time: d.call.now, Account: d.state.account, Region: d.state.region, Bus: d.rule.Bus, Rule: d.rule.Name, RuleARN: d.rule.ARN,
		TargetID: *d.target.Id, TargetARN: *d.target.Arn, Code: failure.code, Message: failure.message,
		DeadLetter: d.target.DeadLetterConfig.arn(), Event: string(d.event.json()),
	}
}
