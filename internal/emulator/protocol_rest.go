package emulator

import (
	"encoding/json"
	"net/http"
	"regexp"
)

// restService is a service that speaks REST with JSON: the operation follows
// from method and path. What an operation takes from path and query is a member
// of its input like those of the body.
type restService struct {
	jsonService
	routes []restRoute
}

// restRoute leads to an operation. The named groups of the path are members of
// the input.
type restRoute struct {
	method    string
	path      *regexp.Regexp
	operation string
}

func (s *restService) claims(r *http.Request, _ []byte) (string, bool) {
	for _, route := range s.routes {
		if r.Method == route.method && route.path.MatchString(r.URL.Path) {
			return route.operation, true
		}
	}
	return "", false
}

// input is the body with the members that path and query have.
func (s *restService) input(r *http.Request, body []byte) []byte {
	members := map[string]any{}
	if len(body) > 0 && json.Unmarshal(body, &members) != nil {
		return body // the operation reports it
	}
	for name, values := range r.URL.Query() {
		members[name] = values[0]
	}
	for _, route := range s.routes {
		if found := route.path.FindStringSubmatch(r.URL.Path); found != nil && r.Method == route.method {
			for i, name := range route.path.SubexpNames()[1:] {
				members[name] = found[i+1]
			}
		}
	}
	text, err := json.Marshal(members)
	if err != nil {
		return body
	}
	return text
}
