package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// TestData checks the embedded data for the slips of an author that Load does
// not look for.
func TestData(t *testing.T) {
	t.Parallel()
	if err := checkData(embedded); err != nil {
		t.Error(err)
	}
}

// author checks the files of one source.
type author struct {
	fsys      fs.FS
	folder    string
	file      string // that is being read
	documents map[string]*Document
	problems  []error
}

// checkData finds what is wrong with data that Load may well read.
func checkData(fsys fs.FS) error {
	if _, err := Load(fsys); err != nil {
		return err
	}
	var common map[string]*Document
	var envelope schema
	if err := errors.Join(readJSON(fsys, documentsFile, &common), readJSON(fsys, envelopeFile, &envelope)); err != nil {
		return err
	}
	a := &author{fsys: fsys, file: envelopeFile, documents: common}
	a.checkDocuments(common)
	a.check(nil, []layer{{schema: &envelope}})
	a.checkEnvelope(&envelope)
	manifests, err := fs.Glob(fsys, "*/"+sourceFile)
	if err != nil {
		return err
	}
	resources, detailTypes := map[string]bool{}, map[string]bool{}
	for _, file := range manifests {
		var m manifest
		if err := readJSON(fsys, file, &m); err != nil {
			return err
		}
		a.folder, a.file, a.documents = path.Dir(file), file, maps.Clone(common)
		maps.Copy(a.documents, m.Documents)
		a.checkManifest(&m, &envelope, resources, detailTypes)
	}
	return errors.Join(a.problems...)
}

func (a *author) fail(at []string, format string, args ...any) {
	place := a.file
	if len(at) > 0 {
		place += ": " + strings.Join(at, ".")
	}
	a.problems = append(a.problems, fmt.Errorf("%s: %s", place, fmt.Sprintf(format, args...)))
}

func (a *author) checkManifest(m *manifest, envelope *schema, resources, detailTypes map[string]bool) {
	switch {
	case m.Title == "" || m.Description == "":
		a.fail(nil, "title and description are needed")
	case m.SourcePrefix == "" && (m.Partner == "") == (m.EventSource == ""):
		a.fail(nil, "either partner or event_source is needed")
	case m.SourcePrefix != "" && (m.Partner != "" || m.EventSource != "" || m.Sender == "" || !strings.HasSuffix(m.SourcePrefix, "/")):
		a.fail(nil, "event_source_prefix ends with a slash, needs sender, and excludes partner and event_source")
	case m.EventSourceForm != "" && !strings.HasPrefix(m.EventSourceForm, PartnerPrefix+m.Partner+"/"):
		a.fail(nil, "event_source_form must begin with %s%s/", PartnerPrefix, m.Partner)
	case m.Partner != "" && m.DefaultBus:
		a.fail(nil, "a partner's events never arrive on the default bus")
	case len(m.Families) == 0:
		a.fail(nil, "families: at least one is needed")
	}
	a.checkDocuments(m.Documents)
	if m.Envelope != nil {
		a.check(nil, []layer{{schema: envelope}, {schema: m.Envelope, folder: a.folder}})
	}
	own := map[string]bool{}
	for _, f := range m.Families {
		at := []string{fmt.Sprintf("family %q", f.Name)}
		if f.Extends != "" {
			for _, key := range f.DetailTypes {
				a.checkEvent([]string{fmt.Sprintf("family %q", f.Extends)}, key, true, map[string]bool{}, own, map[string]string{}, nil)
			}
			continue
		}
		if f.Name == "" || f.Resource == "" || f.Title == "" || f.Description == "" || len(f.DetailTypes) == 0 {
			a.fail(at, "name, resource, title, description and detail_types are needed")
		}
		if resources[f.Resource] {
			a.fail(at, "resource %q is there twice", f.Resource)
		}
		resources[f.Resource] = true
		kinds := map[string]string{}
		for _, key := range f.DetailTypes {
			a.checkEvent(at, key, false, detailTypes, own, kinds, m.NotDetailTypes)
		}
	}
	a.checkInstead([]string{"detail_types_instead"}, m.DetailTypesInstead, slices.Collect(maps.Keys(own)), "detail_types")
}

func (a *author) checkEvent(at []string, key string, extends bool, all, own map[string]bool, kinds, not map[string]string) {
	manifest := a.file
	defer func() { a.file = manifest }()
	var s schema
	file := path.Join(a.folder, "events", key+".json")
	if err := readJSON(a.fsys, file, &s); err != nil {
		a.problems = append(a.problems, err)
		return
	}
	if all[s.Title] {
		a.fail(at, "detail-type %q is there twice", s.Title)
	}
	if not[s.Title] != "" {
		a.fail(at, "detail-type %q is in not_detail_types, too", s.Title)
	}
	all[s.Title], own[s.Title] = true, true
	samples, err := readSamples(a.fsys, path.Join(a.folder, "samples", key))
	if err != nil || len(samples) == 0 || samples[0].Name != documentedSample && !extends {
		a.fail(at, "a sample %s/%s.json is needed", key, documentedSample)
	}
	a.file = file
	if s.Title == "" || s.Description == "" {
		a.fail(nil, "title and description are needed")
	}
	a.check(nil, []layer{{schema: &s, folder: path.Dir(file)}})
	b := &builder{fsys: a.fsys, documents: a.documents, objects: map[string]*schema{}}
	fields, err := b.root(layer{schema: &s, folder: path.Dir(file)})
	if err != nil {
		return // Load says it
	}
	Walk(fields, func(f *Field) bool {
		name, kind := joinPath(f.Path), strings.TrimSpace(string(f.Kind)+" "+string(f.Format))
		if before := cmp.Or(kinds[name], kind); before != kind {
			a.fail([]string{name}, "it is of kind %q, and of kind %q in another event of the family", kind, before)
		}
		kinds[name] = kind
		return true
	})
}

func (a *author) checkDocuments(documents map[string]*Document) {
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		if d := documents[name]; d == nil || d.Title == "" || d.URL == "" || d.AsOf == "" {
			a.fail(nil, "document %q needs title, url and as_of", name)
		}
	}
}

// checkEnvelope checks the fields that the catalog check relies on.
func (a *author) checkEnvelope(envelope *schema) {
	for name, want := range map[string]string{"detail-type": "string", "source": "string", "detail": "object"} {
		if p := envelope.property(name); p == nil || !slices.Equal(p.Types, []string{want}) {
			a.fail([]string{name}, "the envelope needs this field, of type %s", want)
		}
	}
}

// check checks an object with what is below it: the layers say the same thing in
// more and more detail.
func (a *author) check(at []string, layers []layer) {
	b := &builder{fsys: a.fsys, documents: a.documents, objects: map[string]*schema{}}
	for _, l := range layers {
		if ref := path.Join(l.folder, l.schema.Ref); l.schema.Ref != "" && path.Base(path.Dir(ref)) != "objects" {
			a.fail(at, "$ref leads to %s, not to a file in %s/objects", ref, a.folder)
		}
	}
	layers, err := b.expand(layers)
	if err != nil {
		a.fail(at, "%s", err)
		return
	}
	var names []string
	members := map[string][]layer{}
	for _, l := range layers {
		for _, p := range l.schema.Properties {
			if members[p.name] == nil {
				names = append(names, p.name)
			}
			members[p.name] = append(members[p.name], layer{schema: p.schema, folder: l.folder, source: l.source})
		}
	}
	for _, l := range layers {
		for _, name := range l.schema.Required {
			if members[name] == nil {
				a.fail(at, "required names %q, which is no property", name)
			}
			if slices.ContainsFunc(members[name], func(l layer) bool { return l.schema.is(false) }) {
				a.fail(at, "%q is required and false at once", name)
			}
		}
		for tried, hint := range l.schema.Hints {
			if slices.Contains(append(slices.Clone(names), enumOf(layers)...), tried) || tried != strings.ToLower(tried) || !strings.HasSuffix(hint, ".") {
				a.fail(at, "x-hint has %q, but must have names that are not documented, in lower case, with a sentence", tried)
			}
		}
		for _, member := range l.schema.AllOf {
			if member.Not == nil || member.Description == "" || len(member.Not.Properties) < 2 {
				a.fail(at, "allOf must hold objects with a description and a \"not\" with two or more properties")
			}
		}
		if len(l.schema.Properties) > 0 || l.schema.Enum == nil {
			a.checkInstead(at, l.schema.Instead, append(slices.Clone(names), enumOf(layers)...), where(names))
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(members[name], func(l layer) bool { return l.schema.is(false) }) {
			a.checkField(append(slices.Clip(at), name), members[name])
		}
	}
}

var knownFormats = []Format{"", Timestamp, DateTime, IPAddress, Identifier, CIDRList, JSONText, NumberText, AccountID}

func (a *author) checkField(at []string, layers []layer) {
	b := &builder{fsys: a.fsys, documents: a.documents, objects: map[string]*schema{}}
	expanded, err := b.expand(layers)
	if err != nil {
		a.fail(at, "%s", err)
		return
	}
	first := expanded[0].schema
	described, nullable := false, slices.Contains(first.Types, "null")
	for i, l := range expanded {
		s := l.schema
		described = described || s.Description != ""
		switch types := slices.DeleteFunc(slices.Clone([]string(s.Types)), func(name string) bool { return name == "null" }); {
		case s.is(true):
			a.fail(at, "a schema that allows anything says nothing; describe the field")
		case i == 0 && s.Types == nil:
			a.fail(at, "type is needed")
		case len(types) > 1:
			a.fail(at, "type must be one type, or one type and null")
		case len(types) == 1 && !slices.Contains([]string{"string", "number", "integer", "boolean", "array", "object"}, types[0]):
			a.fail(at, "type %q is not known", types[0])
		case i > 0 && len(types) == 1 && !slices.Contains(first.Types, types[0]), i > 0 && slices.Contains(s.Types, "null") && !nullable:
			a.fail(at, "type %v contradicts the shared object", s.Types)
		case !slices.Contains(knownFormats, s.Format):
			a.fail(at, "format %q is not known", s.Format)
		case slices.Contains(types, "array") && (s.Items == nil || !slices.Equal(s.Items.Types, []string{"string"})):
			a.fail(at, "an array must have items of type string")
		case len(s.Properties) > 0 && s.Additional != nil && !s.Additional.is(false):
			a.fail(at, "an object has either properties or additionalProperties")
		}
		enum := enumOf(expanded[:i])
		for _, value := range enumOf(expanded[i : i+1]) {
			if enum != nil && !slices.Contains(enum, value) {
				a.fail(at, "enum has %q, which the shared object does not have", value)
			}
		}
		if slices.Contains(s.Expected, nil) && !nullable || slices.Contains(s.Expected, nil) && s.Types != nil && !slices.Contains(s.Types, "null") {
			a.fail(at, "x-expected has null, which type does not have")
		}
		for _, value := range texts(s.Expected) {
			if !slices.Contains(enumOf(expanded), value) {
				a.fail(at, "x-expected has %q, which is not in enum", value)
			}
		}
		for _, group := range s.AnyOf {
			if len(group.Enum) == 0 || len(group.Source) == 0 {
				a.fail(at, "anyOf needs an enum and an x-source in each part")
			}
		}
	}
	if !described {
		a.fail(at, "description is needed")
	}
	if len(at) > maxNesting {
		return // Load says it
	}
	a.check(at, layers)
}

func where(names []string) string {
	if len(names) > 0 {
		return "properties"
	}
	return "enum"
}

func enumOf(layers []layer) []string {
	var values []string
	for _, l := range layers {
		values = append(values, texts(l.schema.Enum)...)
		for _, group := range l.schema.AnyOf {
			values = append(values, texts(group.Enum)...)
		}
	}
	return values
}

// checkInstead checks that x-instead leads to what is documented.
func (a *author) checkInstead(at []string, names map[string]string, documented []string, where string) {
	for _, i := range insteadOf(names) {
		if slices.Contains(documented, i.tried) || !slices.Contains(documented, i.documented) {
			a.fail(at, "x-instead leads from %q to %q, but has to lead from what is not in %s to what is", i.tried, i.documented, where)
		}
	}
}
