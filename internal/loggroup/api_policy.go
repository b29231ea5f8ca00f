package loggroup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// policyWriter is the part of the CloudWatch Logs API used for the policy of a log group.
type policyWriter interface {
	PutResourcePolicy(context.Context, *cloudwatchlogs.PutResourcePolicyInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.PutResourcePolicyOutput, error)
	DeleteResourcePolicy(context.Context, *cloudwatchlogs.DeleteResourcePolicyInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DeleteResourcePolicyOutput, error)
}

// policyReader is the shared reader of resource policies.
type policyReader interface {
	Account(context.Context) ([]logstypes.ResourcePolicy, error)
	Group(ctx context.Context, logGroupARN string) ([]logstypes.ResourcePolicy, error)
	Delivery(ctx context.Context, logGroupARN string) (awsclient.Verdict, error)
	ChangedAccount()
	ChangedGroup(logGroupARN string)
}

// deliveryPolicies manage the policy that allows EventBridge to write to a log
// group, in either scope.
type deliveryPolicies struct {
	writer policyWriter
	reader policyReader
	region string
	group  string // name
	arn    string // without ":*"
	pause  time.Duration
	// owned are the scopes in which this resource wrote the policy, as
	// remembered from one operation to the next. A policy of a log group has no
	// name that would tell.
	owned ownership
}

// ownership is, for each scope, whether this resource created the policy there.
type ownership map[string]bool

// found is what a scope holds.
type found struct {
	policies []logstypes.ResourcePolicy
	// policy is the one in the provider's place: of the provider's name for the
	// account, the only one for a log group. nil: none.
	policy *logstypes.ResourcePolicy
	// own says that the provider wrote it, intact that nobody changed it.
	own, intact bool
}

func (p deliveryPolicies) look(ctx context.Context, scope string) (found, error) {
	var (
		f   found
		err error
	)
	if scope == policyOnAccount {
		f.policies, err = p.reader.Account(ctx)
	} else {
		f.policies, err = p.reader.Group(ctx, p.arn)
	}
	if err != nil {
		return found{}, err
	}
	for i, policy := range f.policies {
		if scope == policyOnGroup || aws.ToString(policy.PolicyName) == policyName(p.group) {
			f.policy = &f.policies[i]
			break
		}
	}
	if f.policy != nil {
		document := aws.ToString(f.policy.PolicyDocument)
		f.intact = awsclient.SamePolicy(document, awsclient.LogDeliveryPolicy(p.arn))
		f.own = f.intact || p.owned[scope] || len(awsclient.ForeignStatements(document)) == 0
	}
	return f, nil
}

// read returns the mode: where the policy is. prior is the mode in the state, ""
// after an import.
func (p deliveryPolicies) read(ctx context.Context, prior string) (string, error) {
	first, second := policyOnGroup, policyOnAccount
	if prior == policyOnAccount {
		first, second = second, first
	}
	wanted, err := p.look(ctx, first)
	if err != nil {
		return "", err
	}
	if wanted.intact {
		p.owned[first] = true
		return first, nil
	}
	other, err := p.look(ctx, second)
	if err != nil {
		return "", err
	}
	if other.intact {
		p.owned[second] = true
		return second, nil
	}
	if prior == policyNone {
		return policyNone, nil
	}
	if wanted.own || other.own {
		return policyChanged, nil
	}
	// Somebody else's policy is on the group, which can have one only. It will
	// do where it lets EventBridge write.
	if first == policyOnGroup && wanted.policy != nil {
		verdict, err := p.reader.Delivery(ctx, p.arn)
		switch {
		case err != nil:
			return "", err
		case verdict.Allowed:
			return policyOnGroup, nil
		case prior != "":
			return policyChanged, nil
		}
	}
	return policyNone, nil
}

// write creates or updates the policy in the scope of the mode.
func (p deliveryPolicies) write(ctx context.Context, mode string) diag.Diagnostics {
	if mode == policyNone {
		return nil
	}
	for look := 0; ; look++ {
		diags, err := p.put(ctx, mode)
		if err == nil {
			return diags
		}
		// A group that was just created may not be known everywhere yet.
		if !awsclient.IsNotFound(err) || look == consistencyLooks || awsclient.Sleep(ctx, p.pause) != nil {
			return diag.Diagnostics{p.failed("writing", mode, err)}
		}
	}
}

// move writes the policy and then removes it from the other scope, so that
// EventBridge may write all the time.
func (p deliveryPolicies) move(ctx context.Context, mode string) diag.Diagnostics {
	diags := p.write(ctx, mode)
	for _, scope := range []string{policyOnGroup, policyOnAccount} {
		if scope != mode && !diags.HasError() {
			diags.Append(p.remove(ctx, scope)...)
		}
	}
	return diags
}

// put returns an error if a retry may help, and otherwise diagnostics.
func (p deliveryPolicies) put(ctx context.Context, scope string) (diag.Diagnostics, error) {
	have, err := p.look(ctx, scope)
	if err != nil {
		return nil, err
	}
	if have.intact {
		p.owned[scope] = true
		return nil, nil
	}
	if have.policy != nil && !have.own {
		return p.leaveForeign(ctx, scope)
	}
	input := &cloudwatchlogs.PutResourcePolicyInput{PolicyDocument: aws.String(awsclient.LogDeliveryPolicy(p.arn))}
	if scope == policyOnAccount {
		input.PolicyName = aws.String(policyName(p.group))
	} else {
		// A group's policy is known by its group: AWS takes no name for it.
		input.ResourceArn = aws.String(p.arn)
		if have.policy != nil {
			input.ExpectedRevisionId = have.policy.RevisionId
		}
	}
	_, err = p.writer.PutResourcePolicy(ctx, input)
	p.changed(scope)
	if err != nil {
		// The answer may have been lost, and the repeated call refused.
		now, lookErr := p.look(ctx, scope)
		if lookErr == nil && now.intact {
			err = nil
		}
	}
	switch {
	case err == nil:
		p.owned[scope] = true
		return nil, nil
	case awsclient.IsLimitExceeded(err) && scope == policyOnAccount:
		return diag.Diagnostics{p.noSlotLeft(ctx, err)}, nil
	default:
		return nil, err
	}
}

// leaveForeign accepts a policy that was created elsewhere if it allows delivery,
// and reports an error if not. It never overwrites the policy.
func (p deliveryPolicies) leaveForeign(ctx context.Context, scope string) (diag.Diagnostics, error) {
	if scope == policyOnAccount {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("resource_policy"), "Resource policy already exists",
			fmt.Sprintf("The account already has a CloudWatch Logs resource policy named %q, which this provider did not create and does not overwrite. "+
				"Delete that policy, or set resource_policy = \"log_group\".\n\nNo policy was changed.", policyName(p.group)))}, nil
	}
	verdict, err := p.reader.Delivery(ctx, p.arn)
	if err != nil || verdict.Allowed {
		return nil, err
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("resource_policy"), "Resource policy already exists",
		fmt.Sprintf("The log group %q already has a resource policy that does not allow EventBridge to write. "+
			"A log group can have only one resource policy, and the provider does not overwrite one that was created elsewhere. "+
			"Add the statement below where that policy is managed; or set resource_policy = \"account\" to use an account-wide policy; "+
			"or set resource_policy = \"none\" and grant the permission elsewhere.\n\n%s\n\nNo policy was changed.", p.group, awsclient.LogDeliveryPolicy(p.arn)))}, nil
}

// remove deletes the provider's policy of a scope, unless statements were added to
// it.
func (p deliveryPolicies) remove(ctx context.Context, scope string) diag.Diagnostics {
	have, err := p.look(ctx, scope)
	if awsclient.IsNotFound(err) || err == nil && !have.own {
		delete(p.owned, scope)
		return nil
	}
	if err != nil {
		return diag.Diagnostics{p.failed("looking for", scope, err)}
	}
	if len(awsclient.ForeignStatements(aws.ToString(have.policy.PolicyDocument))) > 0 {
		delete(p.owned, scope)
		return diag.Diagnostics{diag.NewWarningDiagnostic("Resource policy kept",
			fmt.Sprintf("Statements were added to the %s, so it was not deleted. "+
				"Delete it by hand if you no longer need it.", p.title(scope)))}
	}
	input := &cloudwatchlogs.DeleteResourcePolicyInput{}
	if scope == policyOnAccount {
		input.PolicyName = have.policy.PolicyName
	} else {
		input.ResourceArn = aws.String(p.arn)
		input.ExpectedRevisionId = have.policy.RevisionId
	}
	_, err = p.writer.DeleteResourcePolicy(ctx, input)
	p.changed(scope)
	if err != nil && !awsclient.IsNotFound(err) {
		return diag.Diagnostics{p.failed("deleting", scope, err)}
	}
	delete(p.owned, scope)
	return nil
}

func (p deliveryPolicies) changed(scope string) {
	if scope == policyOnAccount {
		p.reader.ChangedAccount()
		return
	}
	p.reader.ChangedGroup(p.arn)
}

// ownerKey is the key of the private state for the scopes in which this resource
// created the policy.
const ownerKey = "resource_policy_owner"

// privateState is a resource's private state.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

func loadOwnership(ctx context.Context, private privateState) (ownership, diag.Diagnostics) {
	owned := ownership{}
	text, diags := private.GetKey(ctx, ownerKey)
	if len(text) > 0 && !diags.HasError() {
		if err := json.Unmarshal(text, &owned); err != nil {
			diags.AddError("Unreadable private state", fmt.Sprintf("The resource policy's data in the private state cannot be read: %s. Import the log group again.", err))
		}
	}
	return owned, diags
}

func (o ownership) save(ctx context.Context, private privateState) diag.Diagnostics {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // texts and truth values
	}
	return private.SetKey(ctx, ownerKey, text)
}

// policyName is the name of the provider's account-wide policy for a log group:
// stable, one per log group, and of the characters that policy names may have.
func policyName(logGroup string) string {
	sum := sha256.Sum256([]byte(logGroup))
	readable := strings.Trim(strings.Map(func(r rune) rune {
		if r == '/' || r == '#' {
			return '-'
		}
		return r
	}, logGroup), "-")
	if len(readable) > 128 {
		readable = readable[:128]
	}
	return "EventBridgeToLogs-" + readable + "-" + hex.EncodeToString(sum[:4])
}
