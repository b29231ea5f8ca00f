package awsresource_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// tags is a map of tags; a value of "?" is unknown and one of "-" is null.
func tags(pairs ...string) types.Map {
	elements := map[string]attr.Value{}
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		switch value {
		case "?":
			elements[key] = types.StringUnknown()
		case "-":
			elements[key] = types.StringNull()
		default:
			elements[key] = types.StringValue(value)
		}
	}
	return types.MapValueMust(types.StringType, elements)
}

var (
	null    = types.MapNull(types.StringType)
	unknown = types.MapUnknown(types.StringType)
)

func defaults(pairs ...string) *awsresource.Meta {
	return &awsresource.Meta{DefaultTags: awsresource.TagMap(tags(pairs...))}
}

func TestAllTags(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meta       *awsresource.Meta
		tags, want types.Map
	}{
		"none":                 {defaults(), null, tags()},
		"empty":                {defaults(), tags(), tags()},
		"own only":             {defaults(), tags("a=1"), tags("a=1")},
		"default only":         {defaults("d=0"), null, tags("d=0")},
		"both":                 {defaults("d=0", "a=0"), tags("a=1"), tags("d=0", "a=1")},
		"own empty value":      {defaults("a=0"), tags("a="), tags("a=")},
		"unknown":              {defaults("d=0"), unknown, unknown},
		"unknown value":        {defaults("d=0"), tags("a=?", "b=1"), unknown},
		"unknown default tags": {&awsresource.Meta{UnknownDefaultTags: true}, tags("a=1"), unknown},
	} {
		if got := test.meta.AllTags(test.tags); !got.Equal(test.want) {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
	if meta := defaults("d=0"); !meta.AllTags(tags("a=1")).Equal(tags("d=0", "a=1")) || len(meta.DefaultTags) != 1 {
		t.Error("the default tags were changed")
	}
}

func TestManagesTags(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meta      *awsresource.Meta
		tags, all types.Map
		want      bool
	}{
		"left alone":             {defaults(), null, tags(), false},
		"tags set":               {defaults(), tags("a=1"), tags("a=1"), true},
		"tags set to none":       {defaults(), tags(), tags(), true},
		"default tags":           {defaults("d=0"), null, tags(), true},
		"default tags not known": {&awsresource.Meta{UnknownDefaultTags: true}, null, tags(), true},
		"default tags until now": {defaults(), null, tags("d=0"), true},
		"after an import":        {defaults(), null, null, true},
	} {
		if got := test.meta.ManagesTags(test.tags, test.all); got != test.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestFlattenTags(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meta      *awsresource.Meta
		remote    map[string]string
		prior     types.Map
		tags, all types.Map
	}{
		"none":                       {defaults(), nil, null, null, tags()},
		"empty stays empty":          {defaults(), nil, tags(), tags(), tags()},
		"vanished":                   {defaults(), nil, tags("a=1"), tags(), tags()},
		"as configured":              {defaults(), map[string]string{"a": "1"}, tags("a=1"), tags("a=1"), tags("a=1")},
		"added by somebody":          {defaults(), map[string]string{"a": "1", "x": "9"}, tags("a=1"), tags("a=1", "x=9"), tags("a=1", "x=9")},
		"changed by somebody":        {defaults(), map[string]string{"a": "9"}, tags("a=1"), tags("a=9"), tags("a=9")},
		"default":                    {defaults("d=0"), map[string]string{"d": "0"}, null, null, tags("d=0")},
		"default and own":            {defaults("d=0"), map[string]string{"d": "0", "a": "1"}, tags("a=1"), tags("a=1"), tags("a=1", "d=0")},
		"default changed":            {defaults("d=0"), map[string]string{"d": "9"}, null, tags("d=9"), tags("d=9")},
		"default removed":            {defaults("d=0"), map[string]string{}, null, null, tags()},
		"own overrides default":      {defaults("d=0"), map[string]string{"d": "1"}, tags("d=1"), tags("d=1"), tags("d=1")},
		"own repeats default":        {defaults("d=0"), map[string]string{"d": "0"}, tags("d=0"), tags("d=0"), tags("d=0")},
		"after an import":            {defaults("d=0"), map[string]string{"d": "0", "a": "1"}, null, tags("a=1"), tags("a=1", "d=0")},
		"AWS's own":                  {defaults(), map[string]string{"aws:cloudformation:stack-id": "s"}, null, null, tags()},
		"AWS's own, among others":    {defaults(), map[string]string{"aws:x": "s", "a": "1"}, tags("a=1"), tags("a=1"), tags("a=1")},
		"empty value":                {defaults(), map[string]string{"a": ""}, tags("a="), tags("a="), tags("a=")},
		"empty default stays hidden": {defaults("d="), map[string]string{"d": ""}, null, null, tags("d=")},
	} {
		gotTags, gotAll := test.meta.FlattenTags(test.remote, test.prior)
		if !gotTags.Equal(test.tags) || !gotAll.Equal(test.all) {
			t.Errorf("%s: got %s and %s, want %s and %s", name, gotTags, gotAll, test.tags, test.all)
		}
	}
	if gotTags, gotAll := awsresource.NoTags(); !gotTags.Equal(null) || !gotAll.Equal(tags()) {
		t.Errorf("NoTags: got %s and %s", gotTags, gotAll)
	}
}

func TestSyncTags(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		old, updated, put map[string]string
		remove            []string
	}{
		"nothing":         {nil, nil, nil, nil},
		"same":            {map[string]string{"a": "1"}, map[string]string{"a": "1"}, nil, nil},
		"add":             {nil, map[string]string{"a": "1"}, map[string]string{"a": "1"}, nil},
		"change and drop": {map[string]string{"a": "1", "c": "3", "b": "2"}, map[string]string{"a": "9"}, map[string]string{"a": "9"}, []string{"b", "c"}},
		"drop all":        {map[string]string{"a": "1"}, map[string]string{}, nil, []string{"a"}},
		"AWS's own":       {map[string]string{"aws:a": "1"}, nil, nil, nil},
	} {
		var steps []string
		var put map[string]string
		var remove []string
		err := awsresource.SyncTags(t.Context(), test.old, test.updated,
			func(_ context.Context, tags map[string]string) error {
				steps, put = append(steps, "put"), tags
				return nil
			},
			func(_ context.Context, keys []string) error {
				steps, remove = append(steps, "remove"), keys
				return nil
			})
		if err != nil || !maps.Equal(put, test.put) || !slices.Equal(remove, test.remove) {
			t.Errorf("%s: put %v, removed %v, %v", name, put, remove, err)
		}
		if len(test.put) > 0 && len(test.remove) > 0 && !slices.Equal(steps, []string{"remove", "put"}) {
			t.Errorf("%s: %v; removing first keeps within the 50 tags", name, steps)
		}
	}
	broken := errors.New("broken")
	err := awsresource.SyncTags(t.Context(), map[string]string{"a": "1"}, map[string]string{"b": "1"},
		func(context.Context, map[string]string) error { t.Error("put after a failure"); return nil },
		func(context.Context, []string) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestCheckTags(t *testing.T) {
	t.Parallel()
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprintf("k%d=v", i)
	}
	at := path.Root("tags")
	for name, test := range map[string]struct {
		tags  types.Map
		path  path.Path
		wrong string
	}{
		"null":           {null, path.Empty(), ""},
		"unknown":        {unknown, path.Empty(), ""},
		"unknown value":  {tags("a=?"), path.Empty(), ""},
		"fine":           {tags("a=1", "empty="), path.Empty(), ""},
		"long but fine":  {tags(strings.Repeat("ä", 128) + "=" + strings.Repeat("ö", 256)), path.Empty(), ""},
		"fifty":          {tags(many[:50]...), path.Empty(), ""},
		"too many":       {tags(many...), at, "There are 51 tags, default tags included; AWS allows 50 on one object."},
		"no key":         {tags("=1"), at.AtMapKey(""), `The key "" has 0 characters; AWS allows 1 to 128.`},
		"long key":       {tags(strings.Repeat("k", 129) + "=1"), at.AtMapKey(strings.Repeat("k", 129)), `The key "` + strings.Repeat("k", 129) + `" has 129 characters; AWS allows 1 to 128.`},
		"long value":     {tags("a=" + strings.Repeat("v", 257)), at.AtMapKey("a"), `The value of the tag "a" has 257 characters; AWS allows 256.`},
		"reserved":       {tags("aws:a=1"), at.AtMapKey("aws:a"), `The key "aws:a" starts with "aws:", which AWS reserves.`},
		"reserved, case": {tags("AWS:a=1"), at.AtMapKey("AWS:a"), `The key "AWS:a" starts with "aws:", which AWS reserves.`},
		"null value":     {tags("a=-"), at.AtMapKey("a"), `The tag "a" has no value (null). Write "" for an empty value, or leave the tag out.`},
	} {
		diags := awsresource.CheckTags(at, test.tags)
		if test.wrong == "" {
			if len(diags) > 0 {
				t.Errorf("%s: got %v", name, diags)
			}
			continue
		}
		if len(diags) != 1 || diags[0].Detail() != test.wrong {
			t.Errorf("%s: got %v", name, diags)
			continue
		}
		if with, ok := diags[0].(interface{ Path() path.Path }); !ok || !with.Path().Equal(test.path) {
			t.Errorf("%s: not at %s", name, test.path)
		}
	}
}

func TestPlanTags(t *testing.T) {
	t.Parallel()
	layout := schema.Schema{Attributes: map[string]schema.Attribute{
		"tags": awsresource.TagsAttribute(), "tags_all": awsresource.TagsAllAttribute(),
	}}
	typ := layout.Type().TerraformType(t.Context())
	tagMap := tftypes.Map{ElementType: tftypes.String}
	plan := func(own types.Map) tfsdk.Plan {
		value, err := own.ToTerraformValue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return tfsdk.Plan{Schema: layout, Raw: tftypes.NewValue(typ, map[string]tftypes.Value{
			"tags": value, "tags_all": tftypes.NewValue(tagMap, tftypes.UnknownValue),
		})}
	}
	for name, test := range map[string]struct {
		meta       *awsresource.Meta
		tags, want types.Map
		wrong      int
	}{
		"known":                 {defaults("d=0"), tags("a=1"), tags("a=1", "d=0"), 0},
		"none":                  {defaults(), null, tags(), 0},
		"unknown":               {defaults("d=0"), tags("a=?"), unknown, 0},
		"provider not there":    {nil, tags("a=1"), unknown, 0},
		"too many with default": {defaults(fiftyTags()...), tags("a=1"), tags(append(fiftyTags(), "a=1")...), 1},
	} {
		before := plan(test.tags)
		resp := resource.ModifyPlanResponse{Plan: before}
		awsresource.PlanTags(t.Context(), resource.ModifyPlanRequest{Plan: before}, &resp, test.meta)
		var got types.Map
		if diags := resp.Plan.GetAttribute(t.Context(), path.Root("tags_all"), &got); diags.HasError() {
			t.Fatal(diags)
		}
		if !got.Equal(test.want) || resp.Diagnostics.ErrorsCount() != test.wrong {
			t.Errorf("%s: got %s, %v", name, got, resp.Diagnostics)
		}
	}

	destroy := tfsdk.Plan{Schema: layout, Raw: tftypes.NewValue(typ, nil)}
	resp := resource.ModifyPlanResponse{Plan: destroy}
	awsresource.PlanTags(t.Context(), resource.ModifyPlanRequest{Plan: destroy}, &resp, defaults("d=0"))
	if !resp.Plan.Raw.IsNull() || len(resp.Diagnostics) > 0 {
		t.Errorf("a destroy plan stays one: %v", resp.Diagnostics)
	}
}

func fiftyTags() []string {
	pairs := make([]string, 50)
	for i := range pairs {
		pairs[i] = fmt.Sprintf("k%d=v", i)
	}
	return pairs
}
