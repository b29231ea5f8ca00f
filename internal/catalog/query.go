package catalog

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Query is a query for CloudWatch Logs Insights on a log group with a source's
// events.
type Query struct {
	// Name is unique among all sources, such as "buildkite_failed_builds".
	Name string
	// Description is one sentence or more.
	Description string
	// Text is the query, in Logs Insights QL.
	Text   string
	Source *Source
}

// Queries lists the queries of all sources, by name.
func (c *Catalog) Queries() []Query {
	var queries []Query
	for _, source := range c.sources {
		queries = append(queries, source.Queries...)
	}
	slices.SortFunc(queries, func(a, b Query) int { return strings.Compare(a.Name, b.Name) })
	return queries
}

// readQueries reads a folder of queries: text files named after the query, each
// with its description as a comment in the first line.
func readQueries(fsys fs.FS, source *Source) error {
	files, err := fs.Glob(fsys, source.Name+"/queries/*.txt")
	if err != nil {
		return err
	}
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return err
		}
		comment, text, _ := strings.Cut(string(data), "\n")
		description, ok := strings.CutPrefix(comment, "# ")
		if text = strings.TrimSpace(text); !ok || text == "" {
			return fmt.Errorf("%s: the first line must be a comment, and the query must follow", file)
		}
		source.Queries = append(source.Queries, Query{Name: strings.TrimSuffix(path.Base(file), ".txt"), Description: description, Text: text, Source: source})
	}
	return nil
}
