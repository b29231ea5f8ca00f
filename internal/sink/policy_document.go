package sink

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
)

// statementID names the provider's statement in a policy.
const statementID = "EventBridgeToCloudWatchLogs"

// The service principals that write events to a log group for EventBridge.
// Both are needed (EventBridge user guide, eb-use-resource-based).
var deliveryPrincipals = []string{"delivery.logs.amazonaws.com", "events.amazonaws.com"}

type policyDocument struct {
	Version   string
	Statement []policyStatement
}

type policyStatement struct {
	Sid       string
	Effect    string
	Principal policyPrincipal
	Action    []string
	Resource  string
}

type policyPrincipal struct{ Service []string }

// deliveryPolicy is the resource policy that lets EventBridge write to one log
// group, given by its ARN without ":*". The ARN brings the partition along.
func deliveryPolicy(logGroupARN string) string {
	text, err := json.Marshal(policyDocument{
		Version: "2012-10-17",
		Statement: []policyStatement{{
			Sid:       statementID,
			Effect:    "Allow",
			Principal: policyPrincipal{Service: deliveryPrincipals},
			Action:    []string{"logs:CreateLogStream", "logs:PutLogEvents"},
			Resource:  logGroupARN + ":*",
		}},
	})
	if err != nil {
		panic(err) // only strings in there
	}
	return string(text)
}

// policyName is the name of the provider's account-wide policy for a log group:
// stable, one per log group, and of the characters that policy names may have.
func policyName(logGroup string) string {
	sum := sha256.Sum256([]byte(logGroup))
	readable := strings.Trim(strings.Map(func(r rune) rune {
		if r == '/' || r == '#' {
			return '-'
		}
		return r
	}, logGroup), "-")
	if len(readable) > 128 {
		readable = readable[:128]
	}
	return "EventBridgeToLogs-" + readable + "-" + hex.EncodeToString(sum[:4])
}

// samePolicy says whether two policy documents mean the same: the order of
// keys and of lists doesn't matter, nor does whether a single value is in a
// list.
func samePolicy(a, b string) bool {
	left, err := parsePolicy(a)
	if err != nil {
		return false
	}
	right, err := parsePolicy(b)
	if err != nil {
		return false
	}
	return reflect.DeepEqual(left, right)
}

// hasForeignStatement says whether a policy document has a statement that this
// provider did not write. A document that can't be read counts as foreign.
func hasForeignStatement(document string) bool {
	parsed, err := parsePolicy(document)
	if err != nil {
		return true
	}
	object, ok := parsed.(map[string]any)
	if !ok {
		return true
	}
	statements, ok := object["Statement"].([]any)
	if !ok {
		statements = []any{object["Statement"]}
	}
	return slices.ContainsFunc(statements, func(statement any) bool {
		fields, ok := statement.(map[string]any)
		return !ok || fields["Sid"] != statementID
	})
}

// parsePolicy reads a policy document into a form that compares by meaning.
func parsePolicy(document string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the document")
	}
	return normalize(value), nil
}

// normalize takes single values out of their lists and sorts the others.
func normalize(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, element := range v {
			v[key] = normalize(element)
		}
		return v
	case []any:
		for i, element := range v {
			v[i] = normalize(element)
		}
		if len(v) == 1 {
			return v[0]
		}
		slices.SortFunc(v, func(a, b any) int { return bytes.Compare(marshal(a), marshal(b)) })
		return v
	default:
		return v
	}
}

func marshal(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // it was decoded from JSON
	}
	return text
}
