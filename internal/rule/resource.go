package rule

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

var (
	_ resource.Resource                   = (*rule)(nil)
	_ resource.ResourceWithConfigure      = (*rule)(nil)
	_ resource.ResourceWithImportState    = (*rule)(nil)
	_ resource.ResourceWithModifyPlan     = (*rule)(nil)
	_ resource.ResourceWithValidateConfig = (*rule)(nil)
)

// rule is a rule resource of any kind.
type rule struct {
	awsresource.Base
	*definition
}

// definition is what all instances of one rule resource share. The schema of a
// typed rule follows from the catalog and is made once.
type definition struct {
	kind
	schema schema.Schema
}

func newRule(of func() kind) func() resource.Resource {
	define := sync.OnceValue(func() *definition {
		k := of()
		attributes := commonAttributes(k.onDefaultBus())
		attributes[attrPattern] = patternAttribute()
		maps.Copy(attributes, k.attributes())
		return &definition{kind: k, schema: schema.Schema{MarkdownDescription: k.description(), Attributes: attributes}}
	})
	return func() resource.Resource { return &rule{definition: define()} }
}

func (r *rule) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.typeName()
}

func (r *rule) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}

// ValidateConfig reports what can be found wrong without the provider's
// configuration.
func (r *rule) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config, diags := read(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, diags = r.expand(config)
	resp.Diagnostics.Append(visible(diags.Errors())...) // the plan warns, once
}

// ImportState takes `<bus>/<rule>`, `<rule>` for one on the default bus, or the
// rule's ARN. The name of a partner event bus has slashes itself: the rule's
// name is what follows the last one.
func (r *rule) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	bus, name, problem := r.parseID(req.ID)
	if problem != "" {
		resp.Diagnostics.AddError("Import ID that names no rule", fmt.Sprintf("%q was given: %s. Give `<event bus>/<rule>`, such as %q; `<rule>` alone for one on the default event bus; or the rule's ARN.",
			req.ID, problem, "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe/failed-builds"))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attrBus), bus)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attrName), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attrID), bus+"/"+name)...)
}

func (r *rule) parseID(id string) (bus, name, problem string) {
	if strings.HasPrefix(id, "arn:") {
		parsed, err := awsclient.ParseRuleARN(id)
		if err != nil {
			return "", "", err.Error()
		}
		if r.Meta != nil && r.Meta.AWS != nil && parsed.Region != r.Meta.AWS.Region() {
			return "", "", fmt.Sprintf("its region is %s, and the provider's is %s", parsed.Region, r.Meta.AWS.Region())
		}
		bus, name = parsed.Bus, parsed.Name
	} else {
		bus, name = awsclient.DefaultBus, id
		if i := strings.LastIndexByte(id, '/'); i >= 0 {
			bus, name = id[:i], id[i+1:]
		}
	}
	switch {
	case name == "" || !ruleName.MatchString(name):
		return "", "", fmt.Sprintf("%q is not the name of a rule", name)
	case !busName.MatchString(bus):
		return "", "", fmt.Sprintf("%q is not the name of an event bus", bus)
	}
	return bus, name, ""
}
