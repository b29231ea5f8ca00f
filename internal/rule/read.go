package rule

import (
	"context"
	"fmt"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// Read sets the state to what the rule on AWS is.
func (r *rule) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, diags := read(ctx, req.State)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.turn(state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// The identity is wanted of a rule that is gone, too.
	before, diags := identityBefore(ctx, state, req.Identity)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(before.Set(ctx, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name := awsclient.BusName(state.text(attrBus).ValueString()), state.text(attrName).ValueString()
	remote, err := r.Meta.AWS.Rules().Find(ctx, bus, name)
	if awsclient.IsNotFound(err) {
		if state.text(attrARN).IsNull() {
			resp.Diagnostics.Append(r.nothingToImport(bus, name))
			return
		}
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(object(bus, name), "reading", err, "Terraform's state is as it was before."))
		return
	}
	resp.Diagnostics.Append(r.observe(remote, bus, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.refreshTags(ctx, state); err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose("the tags of "+object(bus, name), "reading", err, "Terraform's state is as it was before."))
		return
	}
	resp.Diagnostics.Append(state.write(ctx, &resp.State)...)
	resp.Diagnostics.Append(identity(state).Set(ctx, resp.Identity)...)
}

// observe sets the attributes to what the rule on AWS is, its tags apart. A rule
// that is imported, and so without an ARN until now, may be none that this
// resource can manage.
func (r *rule) observe(remote *awstypes.Rule, bus string, state values) diag.Diagnostics {
	name, was := aws.ToString(remote.Name), state.text(attrARN)
	if was.IsNull() {
		diags := unmanageable(bus, remote, "imported")
		if diags.HasError() {
			return diags
		}
		if beyond := r.flattenNew(remote, state); beyond != "" {
			return r.inexpressible(bus, name, beyond, "imported")
		}
		return diags
	}
	own, account := awsresource.AccountOf(was.ValueString()), awsresource.AccountOf(aws.ToString(remote.Arn))
	if own != "" && own != account {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Rule in another account", fmt.Sprintf(
			"%s is in account %s, and the provider's credentials lead to a rule of the same name in account %s. Terraform's state is as it was before. "+
				"Use credentials of account %[2]s. To manage the rule in account %[3]s instead, remove the resource from the state with `terraform state rm` and import it.",
			prose.Capitalize(object(bus, name)), own, account))}
	}
	// What the attributes can't express shows in event_pattern.
	r.flattenRule(remote, state)
	return nil
}

// flattenNew is flattenRule for a rule that no configuration has described yet:
// none of the events it has to match is known.
func (r *rule) flattenNew(remote *awstypes.Rule, state values) (beyond string) {
	state[attrName] = types.StringValue(aws.ToString(remote.Name))
	state[attrMustMatch], state[attrMustNotMatch] = listOf(nil), listOf(nil)
	return r.flattenRule(remote, state)
}

// flattenRule sets the attributes to what the rule on AWS is, and keeps what
// says the same in other words. The answer is that of kind.flatten.
func (r *rule) flattenRule(remote *awstypes.Rule, state values) (beyond string) {
	state[attrARN] = types.StringValue(aws.ToString(remote.Arn))
	state[attrRegion] = state.region()
	state[attrID] = types.StringValue(awsclient.BusName(state.text(attrBus).ValueString()) + "/" + state.text(attrName).ValueString())
	state[attrState] = types.StringValue(string(remote.State))
	if description := aws.ToString(remote.Description); description != state.text(attrDescription).ValueString() {
		state[attrDescription] = types.StringNull()
		if description != "" {
			state[attrDescription] = types.StringValue(description)
		}
	}
	text, was := aws.ToString(remote.EventPattern), state.text(attrPattern)
	if isSet(was) && (was.ValueString() == text || patterntype.Equal(was.ValueString(), text)) {
		return ""
	}
	state[attrPattern] = patterntype.Known(text)
	return r.flatten(text, state)
}

// refreshTags reads the tags where they are managed, and leaves them alone elsewhere.
func (r *rule) refreshTags(ctx context.Context, state values) error {
	tags, tagsAll := state.tags(attrTags), state.tags(attrTagsAll)
	if !r.Meta.ManagesTags(tags, tagsAll) {
		state[attrTags], state[attrTagsAll] = awsresource.NoTags()
		return nil
	}
	remote, err := r.Meta.AWS.Tags(state.text(attrARN).ValueString()).List(ctx)
	if awsclient.IsNotFound(err) {
		remote, err = nil, nil
	}
	if err != nil {
		return err
	}
	state[attrTags], state[attrTagsAll] = r.Meta.FlattenTags(remote, tags)
	return nil
}

// unmanageable refuses what none of the resources can manage: a rule that is
// not theirs to change, and one of which PutRule would silently take away what
// the resources do not have. done is what is not done to it, "imported" or "moved".
func unmanageable(bus string, remote *awstypes.Rule, done string) diag.Diagnostics {
	var diags diag.Diagnostics
	is := prose.Capitalize(object(bus, aws.ToString(remote.Name)))
	switch {
	case aws.ToString(remote.ManagedBy) != "":
		diags.AddError("Managed rule", fmt.Sprintf("%s is managed by %s, which alone may change it. It cannot be %s.", is, aws.ToString(remote.ManagedBy), done))
	case aws.ToString(remote.ScheduleExpression) != "" || aws.ToString(remote.EventPattern) == "":
		has := "no event pattern"
		if aws.ToString(remote.EventPattern) != "" {
			has = "an event pattern beside it"
		}
		diags.AddError("Scheduled rule", fmt.Sprintf("%s has the schedule %q and %s. This provider manages rules that have an event pattern alone; it cannot be %s. "+
			"Nothing was changed: leave it with what manages it now.", is, aws.ToString(remote.ScheduleExpression), has, done))
	case aws.ToString(remote.RoleArn) != "":
		diags.AddError("Rule with a role", fmt.Sprintf("%s has the role %s. This provider's rules have no role of their own, and the next update would take it away; it cannot be %s. "+
			"Nothing was changed. Remove the role first, where its targets do not need it.", is, aws.ToString(remote.RoleArn), done))
	}
	return diags
}

// inexpressible says that a rule can't be imported or moved as this kind.
func (r *rule) inexpressible(bus, name, beyond, done string) diag.Diagnostics {
	var diags diag.Diagnostics
	diags.AddAttributeError(path.Root(attrPattern), "Rule of another kind",
		fmt.Sprintf("%s cannot be %s as `%s`. %s Take `eventbridge_rule` instead, whose event pattern is JSON. Nothing was changed.", prose.Capitalize(object(bus, name)), done, r.prefixed(), beyond))
	return diags
}
