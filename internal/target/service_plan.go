package target

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// validateServiceTarget checks what takes more than one attribute.
func validateServiceTarget(config serviceTargetModel) diag.Diagnostics {
	diags := checkInputs(config)
	diags.Append(checkHTTPPaths(config)...)
	s, parsed, found := serviceOf(config.ARN.ValueString())
	if !found || s.Unsupported != "" {
		return diags // the attribute's validator reports it
	}
	diags.Append(checkPlace(config, s, parsed)...)
	for _, parameter := range slices.Sorted(maps.Keys(config.parameters())) {
		value := config.parameters()[parameter]
		switch {
		case !value.IsNull() && !s.has(parameter):
			diags.AddAttributeError(path.Root(parameter), "Parameter not supported by this target", fmt.Sprintf(
				"`%s` does not apply to this type of destination (%s), only to: %s. Remove it.", parameter, s.Name, withParameter(parameter)))
		case value.IsNull() && slices.Contains(s.Required, parameter):
			diags.AddAttributeError(path.Root(parameter), "Missing "+strings.ReplaceAll(parameter, "_", " "), fmt.Sprintf(
				"`%s` is required for this type of destination (%s). EventBridge would refuse the target without it.", parameter, s.Name))
		}
	}
	return diags
}

// parameters are the attributes that only some services have.
func (m *serviceTargetModel) parameters() map[string]attr.Value {
	return map[string]attr.Value{
		"message_group_id": m.MessageGroupID, "partition_key_path": m.PartitionKeyPath,
		"headers": m.Headers, "query_parameters": m.QueryParameters, "path_values": m.PathValues,
	}
}

// checkInputs refuses more than one input.
func checkInputs(config serviceTargetModel) diag.Diagnostics {
	var set []string
	for i, value := range []types.String{config.Message, config.Body, config.Input, config.InputPath} {
		if !value.IsNull() && !value.IsUnknown() {
			set = append(set, inputs[i])
		}
	}
	if len(set) < 2 {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(set[1]), "Conflicting inputs",
		prose.CodeAnd(set)+" are set. A target sends one of them; without any it sends the whole event. Keep one.")}
}

// checkHTTPPaths checks the JSON paths in headers, query and path.
func checkHTTPPaths(config serviceTargetModel) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, r := range config.httpPaths() {
		for _, f := range message.CheckPath(r.path) {
			diags.AddAttributeError(r.at, f.Summary, f.Detail)
		}
	}
	return diags
}

// checkPlace refuses a destination that EventBridge cannot send to from where the
// rule is, and a role that it cannot use there.
func checkPlace(config serviceTargetModel, s service, to arn.ARN) diag.Diagnostics {
	var diags diag.Diagnostics
	rule, known := knownRule(config.RuleARN)
	role, roleErr := arn.Parse(config.RoleARN.ValueString())
	away := known && to.AccountID != rule.Account
	switch {
	case known && to.Partition != rule.Partition:
		diags.AddAttributeError(path.Root("arn"), "Target in another partition", fmt.Sprintf(
			"The target is in partition %s and the rule in %s. EventBridge does not send events to another partition: use a target in the rule's partition.", to.Partition, rule.Partition))
	case known && s.Regions != "any" && to.Region != rule.Region:
		diags.AddAttributeError(path.Root("arn"), "Target in another region", fmt.Sprintf(
			"The target is in region %s and the rule in %s. EventBridge sends to another region only if the target is an event bus. "+
				"Send the events to an event bus there, and to this target by a rule on that bus.", to.Region, rule.Region))
	case away && s.Accounts != "any":
		diags.AddAttributeError(path.Root("arn"), "Target in another account", fmt.Sprintf(
			"The target is in account %s and the rule in %s. For this type of destination (%s) both must be in the same account. "+
				"Send the events to an event bus there, and to this target by a rule on that bus.", to.AccountID, rule.Account, s.Name))
	}
	switch {
	case !config.RoleARN.IsNull():
	case s.Role == "required":
		diags.AddAttributeError(path.Root("role_arn"), "Missing role", fmt.Sprintf(
			"EventBridge needs a role to send events to this type of destination (%s). Set `role_arn` to a role that `events.amazonaws.com` may assume and that may use the target.", s.Name))
	case away && s.Accounts == "any":
		diags.AddAttributeError(path.Root("role_arn"), "Missing role", fmt.Sprintf(
			"The target is in account %s and the rule in %s. To send events to another account, EventBridge needs a role in the rule's account, and the target's resource policy must allow that role. Set `role_arn`.",
			to.AccountID, rule.Account))
	}
	if known && roleErr == nil && role.AccountID != rule.Account {
		diags.AddAttributeError(path.Root("role_arn"), "Role in another account", fmt.Sprintf(
			"The role is in account %s and the rule in %s. EventBridge assumes only roles in the rule's account, even if the target is in another one. Use a role in that account.", role.AccountID, rule.Account))
	}
	return diags
}

// pathOf is a JSON path in the configuration, and where it is.
type pathOf struct {
	at   path.Path
	path string
}

// httpPaths are the values of the request that are JSON paths.
func (m *serviceTargetModel) httpPaths() []pathOf {
	var out []pathOf
	for _, parameters := range []struct {
		name   string
		values map[string]string
	}{{"headers", texts(m.Headers.Elements())}, {"query_parameters", texts(m.QueryParameters.Elements())}} {
		for _, name := range slices.Sorted(maps.Keys(parameters.values)) {
			if strings.HasPrefix(parameters.values[name], "$.") {
				out = append(out, pathOf{path.Root(parameters.name).AtMapKey(name), parameters.values[name]})
			}
		}
	}
	for i, text := range m.pathValues() {
		if strings.HasPrefix(text, "$.") {
			out = append(out, pathOf{path.Root("path_values").AtListIndex(i), text})
		}
	}
	return out
}

// fields are the fields of the event that the target sends, by attribute.
func (m *serviceTargetModel) fields() []fieldsAt {
	var out []fieldsAt
	if payload, ok := m.payload(); ok {
		at := path.Root("message")
		if payload.JSON {
			at = path.Root("body")
		}
		out = append(out, fieldsAt{at, payload.Fields()})
	}
	paths := m.httpPaths()
	for name, value := range map[string]types.String{"input_path": m.InputPath, "partition_key_path": m.PartitionKeyPath} {
		if text := known(value); text != nil {
			paths = append(paths, pathOf{path.Root(name), *text})
		}
	}
	for _, p := range paths {
		if parsed, ok := message.ParsePath(p.path); ok && len(parsed) > 0 {
			out = append(out, fieldsAt{p.at, [][]string{parsed.Names()}})
		}
	}
	return out
}

// reviewServiceTarget warns of a payload that is hardly meant, if it is new or
// changed, and of paths that the rule's events do not have.
func reviewServiceTarget(ctx context.Context, meta *awsresource.Meta, plan, state serviceTargetModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if payload, ok := plan.payload(); ok && (!plan.Message.Equal(state.Message) || !plan.Body.Equal(state.Body)) {
		at := path.Root("message")
		if payload.JSON {
			at = path.Root("body")
		}
		for _, f := range payload.Doubts() {
			diags.AddAttributeWarning(at, f.Summary, f.Detail)
		}
	}
	if !plan.Input.Equal(state.Input) {
		for _, f := range message.DoubtInput(plan.Input.ValueString()) {
			diags.AddAttributeWarning(path.Root("input"), f.Summary, f.Detail)
		}
	}
	diags.Append(reviewFields(ctx, meta, plan.model, plan.newFields(state))...)
	return diags
}

// newFields are the fields if anything changed that they are judged by.
func (m *serviceTargetModel) newFields(state serviceTargetModel) []fieldsAt {
	fields := m.fields()
	before := state.fields()
	if m.RuleARN.Equal(state.RuleARN) && m.CatalogCheck.Equal(state.CatalogCheck) && fmt.Sprint(fields) == fmt.Sprint(before) {
		return nil
	}
	return fields
}

// checkServiceTarget refuses paths that the rule's events do not have, and a
// destination whose policy does not let EventBridge in.
func checkServiceTarget(ctx context.Context, meta *awsresource.Meta, plan, state serviceTargetModel) diag.Diagnostics {
	diags := checkFields(ctx, meta, plan.model, plan.newFields(state))
	reached := plan.ARN.Equal(state.ARN) && plan.RoleARN.Equal(state.RoleARN) && plan.RuleARN.Equal(state.RuleARN)
	if diags.HasError() || reached || !plan.RoleARN.IsNull() {
		return diags // a role needs no policy of the destination
	}
	rule, err := awsclient.ParseRuleARN(plan.RuleARN.ValueString())
	if err != nil {
		return diags
	}
	diags.Append(checkReach(ctx, meta, plan.ARN.ValueString(), rule)...)
	return diags
}
