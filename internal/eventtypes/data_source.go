package eventtypes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

var _ datasource.DataSource = (*dataSource)(nil)

// New returns the data source eventbridge_event_types over a catalog.
func New(events *catalog.Catalog) func() datasource.DataSource {
	return func() datasource.DataSource { return &dataSource{events: events} }
}

// dataSource lists what the catalog documents.
type dataSource struct {
	events *catalog.Catalog
}

// model is the data source in Terraform's terms.
type model struct {
	Source     types.String `tfsdk:"source"`
	Family     types.String `tfsdk:"family"`
	EventTypes []eventType  `tfsdk:"event_types"`
}

type eventType struct {
	DetailType  string            `tfsdk:"detail_type"`
	Source      string            `tfsdk:"source"`
	Family      string            `tfsdk:"family"`
	Resource    string            `tfsdk:"resource_type"`
	Description string            `tfsdk:"description"`
	Fields      []field           `tfsdk:"fields"`
	Samples     map[string]string `tfsdk:"samples"`
}

type field struct {
	Path        string   `tfsdk:"path"`
	Type        string   `tfsdk:"type"`
	Kind        string   `tfsdk:"kind"`
	Nullable    bool     `tfsdk:"nullable"`
	Values      []string `tfsdk:"values"`
	Description string   `tfsdk:"description"`
}

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_event_types"
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	computed := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the documented events that the provider knows, with their fields and samples. It needs neither AWS credentials nor a region, and makes no call.",
		Attributes: map[string]schema.Attribute{
			"source": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only the events of this source: " + prose.Codes(d.sourceNames()) + ".",
			},
			"family": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only the events of this family: " + prose.Codes(d.familyNames("")) + ".",
			},
			"event_types": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The detail-types, by source and family.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"detail_type":   computed("The value of `detail-type` in the event."),
					"source":        computed("The name of the source in this provider, such as `buildkite`. The `source` of an event has another form, such as `aws.partner/buildkite.com/my-org/0106-187c-12cd4fe`."),
					"family":        computed("The family, such as `build`."),
					"resource_type": computed("The typed rule that selects it, such as `eventbridge_buildkite_build_rule`."),
					"description":   computed("What the event means."),
					"fields": schema.ListNestedAttribute{
						Computed:            true,
						MarkdownDescription: "The documented fields below `detail`. Objects are not listed, only the fields in them.",
						NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
							"path":        computed("The path below `detail`, such as `build.state`."),
							"type":        computed("The JSON type: `string`, `number`, `boolean`, `array` or `object`."),
							"kind":        computed("What the value is, which decides the operators that a matcher of the field takes: " + prose.Codes(kinds()) + "."),
							"nullable":    schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the value can be null, as documented."},
							"values":      schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "The documented values of an enumeration, empty otherwise."},
							"description": computed("What the field contains."),
						}},
					},
					"samples": schema.MapAttribute{
						ElementType: types.StringType, Computed: true,
						MarkdownDescription: "Whole events as JSON, by the name of the variant. `documented` is always among them.",
					},
				}},
			},
		},
	}
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	source, family := config.Source.ValueString(), config.Family.ValueString()
	if source != "" && d.events.Source(source) == nil {
		resp.Diagnostics.AddAttributeError(path.Root("source"), "Unknown event source", unknown("The catalog has no event source", source, d.sourceNames()))
		return
	}
	if families := d.familyNames(source); family != "" && !slices.Contains(families, family) {
		text := "The catalog has no event family"
		if source != "" {
			text = fmt.Sprintf("The event source %q has no family", source)
		}
		resp.Diagnostics.AddAttributeError(path.Root("family"), "Unknown event family", unknown(text, family, families))
		return
	}
	config.EventTypes = []eventType{}
	for _, known := range d.events.Families() {
		if (source != "" && known.Source.Name != source) || (family != "" && known.Name != family) {
			continue
		}
		for _, detailType := range known.DetailTypes {
			config.EventTypes = append(config.EventTypes, flatten(known, detailType))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &config)...)
}

func flatten(family *catalog.Family, detailType *catalog.DetailType) eventType {
	flat := eventType{
		DetailType:  detailType.Name,
		Source:      family.Source.Name,
		Family:      family.Name,
		Resource:    "eventbridge_" + family.ResourceName,
		Description: detailType.Description,
		Fields:      []field{},
		Samples:     make(map[string]string, len(detailType.Samples)),
	}
	catalog.Walk(detailType.Fields, func(f *catalog.Field) bool {
		if len(f.Fields) == 0 {
			flat.Fields = append(flat.Fields, field{
				Path: strings.Join(f.Path, "."), Type: f.Kind.JSONType(), Kind: string(f.Kind), Nullable: f.Nullable,
				Values: append([]string{}, f.Enum...), Description: f.Description,
			})
		}
		return true
	})
	for _, sample := range detailType.Samples {
		flat.Samples[sample.Name] = string(sample.JSON)
	}
	return flat
}

func (d *dataSource) sourceNames() []string {
	var names []string
	for _, source := range d.events.Sources() {
		names = append(names, source.Name)
	}
	return names
}

// familyNames are the families of a source, or of all sources.
func (d *dataSource) familyNames(source string) []string {
	var names []string
	for _, family := range d.events.Families() {
		if (source == "" || family.Source.Name == source) && !slices.Contains(names, family.Name) {
			names = append(names, family.Name)
		}
	}
	return names
}

// unknown says that there is no such name, which ones there are, and which is
// nearest.
func unknown(none, found string, known []string) string {
	text := fmt.Sprintf("%s %q.", none, found)
	if nearest, ok := prose.Nearest(found, known); ok {
		text += prose.DidYouMean(nearest)
	}
	return text + fmt.Sprintf(" The known ones are %s.", prose.Codes(known))
}

// kinds are what a field can be.
func kinds() []string {
	return []string{
		string(catalog.Text), string(catalog.ID), string(catalog.Enum), string(catalog.Time), string(catalog.IP),
		string(catalog.Number), string(catalog.Bool), string(catalog.TextList), string(catalog.Map),
	}
}
