package catalog_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

func TestParseEventSourceName(t *testing.T) {
	t.Parallel()

	for name, want := range map[string]catalog.EventSourceName{
		"aws.partner/buildkite.com/my-org/0106-187c-12cd4fe":     {Partner: "buildkite.com", Organization: "my-org", ID: "0106-187c-12cd4fe"},
		"aws.partner/auth0.com/tenant-1234/auth0.logs":           {Partner: "auth0.com", Organization: "tenant-1234", ID: "auth0.logs"},
		"aws.partner/salesforce.com/00D/0YL/x":                   {Partner: "salesforce.com", Organization: "00D/0YL", ID: "x"},
		"aws.partner/example.com/only-id":                        {Partner: "example.com", ID: "only-id"},
		"aws.partner/example.com/" + strings.Repeat("a", 256-24): {Partner: "example.com", ID: strings.Repeat("a", 256-24)},
	} {
		got, err := catalog.ParseEventSourceName(name)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
		if got.String() != name {
			t.Errorf("%s is put together as %s", name, got)
		}
	}
}

func TestParseEventSourceNameErrors(t *testing.T) {
	t.Parallel()

	for name, want := range map[string]string{
		"":                               `"" is not a partner event source name: it is empty; the form is aws.partner/<partner>/<organization>/<id>`,
		"aws.partner/buildkite/my-org/1": `"aws.partner/buildkite/my-org/1" is not a partner event source name: the partner is given by its domain; did you mean "aws.partner/buildkite.com/my-org/1"?`,
		" aws.partner/a.com/b/c":         `" aws.partner/a.com/b/c" is not a partner event source name: it begins or ends with white space`,
		"arn:aws:events:us-east-1::event-source/aws.partner/buildkite.com/my-org/1": `"arn:aws:events:us-east-1::event-source/aws.partner/buildkite.com/my-org/1" is not a partner event source name: it is an ARN; the name is the part "aws.partner/buildkite.com/my-org/1"`,
		"arn:aws:events:us-east-1:123456789012:event-bus/default":                   `"arn:aws:events:us-east-1:123456789012:event-bus/default" is not a partner event source name: it is an ARN; the form of a name is aws.partner/<partner>/<organization>/<id>`,
		"buildkite.com/my-org/1":              `"buildkite.com/my-org/1" is not a partner event source name: it does not begin with "aws.partner/"; did you mean "aws.partner/buildkite.com/my-org/1"?`,
		"aws.patner/buildkite.com/my-org/1":   `"aws.patner/buildkite.com/my-org/1" is not a partner event source name: it does not begin with "aws.partner/"; did you mean "aws.partner/buildkite.com/my-org/1"?`,
		"default":                             `"default" is not a partner event source name: it does not begin with "aws.partner/"`,
		"aws.partner/buildkite.com":           `"aws.partner/buildkite.com" is not a partner event source name: the id is missing; the form is aws.partner/<partner>/<organization>/<id>`,
		"aws.partner/buildkite.com/":          `"aws.partner/buildkite.com/" is not a partner event source name: part 3 between the slashes is empty`,
		"aws.partner/buildkite.com/my org/1":  `"aws.partner/buildkite.com/my org/1" is not a partner event source name: "my org" has the character ' '; letters, digits, '.', '-' and '_' are allowed`,
		"aws.partner/buildkite.com/0106-187c": `"aws.partner/buildkite.com/0106-187c" is not a partner event source name: the form of Buildkite is aws.partner/buildkite.com/<organization>/<id>, which has 2 parts after the partner instead of 1`,
		"aws.partner/buildkite.com/a/b/c":     `"aws.partner/buildkite.com/a/b/c" is not a partner event source name: the form of Buildkite is aws.partner/buildkite.com/<organization>/<id>, which has 2 parts after the partner instead of 3`,
	} {
		_, err := catalog.ParseEventSourceName(name)
		if got := errorText(err); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		var nameError *catalog.EventSourceNameError
		if !errors.As(err, &nameError) || nameError.Name != name {
			t.Errorf("%s: the error is %#v", name, err)
		}
	}
	long := "aws.partner/example.com/" + strings.Repeat("a", 257-24)
	if _, err := catalog.ParseEventSourceName(long); !strings.HasSuffix(errorText(err), "it has 257 characters, and EventBridge allows 256") {
		t.Error(err)
	}
}
