package awsresource

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

const maxEventBusName = 256

var eventBusName = regexp.MustCompile(`^[/.\-_A-Za-z0-9]+$`)

// EventBusNameProblem is what is wrong with the name of an event bus, as a
// sentence without its full stop, or "". Only names of partner event buses have
// slashes.
func EventBusNameProblem(name string) string {
	switch {
	case name == "":
		return "the name of the event bus is empty"
	case strings.HasPrefix(name, "arn:"):
		return fmt.Sprintf("%q is an ARN. The name of the event bus is %q", name, awsclient.BusName(name))
	case !eventBusName.MatchString(name):
		return fmt.Sprintf("%q is not a valid event bus name: it may contain letters, digits and . - _ / only", prose.Shorten(name, 2*maxEventBusName))
	case utf8.RuneCountInString(name) > maxEventBusName:
		return fmt.Sprintf("the name of the event bus has %d characters, and EventBridge allows %d", utf8.RuneCountInString(name), maxEventBusName)
	case strings.Contains(name, "/"):
		if _, err := catalog.ParseEventSourceName(name); err != nil {
			return err.Error()
		}
	}
	return ""
}

// EventBus validates the name or the ARN of an event bus.
func EventBus() validator.String { return eventBusValidator{arns: true} }

// EventBusName validates the name of an event bus.
func EventBusName() validator.String { return eventBusValidator{} }

type eventBusValidator struct{ arns bool }

func (v eventBusValidator) Description(context.Context) string {
	if v.arns {
		return "must be the name or the ARN of an event bus"
	}
	return "must be the name of an event bus"
}

func (v eventBusValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v eventBusValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := v.problem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid event bus name", problem)
	}
}

func (v eventBusValidator) problem(text string) string {
	name := text
	if strings.HasPrefix(text, "arn:") {
		form := arnValidator{service: "events", resource: "event-bus/"}
		if wrong := form.check(text); wrong != "" {
			return fmt.Sprintf("%q %s. An event bus ARN looks like %s.", text, wrong, form.shape())
		}
		if v.arns {
			name = awsclient.BusName(text)
		}
	}
	problem := EventBusNameProblem(name)
	switch {
	case problem == "":
		return ""
	case strings.Contains(name, "/") && !strings.HasPrefix(name, "arn:"):
		return problem + ". A partner event bus has the name of its partner event source; refer to the `event_bus_name` of its `eventbridge_partner_event_source_association`."
	}
	return prose.Sentence(problem)
}

var (
	noControl = regexp.MustCompile(`^[^\x00-\x1F\x7F]+$`)
	notOfAWS  = regexp.MustCompile(`^([^a]|a[^w]|aw[^s]|aws[^.]|a$|aw$|aws$)`)
)

// EventSource validates the `source` of events that an account publishes itself.
func EventSource() validator.String {
	return InTurn(
		stringvalidator.LengthBetween(1, 256),
		stringvalidator.RegexMatches(noControl, "must not contain control characters"),
		stringvalidator.RegexMatches(notOfAWS, "must not begin with aws., which is reserved for AWS"),
	)
}

// RuleARN validates the ARN of a rule.
func RuleARN() validator.String { return ruleARNValidator{} }

type ruleARNValidator struct{}

func (ruleARNValidator) Description(context.Context) string { return "must be the ARN of a rule" }

func (v ruleARNValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (ruleARNValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	rule, err := awsclient.ParseRuleARN(req.ConfigValue.ValueString())
	problem := ""
	if err != nil {
		problem = err.Error()
	} else {
		problem = EventBusNameProblem(rule.Bus)
	}
	if problem != "" && !IsInvented(ctx, req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid rule ARN", fmt.Sprintf(
			"%s. Use the rule's `arn`, such as arn:aws:events:us-east-1:123456789012:rule/aws.partner/buildkite.com/org/1/failed-builds. "+
				"The rule's `id` or `name` does not contain its region and account.", prose.Capitalize(problem)))
	}
}
