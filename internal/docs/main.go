// Command docs writes what the pages of docs/ are generated from: the
// provider's schema, as `terraform providers schema -json` would print it. It
// asks the provider itself, so that no Terraform is needed and kinds newer than
// the installed Terraform are there as well.
//
// It may import the provider; nothing imports it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

func main() {
	schema := flag.String("schema", "", "file to write the schema to, as JSON")
	flag.Parse()
	if err := run(context.Background(), *schema); err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, schemaFile string) error {
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

// writeFile writes a file and the folders above it.
func writeFile(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o644)
}
