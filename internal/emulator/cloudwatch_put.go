package emulator

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of PutMetricData (API reference of CloudWatch, PutMetricData).
const (
	maxMetricData      = 1000
	maxMetricDataBytes = 1 << 20
	maxDimensions      = 30
	maxMetricValues    = 150
	oldestPoint        = 14 * 24 * time.Hour
	newestPoint        = 2 * time.Hour
)

// maxMetricValue is the largest size of a value, 2^360.
var maxMetricValue = math.Ldexp(1, 360)

// metricUnits are the units that a point can have.
var metricUnits = strings.Fields("Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes " +
	"Bits Kilobits Megabits Gigabits Terabits Percent Count Bytes/Second Kilobytes/Second Megabytes/Second " +
	"Gigabytes/Second Terabytes/Second Bits/Second Kilobits/Second Megabits/Second Gigabits/Second Terabits/Second " +
	"Count/Second None")

type metricDimension struct {
	Name  *string
	Value *string
}

type statisticSet struct {
	SampleCount *float64
	Sum         *float64
	Minimum     *float64
	Maximum     *float64
}

type metricDatum struct {
	MetricName        *string
	Dimensions        []metricDimension
	Timestamp         *epoch
	Value             *float64
	StatisticValues   *statisticSet
	Values            []float64
	Counts            []float64
	Unit              *string
	StorageResolution *int64
}

type entityMetricData struct {
	Entity     *metricEntity
	MetricData []metricDatum
}

// metricEntity is what points are about. It is taken and not kept.
type metricEntity struct {
	KeyAttributes map[string]string
	Attributes    map[string]string
}

type putMetricDataInput struct {
	Namespace              *string
	MetricData             []metricDatum
	EntityMetricData       []entityMetricData
	StrictEntityValidation *bool
}

type putMetricDataOutput struct{}

// putMetricData keeps points. One that is wrong fails the whole request, and
// the message lists everything that is wrong.
func putMetricData(c *call, in *putMetricDataInput) (*putMetricDataOutput, error) {
	points, err := c.metricPoints(in)
	if err != nil {
		return nil, err
	}
	st := metricsIn(c.store, c.account, c.region)
	st.points = append(st.points, points...)
	return &putMetricDataOutput{}, nil
}

// metricPoints checks a request and turns it into points.
func (c *call) metricPoints(in *putMetricDataInput) ([]metricPoint, error) {
	check := &metricCheck{now: c.now}
	if in.Namespace == nil || *in.Namespace == "" {
		return nil, failf("MissingParameter", "The parameter Namespace is required.")
	}
	check.namespace(*in.Namespace)
	data, prefix := in.MetricData, "MetricData.member"
	for i, entity := range in.EntityMetricData {
		if i == 0 && len(data) == 0 {
			prefix = "EntityMetricData.member.1.MetricData.member"
		}
		data = append(data, entity.MetricData...)
	}
	switch {
	case len(data) == 0:
		return nil, failf("MissingParameter", "The parameter MetricData is required.")
	case len(data) > maxMetricData:
		return nil, failf("InvalidParameterValue", "The collection MetricData must not have a size greater than %d.", maxMetricData)
	case requestSize(*in.Namespace, data) > maxMetricDataBytes:
		err := failf("RequestEntityTooLarge", "The request is larger than %d bytes.", maxMetricDataBytes)
		err.Status = 413
		return nil, err
	}
	var points []metricPoint
	for i, datum := range data {
		points = append(points, check.datum(fmt.Sprintf("%s.%d", prefix, i+1), *in.Namespace, datum))
	}
	return points, check.err()
}

// requestSize estimates how large the request is: the texts, and 8 bytes for
// each number.
func requestSize(namespace string, data []metricDatum) int {
	size := len(namespace)
	for _, d := range data {
		size += len(value(d.MetricName)) + len(value(d.Unit)) + 24 + 8*(len(d.Values)+len(d.Counts))
		for _, dimension := range d.Dimensions {
			size += len(value(dimension.Name)) + len(value(dimension.Value))
		}
	}
	return size
}

// metricCheck collects what is wrong with a request.
type metricCheck struct {
	now      time.Time
	code     string
	problems []string
}

func (m *metricCheck) add(code, format string, args ...any) {
	if m.code == "" {
		m.code = code
	}
	m.problems = append(m.problems, fmt.Sprintf(format, args...))
}

func (m *metricCheck) invalid(format string, args ...any) {
	m.add("InvalidParameterValue", format, args...)
}

func (m *metricCheck) missing(parameter string) {
	m.add("MissingParameter", "The parameter %s is required.", parameter)
}

func (m *metricCheck) err() error {
	if m.code == "" {
		return nil
	}
	return failf(m.code, "%s", strings.Join(m.problems, "\n"))
}

func (m *metricCheck) namespace(text string) {
	switch {
	case strings.HasPrefix(text, ":"):
		m.invalid("The parameter Namespace must not start with a colon.")
	case strings.HasPrefix(text, "AWS/"):
		m.invalid("The value AWS/ for parameter Namespace is invalid. Namespaces starting with AWS/ are reserved.")
	}
	m.text("Namespace", text, 255)
}

// text checks what namespaces, names and dimension values have in common.
func (m *metricCheck) text(parameter, text string, longest int) {
	n := utf8.RuneCountInString(text)
	switch {
	case n > longest:
		m.invalid("The parameter %s must be shorter than %d characters.", parameter, longest+1)
	case strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }):
		m.invalid("The parameter %s must contain only ASCII characters.", parameter)
	case strings.ContainsFunc(text, unicode.IsControl):
		m.invalid("The parameter %s must not contain control characters.", parameter)
	case strings.TrimSpace(text) == "":
		m.invalid("The parameter %s must contain at least one non-whitespace character.", parameter)
	}
}

func (m *metricCheck) datum(at, namespace string, d metricDatum) metricPoint {
	p := metricPoint{namespace: namespace, name: value(d.MetricName), unit: "None", at: m.now, resolution: 60, dimensions: m.dimensions(at, d.Dimensions)}
	if p.name == "" {
		m.missing(at + ".MetricName")
	} else {
		m.text(at+".MetricName", p.name, 255)
	}
	if d.Unit != nil {
		if p.unit = *d.Unit; !slices.Contains(metricUnits, p.unit) {
			m.invalid("The parameter %s.Unit must be a value in the set of units. %q is not.", at, p.unit)
		}
	}
	if d.StorageResolution != nil {
		if p.resolution = *d.StorageResolution; p.resolution != 1 && p.resolution != 60 {
			m.invalid("The parameter %s.StorageResolution must be 1 or 60.", at)
		}
	}
	if d.Timestamp != nil {
		p.at = time.Time(*d.Timestamp)
		m.timestamp(at, p.at)
	}
	m.values(at, d, &p)
	return p
}

func (m *metricCheck) timestamp(at string, when time.Time) {
	switch {
	case when.Before(m.now.Add(-oldestPoint)):
		m.invalid("The parameter %s.Timestamp must specify a time within the past two weeks.", at)
	case when.After(m.now.Add(newestPoint)):
		m.invalid("The parameter %s.Timestamp must specify a time no more than two hours in the future.", at)
	}
}

func (m *metricCheck) dimensions(at string, list []metricDimension) map[string]string {
	out := map[string]string{}
	if len(list) > maxDimensions {
		m.invalid("The collection %s.Dimensions must not have a size greater than %d.", at, maxDimensions)
	}
	for i, d := range list {
		place := fmt.Sprintf("%s.Dimensions.member.%d", at, i+1)
		switch {
		case value(d.Name) == "":
			m.missing(place + ".Name")
		case strings.HasPrefix(*d.Name, ":"):
			m.invalid("The parameter %s.Name must not start with a colon.", place)
		default:
			m.text(place+".Name", *d.Name, 255)
		}
		if value(d.Value) == "" {
			m.missing(place + ".Value")
		} else {
			m.text(place+".Value", *d.Value, 1024)
		}
		if _, double := out[value(d.Name)]; double {
			m.invalid("The collection %s.Dimensions must not contain the name %s twice.", at, value(d.Name))
		}
		out[value(d.Name)] = value(d.Value)
	}
	return out
}

func (m *metricCheck) values(at string, d metricDatum, p *metricPoint) {
	forms := 0
	for _, given := range []bool{d.Value != nil, d.StatisticValues != nil, len(d.Values) > 0} {
		if given {
			forms++
		}
	}
	switch {
	case forms == 0:
		m.missing(at + ".Value")
		return
	case forms > 1:
		m.add("InvalidParameterCombination", "The parameters %s.Value, %s.StatisticValues and %s.Values are mutually exclusive and you have specified more than one.", at, at, at)
		return
	case len(d.Counts) > 0 && len(d.Counts) != len(d.Values):
		m.invalid("The collections %s.Values and %s.Counts must have the same size.", at, at)
		return
	case len(d.Values) > maxMetricValues:
		m.invalid("The collection %s.Values must not have a size greater than %d.", at, maxMetricValues)
		return
	}
	if d.Value != nil {
		m.number(at+".Value", *d.Value)
		p.values = []weighted{{*d.Value, 1}}
	}
	for i, v := range d.Values {
		m.number(fmt.Sprintf("%s.Values.member.%d", at, i+1), v)
		count := 1.0
		if len(d.Counts) > 0 {
			if count = d.Counts[i]; count <= 0 || math.IsNaN(count) {
				m.invalid("The parameter %s.Counts.member.%d must be greater than 0.", at, i+1)
			}
		}
		p.values = append(p.values, weighted{v, count})
	}
	if set := d.StatisticValues; set != nil {
		m.statistics(at+".StatisticValues", set)
		p.statistics = set
	}
}

func (m *metricCheck) statistics(at string, set *statisticSet) {
	for _, part := range []struct {
		name  string
		value *float64
	}{{"SampleCount", set.SampleCount}, {"Sum", set.Sum}, {"Minimum", set.Minimum}, {"Maximum", set.Maximum}} {
		if part.value == nil {
			m.missing(at + "." + part.name)
			continue
		}
		m.number(at+"."+part.name, *part.value)
	}
	if value(set.Minimum) > value(set.Maximum) {
		m.invalid("The parameter %s.Maximum must be greater than %s.Minimum.", at, at)
	}
}

func (m *metricCheck) number(parameter string, n float64) {
	switch {
	case math.IsNaN(n) || math.IsInf(n, 0):
		m.invalid("The value %v for parameter %s is invalid.", n, parameter)
	case math.Abs(n) > maxMetricValue:
		m.invalid("The value %v for parameter %s is outside of the range -2^360 to 2^360.", n, parameter)
	}
}
