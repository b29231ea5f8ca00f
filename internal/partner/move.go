package partner

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// awsEventBus is the resource of hashicorp/aws that can be moved to an association.
const awsEventBus = "aws_cloudwatch_event_bus"

// awsEventBusVersion is the version of its schema in all releases so far.
const awsEventBusVersion = 0

const leftNotMoved = "Nothing was changed; the resource remains in the state as it was."

// awsBusState is what is needed of an aws_cloudwatch_event_bus. Versions 5 and 6
// of hashicorp/aws write the same attributes; region is new in 6.
type awsBusState struct {
	Name   string            `json:"name"`
	ARN    string            `json:"arn"`
	Region string            `json:"region"`
	Tags   map[string]string `json:"tags"`
}

// MoveState moves the partner event bus of hashicorp/aws, of which all but name
// and region is read from AWS afterwards, and an association of this provider at
// another address.
func (r *associationResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{awsresource.MoveSameType(typeName), {StateMover: moveState}}
}

func moveState(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	from, problem := awsBusIn(req)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	_, region, _ := nameInARN(from.ARN)
	if from.Region != "" {
		region = from.Region
	}
	moved := empty()
	moved.ID, moved.EventSourceName = types.StringValue(from.Name), types.StringValue(from.Name)
	moved.EventBusARN, moved.Region = textOrNull(from.ARN), textOrNull(region)
	if len(from.Tags) > 0 {
		// Read keeps a tag that `tags` names where it is a default tag as well.
		tags, diags := types.MapValueFrom(ctx, types.StringType, from.Tags)
		resp.Diagnostics.Append(diags...)
		moved.Tags = tags
	}
	resp.Diagnostics.Append(moved.save(ctx, &resp.TargetState, resp.TargetIdentity)...)
}

// awsBusIn is the partner event bus in the state of another provider's resource.
func awsBusIn(req resource.MoveStateRequest) (awsBusState, diag.Diagnostic) {
	var from awsBusState
	switch {
	case !awsresource.IsAWSProvider(req.SourceProviderAddress) || req.SourceTypeName != awsEventBus:
		return from, diag.NewErrorDiagnostic("Unsupported move", fmt.Sprintf(
			"%s of the provider %s cannot be moved to %s. Only %s of hashicorp/aws can, if it is the event bus of a partner event source. "+
				"Remove the moved block. %s", req.SourceTypeName, req.SourceProviderAddress, typeName, awsEventBus, leftNotMoved))
	case req.SourceSchemaVersion != awsEventBusVersion:
		return from, diagUnreadableMove(fmt.Sprintf("Its schema version is %d, but this provider supports version %d.", req.SourceSchemaVersion, awsEventBusVersion))
	case req.SourceRawState == nil || json.Unmarshal(req.SourceRawState.JSON, &from) != nil || from.Name == "":
		return from, diagUnreadableMove("It has no `name`, or does not have the format of hashicorp/aws 5 and 6.")
	case !strings.HasPrefix(from.Name, catalog.PartnerPrefix):
		return from, diag.NewErrorDiagnostic("Unsupported move", fmt.Sprintf(
			"The event bus %q does not belong to a partner event source, whose name starts with %q; %s only manages those. "+
				"Remove the moved block and keep the event bus in hashicorp/aws; this provider's rules can still use it. %s",
			from.Name, catalog.PartnerPrefix, typeName, leftNotMoved))
	}
	return from, nil
}

func diagUnreadableMove(why string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unreadable state", fmt.Sprintf(
		"The state of the %s cannot be read. %s\n\n"+
			"Instead of the moved block, write a `removed` block for it, with `lifecycle { destroy = false }`, and an import block for the %s. %s",
		awsEventBus, why, typeName, leftNotMoved))
}
