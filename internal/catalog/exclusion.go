package catalog

import "slices"

// Exclusion is a documented statement that some things never hold at once:
// at least one of its terms is false in every event.
type Exclusion struct {
	Terms []Term
	// Description says why, in words for a message.
	Description string
}

// Term is one part of an exclusion: the field has the value or, without one, any
// value but null.
type Term struct {
	Field []string // path from detail
	Value string   // as JSON text
}

// collectExclusions reads the "not" schemas of an object: allOf with members
// {"description": why, "not": {"required": [...], "properties": {...}}}.
func (b *builder) collectExclusions(at []string, layers []layer) {
	for _, l := range layers {
		for _, member := range l.schema.AllOf {
			e := &Exclusion{Description: member.Description}
			for _, p := range member.Not.Properties {
				e.Terms = append(e.Terms, Term{Field: append(slices.Clip(at), p.name), Value: string(p.schema.Const)})
			}
			b.exclusions = append(b.exclusions, e)
		}
	}
}
