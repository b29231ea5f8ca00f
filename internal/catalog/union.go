package catalog

import "slices"

// union merges the fields of several detail-types into one tree, in which each
// field says which of them carry it.
func union(types []*DetailType) []*Field {
	var merged []*Field
	for _, t := range types {
		merged = mergeFields(merged, t.Fields, t.Name)
	}
	Walk(merged, func(f *Field) bool {
		if len(f.DetailTypes) < len(types) {
			f.Presence = leastCertain(f.Presence, Sometimes)
		}
		return true
	})
	return merged
}

func mergeFields(into, from []*Field, detailType string) []*Field {
	for i, field := range from {
		known := slices.IndexFunc(into, func(f *Field) bool { return f.Name == field.Name })
		if known >= 0 {
			into[known].merge(field, detailType)
			continue
		}
		added := *field
		added.DetailTypes = []string{detailType}
		added.Fields = mergeFields(nil, field.Fields, detailType)
		into = slices.Insert(into, place(into, from[:i]), &added)
	}
	return into
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

// merge adds what a field is in another detail-type.
func (f *Field) merge(other *Field, detailType string) {
	f.DetailTypes = append(f.DetailTypes, detailType)
	f.Nullable = f.Nullable || other.Nullable
	f.Empty = f.Empty && other.Empty
	f.Presence = leastCertain(f.Presence, other.Presence)
	wide, narrow := f, other
	if len(other.Enum) > len(f.Enum) {
		wide, narrow = other, f
	}
	// Where detail-types narrow an enumeration, the widest one describes it.
	f.Description = wide.Description
	f.Enum = deduplicate(append(slices.Clone(wide.Enum), narrow.Enum...))
	f.Expected, f.ExpectsNull = nil, false
	if f.Since != other.Since && (other.Since == "" || f.Since != "" && other.Since < f.Since) {
		f.Since = other.Since
	}
	f.Fields = mergeFields(f.Fields, other.Fields, detailType)
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
