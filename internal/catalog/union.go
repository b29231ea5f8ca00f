package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// union merges the fields of several detail-types into one tree, in which each
// field says which of them carry it.
func union(types []*DetailType) ([]*Field, error) {
	var merged []*Field
	for _, t := range types {
		var err error
		if merged, err = mergeFields(merged, t.Fields, t.Name); err != nil {
			return nil, err
		}
	}
	Walk(merged, func(f *Field) bool {
		if len(f.DetailTypes) < len(types) {
			f.Presence = leastCertain(f.Presence, Sometimes)
		}
		return true
	})
	return merged, nil
}

func mergeFields(into, from []*Field, detailType string) ([]*Field, error) {
	for i, field := range from {
		known := slices.IndexFunc(into, func(f *Field) bool { return f.Name == field.Name })
		if known >= 0 {
			if err := into[known].merge(field, detailType); err != nil {
				return nil, err
			}
			continue
		}
		added := *field
		added.DetailTypes = []string{detailType}
		added.Fields = nil
		var err error
		if added.Fields, err = mergeFields(nil, field.Fields, detailType); err != nil {
			return nil, err
		}
		into = slices.Insert(into, place(into, from[:i]), &added)
	}
	return into, nil
}

// place is where a new field belongs: behind the last of those that stand
// before it in its own detail-type.
func place(into, before []*Field) int {
	for _, b := range slices.Backward(before) {
		if i := slices.IndexFunc(into, func(f *Field) bool { return f.Name == b.Name }); i >= 0 {
			return i + 1
		}
	}
	return len(into)
}

func (f *Field) merge(other *Field, detailType string) error {
	if f.Kind != other.Kind || f.Format != other.Format {
		return fmt.Errorf("%s is %s in %s, and %s in %s", strings.Join(f.Path, "."), f.Kind, f.DetailTypes[0], other.Kind, detailType)
	}
	f.DetailTypes = append(f.DetailTypes, detailType)
	f.Nullable = f.Nullable || other.Nullable
	f.Empty = f.Empty && other.Empty
	f.Presence = leastCertain(f.Presence, other.Presence)
	wide, narrow := f, other
	if len(other.Enum) > len(f.Enum) {
		wide, narrow = other, f
	}
	// Where detail-types narrow an enumeration, the widest one describes it.
	f.Description, f.EnumSources = wide.Description, mergeEnumSources(wide, narrow)
	f.Enum = deduplicate(append(slices.Clone(wide.Enum), narrow.Enum...))
	f.Expected, f.ExpectsNull = nil, false
	if f.Since != other.Since && (other.Since == "" || f.Since != "" && other.Since < f.Since) {
		f.Since = other.Since
	}
	var err error
	f.Fields, err = mergeFields(f.Fields, other.Fields, detailType)
	return err
}

// mergeEnumSources adds to the sources of one enumeration those of the values
// that only the other one has.
func mergeEnumSources(wide, narrow *Field) []EnumSource {
	merged := slices.Clone(wide.EnumSources)
	for _, s := range narrow.EnumSources {
		added := slices.DeleteFunc(slices.Clone(s.Values), func(value string) bool { return slices.Contains(wide.Enum, value) })
		if len(added) > 0 {
			merged = append(merged, EnumSource{Documents: s.Documents, Values: added})
		}
	}
	return merged
}

func deduplicate(values []string) []string {
	var unique []string
	for _, value := range values {
		if !slices.Contains(unique, value) {
			unique = append(unique, value)
		}
	}
	return unique
}
