package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// maxWidgets is how many widgets a dashboard has (CloudWatch API reference,
// "Dashboard Body Structure and Syntax").
const maxWidgets = 500

var dashboardName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)

func registerDashboards(operations map[string]metricOperation) {
	metricWrites(operations, "PutDashboard", putDashboard)
	metricReads(operations, "GetDashboard", getDashboard)
	metricReads(operations, "ListDashboards", listDashboards)
	metricWrites(operations, "DeleteDashboards", deleteDashboards)
	metricWrites(operations, "TagResource", tagDashboard)
	metricWrites(operations, "UntagResource", untagDashboard)
	metricReads(operations, "ListTagsForResource", listDashboardTags)
}

// dashboardsState are the dashboards of an account. They belong to no region.
type dashboardsState struct {
	account    string
	dashboards map[string]dashboard // by name
}

type dashboard struct {
	body     string
	modified time.Time
	tags     map[string]string
}

func (s *dashboardsState) snapshot() state {
	out := *s
	out.dashboards = maps.Clone(s.dashboards)
	return &out
}

func (c *call) dashboards() *dashboardsState {
	return stateOf(c.store, stateKey{"cloudwatch", c.account, ""}, func(key stateKey) *dashboardsState {
		return &dashboardsState{account: key.account, dashboards: map[string]dashboard{}}
	})
}

func (c *call) dashboardARN(name string) string {
	return fmt.Sprintf("arn:%s:cloudwatch::%s:dashboard/%s", partitionOf(c.region), c.account, name)
}

type validationMessage struct {
	DataPath string
	Message  string
}

type putDashboardInput struct {
	DashboardName *string
	DashboardBody *string
	Tags          []eventTag // ignored if the dashboard exists
}

type putDashboardOutput struct{ DashboardValidationMessages []validationMessage }

// putDashboard creates a dashboard, or replaces the one with the name.
func putDashboard(c *call, in *putDashboardInput) (*putDashboardOutput, error) {
	name := value(in.DashboardName)
	if !dashboardName.MatchString(name) {
		return nil, failf("InvalidParameterValue", "The value %s for parameter DashboardName is invalid.", name)
	}
	failures, warnings := checkDashboard(value(in.DashboardBody))
	if len(failures) > 0 {
		err := failf("InvalidParameterInput", "The dashboard body is invalid, there are %d validation errors", len(failures))
		err.Validation = failures
		return nil, err
	}
	st := c.dashboards()
	now, exists := st.dashboards[name]
	if !exists {
		tags, err := newTags(in.Tags)
		if err != nil {
			return nil, err
		}
		now.tags = tags
	}
	now.body, now.modified = value(in.DashboardBody), c.now
	st.dashboards = with(st.dashboards, name, now)
	return &putDashboardOutput{append([]validationMessage{}, warnings...)}, nil
}

// widgetNeeds are the properties that a widget of each type must have.
var widgetNeeds = map[string][]string{
	"metric": {"region"}, "log": {"query", "region"}, "text": {"markdown"}, "alarm": {"alarms"}, "explorer": nil, "custom": {"endpoint"},
}

// checkDashboard checks a body against the documented structure. What is not
// documented is a warning.
func checkDashboard(body string) (failures, warnings []validationMessage) {
	fail := func(path, format string, args ...any) {
		failures = append(failures, validationMessage{path, fmt.Sprintf(format, args...)})
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &whole); err != nil {
		fail("/", "The field DashboardBody must be a valid JSON object")
		return failures, nil
	}
	var widgets []map[string]any
	if err := json.Unmarshal(whole["widgets"], &widgets); err != nil {
		fail("/widgets", "Should be an array of objects")
		return failures, nil
	}
	if len(widgets) > maxWidgets {
		fail("/widgets", "Should NOT have more than %d items", maxWidgets)
	}
	for _, name := range slices.Sorted(maps.Keys(whole)) {
		if !slices.Contains([]string{"widgets", "start", "end", "periodOverride", "variables"}, name) {
			warnings = append(warnings, validationMessage{"/" + name, "Should NOT have additional properties"})
		}
	}
	for i, widget := range widgets {
		at := fmt.Sprintf("/widgets/%d", i)
		kind, _ := widget["type"].(string)
		needs, known := widgetNeeds[kind]
		properties, isObject := widget["properties"].(map[string]any)
		switch {
		case !known:
			fail(at+"/type", "Should be equal to one of the allowed values")
		case !isObject:
			fail(at+"/properties", "Should be an object")
		}
		for _, name := range needs {
			if isObject && properties[name] == nil {
				fail(at+"/properties", "Should have required property '%s'", name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(widget)) {
			if !slices.Contains([]string{"type", "x", "y", "width", "height", "properties"}, name) {
				warnings = append(warnings, validationMessage{at, fmt.Sprintf("Should NOT have additional properties: '%s'", name)})
			}
		}
		for name, most := range map[string]float64{"x": 23, "y": 1e6, "width": 24, "height": 1000} {
			given, there := widget[name]
			n, isNumber := given.(float64)
			least := map[bool]float64{true: 1}[name == "width" || name == "height"]
			if there && (!isNumber || n < least || n > most) {
				fail(at+"/"+name, "Should be an integer from %v to %v", least, most)
			}
		}
	}
	return failures, warnings
}

type getDashboardInput struct{ DashboardName *string }

type getDashboardOutput struct{ DashboardArn, DashboardBody, DashboardName string }

func getDashboard(c *call, in *getDashboardInput) (*getDashboardOutput, error) {
	name := value(in.DashboardName)
	found, ok := c.dashboards().dashboards[name]
	if !ok {
		return nil, noDashboard(name)
	}
	return &getDashboardOutput{c.dashboardARN(name), found.body, name}, nil
}

func noDashboard(name string) *apiError {
	err := failf("ResourceNotFound", "Dashboard %s does not exist", name)
	err.Status = 404
	return err
}

type listDashboardsInput struct{ DashboardNamePrefix, NextToken *string }

type dashboardEntry struct {
	DashboardArn, DashboardName string
	LastModified                epoch
	Size                        int64
}

type listDashboardsOutput struct {
	DashboardEntries []dashboardEntry
	NextToken        *string
}

func listDashboards(c *call, in *listDashboardsInput) (*listDashboardsOutput, error) {
	out := &listDashboardsOutput{DashboardEntries: []dashboardEntry{}}
	st := c.dashboards()
	for _, name := range slices.Sorted(maps.Keys(st.dashboards)) {
		if strings.HasPrefix(name, value(in.DashboardNamePrefix)) {
			found := st.dashboards[name]
			out.DashboardEntries = append(out.DashboardEntries, dashboardEntry{c.dashboardARN(name), name, epoch(found.modified), int64(len(found.body))})
		}
	}
	entries, next, ok := page(c, out.DashboardEntries, func(e dashboardEntry) string { return e.DashboardName }, value(in.NextToken), 100)
	if !ok {
		return nil, failf("InvalidParameterValue", "The value for parameter NextToken is invalid.")
	}
	out.DashboardEntries, out.NextToken = entries, pointer(next)
	return out, nil
}

type deleteDashboardsInput struct{ DashboardNames []string }

type deleteDashboardsOutput struct{}

// deleteDashboards deletes all of the dashboards, or none if one does not exist.
func deleteDashboards(c *call, in *deleteDashboardsInput) (*deleteDashboardsOutput, error) {
	st := c.dashboards()
	for _, name := range in.DashboardNames {
		if _, ok := st.dashboards[name]; !ok {
			return nil, noDashboard(name)
		}
	}
	for _, name := range in.DashboardNames {
		st.dashboards = without(st.dashboards, name)
	}
	return &deleteDashboardsOutput{}, nil
}

// taggedDashboard is the dashboard that an ARN names.
func (c *call) taggedDashboard(arn *string) (name string, found dashboard, err error) {
	name, ok := strings.CutPrefix(value(arn), c.dashboardARN(""))
	found, exists := c.dashboards().dashboards[name]
	if !ok || !exists {
		return "", found, notFound("Unknown resource %s", value(arn))
	}
	return name, found, nil
}

func (c *call) setDashboardTags(name string, of dashboard, tags map[string]string) {
	st := c.dashboards()
	of.tags = tags
	st.dashboards = with(st.dashboards, name, of)
}

func tagDashboard(c *call, in *tagResourceInput) (*struct{}, error) {
	name, found, err := c.taggedDashboard(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	tags, err := mergeTags(found.tags, in.Tags)
	if err != nil {
		return nil, err
	}
	c.setDashboardTags(name, found, tags)
	return &struct{}{}, nil
}

func untagDashboard(c *call, in *untagResourceInput) (*struct{}, error) {
	name, found, err := c.taggedDashboard(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	tags := maps.Clone(found.tags)
	for _, key := range in.TagKeys {
		delete(tags, key)
	}
	c.setDashboardTags(name, found, tags)
	return &struct{}{}, nil
}

func listDashboardTags(c *call, in *listTagsInput) (*listTagsOutput, error) {
	_, found, err := c.taggedDashboard(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	return &listTagsOutput{Tags: listedTags(found.tags)}, nil
}
