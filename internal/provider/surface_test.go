package provider_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

var update = flag.Bool("update", false, "write the committed lists in testdata instead of comparing them")

const surfaceHead = `# The provider's public surface: every name that a configuration can use, with
# what it takes. A change here is a change for users, so that it shows in review:
# what goes or gets narrower breaks configurations.
#
# Written by make surface. Not shown: descriptions, and what a plan works out with
# code of its own, such as a change of region that makes a new object.
`

// TestSurface compares the provider's public surface and the titles of its
// diagnostics with the committed files, so that each change is a line in a diff.
func TestSurface(t *testing.T) {
	t.Parallel()
	compareOrWrite(t, "surface.txt", surfaceHead+surface(t.Context(), provider.New("surface")()), "; tell users of it in CHANGELOG.md", placed)
	compareOrWrite(t, "diagnostics.txt", titles(t), "", func(list string) []string { return strings.Split(list, "\n") })
}

// placed are the lines of a surface, each behind the head of its section, because
// many sections have equal lines.
func placed(surface string) []string {
	var lines []string
	head := ""
	for line := range strings.Lines(surface) {
		line = strings.TrimRight(line, "\n")
		if rest, nested := strings.CutPrefix(line, "  "); nested {
			line = head + ": " + rest
		} else {
			head = line
		}
		lines = append(lines, line)
	}
	return lines
}

// surface prints everything that p offers.
func surface(ctx context.Context, p framework.Provider) string {
	var schema framework.SchemaResponse
	p.Schema(ctx, framework.SchemaRequest{}, &schema)
	out := &printer{}
	out.section("provider eventbridge", attributeLines(ctx, schema.Schema.Attributes))

	resources := map[string][]string{}
	for _, offer := range p.Resources(ctx) {
		name, lines := resourceLines(ctx, offer())
		resources[name] = lines
	}
	// Rules are alike: what all of them have is printed once.
	every := map[string]func(string) bool{
		"as every rule":       func(name string) bool { return strings.HasSuffix(name, "_rule") },
		"as every typed rule": func(name string) bool { return strings.HasSuffix(name, "_rule") && name != "eventbridge_rule" },
	}
	for _, group := range sorted(every) {
		shared := share(resources, every[group], group)
		out.section(strings.TrimPrefix(group, "as "), shared)
	}
	out.sections("resource", resources)

	dataSources := map[string][]string{}
	for _, offer := range p.DataSources(ctx) {
		d := offer()
		var meta datasource.MetadataResponse
		d.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "eventbridge"}, &meta)
		var schema datasource.SchemaResponse
		d.Schema(ctx, datasource.SchemaRequest{}, &schema)
		dataSources[meta.TypeName] = attributeLines(ctx, schema.Schema.Attributes)
	}
	out.sections("data", dataSources)

	if p, ok := p.(framework.ProviderWithListResources); ok {
		lists := map[string][]string{}
		for _, offer := range p.ListResources(ctx) {
			l := offer()
			var meta resource.MetadataResponse
			l.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "eventbridge"}, &meta)
			var schema list.ListResourceSchemaResponse
			l.ListResourceConfigSchema(ctx, list.ListResourceSchemaRequest{}, &schema)
			lists[meta.TypeName] = attributeLines(ctx, schema.Schema.Attributes)
		}
		out.sections("list", lists)
	}

	if p, ok := p.(framework.ProviderWithFunctions); ok {
		functions := map[string][]string{}
		for _, offer := range p.Functions(ctx) {
			f := offer()
			var meta function.MetadataResponse
			f.Metadata(ctx, function.MetadataRequest{}, &meta)
			var definition function.DefinitionResponse
			f.Definition(ctx, function.DefinitionRequest{}, &definition)
			functions[meta.Name] = functionLines(ctx, definition.Definition)
		}
		out.sections("function", functions)
	}
	return out.String()
}

func resourceLines(ctx context.Context, r resource.Resource) (string, []string) {
	var meta resource.MetadataResponse
	r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "eventbridge"}, &meta)
	var schema resource.SchemaResponse
	r.Schema(ctx, resource.SchemaRequest{}, &schema)

	lines := []string{fmt.Sprintf("schema version %d", schema.Schema.Version)}
	if _, ok := r.(resource.ResourceWithImportState); ok {
		lines = append(lines, "can be imported")
	}
	if r, ok := r.(resource.ResourceWithMoveState); ok {
		lines = append(lines, fmt.Sprintf("can be moved to from other types: %d", len(r.MoveState(ctx))))
	}
	if r, ok := r.(resource.ResourceWithIdentity); ok {
		var identity resource.IdentitySchemaResponse
		r.IdentitySchema(ctx, resource.IdentitySchemaRequest{}, &identity)
		for _, name := range sorted(identity.IdentitySchema.Attributes) {
			attribute := identity.IdentitySchema.Attributes[name]
			need := "optional"
			if attribute.IsRequiredForImport() {
				need = "required"
			}
			lines = append(lines, fmt.Sprintf("identity %s: %s, %s for import", name, typeText(ctx, attribute.GetType()), need))
		}
	}
	if len(schema.Schema.Blocks) > 0 {
		panic(meta.TypeName + " has blocks, which are not printed: use nested attributes")
	}
	lines = append(lines, attributeLines(ctx, schema.Schema.Attributes)...)
	if family := catalog.Default().Family(strings.TrimPrefix(meta.TypeName, "eventbridge_")); family != nil {
		for _, detailType := range family.DetailTypes {
			lines = append(lines, "detail-type "+detailType.Name)
		}
		catalog.Walk(family.Fields, func(field *catalog.Field) bool {
			if len(field.Fields) == 0 {
				name := "field " + strings.Join(field.Path, ".")
				lines = append(lines, name+": "+string(field.Kind))
				for _, value := range field.Enum {
					lines = append(lines, name+" can be "+value)
				}
			}
			return true
		})
	}
	return meta.TypeName, lines
}

// share takes the lines that all of the chosen have out of theirs, puts the
// group's name in their place, and gives them back.
func share(of map[string][]string, chosen func(string) bool, group string) []string {
	var shared []string
	first := true
	for _, name := range sorted(of) {
		if !chosen(name) {
			continue
		}
		if first {
			shared, first = slices.Clone(of[name]), false
		}
		shared = slices.DeleteFunc(shared, func(line string) bool { return !slices.Contains(of[name], line) })
	}
	for name, lines := range of {
		if chosen(name) {
			of[name] = append([]string{group}, slices.DeleteFunc(lines, func(line string) bool { return slices.Contains(shared, line) })...)
		}
	}
	return shared
}

func functionLines(ctx context.Context, definition function.Definition) []string {
	var lines []string
	for _, parameter := range definition.Parameters {
		lines = append(lines, parameterLine(ctx, "parameter", parameter))
	}
	if definition.VariadicParameter != nil {
		lines = append(lines, parameterLine(ctx, "any number of", definition.VariadicParameter))
	}
	return append(lines, "returns "+typeText(ctx, definition.Return.GetType()))
}

func parameterLine(ctx context.Context, kind string, parameter function.Parameter) string {
	line := fmt.Sprintf("%s %s: %s", kind, parameter.GetName(), typeText(ctx, parameter.GetType()))
	if parameter.GetAllowNullValue() {
		line += ", may be null"
	}
	return line
}
