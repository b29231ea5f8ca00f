package emulator

import "strings"

const eventsPrincipal = "events.amazonaws.com"

// checkTargetRoles holds that EventBridge can assume the roles of targets that
// are state machines or API destinations.
func (c *call) checkTargetRoles(rule *eventRule, targets []target) error {
	for _, t := range targets {
		arn, _ := parseARN(*t.Arn)
		needed := arn.service == "states" || arn.service == "events" && strings.HasPrefix(arn.resource, "api-destination/")
		if !needed || t.RoleArn == nil {
			continue
		}
		if _, ok := c.mayAssume(*t.RoleArn, rule.ARN, eventsPrincipal); !ok {
			return invalid("Provided role '%s' cannot be assumed by principal '%s'.", *t.RoleArn, eventsPrincipal)
		}
	}
	return nil
}

// deliverToStateMachine starts an execution with the event. EventBridge counts
// a run that started as a success, however it ends.
func deliverToStateMachine(d *delivery) *deliveryError {
	arn, _ := parseARN(*d.target.Arn)
	name, isMachine := strings.CutPrefix(arn.resource, "stateMachine:")
	st := statesIn(d.call.store, arn.account, arn.region)
	if arn.region != d.state.region || arn.account != d.state.account || !isMachine {
		return &deliveryError{"NO_RESOURCE", "The state machine " + *d.target.Arn + " is not in the region and account of the rule."}
	}
	role, ok := d.call.mayAssume(value(d.target.RoleArn), d.rule.ARN, eventsPrincipal)
	switch {
	case !ok:
		return &deliveryError{"NO_PERMISSIONS", "EventBridge cannot assume the role " + value(d.target.RoleArn) + " of the target."}
	case !d.call.may(role, "states:StartExecution", *d.target.Arn, nil):
		return &deliveryError{"NO_PERMISSIONS", notAllowed(role.ARN, "states:StartExecution", *d.target.Arn)}
	}
	m := st.machines[name]
	if m == nil || d.call.forgetIfGone(st, m) || m.Status == machineDeleting {
		return &deliveryError{"NO_RESOURCE", "The state machine " + *d.target.Arn + " does not exist."}
	}
	d.call.execute(st, m, string(d.payload), "", d.rule.ARN)
	return nil
}
