package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/auditlog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/dashboard"
	"github.com/typed-events/terraform-provider-eventbridge/internal/eventtypes"
	eventfunction "github.com/typed-events/terraform-provider-eventbridge/internal/function"
	"github.com/typed-events/terraform-provider-eventbridge/internal/loggroup"
	"github.com/typed-events/terraform-provider-eventbridge/internal/logmetric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/logsquery"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricsink"
	"github.com/typed-events/terraform-provider-eventbridge/internal/partner"
	"github.com/typed-events/terraform-provider-eventbridge/internal/rule"
	"github.com/typed-events/terraform-provider-eventbridge/internal/summary"
	"github.com/typed-events/terraform-provider-eventbridge/internal/target"
	"github.com/typed-events/terraform-provider-eventbridge/internal/webhook"
)

// What the provider offers, one line each, in the order of the documentation.

func resources() []func() resource.Resource {
	offered := []func() resource.Resource{
		partner.NewAssociation,
		rule.NewRaw,
		loggroup.New,
		metricsink.New,
		webhook.New,
		summary.New,
		auditlog.New,
		logmetric.New,
		logsquery.New,
		dashboard.New,
		target.NewLogTarget,
		target.NewMetricTarget,
		target.New,
	}
	return append(offered, rule.Typed(catalog.Default())...)
}

func dataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		partner.NewSource,
		partner.NewSources,
		eventtypes.New(catalog.Default()),
		rule.NewMatchingRules,
	}
}

func listResources() []func() list.ListResource {
	offered := []func() list.ListResource{
		partner.NewAssociationList,
		rule.NewRawList,
		loggroup.NewList,
		metricsink.NewList,
		summary.NewList,
		logmetric.NewList,
		logsquery.NewList,
		dashboard.NewList,
		webhook.NewList,
		auditlog.NewList,
		target.NewLogTargetList,
		target.NewMetricTargetList,
		target.NewList,
	}
	return append(offered, rule.TypedLists(catalog.Default())...)
}

func functions() []func() function.Function {
	return []func() function.Function{
		eventfunction.NewMatches,
		eventfunction.NewPatternProblems,
		eventfunction.NewSampleEvent,
		eventfunction.NewParseEventSourceName,
		eventfunction.NewRender,
	}
}
