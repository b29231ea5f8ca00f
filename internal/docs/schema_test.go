package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// TestSchemaIsTerraforms compares the schema file with what Terraform prints of
// the same provider, where Terraform is there to be asked.
func TestSchemaIsTerraforms(t *testing.T) {
	terraform := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if terraform == "" {
		var err error
		if terraform, err = exec.LookPath("terraform"); err != nil {
			t.Skip("SKIP: no terraform to compare the schema with")
		}
	}
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "terraform-provider-eventbridge"), "../..").CombinedOutput(); err != nil {
		t.Fatalf("building the provider: %s\n%s", err, out)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := writeFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	config := write("cli.tfrc", "provider_installation {\n  dev_overrides {\n    \"typed-events/eventbridge\" = \""+dir+"\"\n  }\n  direct {}\n}\n")
	write("main/main.tf", "terraform {\n  required_providers {\n    eventbridge = { source = \"typed-events/eventbridge\" }\n  }\n}\n")
	cmd := exec.CommandContext(t.Context(), terraform, "providers", "schema", "-json")
	cmd.Dir = filepath.Join(dir, "main")
	cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+config)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("terraform providers schema: %s", err)
	}
	if err := writeSchema(t.Context(), filepath.Join(dir, "schema.json")); err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile(filepath.Join(dir, "schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	want, got := onlySchema(t, out), onlySchema(t, ours)
	// A newer Terraform prints identities and lists as well.
	for _, kind := range append([]string{"provider", "resource_schemas", "data_source_schemas", "functions"}, slices.Collect(maps.Keys(want))...) {
		if string(canonical(t, want[kind])) != string(canonical(t, got[kind])) {
			t.Errorf("%s differs from what terraform prints", kind)
		}
	}
}

// onlySchema is the schema of the one provider in the text.
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

// canonical sorts the keys.
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
