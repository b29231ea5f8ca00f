package statemachine

import (
	"context"
	"iter"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// List reads the state machines of the account and region that have this type and
// a name with this prefix. Whether the owner created them is for the caller to
// say. One that is deleted in the meantime is left out.
func (o Owner) List(ctx context.Context, of sfntypes.StateMachineType, prefix string, withTags bool) iter.Seq2[*Machine, diag.Diagnostics] {
	return func(yield func(*Machine, diag.Diagnostics) bool) {
		for listed, err := range awsclient.Pages(func(token *string) ([]sfntypes.StateMachineListItem, *string, error) {
			out, err := o.api().ListStateMachines(ctx, &sfn.ListStateMachinesInput{NextToken: token})
			if err != nil {
				return nil, nil, err
			}
			return out.StateMachines, out.NextToken, nil
		}) {
			if err != nil {
				yield(nil, diag.Diagnostics{awsresource.Diagnose("state machines", "listing", err, "")})
				return
			}
			name := aws.ToString(listed.Name)
			if listed.Type != of || !strings.HasPrefix(name, prefix) {
				continue
			}
			found, diags := o.Read(ctx, aws.ToString(listed.StateMachineArn), name, withTags)
			if (found != nil || diags.HasError()) && !yield(found, diags) {
				return
			}
		}
	}
}
