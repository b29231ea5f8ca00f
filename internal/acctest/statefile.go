package acctest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"sync"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// stateDocument is a state file, as far as tests look into it.
type stateDocument struct {
	Outputs   map[string]struct{ Value any }
	Resources []stateResource
}

type stateResource struct {
	Mode, Type, Name string
	Instances        []stateInstance
}

type stateInstance struct {
	IndexKey        any            `json:"index_key"`
	SchemaVersion   int64          `json:"schema_version"`
	Attributes      map[string]any `json:"attributes"`
	Identity        json.RawMessage
	IdentityVersion int64 `json:"identity_schema_version"`
	Private         []byte
	Status, Deposed string
	Dependencies    []string
}

func (r stateResource) address() string {
	if r.Mode == string(tfjson.DataResourceMode) {
		return "data." + r.Type + "." + r.Name
	}
	return r.Type + "." + r.Name
}

// state is what `terraform show -json` tells of the root module.
func (c commands) state() *tfjson.State {
	c.t.Helper()
	state := &tfjson.State{Values: &tfjson.StateValues{RootModule: &tfjson.StateModule{}, Outputs: map[string]*tfjson.StateOutput{}}}
	document := c.document()
	for name, output := range document.Outputs {
		state.Values.Outputs[name] = &tfjson.StateOutput{Value: output.Value}
	}
	for _, resource := range document.Resources {
		for _, instance := range resource.Instances {
			address := resource.address()
			switch key := instance.IndexKey.(type) {
			case string:
				address += fmt.Sprintf("[%q]", key)
			case json.Number:
				address += "[" + key.String() + "]"
			}
			values, _ := withoutTypes(types()[resource.Mode+" "+resource.Type], instance.Attributes).(map[string]any)
			state.Values.RootModule.Resources = append(state.Values.RootModule.Resources, &tfjson.StateResource{
				Address: address, Mode: tfjson.ResourceMode(resource.Mode), Type: resource.Type, Name: resource.Name,
				Index: instance.IndexKey, AttributeValues: values,
			})
		}
	}
	return state
}

// document is the state file; empty if there is none.
func (c commands) document() stateDocument {
	c.t.Helper()
	var document stateDocument
	raw, err := os.ReadFile(filepath.Join(c.dir, stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return document
	}
	if err == nil {
		err = decode(raw, &document)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return document
}

// Schemas are those of the provider's resources and data sources.
var Schemas = sync.OnceValue(func() *tfprotov6.GetProviderSchemaResponse {
	server, err := Factories()["eventbridge"]()
	must(err)
	schemas, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	must(err)
	return schemas
})

// identities are the schemas of the identities of the provider's resources.
var identities = sync.OnceValue(func() *tfprotov6.GetResourceIdentitySchemasResponse {
	server, err := Factories()["eventbridge"]()
	must(err)
	schemas, err := server.GetResourceIdentitySchemas(context.Background(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	must(err)
	return schemas
})

// types are the types of the provider's configuration, resources and data sources.
var types = sync.OnceValue(func() map[string]tftypes.Type {
	types := map[string]tftypes.Type{"managed terraform_data": tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"input": tftypes.DynamicPseudoType, "output": tftypes.DynamicPseudoType, "triggers_replace": tftypes.DynamicPseudoType,
	}}, "provider": Schemas().Provider.ValueType()}
	for name, schema := range Schemas().ResourceSchemas {
		types["managed "+name] = schema.ValueType()
	}
	for name, schema := range Schemas().DataSourceSchemas {
		types["data "+name] = schema.ValueType()
	}
	return types
})

// withoutTypes is a value of a state file without the types that stand beside the
// values of dynamic attributes.
func withoutTypes(typ tftypes.Type, value any) any {
	if typ == nil || value == nil {
		return value
	}
	if typ.Is(tftypes.DynamicPseudoType) {
		if typed, ok := value.(map[string]any); ok {
			return typed["value"]
		}
		return value
	}
	switch value := value.(type) {
	case map[string]any:
		plain := maps.Clone(value)
		for name, one := range value {
			plain[name] = withoutTypes(elementType(typ, name), one)
		}
		return plain
	case []any:
		plain := make([]any, len(value))
		for i, one := range value {
			plain[i] = withoutTypes(elementType(typ, ""), one)
		}
		return plain
	}
	return value
}

func elementType(typ tftypes.Type, name string) tftypes.Type {
	switch typ := typ.(type) {
	case tftypes.Object:
		return typ.AttributeTypes[name]
	case tftypes.Map:
		return typ.ElementType
	case tftypes.List:
		return typ.ElementType
	case tftypes.Set:
		return typ.ElementType
	}
	return nil
}

// stateWithout is the state file without a resource.
func stateWithout(file, address string) ([]byte, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var whole map[string]any
	var document stateDocument
	if err := cmp.Or(decode(raw, &whole), decode(raw, &document)); err != nil {
		return nil, err
	}
	var kept []any
	all, _ := whole["resources"].([]any)
	for i, resource := range document.Resources {
		if resource.address() != address {
			kept = append(kept, all[i])
		}
	}
	whole["resources"] = kept
	return json.Marshal(whole)
}

func decode(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func find(state *tfjson.State, address string) *tfjson.StateResource {
	for _, resource := range state.Values.RootModule.Resources {
		if resource.Address == address {
			return resource
		}
	}
	return nil
}

// sameAttributes holds that an import gives the attributes that the test has in
// its state, but for those to ignore and timeouts, which AWS does not know. Null and
// an empty list or map are the same.
func sameAttributes(want, got *tfjson.StateResource, ignore []string) error {
	if want == nil || got == nil {
		return errors.New("ImportStateVerify: the resource is not in the state")
	}
	without := func(of *tfjson.StateResource) map[string]any {
		values := maps.Clone(of.AttributeValues)
		for _, name := range append(ignore, "timeouts") {
			delete(values, name)
		}
		maps.DeleteFunc(values, func(_ string, value any) bool {
			of := reflect.ValueOf(value)
			return value == nil || (of.Kind() == reflect.Slice || of.Kind() == reflect.Map) && of.Len() == 0
		})
		return values
	}
	if want, got := without(want), without(got); !reflect.DeepEqual(want, got) {
		return fmt.Errorf("ImportStateVerify attributes not equivalent:\n%s\nand before\n%s", JSON(got), JSON(want))
	}
	return nil
}
