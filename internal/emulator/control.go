package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// serviceEventsPath takes what no AWS API does: an event of an AWS service, such
// as those of AWS DevOps Agent, as an HTTP POST of the whole event. The region
// is the event's own.
const serviceEventsPath = "/_emulator/service-events"

// publishPosted publishes the posted event on the default bus of its region and
// answers with the event's id.
func (e *Emulator) publishPosted(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.Method != http.MethodPost {
		http.Error(w, "POST the event as JSON", http.StatusMethodNotAllowed)
		return
	}
	var event struct {
		Region string `json:"region"`
	}
	if err := json.Unmarshal(body, &event); err != nil {
		http.Error(w, "the body is not an event: "+err.Error(), http.StatusBadRequest)
		return
	}
	if event.Region == "" {
		event.Region = DefaultRegion
	}
	id, err := e.PublishServiceEvent(event.Region, "", body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprintln(w, id)
}
