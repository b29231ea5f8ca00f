package main

import (
	"context"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// providerAddress is the key under which tfplugindocs looks for the schema,
// whatever the address of the provider is.
const providerAddress = "registry.terraform.io/hashicorp/eventbridge"

// providerSchemas returns all schemas of a provider.
func providerSchemas(ctx context.Context, server tfprotov6.ProviderServer) (*tfjson.ProviderSchemas, error) {
	schema, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, err
	}
	if err := failed(append(schema.Diagnostics, identities.Diagnostics...)); err != nil {
		return nil, err
	}

	functions := make(map[string]*tfjson.FunctionSignature, len(schema.Functions))
	for name, function := range schema.Functions {
		functions[name] = functionSignature(function)
	}
	identitySchemas := make(map[string]*tfjson.IdentitySchema, len(identities.IdentitySchemas))
	for name, identity := range identities.IdentitySchemas {
		identitySchemas[name] = identitySchema(identity)
	}
	return &tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas: map[string]*tfjson.ProviderSchema{providerAddress: {
			ConfigSchema:             blockSchema(schema.Provider),
			ResourceSchemas:          blockSchemas(schema.ResourceSchemas),
			DataSourceSchemas:        blockSchemas(schema.DataSourceSchemas),
			EphemeralResourceSchemas: blockSchemas(schema.EphemeralResourceSchemas),
			ListResourceSchemas:      blockSchemas(schema.ListResourceSchemas),
			Functions:                functions,
			ResourceIdentitySchemas:  identitySchemas,
		}},
	}, nil
}

// failed returns the errors among the diagnostics as one error, or nil.
func failed(diagnostics []*tfprotov6.Diagnostic) error {
	var texts []string
	for _, diagnostic := range diagnostics {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			texts = append(texts, diagnostic.Summary+": "+diagnostic.Detail)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return fmt.Errorf("the provider's schema has errors: %s", strings.Join(texts, "; "))
}

func blockSchemas(schemas map[string]*tfprotov6.Schema) map[string]*tfjson.Schema {
	converted := make(map[string]*tfjson.Schema, len(schemas))
	for name, schema := range schemas {
		converted[name] = blockSchema(schema)
	}
	return converted
}

func blockSchema(schema *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: uint64(schema.Version), Block: block(schema.Block)}
}

func block(from *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	nested := make(map[string]*tfjson.SchemaBlockType, len(from.BlockTypes))
	for _, inner := range from.BlockTypes {
		nested[inner.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: tfjson.SchemaNestingMode(strings.ToLower(inner.Nesting.String())),
			Block:       block(inner.Block),
			MinItems:    uint64(inner.MinItems),
			MaxItems:    uint64(inner.MaxItems),
		}
	}
	return &tfjson.SchemaBlock{
		Attributes:      attributes(from.Attributes),
		NestedBlocks:    nested,
		Description:     from.Description,
		DescriptionKind: descriptionKind(from.DescriptionKind),
		Deprecated:      from.Deprecated,
	}
}

func attributes(from []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	converted := make(map[string]*tfjson.SchemaAttribute, len(from))
	for _, attribute := range from {
		to := &tfjson.SchemaAttribute{
			Description:     attribute.Description,
			DescriptionKind: descriptionKind(attribute.DescriptionKind),
			Deprecated:      attribute.Deprecated,
			Required:        attribute.Required,
			Optional:        attribute.Optional,
			Computed:        attribute.Computed,
			Sensitive:       attribute.Sensitive,
			WriteOnly:       attribute.WriteOnly,
		}
		if attribute.NestedType != nil {
			to.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes:  attributes(attribute.NestedType.Attributes),
				NestingMode: tfjson.SchemaNestingMode(strings.ToLower(attribute.NestedType.Nesting.String())),
			}
		} else {
			to.AttributeType = ctyType(attribute.Type)
		}
		converted[attribute.Name] = to
	}
	return converted
}

func functionSignature(function *tfprotov6.Function) *tfjson.FunctionSignature {
	signature := &tfjson.FunctionSignature{
		Description:        function.Description,
		Summary:            function.Summary,
		DeprecationMessage: function.DeprecationMessage,
		ReturnType:         ctyType(function.Return.Type),
	}
	for _, from := range function.Parameters {
		signature.Parameters = append(signature.Parameters, parameter(from))
	}
	if function.VariadicParameter != nil {
		signature.VariadicParameter = parameter(function.VariadicParameter)
	}
	return signature
}

func parameter(from *tfprotov6.FunctionParameter) *tfjson.FunctionParameter {
	return &tfjson.FunctionParameter{
		Name:        from.Name,
		Description: from.Description,
		IsNullable:  from.AllowNullValue,
		Type:        ctyType(from.Type),
	}
}

func identitySchema(from *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	to := &tfjson.IdentitySchema{Version: uint64(from.Version), Attributes: map[string]*tfjson.IdentityAttribute{}}
	for _, attribute := range from.IdentityAttributes {
		to.Attributes[attribute.Name] = &tfjson.IdentityAttribute{
			IdentityType:      ctyType(attribute.Type),
			Description:       attribute.Description,
			RequiredForImport: attribute.RequiredForImport,
			OptionalForImport: attribute.OptionalForImport,
		}
	}
	return to
}

func descriptionKind(kind tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if kind == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}

// ctyType converts a type to the one that the JSON output of Terraform uses.
func ctyType(from tftypes.Type) cty.Type {
	switch from := from.(type) {
	case tftypes.List:
		return cty.List(ctyType(from.ElementType))
	case tftypes.Set:
		return cty.Set(ctyType(from.ElementType))
	case tftypes.Map:
		return cty.Map(ctyType(from.ElementType))
	case tftypes.Tuple:
		elements := make([]cty.Type, len(from.ElementTypes))
		for i, element := range from.ElementTypes {
			elements[i] = ctyType(element)
		}
		return cty.Tuple(elements)
	case tftypes.Object:
		fields := make(map[string]cty.Type, len(from.AttributeTypes))
		for name, field := range from.AttributeTypes {
			fields[name] = ctyType(field)
		}
		return cty.Object(fields)
	}
	switch {
	case from.Is(tftypes.String):
		return cty.String
	case from.Is(tftypes.Number):
		return cty.Number
	case from.Is(tftypes.Bool):
		return cty.Bool
	}
	return cty.DynamicPseudoType
}
