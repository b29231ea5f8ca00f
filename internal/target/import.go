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

// ImportState takes an identity, or as ID `<bus>/<rule>/<target id>`, with or
// without `@<region>` behind it, or the rule's ARN with `/<target id>` behind it.
// The rule is looked up for its ARN where that is not what was given.
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
	resp.Diagnostics.Append(r.checkSink(ctx, key)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("rule_arn"), key.rule.String())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("target_id"), key.id)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), key.rule.Region)...)
	resp.Diagnostics.Append(key.identity().Set(ctx, resp.Identity)...)
}

// imported is the target that an import names, and turns the resource to its
// region. Where no ARN names the rule only the names of it and its bus are known.
func (r *targetResource[M, P]) imported(ctx context.Context, req resource.ImportStateRequest) (key, diag.Diagnostics) {
	named, byIdentity, diags := r.ImportByIdentity(ctx, req, identityBus, identityRule, identityTarget)
	if diags.HasError() {
		return key{}, diags
	}
	if byIdentity {
		k := key{rule: awsclient.RuleARN{Bus: named.Keys[identityBus], Name: named.Keys[identityRule]}, id: named.Keys[identityTarget]}
		if !k.valid() {
			diags.AddError("Invalid identity", fmt.Sprintf("event_bus_name %q, rule_name %q and target_id %q are not all names of an event bus, of a rule and of a target. "+
				"The event bus is named by its name, not by its ARN. Nothing was imported.", k.rule.Bus, k.rule.Name, k.id))
		}
		return k, diags
	}
	id, diags := r.ImportByID(ctx, req)
	if diags.HasError() {
		return key{}, diags
	}
	k, ok := parseImportID(id)
	if !ok {
		diags.AddError("Invalid import ID", fmt.Sprintf("%q is not a target. Import by event bus, rule and target id, such as aws.partner/buildkite.com/org/1/failed-builds/%[2]s "+
			"or default/failed-builds/%[2]s, with @ and the region behind it for one in another region than the provider's; or by the rule's ARN with /%[2]s behind it. "+
			"Nothing was imported.", req.ID, r.kind.exampleID))
	}
	return k, diags
}

// found completes the key of a target by its rule's ARN.
func (r *targetResource[M, P]) found(ctx context.Context, k key) (key, diag.Diagnostics) {
	rule, err := r.Meta.AWS.Rules().Find(ctx, k.rule.Bus, k.rule.Name)
	if awsclient.IsNotFound(err) {
		return k, diag.Diagnostics{diag.NewErrorDiagnostic("Rule not found",
			fmt.Sprintf("There is no %s in %s, so its target can't be imported.", describeRule(k), r.Meta.AWS.Region()))}
	}
	if err != nil {
		return k, diag.Diagnostics{awsresource.Diagnose(describeRule(k), "reading", err, "Nothing was imported.")}
	}
	if k.rule, err = awsclient.ParseRuleARN(aws.ToString(rule.Arn)); err != nil {
		return k, diag.Diagnostics{diag.NewErrorDiagnostic("Invalid rule ARN", prose.Capitalize(err.Error())+". Nothing was imported.")}
	}
	return k, nil
}

// checkSink refuses a target that sends to what this kind does not, and one that
// is not there: an ID that lacks a part reads as a target of another rule.
func (r *targetResource[M, P]) checkSink(ctx context.Context, k key) diag.Diagnostics {
	target, err := targetsOf(r.Meta).read(ctx, k)
	to := aws.ToString(target.Arn)
	switch {
	case awsclient.IsNotFound(err):
		return diag.Diagnostics{diag.NewErrorDiagnostic("Target not found", fmt.Sprintf(
			"There is no %s in %s, so there is nothing to import. In an import ID the target's id is what follows the last slash, and the rule's name stands before it.",
			describe(k), r.Meta.AWS.Region()))}
	case err != nil:
		return diag.Diagnostics{awsresource.Diagnose(describe(k), "reading", err, "Nothing was imported.")}
	case r.kind.takes(to):
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Target of another kind",
		fmt.Sprintf("The %s sends to %s, which is no %s. It can be imported as %s. Nothing was imported.", describe(k), to, r.kind.name, resourceFor(to)))}
}

// valid says whether a key is made of names that EventBridge has.
func (k key) valid() bool {
	return ruleOrBusName(k.rule.Bus, true) && ruleOrBusName(k.rule.Name, false) && idCharacters.MatchString(k.id)
}

// ruleOrBusName says whether a text has the characters of a name; only the names
// of event buses have slashes.
func ruleOrBusName(text string, slashes bool) bool {
	if slashes {
		text = strings.ReplaceAll(text, "/", "")
	}
	return idCharacters.MatchString(text)
}

// importCommand is the command that imports the object with this ID.
func (s sink) importCommand(id string) string {
	return fmt.Sprintf("terraform import %s.NAME '%s'", s.typeName, id)
}

// parseImportID reads `<bus>/<rule>/<target id>` or `<rule ARN>/<target id>`.
// It is read from the right, because the name of a partner event bus has
// slashes in it. Of the first form only bus and name of the rule are known. A
// bus may be named by its ARN, as hashicorp/aws does where its configuration
// does.
func parseImportID(text string) (key, bool) {
	rest, id, found := cutLast(text)
	if !found {
		return key{}, false
	}
	if parsed, err := arn.Parse(rest); err == nil {
		onBus, isBus := strings.CutPrefix(parsed.Resource, "event-bus/")
		if !isBus {
			rule, err := awsclient.ParseRuleARN(rest)
			k := key{rule: rule, id: id}
			return k, err == nil && k.valid()
		}
		rest = onBus
	}
	bus, name, found := cutLast(rest)
	k := key{rule: awsclient.RuleARN{Bus: bus, Name: name}, id: id}
	return k, found && k.valid()
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

// IdentitySchema is what tells a target from all others.
func (r *targetResource[M, P]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{
		identityBus:    "The name of the event bus that the rule is on, such as default. Not its ARN.",
		identityRule:   "The name of the rule.",
		identityTarget: "The target's id within its rule.",
	})
}

func (k key) identity() awsresource.Identity {
	return awsresource.Identity{
		Account: k.rule.Account,
		Region:  k.rule.Region,
		Keys:    map[string]string{identityBus: k.rule.Bus, identityRule: k.rule.Name, identityTarget: k.id},
	}
}
