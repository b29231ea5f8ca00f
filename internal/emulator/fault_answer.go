package emulator

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

// SetMember is a [Fault.Rewrite] that sets a member of a JSON answer. With
// "NextToken" (CloudWatch Logs and Step Functions: "nextToken") it makes a list
// that never ends.
func SetMember(name string, value any) func([]byte) []byte {
	return func(body []byte) []byte {
		return editObject(body, func(object map[string]any) { object[name] = value })
	}
}

// DropMember is a [Fault.Rewrite] that removes a member of a JSON answer.
func DropMember(name string) func([]byte) []byte {
	return func(body []byte) []byte {
		return editObject(body, func(object map[string]any) { delete(object, name) })
	}
}

// editObject edits a JSON object. An empty body counts as an empty object; other bodies stay.
func editObject(body []byte, edit func(map[string]any)) []byte {
	object := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil && len(body) > 0 {
		return body
	}
	edit(object)
	edited, err := json.Marshal(object)
	if err != nil {
		return body
	}
	return edited
}

// heldAnswer collects an answer, so that a fault can change its body.
type heldAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (a *heldAnswer) WriteHeader(status int) { a.status = status }

func (a *heldAnswer) Write(text []byte) (int, error) { return a.body.Write(text) }

// send writes the answer with its body changed or cut.
func (a *heldAnswer) send(met effect) {
	body := a.body.Bytes()
	if met.rewrite != nil {
		body = met.rewrite(body)
	}
	a.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if a.status != 0 {
		a.ResponseWriter.WriteHeader(a.status)
	}
	if !met.cutBody {
		_, _ = a.ResponseWriter.Write(body) // the client went away: nobody is left to tell
		return
	}
	_, _ = a.ResponseWriter.Write(body[:len(body)/2])
	_ = http.NewResponseController(a.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}
