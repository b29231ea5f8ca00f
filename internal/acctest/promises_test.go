package acctest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// whole is what an example needs and what it promises.
type whole struct {
	variables  map[string]any
	before     func(*stage)                           // what others make first
	standIns   func(s *stage, folder string) standIns // for the providers of others
	arrives    func(*stage)                           // publishes events and looks where they arrive
	keeps      emulator.Inventory                     // what destroy leaves
	afterwards func(*stage, *acctest.Workspace)       // what works after destroy
}

var onBuildkiteBus = map[string]any{"region": acctest.Region, "event_source_name": buildkite}

// promised are the examples by their folder.
var promised = map[string]whole{
	"multi-region": {variables: onBuildkiteBus, before: (*stage).source, arrives: inRegions},
	"minimal":      {variables: onBuildkiteBus, before: (*stage).source, arrives: failedReleases},
	"testing":      {variables: map[string]any{"event_source_name": buildkite}, before: (*stage).source, arrives: tested},
	"demo": {
		variables: map[string]any{
			"topic_arn": "arn:aws:sns:us-east-1:123456789012:alerts", "webhook_url": localServer,
			"audit_log_start": time.Now().Add(-time.Hour).UTC().Format(time.RFC3339), "audit_log_token": "token",
		},
		before: func(s *stage) { s.source(); s.topic("alerts"); s.journal() }, arrives: brokenBuilds, keeps: emulator.Inventory{Topics: 1},
	},
	"metrics":                 {variables: onBuildkiteBus, before: (*stage).source, arrives: measured},
	"audit-trail":             auditTrail,
	"devops-agent":            {variables: map[string]any{"region": acctest.Region, "webhook_url": localServer}, before: (*stage).journal, arrives: investigations},
	"with-buildkite-provider": withBuildkiteProvider,
	"quick-start-build-workflow": quickStart(map[string]any{"contact_email": "builds@example.com"}, startedBuilds,
		emulator.Inventory{LogGroups: 1, LogStreams: 1}),
	"quick-start-pipeline-alerts": quickStart(map[string]any{
		"phone_number": "+4915112345678", "webhook_url": localServer, "webhook_secret": "Bearer secret",
	}, alerts, nothing),
	"quick-start-visualization": {
		variables: map[string]any{"region": acctest.Region, "event_bus_name": buildkite}, before: (*stage).bus, arrives: shown, keeps: emulator.Inventory{EventBuses: 1},
	},
	"quick-start-visualization-athena": quickStart(map[string]any{"bucket_name": "my-org-buildkite-jobs"}, visualized, nothing),
}

func failedReleases(s *stage) {
	all := s.publishAll()
	s.expectEvents("/aws/events/buildkite",
		all["Build Finished, failed"],
		s.publish("Build Finished", "failed", `{"detail": {"build": {"branch": "release/7"}}}`))
	s.publish("Build Finished", "failed", `{"detail": {"build": {"branch": "feature/7"}}}`)
	s.expectDelivered()
}

func tested(s *stage) {
	all := s.publishAll()
	s.publish("Build Finished", "failed", `{"detail": {"pipeline": {"slug": "sandbox-of-someone"}}}`)
	s.expectEvents("/buildkite/builds", all["Build Finished, failed"], all["Build Failing, documented"])
	s.expectDelivered()
}

// topic makes a topic that EventBridge may publish to, as others would.
func (s *stage) topic(name string) {
	s.t.Helper()
	out, err := sns.NewFromConfig(s.env.AWS()).CreateTopic(s.t.Context(), &sns.CreateTopicInput{Name: aws.String(name), Attributes: map[string]string{
		"Policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"*"}]}`,
	}})
	if err != nil {
		s.t.Fatalf("%v, %v", out, err)
	}
}

// queue makes a queue that EventBridge may send to, as others would.
func (s *stage) queue(name string) {
	s.t.Helper()
	out, err := sqs.NewFromConfig(s.env.AWS()).CreateQueue(s.t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(name), Attributes: map[string]string{
		"Policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}`,
	}})
	if err != nil {
		s.t.Fatalf("%v, %v", out, err)
	}
}

func brokenBuilds(s *stage) {
	all := s.publishAll()
	s.expectEvents("/aws/events/buildkite", all["Build Failing, documented"], all["Build Finished, failed"])
	s.expectPoints(
		"Buildkite BuildDuration 19 Seconds Pipeline=my-pipeline",
		"Buildkite BuildDuration 19 Seconds Pipeline=my-pipeline",
		"Buildkite BuildDuration 19 Seconds Pipeline=my-pipeline",
		"Buildkite FailedBuilds 1 Count Pipeline=my-pipeline",
		"Buildkite JobWaitTime 2 Seconds Pipeline=my-pipeline",
		"Buildkite JobWaitTime 2 Seconds Pipeline=my-pipeline",
	)
	s.expectDelivered()
}

func measured(s *stage) {
	all := s.publishAll()
	s.expectEvents("/buildkite/failed-jobs", all["Job Finished, signalled"])
	s.expectPoints(
		"Buildkite BuildDuration 19 Seconds Pipeline=my-pipeline",
		"Buildkite BuildDuration 19 Seconds Pipeline=my-pipeline",
		"Buildkite BuildDuration 19 Seconds Pipeline=my-pipeline",
		"Buildkite FailedJobs 1 Count Pipeline=my-pipeline",
		"Buildkite Job Agent Wait Time 2 Seconds Pipeline=my-pipeline",
		"Buildkite Job Agent Wait Time 2 Seconds Pipeline=my-pipeline",
	)
	s.expectDelivered()
}

// inRegions is applied with the default regions of the agent spaces.
func inRegions(s *stage) {
	const elsewhere = "eu-central-1"
	all := s.publishAll()
	s.expectEvents("/buildkite/failed-builds", all["Build Finished, failed"])
	s.expectEvents("/devops-agent/investigations", all["Investigation Completed, documented"], all["Investigation Completed, milliseconds"])
	s.expectEventsIn(elsewhere, "/devops-agent/investigations", s.publishIn(elsewhere, "Investigation Completed", "", ""))
	s.expectEventsIn(elsewhere, "/buildkite/failed-builds")
	s.expectDelivered()
}

// auditKey encrypts the audit trail.
const auditKey = "arn:aws:kms:us-east-1:123456789012:key/0106187c-12cd-4fe0-8b1a-0123456789ab"

// expectAuditGroup wants the log group to be long-lived and encrypted, with a
// policy of its own and none in the account.
func (s *stage) expectAuditGroup() {
	s.t.Helper()
	groups, err := s.env.Logs().DescribeLogGroups(s.t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})
	if err != nil || len(groups.LogGroups) != 1 {
		s.t.Fatalf("got %+v, %v", groups, err)
	}
	days, key := aws.ToInt32(groups.LogGroups[0].RetentionInDays), aws.ToString(groups.LogGroups[0].KmsKeyId)
	if days != 2557 || key != auditKey {
		s.t.Errorf("the log group keeps events for %d days, encrypted with %q", days, key)
	}
	if n := s.env.Emulator.Inventory().LogResourcePolicies; n != 1 {
		s.t.Errorf("there are %d resource policies", n)
	}
	account, err := s.env.Logs().DescribeResourcePolicies(s.t.Context(), &cloudwatchlogs.DescribeResourcePoliciesInput{})
	if err != nil || len(account.ResourcePolicies) > 0 {
		s.t.Errorf("the account has the policies %+v, %v", account, err)
	}
}

// journal has the summaries of the completed investigations among the samples.
func (s *stage) journal() {
	for _, execution := range []string{"b2c3d4e5-6789-01ab-cdef-example22222", "exe-ops1-5f0c1b7e-2a54-4c1d-9e0f-6d8a3b9c7e21"} {
		s.env.Emulator.AddJournalRecord(emulator.JournalRecord{
			AgentSpaceID: "8f6187a7-0388-4926-8217-3a0fe32f757c", ExecutionID: execution, RecordID: "d4e5f6g7-6789-01ab-cdef-example44444",
			RecordType: "investigation_summary_md", Late: 1, Content: "# Cause\n\nThe disk of \"db-1\" was **full**.\n\nMore.",
		})
	}
}

func investigations(s *stage) {
	all := s.publishAll()
	low := s.publish("Investigation Timed Out", "", `{"detail": {"data": {"priority": "LOW"}}}`)
	s.expectEvents("/devops-agent/investigations",
		all["Investigation Cancelled, documented"], all["Investigation Completed, documented"], all["Investigation Completed, milliseconds"],
		all["Investigation Failed, documented"], all["Investigation Timed Out, documented"], low)
	s.expectLines("/devops-agent/unsolved",
		"Investigation a1b2c3d4-5678-90ab-cdef-example11111 (CRITICAL) ended as FAILED",
		"Investigation a1b2c3d4-5678-90ab-cdef-example11111 (CRITICAL) ended as TIMED_OUT")
	s.expectPoints(
		"AWSDevOpsAgent InvestigationDuration 1013.338 Seconds Status=COMPLETED",
		"AWSDevOpsAgent InvestigationDuration 600 Seconds Status=CANCELLED",
		"AWSDevOpsAgent InvestigationDuration 600 Seconds Status=COMPLETED",
		"AWSDevOpsAgent InvestigationDuration 600 Seconds Status=FAILED",
		"AWSDevOpsAgent InvestigationDuration 600 Seconds Status=TIMED_OUT",
		"AWSDevOpsAgent InvestigationDuration 600 Seconds Status=TIMED_OUT",
	)
	s.t.Run("summaries", func(t *testing.T) {
		if _, err := jsonata.Locate(); err != nil {
			t.Skipf("SKIP: %s", err)
		}
		message := `/chat {"text":"CRITICAL investigation completed: The disk of \"db-1\" was full."}`
		sample := `/chat {"text":"CRITICAL investigation completed: The connection pool of checkout was exhausted after deployment d-20260312-4."}`
		if got := s.received(); !slices.Equal(got, []string{sample, message, message}) {
			t.Errorf("received %q", got)
		}
		whole := 0
		for _, event := range s.env.Emulator.LogEvents(acctest.Region, "/devops-agent/summaries") {
			if strings.Contains(event.Message, `"summary":"# Cause\n\nThe disk of \"db-1\" was **full**.\n\nMore."`) {
				whole++
			}
		}
		if whole != 2 {
			t.Errorf("%d summaries are logged", whole)
		}
	})
	s.expectDelivered()
}

var withBuildkiteProvider = whole{
	variables: map[string]any{"organization": "my-org", "region": acctest.Region, "account_id": emulator.DefaultAccount},
	before:    func(*stage) {},
	standIns: func(s *stage, _ string) standIns {
		return standIns{"buildkite/buildkite": buildkiteStandIn{s.env}}
	},
	arrives: func(s *stage) {
		all := s.publishAll()
		s.expectEvents("/aws/events/my-org", all["Build Finished, failed"])
		s.expectDelivered()
	},
	afterwards: func(s *stage, _ *acctest.Workspace) {
		if state, _ := s.env.Emulator.SourceState(acctest.Region, buildkite); state != "" {
			s.t.Errorf("the partner event source is still %s", state)
		}
	},
}

// quickStart is one of AWS's retired quick starts. Its event bus is made by
// another configuration and stays.
func quickStart(variables map[string]any, arrives func(*stage), keeps emulator.Inventory) whole {
	keeps.EventBuses = 1
	variables["region"], variables["event_bus_name"] = acctest.Region, buildkite
	return whole{
		variables: variables,
		before:    (*stage).bus,
		standIns: func(s *stage, folder string) standIns {
			return standIns{"hashicorp/aws": newAWSStandIn(s, folder)}
		},
		arrives: arrives,
		keeps:   keeps,
	}
}

func startedBuilds(s *stage) {
	all := s.publishAll()
	s.expectEvents("/buildkite/started-builds", all["Build Started, documented"], all["Build Started, newest"])
	for _, message := range s.received() {
		if !strings.HasPrefix(message, `/email "Build `) || !strings.Contains(message, " of my-pipeline started at ") {
			s.t.Errorf("received %s", message)
		}
	}
	if n := len(s.received()); n != 2 {
		s.t.Errorf("%d messages were received", n)
	}
	s.expectDelivered()
}

func alerts(s *stage) {
	s.publishAll()
	s.publish("Build Finished", "failed", `{"detail": {"build": {"branch": "feature/7"}}}`)
	const text = "Build 123456 of my-pipeline failed at 2019-08-11 06:01:35 UTC"
	s.expectLines("/buildkite/alerts", text)
	want := []string{`/chat [Bearer secret] {"channel":"C0123456789","text":"` + text + `"}`, `/sms "` + text + `"`}
	if got := s.received(); !slices.Equal(got, want) {
		s.t.Errorf("received %q, want %q", got, want)
	}
	s.expectDelivered()
}

// shown is what the dashboard shows: its metrics have points, and its queries
// find what failed.
func shown(s *stage) {
	all := s.publishAll()
	s.expectEvents("/buildkite/dashboard",
		all["Job Finished, documented"], all["Job Finished, newest"], all["Job Finished, signalled"],
		all["Build Finished, blocked"], all["Build Finished, documented"], all["Build Finished, failed"], all["Build Finished, newest"])
	s.expectPoints(slices.Concat(
		slices.Repeat([]string{"Buildkite JobDuration 19 Seconds Pipeline=my-pipeline"}, 3),
		slices.Repeat([]string{"Buildkite JobWaitTime 2 Seconds Pipeline=my-pipeline"}, 3),
	)...)
	s.expectDelivered()
	want := map[string]string{
		"dashboard/buildkite_failed_builds": "my-pipeline main 1", "dashboard/buildkite_failed_jobs": "my-pipeline :nodejs: Test 1",
		"dashboard/buildkite_exit_statuses": "-1 my-pipeline 1, 0 my-pipeline 1",
	}
	for name, text := range s.savedQueries() {
		if answer := s.ask("/buildkite/dashboard", text); answer != want[name] {
			s.t.Errorf("%s answers %q, and should answer %q", name, answer, want[name])
		}
		delete(want, name)
	}
	if len(want) > 0 {
		s.t.Errorf("not saved: %v", want)
	}
	found, err := cloudwatch.NewFromConfig(s.env.AWS()).GetDashboard(s.t.Context(), &cloudwatch.GetDashboardInput{DashboardName: aws.String("buildkite-builds")})
	if err != nil {
		s.t.Fatal(err)
	}
	for kind, n := range map[string]int{"metric": 5, "log": 3, "text": 3} {
		if got := strings.Count(*found.DashboardBody, `"type":"`+kind+`"`); got != n {
			s.t.Errorf("the dashboard has %d widgets of the type %s, not %d: %s", got, kind, n, *found.DashboardBody)
		}
	}
}

// savedQueries are the texts of the saved queries by name.
func (s *stage) savedQueries() map[string]string {
	out, err := s.env.Logs().DescribeQueryDefinitions(s.t.Context(), &cloudwatchlogs.DescribeQueryDefinitionsInput{})
	if err != nil {
		s.t.Fatal(err)
	}
	texts := map[string]string{}
	for _, query := range out.QueryDefinitions {
		texts[*query.Name] = *query.QueryString
	}
	return texts
}

// ask runs a query on the events of the last hour. Rows are sorted and separated
// by commas.
func (s *stage) ask(group, query string) string {
	now := time.Now()
	started, err := s.env.Logs().StartQuery(s.t.Context(), &cloudwatchlogs.StartQueryInput{
		LogGroupName: aws.String(group), QueryString: aws.String(query), StartTime: aws.Int64(now.Add(-time.Hour).Unix()), EndTime: aws.Int64(now.Add(time.Minute).Unix()),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := s.env.Logs().GetQueryResults(s.t.Context(), &cloudwatchlogs.GetQueryResultsInput{QueryId: started.QueryId})
	if err != nil {
		s.t.Fatal(err)
	}
	var rows []string
	for _, row := range answer.Results {
		var values []string
		for _, field := range row {
			values = append(values, *field.Value)
		}
		rows = append(rows, strings.Join(values, " "))
	}
	slices.Sort(rows)
	return strings.Join(rows, ", ")
}

func visualized(s *stage) {
	all := s.publishAll()
	s.expectEvents("/buildkite/finished-jobs",
		all["Job Finished, documented"], all["Job Finished, newest"], all["Job Finished, signalled"])
	s.expectPoints(slices.Concat(
		slices.Repeat([]string{"Buildkite JobDuration 19 Seconds Pipeline=my-pipeline"}, 3),
		slices.Repeat([]string{"Buildkite JobWaitTime 2 Seconds Pipeline=my-pipeline"}, 3),
	)...)
	s.expectDelivered()
}
