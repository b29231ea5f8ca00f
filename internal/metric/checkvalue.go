package metric

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

func (k *checker) duration() {
	ends := map[string]string{"from": k.spec.Duration.From, "to": k.spec.Duration.To}
	for _, end := range []string{"from", "to"} {
		if ends[end] == "" {
			continue
		}
		at := []string{"duration", end}
		var nullable []string
		for i, found := range k.field(at, ends[end]) {
			if found.kind() != catalog.Time {
				k.add(Undocumented, at, "Field is not a timestamp", "`%s` is a field of type %s, but a duration is the difference of two timestamps.%s", ends[end], found.kind(), k.examples(catalog.Time))
				break
			}
			if k.alwaysNull(at, ends[end], i, found) {
				nullable = nil
				break
			}
			if found.key != "" || found.field.Nullable {
				nullable = append(nullable, k.types[i].Name)
			}
		}
		if len(nullable) > 0 && !k.spec.ofPreset() {
			k.add(Silent, at, "Timestamp can be null", "`%s` can be null in %s. For such an event nothing is published, and nothing fails. This warning is only shown when the duration is new.", ends[end], prose.CodeAnd(nullable))
		}
	}
	switch {
	case ends["from"] == "" || ends["to"] == "":
	case ends["from"] == ends["to"]:
		k.add(Invalid, []string{"duration", "to"}, "Duration is always zero", "`from` and `to` are both `%s`, so every duration would be 0.", ends["to"])
	case k.isBackwards():
		k.add(Undocumented, []string{"duration", "to"}, "Duration is negative",
			"In the documented events `%s` is later than `%s`, and a negative duration is not published. Swap `from` and `to`.", ends["from"], ends["to"])
	}
}

// isBackwards reports whether every documented event that has both ends has the
// later one first. Of different things, such as a build and one of its jobs,
// either may be the first.
func (k *checker) isBackwards() bool {
	if from := k.spec.Duration.From; from != "time" && parent(from) != parent(k.spec.Duration.To) {
		return false
	}
	found := 0
	for _, d := range k.types {
		for _, sample := range d.Samples {
			from, okFrom := timeAt(sample.JSON, k.spec.Duration.From)
			to, okTo := timeAt(sample.JSON, k.spec.Duration.To)
			if !okFrom || !okTo {
				continue
			}
			if !from.After(to) {
				return false
			}
			found++
		}
	}
	return found > 0
}

func parent(path string) string { return path[:strings.LastIndexByte(path, '.')+1] }

// timeAt is the time at a path of an event.
func timeAt(event []byte, path string) (time.Time, bool) {
	var at any
	if json.Unmarshal(event, &at) != nil {
		return time.Time{}, false
	}
	for name := range strings.SplitSeq(path, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return time.Time{}, false
		}
		at = object[name]
	}
	text, _ := at.(string) // "" is no time
	for _, layout := range []string{"2006-01-02 15:04:05 UTC", time.RFC3339} {
		if when, err := time.Parse(layout, text); err == nil {
			return when, true
		}
	}
	return time.Time{}, false
}

// ofPreset reports whether the duration is that of the preset, of which the guide
// tells what publishes nothing.
func (s Spec) ofPreset() bool {
	preset, found := PresetOf(s.Preset)
	return found && preset.Duration != nil && s.Duration != nil && *preset.Duration == *s.Duration
}

// alwaysNull reports a field without which no event of a detail-type would ever
// publish anything.
func (k *checker) alwaysNull(at []string, path string, i int, found resolved) bool {
	if found.key != "" || found.field.Const != "null" && (!found.field.ExpectsNull || len(found.field.Expected) > 0) {
		return false
	}
	k.add(Undocumented, at, "Field is always null", "`%s` is always null in `%s`, so nothing would be published for these events. Choose another detail-type or field.", path, k.types[i].Name)
	return true
}

func (k *checker) number() {
	at := []string{"field"}
	for i, found := range k.field(at, k.spec.Field) {
		if found.kind() != catalog.Number {
			hint := k.examples(catalog.Number)
			if found.field.Format == catalog.NumberText {
				hint = " It is a number in a string." + hint
			}
			k.add(Undocumented, at, "Field is not a number", "`%s` is a field of type %s, but the value of a metric is a number.%s", k.spec.Field, found.kind(), hint)
			return
		}
		if k.alwaysNull(at, k.spec.Field, i, found) {
			return
		}
	}
}

// examples names the fields of a kind that the events have.
func (k *checker) examples(kind catalog.Kind) string {
	var names []string
	if len(k.types) > 0 {
		catalog.Walk(k.types[0].Fields, func(f *catalog.Field) bool {
			if f.Kind == kind {
				names = append(names, "detail."+strings.Join(f.Path, "."))
			}
			return true
		})
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf(" Such fields are %s.", prose.CodeAnd(names))
}
