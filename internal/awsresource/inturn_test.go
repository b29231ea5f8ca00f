package awsresource

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TestInTurn holds that an empty name is one error, not two.
func TestInTurn(t *testing.T) {
	t.Parallel()
	v := InTurn(stringvalidator.LengthBetween(1, 3), stringvalidator.RegexMatches(regexp.MustCompile(`^[a-z]+$`), "must be lower case"))
	for text, want := range map[string]int{"": 1, "ABCD": 1, "AB": 1, "ab": 0} {
		var resp validator.StringResponse
		v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("name"), ConfigValue: types.StringValue(text)}, &resp)
		if len(resp.Diagnostics) != want {
			t.Errorf("%q: %s", text, resp.Diagnostics)
		}
	}
}
