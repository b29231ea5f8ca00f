package connection

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// Owner is a resource as the owner of the connection of its name.
type Owner struct {
	Meta *awsresource.Meta
	// Type is the full name of the resource type.
	Type string
}

func (o Owner) calls() calls {
	return calls{api: o.Meta.AWS.EventBridge(), pause: min(o.Meta.PollInterval, 2*time.Second)}
}

// Object is the connection, to be claimed.
func (o Owner) Object(name string) awsresource.Object {
	return awsresource.Object{
		Kind: "connection", Name: describe(name), Attribute: path.Root("name"), Type: o.Type, ID: name,
		Otherwise: "If it does not belong to this configuration, choose another `name`. " +
			"The objects created so far are in Terraform's state: the next apply replaces them, or a destroy deletes them.",
	}
}

func describe(name string) string { return fmt.Sprintf("connection %q", name) }

// Read reads a connection. It returns nil if there is none.
func (o Owner) Read(ctx context.Context, name string) (*Connection, diag.Diagnostics) {
	found, err := awsclient.RetryMissing(ctx, func() (*Connection, error) { return o.calls().find(ctx, name) })
	if err != nil && !awsclient.IsNotFound(err) {
		return nil, diag.Diagnostics{awsresource.Diagnose(describe(name), "reading", err, "")}
	}
	return found, nil
}

// Apply creates or updates the connection, and waits until it is authorized. known
// is the ARN of the connection in the state, or "", and rotate says that the
// secrets have changed. save is called as soon as the connection exists, with
// whether AWS has the secrets.
func (o Owner) Apply(ctx context.Context, want Connection, secrets Secrets, known string, rotate bool, save func(arn string, written bool) diag.Diagnostics) (*Connection, diag.Diagnostics) {
	diags, err := o.write(ctx, want, secrets, known, rotate, save)
	if err == nil && !diags.HasError() {
		var found *Connection
		if found, err = o.calls().authorized(ctx, want.Name); err == nil {
			return found, diags
		}
	}
	if err != nil {
		diags.Append(diagnose(want.Name, err))
	}
	return nil, diags
}

func (o Owner) write(ctx context.Context, want Connection, secrets Secrets, known string, rotate bool, save func(arn string, written bool) diag.Diagnostics) (diag.Diagnostics, error) {
	c := o.calls()
	existing, err := c.look(ctx, want.Name)
	if err != nil {
		return nil, err
	}
	if existing == nil {
		arn, err := c.create(ctx, want, secrets)
		if err == nil && arn != "" {
			return save(arn, true), nil
		}
		lost := err == nil || awsclient.IsUncertain(err)
		if existing, _ = c.look(ctx, want.Name); existing == nil {
			if err == nil {
				err = &awsclient.IncompleteAnswerError{Operation: "EventBridge CreateConnection", Member: "the ARN"}
			}
			return nil, err
		}
		// It did not exist just before. If an answer was lost, it is the one that
		// was asked for.
		if lost && existing.same(want) {
			return save(existing.ARN, true), nil
		}
	}
	var diags diag.Diagnostics
	mine := known == existing.ARN
	if !mine {
		diags = o.Meta.Existing(ctx, o.Object(want.Name), func(context.Context) (string, error) {
			if !existing.same(want) {
				return "its header, parameters, description or key differs from the configuration", nil
			}
			return "", nil
		})
	}
	if diags.HasError() {
		return diags, nil
	}
	if diags.Append(save(existing.ARN, false)...); diags.HasError() {
		return diags, nil
	}
	rotate = rotate || !mine || want.Header != existing.Header || existing.state == stateDeauthorized
	if rotate || !existing.same(want) {
		if err := c.update(ctx, want, secrets, rotate); err != nil {
			return diags, err
		}
		diags.Append(save(existing.ARN, true)...)
	}
	return diags, nil
}

// Delete deletes the connection, which may be gone already, and waits until it is
// gone.
func (o Owner) Delete(ctx context.Context, name string) diag.Diagnostics {
	if err := o.calls().delete(ctx, name); err != nil {
		return diag.Diagnostics{awsresource.Diagnose(describe(name), "deleting", err,
			"It may still exist, and so may other objects of the resource. Destroy again to continue.")}
	}
	return nil
}

// diagnose reports why the connection could not be created or updated.
func diagnose(name string, err error) diag.Diagnostic {
	var dead *notAuthorizedError
	if errors.As(err, &dead) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return diag.NewErrorDiagnostic("Connection not authorized", fmt.Sprintf(
			"EventBridge does not authorize the %s: %s. No event can be sent with it. Check that EventBridge may use AWS Secrets Manager, and the KMS key if the configuration has one. %s",
			describe(name), dead.Error(), awsresource.Unfinished))
	}
	return awsresource.Diagnose(describe(name), "creating or updating", err, awsresource.Unfinished)
}
