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
		resp.Diagnostics.Append(noBus(bus, name, region))
		return
	case err != nil:
		resp.Diagnostics.Append(awsresource.Diagnose(object(bus, name), "looking for", err, "Nothing was created."))
		return
	case occupied:
		resp.Diagnostics.Append(r.Meta.Existing(ctx, r.toCreate(bus, name), r.compare(input, tags))...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	// An identical rule is put as well: that changes nothing.
	out, err := r.api().PutRule(ctx, input)
	if err != nil {
		resp.Diagnostics.Append(putFailed(bus, name, region, "creating", err, "The rule is not in Terraform's state. Apply again: if AWS created it nevertheless, the error has the block that imports it."))
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
		r.Meta.Release(r.toCreate(bus, name))
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

// toCreate is the rule for what all resources share.
func (r *rule) toCreate(bus, name string) awsresource.Object {
	return awsresource.Object{
		Kind: "rule", Name: object(bus, name), Attribute: path.Root(attrName), Type: r.prefixed(), ID: bus + "/" + name,
		Otherwise: "If it does not belong to this configuration, choose another name.",
	}
}

// compare compares the rule that exists with the one that is to be created.
func (r *rule) compare(input *eventbridge.PutRuleInput, tags map[string]string) awsresource.Comparison {
	return func(ctx context.Context) (string, error) {
		existing, err := r.Meta.AWS.Rules().Find(ctx, aws.ToString(input.EventBusName), aws.ToString(input.Name))
		if err != nil {
			return "", err
		}
		switch {
		case aws.ToString(existing.ManagedBy) != "":
			return "the rule is managed by " + aws.ToString(existing.ManagedBy), nil
		case aws.ToString(existing.EventPattern) != aws.ToString(input.EventPattern):
			return "its event pattern differs from the configuration", nil
		case aws.ToString(existing.Description) != aws.ToString(input.Description), existing.State != input.State,
			aws.ToString(existing.ScheduleExpression) != "", aws.ToString(existing.RoleArn) != "":
			return "its description, state, schedule or role differs from the configuration", nil
		}
		existingTags, err := r.Meta.AWS.Tags(aws.ToString(existing.Arn)).List(ctx)
		return awsresource.CompareTags(existingTags, tags), err
	}
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
