package awsclient

import (
	"fmt"
	"slices"
	"testing"
)

const group = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/events/builds"

// policy is a document with one statement.
func policy(statement string) PolicyDocument {
	return PolicyDocument{Name: "p", Text: fmt.Sprintf(`{"Version":"2012-10-17","Statement":[%s]}`, statement)}
}

const (
	both     = `"Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]}`
	actions  = `"Action":["logs:CreateLogStream","logs:PutLogEvents"]`
	resource = `"Resource":"` + group + `:*"`
	usual    = `{"Effect":"Allow",` + both + `,` + actions + `,` + resource + `}`
)

func TestMayDeliver(t *testing.T) {
	t.Parallel()
	all := []string{
		"logs:CreateLogStream for events.amazonaws.com", "logs:PutLogEvents for events.amazonaws.com",
		"logs:CreateLogStream for delivery.logs.amazonaws.com", "logs:PutLogEvents for delivery.logs.amazonaws.com",
	}
	tests := map[string]struct {
		documents   []PolicyDocument
		missing     []string
		denied      []string
		conditional []string
		unreadable  []string
	}{
		"no policy":             {nil, all, nil, nil, nil},
		"the usual one":         {[]PolicyDocument{policy(usual)}, nil, nil, nil, nil},
		"statement not in list": {[]PolicyDocument{{"p", `{"Statement":` + usual + `}`}}, nil, nil, nil, nil},
		"one principal each": {[]PolicyDocument{
			policy(`{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},` + actions + `,` + resource + `}`),
			policy(`{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},` + actions + `,` + resource + `}`),
		}, nil, nil, nil, nil},
		"one principal missing": {[]PolicyDocument{
			policy(`{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},` + actions + `,` + resource + `}`),
		}, all[2:], nil, nil, nil},
		"one action missing": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,"Action":"logs:PutLogEvents",` + resource + `}`),
		}, []string{all[0], all[2]}, nil, nil, nil},
		"another group": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,` + actions + `,"Resource":"arn:aws:logs:eu-central-1:123456789012:log-group:/aws/events/other:*"}`),
		}, all, nil, nil, nil},
		"another region": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,` + actions + `,"Resource":"arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/builds:*"}`),
		}, all, nil, nil, nil},
		"group without its streams": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,` + actions + `,"Resource":"` + group + `"}`),
		}, all, nil, nil, nil},
		"one stream": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,` + actions + `,"Resource":"` + group + `:log-stream:mine"}`),
		}, all, nil, nil, nil},
		"group with a longer name": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,` + actions + `,"Resource":"` + group + `-2:*"}`),
		}, all, nil, nil, nil},
		"wildcard over groups": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,` + actions + `,"Resource":"arn:aws:logs:*:123456789012:log-group:/aws/events/*:*"}`),
		}, nil, nil, nil, nil},
		"question mark": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,` + actions + `,"Resource":"arn:aws:logs:eu-central-?:123456789012:log-group:/aws/events/build?:*"}`),
		}, nil, nil, nil, nil},
		"everything": {[]PolicyDocument{
			policy(`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`),
		}, nil, nil, nil, nil},
		"every AWS principal": {[]PolicyDocument{
			policy(`{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"logs:*","Resource":"*"}`),
		}, nil, nil, nil, nil},
		"action in another case": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,"Action":["LOGS:createlogstream","logs:Put*"],` + resource + `}`),
		}, nil, nil, nil, nil},
		"an account": {[]PolicyDocument{
			policy(`{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"logs:*","Resource":"*"}`),
		}, all, nil, nil, nil},
		"another service": {[]PolicyDocument{
			policy(`{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":"logs:*","Resource":"*"}`),
		}, all, nil, nil, nil},
		"no principal": {[]PolicyDocument{
			policy(`{"Effect":"Allow","Action":"logs:*","Resource":"*"}`),
		}, all, nil, nil, nil},
		"effect misspelled": {[]PolicyDocument{
			policy(`{"Effect":"allow",` + both + `,` + actions + `,` + resource + `}`),
		}, all, nil, nil, nil},
		"denied": {[]PolicyDocument{
			policy(usual),
			{"no", `{"Statement":[{"Effect":"Deny","Principal":{"Service":"events.amazonaws.com"},"Action":"logs:PutLogEvents","Resource":"*"}]}`},
		}, nil, []string{`logs:PutLogEvents for events.amazonaws.com by policy "no"`}, nil, nil},
		"denied for another group": {[]PolicyDocument{
			policy(usual + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"` + group + `-2:*"}`),
		}, nil, nil, nil, nil},
		"denied under a condition": {[]PolicyDocument{
			policy(usual + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"123456789012"}}}`),
		}, nil, nil, nil, nil},
		"denied to all but these": {[]PolicyDocument{
			policy(usual + `,{"Effect":"Deny","NotPrincipal":{"Service":"events.amazonaws.com"},"NotAction":"logs:CreateLogStream","NotResource":"arn:aws:logs:*:*:log-group:x:*"}`),
		}, nil, []string{`logs:PutLogEvents for delivery.logs.amazonaws.com by policy "p"`}, nil, nil},
		"allowed under a condition": {[]PolicyDocument{
			policy(`{"Effect":"Allow",` + both + `,` + actions + `,` + resource + `,"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}`),
		}, nil, nil, []string{"p"}, nil},
		"condition and none": {[]PolicyDocument{
			policy(usual), policy(`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"a":{"b":"c"}}}`),
		}, nil, nil, nil, nil},
		"not readable": {[]PolicyDocument{{"broken", `{`}, policy(usual)}, nil, nil, nil, []string{"broken"}},
		"odd types":    {[]PolicyDocument{{"odd", `{"Statement":[{"Effect":"Allow","Action":7}]}`}}, all, nil, nil, []string{"odd"}},
		"no statement": {[]PolicyDocument{{"empty", `{}`}}, all, nil, nil, nil},
	}
	for name, test := range tests {
		for _, arn := range []string{group, group + ":*"} {
			got := MayDeliver(arn, test.documents)
			if got.Allowed != (len(test.missing)+len(test.denied) == 0) ||
				!slices.Equal(got.Missing, test.missing) || !slices.Equal(got.Denied, test.denied) ||
				!slices.Equal(got.Conditional, test.conditional) || !slices.Equal(got.Unreadable, test.unreadable) {
				t.Errorf("%s: got %+v", name, got)
			}
		}
	}
}

func TestWildcard(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "abc", true}, {"a*", "abc", true}, {"*c", "abc", true},
		{"a*c", "abc", true}, {"a*b", "abc", false}, {"a?c", "abc", true}, {"a?c", "ac", false}, {"**", "x", true},
		{"*a*a*", "aa", true}, {"*a*a*", "a", false}, {"ab", "abc", false}, {"abc", "ab", false}, {"*ab", "aab", true},
	} {
		if got := wildcard(test.pattern, test.text); got != test.want {
			t.Errorf("wildcard(%q, %q) = %v", test.pattern, test.text, got)
		}
	}
}
