package emulator

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
)

// queryService is a service that speaks the AWS query protocol: the operation
// is the form value Action, the answer is XML.
type queryService struct {
	prefix     string // the IAM prefix
	version    string // of the API; it tells services apart
	namespace  string // of the XML
	operations map[string]queryOperation
}

type queryOperation struct {
	// writes is true when the operation changes something that reads see.
	writes   bool
	unsigned bool
	run      func(c *call, form url.Values) (any, error)
}

func (s *queryService) name() string { return s.prefix }

func (s *queryService) claims(r *http.Request, body []byte) (string, bool) {
	form := queryForm(body)
	if r.Method == http.MethodGet {
		form = r.URL.Query()
	}
	return form.Get("Action"), form.Has("Action") && form.Get("Version") == s.version
}

func queryForm(body []byte) url.Values {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return url.Values{}
	}
	return form
}

func (s *queryService) operation(name string) (operation, bool) {
	op, ok := s.operations[name]
	return operation{read: !op.writes, unsigned: op.unsigned, run: func(c *call, body []byte) (any, error) {
		return op.run(c, queryForm(body))
	}}, ok
}

func (s *queryService) summary(body []byte) map[string]any {
	out := map[string]any{}
	for name, values := range queryForm(body) {
		if name != "Action" && name != "Version" {
			out[name] = strings.Join(values, ",")
		}
	}
	return out
}

func (s *queryService) writeResult(w http.ResponseWriter, c *call, out any) {
	writeXML(w, http.StatusOK, &queryEnvelope{
		XMLName: xml.Name{Local: c.operation + "Response"}, Namespace: s.namespace,
		Result: out, RequestID: c.requestID,
	})
}

// queryEnvelope is the frame around a result.
type queryEnvelope struct {
	XMLName   xml.Name
	Namespace string `xml:"xmlns,attr"`
	Result    any
	RequestID string `xml:"ResponseMetadata>RequestId"`
}

type queryError struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// queryCodes are codes that the query protocol spells in another way.
var queryCodes = map[string]string{
	"ThrottlingException":                 "Throttling",
	"AccessDeniedException":               "AccessDenied",
	"InternalException":                   "InternalFailure",
	"ServiceUnavailableException":         "ServiceUnavailable",
	"UnrecognizedClientException":         "InvalidClientTokenId",
	"MissingAuthenticationTokenException": "MissingAuthenticationToken",
	"UnknownOperationException":           "InvalidAction",
}

func (s *queryService) writeError(w http.ResponseWriter, c *call, err *apiError) {
	code, status, kind := err.Code, err.status(), "Sender"
	if renamed, ok := queryCodes[code]; ok {
		code = renamed
	}
	switch {
	case code == "ExpiredTokenException" && !strings.HasSuffix(c.operation, "WithWebIdentity"):
		code, status = "ExpiredToken", http.StatusForbidden
	case code == "AccessDenied" || code == "InvalidClientTokenId":
		status = http.StatusForbidden
	}
	if status >= http.StatusInternalServerError {
		kind = "Receiver"
	}
	writeXML(w, status, &queryError{
		Namespace: s.namespace, Type: kind, Code: code, Message: err.Message, RequestID: c.requestID,
	})
}

func writeXML(w http.ResponseWriter, status int, value any) {
	text, err := xml.Marshal(value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client went away: nobody is left to tell
}
