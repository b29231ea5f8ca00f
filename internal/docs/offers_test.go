package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

func offered(t *testing.T) *tfjson.ProviderSchema {
	t.Helper()
	schemas, err := allSchemas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return schemas.Schemas[providerAddress]
}

// names returns the names of the pages of one kind: those of the types without
// the provider's prefix.
func names[T any](offers map[string]T) []string {
	found := make([]string, 0, len(offers))
	for name := range offers {
		found = append(found, strings.TrimPrefix(name, prefix))
	}
	slices.Sort(found)
	return found
}

// TestPages compares the pages with the schema: none is missing, none is left over.
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
	for name := range eventGuides(catalog.Default()) {
		kinds["guides"] = append(kinds["guides"], strings.TrimSuffix(name, ".md"))
	}
	kinds["guides"] = append(kinds["guides"], "permissions")
	slices.Sort(kinds["guides"])
	for kind, want := range kinds {
		if got := files(t, filepath.Join(root, "docs", kind)); !slices.Equal(got, want) {
			t.Errorf("docs/%s has %q, not %q: run make docs", kind, got, want)
		}
	}
	entries, err := os.ReadDir(filepath.Join(root, "docs"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if _, known := kinds[entry.Name()]; !known && entry.Name() != "index.md" {
			t.Errorf("the registry does not show docs/%s", entry.Name())
		}
	}
}

// files returns the names of a folder's pages without their extensions. A missing
// folder has none.
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

// TestPagesAreComplete checks that each page has its parts: an example, a link to
// AWS's documentation, permissions, and every form of import of a resource.
func TestPagesAreComplete(t *testing.T) {
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
	const aws = "AWS documentation: [" // with a link behind it
	for _, name := range names(schema.ResourceSchemas) {
		page := "docs/resources/" + name + ".md"
		want(page, aws, "## Example Usage", "## Schema", "## Import", "  id = \"", "\nterraform import eventbridge_"+name+".", "## Permissions")
		if schema.ResourceIdentitySchemas[prefix+name] != nil {
			want(page, "  identity = {", "### Identity Schema")
		}
		if strings.HasSuffix(name, "_rule") {
			want(page, "Events: [")
		}
	}
	for _, name := range names(schema.DataSourceSchemas) {
		want("docs/data-sources/"+name+".md", aws, "## Example Usage", "## Schema", "## Permissions")
	}
	for _, name := range names(schema.ListResourceSchemas) {
		want("docs/list-resources/"+name+".md", "## Example Usage", "list \""+prefix+name+"\"", "## Schema", "## Permissions")
	}
	for _, name := range names(schema.Functions) {
		want("docs/functions/"+name+".md", "## Example Usage", "## Signature", "## Arguments")
	}
	want("docs/index.md", "## Schema")
}
