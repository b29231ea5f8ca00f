package acctest_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// awsStandIn stands in for hashicorp/aws. It takes whatever the example writes,
// and makes nothing on AWS: so what an example does with hashicorp/aws is
// evaluated (references, functions, counts, types of blocks), but neither the
// names of the arguments nor what AWS says to them are checked.
type awsStandIn struct{ types map[string]awsType }

// awsType is what the example uses of one type of resource.
type awsType struct {
	attributes map[string]bool
	blocks     map[string]*awsBlock
}

type awsBlock struct {
	awsType

	many bool // written more than once, or as a dynamic block
}

// newAWSStandIn reads which resources, arguments and attributes the example uses.
func newAWSStandIn(t *testing.T, folder string) awsStandIn {
	t.Helper()
	standIn := awsStandIn{types: map[string]awsType{}}
	files, err := filepath.Glob(filepath.Join(folder, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, diags := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
		body, ok := file.Body.(*hclsyntax.Body)
		if diags.HasErrors() || !ok {
			t.Fatal(diags)
		}
		for _, block := range body.Blocks {
			if block.Type == "resource" && strings.HasPrefix(block.Labels[0], "aws_") {
				of := standIn.of(block.Labels[0])
				of.add(block.Body)
			}
		}
		diags = hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
			if reference, ok := node.(*hclsyntax.ScopeTraversalExpr); ok {
				standIn.addReference(reference.Traversal)
			}
			return nil
		})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
	}
	return standIn
}

func newAWSType() awsType {
	return awsType{attributes: map[string]bool{}, blocks: map[string]*awsBlock{}}
}

func (p awsStandIn) of(name string) awsType {
	if _, ok := p.types[name]; !ok {
		p.types[name] = newAWSType()
	}
	return p.types[name]
}

// addReference takes the attribute of aws_x.name.attribute or aws_x.name[0].attribute.
func (p awsStandIn) addReference(reference hcl.Traversal) {
	if !strings.HasPrefix(reference.RootName(), "aws_") {
		return
	}
	names := slices.DeleteFunc(slices.Clone(reference), func(step hcl.Traverser) bool { _, index := step.(hcl.TraverseIndex); return index })
	if len(names) > 2 {
		if attribute, ok := names[2].(hcl.TraverseAttr); ok {
			p.of(reference.RootName()).attributes[attribute.Name] = true
		}
	}
}

// metaArguments are Terraform's own.
var metaArguments = []string{"count", "for_each", "depends_on", "provider", "lifecycle"}

func (a awsType) add(body *hclsyntax.Body) {
	for name := range body.Attributes {
		if !slices.Contains(metaArguments, name) {
			a.attributes[name] = true
		}
	}
	seen := map[string]bool{}
	for _, block := range body.Blocks {
		name, content, many := block.Type, block.Body, seen[block.Type]
		if slices.Contains(metaArguments, name) {
			continue
		}
		if name == "dynamic" {
			name, many = block.Labels[0], true
			content = block.Body.Blocks[0].Body
		}
		seen[name] = true
		if a.blocks[name] == nil {
			a.blocks[name] = &awsBlock{awsType: newAWSType()}
		}
		a.blocks[name].many = a.blocks[name].many || many
		a.blocks[name].add(content)
	}
}

// schema is one that fits what is used. The elements of a list can't be
// dynamic: they are text.
func (a awsType) schema(inList bool) (map[string]schema.Attribute, map[string]schema.Block) {
	attributes, blocks := map[string]schema.Attribute{}, map[string]schema.Block{}
	for name := range a.attributes {
		attributes[name] = schema.DynamicAttribute{Optional: true, Computed: true}
		if inList {
			attributes[name] = schema.StringAttribute{Optional: true}
		}
	}
	for name, block := range a.blocks {
		inner, deeper := block.schema(inList || block.many)
		if block.many {
			blocks[name] = schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{Attributes: inner, Blocks: deeper}}
			continue
		}
		blocks[name] = schema.SingleNestedBlock{Attributes: inner, Blocks: deeper}
	}
	return attributes, blocks
}

func (p awsStandIn) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "aws"
}

func (p awsStandIn) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{Attributes: map[string]providerschema.Attribute{"region": providerschema.StringAttribute{Optional: true}}}
}

func (p awsStandIn) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (p awsStandIn) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p awsStandIn) Resources(context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for name, used := range p.types {
		all = append(all, func() resource.Resource { return &awsResource{name: name, used: used} })
	}
	return all
}

// awsResource exists in Terraform's state only.
type awsResource struct {
	name string
	used awsType
}

func (r *awsResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.name
}

func (r *awsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema.Attributes, resp.Schema.Blocks = r.used.schema(false)
}

// Create gives a value to what is computed.
func (r *awsResource) Create(_ context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	state, err := tftypes.Transform(req.Plan.Raw, func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if !value.IsKnown() {
			return tftypes.NewValue(tftypes.String, "stand-in for "+r.name), nil
		}
		return value, nil
	})
	if err != nil {
		resp.Diagnostics.AddError("No state", err.Error())
		return
	}
	resp.State.Raw = state
}

func (r *awsResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r *awsResource) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("No update", "No example changes "+r.name+".")
}

func (r *awsResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

var (
	_ provider.Provider = awsStandIn{}
	_ resource.Resource = (*awsResource)(nil)
)
