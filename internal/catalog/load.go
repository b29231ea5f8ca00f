package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

const (
	documentsFile    = "documents.json"
	envelopeFile     = "envelope.json"
	sourceFile       = "source.json"
	documentedSample = "documented"
	newestSample     = "newest"
)

// Load reads a catalog from a tree of files in the form that the package's
// documentation describes. The error names the file, and where it can the
// place in it.
func Load(fsys fs.FS) (*Catalog, error) {
	envelope, err := readSchemaFile(fsys, envelopeFile)
	if err != nil {
		return nil, err
	}

	data, err := fs.ReadFile(fsys, documentsFile)
	if err != nil {
		return nil, err
	}
	common, err := readDocuments(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", documentsFile, err)
	}

	c := &Catalog{byName: make(map[string]*DetailType)}
	b := &builder{file: envelopeFile, documents: common}
	if c.envelope, err = b.envelope([]layer{{schema: envelope}}); err != nil {
		return nil, err
	}

	manifests, err := fs.Glob(fsys, "*/"+sourceFile)
	if err != nil {
		return nil, err
	}
	for _, manifest := range manifests {
		if err := c.loadSource(fsys, path.Dir(manifest), envelope, common); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// manifest is the form of source.json.
type manifest struct {
	Title           string            `json:"title"`
	Description     string            `json:"description"`
	Partner         string            `json:"partner"`
	EventSourceForm string            `json:"event_source_form"`
	EventSource     string            `json:"event_source"`
	DefaultBus      bool              `json:"default_bus"`
	Documents       documents         `json:"documents"`
	Envelope        json.RawMessage   `json:"envelope"`
	Families        []manifestFamily  `json:"families"`
	NotDetailTypes  map[string]string `json:"not_detail_types"`
	// DetailTypesInstead maps names that people try to the detail-type to use.
	DetailTypesInstead map[string]string `json:"detail_types_instead"`
}

type manifestFamily struct {
	Name        string   `json:"name"`
	Resource    string   `json:"resource"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	DetailTypes []string `json:"detail_types"`
}

func (c *Catalog) loadSource(fsys fs.FS, name string, envelope *schema, common map[string]*Document) error {
	file := path.Join(name, sourceFile)
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	var m manifest
	if err := decodeStrict(data, &m); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := m.validate(); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}

	source := &Source{
		Name: name, Title: m.Title, Description: m.Description, Partner: m.Partner, EventSourceForm: m.EventSourceForm,
		EnvelopeSource: m.EventSource, DefaultBus: m.DefaultBus, NotDetailTypes: m.NotDetailTypes,
	}
	b := &builder{fsys: fsys, folder: name, file: file, documents: m.Documents, objects: make(map[string]*schema)}
	maps.Copy(b.documents, common)
	source.Documents = slices.Collect(maps.Values(b.documents))
	slices.SortFunc(source.Documents, func(a, b *Document) int { return strings.Compare(a.Name, b.Name) })

	layers := []layer{{schema: envelope}}
	if m.Envelope != nil {
		overlay, err := parseSchema(m.Envelope)
		if err != nil {
			return fmt.Errorf("%s: envelope: %w", file, err)
		}
		layers = append(layers, layer{schema: overlay, folder: name})
	}
	if source.Envelope, err = b.envelope(layers); err != nil {
		return err
	}
	for _, f := range m.Families {
		if err := c.loadFamily(b, source, f); err != nil {
			return err
		}
	}
	for _, tried := range slices.Sorted(maps.Keys(m.DetailTypesInstead)) {
		source.instead = append(source.instead, instead{tried: tried, documented: m.DetailTypesInstead[tried]})
	}
	if err := checkInstead(source.instead, detailTypeNames(source.DetailTypes), "detail_types"); err != nil {
		return fmt.Errorf("%s: detail_types_instead: %w", file, err)
	}
	c.sources = append(c.sources, source)
	return nil
}

// envelope builds the fields around the detail. The check relies on some.
func (b *builder) envelope(layers []layer) ([]*Field, error) {
	fields, err := b.root(layers...)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"detail-type", "source", "detail"} {
		f := lookUp(fields, []string{name})
		switch {
		case f == nil:
			return nil, fmt.Errorf("%s: envelope: %q is missing", b.file, name)
		case (f.Kind == Map) != (name == "detail") || f.Kind != Map && f.Kind != Text && f.Kind != Enum:
			return nil, fmt.Errorf("%s: envelope: %q must not be %s", b.file, name, f.Kind.a())
		}
	}
	return fields, nil
}

func (m *manifest) validate() error {
	switch {
	case m.Title == "" || m.Description == "":
		return errors.New("title and description are needed")
	case (m.Partner == "") == (m.EventSource == ""):
		return errors.New("either partner or event_source is needed")
	case m.EventSourceForm != "" && !strings.HasPrefix(m.EventSourceForm, PartnerPrefix+m.Partner+"/"):
		return fmt.Errorf("event_source_form must begin with %s%s/", PartnerPrefix, m.Partner)
	case m.Partner != "" && m.DefaultBus:
		return errors.New("a partner's events never arrive on the default bus")
	case len(m.Families) == 0:
		return errors.New("families: at least one is needed")
	}
	return nil
}

// documents are by their short names.
type documents map[string]*Document

func (d *documents) UnmarshalJSON(data []byte) error {
	read, err := readDocuments(data)
	*d = read
	return err
}

func readDocuments(data []byte) (documents, error) {
	var read map[string]*Document
	if err := decodeStrict(data, &read); err != nil {
		return nil, err
	}
	for name, document := range read {
		if document == nil || document.Title == "" || document.URL == "" || document.AsOf == "" {
			return nil, fmt.Errorf("document %q needs title, url and as_of", name)
		}
		document.Name = name
	}
	return read, nil
}

func (c *Catalog) loadFamily(b *builder, source *Source, m manifestFamily) error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%s/%s: family %q: %s", b.folder, sourceFile, m.Name, fmt.Sprintf(format, args...))
	}
	family := &Family{Source: source, Name: m.Name, ResourceName: m.Resource, Title: m.Title, Description: m.Description}
	switch {
	case m.Name == "" || m.Resource == "" || m.Title == "" || m.Description == "":
		return fail("name, resource, title and description are needed")
	case c.Family(m.Resource) != nil:
		return fail("resource %q is there twice", m.Resource)
	case len(m.DetailTypes) == 0:
		return fail("detail_types: at least one is needed")
	}

	for _, key := range m.DetailTypes {
		detailType, err := b.detailType(key)
		if err != nil {
			return err
		}
		if c.byName[detailType.Name] != nil {
			return fail("detail-type %q is there twice", detailType.Name)
		}
		if _, excluded := source.NotDetailTypes[detailType.Name]; excluded {
			return fail("detail-type %q is in not_detail_types, too", detailType.Name)
		}
		detailType.Source, detailType.Family = source, family
		c.byName[detailType.Name] = detailType
		c.detailTypes = append(c.detailTypes, detailType)
		source.DetailTypes = append(source.DetailTypes, detailType)
		family.DetailTypes = append(family.DetailTypes, detailType)
	}
	fields, err := union(family.DetailTypes)
	if err != nil {
		return fail("%s", err)
	}
	family.Fields = fields
	source.Families = append(source.Families, family)
	c.families = append(c.families, family)
	return nil
}

// detailType reads events/<key>.json and its samples.
func (b *builder) detailType(key string) (*DetailType, error) {
	b.file = path.Join(b.folder, "events", key+".json")
	s, err := readSchemaFile(b.fsys, b.file)
	if err != nil {
		return nil, err
	}
	if s.title == "" || s.description == "" {
		return nil, fmt.Errorf("%s: title and description are needed", b.file)
	}
	d := &DetailType{Name: s.title, Key: key, Description: s.description, Since: s.since}
	if d.Documents, err = b.lookUpDocuments(s.source); err != nil {
		return nil, fmt.Errorf("%s: %w", b.file, err)
	}
	if d.Fields, err = b.root(layer{schema: s, folder: path.Dir(b.file)}); err != nil {
		return nil, err
	}
	d.Exclusions, b.exclusions = b.exclusions, nil
	d.Samples, err = readSamples(b.fsys, path.Join(b.folder, "samples", key))
	return d, err
}

// readSamples reads a folder of samples: the documented one first, the newest
// one second, the others by name.
func readSamples(fsys fs.FS, folder string) ([]Sample, error) {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return nil, err
	}
	samples := make([]Sample, 0, len(entries))
	for _, entry := range entries {
		name, isJSON := strings.CutSuffix(entry.Name(), ".json")
		if entry.IsDir() || !isJSON {
			continue
		}
		data, err := fs.ReadFile(fsys, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		samples = append(samples, Sample{Name: name, JSON: data})
	}
	rank := func(s Sample) int {
		switch s.Name {
		case documentedSample:
			return 0
		case newestSample:
			return 1
		default:
			return 2
		}
	}
	slices.SortStableFunc(samples, func(a, b Sample) int { return rank(a) - rank(b) })
	if len(samples) == 0 || samples[0].Name != documentedSample {
		return nil, fmt.Errorf("%s: a sample %s.json is needed", folder, documentedSample)
	}
	return samples, nil
}

func readSchemaFile(fsys fs.FS, file string) (*schema, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	s, err := parseSchema(data)
	if err != nil {
		return nil, &fileError{file: file, err: err}
	}
	return s, nil
}

// fileError is an error in a file other than the one that is being read.
type fileError struct {
	file string
	err  error
}

func (e *fileError) Error() string { return e.file + ": " + e.err.Error() }

func (e *fileError) Unwrap() error { return e.err }

// decodeStrict decodes one JSON value and refuses unknown names and anything
// behind the value.
func decodeStrict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one JSON value")
	}
	return nil
}
