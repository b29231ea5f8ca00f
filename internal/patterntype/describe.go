package patterntype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// Describe is the detail of a diagnostic about a problem: what is wrong, and
// where it stands in the pattern's text.
func Describe(problem pattern.Problem) string {
	return fmt.Sprintf("%s\n\nAt %s of the event pattern (line %d, column %d).", problem.Detail, problem.Path, problem.Line, problem.Column)
}

// mostReported is how many errors of one pattern are separate diagnostics.
// Whoever adds one to a list of diagnostics looks through the whole list first,
// so that tens of thousands of them take minutes.
const mostReported = 100

// Report makes diagnostics of the errors among the problems: one for each, or
// for each of the first hundred and one that tells how many more there are.
func Report(at path.Path, problems pattern.Problems) diag.Diagnostics {
	var diags diag.Diagnostics
	errors := problems.Errors()
	for i, problem := range errors {
		if i == mostReported {
			diags.AddAttributeError(at, "More event pattern problems", fmt.Sprintf("The event pattern has %d more problems, which `provider::eventbridge::pattern_problems` lists. "+
				"So many problems often have one cause, such as a string that is not an event pattern.", len(errors)-mostReported))
			break
		}
		diags.AddAttributeError(at, problem.Summary, Describe(problem))
	}
	return diags
}

// ArgumentError is what a function says about an argument that is not an event
// pattern: every error, with its place.
func ArgumentError(problems pattern.Problems) string {
	errors := problems.Errors()
	var b strings.Builder
	if len(errors) == 1 {
		b.WriteString("the event pattern is not valid.")
	} else {
		fmt.Fprintf(&b, "the event pattern is not valid; %d problems were found.", len(errors))
	}
	for i, problem := range errors {
		if i == mostShown {
			fmt.Fprintf(&b, "\n\nAnd %d more, which `provider::eventbridge::pattern_problems` lists", len(errors)-mostShown)
			return b.String()
		}
		fmt.Fprintf(&b, "\n\n%s: %s At %s (line %d, column %d).", problem.Summary, problem.Detail, problem.Path, problem.Line, problem.Column)
	}
	return strings.TrimSuffix(b.String(), ".") // Terraform puts a full stop after it
}

// mostShown is how many problems one message lists.
const mostShown = 20

// Warnings are the warnings among the problems of a pattern that no finding of the
// catalog is about: each thing is said once.
func Warnings(problems pattern.Problems, findings []catalog.Finding) pattern.Problems {
	return slices.DeleteFunc(problems.Warnings(), func(p pattern.Problem) bool {
		return slices.ContainsFunc(findings, func(f catalog.Finding) bool {
			rest, same := strings.CutPrefix(f.JSONPath, p.Path)
			return same && (rest == "" || rest[0] == '.' || rest[0] == '[') && p.Path != "$" || strings.HasPrefix(p.Path, f.JSONPath+"[") && f.JSONPath != "$"
		})
	})
}
