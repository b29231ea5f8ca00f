package catalog

import "errors"

// Exclusion is a documented statement that some things never hold at once:
// at least one of its terms is false in every event.
type Exclusion struct {
	Terms []Term
	// Description says why, in words for a message.
	Description string
	Documents   []*Document
}

// Term is one part of an exclusion: the field is there and has one of the
// values, or, without values, has any value but null.
type Term struct {
	Field []string // path from detail
	// Values are JSON texts.
	Values []string
	// NotNull tells that every value but null counts.
	NotNull bool
}

// collectExclusions reads the "not" schemas of an object: allOf with members
// {"description": why, "not": {"required": [...], "properties": {...}}}.
func (b *builder) collectExclusions(at []string, layers []layer) error {
	for _, l := range layers {
		for _, member := range l.schema.allOf {
			if member.not == nil || member.description == "" || len(member.not.properties) < 2 {
				return errors.New("allOf must hold objects with a description and a \"not\" with two or more properties")
			}
			source := member.source
			if source == nil {
				source = l.source
			}
			documents, err := b.lookUpDocuments(source)
			if err != nil {
				return err
			}
			e := &Exclusion{Description: member.description, Documents: documents}
			for _, p := range member.not.properties {
				term := Term{Field: append(append([]string(nil), at...), p.name)}
				switch {
				case p.schema.constant != "":
					term.Values = []string{p.schema.constant}
				case p.schema.types != nil:
					term.NotNull = true
				default:
					return errors.New("a property below \"not\" needs const or type")
				}
				e.Terms = append(e.Terms, term)
			}
			b.exclusions = append(b.exclusions, e)
		}
	}
	return nil
}
