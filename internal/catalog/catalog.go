package catalog

import (
	"slices"
	"strings"
)

// Catalog is a set of documented event sources. It is immutable and safe for
// concurrent use.
type Catalog struct {
	sources     []*Source
	families    []*Family
	detailTypes []*DetailType
	byName      map[string]*DetailType // the first source's, if several send it
	envelope    []*Field
}

// Source is one sender of events, such as Buildkite.
type Source struct {
	// Name is the folder's name, such as "buildkite". It is part of no event.
	Name string
	// Title is the name to show, such as "Buildkite".
	Title       string
	Description string
	// Partner is the partner's name in a partner event source name, such as
	// "buildkite.com". It is empty for a source that is not a partner.
	Partner string
	// EventSourceForm shows how the partner builds the names of its event
	// sources, such as "aws.partner/buildkite.com/<organization>/<id>".
	EventSourceForm string
	// EnvelopeSource is the value of `source` in every event of an AWS service,
	// such as "aws.aidevops". It is empty for a partner, whose `source` is the
	// name of the partner event source.
	EnvelopeSource string
	// Sender is the resource of this provider that publishes the events, such as
	// "eventbridge_buildkite_audit_log", whose `event_source` may be another than
	// the documented one. It is empty for events that others publish.
	Sender string
	// SourcePrefix begins the value of `source` in every event, if Sender fills in
	// the rest, such as "buildkite.audit-log/".
	SourcePrefix string
	// Pull is how Sender reads the events, if it reads them through an API.
	Pull *Pull
	// DefaultBus reports that the events arrive on the account's default event
	// bus, and on no partner event bus.
	DefaultBus bool
	// Envelope lists the fields of the envelope as this source fills them.
	Envelope    []*Field
	Families    []*Family
	DetailTypes []*DetailType
	// Queries are saved queries for a log group with the source's events.
	Queries []Query
	// Documents lists where the facts about this source come from.
	Documents []*Document
	// NotDetailTypes maps names that the documents suggest, but that no event
	// carries, to a sentence that says what to use instead.
	NotDetailTypes map[string]string
	// instead are names that people try for those of DetailTypes.
	instead []instead
}

// Document is a published page that facts of the catalog are taken from.
type Document struct {
	Title string `json:"title"`
	URL   string `json:"url"`
	// AsOf is the state of the page that was read: a date or a month.
	AsOf string `json:"as_of"`
}

// Family is a group of detail-types that one typed rule resource covers.
type Family struct {
	Source *Source
	// Name is unique within the source, such as "build".
	Name string
	// ResourceName is the name of the typed rule without the provider's
	// prefix, such as "buildkite_build_rule".
	ResourceName string
	Title        string
	Description  string
	DetailTypes  []*DetailType
	// Extensions are the same detail-types as other sources send them. Their
	// Source is that of the sender.
	Extensions []*DetailType
	// Fields is the union of the detail-types' fields below `detail`.
	Fields []*Field
}

// DetailType is one kind of event.
type DetailType struct {
	// Name is the value of `detail-type`, such as "Build Finished".
	Name string
	// Key is the name of its files, such as "build-finished".
	Key         string
	Source      *Source
	Family      *Family
	Description string
	// Since is the date at which the documents first listed the detail-type,
	// empty for one that they list from the start.
	Since string
	// Documents lists where its facts come from.
	Documents []*Document
	// Fields is the tree below `detail`, in the documents' order.
	Fields []*Field
	// Exclusions lists what the documents say can't hold at once.
	Exclusions []*Exclusion
	// Samples lists whole events, the documented one first.
	Samples []Sample
}

// Sample is a complete event as the documents show it.
type Sample struct {
	// Name is the variant: "documented" for the event as first published,
	// "newest" for the newest set of fields, or what is particular about it.
	Name string
	JSON []byte
}

// Sources lists the sources with their own families, in the order of their
// names.
func (c *Catalog) Sources() []*Source {
	return slices.DeleteFunc(slices.Clone(c.sources), func(s *Source) bool { return len(s.Families) == 0 })
}

// Families lists the families of all sources.
func (c *Catalog) Families() []*Family { return slices.Clone(c.families) }

// Family returns the family of a typed rule by its resource name, with or
// without the prefix "eventbridge_", or nil.
func (c *Catalog) Family(resourceName string) *Family {
	name := strings.TrimPrefix(resourceName, "eventbridge_")
	for _, f := range c.families {
		if f.ResourceName == name {
			return f
		}
	}
	return nil
}

// DetailTypes lists the detail-types, each once, as its first source sends it.
func (c *Catalog) DetailTypes() []*DetailType { return slices.Clone(c.detailTypes) }

// DetailType returns a detail-type by the exact name that events carry, or nil.
// If several sources send it, this is the one that its family belongs to.
func (c *Catalog) DetailType(name string) *DetailType { return c.byName[name] }

// Source returns a source by its name, or nil.
func (c *Catalog) Source(name string) *Source {
	for _, s := range c.sources {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Envelope lists the fields that every event has around its detail.
func (c *Catalog) Envelope() []*Field { return slices.Clone(c.envelope) }

// DetailTypeNames lists the names of the family's detail-types.
func (f *Family) DetailTypeNames() []string { return detailTypeNames(f.DetailTypes) }

// Senders lists the sources of the family's events: its own first.
func (f *Family) Senders() []*Source {
	senders := []*Source{f.Source}
	for _, d := range f.Extensions {
		if !slices.Contains(senders, d.Source) {
			senders = append(senders, d.Source)
		}
	}
	return senders
}

// sentBy lists the family's detail-types as the source sends them.
func (f *Family) sentBy(s *Source) []*DetailType {
	if s == f.Source {
		return f.DetailTypes
	}
	return slices.DeleteFunc(slices.Clone(f.Extensions), func(d *DetailType) bool { return d.Source != s })
}

// Field returns the field at a path below detail ("build", "state"), or nil.
func (f *Family) Field(path ...string) *Field { return lookUp(f.Fields, path) }

// Field returns the field at a path below detail ("build", "state"), or nil.
func (d *DetailType) Field(path ...string) *Field { return lookUp(d.Fields, path) }

// Sample returns the sample of that variant, or nil.
func (d *DetailType) Sample(variant string) []byte {
	for _, s := range d.Samples {
		if s.Name == variant {
			return s.JSON
		}
	}
	return nil
}

// Variants lists the names of the samples.
func (d *DetailType) Variants() []string {
	names := make([]string, len(d.Samples))
	for i, s := range d.Samples {
		names[i] = s.Name
	}
	return names
}

func detailTypeNames(types []*DetailType) []string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Name
	}
	return deduplicate(names)
}
