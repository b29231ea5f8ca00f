package emulator

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// Variables that a template may use without declaring them.
const (
	reservedPrefix   = "aws.events."
	variableRuleARN  = "aws.events.rule-arn"
	variableRuleName = "aws.events.rule-name"
	variableTime     = "aws.events.event.ingestion-time"
	variableEvent    = "aws.events.event"
	variableWhole    = "aws.events.event.json"
)

// placeholder finds "<name>" in a template.
var placeholder = regexp.MustCompile(`<([A-Za-z0-9_.\-]+)>`)

// transform gives what the target gets of the event.
func (d *delivery) transform() ([]byte, *deliveryError) {
	switch t := d.target; {
	case t.Input != nil:
		return []byte(*t.Input), nil
	case t.InputPath != nil:
		return d.selected(*t.InputPath)
	case t.InputTransformer != nil:
		return d.rendered(t.InputTransformer)
	}
	return d.payload, nil
}

func (d *delivery) selected(text string) ([]byte, *deliveryError) {
	if text == "" {
		return []byte("{}"), nil
	}
	path, _ := parseInputPath(text)
	content, err := decodeJSON(d.payload)
	if err != nil {
		return nil, invalidJSON(err.Error())
	}
	found, ok := path.find(content)
	if !ok {
		return []byte("{}"), nil
	}
	return encodeJSON(found), nil
}

func invalidJSON(message string) *deliveryError { return &deliveryError{"INVALID_JSON", message} }

// rendered fills a template. Where a placeholder stands for a whole value of a
// JSON template, the value keeps its JSON type; inside quotes its text is put in
// as it is, not escaped, so that a quote in it breaks the JSON. A variable that
// the event does not have leaves nothing.
func (d *delivery) rendered(t *inputTransformer) ([]byte, *deliveryError) {
	content, err := decodeJSON(d.payload)
	if err != nil {
		return nil, invalidJSON(err.Error())
	}
	variables := d.variables(content)
	for name, text := range t.InputPathsMap {
		path, _ := parseInputPath(text)
		if found, ok := path.find(content); ok {
			variables[name] = found
		}
	}
	template := value(t.InputTemplate)
	out := fill(template, variables)
	if strings.HasPrefix(strings.TrimSpace(template), "{") && !json.Valid(out) {
		return nil, invalidJSON("The template filled with the event's values is not valid JSON: " + string(out))
	}
	return out, nil
}

func (d *delivery) variables(content any) map[string]any {
	withoutDetail := map[string]any{}
	if object, ok := content.(map[string]any); ok {
		for name, v := range object {
			if name != "detail" {
				withoutDetail[name] = v
			}
		}
	}
	return map[string]any{
		variableRuleARN: d.rule.ARN, variableRuleName: d.rule.Name,
		variableTime:  d.call.now.UTC().Format(time.RFC3339),
		variableEvent: withoutDetail, variableWhole: content,
	}
}

func fill(template string, variables map[string]any) []byte {
	var out bytes.Buffer
	quoted := false
	for at := 0; at < len(template); {
		if m := placeholder.FindStringSubmatchIndex(template[at:]); m != nil && m[0] == 0 {
			if v, ok := variables[template[at+m[2]:at+m[3]]]; ok {
				out.Write(placed(v, quoted))
			}
			at += m[1]
			continue
		}
		switch c := template[at]; {
		case c == '\\' && at+1 < len(template):
			out.WriteString(template[at : at+2])
			at += 2
			continue
		case c == '"':
			quoted = !quoted
		}
		out.WriteByte(template[at])
		at++
	}
	return out.Bytes()
}

func placed(v any, quoted bool) []byte {
	if text, isText := v.(string); isText && quoted {
		return []byte(text)
	}
	return encodeJSON(v)
}
