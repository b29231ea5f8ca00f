package rule

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// check asks the catalog whether the rule can ever match, and evaluates the
// events it must and must not match.
func (r *rule) check(planned, before, config values, made expansion) diag.Diagnostics {
	var diags diag.Diagnostics
	parsed, problems := patterntype.Parse(made.text)
	if parsed == nil {
		return diags
	}
	if isNews(planned, before) {
		ofCatalog, findings := r.checkCatalog(planned, before == nil, made)
		if made.complete {
			for _, p := range patterntype.Warnings(problems, findings) {
				if at := made.origins.find(parsed, p.Path); !made.origins.ofMatcher(at) {
					diags.AddAttributeWarning(at, p.Summary, patterntype.Describe(p))
				}
			}
		}
		diags.Append(ofCatalog...)
	}
	if made.complete {
		diags.Append(checkAllEvents(parsed, config)...)
	}
	return diags
}

// checkLate checks while applying what could not be known while planning: all
// of it where the pattern was not, else the events alone.
func (r *rule) checkLate(planned values, patternWasUnknown bool, made expansion) diag.Diagnostics {
	if patternWasUnknown {
		return r.check(planned, nil, planned, made)
	}
	parsed, _ := patterntype.Parse(planned.text(attrPattern).ValueString())
	if parsed == nil {
		return nil
	}
	return checkAllEvents(parsed, planned)
}

// checkAllEvents evaluates the events that the rule must and must not match.
func checkAllEvents(parsed *pattern.Pattern, of values) diag.Diagnostics {
	diags := checkEvents(parsed, attrMustMatch, of.list(attrMustMatch), true)
	diags.Append(checkEvents(parsed, attrMustNotMatch, of.list(attrMustNotMatch), false)...)
	return diags
}

// checkCatalog reports what the catalog finds. It returns the findings, too.
func (r *rule) checkCatalog(planned values, isNew bool, made expansion) (diag.Diagnostics, []catalog.Finding) {
	var diags diag.Diagnostics
	mode := r.catalogCheck(planned)
	parsed, _ := patterntype.Parse(made.documented)
	if mode == checkOff || parsed == nil {
		return diags, nil
	}
	whole := made.complete && made.documented == made.text
	scope := catalog.Scope{Family: r.family()}
	if bus := planned.text(attrBus); isSet(bus) {
		scope.EventBusName = awsclient.BusName(bus.ValueString())
	}
	findings := r.catalog().Check(parsed, scope)
	for _, finding := range findings {
		at := made.origins.find(parsed, finding.JSONPath)
		if finding.AboutBus() {
			at = path.Root(attrBus)
		}
		switch {
		case finding.Severity == catalog.Mistake && mode == checkError:
			diags.AddAttributeError(at, finding.Summary, finding.Detail+
				"\n\nIf the catalog is out of date, set `catalog_check` to \"warn\" or \"off\", on this rule or on the provider.")
		case finding.Severity == catalog.Mistake:
			diags.AddAttributeWarning(at, finding.Summary, finding.Detail)
		case !whole:
			// With more conditions it may hold no more.
		case finding.Code == catalog.MatchesAll && !isNew:
			// Said when the rule was new.
		default:
			diags.AddAttributeWarning(at, finding.Summary, finding.Detail)
		}
	}
	return diags, findings
}

// catalogCheck is what to do with findings. What is not known yet is decided
// when it is known.
func (r *rule) catalogCheck(planned values) string {
	own := planned.text(attrCatalogCheck)
	switch {
	case own.IsUnknown():
		return checkOff
	case !own.IsNull():
		return own.ValueString()
	case r.Meta != nil && r.Meta.CatalogCheck != "":
		return r.Meta.CatalogCheck
	}
	return checkError
}

// checkEvents evaluates events that must match, or must not.
func checkEvents(parsed *pattern.Pattern, attribute string, events types.List, must bool) diag.Diagnostics {
	var diags diag.Diagnostics
	for i, element := range events.Elements() {
		event, ok := element.(types.String)
		if !ok || event.IsUnknown() {
			continue
		}
		at := path.Root(attribute).AtListIndex(i)
		explanation, err := parsed.Explain([]byte(event.ValueString()))
		if err != nil {
			diags.AddAttributeError(at, "Event that cannot be read", fmt.Sprintf("Element %d of `%s` is not an event: %s. Give the whole event as JSON, with its envelope.", i, attribute, reason(err)))
			continue
		}
		if explanation.Matches == must {
			continue
		}
		name := eventName(event.ValueString())
		if must {
			diags.AddAttributeError(at, "Event that has to match and does not", fmt.Sprintf("The rule does not match element %d of `%s`, %s.\n\n%s", i, attribute, name, decided(explanation)))
		} else {
			diags.AddAttributeError(at, "Event that must not match and does", fmt.Sprintf("The rule matches element %d of `%s`, %s.\n\n%s", i, attribute, name, decided(explanation)))
		}
	}
	return diags
}

func reason(err error) string {
	var at *pattern.EventError
	if errors.As(err, &at) {
		return fmt.Sprintf("%s (line %d, column %d)", at.Reason, at.Line, at.Column)
	}
	return err.Error()
}

func decided(explanation pattern.Explanation) string {
	if explanation.Text != "" {
		return explanation.Text
	}
	value := explanation.Value
	if value == "" {
		value = "nothing"
	}
	return fmt.Sprintf("%s decided: the event pattern asks for %s, and the event has %s.", explanation.Path, explanation.Pattern, value)
}

// eventName names an event to the user by its detail-type and id.
func eventName(text string) string {
	var event struct {
		ID         string `json:"id"`
		DetailType string `json:"detail-type"`
	}
	if err := json.Unmarshal([]byte(text), &event); err != nil || event.DetailType == "" {
		return "an event without detail-type"
	}
	if event.ID == "" {
		return fmt.Sprintf("an event %q", event.DetailType)
	}
	return fmt.Sprintf("event %q with id %q", event.DetailType, event.ID)
}
