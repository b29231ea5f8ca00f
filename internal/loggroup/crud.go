package loggroup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func (r *logGroupResource) groups() logGroups {
	return logGroups{api: r.Meta.AWS.Logs(), now: time.Now, pause: r.pause()}
}

func (r *logGroupResource) policies(name, arn string, owned ownership) deliveryPolicies {
	return deliveryPolicies{
		writer: r.Meta.AWS.Logs(), reader: r.Meta.AWS.LogPolicies(), region: r.Meta.AWS.Region(),
		group: name, arn: arn, pause: r.pause(), owned: owned,
	}
}

// pause is the pause between two reads while AWS is not consistent yet.
func (r *logGroupResource) pause() time.Duration { return min(r.Meta.PollInterval, time.Second) }

// Create creates the log group, or finds the existing one, and then allows
// EventBridge to write to it.
func (r *logGroupResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan logGroupModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.managed() {
		resp.Diagnostics.Append(r.Meta.Claim(toCreate(plan))...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	group, diags := r.createOrFind(ctx, plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		if plan.managed() {
			r.Meta.Release(toCreate(plan))
		}
		return
	}
	now := observed{group: group, policy: policyNone}
	if plan.managed() {
		now.tags = awsresource.TagMap(plan.TagsAll)
	}
	// From here on the group is known to Terraform, whatever fails below. The
	// policy comes last: until it is there no event can arrive, so that a group
	// that is made again after a failure has nothing to lose.
	resp.Diagnostics.Append(r.save(ctx, flatten(now, plan, r.Meta), &resp.State, resp.Identity)...)
	if plan.managed() {
		resp.Diagnostics.Append(r.configure(ctx, &now.group, plan, logGroupModel{}, now.tags)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	mode := plan.ResourcePolicy.ValueString()
	owned := ownership{}
	resp.Diagnostics.Append(r.policies(plan.Name.ValueString(), now.arn(), owned).write(ctx, mode)...)
	resp.Diagnostics.Append(owned.save(ctx, resp.Private)...)
	if resp.Diagnostics.HasError() {
		return
	}
	now.policy = mode
	state := flatten(now, plan, r.Meta)
	resp.Diagnostics.Append(warnOfRetentionPolicy(state, logGroupModel{})...)
	resp.Diagnostics.Append(r.save(ctx, state, &resp.State, resp.Identity)...)
}

// createOrFind creates the planned log group, or looks up the one that exists.
func (r *logGroupResource) createOrFind(ctx context.Context, plan logGroupModel) (logstypes.LogGroup, diag.Diagnostics) {
	var diags diag.Diagnostics
	name := plan.Name.ValueString()
	if !plan.managed() {
		group, err := r.groups().mustFind(ctx, name)
		switch {
		case awsclient.IsNotFound(err):
			diags.AddAttributeError(path.Root("name"), "Log group not found",
				fmt.Sprintf("With create_log_group = false the log group must exist, but there is no log group %q in %s. "+
					"Create it first, or remove create_log_group so that this resource creates it. Nothing was changed.", name, r.Meta.AWS.Region()))
		case err != nil:
			diags.Append(awsresource.Diagnose(describe(name), "looking up", err, "Nothing was changed."))
		}
		return group, diags
	}
	group, err := r.groups().create(ctx, plan.expand())
	var exists *existsError
	switch {
	case errors.As(err, &exists):
		diags.Append(r.Meta.Existing(ctx, toCreate(plan), r.compare(exists.group, plan))...)
	case err != nil:
		diags.Append(awsresource.Diagnose(describe(name), "creating", err,
			"If AWS created the log group, the error of the next apply shows the import block."))
	}
	return group, diags
}

// compare compares a log group that exists with the one that is to be created.
// A retention that is not set yet is what an interrupted creation leaves.
func (r *logGroupResource) compare(group logstypes.LogGroup, plan logGroupModel) awsresource.Comparison {
	return func(ctx context.Context) (string, error) {
		if days := int64(aws.ToInt32(group.RetentionInDays)); days != 0 && days != plan.RetentionInDays.ValueInt64() {
			return "its retention differs from the configuration", nil
		}
		tags, err := r.groups().tags(ctx, plainARN(group))
		if err != nil {
			return "", err
		}
		if difference := awsresource.CompareTags(tags, awsresource.TagMap(plan.TagsAll)); difference != "" {
			return difference, nil
		}
		return r.groups().compare(group, plan.expand())(ctx)
	}
}

// configure sets key, retention and tags of a log group as planned, without calls
// for what does not change. before is the state, zero for a new log group. It
// updates group.
func (r *logGroupResource) configure(ctx context.Context, group *logstypes.LogGroup, plan, before logGroupModel, tags map[string]string) diag.Diagnostics {
	name, groups := plan.Name.ValueString(), r.groups()
	failed := func(operation string, err error) diag.Diagnostics {
		return diag.Diagnostics{awsresource.Diagnose(describe(name), operation, err,
			"The log group exists, with some of the settings. Apply again to continue.")}
	}
	// The group's own retention: what AWS tells is the policy's if one applies.
	retention := aws.ToInt32(group.RetentionInDays)
	if aws.ToString(group.RetentionPolicyName) != "" {
		retention = int32(before.RetentionInDays.ValueInt64()) //nolint:gosec // validated
	}
	if key := plan.KMSKeyARN.ValueString(); key != aws.ToString(group.KmsKeyId) {
		if err := groups.setKMSKey(ctx, name, key); err != nil {
			return failed("setting the KMS key of", err)
		}
		group.KmsKeyId = aws.String(key)
	}
	if days := int32(plan.RetentionInDays.ValueInt64()); days != retention { //nolint:gosec // validated
		if err := groups.setRetention(ctx, name, days); err != nil {
			return failed("setting the retention of", err)
		}
		if aws.ToString(group.RetentionPolicyName) == "" {
			group.RetentionInDays = aws.Int32(days)
		}
	}
	if on := plan.Protected.ValueBool(); on != aws.ToBool(group.DeletionProtectionEnabled) {
		if err := groups.protect(ctx, name, on); err != nil {
			return failed("setting the deletion protection of", err)
		}
		group.DeletionProtectionEnabled = aws.Bool(on)
	}
	arn := plainARN(*group)
	err := awsresource.SyncTags(ctx, tags, awsresource.TagMap(plan.TagsAll),
		func(ctx context.Context, put map[string]string) error { return groups.tag(ctx, arn, put) },
		func(ctx context.Context, keys []string) error { return groups.untag(ctx, arn, keys) })
	if err != nil {
		return failed("tagging", err)
	}
	return nil
}

// Read reads the log group, its policy, and its tags if they are managed.
func (r *logGroupResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state logGroupModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := state.Name.ValueString()
	r.Meta.Managed(toCreate(state))
	group, err := r.groups().mustFind(ctx, name)
	if awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(name), "reading", err, ""))
		return
	}
	owned, diags := loadOwnership(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	seen, diags := r.complete(ctx, group, state, owned)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(owned.save(ctx, resp.Private)...)
	resp.Diagnostics.Append(warnOfRetentionPolicy(seen, state)...)
	resp.Diagnostics.Append(r.save(ctx, seen, &resp.State, resp.Identity)...)
}

// complete is the state of a log group with its policy, and with its tags if they
// are managed.
func (r *logGroupResource) complete(ctx context.Context, group logstypes.LogGroup, prior logGroupModel, owned ownership) (logGroupModel, diag.Diagnostics) {
	now := observed{group: group}
	name := aws.ToString(group.LogGroupName)
	failed := func(operation string, err error) (logGroupModel, diag.Diagnostics) {
		return prior, diag.Diagnostics{awsresource.Diagnose(describe(name), operation, err, "")}
	}
	var err error
	if prior.managed() && r.Meta.ManagesTags(prior.Tags, prior.TagsAll) {
		if now.tags, err = r.groups().tags(ctx, now.arn()); err != nil {
			return failed("reading the tags of", err)
		}
	}
	if now.policy, err = r.policies(name, now.arn(), owned).read(ctx, prior.ResourcePolicy.ValueString()); err != nil {
		return failed("reading the resource policies of", err)
	}
	return flatten(now, prior, r.Meta), nil
}

// Update changes what differs from the plan.
func (r *logGroupResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state logGroupModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := plan.Name.ValueString()
	group, err := r.groups().mustFind(ctx, name)
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(name), "reading", err, "Nothing was changed."))
		return
	}
	now := observed{group: group, policy: state.ResourcePolicy.ValueString()}
	if plan.managed() {
		resp.Diagnostics.Append(r.configure(ctx, &now.group, plan, state, awsresource.TagMap(state.TagsAll))...)
		if resp.Diagnostics.HasError() {
			return
		}
		now.tags = awsresource.TagMap(plan.TagsAll)
	}
	if mode := plan.ResourcePolicy.ValueString(); mode != now.policy {
		owned, diags := loadOwnership(ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		resp.Diagnostics.Append(r.policies(name, now.arn(), owned).move(ctx, mode)...)
		resp.Diagnostics.Append(owned.save(ctx, resp.Private)...)
		if resp.Diagnostics.HasError() {
			return
		}
		now.policy = mode
	}
	after := flatten(now, plan, r.Meta)
	if !plan.RetentionPolicy.IsUnknown() { // A policy that came or went since the plan shows in the next one.
		after.RetentionPolicy, after.EffectiveDays, after.RetentionInDays = plan.RetentionPolicy, plan.EffectiveDays, plan.RetentionInDays
	}
	resp.Diagnostics.Append(r.save(ctx, after, &resp.State, resp.Identity)...)
}

// Delete removes the provider's policy, and the log group where it is managed
// here and holds nothing that could be lost.
func (r *logGroupResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state logGroupModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := state.Name.ValueString()
	if state.SkipDestroy.ValueBool() {
		r.Meta.Release(toCreate(state))
		resp.Diagnostics.Append(warnGroupKept(name, r.Meta.AWS.Region()))
		return
	}
	keep := !state.managed()
	if !keep {
		var diags diag.Diagnostics
		keep, diags = r.keepOnDestroy(ctx, state)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	// The policy goes first: a policy of the account would otherwise be left
	// behind if the provider ended in between.
	if mode := state.ResourcePolicy.ValueString(); mode != policyNone {
		owned, diags := loadOwnership(ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		policies := r.policies(name, state.ARN.ValueString(), owned)
		for _, scope := range []string{policyOnGroup, policyOnAccount} {
			if mode == scope || mode == policyChanged {
				resp.Diagnostics.Append(policies.remove(ctx, scope)...)
			}
		}
		if resp.Diagnostics.HasError() {
			return
		}
	}
	r.Meta.Release(toCreate(state))
	if keep {
		return
	}
	if err := r.groups().delete(ctx, name); err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(name), "deleting", err,
			"The log group still exists, but its resource policy was deleted, so EventBridge can no longer write to it. Destroy again, or apply to restore the policy."))
	}
}

// keepOnDestroy decides whether a group that is managed here outlives its resource, and
// says so.
func (r *logGroupResource) keepOnDestroy(ctx context.Context, state logGroupModel) (bool, diag.Diagnostics) {
	var diags diag.Diagnostics
	name := state.Name.ValueString()
	group, err := r.groups().find(ctx, name)
	if awsclient.IsNotFound(err) {
		return true, nil
	}
	if err != nil {
		diags.Append(awsresource.Diagnose(describe(name), "reading", err, "Nothing was deleted."))
		return false, diags
	}
	if !state.ForceDestroy.ValueBool() {
		holds, err := r.groups().holdsEvents(ctx, name, int64(aws.ToInt32(group.RetentionInDays)))
		if err != nil && !awsclient.IsNotFound(err) {
			diags.Append(awsresource.Diagnose(describe(name), "looking for events in", err,
				"Nothing was deleted, because it is not known whether the log group contains events. With force_destroy = true it is deleted without this check."))
			return false, diags
		}
		if holds {
			diags.AddWarning("Log group kept",
				fmt.Sprintf("The log group %q contains events, so it was not deleted. Terraform no longer manages it, "+
					"and the policy that allowed EventBridge to write to it was removed. "+
					"Delete it by hand once you no longer need its events. With force_destroy = true a destroy deletes both.", name))
			return true, diags
		}
	}
	if aws.ToBool(group.DeletionProtectionEnabled) {
		diags.AddError("Log group protected from deletion",
			fmt.Sprintf("The log group %[1]q has deletion protection, so AWS would refuse to delete it. Apply `deletion_protection_enabled = false`, or disable the protection with this command, and destroy again:\n\n"+
				"  aws logs put-log-group-deletion-protection --log-group-identifier '%[1]s' --no-deletion-protection-enabled\n\n"+
				"To keep the log group, apply `skip_destroy = true` instead. Nothing was deleted.", name))
	}
	return false, diags
}

var (
	_ logGroupsAPI = (*cloudwatchlogs.Client)(nil)
	_ policyWriter = (*cloudwatchlogs.Client)(nil)
	_ policyReader = (*awsclient.LogPolicies)(nil)
)
