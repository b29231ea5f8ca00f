package emulator

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	cloudwatchVersion   = "2010-08-01"
	cloudwatchNamespace = "http://monitoring.amazonaws.com/doc/2010-08-01/"
	cloudwatchTarget    = "GraniteServiceVersion20100801"
)

// wire is how a service's inputs are read and its answers are written.
type wire interface {
	claims(r *http.Request, body []byte) (operation string, ok bool)
	read(body []byte) (map[string]any, error)
	writeResult(w http.ResponseWriter, c *call, out any)
	writeError(w http.ResponseWriter, c *call, err *apiError)
}

// cloudwatchService is CloudWatch metrics in one of its protocols: CBOR as the
// SDK for Go sends it, the query protocol and AWS JSON.
type cloudwatchService struct {
	wire       wire
	operations map[string]metricOperation
}

type metricOperation struct {
	read bool
	run  func(c *call, tree map[string]any) (any, error)
}

// newCloudWatchServices makes CloudWatch in all its protocols; they share one state.
func newCloudWatchServices() []service {
	operations := map[string]metricOperation{}
	metricWrites(operations, "PutMetricData", putMetricData)
	metricReads(operations, "GetMetricData", getMetricData)
	metricReads(operations, "GetMetricStatistics", getMetricStatistics)
	metricReads(operations, "ListMetrics", listMetrics)
	registerDashboards(operations)
	var out []service
	for _, w := range []wire{cborWire{}, queryWire{}, jsonWire{}} {
		out = append(out, &cloudwatchService{wire: w, operations: operations})
	}
	return out
}

func metricReads[In, Out any](operations map[string]metricOperation, name string, run func(*call, *In) (*Out, error)) {
	operations[name] = metricOperation{read: true, run: metricRun(run)}
}

func metricWrites[In, Out any](operations map[string]metricOperation, name string, run func(*call, *In) (*Out, error)) {
	operations[name] = metricOperation{run: metricRun(run)}
}

func metricRun[In, Out any](run func(*call, *In) (*Out, error)) func(*call, map[string]any) (any, error) {
	return func(c *call, tree map[string]any) (any, error) {
		in := new(In)
		if err := putTree(tree, in); err != nil {
			return nil, err
		}
		out, err := run(c, in)
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}

func (s *cloudwatchService) name() string { return "cloudwatch" }

func (s *cloudwatchService) claims(r *http.Request, body []byte) (string, bool) {
	return s.wire.claims(r, body)
}

func (s *cloudwatchService) operation(name string) (operation, bool) {
	op, ok := s.operations[name]
	return operation{read: op.read, run: func(c *call, body []byte) (any, error) {
		tree, err := s.wire.read(body)
		if err != nil {
			return nil, failf("SerializationException", "The request cannot be read: %v", err)
		}
		return op.run(c, tree)
	}}, ok
}

func (s *cloudwatchService) summary(body []byte) map[string]any {
	tree, err := s.wire.read(body)
	if err != nil {
		return nil
	}
	return tree
}

func (s *cloudwatchService) writeResult(w http.ResponseWriter, c *call, out any) {
	s.wire.writeResult(w, c, out)
}

func (s *cloudwatchService) writeError(w http.ResponseWriter, c *call, err *apiError) {
	s.wire.writeError(w, c, err)
}

// cloudwatchState is CloudWatch in one region of one account. Points are only
// ever added.
type cloudwatchState struct {
	points []metricPoint
}

// metricPoint is one sample, or what a statistic set or values with counts say
// of many.
type metricPoint struct {
	namespace, name string
	dimensions      map[string]string
	unit            string
	at              time.Time
	resolution      int64 // seconds
	values          []weighted
	statistics      *statisticSet // instead of values
	origin          string
}

// weighted is a value that was seen a number of times.
type weighted struct{ value, count float64 }

func (s *cloudwatchState) snapshot() state {
	out := *s
	out.points = slices.Clip(s.points)
	return &out
}

func metricsIn(s *store, account, region string) *cloudwatchState {
	return stateOf(s, stateKey{"cloudwatch", account, region}, func(stateKey) *cloudwatchState { return &cloudwatchState{} })
}

// metricKey is what makes two metrics the same one: the name and exactly the
// same dimensions.
func metricKey(namespace, name string, dimensions map[string]string) string {
	var b strings.Builder
	b.WriteString(namespace + "\x00" + name)
	for _, key := range slices.Sorted(maps.Keys(dimensions)) {
		b.WriteString("\x00" + key + "\x01" + dimensions[key])
	}
	return b.String()
}

func (p *metricPoint) key() string { return metricKey(p.namespace, p.name, p.dimensions) }

// jsonWire is AWS JSON 1.0.
type jsonWire struct{}

const json10ContentType = "application/x-amz-json-1.0"

func (jsonWire) claims(r *http.Request, _ []byte) (string, bool) {
	prefix, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	return operation, ok && prefix == cloudwatchTarget
}

func (jsonWire) read(body []byte) (map[string]any, error) {
	out := map[string]any{}
	if len(bytes.TrimSpace(body)) == 0 {
		return out, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	return out, decoder.Decode(&out)
}

func (jsonWire) writeResult(w http.ResponseWriter, _ *call, out any) {
	w.Header().Set("Content-Type", json10ContentType)
	writeJSON(w, out)
}

func (jsonWire) writeError(w http.ResponseWriter, _ *call, err *apiError) {
	w.Header().Set("Content-Type", json10ContentType)
	w.Header().Set("X-Amzn-Query-Error", queryErrorHeader(err))
	w.WriteHeader(err.status())
	writeJSON(w, map[string]string{"__type": modelName(err.Code), "message": err.Message})
}

// cloudwatchErrors are error codes of the query protocol whose shapes have
// another name in the service model. CBOR and JSON carry the shape's name, and
// the code in the header X-Amzn-Query-Error.
var cloudwatchErrors = map[string]string{
	"InvalidParameterValue":       "InvalidParameterValueException",
	"InvalidParameterCombination": "InvalidParameterCombinationException",
	"MissingParameter":            "MissingRequiredParameterException",
	"InternalServiceError":        "InternalServiceFault",
	"InvalidParameterInput":       "DashboardInvalidInputError",
	"ResourceNotFound":            "DashboardNotFoundError",
}

func modelName(code string) string {
	if name, ok := cloudwatchErrors[code]; ok {
		return name
	}
	return code
}

func queryErrorHeader(err *apiError) string {
	fault := "Sender"
	if err.status() >= http.StatusInternalServerError {
		fault = "Receiver"
	}
	return err.Code + ";" + fault
}
