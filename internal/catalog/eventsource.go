package catalog

import (
	"fmt"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// PartnerPrefix begins the name of every partner event source, of the partner
// event bus made from it, and the `source` of its events.
const PartnerPrefix = "aws.partner/"

const maxEventSourceName = 256

// EventSourceName is a partner event source name taken apart:
// aws.partner/<partner>/<organization>/<id>.
type EventSourceName struct {
	// Partner is such as "buildkite.com".
	Partner string
	// Organization is what the partner put between its own name and the id,
	// for Buildkite the slug of the organization. It may hold slashes, and is
	// empty for a partner that has no such part.
	Organization string
	// ID is the last part.
	ID string
}

// String puts the name together again.
func (n EventSourceName) String() string {
	if n.Organization == "" {
		return PartnerPrefix + n.Partner + "/" + n.ID
	}
	return PartnerPrefix + n.Partner + "/" + n.Organization + "/" + n.ID
}

// EventSourceNameError says what is wrong with a partner event source name.
type EventSourceNameError struct {
	Name   string
	Reason string
}

// Error is a sentence without its full stop.
func (e *EventSourceNameError) Error() string {
	return fmt.Sprintf("%q is not a partner event source name: %s", prose.Shorten(e.Name, 2*maxEventSourceName), e.Reason)
}

// ParseEventSourceName takes a partner event source name apart, with the forms
// of the partners in the default catalog. The error is an *EventSourceNameError.
func ParseEventSourceName(name string) (EventSourceName, error) {
	return Default().ParseEventSourceName(name)
}

// ParseEventSourceName takes a partner event source name apart. A partner of
// the catalog has its own form, any other partner the general one. The
// error is an *EventSourceNameError.
func (c *Catalog) ParseEventSourceName(name string) (EventSourceName, error) {
	fail := func(format string, args ...any) (EventSourceName, error) {
		return EventSourceName{}, &EventSourceNameError{Name: name, Reason: prose.Shorten(fmt.Sprintf(format, args...), 4*maxEventSourceName)}
	}

	switch {
	case name == "":
		return fail("it is empty; the form is aws.partner/<partner>/<organization>/<id>")
	case strings.TrimSpace(name) != name:
		return fail("it begins or ends with white space")
	case strings.HasPrefix(name, "arn:"):
		if _, after, found := strings.Cut(name, "/"+PartnerPrefix); found {
			return fail("it is an ARN; the name is the part %q", PartnerPrefix+after)
		}
		if _, after, found := strings.Cut(name, "::event-source/"); found {
			return fail("it is an ARN; the name is the part %q", after)
		}
		return fail("it is an ARN; the form of a name is aws.partner/<partner>/<organization>/<id>")
	case !strings.HasPrefix(name, PartnerPrefix):
		if suggestion, found := withPartnerPrefix(name); found {
			return fail("it does not begin with %q; did you mean %q?", PartnerPrefix, suggestion)
		}
		return fail("it does not begin with %q", PartnerPrefix)
	case len(name) > maxEventSourceName:
		return fail("it has %d characters, and EventBridge allows %d", len(name), maxEventSourceName)
	}

	parts := strings.Split(strings.TrimPrefix(name, PartnerPrefix), "/")
	for i, part := range parts {
		if part == "" {
			return fail("part %d between the slashes is empty", i+2)
		}
		if i := strings.IndexFunc(part, func(r rune) bool { return !isNameCharacter(r) }); i >= 0 {
			return fail("%q has the character %q; letters, digits, '.', '-' and '_' are allowed", part, []rune(part[i:])[0])
		}
	}
	if len(parts) < 2 {
		return fail("the id is missing; the form is aws.partner/<partner>/<organization>/<id>")
	}
	for _, source := range c.sources {
		if strings.HasPrefix(source.Partner, parts[0]+".") {
			return fail("the partner is given by its domain; did you mean %q?", PartnerPrefix+source.Partner+"/"+strings.Join(parts[1:], "/"))
		}
		if source.Partner == parts[0] && source.EventSourceForm != "" {
			if want := strings.Count(source.EventSourceForm, "/") - 1; want != len(parts)-1 {
				return fail("the form of %s is %s, which has %d parts after the partner instead of %d", source.Title, source.EventSourceForm, want, len(parts)-1)
			}
		}
	}
	return EventSourceName{
		Partner:      parts[0],
		Organization: strings.Join(parts[1:len(parts)-1], "/"),
		ID:           parts[len(parts)-1],
	}, nil
}

// withPartnerPrefix repairs a name whose beginning is misspelled or left out.
func withPartnerPrefix(name string) (string, bool) {
	first, rest, found := strings.Cut(name, "/")
	switch {
	case !found:
		return "", false
	case strings.Contains(first, ".") && strings.Count(rest, "/") >= 1 && !strings.HasPrefix(strings.ToLower(first), "aws"):
		return PartnerPrefix + name, true
	}
	if _, near := prose.Nearest(first, []string{"aws.partner"}); near {
		return PartnerPrefix + rest, true
	}
	return "", false
}

func isNameCharacter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)
}
