package awsresource

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// logGroupNameForm are those of the service model (logs 2014-03-28).
var logGroupNameForm = regexp.MustCompile(`^[.\-_/#A-Za-z0-9]+$`)

// LogGroupName validates the name of a log group.
func LogGroupName() []validator.String {
	return []validator.String{
		InTurn(stringvalidator.LengthBetween(1, 512), logGroupNameValidator{stringvalidator.RegexMatches(logGroupNameForm, "may contain letters, digits and . - _ / # only")}, reservedNameValidator{}),
	}
}

// logGroupNameValidator takes the name out of an ARN for the user.
type logGroupNameValidator struct{ validator.String }

func (v logGroupNameValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if group, err := awsclient.ParseLogGroupARN(req.ConfigValue.ValueString()); err == nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid log group name", fmt.Sprintf("%q is an ARN. The name of the log group is %q.", req.ConfigValue.ValueString(), group.Name))
		return
	}
	v.String.ValidateString(ctx, req, resp)
}

// reservedNameValidator refuses the names that AWS keeps for itself.
type reservedNameValidator struct{}

func (reservedNameValidator) Description(context.Context) string { return "must not start with aws/" }

func (v reservedNameValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (reservedNameValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if name := req.ConfigValue.ValueString(); strings.HasPrefix(name, "aws/") {
		resp.Diagnostics.AddAttributeError(req.Path, "Reserved log group name",
			fmt.Sprintf("AWS reserves names that start with aws/, so %q cannot be created. Put a slash in front: %q.", name, "/"+name))
	}
}

// IsLogGroupName reports whether text can be the name of a log group.
func IsLogGroupName(text string) bool { return len(text) <= 512 && logGroupNameForm.MatchString(text) }
