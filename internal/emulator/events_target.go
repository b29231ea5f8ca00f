package emulator

import (
	"slices"
	"strings"
)

func registerTargets(s *jsonService) {
	writes(s, "PutTargets", putTargets)
	writes(s, "RemoveTargets", removeTargets)
	reads(s, "ListTargetsByRule", listTargetsByRule)
}

// target is one target of a rule, as it is sent and as it is given back.
type target struct {
	Id               *string               `aws:"required,len=1..64,re=ruleName"` //nolint:revive // the name in the service model
	Arn              *string               `aws:"required,len=1..1600"`
	RoleArn          *string               `json:",omitempty" aws:"len=1..1600"`
	Input            *string               `json:",omitempty" aws:"len=..8192"`
	InputPath        *string               `json:",omitempty" aws:"len=..256"`
	InputTransformer *inputTransformer     `json:",omitempty"`
	DeadLetterConfig *deadLetterConfig     `json:",omitempty"`
	RetryPolicy      *retryPolicy          `json:",omitempty"`
	SqsParameters    *sqsParameters        `json:",omitempty"`
	HttpParameters   *httpTargetParameters `json:",omitempty"` //nolint:revive // the name in the service model

	// What the emulator keeps and gives back without looking into it.
	KinesisParameters           map[string]any `json:",omitempty"`
	RunCommandParameters        map[string]any `json:",omitempty"`
	EcsParameters               map[string]any `json:",omitempty"`
	BatchParameters             map[string]any `json:",omitempty"`
	RedshiftDataParameters      map[string]any `json:",omitempty"`
	SageMakerPipelineParameters map[string]any `json:",omitempty"`
	AppSyncParameters           map[string]any `json:",omitempty"`
}

type inputTransformer struct {
	InputPathsMap map[string]string `json:",omitempty" aws:"len=..100,key(len=1..256,re=pathKey),val(len=..256)"`
	InputTemplate *string           `aws:"required,len=1..8192"`
}

type retryPolicy struct {
	MaximumRetryAttempts     *int64 `json:",omitempty" aws:"range=0..185"`
	MaximumEventAgeInSeconds *int64 `json:",omitempty" aws:"range=60..86400"`
}

type sqsParameters struct {
	MessageGroupId *string `json:",omitempty" aws:"len=..100"` //nolint:revive // the name in the service model
}

type failedTarget struct {
	TargetId     string //nolint:revive // the name in the service model
	ErrorCode    string
	ErrorMessage string
}

type targetsOutput struct {
	FailedEntryCount int
	FailedEntries    []failedTarget
}

func (o *targetsOutput) fail(id string, err *apiError) {
	o.FailedEntryCount++
	o.FailedEntries = append(o.FailedEntries, failedTarget{TargetId: id, ErrorCode: err.Code, ErrorMessage: err.Message})
}

type putTargetsInput struct {
	Rule         *string  `aws:"required,len=1..64,re=ruleName"`
	EventBusName *string  `aws:"len=1..1600,re=busNameOrARN"`
	Targets      []target `aws:"required,len=1..100"`
}

// putTargets adds targets or replaces those of the same id; the others stay.
func putTargets(c *call, in *putTargetsInput) (*targetsOutput, error) {
	st := c.events()
	bus, rule, err := st.rule(in.EventBusName, *in.Rule)
	if err != nil {
		return nil, err
	}
	if rule.ManagedBy != "" {
		return nil, managedRule(rule)
	}
	if len(in.Targets) > maxTargetsPerCall {
		return nil, invalid("1 validation error detected: Value at 'targets' failed to satisfy constraint: Member must have length less than or equal to %d", maxTargetsPerCall)
	}
	if err := checkTargets(c, in.Targets); err != nil {
		return nil, err
	}
	if err := c.checkTargetRoles(rule, in.Targets); err != nil {
		return nil, err
	}
	out := &targetsOutput{FailedEntries: []failedTarget{}}
	targets := slices.Clone(rule.Targets)
	for _, t := range in.Targets {
		if failure := c.partialFailure(*t.Id); failure != nil {
			out.fail(*t.Id, failure)
			continue
		}
		if at := indexOfTarget(targets, *t.Id); at >= 0 {
			targets[at] = t
		} else {
			targets = append(targets, t)
		}
	}
	if len(targets) > maxTargetsPerRule {
		return nil, failf("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	}
	st.changeRule(bus.Name, rule.Name, func(r *eventRule) { r.Targets = targets })
	return out, nil
}

func indexOfTarget(targets []target, id string) int {
	return slices.IndexFunc(targets, func(t target) bool { return *t.Id == id })
}

type removeTargetsInput struct {
	Rule         *string  `aws:"required,len=1..64,re=ruleName"`
	EventBusName *string  `aws:"len=1..1600,re=busNameOrARN"`
	IDs          []string `json:"Ids" aws:"required,len=1..100,item(len=1..64,re=ruleName)"`
	Force        bool     `aws:""`
}

// removeTargets takes targets from a rule. An id that the rule does not have is
// a failed entry.
func removeTargets(c *call, in *removeTargetsInput) (*targetsOutput, error) {
	st := c.events()
	bus, rule, err := st.rule(in.EventBusName, *in.Rule)
	if err != nil {
		return nil, err
	}
	if rule.ManagedBy != "" && !in.Force {
		return nil, managedRule(rule)
	}
	if len(in.IDs) > maxTargetsPerCall {
		return nil, invalid("1 validation error detected: Value at 'ids' failed to satisfy constraint: Member must have length less than or equal to %d", maxTargetsPerCall)
	}
	out := &targetsOutput{FailedEntries: []failedTarget{}}
	targets := slices.Clone(rule.Targets)
	for _, id := range in.IDs {
		at := indexOfTarget(targets, id)
		switch failure := c.partialFailure(id); {
		case failure != nil:
			out.fail(id, failure)
		case at < 0:
			out.fail(id, notFound("Rule '%s' does not have a target with the Id '%s'.", rule.Name, id))
		default:
			targets = slices.Delete(targets, at, at+1)
		}
	}
	st.changeRule(bus.Name, rule.Name, func(r *eventRule) { r.Targets = targets })
	return out, nil
}

type listTargetsByRuleInput struct {
	Rule         *string `aws:"required,len=1..64,re=ruleName"`
	EventBusName *string `aws:"len=1..1600,re=busNameOrARN"`
	NextToken    *string `aws:"len=1..2048"`
	Limit        *int64  `aws:"range=1..100"`
}

type listTargetsByRuleOutput struct {
	Targets   []target
	NextToken *string `json:",omitempty"`
}

func listTargetsByRule(c *call, in *listTargetsByRuleInput) (*listTargetsByRuleOutput, error) {
	_, rule, err := c.events().rule(in.EventBusName, *in.Rule)
	if err != nil {
		return nil, err
	}
	targets := slices.Clone(rule.Targets)
	slices.SortFunc(targets, func(a, b target) int { return strings.Compare(*a.Id, *b.Id) })
	targets, next, err := eventsPage(c, targets, func(t target) string { return *t.Id }, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	return &listTargetsByRuleOutput{Targets: append([]target{}, targets...), NextToken: next}, nil
}
