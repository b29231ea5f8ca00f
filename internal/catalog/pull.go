package catalog

import (
	"errors"
	"io/fs"
	"strings"
)

// Pull is how a source's events are read from a GraphQL API: in windows of time,
// page by page, the newest first. Expressions are JSONata.
type Pull struct {
	// API is the API's name in states and errors, such as "Buildkite".
	API string `json:"api"`
	// Endpoint is the URL that queries are sent to.
	Endpoint string `json:"endpoint"`
	// PortalEndpoint is the URL of a query that the customer has saved, with the
	// places {organization} and {portal}. It is sent the variables alone.
	PortalEndpoint string `json:"portal_endpoint"`
	// Query is the GraphQL query. Its variables are $organization, $from, $to,
	// $first, $after, and $full, which is false for a page without Bulky.
	Query Lines `json:"query"`
	// TypeFilter is the argument of the query's place {filter}, if events are
	// selected by type. {types} is replaced by the types.
	TypeFilter string `json:"type_filter"`
	// Root is the member of the answer's data that is null if the token may not
	// read it, and NoRoot what to say then.
	Root   string `json:"root"`
	NoRoot string `json:"no_root"`
	// Connection is the member of Root with the page, and NoConnection what to
	// say if it is null.
	Connection   string `json:"connection"`
	NoConnection string `json:"no_connection"`
	// Nodes leads from the connection to the events.
	Nodes string `json:"nodes"`
	// Time, ID and Bulky are members of an event: when it occurred, its unique ID,
	// and what is left out if it makes the event too large.
	Time  string `json:"time"`
	ID    string `json:"id"`
	Bulky string `json:"bulky"`
	// RootValue makes the variable $root from Root.
	RootValue string `json:"root_value"`
	// Detail makes the event's detail from an event and $root.
	Detail Lines `json:"detail"`
}

// Lines is text that is written as a list of lines.
type Lines []string

// String is the text in one line.
func (l Lines) String() string {
	lines := make([]string, len(l))
	for i, line := range l {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, " ")
}

// readPull reads the file, or returns nil if there is none.
func readPull(fsys fs.FS, file string) (*Pull, error) {
	var p Pull
	if err := readJSON(fsys, file, &p); errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // most sources are not read through an API
	} else if err != nil {
		return nil, err
	}
	return &p, nil
}
