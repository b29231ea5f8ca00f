package emulator

import (
	"maps"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/insights"
)

// Quotas of CloudWatch Logs.
const (
	maxAccountPolicies   = 10
	maxAccountPolicySize = 5120
	oldestEvent          = 14 * 24 * time.Hour
	newestEvent          = 2 * time.Hour
	// eventOverhead is what each stored event counts for beyond its message.
	eventOverhead = 26
)

func newLogsService() service {
	s := &jsonService{
		prefix: "logs", targetPrefix: "Logs_20140328", invalidCode: "InvalidParameterException",
		operations: map[string]operation{},
	}
	registerGroups(s)
	registerGroupSettings(s)
	registerLogPolicies(s)
	registerAccountPolicies(s)
	registerLogTags(s)
	registerStreams(s)
	registerLogReading(s)
	registerMetricFilters(s)
	registerLogQueries(s)
	return s
}

// logsState is CloudWatch Logs in one region of one account.
type logsState struct {
	account, region string
	groups          map[string]*logGroup
	policies        map[string]*logPolicy // of account scope, by name
	retentions      map[string]retentionPolicy
	queries         map[string]*queryDefinition // by ID
	answers         map[string]*insights.Result // of started queries, by ID
}

// logGroup is a log group with its streams.
type logGroup struct {
	Name      string
	Class     string
	Created   time.Time
	Retention int64 // days; 0: never expire
	KMSKey    string
	Protected bool
	Tags      map[string]string
	Streams   map[string]*logStream
	Policy    *logPolicy // of resource scope
	Filters   map[string]*metricFilter
}

// logStream is a stream with its events, in the order of their arrival.
type logStream struct {
	Name    string
	Created time.Time
	Events  []logEvent
}

type logEvent struct {
	ID       string
	At       int64 // milliseconds
	Ingested int64 // milliseconds
	Message  string
}

// logPolicy is a resource policy of either scope.
type logPolicy struct {
	Name     string
	Document string
	Parsed   *policyDocument
	Updated  time.Time
	Group    string // the log group's ARN; "" for account scope
	Revision string
}

func (s *logsState) snapshot() state {
	out := *s
	out.groups = maps.Clone(s.groups)
	out.policies = maps.Clone(s.policies)
	out.retentions = maps.Clone(s.retentions)
	out.queries = maps.Clone(s.queries)
	out.answers = maps.Clone(s.answers)
	return &out
}

func (c *call) logs() *logsState { return logsIn(c.store, c.account, c.region) }

func logsIn(s *store, account, region string) *logsState {
	return stateOf(s, stateKey{"logs", account, region}, func(key stateKey) *logsState {
		return &logsState{
			account: key.account, region: key.region,
			groups: map[string]*logGroup{}, policies: map[string]*logPolicy{}, retentions: map[string]retentionPolicy{},
		}
	})
}

// changeGroup stores a changed copy of a group.
func (s *logsState) changeGroup(name string, change func(*logGroup)) {
	group := *s.groups[name]
	change(&group)
	s.groups[name] = &group
}

// groupARN is a group's ARN without the ":*" that DescribeLogGroups puts behind it.
func (s *logsState) groupARN(name string) string {
	return arnOf("logs", s.region, s.account, "log-group:"+name)
}

func invalidParameter(format string, args ...any) *apiError {
	return failf("InvalidParameterException", format, args...)
}

// storedBytes is what a group's events count for.
func (g *logGroup) storedBytes() int64 {
	var total int64
	for _, stream := range g.Streams {
		total += stream.storedBytes()
	}
	return total
}

func (s *logStream) storedBytes() int64 {
	var total int64
	for _, e := range s.Events {
		total += int64(len(e.Message)) + eventOverhead
	}
	return total
}
