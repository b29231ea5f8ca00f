package metricsink

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// The kinds of roles, as attributes and default names call them.
const (
	kindExecution  = "execution"
	kindInvocation = "invocation"
)

// pieces are what a metric is made of on AWS. A piece that is not there, or is
// not this metric's, is nil.
type pieces struct {
	execution, invocation *role
	machine               *machine
}

func (p *pieces) role(kind string) *role {
	if kind == kindExecution {
		return p.execution
	}
	return p.invocation
}

func (p *pieces) set(kind string, found *role) {
	if kind == kindExecution {
		p.execution = found
	} else {
		p.invocation = found
	}
}

// role is where the model has the name and the ARN of a role.
func (m *metricModel) role(kind string) (name, roleARN *types.String) {
	if kind == kindExecution {
		return &m.ExecutionRoleName, &m.ExecutionRoleARN
	}
	return &m.InvocationRoleName, &m.InvocationRoleARN
}

func (r *metricResource) managesTags(m metricModel) bool {
	return r.Meta.ManagesTags(m.Tags, m.TagsAll)
}

// account is the account that the metric is in, asked of AWS only where no ARN
// tells it. It may be "".
func (r *metricResource) account(ctx context.Context, m metricModel) (string, error) {
	for _, known := range []types.String{m.StateMachineARN, m.ExecutionRoleARN, m.InvocationRoleARN} {
		if account := awsresource.AccountOf(known.ValueString()); account != "" {
			return account, nil
		}
	}
	return r.Meta.AWS.AccountID(ctx)
}

func (r *metricResource) stateMachineARN(name, account string) string {
	return arn.ARN{
		Partition: r.Meta.AWS.Partition(), Service: "states", Region: r.Meta.AWS.Region(), AccountID: account, Resource: "stateMachine:" + name,
	}.String()
}

// want is what there has to be. It is the expand of the metric: create, update
// and the search for changes all go by it.
func (r *metricResource) want(m metricModel, account string, tagged bool) *pieces {
	machineARN := r.stateMachineARN(m.Name.ValueString(), account)
	failures := awsclient.PlainLogGroupARN(m.FailureLogGroupARN.ValueString())
	var tags map[string]string
	if tagged {
		tags = awsresource.TagMap(m.TagsAll)
	}
	out := &pieces{machine: &machine{
		arn: machineARN, name: m.Name.ValueString(), definition: m.Definition.ValueString(), roleARN: m.ExecutionRoleARN.ValueString(),
		failures: failures, tags: tags,
	}}
	made := role{path: m.RolePath.ValueString(), boundary: m.PermissionsBoundaryARN.ValueString(), tags: tags}
	if !m.ExecutionRoleName.IsNull() {
		execution := made
		execution.name = m.ExecutionRoleName.ValueString()
		execution.trust = trustPolicy("states.amazonaws.com", account, machineARN)
		execution.policy = publishPolicy(m.Namespace.ValueString(), failures != "")
		out.execution = &execution
	}
	if !m.InvocationRoleName.IsNull() {
		rules := arn.ARN{Partition: r.Meta.AWS.Partition(), Service: "events", Region: r.Meta.AWS.Region(), AccountID: account, Resource: "rule/*"}
		invocation := made
		invocation.name = m.InvocationRoleName.ValueString()
		invocation.trust = trustPolicy("events.amazonaws.com", account, rules.String())
		invocation.policy = startPolicy(machineARN)
		out.invocation = &invocation
	}
	return out
}

func specOf(r *metricResource, found *machine) (spec metric.Spec, ours, intact bool) {
	return metric.SpecOf(found.definition, catalog.Default(), r.Meta.AWS.Partition())
}

// flatten is the state of a metric. prior is the state or plan before; after an
// import it has the name and the roles only.
func (r *metricResource) flatten(now pieces, prior metricModel) metricModel {
	m := prior
	m.ID, m.Region = m.Name, r.Meta.Region()
	for _, kind := range []string{kindExecution, kindInvocation} {
		if found := now.role(kind); found != nil {
			_, roleARN := m.role(kind)
			*roleARN = types.StringValue(found.arn)
		}
	}
	if found := now.machine; found != nil {
		m.StateMachineARN = types.StringValue(found.arn)
		if spec, _, intact := specOf(r, found); intact {
			m.flattenSpec(spec, prior)
		}
		if !stepfunctions.Same(found.definition, prior.Definition.ValueString()) {
			m.Definition = types.StringValue(found.definition)
		}
		if found.failures != awsclient.PlainLogGroupARN(prior.FailureLogGroupARN.ValueString()) {
			m.FailureLogGroupARN = metricspec.OptionalString(found.failures)
		}
		if m.ExecutionRoleName.IsNull() {
			m.ExecutionRoleARN = types.StringValue(found.roleARN)
		}
		if found.tags != nil && r.managesTags(prior) {
			m.Tags, m.TagsAll = r.Meta.FlattenTags(found.tags, prior.Tags)
		}
	}
	if m.TagsAll.IsNull() || m.TagsAll.IsUnknown() {
		m.Tags, m.TagsAll = awsresource.NoTags()
	}
	m.ChangedParts = types.ListValueMust(types.StringType, metricspec.StringValues(r.changes(now, m)))
	return m
}

// changes are what is on AWS not as it has to be, besides what attributes show.
func (r *metricResource) changes(now pieces, m metricModel) []string {
	var out []string
	want := r.want(m, awsresource.AccountOf(m.StateMachineARN.ValueString()), r.managesTags(m))
	for _, kind := range []string{kindExecution, kindInvocation} {
		has, needs := now.role(kind), want.role(kind)
		switch {
		case needs == nil:
			continue
		case has == nil:
			out = append(out, kind+" role")
			continue
		}
		for _, part := range []struct {
			name    string
			changed bool
		}{
			{"trust policy", !awsclient.SamePolicy(has.trust, needs.trust)},
			{"policy", !awsclient.SamePolicy(has.policy, needs.policy)},
			{"permissions boundary", has.boundary != needs.boundary},
			{"tags", needs.tags != nil && differ(has.tags, needs.tags)},
		} {
			if part.changed {
				out = append(out, part.name+" of the "+kind+" role")
			}
		}
	}
	if now.machine == nil {
		return append(out, "state machine")
	}
	if !m.ExecutionRoleName.IsNull() && now.machine.roleARN != m.ExecutionRoleARN.ValueString() {
		out = append(out, "role of the state machine")
	}
	if now.machine.otherLogging {
		out = append(out, "logging of the state machine")
	}
	return out
}

func differ(has, needs map[string]string) bool {
	put, remove := awsresource.DiffTags(has, needs)
	return len(put)+len(remove) > 0
}
