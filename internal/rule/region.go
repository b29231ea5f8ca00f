package rule

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// regionOfBus is the region that follows from how an event bus is named: that
// of its ARN, null for a name, unknown where it is not known yet which it is.
func regionOfBus(bus types.String) types.String {
	if bus.IsUnknown() {
		return types.StringUnknown()
	}
	parsed, err := arn.Parse(bus.ValueString())
	if err != nil {
		return types.StringNull()
	}
	return types.StringValue(parsed.Region)
}

// region is the region of a rule: null where only the provider's can be meant.
// A state that says nothing of it was made by an older version.
func (v values) region() types.String {
	if region := v.text(attrRegion); isSet(region) {
		return region
	}
	if parsed, err := arn.Parse(v.text(attrARN).ValueString()); err == nil {
		return types.StringValue(parsed.Region)
	}
	if region := regionOfBus(v.text(attrBus)); isSet(region) {
		return region
	}
	return types.StringNull()
}

// turn turns the resource to the region of a rule, and sets it.
func (r *rule) turn(v values) diag.Diagnostics {
	diags := r.In(v.region())
	if !diags.HasError() {
		v[attrRegion] = r.Meta.Region()
	}
	return diags
}

// busElsewhere refuses an event bus that is in another region than its rule is
// to be.
func busElsewhere(bus, region types.String) diag.Diagnostics {
	var diags diag.Diagnostics
	if of := regionOfBus(bus); isSet(of) && isSet(region) && !of.Equal(region) {
		diags.AddAttributeError(path.Root(attrBus), "Event bus in another region",
			fmt.Sprintf("The event bus %s is in region %s, and `region` is %s. A rule is in the region of its event bus: leave `region` out, and it follows from the ARN, or name a bus of %[3]s. Nothing was changed.",
				bus.ValueString(), of.ValueString(), region.ValueString()))
	}
	return diags
}
