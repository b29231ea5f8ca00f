package catalog

import (
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
	pullFile         = "pull.json"
	documentedSample = "documented"
	newestSample     = "newest"
)

// Load reads a catalog from a tree of files in the form that the package's
// documentation describes. It refuses what it can't read. Whether the data is
// right is for the package's tests to say.
func Load(fsys fs.FS) (*Catalog, error) {
	var envelope schema
	var common map[string]*Document
	if err := readJSON(fsys, envelopeFile, &envelope); err != nil {
		return nil, err
	}
	if err := readJSON(fsys, documentsFile, &common); err != nil {
		return nil, err
	}
	c := &Catalog{byName: make(map[string]*DetailType)}
	var err error
	b := &builder{documents: common}
	if c.envelope, err = b.root(layer{schema: &envelope}); err != nil {
		return nil, fmt.Errorf("%s: %w", envelopeFile, err)
	}
	manifests, err := fs.Glob(fsys, "*/"+sourceFile)
	if err != nil {
		return nil, err
	}
	for _, manifest := range manifests {
		if err := c.loadSource(fsys, path.Dir(manifest), &envelope, common); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// manifest is the form of source.json.
type manifest struct {
	Title           string               `json:"title"`
	Description     string               `json:"description"`
	Partner         string               `json:"partner"`
	EventSourceForm string               `json:"event_source_form"`
	EventSource     string               `json:"event_source"`
	SourcePrefix    string               `json:"event_source_prefix"`
	Sender          string               `json:"sender"`
	DefaultBus      bool                 `json:"default_bus"`
	Documents       map[string]*Document `json:"documents"`
	Envelope        *schema              `json:"envelope"`
	Families        []manifestFamily     `json:"families"`
	NotDetailTypes  map[string]string    `json:"not_detail_types"`
	// DetailTypesInstead maps names that people try to the detail-type to use.
	DetailTypesInstead map[string]string `json:"detail_types_instead"`
}

type manifestFamily struct {
	// Extends is the resource of another source's family, whose detail-types this
	// source sends too. The other keys but DetailTypes are empty then.
	Extends     string   `json:"extends"`
	Name        string   `json:"name"`
	Resource    string   `json:"resource"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	DetailTypes []string `json:"detail_types"`
}

func (c *Catalog) loadSource(fsys fs.FS, name string, envelope *schema, common map[string]*Document) error {
	var m manifest
	file := path.Join(name, sourceFile)
	if err := readJSON(fsys, file, &m); err != nil {
		return err
	}
	source := &Source{
		Name: name, Title: m.Title, Description: m.Description, Partner: m.Partner, EventSourceForm: m.EventSourceForm,
		EnvelopeSource: m.EventSource, SourcePrefix: m.SourcePrefix, Sender: m.Sender, DefaultBus: m.DefaultBus, NotDetailTypes: m.NotDetailTypes, instead: insteadOf(m.DetailTypesInstead),
	}
	b := &builder{fsys: fsys, documents: maps.Clone(common), objects: make(map[string]*schema)}
	maps.Copy(b.documents, m.Documents)
	for _, short := range slices.Sorted(maps.Keys(b.documents)) {
		source.Documents = append(source.Documents, b.documents[short])
	}
	layers := []layer{{schema: envelope}}
	if m.Envelope != nil {
		layers = append(layers, layer{schema: m.Envelope, folder: name})
	}
	var err error
	if source.Envelope, err = b.root(layers...); err != nil {
		return fmt.Errorf("%s: envelope: %w", file, err)
	}
	if source.Pull, err = readPull(fsys, path.Join(name, pullFile)); err != nil {
		return err
	}
	for _, f := range m.Families {
		load := c.loadFamily
		if f.Extends != "" {
			load = c.extendFamily
		}
		if err := load(b, source, f); err != nil {
			return err
		}
	}
	c.sources = append(c.sources, source)
	return readQueries(fsys, source)
}

func (c *Catalog) loadFamily(b *builder, source *Source, m manifestFamily) error {
	family := &Family{Source: source, Name: m.Name, ResourceName: m.Resource, Title: m.Title, Description: m.Description}
	for _, key := range m.DetailTypes {
		d := &DetailType{Key: key, Source: source, Family: family}
		if err := b.detailType(d); err != nil {
			return err
		}
		if c.byName[d.Name] == nil {
			c.byName[d.Name] = d
		}
		c.detailTypes = append(c.detailTypes, d)
		source.DetailTypes = append(source.DetailTypes, d)
		family.DetailTypes = append(family.DetailTypes, d)
	}
	family.Fields = union(family.DetailTypes)
	source.Families = append(source.Families, family)
	c.families = append(c.families, family)
	return nil
}

// extendFamily adds the detail-types of a family as another source sends them.
func (c *Catalog) extendFamily(b *builder, source *Source, m manifestFamily) error {
	family := c.Family(m.Extends)
	if family == nil {
		return fmt.Errorf("%s: extends %q, which is not a family of a source whose name comes earlier", path.Join(source.Name, sourceFile), m.Extends)
	}
	for _, key := range m.DetailTypes {
		d := &DetailType{Key: key, Source: source, Family: family}
		if err := b.detailType(d); err != nil {
			return err
		}
		if !slices.Contains(family.DetailTypeNames(), d.Name) {
			return fmt.Errorf("%s: %q is not a detail-type of %s", path.Join(source.Name, sourceFile), d.Name, m.Extends)
		}
		source.DetailTypes = append(source.DetailTypes, d)
		family.Extensions = append(family.Extensions, d)
	}
	return nil
}

// detailType reads the event's schema and its samples.
func (b *builder) detailType(d *DetailType) error {
	var s schema
	file := path.Join(d.Source.Name, "events", d.Key+".json")
	if err := readJSON(b.fsys, file, &s); err != nil {
		return err
	}
	d.Name, d.Description, d.Since = s.Title, s.Description, s.Since
	var err error
	if d.Documents, err = b.lookUpDocuments(s.Source); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	b.exclusions = nil
	if d.Fields, err = b.root(layer{schema: &s, folder: path.Dir(file)}); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	d.Exclusions = b.exclusions
	d.Samples, err = readSamples(b.fsys, path.Join(d.Source.Name, "samples", d.Key))
	return err
}

// readSamples reads a folder of samples: the documented one first, the newest
// one second, the others by name.
func readSamples(fsys fs.FS, folder string) ([]Sample, error) {
	files, err := fs.Glob(fsys, folder+"/*.json")
	if err != nil {
		return nil, err
	}
	samples := make([]Sample, 0, len(files))
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		samples = append(samples, Sample{Name: strings.TrimSuffix(path.Base(file), ".json"), JSON: data})
	}
	rank := func(s Sample) int { return slices.Index([]string{newestSample, documentedSample}, s.Name) }
	slices.SortStableFunc(samples, func(a, b Sample) int { return rank(b) - rank(a) })
	return samples, nil
}
