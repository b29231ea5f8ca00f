package emulator

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

func registerRules(s *jsonService) {
	writes(s, "PutRule", putRule)
	reads(s, "DescribeRule", describeRule)
	reads(s, "ListRules", listRules)
	reads(s, "ListRuleNamesByTarget", listRuleNamesByTarget)
	writes(s, "DeleteRule", deleteRule)
}

// Rule states.
const (
	ruleEnabled    = "ENABLED"
	ruleDisabled   = "DISABLED"
	ruleCloudTrail = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
)

type putRuleInput struct {
	Name               *string    `aws:"required,len=1..64,re=ruleName"`
	ScheduleExpression *string    `aws:"len=..256"`
	EventPattern       *string    `aws:"len=..4096"`
	State              *string    `aws:"enum=ENABLED|DISABLED|ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"`
	Description        *string    `aws:"len=..512"`
	RoleArn            *string    `aws:"len=1..1600"`
	Tags               []eventTag `aws:""`
	EventBusName       *string    `aws:"len=1..1600,re=busNameOrARN"`
}

type putRuleOutput struct {
	RuleArn string
}

// putRule creates a rule or replaces the whole of one. What is left out is
// cleared; targets stay; tags count only when it creates.
func putRule(c *call, in *putRuleInput) (*putRuleOutput, error) {
	st := c.events()
	bus, err := st.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	existing := bus.Rules[*in.Name]
	if existing != nil && existing.ManagedBy != "" {
		return nil, managedRule(existing)
	}
	compiled, err := checkRule(bus, in)
	if err != nil {
		return nil, err
	}
	rule := &eventRule{
		Name: *in.Name, ARN: bus.ruleARN(c, *in.Name), Bus: bus.Name,
		Pattern: value(in.EventPattern), Schedule: value(in.ScheduleExpression), State: ruleEnabled,
		Description: value(in.Description), RoleARN: value(in.RoleArn), CreatedBy: c.account, compiled: compiled,
	}
	if in.State != nil {
		rule.State = *in.State
	}
	if err := bus.checkQuotas(rule, existing == nil, c.ruleQuota()); err != nil {
		return nil, err
	}
	if existing != nil {
		rule.Tags, rule.Targets, rule.CreatedBy = existing.Tags, existing.Targets, existing.CreatedBy
	} else if rule.Tags, err = newTags(in.Tags); err != nil {
		return nil, err
	}
	st.changeBus(bus.Name, func(b *eventBus) { b.Rules = with(b.Rules, rule.Name, rule) })
	return &putRuleOutput{RuleArn: rule.ARN}, nil
}

func (b *eventBus) ruleARN(c *call, rule string) string {
	if b.Name == defaultBus {
		return arnOf("events", c.region, c.account, "rule/"+rule)
	}
	return arnOf("events", c.region, c.account, "rule/"+b.Name+"/"+rule)
}

var scheduleForm = regexp.MustCompile(`^(rate\([1-9][0-9]* (minutes?|hours?|days?)\)|cron\(([^ ()]+ ){5}[^ ()]+\))$`)

// checkRule checks what can be checked of a rule without the others.
func checkRule(bus *eventBus, in *putRuleInput) (*pattern.Pattern, error) {
	pattern, schedule := value(in.EventPattern), value(in.ScheduleExpression)
	if schedule == "" && isEmptyPattern(pattern) {
		return nil, invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
	}
	if schedule != "" {
		if bus.Name != defaultBus {
			return nil, invalid("ScheduleExpression is supported only on the default event bus.")
		}
		if !scheduleForm.MatchString(schedule) {
			return nil, invalid("Parameter ScheduleExpression is not valid.")
		}
	}
	if value(in.State) == ruleCloudTrail && bus.Source != "" {
		return nil, invalid("Rule state %s is not supported on partner event buses.", ruleCloudTrail)
	}
	if pattern == "" {
		return nil, nil //nolint:nilnil // a scheduled rule matches no events
	}
	if utf8.RuneCountInString(pattern) > maxPatternSize {
		return nil, invalid("Parameter EventPattern for rule %s exceeds limit of %d.", *in.Name, maxPatternSize)
	}
	return compilePattern(pattern)
}

// ruleQuota is how many rules a bus takes in the call's region.
func (c *call) ruleQuota() int {
	switch {
	case c.emulator.ruleQuota > 0:
		return c.emulator.ruleQuota
	case c.region == "af-south-1" || c.region == "eu-south-1":
		return maxRulesPerBus / 3
	}
	return maxRulesPerBus
}

// checkQuotas refuses the rule that would be one too many on its bus.
func (b *eventBus) checkQuotas(rule *eventRule, isNew bool, most int) error {
	if isNew && len(b.Rules) >= most {
		return failf("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	}
	if !usesWildcard(rule.compiled) {
		return nil
	}
	wildcards := 0
	for name, other := range b.Rules {
		if name != rule.Name && usesWildcard(other.compiled) {
			wildcards++
		}
	}
	if wildcards >= maxWildcardRules {
		return failf("LimitExceededException", "The number of rules with wildcards on event bus %s exceeds the limit of %d.", b.Name, maxWildcardRules)
	}
	return nil
}

func managedRule(rule *eventRule) error {
	return failf("ManagedRuleException", "Rule %s is a managed rule, created by %s.", rule.Name, rule.ManagedBy)
}

// rule finds a rule and its bus.
func (s *eventsState) rule(bus *string, name string) (*eventBus, *eventRule, error) {
	onBus, err := s.bus(bus)
	if err != nil {
		return nil, nil, err
	}
	rule := onBus.Rules[name]
	if rule == nil {
		return nil, nil, notFound("Rule %s does not exist on EventBus %s.", name, onBus.Name)
	}
	return onBus, rule, nil
}

type ruleInput struct {
	Name         *string `aws:"required,len=1..64,re=ruleName"`
	EventBusName *string `aws:"len=1..1600,re=busNameOrARN"`
}

// describedRule is a rule as DescribeRule and ListRules give it.
type describedRule struct {
	Name, Arn          string
	EventPattern       *string `json:",omitempty"`
	ScheduleExpression *string `json:",omitempty"`
	State              string
	Description        *string `json:",omitempty"`
	RoleArn            *string `json:",omitempty"`
	ManagedBy          *string `json:",omitempty"`
	EventBusName       string
	CreatedBy          *string `json:",omitempty"`
}

func (r *eventRule) listed() describedRule {
	return describedRule{
		Name: r.Name, Arn: r.ARN, EventPattern: pointer(r.Pattern), ScheduleExpression: pointer(r.Schedule),
		State: r.State, Description: pointer(r.Description), RoleArn: pointer(r.RoleARN),
		ManagedBy: pointer(r.ManagedBy), EventBusName: r.Bus,
	}
}

func describeRule(c *call, in *ruleInput) (*describedRule, error) {
	_, rule, err := c.events().rule(in.EventBusName, *in.Name)
	if err != nil {
		return nil, err
	}
	out := rule.listed()
	out.CreatedBy = pointer(rule.CreatedBy)
	return &out, nil
}

type listRulesInput struct {
	NamePrefix   *string `aws:"len=1..64,re=ruleName"`
	EventBusName *string `aws:"len=1..1600,re=busNameOrARN"`
	NextToken    *string `aws:"len=1..2048"`
	Limit        *int64  `aws:"range=1..100"`
}

type listRulesOutput struct {
	Rules     []describedRule
	NextToken *string `json:",omitempty"`
}

func listRules(c *call, in *listRulesInput) (*listRulesOutput, error) {
	bus, err := c.events().bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	names := bus.ruleNames(func(rule *eventRule) bool { return strings.HasPrefix(rule.Name, value(in.NamePrefix)) })
	names, next, err := eventsPage(c, names, func(name string) string { return name }, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listRulesOutput{Rules: []describedRule{}, NextToken: next}
	for _, name := range names {
		out.Rules = append(out.Rules, bus.Rules[name].listed())
	}
	return out, nil
}

// ruleNames lists, sorted, the rules that are wanted.
func (b *eventBus) ruleNames(wanted func(*eventRule) bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(b.Rules)), func(name string) bool { return !wanted(b.Rules[name]) })
}

type listRuleNamesByTargetInput struct {
	TargetArn    *string `aws:"required,len=1..1600"`
	EventBusName *string `aws:"len=1..1600,re=busNameOrARN"`
	NextToken    *string `aws:"len=1..2048"`
	Limit        *int64  `aws:"range=1..100"`
}

type listRuleNamesByTargetOutput struct {
	RuleNames []string
	NextToken *string `json:",omitempty"`
}

func listRuleNamesByTarget(c *call, in *listRuleNamesByTargetInput) (*listRuleNamesByTargetOutput, error) {
	bus, err := c.events().bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	names := bus.ruleNames(func(rule *eventRule) bool {
		return slices.ContainsFunc(rule.Targets, func(t target) bool { return value(t.Arn) == *in.TargetArn })
	})
	names, next, err := eventsPage(c, names, func(name string) string { return name }, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	return &listRuleNamesByTargetOutput{RuleNames: append([]string{}, names...), NextToken: next}, nil
}

type deleteRuleInput struct {
	Name         *string `aws:"required,len=1..64,re=ruleName"`
	EventBusName *string `aws:"len=1..1600,re=busNameOrARN"`
	Force        bool    `aws:""`
}

// deleteRule deletes a rule without targets; one that is not there is fine.
func deleteRule(c *call, in *deleteRuleInput) (*nothing, error) {
	st := c.events()
	bus, err := st.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	rule := bus.Rules[*in.Name]
	switch {
	case rule == nil:
		return &nothing{}, nil
	case rule.ManagedBy != "" && !in.Force:
		return nil, managedRule(rule)
	case len(rule.Targets) > 0:
		return nil, invalid("Rule can't be deleted since it has targets.")
	}
	st.changeBus(bus.Name, func(b *eventBus) { b.Rules = without(b.Rules, rule.Name) })
	return &nothing{}, nil
}
