package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// ImportState takes an identity, or an ID: `<bus>/<rule>/<target id>`, with or
// without `@<region>` at its end, or `<rule ARN>/<target id>`. Without an ARN the
// rule is read for it.
func (r *targetResource[M, P]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	key, diags := r.imported(ctx, req)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if key.rule.Region == "" {
		key, diags = r.found(ctx, key)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	resp.Diagnostics.Append(r.checkDestination(ctx, key)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("rule_arn"), key.rule.String())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("target_id"), key.id)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), key.rule.Region)...)
	resp.Diagnostics.Append(key.identity().Set(ctx, resp.Identity)...)
}

// imported returns the target that an import names, and switches the resource to
// its region. Without an ARN only the names of the rule and its bus are known.
func (r *targetResource[M, P]) imported(ctx context.Context, req resource.ImportStateRequest) (key, diag.Diagnostics) {
	named, byIdentity, diags := r.ImportByIdentity(ctx, req, identityBus, identityRule, identityTarget)
	if diags.HasError() {
		return key{}, diags
	}
	if byIdentity {
		k := key{rule: awsclient.RuleARN{Bus: named.Keys[identityBus], Name: named.Keys[identityRule]}, id: named.Keys[identityTarget]}
		if problem := k.problem(); problem != "" {
			diags.AddError("Invalid identity", prose.Sentence(problem)+" An identity has the `event_bus_name` and the `rule_name` of a rule, and a `target_id`. Nothing was imported.")
		}
		return k, diags
	}
	id, diags := r.ImportByID(ctx, req)
	if diags.HasError() {
		return key{}, diags
	}
	k, problem := parseID(id)
	if problem != "" {
		diags.AddError("Invalid import ID", fmt.Sprintf("%[1]q is not the ID of a target: %[3]s. "+
			"The import ID is `<event bus>/<rule>/<target id>`, such as aws.partner/buildkite.com/org/1/failed-builds/%[2]s or default/failed-builds/%[2]s, "+
			"or the rule's ARN followed by /%[2]s. Append `@<region>` to names if the rule is not in the provider's region. "+
			"Nothing was imported.", req.ID, r.kind.exampleID, problem))
	}
	return k, diags
}

// found completes the key of a target with its rule's ARN.
func (r *targetResource[M, P]) found(ctx context.Context, k key) (key, diag.Diagnostics) {
	rule, err := r.Meta.AWS.Rules().Find(ctx, k.rule.Bus, k.rule.Name)
	if awsclient.IsNotFound(err) {
		return k, diag.Diagnostics{diag.NewErrorDiagnostic("Rule not found",
			fmt.Sprintf("There is no %s in %s. Nothing was imported.", describeRule(k), r.Meta.AWS.Region()))}
	}
	if err != nil {
		return k, diag.Diagnostics{awsresource.Diagnose(describeRule(k), "reading", err, "Nothing was imported.")}
	}
	if k.rule, err = awsclient.ParseRuleARN(aws.ToString(rule.Arn)); err != nil {
		return k, diag.Diagnostics{diag.NewErrorDiagnostic("Invalid rule ARN", prose.Capitalize(err.Error())+". Nothing was imported.")}
	}
	return k, nil
}

// checkDestination refuses a target of another kind, one that the resource cannot
// describe, and one that does not exist: an ID that lacks a part reads as a target
// of another rule.
func (r *targetResource[M, P]) checkDestination(ctx context.Context, k key) diag.Diagnostics {
	target, err := targetsOf(r.Meta).read(ctx, k)
	to := aws.ToString(target.Arn)
	switch {
	case awsclient.IsNotFound(err):
		return diag.Diagnostics{diag.NewErrorDiagnostic("Target not found", fmt.Sprintf(
			"There is no %s in %s. In an import ID, the target's ID follows the last slash, and the rule's name precedes it. Nothing was imported.",
			describe(k), r.Meta.AWS.Region()))}
	case err != nil:
		return diag.Diagnostics{awsresource.Diagnose(describe(k), "reading", err, "Nothing was imported.")}
	case r.kind.accepts(to):
		if unsupported, _ := r.kind.inspect(target); unsupported != "" {
			return diag.Diagnostics{unsupportedInput(k, r.kind.typeName(), unsupported, "Nothing was imported.")}
		}
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Wrong target type",
		fmt.Sprintf("The %s sends to %s, which is not a %s. %s Nothing was imported.", describe(k), to, r.kind.name, elsewhere("Import it", to)))}
}

// problem is what is wrong with the names in a key, as a sentence, or "".
func (k key) problem() string {
	switch {
	case !idCharacters.MatchString(k.id) || len(k.id) > maxIDLength:
		return fmt.Sprintf("%q is not the ID of a target", k.id)
	case !idCharacters.MatchString(k.rule.Name):
		return fmt.Sprintf("%q is not the name of a rule", k.rule.Name)
	}
	return awsresource.EventBusNameProblem(k.rule.Bus)
}

// parseID parses `<bus>/<rule>/<target id>` or `<rule ARN>/<target id>`,
// from the right, because the name of a partner event bus contains slashes. The
// first form has only the names of bus and rule. The bus may be an ARN, as in
// hashicorp/aws.
func parseID(text string) (k key, problem string) {
	const tooShort = "a part is missing"
	rest, id, found := cutLast(text)
	if !found {
		return key{}, tooShort
	}
	if parsed, err := arn.Parse(rest); err == nil {
		onBus, isBus := strings.CutPrefix(parsed.Resource, "event-bus/")
		if !isBus {
			rule, err := awsclient.ParseRuleARN(rest)
			if err != nil {
				return key{}, err.Error()
			}
			k := key{rule: rule, id: id}
			return k, k.problem()
		}
		rest = onBus
	}
	bus, name, found := cutLast(rest)
	if !found {
		return key{}, tooShort
	}
	k = key{rule: awsclient.RuleARN{Bus: bus, Name: name}, id: id}
	return k, k.problem()
}

func cutLast(text string) (before, after string, found bool) {
	i := strings.LastIndexByte(text, '/')
	if i < 0 {
		return "", "", false
	}
	return text[:i], text[i+1:], true
}

// The keys of a target's identity.
const (
	identityBus    = "event_bus_name"
	identityRule   = "rule_name"
	identityTarget = "target_id"
)

// IdentitySchema has the keys that identify a target.
func (r *targetResource[M, P]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{
		identityBus:    "The name of the rule's event bus, such as default. Not its ARN.",
		identityRule:   "The name of the rule.",
		identityTarget: "The target's ID within its rule.",
	})
}

func (k key) identity() awsresource.Identity {
	return awsresource.Identity{
		Account: k.rule.Account,
		Region:  k.rule.Region,
		Keys:    map[string]string{identityBus: k.rule.Bus, identityRule: k.rule.Name, identityTarget: k.id},
	}
}
