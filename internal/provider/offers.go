package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/partner"
)

// What the provider offers, one line each, in the order of the documentation.

func resources() []func() resource.Resource {
	return []func() resource.Resource{
		partner.NewAssociation,
	}
}

func dataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		partner.NewSource,
		partner.NewSources,
	}
}

func functions() []func() function.Function {
	return []func() function.Function{}
}
