package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
)

// maxBusPolicy is the size of a bus policy.
const maxBusPolicy = 10240

type permissionCondition struct {
	Type  *string `aws:"required"`
	Key   *string `aws:"required"`
	Value *string `aws:"required"`
}

type putPermissionInput struct {
	EventBusName *string              `aws:"len=1..256,re=plainBusName"`
	Action       *string              `aws:"len=1..64,re=action"`
	Principal    *string              `aws:"len=1..12,re=principal"`
	StatementID  *string              `json:"StatementId" aws:"len=1..64,re=statementID"`
	Condition    *permissionCondition `aws:""`
	Policy       *string              `aws:""`
}

type busPolicy struct {
	Version   string           `json:"Version"`
	Statement []map[string]any `json:"Statement"`
}

func (b *eventBus) policy() busPolicy {
	policy := busPolicy{Version: "2012-10-17"}
	_ = json.Unmarshal([]byte(b.Policy), &policy) // what is stored was checked
	return policy
}

// putPermission sets the whole policy of a custom bus, or adds one statement.
// The name of a partner bus does not fit the parameter.
func putPermission(c *call, in *putPermissionInput) (*nothing, error) {
	st := c.events()
	bus, err := st.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	text := value(in.Policy)
	if in.Policy != nil {
		var policy busPolicy
		if json.Unmarshal([]byte(text), &policy) != nil || len(policy.Statement) == 0 {
			return nil, invalid("Parameter Policy is not valid. Reason: it is not a policy document.")
		}
	} else {
		if in.Action == nil || in.Principal == nil || in.StatementID == nil {
			return nil, invalid("Parameter Action, Principal and StatementId must be specified when Policy is not.")
		}
		text = bus.addStatement(in)
	}
	if len(text) > maxBusPolicy {
		return nil, failf("PolicyLengthExceededException", "The policy is longer than %d characters.", maxBusPolicy)
	}
	st.changeBus(bus.Name, func(b *eventBus) { b.Policy, b.Modified = text, c.now })
	return &nothing{}, nil
}

func (b *eventBus) addStatement(in *putPermissionInput) string {
	statement := map[string]any{
		"Sid": *in.StatementID, "Effect": "Allow", "Action": *in.Action, "Resource": b.ARN, "Principal": "*",
	}
	if *in.Principal != "*" {
		arn, _ := parseARN(b.ARN)
		statement["Principal"] = map[string]string{"AWS": fmt.Sprintf("arn:%s:iam::%s:root", arn.partition, *in.Principal)}
	}
	if in.Condition != nil {
		statement["Condition"] = map[string]any{*in.Condition.Type: map[string]string{*in.Condition.Key: *in.Condition.Value}}
	}
	policy := b.policy()
	policy.Statement = slices.DeleteFunc(policy.Statement, func(s map[string]any) bool { return s["Sid"] == *in.StatementID })
	policy.Statement = append(policy.Statement, statement)
	text, err := json.Marshal(policy)
	if err != nil {
		return b.Policy
	}
	return string(text)
}

type removePermissionInput struct {
	EventBusName         *string `aws:"len=1..256,re=plainBusName"`
	StatementID          *string `json:"StatementId" aws:"len=1..64,re=statementID"`
	RemoveAllPermissions bool    `aws:""`
}

func removePermission(c *call, in *removePermissionInput) (*nothing, error) {
	st := c.events()
	bus, err := st.bus(in.EventBusName)
	if err != nil {
		return nil, err
	}
	policy := bus.policy()
	before := len(policy.Statement)
	policy.Statement = slices.DeleteFunc(policy.Statement, func(s map[string]any) bool {
		return in.RemoveAllPermissions || s["Sid"] == value(in.StatementID)
	})
	if !in.RemoveAllPermissions && len(policy.Statement) == before {
		return nil, notFound("Statement with the provided id does not exist.")
	}
	text := ""
	if len(policy.Statement) > 0 {
		encoded, err := json.Marshal(policy)
		if err != nil {
			return nil, err
		}
		text = string(encoded)
	}
	st.changeBus(bus.Name, func(b *eventBus) { b.Policy, b.Modified = text, c.now })
	return &nothing{}, nil
}
