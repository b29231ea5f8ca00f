package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// kind is what is specific to one kind of target, in addition to its model M.
type kind[M any] struct {
	destination
	// description is that of the documentation page.
	description string
	// idFrom says what the default of target_id is made from.
	idFrom string
	// exampleID is a target's id, for messages.
	exampleID string
	// attributes are those that no other kind has.
	attributes map[string]schema.Attribute
	// validate checks what takes more than one attribute, without AWS. It
	// ignores what is unknown.
	validate func(M) diag.Diagnostics
	// review checks the plan. state is zero for a new target.
	review func(ctx context.Context, meta *awsresource.Meta, plan, state M) diag.Diagnostics
	// check comes right before the target is written and refuses what EventBridge
	// would accept but not deliver to. state is as in review.
	check func(ctx context.Context, meta *awsresource.Meta, plan, state M) diag.Diagnostics
	// inspect says what the target on AWS has that the model has no attribute
	// for. unsupported cannot be imported; lost loses events, and the next apply
	// repairs it. Either is a whole sentence, or empty.
	inspect func(ebtypes.Target) (unsupported, lost string)
}

// unexpected describes all that the target on AWS has and no attribute shows.
func (k kind[M]) unexpected(target ebtypes.Target) string {
	unsupported, lost := k.inspect(target)
	return strings.TrimSpace(unsupported + " " + lost)
}

// modelOf is what the model of a kind does, by pointer. It embeds model.
type modelOf[M any] interface {
	*M
	// shared is the part that all kinds have.
	shared() *model
	// setDefaults plans what follows from other attributes if the configuration
	// does not set it.
	setDefaults(config M)
	// expand returns the target as it is sent.
	expand(config M) ebtypes.Target
	// flatten makes the model the state of the target. prior is the state or plan
	// before; after an import it has the reference to the rule only.
	flatten(k key, target ebtypes.Target, prior M)
}

// destination is what a kind of target sends events to.
type destination struct {
	// suffix is the name of the targets' resource after that of the provider.
	suffix string
	// name is the destination's in a sentence.
	name string
	// attribute holds the destination's ARN.
	attribute string
	// accepts reports whether an ARN is that of such a destination.
	accepts func(arn string) bool
	// anywhere reports whether targets may send to an ARN from another region. It
	// is nil if none may.
	anywhere func(arn string) bool
}

// regional is the region of the rules that send to an ARN, "" if it may be any.
func (d destination) regional(text string) string {
	parsed, err := arn.Parse(text)
	if err != nil || d.anywhere != nil && d.anywhere(text) {
		return ""
	}
	return parsed.Region
}

// typeName is the whole name of the targets' resource.
func (d destination) typeName() string { return "eventbridge" + d.suffix }

var (
	logGroups = destination{
		suffix:    "_log_target",
		name:      "log group",
		attribute: "log_group_arn",
		accepts: func(text string) bool {
			_, err := awsclient.ParseLogGroupARN(text)
			return err == nil
		},
	}
	stateMachines = destination{
		suffix:    "_metric_target",
		name:      "state machine",
		attribute: "state_machine_arn",
		accepts: func(text string) bool {
			parsed, err := arn.Parse(text)
			return err == nil && parsed.Service == "states" && strings.HasPrefix(parsed.Resource, "stateMachine:")
		},
	}
)

// elsewhere says how targets that send to the ARN are managed. verb is what is to be
// done, such as "Import it".
func elsewhere(verb, arn string) string {
	for _, d := range []destination{logGroups, stateMachines, anyService} {
		if d.accepts(arn) {
			return fmt.Sprintf("%s as `%s`.", verb, d.typeName())
		}
	}
	if s, _, found := serviceOf(arn); found {
		return s.Unsupported // says so, and why
	}
	return fmt.Sprintf("%s as `%s` of hashicorp/aws.", verb, awsTarget)
}
