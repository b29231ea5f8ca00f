package emulator

import (
	"cmp"
	"strings"
)

// Access is one decision that IAM makes about a call: whether the caller may do
// an action on a resource. Most calls are decided by the action of their own
// name; some by others too, such as iam:PassRole where a role is handed over.
type Access struct {
	Action   string // such as "events:PutRule"
	Resource string // an ARN, or "*" where the action knows no resources
	// Context are the condition keys, in lower case, that the request fills.
	Context map[string]string
}

// SetCallerPolicy lets callers who sign with accessKey do only what these
// identity policies allow, as IAM policy documents. Without a document they may
// do everything again, like all callers that no policies were set for.
func (e *Emulator) SetCallerPolicy(accessKey string, documents ...string) error {
	policies := make([]*policyDocument, 0, len(documents))
	for _, document := range documents {
		policy, err := parseIdentityPolicy(document)
		if err != nil {
			return err
		}
		policies = append(policies, policy)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(policies) == 0 {
		delete(e.callerPolicies, accessKey)
		return nil
	}
	e.callerPolicies[accessKey] = policies
	return nil
}

// authorize refuses a call that the caller's policies do not allow.
func (c *call) authorize() *apiError {
	policies, limited := c.emulator.callerPolicies[c.accessKey]
	if !limited {
		return nil
	}
	for _, wanted := range c.accesses {
		a := access{principal: c.caller.arn(c.region), action: wanted.Action, resource: wanted.Resource, context: wanted.Context}
		if !a.allowed(policies) {
			return failf("AccessDeniedException", "User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
				a.principal, a.action, a.resource, a.action)
		}
	}
	return nil
}

// accessesOf lists what IAM decides on, by the service authorization reference
// of AWS ("Actions, resources, and condition keys"), for the operations that
// are called of the services here. Of other operations the action is that of
// their own name, on any resource.
func (c *call) accessesOf(in map[string]any) []Access {
	own := func(resource string) []Access {
		return []Access{{Action: c.service + ":" + c.operation, Resource: resource}}
	}
	switch c.service {
	case "sts":
		switch c.operation {
		case "GetCallerIdentity", "AssumeRoleWithWebIdentity":
			return nil // needs no permission of the caller
		case "AssumeRole":
			return own(textIn(in, "RoleArn"))
		}
	case "events":
		return c.eventsAccesses(in, own)
	case "logs":
		return c.logsAccesses(in, own)
	case "states":
		return c.statesAccesses(in, own)
	case "iam":
		return c.iamAccesses(in, own)
	case "cloudwatch":
		name := textIn(in, "DashboardName")
		if names, ok := in["DashboardNames"].([]any); ok && len(names) == 1 {
			name, _ = names[0].(string)
		}
		if arn := textIn(in, "ResourceARN"); arn != "" {
			return own(arn)
		}
		if name != "" {
			return append(own(c.dashboardARN(name)), tagging(in, "Tags", "cloudwatch:TagResource", c.dashboardARN(name))...)
		}
	case "sns":
		if topic := textIn(in, "TopicArn"); topic != "" {
			return own(topic)
		}
	case "sqs":
		if name := queueNameIn(in); name != "" {
			return own(arnOf("sqs", c.region, c.account, name))
		}
	case "scheduler":
		target, _ := in["Target"].(map[string]any)
		return append(own(c.scheduleARN(textIn(in, "Name"))), passing(textIn(target, "RoleArn"), schedulerPrincipal)...)
	case "lambda":
		return own(c.functionARN(pointer(textIn(in, "FunctionName")), nil))
	}
	return own("*")
}

func (c *call) eventsAccesses(in map[string]any, own func(string) []Access) []Access {
	arn := func(resource string) string { return arnOf("events", c.region, c.account, resource) }
	switch c.operation {
	case "CreateEventBus", "DescribeEventBus", "UpdateEventBus", "DeleteEventBus":
		bus := arn("event-bus/" + busNameIn(textIn(in, "Name")))
		return append(own(bus), tagging(in, "Tags", "events:TagResource", bus)...)
	case "CreateConnection", "DescribeConnection", "UpdateConnection", "DeleteConnection", "DeauthorizeConnection":
		return own(arn("connection/" + textIn(in, "Name")))
	case "CreateApiDestination", "DescribeApiDestination", "UpdateApiDestination", "DeleteApiDestination":
		return own(arn("api-destination/" + textIn(in, "Name")))
	case "DescribeEventSource", "ActivateEventSource", "DeactivateEventSource":
		return own(arnOf("events", c.region, "", "event-source/"+textIn(in, "Name")))
	case "PutRule", "DescribeRule", "DeleteRule", "ListTargetsByRule", "PutTargets", "RemoveTargets":
		rule := textIn(in, "Rule") // operations on targets call it so, the others Name
		if rule == "" {
			rule = textIn(in, "Name")
		}
		if bus := busNameIn(textIn(in, "EventBusName")); bus != "default" {
			rule = bus + "/" + rule
		}
		out := append(own(arn("rule/"+rule)), tagging(in, "Tags", "events:TagResource", arn("rule/"+rule))...)
		out = append(out, passing(textIn(in, "RoleArn"), "events.amazonaws.com")...)
		targets, _ := in["Targets"].([]any)
		for _, item := range targets {
			target, _ := item.(map[string]any)
			out[0].Context = map[string]string{"events:targetarn": textIn(target, "Arn")}
			out = append(out, passing(textIn(target, "RoleArn"), "events.amazonaws.com")...)
		}
		return out
	case "TagResource", "UntagResource", "ListTagsForResource":
		return own(textIn(in, "ResourceARN"))
	}
	return own("*")
}

// logsAccesses tells of a log group by its ARN with ":log-stream:" behind it,
// as AWS names it in refusals; the three tagging actions take it without.
func (c *call) logsAccesses(in map[string]any, own func(string) []Access) []Access {
	name := cmp.Or(textIn(in, "logGroupName"), textIn(in, "logGroupIdentifier"))
	group := arnOf("logs", c.region, c.account, "log-group:"+name)
	switch c.operation {
	case "CreateLogGroup":
		return append(own(group+":log-stream:"), tagging(in, "tags", "logs:TagResource", group)...)
	case "TagResource", "UntagResource", "ListTagsForResource":
		return own(strings.TrimSuffix(textIn(in, "resourceArn"), ":*"))
	}
	if name != "" {
		return own(group + ":log-stream:")
	}
	return own("*") // DescribeLogGroups, and the resource policies
}

func (c *call) statesAccesses(in map[string]any, own func(string) []Access) []Access {
	machine := textIn(in, "stateMachineArn") + textIn(in, "resourceArn") + textIn(in, "executionArn") // one of them is there
	switch c.operation {
	case "CreateStateMachine":
		machine = arnOf("states", c.region, c.account, "stateMachine:"+textIn(in, "name"))
	case "ListStateMachines":
		return own("*")
	}
	out := append(own(machine), passing(textIn(in, "roleArn"), "states.amazonaws.com")...)
	if c.operation == "CreateStateMachine" {
		out = append(out, tagging(in, "tags", "states:TagResource", machine)...)
	}
	return out
}

func (c *call) iamAccesses(in map[string]any, own func(string) []Access) []Access {
	name := textIn(in, "RoleName")
	if name == "" {
		return own("*")
	}
	role := arnOf("iam", "", c.account, "role"+rolePath(textIn(in, "Path"))+name)
	if known := iamIn(c.store, c.account).roles[strings.ToLower(name)]; known != nil && c.operation != "CreateRole" {
		role = known.ARN
	}
	out := own(role)
	if c.operation == "CreateRole" && in["Tags.member.1.Key"] != nil {
		out = append(out, Access{Action: "iam:TagRole", Resource: role})
	}
	return out
}

// tagging is the access that tags in a request that creates ask for. They are
// a list or an object.
func tagging(in map[string]any, member, action, resource string) []Access {
	list, _ := in[member].([]any)
	object, _ := in[member].(map[string]any)
	if len(list)+len(object) == 0 {
		return nil
	}
	return []Access{{Action: action, Resource: resource}}
}

// passing is the access that a role in a request asks for, if there is one.
func passing(role, service string) []Access {
	if role == "" {
		return nil
	}
	return []Access{{Action: "iam:PassRole", Resource: role, Context: map[string]string{"iam:passedtoservice": service}}}
}

// queueNameIn is the name of the queue that a request is about.
func queueNameIn(in map[string]any) string {
	url := textIn(in, "QueueUrl")
	return textIn(in, "QueueName") + url[strings.LastIndexByte(url, '/')+1:]
}

func textIn(in map[string]any, member string) string {
	text, _ := in[member].(string)
	return text
}

// busNameIn is the name of a bus that is given by name or ARN, or not at all.
func busNameIn(text string) string {
	if _, name, isARN := strings.Cut(text, ":event-bus/"); isARN {
		return name
	}
	if text == "" {
		return "default"
	}
	return text
}

// rolePath is the path of a role, "/" where none is given.
func rolePath(path string) string {
	if path == "" {
		return "/"
	}
	return path
}
