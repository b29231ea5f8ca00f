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
	if len(other.Enum) > len(f.Enum) {
		// Where detail-types narrow an enumeration, the widest one describes it.
		f.Description, f.EnumSources = other.Description, other.EnumSources
		f.Enum = append(slices.Clone(other.Enum), f.Enum...)
	} else {
		f.Enum = append(slices.Clone(f.Enum), other.Enum...)
	}
	f.Enum = deduplicate(f.Enum)
	f.Expected = nil
	if f.Since != other.Since && (other.Since == "" || f.Since != "" && other.Since < f.Since) {
		f.Since = other.Since
	}
	var err error
	f.Fields, err = mergeFields(f.Fields, other.Fields, detailType)
	return err
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
