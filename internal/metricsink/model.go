package metricsink

import (
	"context"
	"encoding/json"
	"reflect"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
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

type metricModel struct {
	ID                     types.String   `tfsdk:"id"`
	Name                   types.String   `tfsdk:"name"`
	Region                 types.String   `tfsdk:"region"`
	Preset                 types.String   `tfsdk:"preset"`
	DetailTypes            types.Set      `tfsdk:"detail_types"`
	Where                  types.Dynamic  `tfsdk:"where"`
	Namespace              types.String   `tfsdk:"namespace"`
	MetricName             types.String   `tfsdk:"metric_name"`
	Unit                   types.String   `tfsdk:"unit"`
	StorageResolution      types.Int64    `tfsdk:"storage_resolution"`
	Dimensions             types.Map      `tfsdk:"dimensions"`
	CountEvents            types.Bool     `tfsdk:"count_events"`
	Field                  types.String   `tfsdk:"field"`
	Duration               types.Object   `tfsdk:"duration"`
	ExecutionRoleARN       types.String   `tfsdk:"execution_role_arn"`
	ExecutionRoleName      types.String   `tfsdk:"execution_role_name"`
	InvocationRoleARN      types.String   `tfsdk:"invocation_role_arn"`
	InvocationRoleName     types.String   `tfsdk:"invocation_role_name"`
	RolePath               types.String   `tfsdk:"role_path"`
	PermissionsBoundaryARN types.String   `tfsdk:"permissions_boundary_arn"`
	FailureLogGroupARN     types.String   `tfsdk:"failure_log_group_arn"`
	Definition             types.String   `tfsdk:"definition"`
	Dashboard              types.String   `tfsdk:"dashboard"`
	StateMachineARN        types.String   `tfsdk:"state_machine_arn"`
	ChangedParts           types.List     `tfsdk:"changed_parts"`
	CatalogCheck           types.String   `tfsdk:"catalog_check"`
	Tags                   types.Map      `tfsdk:"tags"`
	TagsAll                types.Map      `tfsdk:"tags_all"`
	Timeouts               timeouts.Value `tfsdk:"timeouts"`
}

func (m *metricModel) parts() metricspec.Attributes {
	return metricspec.Attributes{
		Preset: &m.Preset, Namespace: &m.Namespace, Name: &m.MetricName, Unit: &m.Unit, Field: &m.Field, DetailTypes: &m.DetailTypes,
		Where: &m.Where, Dimensions: &m.Dimensions, Resolution: &m.StorageResolution, Count: &m.CountEvents, CatalogCheck: &m.CatalogCheck, Duration: &m.Duration,
	}
}

// roles point to the attributes of the roles.
func (m *metricModel) roles() servicerole.Attributes {
	return servicerole.Attributes{Path: &m.RolePath, Boundary: &m.PermissionsBoundaryARN, Roles: []servicerole.Attribute{
		{Kind: execution, Name: &m.ExecutionRoleName, ARN: &m.ExecutionRoleARN},
		{Kind: invocation, Name: &m.InvocationRoleName, ARN: &m.InvocationRoleARN},
	}}
}

// setDefaults puts the preset's values and the other defaults where the
// configuration has nothing.
func (m *metricModel) setDefaults(config metricModel) {
	from := metricModel{}
	if config.Preset.IsUnknown() {
		from.setUnknown()
	} else {
		preset, _ := metric.PresetOf(config.Preset.ValueString())
		from.parts().Set(preset.Spec)
	}
	m.DetailTypes = pick(config.DetailTypes, from.DetailTypes)
	m.Where = pick(config.Where, from.Where)
	m.Namespace = pick(config.Namespace, from.Namespace)
	m.MetricName = pick(config.MetricName, from.MetricName)
	m.Dimensions = pick(config.Dimensions, from.Dimensions)
	m.StorageResolution = pick(config.StorageResolution, from.StorageResolution)
	if m.StorageResolution.IsNull() {
		m.StorageResolution = types.Int64Value(60)
	}
	m.CountEvents, m.Field, m.Duration = config.CountEvents, config.Field, config.Duration
	ownValue := !config.CountEvents.IsNull() || !config.Field.IsNull() || !config.Duration.IsNull()
	if !ownValue {
		m.CountEvents, m.Field, m.Duration = from.CountEvents, from.Field, from.Duration
	}
	m.Unit = config.Unit
	switch {
	case !m.Unit.IsNull():
	case config.Preset.IsUnknown():
		m.Unit = types.StringUnknown()
	case !ownValue && !from.Unit.IsNull():
		m.Unit = from.Unit
	default:
		m.Unit = types.StringValue(metric.Spec{
			Count: !m.CountEvents.IsNull(), Duration: map[bool]*metric.Duration{true: {}}[!m.Duration.IsNull()],
		}.DefaultUnit())
	}
}

// pick is the configured value, or that of the preset.
func pick[T attr.Value](configured, preset T) T {
	if metricspec.IsNull(configured) {
		return preset
	}
	return configured
}

func (m *metricModel) setUnknown() {
	m.DetailTypes, m.Where, m.Dimensions = types.SetUnknown(types.StringType), types.DynamicUnknown(), types.MapUnknown(types.StringType)
	m.Namespace, m.MetricName, m.Unit, m.Field = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.StorageResolution, m.CountEvents, m.Duration = types.Int64Unknown(), types.BoolUnknown(), types.ObjectUnknown(metricspec.DurationTypes)
}

// flattenSpec sets the attributes to a Spec, and keeps how the prior ones are
// written where they say the same.
func (m *metricModel) flattenSpec(s metric.Spec, prior metricModel) {
	if before, complete := prior.parts().Spec(); complete && sameSpec(before, s) {
		m.Preset, m.Namespace, m.MetricName, m.Unit, m.Field = prior.Preset, prior.Namespace, prior.MetricName, prior.Unit, prior.Field
		m.DetailTypes, m.Where, m.Dimensions = prior.DetailTypes, prior.Where, prior.Dimensions
		m.StorageResolution, m.CountEvents, m.Duration = prior.StorageResolution, prior.CountEvents, prior.Duration
		return
	}
	m.parts().Set(s)
	// What the preset has and this metric has not was replaced with an empty map.
	preset, _ := metric.PresetOf(s.Preset)
	if len(s.Where) == 0 && len(preset.Where) > 0 {
		m.Where = metricspec.WhereValue(metric.Spec{})
	}
	if len(s.Dimensions) == 0 && len(preset.Dimensions) > 0 {
		m.Dimensions = awsresource.StringMap(nil)
	}
}

// sameSpec compares the JSON forms, in which what is empty is left out.
func sameSpec(a, b metric.Spec) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && reflect.DeepEqual(left, right)
}

// stateMachineName is the default of name: readable, and different for metrics
// that differ in anything.
func stateMachineName(s metric.Spec) string {
	return awsresource.NameWithHash(s.Namespace+"-"+s.Name, maxMachineName, s)
}

// existing is what a metric consists of on AWS. machine is nil if there is none, or
// if it is not this metric's.
type existing struct {
	roles   servicerole.Found
	machine *statemachine.Machine
}

func (r *metricResource) managesTags(m metricModel) bool {
	return r.Meta.ManagesTags(m.Tags, m.TagsAll)
}

// account is the account that the metric is in, asked of AWS only where no ARN
// tells it. It may be "".
func (r *metricResource) account(ctx context.Context, m metricModel) (string, error) {
	return r.Meta.AccountOf(ctx, m.StateMachineARN, m.ExecutionRoleARN, m.InvocationRoleARN)
}

// expandMachine is the state machine as it has to be.
func (r *metricResource) expandMachine(m metricModel, account string, tagged bool) statemachine.Machine {
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
		Meta: r.Meta, Type: typeName, ID: m.Name.ValueString(), PolicyName: rolePolicyName, Tags: r.expandMachine(m, "", tagged).Tags,
		Grant: func(kind, account string) servicerole.Grant {
			machine := statemachine.ARN(r.Meta, m.Name.ValueString(), account)
			if kind == execution.Name {
				return servicerole.Grant{Source: machine, Policy: publishPolicy(m.Namespace.ValueString(), !m.FailureLogGroupARN.IsNull())}
			}
			return servicerole.Grant{Source: awsresource.ARNOf(r.Meta, "events", account, "rule/*"), Policy: startPolicy(machine)}
		},
	}
}

func specOf(r *metricResource, found *statemachine.Machine) (spec metric.Spec, ours, intact bool) {
	return metric.SpecOf(found.Definition, catalog.Default(), r.Meta.AWS.Partition())
}

// flatten is the state of a metric. prior is the state or plan before; after an
// import it has the name and the roles only.
func (r *metricResource) flatten(now existing, prior metricModel) metricModel {
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
	m.ChangedParts = awsresource.StringList(r.changes(now, m))
	return m
}

// changes are what is on AWS not as it has to be, besides what attributes show.
func (r *metricResource) changes(now existing, m metricModel) []string {
	account := awsresource.AccountOf(m.StateMachineARN.ValueString())
	return append(r.roleOwner(m, r.managesTags(m)).Changes(now.roles, m.roles(), account), statemachine.Changes(now.machine, r.expandMachine(m, account, false))...)
}
