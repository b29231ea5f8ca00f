package partner

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// sourceModel is what both data sources say of a source.
type sourceModel struct {
	Name           types.String `tfsdk:"name"`
	ARN            types.String `tfsdk:"arn"`
	Partner        types.String `tfsdk:"partner"`
	Organization   types.String `tfsdk:"organization"`
	CreatedBy      types.String `tfsdk:"created_by"`
	State          types.String `tfsdk:"state"`
	CreationTime   types.String `tfsdk:"creation_time"`
	ExpirationTime types.String `tfsdk:"expiration_time"`
	ManagedBy      types.String `tfsdk:"managed_by"`
}

// flattenSource is a source in Terraform's terms.
func flattenSource(source ebtypes.EventSource) sourceModel {
	m := sourceModel{
		Name:           types.StringPointerValue(source.Name),
		ARN:            types.StringPointerValue(source.Arn),
		CreatedBy:      types.StringPointerValue(source.CreatedBy),
		State:          types.StringValue(string(source.State)),
		CreationTime:   types.StringPointerValue(timeText(source.CreationTime)),
		ExpirationTime: expirationOf(source),
	}
	m.Partner = types.StringValue(partnerOf(aws.ToString(source.Name)))
	if name, err := catalog.ParseEventSourceName(aws.ToString(source.Name)); err == nil {
		m.Organization = textOrNull(name.Organization)
	}
	return m
}

// Descriptions of what both data sources say of a source.
const (
	aboutName         = "Name of the event source, such as `aws.partner/buildkite.com/my-org/0106-187c-12cd4fe`."
	aboutARN          = "ARN of the event source."
	aboutPartner      = "The partner's domain, such as `buildkite.com`."
	aboutOrganization = "The organization at the partner, such as `my-org`: the part between the partner's domain and the ID. Null if there is none."
	aboutCreatedBy    = "The partner that created the event source, as AWS names it."
	aboutState        = "State of the event source: `ACTIVE` if it has an active event bus, `PENDING` if not, `DELETED` if the partner has deleted it and its event bus still exists."
	aboutCreated      = "When the partner created the event source, in RFC 3339."
	aboutManagedBy    = "The AWS service that manages the event bus of the source; null for your own event bus, or if there is none. This provider cannot manage an event bus of an AWS service."
	aboutExpiration   = "When a source that is `PENDING` will be deleted, in RFC 3339; null for a source in another state."
)

// sourceAttributes are the attributes of a source in a list.
func sourceAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{}
	for name, about := range map[string]string{
		"name": aboutName, "arn": aboutARN, "partner": aboutPartner, "organization": aboutOrganization,
		"created_by": aboutCreatedBy, "state": aboutState, "creation_time": aboutCreated, "expiration_time": aboutExpiration, "managed_by": aboutManagedBy,
	} {
		attributes[name] = schema.StringAttribute{Computed: true, MarkdownDescription: about}
	}
	return attributes
}
