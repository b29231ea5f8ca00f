package emulator

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/insights"
)

func registerLogQueries(s *jsonService) {
	writes(s, "PutQueryDefinition", putQueryDefinition)
	reads(s, "DescribeQueryDefinitions", describeQueryDefinitions)
	writes(s, "DeleteQueryDefinition", deleteQueryDefinition)
	writes(s, "StartQuery", startQuery)
	reads(s, "GetQueryResults", getQueryResults)
}

type queryParameter struct {
	Name         *string `json:"name" aws:"required,len=1..255,re=parameterName"`
	DefaultValue *string `json:"defaultValue,omitempty"`
	Description  *string `json:"description,omitempty"`
}

type putQueryDefinitionInput struct {
	Name              *string          `json:"name" aws:"required,len=1..255"`
	QueryDefinitionID *string          `json:"queryDefinitionId" aws:"len=0..256"`
	LogGroupNames     []string         `json:"logGroupNames" aws:"item(len=1..512,re=groupName)"`
	QueryString       *string          `json:"queryString" aws:"required,len=1..10000"`
	QueryLanguage     *string          `json:"queryLanguage" aws:"enum=CWLI|SQL|PPL"`
	Parameters        []queryParameter `json:"parameters" aws:"len=0..20"`
	ClientToken       *string          `json:"clientToken" aws:"len=36..128"`
}

// queryDefinition is a saved query. It is never changed in place.
type queryDefinition struct {
	ID            string           `json:"queryDefinitionId"`
	Name          string           `json:"name"`
	Query         string           `json:"queryString"`
	LogGroupNames []string         `json:"logGroupNames,omitempty"`
	Language      string           `json:"queryLanguage"`
	Parameters    []queryParameter `json:"parameters,omitempty"`
	LastModified  int64            `json:"lastModified"`
	token         string
}

type putQueryDefinitionOutput struct {
	QueryDefinitionID string `json:"queryDefinitionId"`
}

// putQueryDefinition saves a query, or replaces the one with the ID. The name
// does not have to be unique.
func putQueryDefinition(c *call, in *putQueryDefinitionInput) (*putQueryDefinitionOutput, error) {
	st := c.logs()
	id := value(in.QueryDefinitionID)
	for _, existing := range st.queries {
		if id == "" && in.ClientToken != nil && existing.token == *in.ClientToken {
			return &putQueryDefinitionOutput{existing.ID}, nil
		}
	}
	switch {
	case id == "":
		id = c.emulator.newUUID()
	case st.queries[id] == nil:
		return nil, notFound("The specified query definition does not exist.")
	}
	st.queries = with(st.queries, id, &queryDefinition{
		ID: id, Name: *in.Name, Query: *in.QueryString, LogGroupNames: in.LogGroupNames, Parameters: in.Parameters,
		Language: cmp.Or(value(in.QueryLanguage), "CWLI"), LastModified: c.now.UnixMilli(), token: value(in.ClientToken),
	})
	return &putQueryDefinitionOutput{id}, nil
}

type describeQueryDefinitionsInput struct {
	QueryLanguage *string `json:"queryLanguage" aws:"enum=CWLI|SQL|PPL"`
	NamePrefix    *string `json:"queryDefinitionNamePrefix" aws:"len=1..255"`
	MaxResults    *int64  `json:"maxResults" aws:"range=1..1000"`
	NextToken     *string `json:"nextToken" aws:"len=1.."`
}

type describeQueryDefinitionsOutput struct {
	QueryDefinitions []*queryDefinition `json:"queryDefinitions"`
	NextToken        *string            `json:"nextToken,omitempty"`
}

func describeQueryDefinitions(c *call, in *describeQueryDefinitionsInput) (*describeQueryDefinitionsOutput, error) {
	key := func(q *queryDefinition) string { return q.Name + "\n" + q.ID }
	found := slices.Collect(maps.Values(c.logs().queries))
	found = slices.DeleteFunc(found, func(q *queryDefinition) bool {
		return !strings.HasPrefix(q.Name, value(in.NamePrefix)) || in.QueryLanguage != nil && q.Language != *in.QueryLanguage
	})
	slices.SortFunc(found, func(a, b *queryDefinition) int { return strings.Compare(key(a), key(b)) })
	found, next, err := logsPage(c, found, key, in.NextToken, in.MaxResults, 1000)
	if err != nil {
		return nil, err
	}
	return &describeQueryDefinitionsOutput{QueryDefinitions: append([]*queryDefinition{}, found...), NextToken: next}, nil
}

type deleteQueryDefinitionInput struct {
	QueryDefinitionID *string `json:"queryDefinitionId" aws:"required,len=0..256"`
}

type deleteQueryDefinitionOutput struct {
	Success bool `json:"success"`
}

func deleteQueryDefinition(c *call, in *deleteQueryDefinitionInput) (*deleteQueryDefinitionOutput, error) {
	st := c.logs()
	if st.queries[*in.QueryDefinitionID] == nil {
		return nil, notFound("The specified query definition does not exist.")
	}
	st.queries = without(st.queries, *in.QueryDefinitionID)
	return &deleteQueryDefinitionOutput{Success: true}, nil
}

type startQueryInput struct {
	LogGroupName        *string  `json:"logGroupName" aws:"len=1..512,re=groupName"`
	LogGroupNames       []string `json:"logGroupNames" aws:"item(len=1..512,re=groupName)"`
	LogGroupIdentifiers []string `json:"logGroupIdentifiers" aws:"item(len=1..2048,re=groupIdentifier)"`
	StartTime           *int64   `json:"startTime" aws:"required,range=0.."`
	EndTime             *int64   `json:"endTime" aws:"required,range=0.."`
	QueryString         *string  `json:"queryString" aws:"required,len=0..10000"`
	QueryLanguage       *string  `json:"queryLanguage" aws:"enum=CWLI"`
	Limit               *int64   `json:"limit" aws:"range=1..100000"`
}

type startQueryOutput struct {
	QueryID string `json:"queryId"`
}

// startQuery runs a query at once and keeps its answer for getQueryResults. Of
// the query language it knows what package insights does.
func startQuery(c *call, in *startQueryInput) (*startQueryOutput, error) {
	st := c.logs()
	names := in.LogGroupNames
	if in.LogGroupName != nil {
		names = append(names, *in.LogGroupName)
	}
	var events []insights.Event
	for i := range len(names) + len(in.LogGroupIdentifiers) {
		var name, identifier *string
		if i < len(names) {
			name = &names[i]
		} else {
			identifier = &in.LogGroupIdentifiers[i-len(names)]
		}
		group, err := st.identified(name, identifier)
		if err != nil {
			return nil, err
		}
		events = append(events, group.insightsEvents(st, *in.StartTime, *in.EndTime)...)
	}
	query, err := insights.Parse(*in.QueryString)
	if err != nil {
		return nil, failf("MalformedQueryException", "%s", err)
	}
	result := query.Run(events)
	if limit := value(in.Limit); limit > 0 && int64(len(result.Rows)) > limit {
		result.Rows = result.Rows[:limit]
	}
	id := c.emulator.newUUID()
	st.answers = with(st.answers, id, &result)
	return &startQueryOutput{id}, nil
}

// insightsEvents are the events of a group between two times in seconds, both
// included.
func (g *logGroup) insightsEvents(st *logsState, start, end int64) []insights.Event {
	var events []insights.Event
	for _, name := range slices.Sorted(maps.Keys(g.Streams)) {
		for _, e := range g.Streams[name].between(start*1000, end*1000+999) {
			events = append(events, insights.Event{
				Timestamp: e.At, Ingested: e.Ingested, Message: e.Message, ID: e.ID, Stream: name, Log: fmt.Sprintf("%s:%s", st.account, g.Name),
			})
		}
	}
	return events
}

type getQueryResultsInput struct {
	QueryID *string `json:"queryId" aws:"required,len=0..256"`
}

type resultField struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

type queryStatistics struct {
	RecordsMatched float64 `json:"recordsMatched"`
	RecordsScanned float64 `json:"recordsScanned"`
	BytesScanned   float64 `json:"bytesScanned"`
}

type getQueryResultsOutput struct {
	QueryLanguage string          `json:"queryLanguage"`
	Results       [][]resultField `json:"results"`
	Statistics    queryStatistics `json:"statistics"`
	Status        string          `json:"status"`
}

func getQueryResults(c *call, in *getQueryResultsInput) (*getQueryResultsOutput, error) {
	answer := c.logs().answers[*in.QueryID]
	if answer == nil {
		return nil, notFound("The specified query does not exist.")
	}
	out := &getQueryResultsOutput{
		QueryLanguage: "CWLI", Results: [][]resultField{}, Status: "Complete",
		Statistics: queryStatistics{float64(answer.Matched), float64(answer.Scanned), float64(answer.Bytes)},
	}
	for _, row := range answer.Rows {
		fields := []resultField{}
		for _, field := range row {
			fields = append(fields, resultField{field.Name, field.Value})
		}
		out.Results = append(out.Results, fields)
	}
	return out, nil
}
