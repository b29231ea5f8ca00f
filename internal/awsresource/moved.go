package awsresource

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// IsAWSProvider reports whether a moved block names a resource of
// hashicorp/aws, from any registry. OpenTofu 1.10 to 1.12.3 give no address but
// the first word of the resource's type (opentofu/opentofu#4355).
func IsAWSProvider(address string) bool {
	return address == "aws" || strings.HasSuffix("/"+address, "/hashicorp/aws")
}

// IsThisProvider reports whether a moved block names a resource of this
// provider, from any registry and namespace.
func IsThisProvider(address string) bool {
	return address[strings.LastIndex(address, "/")+1:] == "eventbridge"
}

// MoveSameType moves a state of the resource's own type, with the full name
// typeName, as it is. Terraform and OpenTofu ask for it if only the provider's
// address changes.
func MoveSameType(typeName string) resource.StateMover {
	return resource.StateMover{StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
		if req.SourceTypeName != typeName || !IsThisProvider(req.SourceProviderAddress) || req.SourceRawState == nil {
			return
		}
		state, err := unmarshal(req.SourceRawState, resp.TargetState.Schema.Type().TerraformType(ctx))
		if err != nil {
			resp.Diagnostics.AddError("Unreadable state", fmt.Sprintf("The state of the %s cannot be read: %s. Nothing was moved or changed.", typeName, err))
			return
		}
		resp.TargetState.Raw = state
		if req.SourceIdentity == nil || resp.TargetIdentity == nil || req.SourceIdentitySchemaVersion != identityVersion {
			return
		}
		// Without an identity the refresh after the move sets it.
		if identity, err := unmarshal(req.SourceIdentity, resp.TargetIdentity.Schema.Type().TerraformType(ctx)); err == nil {
			resp.TargetIdentity = &tfsdk.ResourceIdentity{Schema: resp.TargetIdentity.Schema, Raw: identity}
		}
	}}
}

func unmarshal(raw *tfprotov6.RawState, as tftypes.Type) (tftypes.Value, error) {
	return raw.UnmarshalWithOpts(as, tfprotov6.UnmarshalOpts{ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true}})
}
