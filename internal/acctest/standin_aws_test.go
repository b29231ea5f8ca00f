package acctest_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// awsStandIn stands in for hashicorp/aws. It takes what the example writes, and
// makes topics on AWS, with a local web server as the subscriber, and nothing else: so what an example does with hashicorp/aws is evaluated
// (references, functions, counts), and the names are those of awsDocumented, but
// what AWS says to the values is not checked.
type awsStandIn struct {
	types  map[string]awsType
	topics *sns.Client
	inbox  string
}

// awsDocumented are the arguments and attributes that examples may use, as
// hashicorp/aws 6 documents them on the page of each resource.
var awsDocumented = map[string][]string{
	"aws_athena_named_query":   {"database", "name", "query"},
	"aws_cloudwatch_dashboard": {"dashboard_body", "dashboard_name"},
	"aws_cloudwatch_event_target": {
		"arn", "event_bus_name", "input_transformer.input_paths", "input_transformer.input_template", "role_arn", "rule",
	},
	"aws_glue_catalog_database": {"name"},
	"aws_glue_catalog_table": {
		"database_name", "name", "parameters", "partition_keys.name", "partition_keys.type", "storage_descriptor.columns.name",
		"storage_descriptor.columns.type", "storage_descriptor.input_format", "storage_descriptor.location",
		"storage_descriptor.output_format", "storage_descriptor.ser_de_info.serialization_library", "table_type",
	},
	"aws_iam_role":        {"arn", "assume_role_policy", "name"},
	"aws_iam_role_policy": {"name", "policy", "role"},
	"aws_kinesis_firehose_delivery_stream": {
		"arn", "destination", "extended_s3_configuration.bucket_arn", "extended_s3_configuration.compression_format",
		"extended_s3_configuration.error_output_prefix", "extended_s3_configuration.prefix",
		"extended_s3_configuration.processing_configuration.enabled",
		"extended_s3_configuration.processing_configuration.processors.type", "extended_s3_configuration.role_arn", "name",
	},
	"aws_s3_bucket": {"arn", "bucket"},
	"aws_s3_bucket_public_access_block": {
		"block_public_acls", "block_public_policy", "bucket", "ignore_public_acls", "restrict_public_buckets",
	},
	"aws_sns_topic":              {"arn", "name"},
	"aws_sns_topic_policy":       {"arn", "policy"},
	"aws_sns_topic_subscription": {"endpoint", "protocol", "topic_arn"},
}

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
func newAWSStandIn(s *stage, folder string) awsStandIn {
	t := s.t
	t.Helper()
	standIn := awsStandIn{types: map[string]awsType{}, topics: sns.NewFromConfig(s.env.AWS()), inbox: s.inbox()}
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
	for name, used := range standIn.types {
		for _, path := range used.paths() {
			if !slices.Contains(awsDocumented[name], path) {
				t.Errorf("%s uses %s of %s, which is not among the documented names of the test", folder, path, name)
			}
		}
	}
	return standIn
}

// paths are the names of all arguments and attributes, those of blocks with a
// dot.
func (a awsType) paths() []string {
	all := slices.Collect(maps.Keys(a.attributes))
	for name, block := range a.blocks {
		for _, path := range block.paths() {
			all = append(all, name+"."+path)
		}
	}
	return all
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
		all = append(all, func() resource.Resource { return &awsResource{name: name, used: used, of: p} })
	}
	return all
}

// awsResource exists in Terraform's state only, unless it is a topic.
type awsResource struct {
	name string
	used awsType
	of   awsStandIn
}

func (r *awsResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.name
}

func (r *awsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema.Attributes, resp.Schema.Blocks = r.used.schema(false)
}

// Create gives a value to what is computed.
func (r *awsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	computed, err := r.topic(ctx, func(name string) string {
		var value types.Dynamic
		resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(name), &value)...)
		text, _ := value.UnderlyingValue().(types.String)
		return text.ValueString()
	})
	if err != nil {
		resp.Diagnostics.AddError("No topic", err.Error())
		return
	}
	state, err := tftypes.Transform(req.Plan.Raw, func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if !value.IsKnown() {
			return tftypes.NewValue(tftypes.String, computed), nil
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

// topic makes what belongs to a topic, and returns the value of what is computed.
func (r *awsResource) topic(ctx context.Context, get func(name string) string) (computed string, err error) {
	switch r.name {
	case "aws_sns_topic":
		out, err := r.of.topics.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String(get("name"))})
		if err != nil {
			return "", err
		}
		return aws.ToString(out.TopicArn), nil
	case "aws_sns_topic_policy":
		_, err = r.of.topics.SetTopicAttributes(ctx, &sns.SetTopicAttributesInput{TopicArn: aws.String(get("arn")), AttributeName: aws.String("Policy"), AttributeValue: aws.String(get("policy"))})
	case "aws_sns_topic_subscription":
		_, err = r.of.topics.Subscribe(ctx, &sns.SubscribeInput{TopicArn: aws.String(get("topic_arn")), Protocol: aws.String("http"), Endpoint: aws.String(r.of.inbox + "/" + get("protocol"))})
	}
	return "stand-in for " + r.name, err
}

// Delete deletes a topic.
func (r *awsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	if r.name != "aws_sns_topic" {
		return
	}
	var value types.Dynamic
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("arn"), &value)...)
	arn, _ := value.UnderlyingValue().(types.String)
	if _, err := r.of.topics.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: arn.ValueStringPointer()}); err != nil {
		resp.Diagnostics.AddError("No deletion", err.Error())
	}
}

var (
	_ provider.Provider = awsStandIn{}
	_ resource.Resource = (*awsResource)(nil)
)
