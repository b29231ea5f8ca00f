package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestMarkable(t *testing.T) {
	t.Parallel()
	root := tftypes.NewAttributePath().WithAttributeName
	for _, test := range []struct{ in, want *tftypes.AttributePath }{
		{nil, nil},
		{root("build"), root("build")},
		{root("build").WithAttributeName("state"), root("build").WithElementKeyString("state")},
		{root("build").WithAttributeName("state").WithElementKeyString("equals").WithElementKeyInt(1), root("build").WithElementKeyString("state")},
		{root("any_of").WithElementKeyInt(0).WithElementKeyString("build.state").WithElementKeyString("equals"), root("any_of").WithElementKeyInt(0)},
		{root("blocked_ip").WithElementKeyString("cidr").WithElementKeyInt(0), root("blocked_ip").WithElementKeyString("cidr")},
		{root("detail_types").WithElementKeyValue(tftypes.NewValue(tftypes.String, "x")), root("detail_types")},
	} {
		if got := markable(test.in); got != test.want && !got.Equal(test.want) {
			t.Errorf("%s is marked at %s, not at %s", test.in, got, test.want)
		}
	}
}
