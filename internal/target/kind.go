package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	eventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// kind is what one kind of target has of its own, besides its model M.
type kind[M any] struct {
	sink
	// description is that of the documentation page.
	description string
	// idFrom says what the default of target_id is made from.
	idFrom string
	// exampleID is a target's id, for messages.
	exampleID string
	// attributes are those that no other kind has.
	attributes map[string]schema.Attribute
	// validate checks what takes more than one attribute, without AWS. It stays
	// silent on what is unknown.
	validate func(M) diag.Diagnostics
	// review looks at the plan, where before is the state, zero for a new target.
	review func(ctx context.Context, meta *awsresource.Meta, plan, before M) diag.Diagnostics
	// check comes right before the target is written and refuses what EventBridge
	// would take but not deliver to. before is as in review.
	check func(ctx context.Context, meta *awsresource.Meta, plan, before M) diag.Diagnostics
}

// modelOf is what the model of a kind does, by pointer. It embeds model.
type modelOf[M any] interface {
	*M
	// shared is the part that all kinds have.
	shared() *model
	// setDefaults plans what follows from other attributes where the
	// configuration has nothing.
	setDefaults(config M)
	// expand is the target as it is sent.
	expand(config M) eventbridge.Target
	// flatten makes the model the state of the target. prior is the state or plan
	// before; after an import it has nothing but the reference to the rule.
	flatten(k key, target eventbridge.Target, prior M)
}

// sink is what a kind of target sends events to.
type sink struct {
	// typeName is the whole name of the targets' resource.
	typeName string
	// name is the sink's in a sentence.
	name string
	// attribute holds the sink's ARN.
	attribute string
	// takes says whether an ARN is that of such a sink.
	takes func(arn string) bool
}

var (
	logGroups = sink{
		typeName:  "eventbridge_log_target",
		name:      "log group",
		attribute: "log_group_arn",
		takes: func(text string) bool {
			_, err := awsclient.ParseLogGroupARN(text)
			return err == nil
		},
	}
	stateMachines = sink{
		typeName:  "eventbridge_metric_target",
		name:      "state machine",
		attribute: "state_machine_arn",
		takes: func(text string) bool {
			parsed, err := arn.Parse(text)
			return err == nil && parsed.Service == "states" && strings.HasPrefix(parsed.Resource, "stateMachine:")
		},
	}
)

// resourceFor says which resource a target that sends to the ARN is one of.
func resourceFor(arn string) string {
	for _, s := range []sink{logGroups, stateMachines} {
		if s.takes(arn) {
			return fmt.Sprintf("`%s`", s.typeName)
		}
	}
	return "`aws_cloudwatch_event_target` of hashicorp/aws"
}
