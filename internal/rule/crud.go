package rule

import (
	"context"
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	awstypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// Create makes the rule. PutRule silently replaces a rule of that name, so it
// looks first whether there is one.
func (r *rule) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	planned, input, diags := r.desired(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name, region := aws.ToString(input.EventBusName), aws.ToString(input.Name), r.Meta.AWS.Region()
	resp.Diagnostics.Append(r.checkAccount(ctx, planned.text(attrBus).ValueString(), "Nothing was created.")...)
	if resp.Diagnostics.HasError() {
		return
	}
	tags := awsresource.TagMap(planned.tags(attrTagsAll))
	input.Tags = awsclient.TagList(tags)
	occupied, err := r.Meta.AWS.Rules().Occupied(ctx, bus, name)
	switch {
	case awsclient.IsNotFound(err):
		resp.Diagnostics.Append(noBus(bus, name, region))
		return
	case err != nil:
		resp.Diagnostics.Append(awsresource.Diagnose(object(bus, name), "looking for", err, "Nothing was created."))
		return
	case occupied && !r.interrupted(ctx, input, tags):
		resp.Diagnostics.Append(r.exists(bus, name, r.Meta.ImportID(bus+"/"+name)))
		return
	case occupied:
		resp.Diagnostics.AddWarning("Rule left behind by an interrupted run",
			fmt.Sprintf("An apply of this configuration was interrupted while it created %s, which is there, exactly as it is configured here. "+
				"Nothing was changed, and it is managed by this resource from now on.", object(bus, name)))
	}
	r.Meta.Creating(r.note(bus, name))
	out, err := r.api().PutRule(ctx, input)
	if err != nil {
		r.Meta.CreationFailed(r.note(bus, name), err)
		resp.Diagnostics.Append(putFailed(bus, name, region, "creating", err, "The rule is not in Terraform's state. Apply again: if AWS made it all the same, the next apply goes on with it."))
		return
	}
	r.Meta.AWS.Rules().Wrote(bus, name, !occupied)
	planned[attrARN] = types.StringValue(aws.ToString(out.RuleArn))
	planned[attrID] = types.StringValue(bus + "/" + name)
	resp.Diagnostics.Append(planned.write(ctx, &resp.State)...)
	resp.Diagnostics.Append(identity(planned).Set(ctx, resp.Identity)...)
}

// Update puts the whole rule where the rule itself is different, and tags and
// untags it where the tags are. What only Terraform knows needs no call.
func (r *rule) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	planned, input, diags := r.desired(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	before, diags := read(ctx, req.State)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name, ruleARN := aws.ToString(input.EventBusName), aws.ToString(input.Name), before.text(attrARN).ValueString()
	planned[attrARN], planned[attrID] = before[attrARN], before[attrID]
	if r.differs(planned, before) {
		if _, err := r.api().PutRule(ctx, input); err != nil {
			resp.Diagnostics.Append(putFailed(bus, name, r.Meta.AWS.Region(), "updating", err, "The rule is as it was before, unless AWS says otherwise above. Apply again."))
			return
		}
		r.Meta.AWS.Rules().Wrote(bus, name, false)
	}
	// The rule is written: whatever becomes of the tags, the state says so.
	written := maps.Clone(planned)
	written[attrTags], written[attrTagsAll] = before[attrTags], before[attrTagsAll]
	resp.Diagnostics.Append(written.write(ctx, &resp.State)...)
	resp.Diagnostics.Append(identity(written).Set(ctx, resp.Identity)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.updateTags(ctx, ruleARN, before, planned); err != nil {
		if awsclient.IsManagedRule(err) {
			resp.Diagnostics.Append(managed(bus, name))
			return
		}
		resp.Diagnostics.Append(awsresource.Diagnose("the tags of "+object(bus, name), "updating", err,
			"The rule itself is updated; some of its tags may be as they were before. Apply again."))
		return
	}
	resp.Diagnostics.Append(planned.write(ctx, &resp.State)...)
}

func (r *rule) updateTags(ctx context.Context, ruleARN string, before, planned values) error {
	tags := r.Meta.AWS.Tags(ruleARN)
	old, updated := awsresource.TagMap(before.tags(attrTagsAll)), awsresource.TagMap(planned.tags(attrTagsAll))
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
	state, diags := read(ctx, req.State)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.turn(state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	bus, name := awsclient.BusName(state.text(attrBus).ValueString()), state.text(attrName).ValueString()
	_, err := r.api().DeleteRule(ctx, &eventbridge.DeleteRuleInput{EventBusName: aws.String(bus), Name: aws.String(name)})
	switch {
	case err == nil, awsclient.IsNotFound(err):
		r.Meta.AWS.Rules().Deleted(bus, name)
		r.Meta.Settled(r.note(bus, name))
		return
	case awsclient.IsManagedRule(err):
		resp.Diagnostics.Append(managed(bus, name))
		return
	case awsclient.IsValidation(err):
		if targets, listErr := r.Meta.AWS.Rules().Targets(ctx, bus, name); listErr == nil && len(targets) > 0 {
			resp.Diagnostics.Append(hasTargets(bus, name, targets))
			return
		}
	}
	resp.Diagnostics.Append(awsresource.Diagnose(object(bus, name), "deleting", err, "The rule stays in Terraform's state. Destroy again."))
}

// desired is the rule as the plan wants it, for Terraform and for AWS. It turns
// the resource to the rule's region.
func (r *rule) desired(ctx context.Context, from source) (values, *eventbridge.PutRuleInput, diag.Diagnostics) {
	planned, diags := read(ctx, from)
	if diags.HasError() {
		return nil, nil, diags
	}
	// What was unknown while planning is known by now.
	diags.Append(busElsewhere(planned.text(attrBus), planned.text(attrRegion))...)
	diags.Append(r.turn(planned)...)
	if diags.HasError() {
		return nil, nil, diags
	}
	made, found := r.expand(planned)
	diags.Append(found.Errors()...)
	if diags.HasError() {
		return nil, nil, diags
	}
	late := !isSet(planned[attrPattern])
	if late {
		if !made.complete {
			diags.AddAttributeError(path.Root(attrPattern), "Event pattern that is not known", "A part of the event pattern is still unknown while applying. This is a bug in the provider; please report it.")
			return nil, nil, diags
		}
		planned[attrPattern] = patterntype.Known(made.text)
	}
	diags.Append(r.checkLate(planned, late, made)...)
	if diags.HasError() {
		return nil, nil, diags
	}
	if tags := planned.tags(attrTagsAll); tags.IsUnknown() {
		planned[attrTagsAll] = r.Meta.AllTags(planned.tags(attrTags))
	}
	input := &eventbridge.PutRuleInput{
		Name:         aws.String(planned.text(attrName).ValueString()),
		EventBusName: aws.String(awsclient.BusName(planned.text(attrBus).ValueString())),
		EventPattern: aws.String(compact(planned.text(attrPattern).ValueString())),
		State:        awstypes.RuleState(planned.text(attrState).ValueString()),
	}
	if description := planned.text(attrDescription).ValueString(); description != "" {
		input.Description = aws.String(description)
	}
	return planned, input, diags
}

// differs tells whether the rule on AWS has to be put.
func (r *rule) differs(planned, before values) bool {
	return !planned.text(attrPattern).Equal(before.text(attrPattern)) ||
		!planned.text(attrState).Equal(before.text(attrState)) ||
		planned.text(attrDescription).ValueString() != before.text(attrDescription).ValueString()
}

// interrupted tells whether the rule that is there already is what a run of
// Terraform left behind that was killed between the call and the writing of the
// state, which may be minutes later: noted as being created, by another run than
// this, and as it is configured to the letter, tags included. To manage such a
// rule changes nothing.
func (r *rule) interrupted(ctx context.Context, input *eventbridge.PutRuleInput, tags map[string]string) bool {
	bus, name := aws.ToString(input.EventBusName), aws.ToString(input.Name)
	rules := r.Meta.AWS.Rules()
	if rules.WroteHere(bus, name) || !r.Meta.Interrupted(r.note(bus, name)) {
		return false
	}
	there, err := rules.Find(ctx, bus, name)
	if err != nil || aws.ToString(there.EventPattern) != aws.ToString(input.EventPattern) ||
		aws.ToString(there.Description) != aws.ToString(input.Description) || there.State != input.State ||
		aws.ToString(there.ManagedBy) != "" || aws.ToString(there.ScheduleExpression) != "" || aws.ToString(there.RoleArn) != "" {
		return false
	}
	thereTags, err := r.Meta.AWS.Tags(aws.ToString(there.Arn)).List(ctx)
	return err == nil && maps.Equal(thereTags, tags)
}

// note names a rule in the journal of creations.
func (r *rule) note(bus, name string) string {
	return fmt.Sprintf("rule %s %s/%s", r.Meta.AWS.Region(), bus, name)
}

// checkAccount refuses an event bus of another account, in place of which the
// bus of that name in this one would silently be taken.
func (r *rule) checkAccount(ctx context.Context, bus, left string) diag.Diagnostics {
	var diags diag.Diagnostics
	parsed, err := arn.Parse(bus)
	if err != nil {
		return diags
	}
	account, err := r.Meta.AWS.AccountID(ctx)
	if err != nil {
		diags.Append(awsresource.Diagnose("the account", "asking AWS for", err, left))
		return diags
	}
	if account != "" && parsed.AccountID != account {
		diags.AddAttributeError(path.Root(attrBus), "Event bus in another account",
			fmt.Sprintf("The event bus %s belongs to account %s, and the provider works in account %s. %s Use a provider configured for the account of the event bus.", bus, parsed.AccountID, account, left))
	}
	return diags
}

func (r *rule) api() rulesAPI { return r.Meta.AWS.EventBridge() }

// object names a rule in a sentence.
func object(bus, name string) string { return fmt.Sprintf("rule %q on event bus %q", name, bus) }
