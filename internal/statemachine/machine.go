package statemachine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// Principal is the service that assumes the role of a state machine.
const Principal = "states.amazonaws.com"

// machinesAPI is the part of the Step Functions API used for state machines.
type machinesAPI interface {
	CreateStateMachine(context.Context, *sfn.CreateStateMachineInput, ...func(*sfn.Options)) (*sfn.CreateStateMachineOutput, error)
	DeleteStateMachine(context.Context, *sfn.DeleteStateMachineInput, ...func(*sfn.Options)) (*sfn.DeleteStateMachineOutput, error)
	DescribeStateMachine(context.Context, *sfn.DescribeStateMachineInput, ...func(*sfn.Options)) (*sfn.DescribeStateMachineOutput, error)
	ListStateMachines(context.Context, *sfn.ListStateMachinesInput, ...func(*sfn.Options)) (*sfn.ListStateMachinesOutput, error)
	ListTagsForResource(context.Context, *sfn.ListTagsForResourceInput, ...func(*sfn.Options)) (*sfn.ListTagsForResourceOutput, error)
	TagResource(context.Context, *sfn.TagResourceInput, ...func(*sfn.Options)) (*sfn.TagResourceOutput, error)
	UntagResource(context.Context, *sfn.UntagResourceInput, ...func(*sfn.Options)) (*sfn.UntagResourceOutput, error)
	UpdateStateMachine(context.Context, *sfn.UpdateStateMachineInput, ...func(*sfn.Options)) (*sfn.UpdateStateMachineOutput, error)
}

var _ machinesAPI = (*sfn.Client)(nil)

// Machine is a state machine as it is on AWS, or as it is to be.
type Machine struct {
	ARN, Name, Definition, RoleARN string
	Type                           sfntypes.StateMachineType
	// FailureLogGroup is the ARN of the log group that gets failures, without ":*".
	FailureLogGroup string
	// KMSKey is the key that encrypts it, "" for a key that AWS owns.
	KMSKey string
	// Tags are nil if nobody asked for them, or if they are left alone.
	Tags map[string]string

	// otherLogging reports logging that the provider does not set, and tracing
	// that the state machine writes to X-Ray, which it does not set either.
	otherLogging, tracing bool
}

// LogDelivery are the permissions that the role of a state machine needs to have
// failures logged (Step Functions developer guide, "Logging using CloudWatch
// Logs"). They can't be narrowed to a log group.
func LogDelivery() awsclient.Statement {
	return awsclient.Statement{Effect: "Allow", Resource: "*", Action: []string{
		"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
		"logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
	}}
}

// Start is the permission that the role of whoever starts a state machine needs.
func Start(arn string) awsclient.Statement {
	return awsclient.Statement{Effect: "Allow", Action: []string{"states:StartExecution"}, Resource: arn}
}

// Owner is a resource as the owner of a state machine.
type Owner struct {
	Meta *awsresource.Meta
	// Type is the full name of the resource type.
	Type string
}

func (o Owner) api() machinesAPI { return o.Meta.AWS.SFN() }

func (o Owner) pause() time.Duration { return min(o.Meta.PollInterval, 2*time.Second) }

// Object is the state machine, to be claimed.
func (o Owner) Object(name string) awsresource.Object {
	return awsresource.Object{
		Kind: "state machine", Name: describe(name), Attribute: path.Root("name"), Type: o.Type, ID: name,
		Otherwise: "If it does not belong to this configuration, choose another `name`. " +
			"The objects created so far are in Terraform's state: the next apply replaces them, or a destroy deletes them.",
	}
}

func describe(name string) string { return fmt.Sprintf("state machine %q", name) }

// Read reads a state machine. It returns nil if there is none, or if it is being
// deleted.
func (o Owner) Read(ctx context.Context, arn, name string, withTags bool) (*Machine, diag.Diagnostics) {
	found, err := awsclient.RetryMissing(ctx, func() (*Machine, error) { return o.find(ctx, arn) })
	if err == nil && withTags {
		found.Tags, err = o.tags(ctx, arn)
	}
	switch {
	case awsclient.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, diag.Diagnostics{awsresource.Diagnose(describe(name), "reading", err, "")}
	}
	return found, nil
}

// findTagged is find with the tags.
func (o Owner) findTagged(ctx context.Context, arn string) (*Machine, error) {
	found, err := o.find(ctx, arn)
	if err == nil {
		found.Tags, err = o.tags(ctx, arn)
	}
	return found, err
}

// find reads a state machine without its tags, or returns an error of the class IsNotFound.
func (o Owner) find(ctx context.Context, arn string) (*Machine, error) {
	out, err := o.api().DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(arn)})
	if err != nil {
		return nil, err
	}
	if out.Status == sfntypes.StateMachineStatusDeleting {
		return nil, &awsclient.NotFoundError{What: describe(aws.ToString(out.Name))}
	}
	if out.Definition == nil || out.RoleArn == nil {
		return nil, &awsclient.IncompleteAnswerError{Operation: "Step Functions DescribeStateMachine", Member: "the definition or the role of the state machine"}
	}
	found := &Machine{
		ARN: cmp.Or(aws.ToString(out.StateMachineArn), arn), Name: aws.ToString(out.Name), Definition: aws.ToString(out.Definition),
		RoleARN: aws.ToString(out.RoleArn), Type: out.Type, tracing: out.TracingConfiguration != nil && out.TracingConfiguration.Enabled,
	}
	if out.EncryptionConfiguration != nil {
		found.KMSKey = aws.ToString(out.EncryptionConfiguration.KmsKeyId)
	}
	found.FailureLogGroup, found.otherLogging = failuresOf(out.LoggingConfiguration)
	return found, nil
}

// tags are those of a state machine that exists.
func (o Owner) tags(ctx context.Context, arn string) (map[string]string, error) {
	out, err := awsclient.RetryMissing(ctx, func() (*sfn.ListTagsForResourceOutput, error) {
		return o.api().ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: aws.String(arn)})
	})
	if err != nil {
		return nil, err
	}
	tags := map[string]string{}
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags, nil
}

func failuresOf(logging *sfntypes.LoggingConfiguration) (group string, other bool) {
	if logging == nil || logging.Level == "" || logging.Level == sfntypes.LogLevelOff {
		return "", false
	}
	if len(logging.Destinations) > 0 && logging.Destinations[0].CloudWatchLogsLogGroup != nil {
		group = awsclient.PlainLogGroupARN(aws.ToString(logging.Destinations[0].CloudWatchLogsLogGroup.LogGroupArn))
	}
	return group, logging.Level != sfntypes.LogLevelError || logging.IncludeExecutionData || len(logging.Destinations) != 1
}

func loggingTo(group string) *sfntypes.LoggingConfiguration {
	if group == "" {
		return &sfntypes.LoggingConfiguration{Level: sfntypes.LogLevelOff}
	}
	return &sfntypes.LoggingConfiguration{Level: sfntypes.LogLevelError, Destinations: []sfntypes.LogDestination{
		{CloudWatchLogsLogGroup: &sfntypes.CloudWatchLogsLogGroup{LogGroupArn: aws.String(group + ":*")}},
	}}
}

func encryptionWith(key string) *sfntypes.EncryptionConfiguration {
	if key == "" {
		return &sfntypes.EncryptionConfiguration{Type: sfntypes.EncryptionTypeAwsOwnedKey}
	}
	return &sfntypes.EncryptionConfiguration{Type: sfntypes.EncryptionTypeCustomerManagedKmsKey, KmsKeyId: aws.String(key)}
}

// Changes are the parts of a state machine, other than what attributes show, that
// are not as they have to be. now may be nil.
func Changes(now *Machine, want Machine) []string {
	if now == nil {
		return []string{"state machine"}
	}
	var out []string
	for _, part := range []struct {
		name    string
		changed bool
	}{
		{"role", now.RoleARN != want.RoleARN},
		{"logging", now.otherLogging},
		{"tracing", now.tracing},
		{"encryption", now.KMSKey != want.KMSKey},
	} {
		if part.changed {
			out = append(out, part.name+" of the state machine")
		}
	}
	return out
}

// equals reports whether a state machine is exactly as it is to be, apart from its
// tags.
func (m Machine) equals(want Machine) bool {
	return m.Type == want.Type && stepfunctions.Same(m.Definition, want.Definition) && m.FailureLogGroup == want.FailureLogGroup && len(Changes(&m, want)) == 0
}

// Obtain returns the state machine. It creates one, unless it exists and is known
// to be the owner's (mine). One of that name that is still being deleted is waited
// for. roleAttribute is where the configuration has its role.
func (o Owner) Obtain(ctx context.Context, want Machine, mine bool, roleAttribute path.Path) (*Machine, diag.Diagnostics) {
	existing := func(found *Machine) (*Machine, diag.Diagnostics) {
		return found, o.Meta.Existing(ctx, o.Object(want.Name), func(context.Context) (string, error) {
			if !found.equals(want) {
				return "its definition, role or logging differs from the configuration", nil
			}
			return awsresource.CompareTags(found.Tags, want.Tags), nil
		})
	}
	failed := func(err error) (*Machine, diag.Diagnostics) {
		return nil, diag.Diagnostics{o.diagnose(want, "creating", err, roleAttribute)}
	}
	found, err := o.findTagged(ctx, want.ARN)
	switch {
	case err == nil && mine:
		return found, nil
	case err == nil:
		return existing(found)
	case !awsclient.IsNotFound(err):
		return failed(err)
	}
	input := &sfn.CreateStateMachineInput{
		Name: aws.String(want.Name), Definition: aws.String(want.Definition), RoleArn: aws.String(want.RoleARN), Type: want.Type, Tags: machineTags(want.Tags),
	}
	if want.FailureLogGroup != "" {
		input.LoggingConfiguration = loggingTo(want.FailureLogGroup)
	}
	if want.KMSKey != "" {
		input.EncryptionConfiguration = encryptionWith(want.KMSKey)
	}
	var out *sfn.CreateStateMachineOutput
	err = o.untilReady(ctx, want.RoleARN, func() error {
		var err error
		out, err = o.api().CreateStateMachine(ctx, input)
		return err
	})
	if err != nil {
		if !awsclient.IsUncertain(err) && !awsclient.IsAlreadyExists(err) {
			return failed(err)
		}
		found, lookErr := o.findTagged(ctx, want.ARN)
		if lookErr != nil {
			return failed(err)
		}
		// The state machine did not exist just before. If an answer was lost, it
		// is the one that was asked for.
		put, remove := awsresource.DiffTags(found.Tags, want.Tags)
		if awsclient.IsUncertain(err) && found.equals(want) && len(put)+len(remove) == 0 {
			return found, nil
		}
		return existing(found)
	}
	made := want
	made.ARN = cmp.Or(aws.ToString(out.StateMachineArn), want.ARN)
	return &made, nil
}

// Configure gets a state machine to what is wanted and keeps it up to date.
func (o Owner) Configure(ctx context.Context, now *Machine, want Machine, roleAttribute path.Path) diag.Diagnostics {
	input := &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(now.ARN)}
	changed := false
	for _, part := range []struct {
		changed bool
		set     func()
	}{
		{!stepfunctions.Same(now.Definition, want.Definition), func() { input.Definition = aws.String(want.Definition) }},
		{now.RoleARN != want.RoleARN, func() { input.RoleArn = aws.String(want.RoleARN) }},
		{now.FailureLogGroup != want.FailureLogGroup || now.otherLogging, func() { input.LoggingConfiguration = loggingTo(want.FailureLogGroup) }},
		{now.tracing, func() { input.TracingConfiguration = &sfntypes.TracingConfiguration{} }},
		{now.KMSKey != want.KMSKey, func() { input.EncryptionConfiguration = encryptionWith(want.KMSKey) }},
	} {
		if part.changed {
			part.set()
			changed = true
		}
	}
	if changed {
		if err := o.untilReady(ctx, want.RoleARN, func() error {
			_, err := o.api().UpdateStateMachine(ctx, input)
			return err
		}); err != nil {
			return diag.Diagnostics{o.diagnose(want, "updating", err, roleAttribute)}
		}
	}
	if want.Tags == nil {
		want.Tags = now.Tags
	}
	if err := awsresource.SyncTags(ctx, now.Tags, want.Tags,
		func(ctx context.Context, put map[string]string) error {
			_, err := o.api().TagResource(ctx, &sfn.TagResourceInput{ResourceArn: aws.String(now.ARN), Tags: machineTags(put)})
			return err
		}, func(ctx context.Context, keys []string) error {
			_, err := o.api().UntagResource(ctx, &sfn.UntagResourceInput{ResourceArn: aws.String(now.ARN), TagKeys: keys})
			return err
		}); err != nil {
		return diag.Diagnostics{o.diagnose(want, "setting the tags of", err, roleAttribute)}
	}
	want.ARN = now.ARN
	*now = want
	return nil
}

// diagnose reports a failure, at the role's attribute if it is the role.
func (o Owner) diagnose(want Machine, operation string, err error, roleAttribute path.Path) diag.Diagnostic {
	var never *servicerole.NotAssumableError
	if errors.As(err, &never) || awsclient.IsRoleNotAssumable(err) {
		return servicerole.NotAssumable(roleAttribute, want.RoleARN, Principal, describe(want.Name), err, "", awsresource.Unfinished)
	}
	return awsresource.Diagnose(describe(want.Name), operation, err, awsresource.Unfinished)
}

// untilReady calls again while the role can't be assumed yet, and while a state
// machine of that name is being deleted.
func (o Owner) untilReady(ctx context.Context, roleARN string, call func() error) error {
	for {
		err := servicerole.UntilAssumable(ctx, o.Meta, roleARN, Principal, call)
		if !awsclient.IsDeleting(err) || awsclient.Sleep(ctx, o.pause()) != nil {
			return err
		}
	}
}

// Delete deletes a state machine and waits until it is gone: executions finish
// first, and need the role.
func (o Owner) Delete(ctx context.Context, arn, name string) diag.Diagnostics {
	_, err := o.api().DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(arn)})
	for err == nil {
		if _, err = o.api().DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(arn)}); err == nil {
			err = awsclient.Sleep(ctx, o.pause())
		}
	}
	if awsclient.IsNotFound(err) {
		return nil
	}
	return diag.Diagnostics{awsresource.Diagnose(describe(name), "deleting", err,
		"Its roles still exist, and the state machine may still exist. Destroy again to continue.")}
}

func machineTags(tags map[string]string) []sfntypes.Tag {
	out := make([]sfntypes.Tag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, sfntypes.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return out
}
