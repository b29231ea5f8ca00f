// Package sourcename reads the names of partner event sources, which are also
// the names of their event buses. It is pure: it may import neither Terraform
// nor AWS, so that resources, data sources and functions can share it.
package sourcename

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Limits and characters of names, from the EventBridge service model
// (CreateEventBus EventSourceName, ListEventSources NamePrefix).
const (
	// MaxLength is the longest name, and the longest prefix of names, in characters.
	MaxLength = 256
	// Root is what the name of every partner event source starts with.
	Root = "aws.partner/"
	// Example is a name in full, for messages and docs.
	Example = Root + "buildkite.com/my-org/0106-187c-12cd4fe"
)

var (
	validName    = regexp.MustCompile(`^aws\.partner(/[.\-_A-Za-z0-9]+){2,}$`)
	validPrefix  = regexp.MustCompile(`^[/.\-_A-Za-z0-9]+$`)
	oddCharacter = regexp.MustCompile(`[^/.\-_A-Za-z0-9]`)
	anyARN       = regexp.MustCompile(`^arn:[^:]*:events:[^:]*:[^:]*:(event-bus|event-source|rule)/(.+)$`)
)

// Name is the name of a partner event source, in its parts.
type Name struct {
	// Full is the whole name, "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe".
	Full string
	// Partner is the partner's domain, "buildkite.com".
	Partner string
	// Organization is the partner's name for its customer, "my-org". It is empty
	// for the partners that put nothing between their domain and the ID.
	Organization string
	// ID is the rest of the name, "0106-187c-12cd4fe". It may hold slashes.
	ID string
}

// Error says what is wrong with a name. Its text is a sentence or two for the
// person who wrote the name: what was found and what to write instead.
type Error struct {
	// Text is the name as it was given.
	Text string
	// Reason is the sentence.
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// Parse splits the name of a partner event source. The error is an *Error.
func Parse(text string) (Name, error) {
	if reason := wrong(text); reason != "" {
		return Name{}, &Error{Text: text, Reason: reason}
	}
	partner, rest, _ := strings.Cut(strings.TrimPrefix(text, Root), "/")
	name := Name{Full: text, Partner: partner, ID: rest}
	if organization, id, found := strings.Cut(rest, "/"); found {
		name.Organization, name.ID = organization, id
	}
	return name, nil
}

// FromARN takes the name out of the ARN of a partner event bus or of a partner
// event source, and says in which region that is. It reports false for any
// other text, a plain name included.
func FromARN(text string) (name, region string, found bool) {
	parts := anyARN.FindStringSubmatch(text)
	if parts == nil || parts[1] == "rule" || !validName.MatchString(parts[2]) {
		return "", "", false
	}
	return parts[2], strings.Split(text, ":")[3], true
}

// CheckPrefix returns nil if text can be the beginning of a name, else an *Error.
func CheckPrefix(text string) error {
	reason := ""
	switch {
	case text == "":
		reason = "The prefix is empty. Leave it out to see all names."
	case utf8.RuneCountInString(text) > MaxLength:
		reason = tooLong(text)
	case !validPrefix.MatchString(text):
		reason = oddCharacters(text)
	case !strings.HasPrefix(text, Root) && !strings.HasPrefix(Root, text):
		reason = fmt.Sprintf("%q cannot be the beginning of a name: the name of every partner event source starts with %q.", text, Root)
	default:
		return nil
	}
	return &Error{Text: text, Reason: reason}
}

// Prefix is the beginning that all names of a partner share, or all names of
// one organization at the partner if organization is not empty.
func Prefix(partner, organization string) string {
	prefix := Root + partner + "/"
	if organization != "" {
		prefix += organization + "/"
	}
	return prefix
}

// wrong says what keeps text from being the name of a partner event source, or
// nothing if it is one. The clearest cause comes first.
func wrong(text string) string {
	switch {
	case text == "":
		return "The name is empty. " + form()
	case anyARN.MatchString(text):
		return arnInstead(text)
	case utf8.RuneCountInString(text) > MaxLength:
		return tooLong(text)
	case strings.TrimSpace(text) != text:
		return fmt.Sprintf("%q starts or ends with a space or a line break. Remove it.", text)
	case oddCharacter.MatchString(text):
		return oddCharacters(text)
	case text == "default":
		return "The default event bus takes no events of partners. " + form()
	case !strings.HasPrefix(text, Root):
		return notPartner(text)
	case strings.HasSuffix(text, "/") || strings.Contains(text, "//"):
		return fmt.Sprintf("%q has an empty part between or after its slashes. %s", text, form())
	case !validName.MatchString(text):
		return fmt.Sprintf("%q names the partner alone. %s", text, form())
	}
	return ""
}

func form() string {
	return fmt.Sprintf("The name has the form aws.partner/PARTNER/ORGANIZATION/ID, such as %q; the partner shows it where the integration is set up.", Example)
}

func tooLong(text string) string {
	return fmt.Sprintf("The text has %d characters. EventBridge allows %d.", utf8.RuneCountInString(text), MaxLength)
}

func oddCharacters(text string) string {
	return fmt.Sprintf("%q contains %q. Allowed are letters, digits, full stop, dash, underscore and slash.", text, oddCharacter.FindString(text))
}

// arnInstead answers an ARN where a name belongs.
func arnInstead(text string) string {
	parts := anyARN.FindStringSubmatch(text)
	kind := map[string]string{"event-bus": "an event bus", "event-source": "an event source", "rule": "a rule"}[parts[1]]
	if name, _, found := FromARN(text); found {
		return fmt.Sprintf("%q is the ARN of %s. Write the name alone: %q.", text, kind, name)
	}
	return fmt.Sprintf("%q is the ARN of %s, not a partner event source. %s", text, kind, form())
}

// notPartner answers a name without the root, with the root in place where
// that makes it a name.
func notPartner(text string) string {
	found := fmt.Sprintf("%q does not start with %q.", text, Root)
	if whole := Root + strings.TrimPrefix(text, "/"); strings.Contains(text, ".") && validName.MatchString(whole) {
		return fmt.Sprintf("%s Did you mean %q?", found, whole)
	}
	return found + " " + form()
}
