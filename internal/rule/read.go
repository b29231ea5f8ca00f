package rule

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// Read sets the state to what the rule on AWS is.
func (r *rule) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, diags := read(ctx, req.State)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name := awsclient.BusName(state.text(attrBus).ValueString()), state.text(attrName).ValueString()
	remote, err := r.Meta.AWS.Rules().Find(ctx, bus, name)
	if awsclient.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(object(bus, name), "reading", err, "Terraform's state is as it was before."))
		return
	}
	imported := state.text(attrARN).IsNull()
	if imported {
		resp.Diagnostics.Append(importable(bus, name, remote)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	if beyond := r.flattenRule(remote, state); beyond != "" && imported {
		resp.Diagnostics.Append(r.inexpressible(bus, name, beyond)...)
		return
	}
	if imported {
		state[attrMustMatch], state[attrMustNotMatch] = listOf(nil), listOf(nil)
	}
	state[attrID] = types.StringValue(bus + "/" + name)
	if err := r.refreshTags(ctx, state); err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose("the tags of "+object(bus, name), "reading", err, "Terraform's state is as it was before."))
		return
	}
	resp.Diagnostics.Append(state.write(ctx, &resp.State)...)
}

// flattenRule sets the attributes to what the rule on AWS is, and keeps what
// says the same in other words. The answer is that of kind.flatten.
func (r *rule) flattenRule(remote *awstypes.Rule, state values) (beyond string) {
	state[attrARN] = types.StringValue(aws.ToString(remote.Arn))
	state[attrState] = types.StringValue(string(remote.State))
	if description := aws.ToString(remote.Description); description != state.text(attrDescription).ValueString() {
		state[attrDescription] = types.StringNull()
		if description != "" {
			state[attrDescription] = types.StringValue(description)
		}
	}
	text, was := aws.ToString(remote.EventPattern), state.text(attrPattern)
	if isSet(was) && (was.ValueString() == text || pattern.Equal(was.ValueString(), text)) {
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

// importable refuses what none of the resources can manage.
func importable(bus, name string, remote *awstypes.Rule) diag.Diagnostics {
	var diags diag.Diagnostics
	switch {
	case aws.ToString(remote.ManagedBy) != "":
		diags.AddError("Managed rule", fmt.Sprintf("%s is managed by %s, which alone may change it. It cannot be imported.", capital(object(bus, name)), aws.ToString(remote.ManagedBy)))
	case aws.ToString(remote.EventPattern) == "":
		diags.AddError("Scheduled rule", fmt.Sprintf("%s has the schedule %q and no event pattern. This provider manages rules that have an event pattern; it cannot be imported.",
			capital(object(bus, name)), aws.ToString(remote.ScheduleExpression)))
	}
	return diags
}

// inexpressible says that a rule can't be imported as this kind.
func (r *rule) inexpressible(bus, name, beyond string) diag.Diagnostics {
	var diags diag.Diagnostics
	diags.AddAttributeError(path.Root(attrPattern), "Rule of another kind",
		fmt.Sprintf("%s cannot be imported as `eventbridge_%s`. %s Import it as `eventbridge_rule`, whose event pattern is JSON.", capital(object(bus, name)), r.typeName(), beyond))
	return diags
}
