package rule

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// IdentitySchema is the schema of what identifies a rule.
func (r *rule) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{
		attrBus:  "The name of the rule's event bus, such as default. Not its ARN.",
		attrName: "The rule's name.",
	})
}

// identity identifies the rule with these attributes. Its bus is given by its
// name, however the configuration names it, so that the identity stays the same.
func identity(v values) awsresource.Identity {
	return awsresource.Identity{
		Account: awsresource.AccountOf(v.str(attrARN).ValueString()),
		Region:  v.region().ValueString(),
		Keys:    map[string]string{attrBus: v.bus(), attrName: v.name()},
	}
}

// priorIdentity is the identity of a rule that is about to be read. Just after
// an import only the identity itself has the account.
func priorIdentity(ctx context.Context, state values, prior *tfsdk.ResourceIdentity) (awsresource.Identity, diag.Diagnostics) {
	is := identity(state)
	if is.Account != "" || prior == nil || prior.Raw.IsNull() {
		return is, nil
	}
	was, diags := awsresource.ReadIdentity(ctx, prior)
	is.Account = was.Account
	return is, diags
}

// ImportState takes an identity, or an ID: `<bus>/<rule>`, or `<rule>` for one
// on the default bus, each with or without `@<region>`; or the rule's ARN. The
// name of a partner event bus contains slashes: the rule's name follows the last
// one.
func (r *rule) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	named, byIdentity, diags := r.ImportByIdentity(ctx, req, attrBus, attrName)
	resp.Diagnostics.Append(diags...)
	if !byIdentity && !resp.Diagnostics.HasError() {
		named, diags = r.importByID(ctx, req)
		resp.Diagnostics.Append(diags...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name := named.Keys[attrBus], named.Keys[attrName]
	if problem := checkNames(bus, name); byIdentity && problem != "" {
		resp.Diagnostics.AddError("Invalid identity", prose.Capitalize(problem)+". An identity has the `event_bus_name` and the `name` of a rule. Nothing was imported.")
		return
	}
	named.Region = r.Meta.AWS.Region()
	resp.Diagnostics.Append(named.Set(ctx, resp.Identity)...)
	for attribute, value := range map[string]string{attrBus: bus, attrName: name, attrID: bus + "/" + name, attrRegion: named.Region} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
}

// importByID is the rule that the ID of an import names. It makes the resource
// work in its region.
func (r *rule) importByID(ctx context.Context, req resource.ImportStateRequest) (awsresource.Identity, diag.Diagnostics) {
	id, diags := r.ImportByID(ctx, req)
	if diags.HasError() {
		return awsresource.Identity{}, diags
	}
	bus, name, problem := parseID(id)
	if problem != "" {
		diags.AddError("Invalid import ID", fmt.Sprintf("%q is not the ID of a rule: %s. The import ID is `<event bus>/<rule>`, such as %q: the rule's name follows the last slash. It is `<rule>` alone for a rule on the default event bus, "+
			"or the rule's ARN. Append `@<region>` to a name if the rule is not in the provider's region. Nothing was imported.",
			req.ID, problem, "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe/failed-builds"))
	}
	return awsresource.Identity{Account: awsresource.AccountOf(id), Keys: map[string]string{attrBus: bus, attrName: name}}, diags
}

// parseID splits an import ID without a region. hashicorp/aws puts the bus's ARN
// before the rule's name if its configuration does.
func parseID(id string) (bus, name, problem string) {
	if parsed, err := arn.Parse(id); err == nil {
		onBus, found := strings.CutPrefix(parsed.Resource, "event-bus/")
		if !found {
			rule, err := awsclient.ParseRuleARN(id)
			if err != nil {
				return "", "", err.Error()
			}
			return rule.Bus, rule.Name, checkNames(rule.Bus, rule.Name)
		}
		if !strings.Contains(onBus, "/") {
			return "", "", "it is the ARN of an event bus, without the name of a rule"
		}
		id = onBus
	}
	bus, name = awsclient.DefaultBus, id
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		bus, name = id[:i], id[i+1:]
	}
	return bus, name, checkNames(bus, name)
}

// checkNames is what is wrong with the names of a bus and a rule on it, as a
// sentence, or "".
func checkNames(bus, name string) (problem string) {
	switch {
	case len(name) > maxName || !ruleName.MatchString(name):
		return fmt.Sprintf("%q is not the name of a rule", name)
	}
	return awsresource.EventBusNameProblem(bus)
}
