package awsresource

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// Diagnose tells the user about a call to AWS that failed. object names the
// thing, such as `rule "a" on event bus "b"`; operation is what was tried, such
// as "creating"; left is the state the user is left in, a whole sentence.
func Diagnose(object, operation string, err error, left string) diag.Diagnostic {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s failed: %s", operation, object, err)
	if code := awsclient.CodeOf(err); code != "" {
		fmt.Fprintf(&b, " (%s)", code)
	}
	if left != "" {
		b.WriteString("\n\n" + left)
	}
	return diag.NewErrorDiagnostic("AWS request failed", b.String())
}
