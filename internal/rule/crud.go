package rule

import (
	"context"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// Create creates the rule. PutRule silently replaces a rule of that name, so it
// first looks for one.
func (r *rule) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	planned, input, diags := r.expandPlan(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name, region := aws.ToString(input.EventBusName), aws.ToString(input.Name), r.Meta.AWS.Region()
	tags := awsresource.TagMap(planned.tags(attrTagsAll))
	input.Tags = awsclient.TagList(tags)
	resp.Diagnostics.Append(r.Meta.Claim(r.toCreate(bus, name))...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer func() {
		if resp.Diagnostics.HasError() {
			r.Meta.Release(r.toCreate(bus, name))
		}
	}()
	occupied, err := r.Meta.AWS.Rules().Occupied(ctx, bus, name)
	switch {
	case awsclient.IsNotFound(err):
		resp.Diagnostics.Append(busNotFound(bus, name, region))
		return
	case err != nil:
		resp.Diagnostics.Append(awsresource.Diagnose(describe(bus, name), "looking for", err, "Nothing was created."))
		return
	case occupied:
		// What cannot be imported is not to be imported.
		if existing, err := r.Meta.AWS.Rules().Find(ctx, bus, name); err == nil {
			resp.Diagnostics.Append(unmanageable(bus, existing, "taken over").Errors()...)
		}
		if resp.Diagnostics.HasError() {
			return
		}
		resp.Diagnostics.Append(r.Meta.Existing(ctx, r.toCreate(bus, name), r.compare(input, tags))...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	// An identical rule is put as well: that changes nothing.
	out, err := r.api().PutRule(ctx, input)
	if err != nil {
		resp.Diagnostics.Append(putFailed(bus, name, region, "creating", err, "The rule is not in Terraform's state. Apply again: if AWS created it, the error shows the import block."))
		return
	}
	r.Meta.AWS.Rules().Wrote(bus, name, !occupied)
	planned[attrARN] = types.StringValue(r.arn(ctx, out, bus, name))
	planned[attrID] = types.StringValue(bus + "/" + name)
	resp.Diagnostics.Append(planned.write(ctx, &resp.State)...)
	resp.Diagnostics.Append(identity(planned).Set(ctx, resp.Identity)...)
}

// arn is the ARN of a rule that was just put. AWS's answer may lack it.
func (r *rule) arn(ctx context.Context, out *eventbridge.PutRuleOutput, bus, name string) string {
	if ruleARN := aws.ToString(out.RuleArn); ruleARN != "" {
		return ruleARN
	}
	remote, err := r.Meta.AWS.Rules().Find(ctx, bus, name)
	if err != nil {
		return "" // the next refresh sets it
	}
	return aws.ToString(remote.Arn)
}

// Read sets the state to what the rule on AWS is.
func (r *rule) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, diags := readValues(ctx, req.State)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.selectRegion(state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// The framework needs the identity of a deleted rule too.
	prior, diags := priorIdentity(ctx, state, req.Identity)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(prior.Set(ctx, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name := state.bus(), state.name()
	r.Meta.Managed(r.toCreate(bus, name))
	remote, err := r.Meta.AWS.Rules().Find(ctx, bus, name)
	if awsclient.IsNotFound(err) {
		if state.str(attrARN).IsNull() {
			resp.Diagnostics.Append(ruleNotFound(bus, name, r.Meta.AWS.Region()))
			return
		}
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(bus, name), "reading", err, "Terraform's state is unchanged."))
		return
	}
	resp.Diagnostics.Append(r.refresh(remote, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.refreshTags(ctx, state); err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose("the tags of "+describe(bus, name), "reading", err, "Terraform's state is unchanged."))
		return
	}
	resp.Diagnostics.Append(state.write(ctx, &resp.State)...)
	resp.Diagnostics.Append(identity(state).Set(ctx, resp.Identity)...)
}

// refresh sets the attributes to what the rule on AWS is, except its tags. A
// rule that was just imported has no ARN yet, and may not be one that this
// resource can manage.
func (r *rule) refresh(remote *ebtypes.Rule, state values) diag.Diagnostics {
	bus, name, was := state.bus(), state.name(), state.str(attrARN)
	if was.IsNull() {
		diags := unmanageable(bus, remote, "imported")
		if diags.HasError() {
			return diags
		}
		if reason := r.flattenNew(remote, state); reason != "" {
			return r.inexpressible(bus, name, reason, "imported")
		}
		return diags
	}
	own, account := awsresource.AccountOf(was.ValueString()), awsresource.AccountOf(aws.ToString(remote.Arn))
	if own != "" && account != "" && own != account {
		return diag.Diagnostics{otherAccount(bus, name, own, account)}
	}
	// What the attributes cannot express shows in event_pattern.
	r.flattenRule(remote, state)
	return nil
}

// refreshTags reads the tags if they are managed.
func (r *rule) refreshTags(ctx context.Context, state values) error {
	tags, tagsAll := state.tags(attrTags), state.tags(attrTagsAll)
	if !r.Meta.ManagesTags(tags, tagsAll) {
		state[attrTags], state[attrTagsAll] = awsresource.NoTags()
		return nil
	}
	remote, err := r.Meta.AWS.Tags(state.str(attrARN).ValueString()).List(ctx)
	if awsclient.IsNotFound(err) {
		remote, err = nil, nil
	}
	if err != nil {
		return err
	}
	state[attrTags], state[attrTagsAll] = r.Meta.FlattenTags(remote, tags)
	return nil
}

// Update puts the whole rule if the rule itself differs, and tags and untags it
// if the tags do. What only Terraform knows needs no call.
func (r *rule) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	planned, input, diags := r.expandPlan(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	prior, diags := readValues(ctx, req.State)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name, ruleARN := aws.ToString(input.EventBusName), aws.ToString(input.Name), prior.str(attrARN).ValueString()
	planned[attrARN], planned[attrID] = prior[attrARN], prior[attrID]
	if r.differs(planned, prior) {
		if _, err := r.api().PutRule(ctx, input); err != nil {
			resp.Diagnostics.Append(putFailed(bus, name, r.Meta.AWS.Region(), "updating", err, "The rule is unchanged, unless AWS says otherwise above. Apply again."))
			return
		}
		r.Meta.AWS.Rules().Wrote(bus, name, false)
	}
	// The rule is written: whatever becomes of the tags, the state says so.
	written := maps.Clone(planned)
	written[attrTags], written[attrTagsAll] = prior[attrTags], prior[attrTagsAll]
	resp.Diagnostics.Append(written.write(ctx, &resp.State)...)
	resp.Diagnostics.Append(identity(written).Set(ctx, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.updateTags(ctx, ruleARN, prior, planned); err != nil {
		if awsclient.IsManagedRule(err) {
			resp.Diagnostics.Append(managedRule(bus, name))
			return
		}
		resp.Diagnostics.Append(awsresource.Diagnose("the tags of "+describe(bus, name), "updating", err,
			"The rule itself is updated; some of its tags may be unchanged. Apply again."))
		return
	}
	resp.Diagnostics.Append(planned.write(ctx, &resp.State)...)
}

func (r *rule) updateTags(ctx context.Context, ruleARN string, prior, planned values) error {
	tags := r.Meta.AWS.Tags(ruleARN)
	old, updated := awsresource.TagMap(prior.tags(attrTagsAll)), awsresource.TagMap(planned.tags(attrTagsAll))
	if len(old) == 0 && len(updated) > 0 {
		// The tags were left alone until now, so the state does not know them.
		var err error
		if old, err = tags.List(ctx); err != nil {
			return err
		}
	}
	return awsresource.SyncTags(ctx, old, updated, tags.Put, tags.Remove)
}

// Delete deletes the rule. EventBridge refuses while it has targets.
func (r *rule) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state, diags := readValues(ctx, req.State)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.selectRegion(state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name := state.bus(), state.name()
	_, err := r.api().DeleteRule(ctx, &eventbridge.DeleteRuleInput{EventBusName: aws.String(bus), Name: aws.String(name)})
	switch {
	case err == nil, awsclient.IsNotFound(err):
		r.Meta.AWS.Rules().Deleted(bus, name)
		r.Meta.Release(r.toCreate(bus, name))
		return
	case awsclient.IsManagedRule(err):
		resp.Diagnostics.Append(managedRule(bus, name))
		return
	case awsclient.IsValidation(err):
		if targets, listErr := r.Meta.AWS.Rules().Targets(ctx, bus, name); listErr == nil && len(targets) > 0 {
			resp.Diagnostics.Append(hasTargets(bus, name, targets))
			return
		}
	}
	resp.Diagnostics.Append(awsresource.Diagnose(describe(bus, name), "deleting", err, "The rule stays in Terraform's state. Destroy again."))
}

// expandPlan is the planned rule, for Terraform and for AWS. It makes the
// resource work in the rule's region. Terraform validates and plans again right
// before it applies, so everything is known and checked by now.
func (r *rule) expandPlan(ctx context.Context, plan getter) (values, *eventbridge.PutRuleInput, diag.Diagnostics) {
	planned, diags := readValues(ctx, plan)
	if diags.HasError() {
		return nil, nil, diags
	}
	diags.Append(r.selectRegion(planned)...)
	if diags.HasError() {
		return nil, nil, diags
	}
	made, found := r.expand(planned)
	diags.Append(found.Errors()...)
	if diags.HasError() {
		return nil, nil, diags
	}
	if made.pattern == nil || !made.complete {
		diags.AddAttributeError(path.Root(attrPattern), "Unknown event pattern", "A part of the event pattern is still unknown during apply. This is a bug in the provider; please report it.")
		return nil, nil, diags
	}
	if !isSet(planned[attrPattern]) {
		planned[attrPattern] = patterntype.Known(made.text)
	}
	if tags := planned.tags(attrTagsAll); tags.IsUnknown() {
		planned[attrTagsAll] = r.Meta.AllTags(planned.tags(attrTags))
	}
	planned[attrRoleARN], planned[attrSchedule] = types.StringNull(), types.StringNull()
	return planned, expandRule(planned, made), diags
}

// differs reports whether plan and state differ in anything that PutRule
// stores.
func (r *rule) differs(planned, prior values) bool {
	return changesAny(planned, prior, attrPattern, attrState, attrRoleARN, attrSchedule) ||
		planned.str(attrDescription).ValueString() != prior.str(attrDescription).ValueString()
}

// compare compares the rule that exists with the one that is to be created.
func (r *rule) compare(input *eventbridge.PutRuleInput, tags map[string]string) awsresource.Comparison {
	return func(ctx context.Context) (string, error) {
		existing, err := r.Meta.AWS.Rules().Find(ctx, aws.ToString(input.EventBusName), aws.ToString(input.Name))
		if err != nil {
			return "", err
		}
		switch {
		case aws.ToString(existing.EventPattern) != aws.ToString(input.EventPattern):
			return "its event pattern differs from the configuration", nil
		case aws.ToString(existing.Description) != aws.ToString(input.Description), existing.State != input.State:
			return "its description or state differs from the configuration", nil
		}
		existingTags, err := r.Meta.AWS.Tags(aws.ToString(existing.Arn)).List(ctx)
		return awsresource.CompareTags(existingTags, tags), err
	}
}
