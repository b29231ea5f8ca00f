package composite

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// Lister is embedded by list resources, beside the resource that they list.
type Lister[M any, P ModelOf[M], E any] struct {
	Of *Resource[M, P, E]
	// Description is that of the documentation page, and Prefix describes
	// name_prefix.
	Description, Prefix string
	PrefixValidator     validator.String
	// Find yields the resources whose name starts with the prefix, page by page.
	// whole reports whether they are read as well.
	Find func(ctx context.Context, prefix types.String, whole bool) iter.Seq2[Listed[M, E], diag.Diagnostics]
}

// Listed is a resource that was found.
type Listed[M, E any] struct {
	// State has what identifies the resource.
	State M
	// Read is that of the Kind, for a resource that is imported.
	Read func(ctx context.Context, state *M) (E, diag.Diagnostics)
}

// listModel is the configuration of a list.
type listModel struct {
	Region     types.String `tfsdk:"region"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

// ListResourceConfigSchema is the schema of the configuration.
func (l *Lister[M, P, E]) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: l.Description,
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: awsresource.ListRegionAttribute(),
			"name_prefix":          schema.StringAttribute{Optional: true, MarkdownDescription: l.Prefix, Validators: []validator.String{l.PrefixValidator}},
		},
	}
}

// List lists resources page by page, as long as Terraform wants more.
func (l *Lister[M, P, E]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if !l.Of.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for found, diags := range l.Find(ctx, config.NamePrefix, req.IncludeResource) {
			if diags.HasError() {
				yield(list.ListResult{Diagnostics: diags})
				return
			}
			if !yield(l.result(ctx, req, found)) {
				return
			}
		}
	})
}

func (l *Lister[M, P, E]) result(ctx context.Context, req list.ListRequest, found Listed[M, E]) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = P(&found.State).Shared().Name.ValueString()
	result.Diagnostics.Append(l.Of.identify(ctx, found.State, result.Identity)...)
	if !req.IncludeResource {
		return result
	}
	var state M
	imported := *result.Resource
	result.Diagnostics.Append(imported.SetAttribute(ctx, path.Root("name"), result.DisplayName)...)
	result.Diagnostics.Append(imported.Get(ctx, &state)...)
	now, diags := found.Read(ctx, &state)
	if result.Diagnostics.Append(diags...); !result.Diagnostics.HasError() && !l.Of.Kind.None(now) {
		result.Diagnostics.Append(result.Resource.Set(ctx, l.Of.flatten(now, state))...)
	}
	return result
}
