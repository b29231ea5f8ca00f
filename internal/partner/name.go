package partner

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws/arn"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// exampleName is a name in full, for messages.
const exampleName = catalog.PartnerPrefix + "buildkite.com/my-org/0106-187c-12cd4fe"

// maxPrefix is the longest prefix that ListEventSources takes.
const maxPrefix = 256

// oddCharacter matches what names and prefixes cannot contain: the service model's
// pattern of NamePrefix in ListEventSources, turned around.
var oddCharacter = regexp.MustCompile(`[^/.\-_A-Za-z0-9]`)

// checkName returns what is wrong with the name of a partner event source, in
// whole sentences, or "".
func checkName(text string) string {
	_, err := catalog.ParseEventSourceName(text)
	if err == nil {
		return ""
	}
	return fmt.Sprintf("%s A name looks like %q; the integration's settings at the partner show it.", closed(err.Error()), exampleName)
}

// checkPrefix returns what is wrong with a prefix of such names, in whole
// sentences, or "".
func checkPrefix(text string) string {
	switch {
	case text == "":
		return "The prefix is empty. To get all names, omit it."
	case utf8.RuneCountInString(text) > maxPrefix:
		return fmt.Sprintf("The prefix has %d characters. EventBridge allows %d.", utf8.RuneCountInString(text), maxPrefix)
	case oddCharacter.MatchString(text):
		return fmt.Sprintf("%q contains %q. Letters, digits, '.', '-', '_' and '/' are allowed.", text, oddCharacter.FindString(text))
	case !strings.HasPrefix(text, catalog.PartnerPrefix) && !strings.HasPrefix(catalog.PartnerPrefix, text):
		return fmt.Sprintf("No name starts with %q: the names of all partner event sources start with %q.", text, catalog.PartnerPrefix)
	}
	return ""
}

// namePrefix is how all names of a partner begin, or all names of one
// organization at the partner.
func namePrefix(partner, organization string) string {
	prefix := catalog.PartnerPrefix + partner + "/"
	if organization != "" {
		prefix += organization + "/"
	}
	return prefix
}

// partnerOf is the partner's domain in a name.
func partnerOf(name string) string {
	partner, _, _ := strings.Cut(strings.TrimPrefix(name, catalog.PartnerPrefix), "/")
	return partner
}

// nameInARN takes the name out of the ARN of a partner event bus or of a
// partner event source, and says in which region that is.
func nameInARN(text string) (name, region string, found bool) {
	parsed, err := arn.Parse(text)
	if err != nil || parsed.Service != "events" {
		return "", "", false
	}
	kind, name, _ := strings.Cut(parsed.Resource, "/")
	return name, parsed.Region, kind == "event-bus" || kind == "event-source"
}

// closed ends a sentence.
func closed(text string) string {
	if strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
