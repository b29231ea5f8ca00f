package emulator

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// RunSchedule fires a schedule of a region as its time has come: a state machine
// starts as the schedule's role lets it, with the clock at that time. It returns
// the execution, which has ended. A schedule that is disabled, and a call that the
// target refuses, are errors; the latter also goes to the dead-letter queue.
func (e *Emulator) RunSchedule(region, name string, at time.Time) (Execution, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.localCall(region)
	c.now = at
	s, err := c.schedule(&name, nil)
	if err != nil {
		return Execution{}, err
	}
	if *s.State == "DISABLED" {
		return Execution{}, fmt.Errorf("the schedule %s is disabled", name)
	}
	e.remember()
	x, failure := c.startScheduled(s)
	if failure != nil {
		c.scheduleDeadLetter(s, failure)
		return Execution{}, errors.New(failure.code + ": " + failure.message)
	}
	return x, nil
}

func (c *call) startScheduled(s *schedule) (Execution, *deliveryError) {
	arn := *s.Target.ARN
	role, ok := c.mayAssume(*s.Target.RoleARN, c.scheduleGroup(), schedulerPrincipal)
	switch {
	case !ok:
		return Execution{}, &deliveryError{"AccessDeniedException", "EventBridge Scheduler cannot assume the role " + *s.Target.RoleARN + "."}
	case !c.may(role, "states:StartExecution", arn, nil):
		return Execution{}, &deliveryError{"AWS.SFN.AccessDeniedException", notAllowed(role.ARN, "states:StartExecution", arn)}
	}
	parsed, _ := parseARN(arn)
	st := statesIn(c.store, parsed.account, parsed.region)
	m := st.machines[strings.TrimPrefix(parsed.resource, "stateMachine:")]
	if m == nil || c.forgetIfGone(st, m) || m.Status == machineDeleting {
		return Execution{}, &deliveryError{"AWS.SFN.StateMachineDoesNotExistException", "State Machine Does Not Exist: '" + arn + "'"}
	}
	return c.execute(st, m, s.Target.input(), "", s.ARN), nil
}

func (t *scheduleTarget) input() string {
	if t.Input == nil {
		return "{}"
	}
	return *t.Input
}

// scheduleDeadLetter sends what could not be delivered to the queue of the
// schedule, which its role must allow.
func (c *call) scheduleDeadLetter(s *schedule, failure *deliveryError) {
	if s.Target.DeadLetter == nil || s.Target.DeadLetter.ARN == nil {
		return
	}
	arn := *s.Target.DeadLetter.ARN
	role := c.roleByARN(*s.Target.RoleARN)
	if c.store.queueAt(arn) == nil || role == nil || !c.may(role, "sqs:SendMessage", arn, nil) {
		return
	}
	c.put(arn, queueMessage{Body: s.Target.input(), Attributes: map[string]messageAttribute{
		"SCHEDULE_ARN": textAttribute(s.ARN), "TARGET_ARN": textAttribute(*s.Target.ARN),
		"ERROR_CODE": textAttribute(failure.code), "ERROR_MESSAGE": textAttribute(failure.message),
	}})
}
