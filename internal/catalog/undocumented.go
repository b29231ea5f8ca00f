package catalog

import (
	"errors"
	"fmt"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Undocumented lists what in an event is not as the documents have it, one
// sentence each: a missing envelope, a detail-type or field that is misspelt, a
// value that its field never has. It leaves alone an event of which the catalog
// knows nothing. An event that is not a JSON object has none.
func (c *Catalog) Undocumented(event []byte) []string {
	object, err := decodeObject(event)
	if err != nil {
		return nil
	}
	var sentences []string
	for _, name := range []string{"source", "detail-type"} {
		if _, isText := object[name].(string); !isText {
			sentences = append(sentences, fmt.Sprintf("It has no %s: an event consists of %s.", prose.Code(name), prose.CodeAnd(fieldNames(c.envelope))))
		}
	}
	if _, there := object["detail"]; !there {
		sentences = append(sentences, "It has no `detail`.")
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
