package emulator

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
)

func registerMachines(s *jsonService) {
	writes(s, "CreateStateMachine", createStateMachine)
	writes(s, "UpdateStateMachine", updateStateMachine)
	writes(s, "DeleteStateMachine", deleteStateMachine)
}

type loggingConfiguration struct {
	Level                *string          `json:"level,omitempty" aws:"enum=ALL|ERROR|FATAL|OFF"`
	IncludeExecutionData *bool            `json:"includeExecutionData,omitempty"`
	Destinations         []logDestination `json:"destinations,omitempty"`
}

type logDestination struct {
	LogGroup *logDestinationGroup `json:"cloudWatchLogsLogGroup,omitempty"`
}

type logDestinationGroup struct {
	ARN *string `json:"logGroupArn,omitempty" aws:"len=1..256"`
}

type tracingConfiguration struct {
	Enabled bool `json:"enabled"`
}

type encryptionConfiguration struct {
	KMSKeyID    *string `json:"kmsKeyId,omitempty" aws:"len=1..2048"`
	ReusePeriod *int64  `json:"kmsDataKeyReusePeriodSeconds,omitempty" aws:"range=60..900"`
	Type        *string `json:"type,omitempty" aws:"required,enum=AWS_OWNED_KEY|CUSTOMER_MANAGED_KMS_KEY"`
}

type createStateMachineInput struct {
	Name               *string                  `json:"name" aws:"required,len=1..80"`
	Definition         *string                  `json:"definition" aws:"required,len=1..1048576"`
	RoleARN            *string                  `json:"roleArn" aws:"required,len=1..256"`
	Type               *string                  `json:"type" aws:"enum=STANDARD|EXPRESS"`
	Logging            *loggingConfiguration    `json:"loggingConfiguration"`
	Tags               []machineTag             `json:"tags"`
	Tracing            *tracingConfiguration    `json:"tracingConfiguration"`
	Publish            bool                     `json:"publish"`
	VersionDescription *string                  `json:"versionDescription" aws:"len=..256"`
	Encryption         *encryptionConfiguration `json:"encryptionConfiguration"`
}

type createStateMachineOutput struct {
	ARN        string  `json:"stateMachineArn"`
	Created    *epoch  `json:"creationDate"`
	VersionARN *string `json:"stateMachineVersionArn,omitempty"`
}

// Names of state machines: what they may not have, and what they may have when
// their name goes into the name of a log stream.
var (
	badMachineName    = regexp.MustCompile(`[\s<>{}\[\]?*"#%\\^|~` + "`" + `$&,;:/\x00-\x1f\x7f-\x9f]`)
	loggedMachineName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
)

// createStateMachine makes a state machine. It is idempotent: asked for the same
// again, apart from role and tags, it gives the one that is there.
func createStateMachine(c *call, in *createStateMachineInput) (*createStateMachineOutput, error) {
	st, name := c.states(), *in.Name
	m := &stateMachine{
		Name: name, ARN: st.machineARN(name), Type: machineStandard, RoleARN: *in.RoleARN, Definition: *in.Definition,
		Logging: in.Logging, Tracing: in.Tracing, Encryption: in.Encryption, Created: c.now, Status: machineActive,
	}
	if in.Type != nil {
		m.Type = *in.Type
	}
	if badMachineName.MatchString(name) || m.logLevel() != logOff && !loggedMachineName.MatchString(name) {
		return nil, failf("InvalidName", "Invalid Name: '%s'", name)
	}
	var err error
	if m.Tags, err = mergeMachineTags(nil, in.Tags); err != nil {
		return nil, err
	}
	if m.parsed, err = c.checkDefinition(*in.Definition, m.Type); err != nil {
		return nil, err
	}
	if existing := st.machines[name]; existing != nil && !c.forgetIfGone(st, existing) {
		return c.createAgain(st, existing, m)
	}
	if err := c.checkMachine(m); err != nil {
		return nil, err
	}
	st.machines[name] = m
	out := &createStateMachineOutput{ARN: m.ARN, Created: epochOf(m.Created)}
	if in.Publish {
		m.Versions = 1
		out.VersionARN = m.versionARN()
	}
	return out, nil
}

func (c *call) createAgain(st *sfnState, existing, wanted *stateMachine) (*createStateMachineOutput, error) {
	if existing.Status == machineDeleting {
		st.changeMachine(existing, func(m *stateMachine) { m.looks-- })
		return nil, failf("StateMachineDeleting", "State Machine is being deleted: '%s'", existing.ARN)
	}
	same := existing.Definition == wanted.Definition && existing.Type == wanted.Type &&
		reflect.DeepEqual(existing.Logging, wanted.Logging) && reflect.DeepEqual(existing.Tracing, wanted.Tracing) &&
		reflect.DeepEqual(existing.Encryption, wanted.Encryption)
	if !same {
		return nil, failf("StateMachineAlreadyExists", "State Machine Already Exists: '%s'", existing.ARN)
	}
	return &createStateMachineOutput{ARN: existing.ARN, Created: epochOf(existing.Created)}, nil
}

func (m *stateMachine) versionARN() *string {
	arn := fmt.Sprintf("%s:%d", m.ARN, m.Versions)
	return &arn
}

func (m *stateMachine) logLevel() string {
	if m.Logging == nil || m.Logging.Level == nil {
		return logOff
	}
	return *m.Logging.Level
}

func (c *call) checkDefinition(definition, kind string) (*asl.Machine, error) {
	parsed, findings := c.parseDefinition(definition, kind)
	if parsed == nil {
		return nil, failf("InvalidDefinition", "%s", asl.Join(findings))
	}
	return parsed, nil
}

// checkMachine checks what a state machine needs from others: a role that Step
// Functions can assume, and a log group that the role may have logs delivered to.
func (c *call) checkMachine(m *stateMachine) error {
	arn, ok := parseARN(m.RoleARN)
	if !ok || arn.service != "iam" || !strings.HasPrefix(arn.resource, "role/") {
		return failf("InvalidArn", "Invalid Role Arn: '%s'", m.RoleARN)
	}
	if arn.account != c.account {
		return accessDenied("Cross-account pass role is not allowed.")
	}
	role, ok := c.mayAssume(m.RoleARN, m.ARN, "states.amazonaws.com", "states."+c.region+".amazonaws.com")
	if !ok {
		return accessDenied("Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.")
	}
	if m.Tracing != nil && m.Tracing.Enabled && !c.may(role, "xray:PutTraceSegments", "*", nil) {
		return failf("InvalidTracingConfiguration", "Invalid Tracing Configuration: the role may not write to X-Ray.")
	}
	return c.checkLogging(m, role)
}

// logDeliveryActions are what the execution role needs to have logs delivered
// (Step Functions developer guide, "Logging using CloudWatch Logs").
var logDeliveryActions = []string{
	"CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries",
	"PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups",
}

func (c *call) checkLogging(m *stateMachine, role *iamRole) error {
	invalid := func(reason string) error {
		return failf("InvalidLoggingConfiguration", "Invalid Logging Configuration: %s", reason)
	}
	if m.Logging == nil {
		return nil
	}
	if m.logLevel() == logOff && len(m.Logging.Destinations) == 0 {
		return nil
	}
	if len(m.Logging.Destinations) != 1 || m.Logging.Destinations[0].LogGroup == nil || m.Logging.Destinations[0].LogGroup.ARN == nil {
		return invalid("Must specify exactly one Log Destination.")
	}
	arn, ok := parseARN(*m.Logging.Destinations[0].LogGroup.ARN)
	name, isGroup := strings.CutPrefix(arn.resource, "log-group:")
	name, whole := strings.CutSuffix(name, ":*")
	if !ok || arn.service != "logs" || !isGroup || !whole {
		return invalid("Log Destination must be the ARN of a log group, with ':*' at its end.")
	}
	if logsIn(c.store, arn.account, arn.region).groups[name] == nil || arn.region != c.region || arn.account != c.account {
		return accessDenied("The state machine IAM Role is not authorized to access the Log Destination")
	}
	for _, action := range logDeliveryActions {
		if !c.may(role, "logs:"+action, "*", nil) {
			return accessDenied("The state machine IAM Role is not authorized to access the Log Destination")
		}
	}
	return nil
}

func accessDenied(message string) *apiError {
	return &apiError{Code: "AccessDeniedException", Message: message}
}

type updateStateMachineInput struct {
	ARN                *string                  `json:"stateMachineArn" aws:"required,len=1..256"`
	Definition         *string                  `json:"definition" aws:"len=1..1048576"`
	RoleARN            *string                  `json:"roleArn" aws:"len=1..256"`
	Logging            *loggingConfiguration    `json:"loggingConfiguration"`
	Tracing            *tracingConfiguration    `json:"tracingConfiguration"`
	Publish            bool                     `json:"publish"`
	VersionDescription *string                  `json:"versionDescription" aws:"len=..256"`
	Encryption         *encryptionConfiguration `json:"encryptionConfiguration"`
}

type updateStateMachineOutput struct {
	Updated    *epoch  `json:"updateDate"`
	Revision   *string `json:"revisionId,omitempty"`
	VersionARN *string `json:"stateMachineVersionArn,omitempty"`
}

// updateStateMachine changes what is given. A new definition or role makes a
// new revision.
func updateStateMachine(c *call, in *updateStateMachineInput) (*updateStateMachineOutput, error) {
	st, m, err := c.machine(*in.ARN)
	if err != nil {
		return nil, err
	}
	if m.Status == machineDeleting {
		return nil, failf("StateMachineDeleting", "State Machine is being deleted: '%s'", m.ARN)
	}
	if in.Definition == nil && in.RoleARN == nil && in.Logging == nil && in.Tracing == nil && in.Encryption == nil {
		return nil, failf("MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, the EncryptionConfiguration, or the TracingConfiguration must be specified")
	}
	changed := *m
	if in.Definition != nil {
		if changed.parsed, err = c.checkDefinition(*in.Definition, m.Type); err != nil {
			return nil, err
		}
		changed.Definition = *in.Definition
	}
	if in.RoleARN != nil {
		changed.RoleARN = *in.RoleARN
	}
	if in.Logging != nil {
		changed.Logging = in.Logging
	}
	if in.Tracing != nil {
		changed.Tracing = in.Tracing
	}
	if in.Encryption != nil {
		changed.Encryption = in.Encryption
	}
	if changed.logLevel() != logOff && !loggedMachineName.MatchString(m.Name) {
		return nil, failf("InvalidName", "Invalid Name: '%s'", m.Name)
	}
	if err := c.checkMachine(&changed); err != nil {
		return nil, err
	}
	if in.Definition != nil || in.RoleARN != nil {
		changed.Revision = c.emulator.newUUID()
	}
	out := &updateStateMachineOutput{Updated: epochOf(c.now), Revision: pointer(changed.Revision)}
	if in.Publish {
		changed.Versions++
		out.VersionARN = changed.versionARN()
	}
	st.machines[m.Name] = &changed
	return out, nil
}

type machineARNInput struct {
	ARN *string `json:"stateMachineArn" aws:"required,len=1..256"`
}

// deleteStateMachine begins to delete; it succeeds for a state machine that does
// not exist.
func deleteStateMachine(c *call, in *machineARNInput) (*struct{}, error) {
	st, m, err := c.machine(*in.ARN)
	if err != nil {
		if asAPIError(err).Code != codeNoMachine {
			return nil, err
		}
		return &struct{}{}, nil // there is nothing to delete, which is what was asked for
	}
	if m.Status == machineDeleting {
		return &struct{}{}, nil
	}
	wait := c.emulator.workflow.deleting
	deleting := st.changeMachine(m, func(m *stateMachine) {
		m.Status, m.looks, m.goneAt = machineDeleting, wait.Describes, c.now.Add(wait.For)
	})
	c.forgetIfGone(st, deleting)
	return &struct{}{}, nil
}
