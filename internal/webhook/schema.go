package webhook

import (
	"context"
	"maps"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

var _ awsresource.Resource = (*webhookResource)(nil)

const (
	typeName = "eventbridge_webhook"
	// rolePolicyName is the name of the one inline policy of the role.
	rolePolicyName = "eventbridge-webhook"
)

type webhookResource struct {
	composite.Resource[webhookModel, *webhookModel, existing]
}

// New is the resource eventbridge_webhook: an HTTPS endpoint that rules can send
// events to.
func New() resource.Resource { return newResource() }

func newResource() *webhookResource {
	r := &webhookResource{}
	r.Kind = composite.Kind[webhookModel, existing]{
		Type: typeName, Named: "webhook", PolicyName: rolePolicyName, Grant: r.grant, ParseID: parseID,
		Validate: webhookModel.validate, Plan: r.plan, CompletePlan: r.completePlan,
		Objects: r.objects, Apply: r.apply, Read: r.read, None: existing.none, Remove: r.remove,
		Flatten: r.flatten, Changes: r.changes,
	}
	return r
}

func (*webhookResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_webhook"
}

// The limits and forms of the service model (events 2015-10-07).
const (
	maxName        = 64
	maxURL         = 2048
	maxText        = 512
	maxParameters  = 100
	maxDescription = 512
	defaultRate    = 300
	defaultMethod  = "POST"
	defaultHeader  = "Authorization"
)

var (
	nameForm   = regexp.MustCompile(`^[.\-_A-Za-z0-9]+$`)
	headerForm = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
	textForm   = regexp.MustCompile(`^[^\x00-\x1F\x7F]+$`)
	urlForm    = regexp.MustCompile(`^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@&=+$,A-Za-z0-9])+)([).!';/?:,])?$`)
	methods    = []string{"POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}
)

// invocation is the role with which EventBridge calls the endpoint.
var invocation = servicerole.Kind{
	Name: "invocation", Principal: servicerole.EventBridge,
	Use: "EventBridge calls the endpoint. It needs `events:InvokeApiDestination`",
}

func (r *webhookResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An HTTPS endpoint that rules send events to, such as a chat, a pager or a service of your own, in one resource: the " +
			"[API destination](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html), the " +
			"[connection](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection.html) with the credentials, and the IAM role with which EventBridge calls it. " +
			"An `eventbridge_target` sends a rule's events to it; many rules can share one webhook.\n\n" +
			"The secret is [write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only): it is never in the state, in a plan or in a log. " +
			"EventBridge keeps it in AWS Secrets Manager. Write-only arguments require Terraform 1.11 or OpenTofu 1.11.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the API destination and of the connection, 1 to 64 letters, digits, `.`, `-` and `_`. Changing it replaces the webhook.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, maxName), stringvalidator.RegexMatches(nameForm, "may contain letters, digits and . - _ only")),
				},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"url": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "URL of the endpoint. It must begin with `https://`. Each `*` in its path is replaced by a path value of the target. " +
					"The URL is not a secret: it is in the state and readable on AWS. If a service puts a secret into its URL, see [Secrets in URLs](#secrets-in-urls).",
				Validators: []validator.String{urlValidator{}},
			},
			"method": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(defaultMethod),
				MarkdownDescription: "HTTP method: `POST` (the default), `GET`, `HEAD`, `OPTIONS`, `PUT`, `PATCH` or `DELETE`.",
				Validators:          []validator.String{awsresource.OneOf(methods...)},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description of the API destination and of the connection, up to 512 characters.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxDescription)},
			},
			"header": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Name of the header that contains the secret. Defaults to `Authorization`. Null if there is no secret, or if it is sent in another way.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, maxText), stringvalidator.RegexMatches(headerForm, "must be the name of an HTTP header")),
				},
			},
			"secret_query_parameter": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Name of the query parameter of the URL that contains the secret, for services that do not accept it in a header.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxText)},
			},
			"secret_body_field": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Name of the field that EventBridge adds to the JSON body with the secret as its value, for services that do not accept it in a header.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxText)},
			},
			"secret_wo": schema.StringAttribute{
				Optional: true, WriteOnly: true, Sensitive: true,
				MarkdownDescription: "The secret, up to 512 characters, as the service expects it in the header: often `Bearer` and a token. Without a secret, the endpoint gets a header with the name of the webhook, because a connection must have a credential.",
				Validators:          []validator.String{connection.SecretValidator("secret", connection.MaxSecret)},
			},
			"secret_wo_version": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Version of the secret. Required with `secret_wo`. To rotate the secret, change `secret_wo` and this number: Terraform cannot see that a write-only argument has changed.",
			},
			"rate_per_second": schema.Int64Attribute{
				Optional: true, Computed: true, Default: int64default.StaticInt64(defaultRate),
				MarkdownDescription: "Maximum number of calls per second. EventBridge sends further events later. Defaults to 300.",
				Validators:          []validator.Int64{int64validator.Between(1, 1<<31-1)},
			},
			"headers": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Additional headers of every call. Their values are not secret.",
				Validators: []validator.Map{
					mapvalidator.SizeBetween(1, maxParameters),
					mapvalidator.KeysAre(awsresource.InTurn(stringvalidator.LengthBetween(1, maxText), stringvalidator.RegexMatches(headerForm, "must be the name of an HTTP header"))),
					mapvalidator.ValueStringsAre(awsresource.InTurn(stringvalidator.LengthBetween(1, maxText), stringvalidator.RegexMatches(textForm, "must not contain control characters"))),
				},
			},
			"query_parameters": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Additional query parameters of every call. Their values are not secret.",
				Validators: []validator.Map{
					mapvalidator.SizeBetween(1, maxParameters),
					mapvalidator.KeysAre(stringvalidator.LengthBetween(1, maxText)),
					mapvalidator.ValueStringsAre(awsresource.InTurn(stringvalidator.LengthBetween(1, maxText), stringvalidator.RegexMatches(textForm, "must not contain control characters"))),
				},
			},
			"kms_key_arn": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ARN of the KMS key that encrypts the secret. By default a key that AWS owns.",
				Validators:          []validator.String{awsresource.ARN("kms", "key/")},
			},
			"arn":            schema.StringAttribute{Computed: true, PlanModifiers: keep, MarkdownDescription: "ARN of the API destination, for the `arn` of `eventbridge_target`."},
			"connection_arn": schema.StringAttribute{Computed: true, PlanModifiers: keep, MarkdownDescription: "ARN of the connection."},
		},
	}
	maps.Copy(resp.Schema.Attributes, r.Attributes(ctx, composite.Descriptions{Region: "the provider's region; the rules that use the webhook must be in it", ChangedParts: ", such as a connection that is no longer authorized, with its reason"}))
	maps.Copy(resp.Schema.Attributes, servicerole.Schema("the webhook", invocation))
}
