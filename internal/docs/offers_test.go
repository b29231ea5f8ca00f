package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

func offered(t *testing.T) *tfjson.ProviderSchema {
	t.Helper()
	schemas, err := providerSchemas(t.Context(), providerserver.NewProtocol6(provider.New("docs")())())
	if err != nil {
		t.Fatal(err)
	}
	return schemas.Schemas[providerAddress]
}

// names are the names of a kind, as its pages have them: without the provider's.
func names[T any](offers map[string]T) []string {
	found := make([]string, 0, len(offers))
	for name := range offers {
		found = append(found, strings.TrimPrefix(name, "eventbridge_"))
	}
	slices.Sort(found)
	return found
}

// TestPages compares the pages with what the provider offers: none is missing,
// and none is left over.
func TestPages(t *testing.T) {
	t.Parallel()
	schema := offered(t)
	kinds := map[string][]string{
		"resources":           names(schema.ResourceSchemas),
		"data-sources":        names(schema.DataSourceSchemas),
		"functions":           names(schema.Functions),
		"list-resources":      names(schema.ListResourceSchemas),
		"ephemeral-resources": names(schema.EphemeralResourceSchemas),
		"actions":             names(schema.ActionSchemas),
	}
	kinds["guides"] = files(t, filepath.Join(root, "templates", "guides"))
	for kind, want := range kinds {
		if got := files(t, filepath.Join(root, "docs", kind)); !slices.Equal(got, want) {
			t.Errorf("docs/%s has %q, and it should have %q: run make docs", kind, got, want)
		}
	}
	entries, err := os.ReadDir(filepath.Join(root, "docs"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if _, known := kinds[entry.Name()]; !known && entry.Name() != "index.md" {
			t.Errorf("docs/%s is nothing that the registry shows", entry.Name())
		}
	}
}

// files are the names of a folder's pages, without their endings. A folder that is not there has none.
func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	found := []string{}
	for _, entry := range entries {
		name, _, _ := strings.Cut(entry.Name(), ".")
		found = append(found, name)
	}
	slices.Sort(found)
	return found
}

// TestPagesAreWhole looks that each page has its parts: an example on every
// page, and the imports of a resource in every form that it takes.
func TestPagesAreWhole(t *testing.T) {
	t.Parallel()
	schema, all := offered(t), pages(t)
	want := func(page string, parts ...string) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Error(err)
			return
		}
		for _, part := range parts {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s has no %q", page, part)
			}
		}
		if len(all[page].blocks) == 0 {
			t.Errorf("%s has no example", page)
		}
	}
	for _, name := range names(schema.ResourceSchemas) {
		want("docs/resources/"+name+".md", "## Example Usage", "## Schema", "## Import", "  id = \"")
		if schema.ResourceIdentitySchemas["eventbridge_"+name] != nil {
			want("docs/resources/"+name+".md", "  identity = {", "### Identity Schema")
		}
	}
	for _, name := range names(schema.DataSourceSchemas) {
		want("docs/data-sources/"+name+".md", "## Example Usage", "## Schema")
	}
	for _, name := range names(schema.ListResourceSchemas) {
		want("docs/list-resources/"+name+".md", "## Example Usage", "list \"eventbridge_"+name+"\"", "## Schema")
	}
	for _, name := range names(schema.Functions) {
		want("docs/functions/"+name+".md", "## Example Usage", "## Signature", "## Arguments")
	}
	want("docs/index.md", "## Schema")
}
