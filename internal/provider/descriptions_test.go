package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

// TestDescriptions finds what has nothing to say on its page of the documentation.
func TestDescriptions(t *testing.T) {
	t.Parallel()
	server := providerserver.NewProtocol6(provider.New("test")())()
	resp, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatal(err, resp.Diagnostics)
	}
	count := 0
	described := func(where, text string) {
		count++
		if text = strings.TrimSpace(text); !strings.HasSuffix(text, ".") {
			t.Errorf("%s: %q is no description; it is one sentence or more", where, text)
		}
	}
	var attributes func(where string, of []*tfprotov6.SchemaAttribute)
	attributes = func(where string, of []*tfprotov6.SchemaAttribute) {
		for _, attribute := range of {
			described(where+"."+attribute.Name, attribute.Description)
			if attribute.NestedType != nil {
				attributes(where+"."+attribute.Name, attribute.NestedType.Attributes)
			}
		}
	}
	block := func(where string, schema *tfprotov6.Schema) {
		described(where, schema.Block.Description)
		attributes(where, schema.Block.Attributes)
	}
	block("provider", resp.Provider)
	for kind, schemas := range map[string]map[string]*tfprotov6.Schema{
		"resource": resp.ResourceSchemas, "data source": resp.DataSourceSchemas, "list resource": resp.ListResourceSchemas,
	} {
		for name, schema := range schemas {
			block(kind+" "+name, schema)
		}
	}
	for name, function := range resp.Functions {
		described("function "+name, function.Summary+".")
		described("function "+name, function.Description)
		for _, parameter := range append(function.Parameters, function.VariadicParameter) {
			if parameter != nil {
				described("function "+name+", parameter "+parameter.Name, parameter.Description)
			}
		}
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil || len(identities.Diagnostics) > 0 {
		t.Fatal(err, identities.Diagnostics)
	}
	for name, identity := range identities.IdentitySchemas {
		for _, attribute := range identity.IdentityAttributes {
			described("identity of "+name+", "+attribute.Name, attribute.Description)
		}
	}
	if count < 300 {
		t.Errorf("looked at %d descriptions only", count)
	}
}
