package catalog

import (
	"errors"
	"fmt"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Undocumented lists what in an event is not as the documents have it, one
// sentence each: a missing envelope, a detail-type or field that is misspelled, a
// value that its field never has. It leaves alone an event of which the catalog
// knows nothing. An event that is not a JSON object has none.
func (c *Catalog) Undocumented(event []byte) []string {
	object, err := decodeObject(event)
	if err != nil {
		return nil
	}
	var sentences, missing []string
	for _, name := range []string{"source", "detail-type"} {
		if _, isText := object[name].(string); !isText {
			missing = append(missing, name)
		}
	}
	if _, there := object["detail"]; !there {
		missing = append(missing, "detail")
	}
	switch len(missing) {
	case 0:
	case 3:
		sentences = append(sentences, fmt.Sprintf("It has no %s, which every event has. It may be the `detail` of an event: write the whole event.", prose.CodeOr(missing)))
	default:
		sentences = append(sentences, fmt.Sprintf("It has no %s, which every event has.", prose.CodeOr(missing)))
	}
	name, hasName := object["detail-type"].(string)
	if !hasName {
		return sentences
	}
	d, err := c.find(name)
	if err != nil {
		var unknown *UnknownDetailTypeError
		if !errors.As(err, &unknown) || unknown.Nearest == "" && unknown.Hint == "" && !c.isOurs(object) {
			return sentences
		}
		return append(sentences, err.Error())
	}
	if source, _ := object["source"].(string); d.Source.checkSource(source) != "" {
		for _, extension := range d.Family.Extensions {
			if extension.Name == name && extension.Source.checkSource(source) == "" {
				d = extension
			}
		}
	}
	for _, problem := range d.checkEvent(object) {
		sentences = append(sentences, problem.Error())
	}
	return sentences
}

// isOurs reports whether the event has the `source` of one of the catalog's
// sources.
func (c *Catalog) isOurs(event map[string]any) bool {
	name, _ := event["source"].(string)
	for _, s := range c.sources {
		if s.checkSource(name) == "" {
			return true
		}
	}
	return false
}
