package emulator

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"
)

// cborWire is Smithy RPC v2 with CBOR, which the SDK for Go speaks.
type cborWire struct{}

func (cborWire) claims(r *http.Request, _ []byte) (string, bool) {
	operation, ok := strings.CutPrefix(r.URL.Path, "/service/"+cloudwatchTarget+"/operation/")
	return operation, ok && r.Header.Get("Smithy-Protocol") == "rpc-v2-cbor"
}

func (cborWire) read(body []byte) (map[string]any, error) {
	if len(body) == 0 {
		return map[string]any{}, nil
	}
	decoded, err := cbor.Decode(body)
	if err != nil {
		return nil, err
	}
	tree, err := treeOfCBOR(decoded)
	if err != nil {
		return nil, err
	}
	out, ok := tree.(map[string]any)
	if !ok {
		return nil, errors.New("a map is needed")
	}
	return out, nil
}

func treeOfCBOR(value cbor.Value) (any, error) {
	switch v := value.(type) {
	case cbor.Map:
		out := make(map[string]any, len(v))
		for name, item := range v {
			tree, err := treeOfCBOR(item)
			if err != nil {
				return nil, err
			}
			out[name] = tree
		}
		return out, nil
	case cbor.List:
		out := make([]any, len(v))
		for i, item := range v {
			tree, err := treeOfCBOR(item)
			if err != nil {
				return nil, err
			}
			out[i] = tree
		}
		return out, nil
	case cbor.String:
		return string(v), nil
	case cbor.Bool:
		return bool(v), nil
	case cbor.Uint:
		return float64(v), nil
	case cbor.NegInt:
		return -float64(v), nil
	case cbor.Float32:
		return float64(v), nil
	case cbor.Float64:
		return float64(v), nil
	case *cbor.Tag:
		return cbor.AsTime(v)
	case *cbor.Nil, *cbor.Undefined:
		return nil, nil //nolint:nilnil // nothing is given
	}
	return nil, fmt.Errorf("a value of the type %T is not expected", value)
}

func (cborWire) writeResult(w http.ResponseWriter, _ *call, out any) {
	writeCBOR(w, http.StatusOK, cborOf(reflect.ValueOf(out)))
}

func (cborWire) writeError(w http.ResponseWriter, _ *call, err *apiError) {
	w.Header().Set("X-Amzn-Query-Error", queryErrorHeader(err))
	out := cbor.Map{
		"__type":  cbor.String("com.amazonaws.cloudwatch#" + modelName(err.Code)),
		"message": cbor.String(err.Message),
		"Message": cbor.String(err.Message),
	}
	if len(err.Validation) > 0 {
		out["dashboardValidationMessages"] = cborOf(reflect.ValueOf(err.Validation))
	}
	writeCBOR(w, err.status(), out)
}

func writeCBOR(w http.ResponseWriter, status int, value cbor.Value) {
	w.Header().Set("Content-Type", "application/cbor")
	w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	w.WriteHeader(status)
	_, _ = w.Write(cbor.Encode(value)) // the client went away: nobody is left to tell
}

// cborOf writes a result. What is nil is left out.
func cborOf(v reflect.Value) cbor.Value {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if at, ok := v.Interface().(epoch); ok {
		return &cbor.Tag{ID: 1, Value: cbor.Float64(float64(time.Time(at).UnixMilli()) / 1000)}
	}
	switch v.Kind() {
	case reflect.Struct:
		out := cbor.Map{}
		for i := range v.NumField() {
			if field := v.Field(i); !isNil(field) {
				out[v.Type().Field(i).Name] = cborOf(field)
			}
		}
		return out
	case reflect.Slice:
		out := make(cbor.List, v.Len())
		for i := range v.Len() {
			out[i] = cborOf(v.Index(i))
		}
		return out
	case reflect.Map:
		out := cbor.Map{}
		for _, key := range v.MapKeys() {
			out[key.String()] = cborOf(v.MapIndex(key))
		}
		return out
	case reflect.Float64:
		return cbor.Float64(v.Float())
	case reflect.Bool:
		return cbor.Bool(v.Bool())
	case reflect.Int64:
		return cbor.Uint(max(0, v.Int())) // a size
	}
	return cbor.String(v.String())
}

// queryWire is the query protocol, which older clients speak.
type queryWire struct{}

func (queryWire) service() *queryService {
	return &queryService{prefix: "cloudwatch", version: cloudwatchVersion, namespace: cloudwatchNamespace}
}

func (q queryWire) claims(r *http.Request, body []byte) (string, bool) {
	return q.service().claims(r, body)
}

func (queryWire) read(body []byte) (map[string]any, error) { return formTree(queryForm(body)), nil }

func (q queryWire) writeResult(w http.ResponseWriter, c *call, out any) {
	var result any
	if v := reflect.ValueOf(out); v.Elem().NumField() > 0 {
		result = xmlResult{name: c.operation + "Result", value: v}
	}
	q.service().writeResult(w, c, result)
}

func (q queryWire) writeError(w http.ResponseWriter, c *call, err *apiError) {
	q.service().writeError(w, c, err)
}

// xmlResult writes a result as the query protocol does: entries of lists are
// elements named "member".
type xmlResult struct {
	name  string
	value reflect.Value
}

// MarshalXML writes the result.
func (r xmlResult) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return writeElement(e, r.name, r.value)
}

func writeElement(e *xml.Encoder, name string, v reflect.Value) error {
	if isNil(v) {
		return nil
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	start := xml.StartElement{Name: xml.Name{Local: name}}
	if at, ok := v.Interface().(epoch); ok {
		return e.EncodeElement(time.Time(at).UTC().Format("2006-01-02T15:04:05.999Z"), start)
	}
	switch v.Kind() {
	case reflect.Float64:
		return e.EncodeElement(numberText(v.Float()), start)
	case reflect.Struct, reflect.Slice, reflect.Map:
	default:
		return e.EncodeElement(v.Interface(), start)
	}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if err := writeMembers(e, v); err != nil {
		return err
	}
	return e.EncodeToken(start.End())
}

func writeMembers(e *xml.Encoder, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			if err := writeElement(e, "member", v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			entry := mapEntry{Key: key.String(), Value: v.MapIndex(key).Float()}
			if err := writeElement(e, "entry", reflect.ValueOf(entry)); err != nil {
				return err
			}
		}
	default:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if v.Type() == reflect.TypeFor[mapEntry]() {
				name = strings.ToLower(name)
			}
			if err := writeElement(e, name, v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// mapEntry is one entry of a map of extended statistics.
type mapEntry struct {
	Key   string
	Value float64
}

// numberText is a number as AWS writes it in XML.
func numberText(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}
