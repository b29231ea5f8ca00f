package metricspec

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// WhereAttribute is the attribute `where`.
func WhereAttribute() schema.DynamicAttribute {
	return schema.DynamicAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "Conditions that an event has to meet to count, from the path of a field to a matcher as in a typed rule: " +
			"`{ \"detail.build.state\" = { not_equals = [\"blocked\"] } }`. Fields are ANDed, the values and operators of one field are ORed. " +
			"A boolean field also takes `true` or `false`. What is null or empty is ignored. See the [guide to matchers](../guides/matchers.md).",
	}
}

// DetailTypesValidators hold what is no detail-type whatever the events are
// (service model eventbridge 2015-10-07, PutEvents: 128 characters at most).
func DetailTypesValidators() []validator.Set {
	return []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.LengthBetween(1, 128))}
}

// DashboardAttribute is the attribute `dashboard`.
func DashboardAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "The metric as JSON, for `metrics` of an `eventbridge_dashboard`. It is known in the plan.",
	}
}

// UnitAttribute is the attribute `unit`; defaults describes its default.
func UnitAttribute(defaults string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "Unit of the metric, one of CloudWatch's. Defaults to " + defaults + ".",
	}
}
