package metric

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Severity says how bad a finding is.
type Severity int

// The severities.
const (
	// Invalid is what AWS refuses or what can't be made.
	Invalid Severity = iota
	// Undocumented is what does not match the documented events.
	Undocumented
	// Costly is what makes very many metrics.
	Costly
	// Silent is what makes some of the events publish nothing.
	Silent
	// Doubtful is what is valid, but hardly meant.
	Doubtful
)

// Finding is something that is wrong with a metric.
type Finding struct {
	Severity Severity
	// At leads to what is wrong: an attribute, and the keys or names below it.
	At              []string
	Summary, Detail string
}

// Check holds a metric against the documented events and the limits of
// CloudWatch. What is empty is not known yet and is left out.
func (s Spec) Check(c *catalog.Catalog) []Finding {
	k := &checker{spec: s, catalog: c}
	k.limits()
	k.detailTypes()
	if s.Duration != nil {
		k.duration()
	}
	if s.Field != "" {
		k.number()
	}
	for _, name := range slices.Sorted(maps.Keys(s.Dimensions)) {
		k.dimension(name, s.Dimensions[name])
	}
	for _, path := range slices.Sorted(maps.Keys(s.Where)) {
		k.where(path, s.Where[path])
	}
	k.tellPreset()
	return k.findings
}

// tellPreset says of what does not match that it comes from the preset, and so is
// nowhere in the configuration.
func (k *checker) tellPreset() {
	preset, _ := PresetOf(k.spec.Preset)
	for i, f := range k.findings {
		from := false
		switch f.At[0] {
		case "duration":
			from = k.spec.ofPreset()
		case "dimensions":
			from = maps.Equal(preset.Dimensions, k.spec.Dimensions)
		case "where":
			from = len(preset.Where) > 0 && preset.SameWhere(k.spec)
		}
		if from && preset.Preset != "" {
			k.findings[i].Detail += fmt.Sprintf(" It comes from the preset `%s`: also set `%s`, or keep the preset's `detail_types`.", k.spec.Preset, f.At[0])
		}
	}
}

type checker struct {
	spec     Spec
	catalog  *catalog.Catalog
	types    []*catalog.DetailType
	findings []Finding
}

func (k *checker) add(severity Severity, at []string, summary, format string, args ...any) {
	k.findings = append(k.findings, Finding{Severity: severity, At: at, Summary: summary, Detail: fmt.Sprintf(format, args...)})
}

func (k *checker) limits() {
	s := k.spec
	if s.Namespace != "" {
		if wrong := checkNamespace(s.Namespace); wrong != "" {
			k.add(Invalid, []string{"namespace"}, "Invalid namespace", "%s", wrong)
		}
	}
	if s.Name != "" {
		if wrong := checkName(s.Name); wrong != "" {
			k.add(Invalid, []string{"metric_name"}, "Invalid metric name", "%s", wrong)
		}
	}
	if s.Unit != "" {
		if wrong := s.checkUnit(); wrong != "" {
			k.add(Invalid, []string{"unit"}, "Invalid unit", "%s", wrong)
		}
	}
	if len(s.Dimensions) > maxDimensions {
		k.add(Invalid, []string{"dimensions"}, "Too many dimensions", "A metric can have at most %d dimensions, not %d.", maxDimensions, len(s.Dimensions))
	}
}

func (k *checker) detailTypes() {
	var known []string
	for _, d := range k.catalog.DetailTypes() {
		known = append(known, d.Name)
	}
	for _, name := range k.spec.DetailTypes {
		if d := k.catalog.DetailType(name); d != nil {
			k.types = append(k.types, d)
			continue
		}
		hint := " The documented ones are listed in the guides to the events."
		for _, source := range k.catalog.Sources() {
			if instead, ok := source.NotDetailTypes[name]; ok {
				hint = " " + instead
			}
		}
		if nearest, ok := prose.Nearest(name, known); ok {
			hint = prose.DidYouMean(nearest)
		}
		k.add(Undocumented, []string{"detail_types", name}, "Unknown detail-type", "No documented event has the detail-type %q.%s", name, hint)
	}
	if len(k.types) > 1 {
		for _, d := range k.types[1:] {
			if d.Source != k.types[0].Source {
				k.add(Undocumented, []string{"detail_types", d.Name}, "Detail-types from different sources",
					"%q is an event of %s and %q one of %s; they never arrive on the same event bus. Create a metric for each.",
					k.types[0].Name, k.types[0].Source.Title, d.Name, d.Source.Title)
			}
		}
	}
}

// field finds a field in every detail-type of the metric, and reports where it
// is not.
func (k *checker) field(at []string, path string) []resolved {
	var out []resolved
	var without []string
	for _, d := range k.types {
		if found, ok := resolve(d, strings.Split(path, ".")); ok {
			out = append(out, found)
		} else {
			without = append(without, d.Name)
		}
	}
	if len(without) == 0 {
		return out
	}
	if slices.Contains(strings.Split(path, "."), "") {
		k.add(Invalid, at, "Invalid path", "%q is not the path of a field. A path consists of names separated by dots, such as `detail.pipeline.slug`.", path)
		return nil
	}
	var known []string
	for _, d := range k.types {
		known = append(known, paths(d)...)
		if at[0] == "dimensions" && hasQueue(d) {
			known = append(known, queueName)
		}
	}
	detail := fmt.Sprintf("`%s` is not a documented field of %s.", path, prose.CodeAnd(without))
	switch nearest, ok := nearestPath(path, known); {
	case len(out) > 0:
		detail += " Other events of `detail_types` have it. Remove the detail-types without it, or create a separate metric for them."
	case ok:
		detail += prose.DidYouMean(nearest)
	default:
		slices.Sort(known)
		detail += " The documented fields are " + prose.CodeAnd(slices.Compact(known)) + "."
	}
	k.add(Undocumented, at, "Unknown field", "%s", detail)
	return nil
}

func nearestPath(path string, known []string) (string, bool) {
	if at := slices.IndexFunc(known, func(name string) bool { return strings.EqualFold(name, path) }); at >= 0 {
		return known[at], true
	}
	if slices.Contains(known, "detail."+path) {
		return "detail." + path, true
	}
	return prose.Nearest(path, known)
}

func (k *checker) dimension(name, text string) {
	at := []string{"dimensions", name}
	if wrong := checkDimensionName(name); wrong != "" {
		k.add(Invalid, at, "Invalid dimension name", "%q: %s", name, wrong)
	}
	switch ref := parseReference(text); ref.Kind {
	case constantRef:
		if wrong := checkConstant(ref.Constant); wrong != "" {
			k.add(Invalid, at, "Invalid constant", "In the dimension %q: %s", name, wrong)
		}
	case queueRef:
		for _, d := range k.types {
			if !hasQueue(d) {
				k.add(Undocumented, at, "No queue in these events", "`%s` has no queue: only job and agent events have one.", d.Name)
				return
			}
		}
	default:
		k.dimensionField(at, text)
	}
}

func hasQueue(d *catalog.DetailType) bool {
	return slices.ContainsFunc(queueFields, func(path string) bool {
		_, ok := resolve(d, strings.Split(path, "."))
		return ok
	})
}

func (k *checker) dimensionField(at []string, text string) {
	for _, found := range k.field(at, text) {
		switch kind := found.kind(); {
		case kind == catalog.Object || kind == catalog.TextList || kind == catalog.Map:
			hint := ""
			if kind == catalog.TextList {
				hint = " For the queue of a job or an agent, write `queue`."
			}
			k.add(Undocumented, at, "Field is not a scalar", "`%s` is a field of type %s, but the value of a dimension is a single string.%s", text, kind, hint)
			return
		case isVaried(found):
			k.add(Costly, at, "High-cardinality dimension",
				"`%s` can have very many values. CloudWatch bills every combination of dimension values as a separate metric. "+
					"Use a field with few values, such as the pipeline, the queue or the state. This warning is only shown when the dimension is new.", text)
			return
		}
	}
}

// varied are the text fields that have a new value in nearly every event; ids,
// times and addresses go without saying.
var varied = []string{"commit", "message", "command", "hostname", "pid", "context", "user_agent", "branch", "number"}

func isVaried(found resolved) bool {
	switch found.kind() {
	case catalog.ID, catalog.Time, catalog.IP:
		return true
	}
	return found.key == "" && slices.Contains(varied, found.field.Name)
}
