// Command docs prepares the input of tfplugindocs: the provider's schema, as
// `terraform providers schema -json` prints it, and the templates of all pages.
// It queries the provider in process, so it needs no Terraform binary and
// covers kinds that are newer than the installed Terraform.
//
// It may import the provider. Nothing imports it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

func main() {
	schemaFile := flag.String("schema", "", "file to write the schema to, as JSON")
	out := flag.String("out", "", "folder to write the templates to; it is replaced")
	flag.Parse()
	if err := run(context.Background(), *schemaFile, *out); err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

// run writes the schema and the templates. Its working directory is the checkout.
func run(ctx context.Context, schemaFile, out string) error {
	if schemaFile == "" || out == "" {
		return errors.New("-schema and -out are required")
	}
	schemas, err := allSchemas(ctx)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(schemas, "", "  ")
	if err != nil {
		return err
	}
	if err := writeFile(schemaFile, append(text, '\n')); err != nil {
		return err
	}
	return writeTemplates(".", out, schemas.Schemas[providerAddress])
}

func allSchemas(ctx context.Context) (*tfjson.ProviderSchemas, error) {
	return providerSchemas(ctx, providerserver.NewProtocol6(provider.New("docs")())())
}

// writeFile writes a file and creates its parent folders.
func writeFile(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o644)
}
