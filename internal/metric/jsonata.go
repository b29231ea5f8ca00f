package metric

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// The limits of a point (service model monitoring 2010-08-01, PutMetricData).
const maxDimensionValue = 1024

// largestValue is a little below 2^360, the largest value of a point.
const largestValue = "2.3e108"

// input is the event in a state machine.
const input = "$states.input"

func utf16Units(text string) []uint16 { return utf16.Encode([]rune(text)) }

// fieldExpression is the JSONata for the field at a path of the event. Keys of a
// map are looked up, because they may have any character.
func fieldExpression(path []string, kindOf func(path string) catalog.Kind) string {
	out := input
	for i, name := range path {
		if i > 1 && kindOf(strings.Join(path[:i], ".")) == catalog.Map {
			return "$lookup(" + out + ", " + stepfunctions.Literal(strings.Join(path[i:], ".")) + ")"
		}
		if strings.ContainsAny(name, "`\\\"%") {
			out = "$lookup(" + out + ", " + stepfunctions.Literal(name) + ")"
			continue
		}
		out += ".`" + name + "`"
	}
	return out
}

// kinds tells the kind of the field at a path, "" where no detail-type of the
// metric documents it.
func (s Spec) kinds(c *catalog.Catalog) func(path string) catalog.Kind {
	return func(path string) catalog.Kind {
		for _, name := range s.DetailTypes {
			if d := c.DetailType(name); d != nil {
				if found, ok := resolve(d, strings.Split(path, ".")); ok {
					return found.kind()
				}
			}
		}
		return ""
	}
}

// valueExpression gives the value of an event, or null if there is none. It
// never fails, whatever the event is.
func (s Spec) valueExpression(c *catalog.Catalog) string {
	kindOf := s.kinds(c)
	names := make([]string, len(s.DetailTypes))
	for i, name := range s.DetailTypes {
		names[i] = stepfunctions.Literal(name)
	}
	wanted := []string{input + ".`detail-type` in [" + strings.Join(names, ", ") + "]"}
	for _, field := range s.conditions(c) {
		wanted = append(wanted, expression(fieldExpression(strings.Split(field.path, "."), kindOf), field.Conditions))
	}
	var value string
	switch {
	case s.Duration != nil:
		value = durationExpression(fieldExpression(strings.Split(s.Duration.From, "."), kindOf),
			fieldExpression(strings.Split(s.Duration.To, "."), kindOf), s.Unit)
	case s.Field != "":
		value = fmt.Sprintf("( $x := %s; $type($x) = 'number' ? ($abs($x) < %s ? $x : null) : null )",
			fieldExpression(strings.Split(s.Field, "."), kindOf), largestValue)
	default:
		value = "1"
	}
	return fmt.Sprintf("(%s) ? %s : null", joined(wanted, " and "), value)
}

// readTime is the function that reads a time in Buildkite's form or in that of
// RFC 3339, with a fraction of a second or without: the milliseconds since 1970,
// or null for what is not a time. JSONata takes February 30 as March 2 and year 1 as
// 1901, so that the date is written again and compared.
const readTime = `function($v){ $type($v) = 'string' ? ($contains($v, ` + timeForm + `) ? ` +
	`( $r := $substring($v, 19); $m := $toMillis($substring($v, 0, 10) & 'T' & $substring($v, 11, 8), ` + timePicture + `); ` +
	`$substring($fromMillis($m), 0, 10) = $substring($v, 0, 10) ? $m + ` + timeFraction + ` - ` + timeOffset + ` : null ) : null) : null }`

const (
	hourForm = `([01][0-9]|2[0-3]):[0-5][0-9]`
	timeForm = `/^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[ T]` + hourForm + `:[0-5][0-9]([.][0-9]{1,9})?( UTC|Z|[+-]` + hourForm + `)$/`
	// With a picture $toMillis fails on nothing that the form lets through.
	timePicture = `'[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]'`
	// What is behind the first 19 characters: a fraction, then the zone.
	timeFraction = `($f := $match($r, /^[.][0-9]+/)[0].match; $exists($f) ? $round($number('0' & $f) * 1000) : 0)`
	timeOffset   = `($contains($r, ':') ? ($substring($r, -6, 1) = '-' ? -1 : 1) * ($number($substring($r, -5, 2)) * 60 + $number($substring($r, -2))) * 60000 : 0)`
)

// durationExpression is the time between two times. One that runs backwards is
// none.
func durationExpression(from, to, unit string) string {
	difference := "($y - $x)" + map[string]string{unitSeconds: " / 1000", unitMicroseconds: " * 1000"}[unit]
	return fmt.Sprintf("( $t := %s; $x := $t(%s); $y := $t(%s); $type($x) = 'number' and $type($y) = 'number' ? ($y >= $x ? %s : null) : null )",
		readTime, from, to, difference)
}

// timestampExpression is the time of the event as it stands there, or that of the
// run where the event has none. CloudWatch refuses a point of more than two weeks
// ago; that the run fails then is what shows the loss.
func timestampExpression() string {
	return fmt.Sprintf("( $t := %s; $type($t(%[2]s.time)) = 'number' ? %[2]s.time : $now() )", readTime, input)
}

// dimensionsExpression is the list of dimensions: text in ASCII, blank ones left
// out. A text is cut when it is ASCII, because JSONata counts a character that
// takes two of UTF-16 as one, and replaces it by two. The outer brackets keep a list of one a list; a filter in brackets would
// make a list of more than one a list within a list.
func (s Spec) dimensionsExpression(c *catalog.Catalog) string {
	kindOf := s.kinds(c)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(s.Dimensions)) {
		var value string
		switch ref := parseReference(s.Dimensions[name]); ref.Kind {
		case constantRef:
			value = stepfunctions.Literal(ref.Constant)
		case queueRef:
			value = s.queueExpression(kindOf)
		default:
			value = fieldExpression(ref.Path, kindOf)
		}
		list = append(list, fmt.Sprintf("{'Name': %s, 'Value': $text(%s)}", stepfunctions.Literal(name), value))
	}
	const text = `function($v){ ($type($v) in ['string', 'number', 'boolean']) ? ` +
		`($contains($string($v), /\S/) ? $substring($replace($string($v), /[^ -~]/, '_'), 0, `
	return "( $text := " + text + strconv.Itoa(maxDimensionValue) + `) : '') : '' }; [$filter([` + strings.Join(list, ", ") + "], function($d){ $length($trim($d.Value)) > 0 })] )"
}

// queueFields are the lists that hold the queue, as an element `queue=...`.
var queueFields = []string{"detail.job.agent_query_rules", "detail.agent.meta_data"}

func (s Spec) queueExpression(kindOf func(path string) catalog.Kind) string {
	var lists []string
	for _, path := range queueFields {
		if kindOf(path) == catalog.TextList {
			lists = append(lists, fieldExpression(strings.Split(path, "."), kindOf))
		}
	}
	if len(lists) == 0 {
		lists = []string{fieldExpression(strings.Split(queueFields[0], "."), kindOf)}
	}
	return "$substringAfter($filter([" + strings.Join(lists, ", ") + "], function($v){ $type($v) = 'string' ? $substring($v, 0, 6) = 'queue=' : false })[0], 'queue=')"
}
