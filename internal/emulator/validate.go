package emulator

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The constraints of the service models stand in struct tags:
//
//	Name *string `aws:"required,len=1..64,re=ruleName"`
//
// required: may not be missing. len: characters of a text, entries of a list or
// map. range: a number. enum: values, split by "|". re: a name in patterns; the
// whole text must match. item: the same constraints for the entries of a list of
// texts, such as item(len=1..64,re=ruleName); key and val for those of a map.

// patterns are the regular expressions of the service models, by name.
var patterns = map[string]string{
	"busName":          `[/\.\-_A-Za-z0-9]+`,
	"busNameOrARN":     `(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+`,
	"plainBusOrARN":    `(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[\.\-_A-Za-z0-9]+`,
	"ruleName":         `[\.\-_A-Za-z0-9]+`,
	"sourceName":       `aws\.partner(/[\.\-_A-Za-z0-9]+){2,}`,
	"sourcePrefix":     `[/\.\-_A-Za-z0-9]+`,
	"account":          `\d{12}`,
	"kmsKey":           `^[a-zA-Z0-9_\-/:]*$`,
	"pathKey":          `[A-Za-z0-9\_\-]+`,
	"endpointID":       `^[A-Za-z0-9\-]+[\.][A-Za-z0-9\-]+$`,
	"groupName":        `[\.\-_/#A-Za-z0-9]+`,
	"groupNamePattern": `[\.\-_/#A-Za-z0-9]*`,
	"groupIdentifier":  `[\w#+=/:,.@-]*`,
	"resourceID":       `[\w+=/:,.@\-\*]*`,
	"logsARN":          `[\w+=/:,.@-]*`,
	"streamName":       `[^:*]*`,
	"authValue":        `[ \t]*[^\x00-\x1F\x7F]+([ \t]+[^\x00-\x1F\x7F]+)*[ \t]*`,
	"authParameter":    `[ \t]*[^\x00-\x1F:\x7F]+([ \t]+[^\x00-\x1F:\x7F]+)*[ \t]*`,
	"endpoint":         `((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\x26=+$,A-Za-z0-9])+)([).!';/?:,])?`,
	"tagKey":           `^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$`,
	"tagValue":         `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`,
	"sessionName":      `[\w+=,.@-]*`,
	"externalID":       `[\w+=,.@:\/-]*`,
	"word":             `[\w]*`,
	"rolePath":         `(\x2F)|(\x2F[\x21-\x7E]+\x2F)`,
	"policyText":       `[\x09\x0A\x0D\x20-\x{FF}]+`,
	"roleDescription":  `[\x09\x0A\x0D\x20-\x7E\x{A1}-\x{FF}]*`,
	"metricNamespace":  `[^:].*`,
	"logMetricName":    `[^:*$]*`,
	"queueName":        `[A-Za-z0-9_-]+(\.fifo)?`,
	"topicName":        `[A-Za-z0-9_-]{1,256}(\.fifo)?`,
	"scheduleName":     `[0-9a-zA-Z\-_.]+`,
	"scheduleRole":     `arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+`,
	"scheduleKey":      `arn:aws[a-z-]*:kms:[a-z0-9\-]+:\d{12}:(key|alias)\/[0-9a-zA-Z\-_]*`,
	"standardQueue":    `arn:aws[a-z-]*:sqs:[a-z0-9\-]+:\d{12}:[a-zA-Z0-9\-_]+`,
	"clientToken":      `[a-zA-Z0-9\-_]+`,
	"parameterName":    `[A-Za-z_][A-Za-z0-9_]*`,
}

var compiledPatterns = sync.OnceValue(func() map[string]*regexp.Regexp {
	out := map[string]*regexp.Regexp{}
	for name, text := range patterns {
		out[name] = regexp.MustCompile(`\A(?:` + text + `)\z`)
	}
	return out
})

// constraint is one tag, parsed.
type constraint struct {
	required       bool
	min, max       *int64
	numeric        bool
	pattern        string
	enum           []string
	item, key, val string
}

func parseConstraint(tag string) constraint {
	var c constraint
	for _, part := range splitTag(tag) {
		name, arg, _ := strings.Cut(part, "=")
		if open := strings.IndexByte(part, '('); open > 0 && strings.HasSuffix(part, ")") {
			name, arg = part[:open], part[open+1:len(part)-1]
		}
		switch name {
		case "required":
			c.required = true
		case "len", "range":
			c.numeric = name == "range"
			low, high, _ := strings.Cut(arg, "..")
			c.min, c.max = bound(low), bound(high)
		case "re":
			c.pattern = arg
		case "enum":
			c.enum = strings.Split(arg, "|")
		case "item":
			c.item = arg
		case "key":
			c.key = arg
		case "val":
			c.val = arg
		default:
			panic("emulator: unknown constraint " + part)
		}
	}
	return c
}

func bound(text string) *int64 {
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic("emulator: bad bound " + text)
	}
	return &n
}

// splitTag splits at commas that are not inside parentheses.
func splitTag(tag string) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range tag {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			parts = append(parts, tag[start:i])
			start = i + 1
		}
	}
	if start < len(tag) {
		parts = append(parts, tag[start:])
	}
	return parts
}

// validate checks an input against its tags and words the error as AWS does.
func validate(in any, code string) error {
	var problems []string
	checkStruct(reflect.ValueOf(in).Elem(), "", &problems)
	if len(problems) == 0 {
		return nil
	}
	noun := "error"
	if len(problems) > 1 {
		noun = "errors"
	}
	return failf(code, "%d validation %s detected: %s", len(problems), noun, strings.Join(problems, "; "))
}

func checkStruct(v reflect.Value, path string, problems *[]string) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = field.Name
		}
		name = lowerFirst(name)
		if path != "" {
			name = path + "." + name
		}
		check(v.Field(i), name, parseConstraint(field.Tag.Get("aws")), problems)
	}
}

func check(v reflect.Value, path string, c constraint, problems *[]string) {
	report := func(constraint string, args ...any) {
		*problems = append(*problems, fmt.Sprintf("Value %s at '%s' failed to satisfy constraint: %s",
			display(v), path, fmt.Sprintf(constraint, args...)))
	}
	if isNil(v) {
		if c.required {
			report("Member must not be null")
		}
		return
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		checkText(v.String(), c, report)
	case reflect.Int64, reflect.Int:
		checkBounds(v.Int(), c, "value", report)
	case reflect.Slice:
		checkBounds(int64(v.Len()), c, "length", report)
		for i := range v.Len() {
			checkEntry(v.Index(i), fmt.Sprintf("%s.%d.member", path, i+1), c.item, problems)
		}
	case reflect.Map:
		checkBounds(int64(v.Len()), c, "length", report)
		for _, key := range v.MapKeys() {
			checkEntry(key, path, c.key, problems)
			checkEntry(v.MapIndex(key), path+"."+key.String()+".member", c.val, problems)
		}
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[epoch]() {
			checkStruct(v, path, problems)
		}
	}
}

func checkEntry(v reflect.Value, path, tag string, problems *[]string) {
	check(v, path, parseConstraint(tag), problems)
}

func checkText(text string, c constraint, report func(string, ...any)) {
	checkBounds(int64(utf8.RuneCountInString(text)), c, "length", report)
	if c.pattern != "" && !compiledPatterns()[c.pattern].MatchString(text) {
		report("Member must satisfy regular expression pattern: %s", patterns[c.pattern])
	}
	if len(c.enum) > 0 {
		for _, allowed := range c.enum {
			if allowed == text {
				return
			}
		}
		report("Member must satisfy enum value set: [%s]", strings.Join(c.enum, ", "))
	}
}

func checkBounds(n int64, c constraint, what string, report func(string, ...any)) {
	if c.max != nil && n > *c.max {
		report("Member must have %s less than or equal to %d", what, *c.max)
	}
	if c.min != nil && n < *c.min {
		report("Member must have %s greater than or equal to %d", what, *c.min)
	}
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return v.IsNil()
	}
	return false
}

// display is a value as AWS quotes it in an error.
func display(v reflect.Value) string {
	if isNil(v) {
		return "null"
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return "'" + v.String() + "'"
	case reflect.Int64, reflect.Int:
		return fmt.Sprintf("'%d'", v.Int())
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return "'" + v.Type().String() + "'"
	}
	return "'" + string(text) + "'"
}

func lowerFirst(name string) string {
	r, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(r)) + name[size:]
}
