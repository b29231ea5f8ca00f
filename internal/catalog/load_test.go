package catalog_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

const thirdSource = "testdata/thirdsource"

func loadThird(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(os.DirFS(thirdSource))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestThirdSource proves that a source is data: a made-up one, with a partner,
// a shared object and two detail-types, gets all that the others have.
func TestThirdSource(t *testing.T) {
	t.Parallel()

	c := loadThird(t)
	f := c.Family("eventbridge_deployer_deployment_rule")
	if f == nil {
		t.Fatal("the family is missing")
	}
	if got, want := f.DetailTypeNames(), []string{"Deployment Finished", "Rollback Started"}; !slices.Equal(got, want) {
		t.Errorf("detail-types %q, want %q", got, want)
	}

	kinds := map[string]catalog.Kind{
		"deployment": catalog.Object, "deployment.id": catalog.ID, "deployment.environment": catalog.Text, "deployment.outcome": catalog.Enum,
		"deployment.seconds": catalog.Number, "deployment.forced": catalog.Bool, "deployment.labels": catalog.Map, "reason": catalog.Text,
	}
	got := map[string]catalog.Kind{}
	catalog.Walk(f.Fields, func(f *catalog.Field) bool { got[strings.Join(f.Path, ".")] = f.Kind; return true })
	if !maps.Equal(got, kinds) {
		t.Errorf("fields %v, want %v", got, kinds)
	}

	outcome := f.Field("deployment", "outcome")
	if !outcome.Nullable || c.DetailType("Deployment Finished").Field("deployment", "outcome").Nullable {
		t.Error("outcome is null in Rollback Started only")
	}
	if got := f.Field("deployment", "forced"); got.Since != "2026-09" || !slices.Equal(got.DetailTypes, []string{"Deployment Finished"}) || got.Presence != catalog.Sometimes {
		t.Errorf("forced: since %q, in %q, %s", got.Since, got.DetailTypes, got.Presence)
	}

	if got := len(c.DetailType("Deployment Finished").Exclusions); got != 1 {
		t.Errorf("%d exclusions, want 1", got)
	}

	name, err := c.ParseEventSourceName("aws.partner/deployer.example/acme/1")
	if err != nil || name.Organization != "acme" {
		t.Errorf("%+v, %v", name, err)
	}
	event, err := c.SampleWith("Deployment Finished", "", []byte(`{"detail":{"deployment":{"outcome":"failed"}}}`))
	if err != nil || !strings.Contains(string(event), `"outcome":"failed","seconds":42.5`) {
		t.Errorf("%s, %v", event, err)
	}

	bus := catalog.Scope{EventBusName: "aws.partner/deployer.example/acme/1"}
	checks := map[string]string{
		`{"detail":{"deployment":{"outcome":["failed"],"seconds":[{"numeric":[">",60]}],"labels":{"team":["web"]}}}}`: "",
		`{"detail":{"deployment":{"outcom":["failed"]}}}`:                                                             "detail.deployment.outcom unknown-field",
		`{"detail":{"deployment":{"outcome":["faild"]}}}`:                                                             "detail.deployment.outcome unknown-value",
		`{"detail":{"deployment":{"outcome":["failed"],"forced":[true]}}}`:                                            "detail.deployment.forced contradiction",
		`{"detail-type":["Rollback Started"],"detail":{"deployment":{"forced":[true]}}}`:                              "detail.deployment.forced field-not-carried",
	}
	for text, want := range checks {
		var got string
		for _, f := range c.Check(parse(t, text), bus) {
			got += f.Field() + " " + string(f.Code)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestSourceBesideOthers adds the folder to the embedded ones.
func TestSourceBesideOthers(t *testing.T) {
	t.Parallel()

	tree := readTree(t, catalog.Embedded)
	maps.Copy(tree, readTree(t, os.DirFS(thirdSource)))
	c, err := catalog.Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(c.Families()), len(catalog.Default().Families())+1; got != want {
		t.Errorf("%d families, want %d", got, want)
	}
}

func readTree(t *testing.T, fsys fs.FS) fstest.MapFS {
	t.Helper()
	tree := fstest.MapFS{}
	err := fs.WalkDir(fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		tree[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestLoadErrors changes one file of the third source at a time. Each error
// must lead whoever made the slip to the place, whether Load finds it or a test.
func TestLoadErrors(t *testing.T) {
	t.Parallel()

	const (
		source   = "deployer/source.json"
		object   = "deployer/objects/deployment.json"
		finished = "deployer/events/deployment-finished.json"
		rollback = "deployer/events/rollback-started.json"
		sample   = "deployer/samples/rollback-started/documented.json"
	)
	tests := map[string]struct {
		file, old, new string
		want           string
	}{
		"broken JSON":          {object, `"required": [`, `"required" [`, `deployer/objects/deployment.json: invalid character '[' after object key`},
		"trailing comma":       {object, `"seconds", "labels"]`, `"seconds", "labels",]`, `deployer/objects/deployment.json: invalid character ']' looking for beginning of value`},
		"misspelled keyword":   {object, `"enum"`, `"enums"`, `deployer/objects/deployment.json: outcome: json: unknown field "enums"`},
		"misspelled in source": {source, `"partner":`, `"partnr":`, `deployer/source.json: json: unknown field "partnr"`},
		"no partner":           {source, `"partner": "deployer.example",`, ``, `deployer/source.json: either partner or event_source is needed`},
		"both":                 {source, `"partner": "deployer.example",`, `"partner": "a", "event_source": "b",`, `deployer/source.json: either partner or event_source is needed`},
		"partner on default":   {source, `"partner": "deployer.example",`, `"partner": "a", "default_bus": true,`, `deployer/source.json: a partner's events never arrive on the default bus`},
		"form":                 {source, `"partner": "deployer.example",`, `"partner": "a.b", "event_source_form": "aws.partner/b.c/<id>",`, `deployer/source.json: event_source_form must begin with aws.partner/a.b/`},
		"no title":             {source, `"title": "Deployer",`, ``, `deployer/source.json: title and description are needed`},
		"document":             {source, `"as_of": "2026-10"`, `"as_of": ""`, `deployer/source.json: document "event-guide" needs title, url and as_of`},
		"unknown document":     {object, `"x-source": "event-guide"`, `"x-source": "guide"`, `deployer/events/deployment-finished.json: deployment: x-source names "guide", which is not in documents of source.json`},
		"family twice":         {source, `"deployment-finished", "rollback-started"`, `"deployment-finished", "deployment-finished"`, `deployer/source.json: family "deployment": detail-type "Deployment Finished" is there twice`},
		"family name":          {source, `"resource": "deployer_deployment_rule",`, ``, `deployer/source.json: family "deployment": name, resource, title, description and detail_types are needed`},
		"no such event":        {source, `"rollback-started"`, `"rollback"`, `open deployer/events/rollback.json: file does not exist`},
		"no description":       {object, `, "description": "How long it took."`, ``, `deployer/events/deployment-finished.json: deployment.seconds: description is needed`},
		"no type":              {object, `"type": "number", `, ``, `deployer/events/deployment-finished.json: deployment.seconds: type is needed`},
		"unknown type":         {object, `"type": "number"`, `"type": "float"`, `deployer/events/deployment-finished.json: deployment.seconds: type "float" is not known`},
		"two types":            {object, `"type": "number"`, `"type": ["number", "string"]`, `deployer/events/deployment-finished.json: deployment.seconds: type must be one type, or one type and null`},
		"unknown format":       {object, `"format": "id"`, `"format": "uuid4"`, `deployer/events/deployment-finished.json: deployment.id: format "uuid4" is not known`},
		"required":             {object, `"required": ["id",`, `"required": ["uid",`, `deployer/events/deployment-finished.json: deployment: required names "uid", which is no property`},
		"required and false":   {rollback, `"forced": false`, `"seconds": false`, `deployer/events/rollback-started.json: deployment: "seconds" is required and false at once`},
		"enum of numbers":      {object, `"enum": ["succeeded", "failed", null]`, `"enum": [1]`, `deployer/objects/deployment.json: outcome: json: cannot unmarshal number into Go struct field keywords.enum of type string`},
		"wider enum":           {finished, `{"type": "string"}`, `{"enum": ["succeeded", "aborted"]}`, `deployer/events/deployment-finished.json: deployment.outcome: enum has "aborted", which the shared object does not have`},
		"expected":             {finished, `{"type": "string"}`, `{"x-expected": ["aborted"]}`, `deployer/events/deployment-finished.json: deployment.outcome: x-expected has "aborted", which is not in enum`},
		"instead":              {finished, `{"type": "string"}`, `{"x-instead": {"aborted": "failure"}}`, `deployer/events/deployment-finished.json: deployment.outcome: x-instead leads from "aborted" to "failure", but has to lead from what is not in enum to what is`},
		"instead of itself":    {finished, `{"type": "string"}`, `{"x-instead": {"failed": "failed"}}`, `deployer/events/deployment-finished.json: deployment.outcome: x-instead leads from "failed" to "failed", but has to lead from what is not in enum to what is`},
		"instead of no text":   {finished, `{"type": "string"}`, `{"x-instead": {"failure": 1}}`, `deployer/events/deployment-finished.json: deployment: outcome: json: cannot unmarshal number into Go struct field keywords.x-instead of type string`},
		"instead as a list":    {finished, `{"type": "string"}`, `{"x-instead": ["failure"]}`, `deployer/events/deployment-finished.json: deployment: outcome: json: cannot unmarshal array into Go struct field keywords.x-instead of type map[string]string`},
		"instead of a field":   {finished, `{"$ref"`, `{"x-instead": {"result": "results"}, "$ref"`, `deployer/events/deployment-finished.json: deployment: x-instead leads from "result" to "results", but has to lead from what is not in properties to what is`},
		"instead of a name":    {source, `"families": [`, `"detail_types_instead": {"Deployed": "Deployment Done"}, "families": [`, `deployer/source.json: detail_types_instead: x-instead leads from "Deployed" to "Deployment Done", but has to lead from what is not in detail_types to what is`},
		"expected null":        {finished, `{"type": "string"}`, `{"type": "string", "x-expected": [null]}`, `deployer/events/deployment-finished.json: deployment.outcome: x-expected has null, which type does not have`},
		"other type":           {finished, `{"type": "string"}`, `{"type": "number"}`, `deployer/events/deployment-finished.json: deployment.outcome: type [number] contradicts the shared object`},
		"null added":           {finished, `"outcome": {"type": "string"}`, `"seconds": {"type": ["number", "null"]}`, `deployer/events/deployment-finished.json: deployment.seconds: type [number null] contradicts the shared object`},
		"anything":             {finished, `{"type": "string"}`, `true`, `deployer/events/deployment-finished.json: deployment.outcome: a schema that allows anything says nothing; describe the field`},
		"ref elsewhere":        {finished, `../objects/deployment.json`, `../../envelope.json`, `deployer/events/deployment-finished.json: deployment: $ref leads to envelope.json, not to a file in deployer/objects`},
		"missing ref":          {finished, `../objects/deployment.json`, `../objects/deploy.json`, `deployer/events/deployment-finished.json: deployment: open deployer/objects/deploy.json: file does not exist`},
		"envelope":             {"envelope.json", `"source": {"type": "string", `, `"source": {"type": "number", `, `envelope.json: source: the envelope needs this field, of type string`},
		"circle":               {object, `"seconds": {"type": "number", `, `"seconds": {"$ref": "../objects/deployment.json", `, `deployer/events/deployment-finished.json: nested too deep; does a shared object refer to itself?`},
		"exclusion":            {object, `"description": "a forced deployment never fails",`, ``, `deployer/events/deployment-finished.json: deployment: allOf must hold objects with a description and a "not" with two or more properties`},
		"kinds differ":         {rollback, `"deployment": {"$ref": "../objects/deployment.json", "properties": {"forced": false}}`, `"deployment": {"type": "string", "description": "Its id."}`, `deployer/events/rollback-started.json: deployment: it is of kind "string", and of kind "object" in another event of the family`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree := readTree(t, os.DirFS(thirdSource))
			old := string(tree[test.file].Data)
			if !strings.Contains(old, test.old) {
				t.Fatalf("%s lacks %s", test.file, test.old)
			}
			tree[test.file] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(old, test.old, test.new))}
			if got := errorText(catalog.CheckData(tree)); !strings.Contains(got, test.want) {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}

	for file, want := range map[string]string{
		"envelope.json":  "open envelope.json: file does not exist",
		"documents.json": "open documents.json: file does not exist",
		sample:           "deployer/source.json: family \"deployment\": a sample rollback-started/documented.json is needed",
	} {
		t.Run("without "+file, func(t *testing.T) {
			t.Parallel()
			tree := readTree(t, os.DirFS(thirdSource))
			delete(tree, file)
			if got := errorText(catalog.CheckData(tree)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
	if err := catalog.CheckData(os.DirFS(thirdSource)); err != nil {
		t.Error(err)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
