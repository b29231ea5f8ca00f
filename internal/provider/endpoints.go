package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// endpoint is one service in `endpoints`. The attribute is a map and not an
// object: Terraform leaves out what an object has no attribute for without a
// word, and a misspelled service would be called at AWS itself.
type endpoint struct {
	// names are those that the service goes by; the first is the one shown. The
	// others are hashicorp/aws's.
	names    []string
	variable string
	address  func(*awsclient.Endpoints) *string
}

var endpoints = []endpoint{
	{[]string{"eventbridge", "events", "cloudwatchevents"}, "AWS_ENDPOINT_URL_EVENTBRIDGE", func(e *awsclient.Endpoints) *string { return &e.EventBridge }},
	{[]string{"logs", "cloudwatchlogs", "cloudwatchlog"}, "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", func(e *awsclient.Endpoints) *string { return &e.Logs }},
	{[]string{"cloudwatch"}, "AWS_ENDPOINT_URL_CLOUDWATCH", func(e *awsclient.Endpoints) *string { return &e.CloudWatch }},
	{[]string{"sts"}, "AWS_ENDPOINT_URL_STS", func(e *awsclient.Endpoints) *string { return &e.STS }},
	{[]string{"iam"}, "AWS_ENDPOINT_URL_IAM", func(e *awsclient.Endpoints) *string { return &e.IAM }},
	{[]string{"stepfunctions", "sfn"}, "AWS_ENDPOINT_URL_SFN", func(e *awsclient.Endpoints) *string { return &e.StepFunctions }},
	{[]string{"sns"}, "AWS_ENDPOINT_URL_SNS", func(e *awsclient.Endpoints) *string { return &e.SNS }},
	{[]string{"sqs"}, "AWS_ENDPOINT_URL_SQS", func(e *awsclient.Endpoints) *string { return &e.SQS }},
	{[]string{"lambda"}, "AWS_ENDPOINT_URL_LAMBDA", func(e *awsclient.Endpoints) *string { return &e.Lambda }},
	{[]string{"scheduler"}, "AWS_ENDPOINT_URL_SCHEDULER", func(e *awsclient.Endpoints) *string { return &e.Scheduler }},
	{[]string{"sso"}, "AWS_ENDPOINT_URL_SSO", func(e *awsclient.Endpoints) *string { return &e.SSO }},
}

// shownEndpoints are the first names of the services.
func shownEndpoints() []string {
	names := make([]string, len(endpoints))
	for i, e := range endpoints {
		names[i] = e.names[0]
	}
	return names
}

func allEndpoints() []string {
	var names []string
	for _, e := range endpoints {
		names = append(names, e.names...)
	}
	return names
}

func describeEndpoints() string {
	each := make([]string, len(endpoints))
	for i, e := range endpoints {
		each[i] = fmt.Sprintf("`%s` (`%s`)", e.names[0], e.variable)
	}
	return "The services are " + prose.And(each) + "; the names that hashicorp/aws uses are accepted as well."
}

// expandEndpoints are the addresses in the client's terms.
func expandEndpoints(given types.Map) awsclient.Endpoints {
	var addresses awsclient.Endpoints
	for _, e := range endpoints {
		for _, name := range e.names {
			if url, ok := given.Elements()[name].(types.String); ok && url.ValueString() != "" {
				*e.address(&addresses) = url.ValueString()
			}
		}
	}
	return addresses
}

// endpointsValidator asks for services that the provider calls, each once, and
// for URLs.
type endpointsValidator struct{}

func (endpointsValidator) Description(context.Context) string {
	return "a map from services (" + strings.Join(shownEndpoints(), ", ") + ") to URLs"
}

func (v endpointsValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (endpointsValidator) ValidateMap(ctx context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	given := req.ConfigValue.Elements()
	for _, name := range slices.Sorted(maps.Keys(given)) {
		at := req.Path.AtMapKey(name)
		if !slices.Contains(allEndpoints(), name) {
			nearest, _ := prose.Nearest(name, allEndpoints())
			resp.Diagnostics.AddAttributeError(at, "Unknown endpoint service", fmt.Sprintf(
				"The provider calls no service named %q.%s It calls %s.", name, prose.DidYouMean(nearest), prose.And(shownEndpoints())))
			continue
		}
		if url, ok := given[name].(types.String); ok {
			var checked validator.StringResponse
			urlValidator{}.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: url}, &checked)
			resp.Diagnostics.Append(checked.Diagnostics...)
		}
	}
	for _, e := range endpoints {
		twice := slices.DeleteFunc(slices.Clone(e.names), func(name string) bool { value, ok := given[name]; return !ok || value.IsNull() })
		if len(twice) > 1 {
			resp.Diagnostics.AddAttributeError(req.Path.AtMapKey(twice[1]), "Duplicate endpoint",
				prose.And(twice)+" are names of the same service. Keep one of them.")
		}
	}
}
