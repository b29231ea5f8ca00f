package pattern

import "slices"

// Find is the leaf with that path outside any "$or" that has an effect, or nil.
func (o *Object) Find(path ...string) *Field {
	var found *Field

	o.walk(func(field *Field) bool {
		if field.Or != nil {
			return false
		}

		if field.IsLeaf() && slices.Equal(field.Path, path) {
			found = field
		}

		return true
	})

	return found
}
