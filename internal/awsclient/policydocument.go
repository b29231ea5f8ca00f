package awsclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
)

// statementID names the provider's statement in a policy.
const statementID = "EventBridgeToCloudWatchLogs"

// Statement is one statement of a policy that the provider writes.
type Statement struct {
	Sid       string `json:",omitempty"`
	Effect    string
	Principal map[string][]string `json:",omitempty"`
	Action    []string
	Resource  string                       `json:",omitempty"`
	Condition map[string]map[string]string `json:",omitempty"`
}

// PolicyText is the document of a policy with these statements.
func PolicyText(statements ...Statement) string {
	return string(marshal(struct {
		Version   string
		Statement []Statement
	}{"2012-10-17", statements}))
}

// LogDeliveryPolicy is the resource policy that lets EventBridge write to one
// log group, given by its ARN, which brings the partition along.
func LogDeliveryPolicy(logGroupARN string) string {
	return PolicyText(Statement{
		Sid: statementID, Effect: "Allow",
		Principal: map[string][]string{"Service": slices.Sorted(slices.Values(deliveryPrincipals))},
		Action:    deliveryActions,
		Resource:  PlainLogGroupARN(logGroupARN) + ":*",
	})
}

// SamePolicy reports whether two policy documents mean the same: the order of
// keys and of lists doesn't matter, nor does whether a single value is in a
// list.
func SamePolicy(a, b string) bool {
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

// ForeignStatements are the statements of a policy document that this provider
// did not write, each as JSON. A document that can't be read is one.
func ForeignStatements(document string) []string {
	parsed, err := parsePolicy(document)
	object, ok := parsed.(map[string]any)
	if err != nil || !ok {
		return []string{document}
	}
	statements, ok := object["Statement"].([]any)
	if !ok {
		statements = []any{object["Statement"]}
	}
	var foreign []string
	for _, statement := range statements {
		if fields, ok := statement.(map[string]any); !ok || fields["Sid"] != statementID {
			foreign = append(foreign, string(marshal(statement)))
		}
	}
	return foreign
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
		panic(err) // strings, lists and maps, or decoded from JSON
	}
	return text
}
