package awsclient

import (
	"fmt"
	"strings"
	"testing"
)

func TestAccess(t *testing.T) {
	t.Parallel()
	const topic, rule = "arn:aws:sns:us-east-1:123456789012:alerts", "arn:aws:events:us-east-1:123456789012:rule/a"
	a := Access{Principal: "events.amazonaws.com", Action: "sns:Publish", Resource: topic, SourceARN: rule, SourceAccount: "123456789012"}
	statement := func(effect, principal, action, condition string) string {
		if condition != "" {
			condition = `,"Condition":` + condition
		}
		return fmt.Sprintf(`{"Effect":%q,"Principal":%s,"Action":%q,"Resource":%q%s}`, effect, principal, action, topic, condition)
	}
	const events = `{"Service":"events.amazonaws.com"}`
	allow := statement("Allow", events, "SNS:Publish", "")
	for name, test := range map[string]struct {
		statements []string
		want       string // "allowed", "conditional", "denied", or a part of what is missing
	}{
		"no statement":       {nil, "sns:Publish for events.amazonaws.com"},
		"allowed":            {[]string{allow}, "allowed"},
		"the statement":      {[]string{a.Statement()}, "allowed"},
		"by default":         {[]string{statement("Allow", `{"AWS":"*"}`, "SNS:Publish", `{"StringEquals":{"AWS:SourceOwner":"123456789012"}}`)}, "sns:Publish for"},
		"everyone":           {[]string{statement("Allow", `"*"`, "sns:*", "")}, "allowed"},
		"another service":    {[]string{statement("Allow", `{"Service":"s3.amazonaws.com"}`, "sns:Publish", "")}, "sns:Publish for"},
		"another action":     {[]string{statement("Allow", events, "sns:Subscribe", "")}, "sns:Publish for"},
		"another rule":       {[]string{statement("Allow", events, "sns:Publish", `{"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:123456789012:rule/b"}}`)}, "rule/b"},
		"this rule":          {[]string{statement("Allow", events, "sns:Publish", `{"ArnLike":{"aws:SourceArn":["arn:aws:events:*:*:rule/*"]},"StringEquals":{"AWS:SourceAccount":"123456789012"}}`)}, "allowed"},
		"another account":    {[]string{statement("Allow", events, "sns:Publish", `{"StringEquals":{"aws:SourceAccount":"210987654321"}}`)}, "210987654321"},
		"an organization":    {[]string{statement("Allow", events, "sns:Publish", `{"StringEquals":{"aws:SourceOrgID":"o-1"}}`)}, "conditional"},
		"conditional + sure": {[]string{statement("Allow", events, "sns:Publish", `{"StringEquals":{"aws:SourceOrgID":"o-1"}}`), allow}, "allowed"},
		"denied":             {[]string{allow, statement("Deny", `"*"`, "sns:Publish", "")}, "denied"},
		"denied to others":   {[]string{allow, statement("Deny", `"*"`, "sns:Publish", `{"ArnNotLike":{"aws:SourceArn":"arn:aws:events:*:*:rule/a"}}`)}, "allowed"},
		"denied to us":       {[]string{allow, statement("Deny", `"*"`, "sns:Publish", `{"ArnNotLike":{"aws:SourceArn":"arn:aws:events:*:*:rule/b"}}`)}, "denied"},
		"denied without TLS": {[]string{allow, statement("Deny", `"*"`, "sns:*", `{"Bool":{"aws:SecureTransport":"false"}}`)}, "allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict := a.Decide(PolicyDocument{Name: "topic", Text: `{"Statement":[` + strings.Join(test.statements, ",") + `]}`})
			got := strings.Join(verdict.Missing, "; ")
			switch {
			case len(verdict.Denied) > 0:
				got = "denied"
			case verdict.Allowed && len(verdict.Conditional) > 0:
				got = "conditional"
			case verdict.Allowed:
				got = "allowed"
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("got %+v, want %s", verdict, test.want)
			}
		})
	}
	if v := a.Decide(PolicyDocument{}); v.Allowed {
		t.Error("allowed without a policy")
	}
}
