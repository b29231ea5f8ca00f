package metricsink

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// pieces are what a metric consists of on AWS. machine is nil if there is none, or
// if it is not this metric's.
type pieces struct {
	roles   servicerole.Found
	machine *statemachine.Machine
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

// wantedMachine is the state machine as it has to be.
func (r *metricResource) wantedMachine(m metricModel, account string, tagged bool) statemachine.Machine {
	out := statemachine.Machine{
		ARN: statemachine.ARN(r.Meta, m.Name.ValueString(), account), Name: m.Name.ValueString(), Definition: m.Definition.ValueString(),
		RoleARN: m.ExecutionRoleARN.ValueString(), Type: sfntypes.StateMachineTypeExpress, FailureLogGroup: awsclient.PlainLogGroupARN(m.FailureLogGroupARN.ValueString()),
	}
	if tagged {
		out.Tags = awsresource.TagMap(m.TagsAll)
	}
	return out
}

// roleOwner is the metric as the owner of its roles.
func (r *metricResource) roleOwner(m metricModel, tagged bool) servicerole.Owner {
	return servicerole.Owner{
		Meta: r.Meta, Type: typeName, ID: m.Name.ValueString(), PolicyName: rolePolicyName, Tags: r.wantedMachine(m, "", tagged).Tags,
		Grant: func(kind, account string) servicerole.Grant {
			machine := statemachine.ARN(r.Meta, m.Name.ValueString(), account)
			if kind == execution.Name {
				return servicerole.Grant{Source: machine, Policy: publishPolicy(m.Namespace.ValueString(), !m.FailureLogGroupARN.IsNull())}
			}
			rules := arn.ARN{Partition: r.Meta.AWS.Partition(), Service: "events", Region: r.Meta.AWS.Region(), AccountID: account, Resource: "rule/*"}
			return servicerole.Grant{Source: rules.String(), Policy: startPolicy(machine)}
		},
	}
}

func specOf(r *metricResource, found *statemachine.Machine) (spec metric.Spec, ours, intact bool) {
	return metric.SpecOf(found.Definition, catalog.Default(), r.Meta.AWS.Partition())
}

// flatten is the state of a metric. prior is the state or plan before; after an
// import it has the name and the roles only.
func (r *metricResource) flatten(now pieces, prior metricModel) metricModel {
	m := prior
	m.ID, m.Region = m.Name, r.Meta.Region()
	now.roles.Flatten(m.roles())
	if found := now.machine; found != nil {
		m.StateMachineARN = types.StringValue(found.ARN)
		if spec, _, intact := specOf(r, found); intact {
			m.flattenSpec(spec, prior)
		}
		if !stepfunctions.Same(found.Definition, prior.Definition.ValueString()) {
			m.Definition = types.StringValue(found.Definition)
		}
		if found.FailureLogGroup != awsclient.PlainLogGroupARN(prior.FailureLogGroupARN.ValueString()) {
			m.FailureLogGroupARN = awsresource.OptionalString(found.FailureLogGroup)
		}
		if m.ExecutionRoleName.IsNull() {
			m.ExecutionRoleARN = types.StringValue(found.RoleARN)
		}
		if found.Tags != nil && r.managesTags(prior) {
			m.Tags, m.TagsAll = r.Meta.FlattenTags(found.Tags, prior.Tags)
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
	account := awsresource.AccountOf(m.StateMachineARN.ValueString())
	return append(r.roleOwner(m, r.managesTags(m)).Changes(now.roles, m.roles(), account), statemachine.Changes(now.machine, r.wantedMachine(m, account, false))...)
}
