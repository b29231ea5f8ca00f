// Command docs writes what the pages of docs/ are generated from: the
// provider's schema, as `terraform providers schema -json` would print it, and
// the guides that follow from the catalog and from the permissions. It asks the
// provider itself, so that no Terraform is needed and kinds newer than the
// installed Terraform are there as well.
//
// It may import the provider; nothing imports it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

func main() {
	schema := flag.String("schema", "", "file to write the schema to, as JSON")
	guides := flag.String("guides", "", "folder of the guides")
	check := flag.Bool("check", false, "fail when a guide is not what would be written, instead of writing it")
	flag.Parse()
	err := writeSchema(context.Background(), *schema)
	if err == nil {
		err = writeGuides(*guides, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

func writeSchema(ctx context.Context, schemaFile string) error {
	if schemaFile == "" {
		return errors.New("name the file for the schema with -schema")
	}
	schemas, err := providerSchemas(ctx, providerserver.NewProtocol6(provider.New("docs")())())
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(schemas, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(schemaFile, append(text, '\n'))
}

// writeGuides writes the guides that follow from data, or compares them.
func writeGuides(dir string, check bool) error {
	if dir == "" {
		return errors.New("name the folder of the guides with -guides")
	}
	pages := guides(catalog.Default())
	pages["permissions.md"] = permissionsGuide(permission.Default())
	for name, text := range pages {
		file := filepath.Join(dir, name)
		if !check {
			if err := writeFile(file, text); err != nil {
				return err
			}
			continue
		}
		if committed, err := os.ReadFile(file); err != nil || !bytes.Equal(committed, text) {
			return fmt.Errorf("%s is out of date: run make docs and commit the result", file)
		}
	}
	return nil
}

// writeFile writes a file and the folders above it.
func writeFile(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o644)
}
