package awsclient

import (
	"strings"
	"testing"
)

const testARN = "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/events/buildkite"

func TestDeliveryPolicy(t *testing.T) {
	t.Parallel()
	want := `{"Version":"2012-10-17","Statement":[{"Sid":"EventBridgeToCloudWatchLogs","Effect":"Allow",` +
		`"Principal":{"Service":["delivery.logs.amazonaws.com","events.amazonaws.com"]},` +
		`"Action":["logs:CreateLogStream","logs:PutLogEvents"],` +
		`"Resource":"arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/events/buildkite:*"}]}`
	if got := LogDeliveryPolicy(testARN); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSamePolicy(t *testing.T) {
	t.Parallel()
	const base = `{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":["x","y"],"Resource":"r"}]}`
	for name, test := range map[string]struct {
		other string
		want  bool
	}{
		"itself":                   {base, true},
		"other order":              {`{"Statement":[{"Action":["y","x"],"Resource":"r","Effect":"Allow","Sid":"a"}],"Version":"2012-10-17"}`, true},
		"one statement, no list":   {`{"Version":"2012-10-17","Statement":{"Sid":"a","Effect":"Allow","Action":["x","y"],"Resource":["r"]}}`, true},
		"white space":              {strings.ReplaceAll(base, ",", " ,\n\t"), true},
		"one action less":          {strings.Replace(base, `["x","y"]`, `"x"`, 1), false},
		"other effect":             {strings.Replace(base, "Allow", "Deny", 1), false},
		"a condition more":         {strings.Replace(base, `"Resource"`, `"Condition":{},"Resource"`, 1), false},
		"another statement":        {strings.Replace(base, `[{`, `[{"Effect":"Deny"},{`, 1), false},
		"no JSON":                  {`{`, false},
		"text after the document":  {base + "x", false},
		"another document behind":  {base + base, false},
		"empty":                    {"", false},
		"a list in place of a map": {`[]`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := SamePolicy(base, test.other); got != test.want {
				t.Errorf("SamePolicy is %t for %s", got, test.other)
			}
			if got := SamePolicy(test.other, base); got != test.want {
				t.Errorf("SamePolicy is %t the other way round", got)
			}
		})
	}
}

func TestForeignStatements(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		document string
		want     bool
	}{
		"the provider's":          {LogDeliveryPolicy(testARN), false},
		"the provider's, changed": {`{"Statement":{"Sid":"EventBridgeToCloudWatchLogs","Effect":"Deny"}}`, false},
		"another one":             {`{"Statement":[{"Sid":"Route53","Effect":"Allow"}]}`, true},
		"without a Sid":           {`{"Statement":{"Effect":"Allow"}}`, true},
		"both":                    {`{"Statement":[{"Sid":"EventBridgeToCloudWatchLogs"},{"Sid":"Route53"}]}`, true},
		"no statement":            {`{}`, true},
		"no object":               {`[]`, true},
		"no JSON":                 {`nope`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := len(ForeignStatements(test.document)) > 0; got != test.want {
				t.Errorf("ForeignStatements finds one: %t", got)
			}
		})
	}
}
