package statemachine

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// MaxName is the length of the longest name of a state machine (service model
// stepfunctions 2016-11-23).
const MaxName = 80

// NameForm is that of the name of a state machine that logs.
var NameForm = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// ARN is the ARN of the state machine of that name.
func ARN(meta *awsresource.Meta, name, account string) string {
	return awsresource.ARNOf(meta, "states", account, "stateMachine:"+name)
}

// NameIn is the name of the state machine in an ARN, "" in any other ARN. A text
// that is no ARN is a name.
func NameIn(text string) string {
	parsed, err := arn.Parse(text)
	if err != nil {
		return text
	}
	name, ok := strings.CutPrefix(parsed.Resource, "stateMachine:")
	if !ok || parsed.Service != "states" {
		return ""
	}
	return name
}

// CheckRegion refuses what a state machine uses and is not in its region. what
// names it in a sentence, and object is its ARN; nothing is said of a name.
func CheckRegion(at path.Path, summary, what string, object types.String, region types.String) diag.Diagnostics {
	parsed, err := arn.Parse(object.ValueString())
	if err != nil || region.ValueString() == "" || parsed.Region == region.ValueString() {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, summary, fmt.Sprintf(
		"The %[1]s is in %[2]s, and the state machine is in %[3]s. Both must be in the same region. Use a %[1]s in %[3]s.", what, parsed.Region, region.ValueString()))}
}
