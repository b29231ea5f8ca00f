package target

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// The keys of a target's identity.
const (
	identityBus    = "event_bus_name"
	identityRule   = "rule_name"
	identityTarget = "target_id"
)

// IdentitySchema is what tells a target from all others.
func (r *targetResource[M, P]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{
		identityBus:    "The name of the event bus that the rule is on, such as default. Not its ARN.",
		identityRule:   "The name of the rule.",
		identityTarget: "The target's id within its rule.",
	})
}

func (k key) identity() awsresource.Identity {
	return awsresource.Identity{
		Account: k.rule.Account,
		Region:  k.rule.Region,
		Keys:    map[string]string{identityBus: k.rule.Bus, identityRule: k.rule.Name, identityTarget: k.id},
	}
}
