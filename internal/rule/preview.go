package rule

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// The attributes of `preview`.
const (
	attrLogGroup = "log_group_name"
	attrHours    = "hours"
	attrAtMost   = "at_most"
	attrAtLeast  = "at_least"
)

// The hours that a preview reads.
const (
	defaultHours = 24
	maxHours     = 168
)

func previewAttribute() schema.SingleNestedAttribute {
	limit := func(description string) schema.Int64Attribute {
		return schema.Int64Attribute{Optional: true, MarkdownDescription: description, Validators: []validator.Int64{int64validator.AtLeast(0)}}
	}
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Compares a new or changed event pattern with the events that a log group received, and reports in the plan, as one warning, how many of them the rule matched and would have matched. " +
			"A plan that does not change the event pattern reads nothing. No event is stored in Terraform's state. See the [guide](../guides/preview.md).",
		Attributes: map[string]schema.Attribute{
			attrLogGroup: schema.StringAttribute{
				Required: true,
				MarkdownDescription: "The name of a log group in the rule's region, such as the `name` of an `eventbridge_log_group`. " +
					"It must receive whole events, and more of them than this rule matches.",
				Validators: awsresource.LogGroupName(),
			},
			attrHours: schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("How many hours of events to read: 1 to %d, %d by default. At most 20,000 lines are read, the newest hours first, for at most 20 seconds.", maxHours, defaultHours),
				Validators:          []validator.Int64{int64validator.Between(1, maxHours)},
			},
			attrAtMost:  limit("The plan fails if the new event pattern matches more of these events. It is checked only if the whole period was read."),
			attrAtLeast: limit("The plan fails if the new event pattern matches fewer of these events. It is checked only if the whole period was read."),
		},
	}
}

// previewModel is the attribute `preview`.
type previewModel struct {
	LogGroup types.String `tfsdk:"log_group_name"`
	Hours    types.Int64  `tfsdk:"hours"`
	AtMost   types.Int64  `tfsdk:"at_most"`
	AtLeast  types.Int64  `tfsdk:"at_least"`
}

// preview is the attribute `preview`; false if there is none, or a part of it is
// unknown.
func (v values) preview(ctx context.Context) (previewModel, bool) {
	var p previewModel
	object, ok := v[attrPreview].(types.Object)
	if !ok || !isSet(object) || object.As(ctx, &p, basetypes.ObjectAsOptions{}).HasError() {
		return p, false
	}
	return p, !p.LogGroup.IsUnknown() && !p.Hours.IsUnknown() && !p.AtMost.IsUnknown() && !p.AtLeast.IsUnknown()
}

func (p previewModel) hours() int64 {
	if p.Hours.IsNull() {
		return defaultHours
	}
	return p.Hours.ValueInt64()
}

// checkPreview refuses limits that no number of events meets.
func checkPreview(ctx context.Context, config values) diag.Diagnostics {
	var diags diag.Diagnostics
	p, known := config.preview(ctx)
	if known && !p.AtMost.IsNull() && p.AtLeast.ValueInt64() > p.AtMost.ValueInt64() {
		diags.AddAttributeError(path.Root(attrPreview).AtName(attrAtLeast), "Conflicting preview limits", fmt.Sprintf(
			"`at_least` is %d and `at_most` is %d, so the plan would always fail. `at_least` must not be greater than `at_most`.", p.AtLeast.ValueInt64(), p.AtMost.ValueInt64()))
	}
	return diags
}

// previewChange compares the event patterns before and after a change with the
// events of a log group. It does nothing if the pattern does not change or
// something is unknown. What cannot be read is a warning.
func (r *rule) previewChange(ctx context.Context, planned, prior values, made expansion) diag.Diagnostics {
	var diags diag.Diagnostics
	p, known := planned.preview(ctx)
	if !known || !made.complete || made.pattern == nil || planned[attrRegion].IsUnknown() ||
		r.Meta == nil || r.Meta.Missing != nil || !r.Meta.AWS.Usable() {
		return diags
	}
	var before *pattern.Pattern
	if was := prior.str(attrPattern); isSet(was) {
		if patterntype.Equal(was.ValueString(), made.text) {
			return diags
		}
		before, _ = patterntype.Parse(was.ValueString())
	}
	read, err := r.Meta.AWS.LoggedEvents().Read(ctx, p.LogGroup.ValueString(), time.Duration(p.hours())*time.Hour)
	if err != nil {
		return diags // interrupted
	}
	found := comparison{previewModel: p, LogReading: read, isNew: before == nil}
	found.compare(before, made.pattern)
	at := path.Root(attrPreview)
	switch {
	case read.Stopped != nil:
		diags.AddAttributeWarning(at, "Incomplete event pattern preview", found.text())
	case !p.AtMost.IsNull() && int64(found.after) > p.AtMost.ValueInt64():
		diags.AddAttributeError(at.AtName(attrAtMost), "Event pattern matches too many events", fmt.Sprintf(
			"%s\n\n`at_most` allows %s. Nothing was changed. Narrow the event pattern, or raise `at_most`.", found.text(), prose.Count(int(p.AtMost.ValueInt64()), "event")))
	case int64(found.after) < p.AtLeast.ValueInt64() && (prior != nil || found.lines() > 0):
		// A new rule may come with a new log group, which is still empty.
		diags.AddAttributeError(at.AtName(attrAtLeast), "Event pattern matches too few events", fmt.Sprintf(
			"%s\n\n`at_least` asks for %s. Nothing was changed. Check the event pattern, or lower `at_least`.", found.text(), prose.Count(int(p.AtLeast.ValueInt64()), "event")))
	default:
		diags.AddAttributeWarning(at, "Event pattern preview", found.text())
	}
	return diags
}
