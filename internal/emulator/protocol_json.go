package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const jsonContentType = "application/x-amz-json-1.1"

// jsonService is a service that speaks AWS JSON 1.1: the operation is in the
// header X-Amz-Target, input and output are JSON.
type jsonService struct {
	prefix       string // the IAM prefix
	targetPrefix string // what stands before the dot in X-Amz-Target
	// invalidCode is the error code of an input that breaks the service model.
	invalidCode string
	operations  map[string]operation
}

func (s *jsonService) name() string { return s.prefix }

func (s *jsonService) claims(r *http.Request, _ []byte) (string, bool) {
	prefix, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	return operation, ok && prefix == s.targetPrefix
}

func (s *jsonService) operation(name string) (operation, bool) {
	op, ok := s.operations[name]
	return op, ok
}

func (s *jsonService) summary(body []byte) map[string]any {
	var input map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&input); err != nil {
		return nil
	}
	return input
}

func (s *jsonService) writeResult(w http.ResponseWriter, _ *call, out any) {
	w.Header().Set("Content-Type", jsonContentType)
	if out == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	writeJSON(w, out)
}

func (s *jsonService) writeError(w http.ResponseWriter, _ *call, err *apiError) {
	w.Header().Set("Content-Type", jsonContentType)
	w.Header().Set("X-Amzn-ErrorType", err.Code)
	w.WriteHeader(err.status())
	writeJSON(w, map[string]string{"__type": err.Code, "message": err.Message})
}

func writeJSON(w http.ResponseWriter, value any) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) // the client went away: nobody is left to tell
}

// reads and writes register an operation with its input checked against the
// tags of In (see validate.go).
func reads[In, Out any](s *jsonService, name string, run func(*call, *In) (*Out, error)) {
	s.operations[name] = operation{read: true, run: jsonRun(s, run)}
}

func writes[In, Out any](s *jsonService, name string, run func(*call, *In) (*Out, error)) {
	s.operations[name] = operation{run: jsonRun(s, run)}
}

// nothing is the output of an operation that answers with an empty body.
type nothing struct{}

func jsonRun[In, Out any](s *jsonService, run func(*call, *In) (*Out, error)) func(*call, []byte) (any, error) {
	return func(c *call, body []byte) (any, error) {
		in := new(In)
		if len(bytes.TrimSpace(body)) > 0 {
			if err := json.Unmarshal(body, in); err != nil {
				return nil, serializationError(err)
			}
		}
		if err := validate(in, s.invalidCode); err != nil {
			return nil, err
		}
		out, err := run(c, in)
		if err != nil {
			return nil, err
		}
		if _, empty := any(out).(*nothing); empty || out == nil {
			return nil, nil //nolint:nilnil // an empty body
		}
		return out, nil
	}
}

func serializationError(err error) *apiError {
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return failf("SerializationException", "%s value can not be converted to %s (at %s)",
			strings.ToUpper(mismatch.Value), mismatch.Type, mismatch.Field)
	}
	return failf("SerializationException", "The request is not valid JSON: %v", err)
}

// epoch is a time as JSON protocols carry it: seconds since 1970, with a fraction.
type epoch time.Time

func epochOf(t time.Time) *epoch {
	e := epoch(t)
	return &e
}

// MarshalJSON writes seconds with milliseconds.
func (e epoch) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(time.Time(e).UnixMilli())/1000, 'f', 3, 64), nil
}

// UnmarshalJSON reads seconds, or the ISO 8601 text that some clients send.
func (e *epoch) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "null" || text == "" {
		return nil
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		*e = epoch(time.UnixMilli(int64(seconds * 1000)).UTC())
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return fmt.Errorf("not a time: %s", text)
	}
	*e = epoch(t.UTC())
	return nil
}

// value is what p points at, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// pointer points at v, or is nil for the zero value: AWS leaves out what is not set.
func pointer[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
