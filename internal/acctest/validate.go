package acctest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// Refusal is a configuration that `terraform validate` refuses.
type Refusal struct {
	// Config has one block, labelled "test".
	Config string
	// Want are texts of the errors, in this order: of titles, details and the lines
	// that are marked.
	Want []string
}

// Refuses validates all of the configurations in one run, without AWS and
// without a provider block, and holds that each is refused with the errors that are
// wanted and that nothing is warned of.
func (e *Env) Refuses(all map[string]Refusal) {
	e.t.Helper()
	w := e.Workspace(RequiredProviders)
	files := map[string]string{}
	for i, title := range slices.Sorted(maps.Keys(all)) {
		label := fmt.Sprintf("case_%d", i)
		files[label+".tf"] = title
		w.Write(label+".tf", strings.Replace(all[title].Config, `"test" {`, fmt.Sprintf("%q {", label), 1))
	}
	out, err := w.Try("validate", "-json")
	if err == nil {
		e.t.Fatal("the configurations are valid")
	}
	var answer tfjson.ValidateOutput
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		e.t.Fatalf("%s: %s", err, out)
	}
	errors := map[string]string{}
	for _, d := range answer.Diagnostics {
		if d.Range == nil || d.Severity != tfjson.DiagnosticSeverityError {
			e.t.Errorf("an error without a place, or a warning: %s: %s", d.Summary, d.Detail)
			continue
		}
		text := d.Summary + "\n" + d.Detail + "\n"
		if d.Snippet != nil {
			text = d.Summary + "\n" + d.Snippet.Code + "\n" + d.Detail + "\n"
		}
		errors[files[d.Range.Filename]] += text
	}
	for title, refusal := range all {
		if !ErrorRegexp(refusal.Want...).MatchString(errors[title]) {
			e.t.Errorf("%s: the errors are\n%s\nand should say\n%s", title, errors[title], strings.Join(refusal.Want, "\n"))
		}
	}
}
