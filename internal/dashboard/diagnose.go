package dashboard

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func describe(name string) string { return fmt.Sprintf("dashboard %q", name) }

// rejections are what AWS says is wrong with a body, or "".
func rejections(err error) string {
	var invalid *cwtypes.DashboardInvalidInputError
	if !errors.As(err, &invalid) {
		return ""
	}
	return listMessages(invalid.DashboardValidationMessages)
}

// listMessages lists messages, one a line.
func listMessages(messages []cwtypes.DashboardValidationMessage) string {
	var lines []string
	for _, message := range messages {
		lines = append(lines, fmt.Sprintf("  %s: %s", aws.ToString(message.DataPath), aws.ToString(message.Message)))
	}
	return strings.Join(lines, "\n")
}

// toCreate is the dashboard for what all resources share.
func toCreate(name string) awsresource.Object {
	return awsresource.Object{
		Kind: "dashboard", Name: describe(name), Attribute: path.Root("name"), Type: "eventbridge_dashboard", ID: name, Key: name,
		Otherwise: "If it does not belong to this configuration, choose another name.",
	}
}
