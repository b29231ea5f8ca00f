package awsresource

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TagsAttribute is the attribute `tags`: the tags in the configuration.
func TagsAttribute() schema.MapAttribute {
	return schema.MapAttribute{
		ElementType: types.StringType,
		Optional:    true,
		MarkdownDescription: "Tags of this object. They take precedence over tags with the same key in the provider's `default_tags`. " +
			"Without `tags` and `default_tags` the provider leaves the tags on AWS alone.",
		Validators: []validator.Map{Tags()},
	}
}

// TagsAllAttribute is the attribute `tags_all`: the configuration's tags and
// the provider's default tags together, known in the plan.
func TagsAllAttribute() schema.MapAttribute {
	return schema.MapAttribute{
		ElementType:         types.StringType,
		Computed:            true,
		MarkdownDescription: "All tags that the provider manages on this object: `tags` and the provider's `default_tags`.",
	}
}

// PlanTags sets `tags_all` in the plan of a resource that has the two
// attributes. Call it in ModifyPlan. It stays unknown if a tag is unknown.
func PlanTags(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, meta *Meta) {
	if req.Plan.Raw.IsNull() || meta == nil {
		return
	}
	var tags types.Map
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("tags"), &tags)...)
	if resp.Diagnostics.HasError() {
		return
	}
	all := meta.AllTags(tags)
	resp.Diagnostics.Append(CheckTags(path.Root("tags"), all)...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("tags_all"), all)...)
}

// AllTags is the value of `tags_all` for these `tags`: the default tags, overridden
// by the tags, or unknown.
func (m *Meta) AllTags(tags types.Map) types.Map {
	if tags.IsUnknown() || m.UnknownDefaultTags {
		return types.MapUnknown(types.StringType)
	}
	all := maps.Clone(m.DefaultTags)
	if all == nil {
		all = map[string]string{}
	}
	for key, value := range tags.Elements() {
		text, ok := value.(types.String)
		if !ok || text.IsUnknown() {
			return types.MapUnknown(types.StringType)
		}
		all[key] = text.ValueString()
	}
	return StringMap(all)
}

// ManagesTags reports whether a resource's Read has to read the tags: if `tags` or
// the provider's `default_tags` are or were set, and after an import, when
// `tags_all` is still null.
func (m *Meta) ManagesTags(tags, tagsAll types.Map) bool {
	return !tags.IsNull() || len(m.DefaultTags) > 0 || m.UnknownDefaultTags || tagsAll.IsNull() || len(tagsAll.Elements()) > 0
}

// FlattenTags turns the tags on AWS into the values of `tags` and `tags_all`.
// prior is the `tags` of the prior state or plan: a default tag is left out of
// `tags`, and an empty map is kept. While the default tags are unknown, every tag
// that `tags` does not name may be one of them. AWS's own tags (`aws:...`) are ignored.
func (m *Meta) FlattenTags(remote map[string]string, prior types.Map) (tags, tagsAll types.Map) {
	own, all := map[string]string{}, map[string]string{}
	for key, value := range remote {
		if strings.HasPrefix(key, "aws:") {
			continue
		}
		all[key] = value
		_, named := prior.Elements()[key]
		byDefault, ok := m.DefaultTags[key]
		if named || !m.UnknownDefaultTags && (!ok || byDefault != value) {
			own[key] = value
		}
	}
	if len(own) == 0 && prior.IsNull() {
		return types.MapNull(types.StringType), StringMap(all)
	}
	return StringMap(own), StringMap(all)
}

// NoTags are `tags` and `tags_all` of an object whose tags are not managed.
func NoTags() (tags, tagsAll types.Map) {
	return types.MapNull(types.StringType), StringMap(nil)
}

// TagMap is a tag attribute's value as a Go map; null and unknown are empty.
func TagMap(tags types.Map) map[string]string {
	out := make(map[string]string, len(tags.Elements()))
	for key, value := range tags.Elements() {
		if text, ok := value.(types.String); ok && !text.IsUnknown() && !text.IsNull() {
			out[key] = text.ValueString()
		}
	}
	return out
}

// DiffTags compares old and new tags: the tags to put and the keys to remove,
// sorted. AWS's own tags are ignored.
func DiffTags(old, updated map[string]string) (put map[string]string, remove []string) {
	put = map[string]string{}
	for key, value := range updated {
		if before, ok := old[key]; !ok || before != value {
			put[key] = value
		}
	}
	for key := range old {
		if _, ok := updated[key]; !ok && !strings.HasPrefix(key, "aws:") {
			remove = append(remove, key)
		}
	}
	slices.Sort(remove)
	return put, remove
}

// SyncTags changes the tags of an object from old to new with the calls of its
// service, and makes no call if nothing changes.
func SyncTags(
	ctx context.Context, old, updated map[string]string,
	put func(context.Context, map[string]string) error, remove func(context.Context, []string) error,
) error {
	add, gone := DiffTags(old, updated)
	if len(gone) > 0 {
		if err := remove(ctx, gone); err != nil {
			return err
		}
	}
	if len(add) > 0 {
		return put(ctx, add)
	}
	return nil
}
