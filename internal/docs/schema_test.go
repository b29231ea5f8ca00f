package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestSchemaMatchesTerraform compares the schema with the output of terraform
// providers schema for the same provider.
func TestSchemaMatchesTerraform(t *testing.T) {
	terraform := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if terraform == "" {
		var err error
		if terraform, err = exec.LookPath("terraform"); err != nil {
			t.Skip("SKIP: terraform not found")
		}
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := writeFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	config := write("cli.tfrc", "provider_installation {\n  dev_overrides {\n    \"typed-events/eventbridge\" = \""+filepath.Dir(acctest.Binary(t))+"\"\n  }\n  direct {}\n}\n")
	write("main/main.tf", "terraform {\n  required_providers {\n    eventbridge = { source = \"typed-events/eventbridge\" }\n  }\n}\n")
	cmd := exec.CommandContext(t.Context(), terraform, "providers", "schema", "-json")
	cmd.Dir = filepath.Join(dir, "main")
	cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+config)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("terraform providers schema: %s", err)
	}
	schemas, err := allSchemas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ours, err := json.Marshal(schemas)
	if err != nil {
		t.Fatal(err)
	}
	want, got := onlySchema(t, out), onlySchema(t, ours)
	// Newer versions of Terraform print identities and list resources, too.
	for _, kind := range append([]string{"provider", "resource_schemas", "data_source_schemas", "functions"}, slices.Collect(maps.Keys(want))...) {
		if string(canonical(t, want[kind])) != string(canonical(t, got[kind])) {
			t.Errorf("%s differs from what terraform prints", kind)
		}
	}
}

// onlySchema returns the schema of the only provider in the text.
func onlySchema(t *testing.T, text []byte) map[string]json.RawMessage {
	t.Helper()
	var document struct {
		Schemas map[string]map[string]json.RawMessage `json:"provider_schemas"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	for _, schema := range document.Schemas {
		return schema
	}
	t.Fatal("no provider schema")
	return nil
}

// canonical sorts the keys of a JSON text.
func canonical(t *testing.T, text json.RawMessage) []byte {
	t.Helper()
	if text == nil {
		return nil
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return sorted
}
